"""A neighbourhood to measure on: one of those under tests/, filled up with names to a wanted number."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.assembly import Parts, assemble
from bot.messages import Incoming, Quoted
from bot.names import read_names
from bot.present import Present, look_up, message_of
from catalogue import versions
from catalogue.database import Database, open_database
from catalogue.tables import Collection, GroupBuy, Merchant, Product, Room
from catalogue.workbook import import_book, read_workbook
from intents.days import plain_day_kind
from intents.scene import Location
from tests.bench.corpora import cases_of, product_names, shop_names


@dataclass(slots=True)
class Street:
    """The bot on a filled store. at: an instant at which all kinds of things are open in `room`."""

    parts: Parts
    folder: Path
    at: datetime
    room: str
    names: int

    def says(self, number: int, text: str) -> Incoming:
        """A message of somebody unknown in the room, not addressed to the bot."""
        return Incoming(f"b{number}", self.at, self.room, f"u{number % 500}", "邻居", text, self.room)

    def present(self, incoming: Incoming) -> Present:
        """All that the reader of this message gets."""
        with self.parts.database.read() as session:
            scenes = self.parts.scenes
            facts = scenes.known.room_of(incoming.room, incoming.room_name) if incoming.room else None
            room = session.get(Room, facts.id) if facts else None
            message = message_of(incoming, self.parts.path.bot_ids, scenes.known.staff)
            return look_up(session, scenes, incoming, room, message)


def incoming_of(case: dict[str, Any]) -> Incoming:
    """A labelled message as a channel hears it."""
    quote, place = case.get("quote"), case.get("location")
    return Incoming(
        case["id"], datetime.fromisoformat(case["at"]), case["room"], case["sender"], case["name"], case["text"],
        case["room"] or "", case["mention"], Quoted(quote["sender"], quote["text"]) if quote else None,
        Location(place["lng"], place["lat"], place.get("label", "")) if place else None,
    )


@contextmanager
def street(folder: Path, names: int, url: str = "sqlite://", *, products: bool = True) -> Iterator[Street]:
    """The neighbourhood of this folder with at least so many names; products: half of those added are on sale."""
    database = open_database(url)
    cases = cases_of(folder)
    first = min(datetime.fromisoformat(case["at"]) for case in cases)
    try:
        database.upgrade()
        with database.transaction() as session:
            import_book(session, read_workbook(folder / "world"), first, day_kind=plain_day_kind)
            session.flush()
            _bind(session)
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as files:
            yield _filled(database, Path(files), folder, names, cases, products)
    finally:
        database.close()


def _filled(
    database: Database, files: Path, folder: Path, names: int, cases: list[dict[str, Any]], products: bool
) -> Street:
    parts = assemble(database, files=files, day_kind=plain_day_kind)
    with database.transaction() as session:
        have = len({entry.surface for entry in read_names(session)})
        add_names(session, max(0, names - have), products)
        parts.scenes.refresh(session)
    at, room = _liveliest(parts, cases)
    parts.scenes.of([_facts(parts, room)], at)
    return Street(parts, folder, at.astimezone(UTC), room, max(names, have))


def _facts(parts: Parts, room: str) -> int:
    facts = parts.scenes.known.room_of(room, room)
    assert facts is not None
    return facts.id


def _bind(session: Session) -> None:
    for room in session.scalars(select(Room)):
        room.channel_ref = room.name


def add_names(session: Session, count: int, products: bool) -> None:
    """Half of them shops, half products of one more group buy that is open in all rooms, as is a collection of demand.

    Without products all but one are shops: a day on which no more than usual is on sale.
    """
    if not count:
        return
    chance, sold = random.Random(7), count // 2 if products else 1
    taken = set(session.scalars(select(Merchant.name))) | set(session.scalars(select(Product.name)))
    shops = [name for name in shop_names()[: count * 2] if name not in taken][: count - sold]
    foods = [name for name in product_names()[: count * 2] if name not in taken][:sold]
    kinds = sorted({kind for found in session.scalars(select(Merchant.categories)) for kind in found})
    lng, lat = session.execute(select(func.avg(Merchant.lng), func.avg(Merchant.lat))).one()
    session.execute(insert(Merchant), [
        {"name": name, "categories": [chance.choice(kinds)], "lng": lng + chance.uniform(-0.1, 0.1),
         "lat": lat + chance.uniform(-0.1, 0.1), "hours": "08:00-20:00"}
        for name in shops
    ])
    deadline = session.scalars(select(func.max(GroupBuy.deadline))).one() + timedelta(days=30)
    market = GroupBuy(title="基准大集", rooms=[], deadline=deadline, pickup_points=["东门"])
    session.add_all([market, Collection(title="基准征集", rooms=[], deadline=deadline)])
    session.flush()
    session.execute(insert(Product), [
        {"group_buy_id": market.id, "name": name, "unit": "份", "price_fen": 1000, "aliases": []} for name in foods
    ])
    versions.touch(session)


def _liveliest(parts: Parts, cases: Iterable[dict[str, Any]]) -> tuple[datetime, str]:
    """When and where most kinds of things are open: group buy, activity, collection and poll if the world has them."""
    tried = dict.fromkeys((case["at"], case["room"]) for case in cases if case["room"])
    best: tuple[int, datetime, str] | None = None
    for written, room in list(tried)[:300]:
        at = datetime.fromisoformat(written)
        if parts.scenes.known.room_of(room, room) is None:
            continue
        scene = parts.scenes.of([_facts(parts, room)], at)
        kinds = sum(map(bool, (scene.group_buys, scene.activities, scene.collections, scene.polls)))
        if best is None or kinds > best[0]:
            best = kinds, at, room
    assert best is not None
    return best[1], best[2]
