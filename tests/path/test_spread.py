"""A broadcast to a hundred rooms is spread over its window: nothing before it, nothing after it, the pace is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from sqlalchemy import select

from bot.assembly import assemble
from bot.outbox import Rules
from catalogue.database import Database
from catalogue.tables import Outbox, Room, Schedule
from intents.days import CHINA, plain_day_kind
from tests.path.test_pace_drain import PACE, Simulated

ROOMS = 100
BEGINS = datetime(2026, 11, 28, 19, 0, tzinfo=CHINA)
SECOND = timedelta(seconds=1)


def city(store: Database, files: Path, ends: str) -> tuple[Simulated, list[int]]:
    """A hundred rooms, and a promotion planned for all of them this evening from 19:00 to `ends`."""
    street = Simulated(assemble(store, files=files, rules=Rules(spread=True), day_kind=plain_day_kind), PACE)
    with store.transaction() as session:
        session.query(Schedule).update({"status": "done"})
        rooms = [Room(name=f"第{number}群", channel_ref=f"room-{number}") for number in range(ROOMS)]
        session.add_all(rooms)
        session.flush()
        session.add(Schedule(
            kind="promotion", title="全城义诊", text="全城义诊", when=f"2026-11-28 19:00-{ends}",
            rooms=[room.id for room in rooms], next_due=BEGINS, status="active", number=301,
        ))
        return street, [room.id for room in rooms]


def fire(street: Simulated) -> None:
    """A second too early nothing is planned for sending; at its time everything is."""
    street.parts.clockwork.tick(BEGINS - SECOND)
    assert planned(street) == []
    street.now = BEGINS
    street.parts.clockwork.tick(BEGINS)
    assert len(planned(street)) == ROOMS


def planned(street: Simulated) -> list[Outbox]:
    with street.parts.database.read() as session:
        return list(session.scalars(select(Outbox).where(Outbox.cause == "broadcast").order_by(Outbox.id)))


def keeps_the_pace(street: Simulated, left: list[datetime]) -> None:
    """No gap is shorter than the settings say, and no minute has more messages than they allow."""
    assert min(later - at for at, later in pairwise(left)) >= PACE.gap_min_s * SECOND
    assert PACE.per_minute is not None
    assert all(later - at >= timedelta(minutes=1) for at, later in zip(left, left[PACE.per_minute:], strict=False))


def test_a_hundred_rooms_in_two_hours(neighbourhood_store: Database, tmp_path: Path) -> None:
    street, rooms = city(neighbourhood_store, tmp_path, "21:00")
    fire(street)
    asked = BEGINS + timedelta(minutes=31, seconds=17)
    street.run([(asked, {"room_id": rooms[7], "text": "答", "kind": "answer"})])
    left = [at for at, outgoing in street.sent if outgoing.text == "全城义诊"]
    assert {row.status for row in planned(street)} == {"sent"} and len(left) == ROOMS
    assert len({outgoing.room for at, outgoing in street.sent if outgoing.text == "全城义诊"}) == ROOMS
    assert BEGINS <= left[0] < left[-1] < BEGINS + timedelta(hours=2)
    keeps_the_pace(street, [at for at, _ in street.sent])
    for hour in range(4):
        half = [at for at in left if hour * 30 <= (at - BEGINS).total_seconds() / 60 < (hour + 1) * 30]
        assert len(half) >= (20 if hour < 3 else 1), "it is spread, not crowded at one end"
    answered, = [at for at, outgoing in street.sent if outgoing.text == "答"]
    assert answered - asked <= PACE.gap_max_s * SECOND, "an answer does not wait for a broadcast"


def test_what_finds_no_room_in_a_narrow_window_expires_and_is_told(neighbourhood_store: Database, tmp_path: Path) -> None:
    street, _ = city(neighbourhood_store, tmp_path, "19:05")
    fire(street)
    street.run([])
    left = [at for at, outgoing in street.sent if outgoing.text == "全城义诊"]
    assert len(left) < ROOMS and left[-1] < BEGINS + timedelta(minutes=5)
    keeps_the_pace(street, left)
    rows = planned(street)
    assert {(row.status, row.reason) for row in rows} == {("sent", None), ("expired", "late")}
    street.parts.clockwork.tick(street.now)
    with street.parts.database.read() as session:
        told = session.scalars(select(Outbox.text).where(Outbox.cause == "expired")).all()
    assert told and all("全城义诊" in text for text in told)
