"""An order from the message to the commit with its outgoing row, beside a driver that does the same statements."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event, make_url, select

from bot.assembly import Parts, assemble
from bot.inbox import Inbox
from bot.messages import Incoming
from bot.path import Heard
from catalogue.database import open_database
from catalogue.tables import Member, Product, Room, RoomMember
from intents.days import plain_day_kind
from tests.bench.corpora import NEIGHBOURHOODS
from tests.bench.figures import Figure, at_least
from tests.bench.street import Street, street
from tests.postgres import NoPostgres, running_server

PEOPLE, BATCH, ROUNDS, WARM = 3_000, 50, 6, 10
MARKET, SOLD = "基准大集", "基准礼盒"
Statements = list[tuple[str, Any, bool]]


@dataclass(slots=True)
class Shop:
    """The bot on a filled store, and people who order one after another. done: the statements of each, where they are noted."""

    parts: Parts
    first: Incoming
    done: list[Statements] = field(default_factory=list)
    served: int = 0

    def orders(self, count: int) -> list[Incoming]:
        """That many people, none of whom has ordered before, order two each."""
        found = []
        for number in range(self.served, self.served + count):
            at = self.first.at + timedelta(seconds=number)
            found.append(Incoming(
                f"o{number}", at, self.first.room, f"p{number}", f"买家{number}", f"{SOLD}2份", self.first.room_name,
            ))
        self.served += count
        return found

    def statements_of(self, batch: Sequence[Incoming]) -> list[Statements]:
        """What these orders execute, a list for each, without beginning and end."""
        self.done.clear()
        for incoming in batch:
            self.take(incoming)
        return [one for one in self.done if any(_writes(statement) for statement, _, _ in one)]

    def take(self, incoming: Incoming) -> Heard:
        """One order; it must be recorded and answered."""
        heard = self.parts.path.hear(incoming)
        assert heard.outcome.intent == "order" and not heard.outcome.asking and heard.rows, heard
        return heard


def prepare(url: str) -> Incoming:
    """Fill a store at this address: 1,000 names, many people, one product; gives the pattern of a message."""
    with street(NEIGHBOURHOODS[0], 1_000, url, products=False) as here:
        with here.parts.database.transaction() as session:
            _people_and_product(here, session)
        return here.says(0, "")


def _people_and_product(here: Street, session: Any) -> None:
    room = session.scalars(select(Room).where(Room.name == here.room)).one()
    people = [Member(channel_id=f"p{number}", nickname=f"买家{number}") for number in range(PEOPLE)]
    session.add_all(people)
    session.flush()
    session.add_all(RoomMember(room_id=room.id, member_id=one.id, alias=one.nickname) for one in people)
    other = session.scalars(select(Product).order_by(Product.id.desc()).limit(1)).one()
    session.add(Product(group_buy_id=other.group_buy_id, name=SOLD, unit="份", price_fen=500, stock=10_000_000))


@contextmanager
def opened(url: str, first: Incoming, folder: Path, *, noting: bool = False) -> Iterator[Shop]:
    """The bot on a store that was filled before. noting: its statements are noted, a list for each transaction.

    Listening slows the bot down, so one that is timed does not note anything, and another one notes the same orders.
    """
    database = open_database(url)
    shop = Shop(assemble(database, files=folder, day_kind=plain_day_kind), first)
    noted: dict[int, Statements] = {}

    def note(connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        noted.setdefault(id(connection.connection.driver_connection), []).append((statement, parameters, many))

    def end(connection: Any) -> None:
        statements = noted.pop(id(connection.connection.driver_connection), [])
        if statements:
            shop.done.append(statements)

    if noting:
        event.listen(database.engine, "before_cursor_execute", note)
        event.listen(database.engine, "commit", end)
    try:
        for warm in shop.orders(WARM):
            shop.take(warm)
        yield shop
    finally:
        database.close()


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def sqlite_figures(quick: bool) -> Iterator[Figure]:
    """One after another, and many at once, on a file with synchronous=FULL."""
    rounds = 2 if quick else ROUNDS
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as scratch, ExitStack() as stack:
        folder = Path(scratch)
        first = prepare(f"sqlite:///{folder}/linli.db")
        for name in ("noted", "raw", "writes"):
            shutil.copyfile(folder / "linli.db", folder / f"{name}.db")
        shop = stack.enter_context(opened(f"sqlite:///{folder}/linli.db", first, folder))
        noting = stack.enter_context(opened(f"sqlite:///{folder}/noted.db", first, folder, noting=True))
        raw, writes = (stack.enter_context(closing(_raw_sqlite(folder / f"{name}.db"))) for name in ("raw", "writes"))
        for statements in noting.done:  # of the warming up
            _sqlite_once(raw, statements)
            _sqlite_once(writes, [one for one in statements if _writes(one[0])])
        singly = _rounds(shop, noting, rounds, raw, writes, lambda batch: [shop.take(one) for one in batch])
        count = statistics.fmean(len(statements) for statements in noting.done)
        many = _rounds(shop, noting, rounds, raw, writes, lambda batch: asyncio.run(_at_once(shop, batch)))
    ours, same, least = (BATCH / statistics.median(column) for column in zip(*singly, strict=True))
    share = statistics.median(one[1] / one[0] for one in singly)
    yield at_least(
        "an order, message in → committed with its outgoing row, SQLite FULL", share, 0.4,
        f"{share:.2f} × raw sqlite3 ({ours:.0f}/s against {same:.0f}/s; {count:.0f} statements each)",
        "≥ 0.4 × raw sqlite3, same statements",
    )
    yield Figure("the same against its INSERT and UPDATE statements only", f"{ours / least:.2f} × ({least:.0f}/s)")
    share = statistics.median(one[1] / one[0] for one in many)
    ours = BATCH / statistics.median(one[0] for one in many)
    yield at_least(
        f"{BATCH} people at once through the inbox, SQLite FULL", share, 1.0,
        f"{share:.2f} × raw sqlite3 ({ours:.0f}/s)", "≥ 1 × with grouped commits",
    )


def _rounds(
    shop: Shop, noting: Shop, rounds: int, raw: sqlite3.Connection, writes: sqlite3.Connection,
    take: Callable[[list[Incoming]], object],
) -> list[tuple[float, float, float]]:
    """Seconds of the bot, of the same statements and of the writing ones among them, batch by batch in turns.

    The driver commits each order.
    """
    found = []
    for _ in range(rounds):
        batch = shop.orders(BATCH)
        ours = timed(lambda batch=batch: take(batch))
        done = noting.statements_of(noting.orders(BATCH))
        only = [[one for one in statements if _writes(one[0])] for statements in done]
        same = timed(lambda done=done: [_sqlite_once(raw, one) for one in done])
        found.append((ours, same, timed(lambda only=only: [_sqlite_once(writes, one) for one in only])))
    return found


async def _at_once(shop: Shop, batch: Sequence[Incoming]) -> None:
    """As the house does it: one worker on SQLite, the inbox in front."""
    with ThreadPoolExecutor(1) as workers:
        inbox = Inbox(shop.parts.path, workers, lambda: None)
        heard = await asyncio.gather(*(inbox.hear(one) for one in batch))
        await inbox.close()
    assert all(one.rows for one in heard)


def _writes(statement: str) -> bool:
    return statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))


def _raw_sqlite(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _sqlite_once(connection: sqlite3.Connection, statements: Statements) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for statement, parameters, many in statements:
        if many:
            connection.executemany(statement, parameters)
        else:
            connection.execute(statement, parameters or ()).fetchall()
    connection.execute("COMMIT")


def postgres_figures(quick: bool) -> Iterator[Figure]:
    """One connection, then eight on one product; and whether eight ever sell what is not there."""
    try:
        with running_server() as server, tempfile.TemporaryDirectory(prefix="linli-bench-") as scratch:
            ours = server.make()
            first = prepare(server.url(ours))
            noted, raw, short = (server.make(ours) for _ in range(3))
            address = make_url(server.url(raw)).set(drivername="postgresql").render_as_string(hide_password=False)
            with (
                opened(server.url(ours), first, Path(scratch)) as shop,
                opened(server.url(noted), first, Path(scratch), noting=True) as noting,
            ):
                yield from _postgres(shop, noting, address, 1 if quick else 3)
            with opened(server.url(short), first, Path(scratch)) as shop:
                yield _oversold(shop)
            for name in (ours, noted, raw, short):
                server.drop(name)
    except NoPostgres as error:
        yield Figure("an order on PostgreSQL", f"not measured: {error}"[:200], "≥ 0.5 × psycopg", False)


def _postgres(shop: Shop, noting: Shop, address: str, rounds: int) -> Iterator[Figure]:
    connections = [psycopg.connect(address) for _ in range(8)]
    for connection in connections:  # the ids that were noted need not be those that are given here
        connection.execute("SET session_replication_role = replica")
        connection.commit()
    _postgres_all(connections[:1], noting.done)
    for count, each in ((1, 1), (8, 4)):
        shares, rate = [], 0.0
        with ThreadPoolExecutor(count) as pool:
            for _ in range(rounds):
                batch = shop.orders(BATCH * each)
                ours = timed(lambda batch=batch, pool=pool: list(pool.map(shop.take, batch)))
                done = noting.statements_of(noting.orders(BATCH * each))
                shares.append(timed(lambda done=done, count=count: _postgres_all(connections[:count], done)) / ours)
                rate = max(rate, len(batch) / ours)
        share = statistics.median(shares)
        yield at_least(
            f"an order on PostgreSQL, {count} connection{'s on one product' if count > 1 else ''}", share, 0.5,
            f"{share:.2f} × psycopg ({rate:.0f}/s at best)", "≥ 0.5 × psycopg, same statements",
        )
    for connection in connections:
        connection.close()


def _postgres_all(connections: Sequence[psycopg.Connection[Any]], done: Sequence[Statements]) -> None:
    def work(number: int) -> None:
        for statements in done[number :: len(connections)]:
            _postgres_once(connections[number], statements)

    with ThreadPoolExecutor(len(connections)) as pool:
        list(pool.map(work, range(len(connections))))


def _postgres_once(connection: psycopg.Connection[Any], statements: Statements) -> None:
    with connection.cursor() as cursor:
        for statement, parameters, many in statements:
            if many:
                cursor.executemany(statement, parameters)
            else:
                cursor.execute(statement, parameters or None)
                if cursor.description:
                    cursor.fetchall()
    connection.commit()


def _oversold(shop: Shop) -> Figure:
    """Eight at once want twice what there is."""
    with shop.parts.database.transaction() as session:
        session.scalars(select(Product).where(Product.name == SOLD)).one().stock = 100_000
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(shop.parts.path.hear, shop.orders(100)))
    with shop.parts.database.read() as session:
        sold = session.scalars(select(Product).where(Product.name == SOLD)).one().sold
    return Figure(
        "100 people want 200 of 100 units, 8 connections", f"{sold // 1000} sold", "0 oversold, none left",
        sold == 100_000,
    )
