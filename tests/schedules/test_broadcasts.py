"""Broadcasts fall due once for each schedule, time and room, and leave when the rules let them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.outbox import Rules
from catalogue.database import Database
from catalogue.tables import Outbox, Room, Schedule
from intents.days import CHINA, plain_day_kind
from schedules.broadcasts import fire_broadcasts, next_broadcast, plan
from schedules.quiet import QuietHours

MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=CHINA)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=CHINA)


@pytest.fixture
def rooms(session: Session) -> list[int]:
    """Two rooms, the second one muted."""
    found = [Room(name="甲群"), Room(name="乙群", muted=True)]
    session.add_all(found)
    session.flush()
    return [room.id for room in found]


def schedule(session: Session, when: str, **more: object) -> Schedule:
    row = Schedule(**{"kind": "promotion", "title": "糕点", "text": "糕点八折", "when": when, "rooms": [], **more})
    session.add(row)
    session.flush()
    return row


def fire(session: Session, now: datetime) -> None:
    plan(session, now, plain_day_kind)
    fire_broadcasts(session, now, plain_day_kind)


def rows(session: Session) -> list[Outbox]:
    session.expire_all()
    return list(session.scalars(select(Outbox).order_by(Outbox.due, Outbox.room_id, Outbox.id)))


def release(session: Session, now: datetime, rules: Rules | None = None) -> list[int]:
    """Send all that may leave; ids of what went."""
    gone = []
    for row in outbox.waiting(session, now):
        if outbox.apply(session, row, outbox.judge(session, row, rules or Rules(), now), now):
            outbox.mark_sent(session, row.id, now, None)
            gone.append(row.id)
    session.expire_all()
    return gone


def test_a_firing_makes_its_rows_once_however_often_it_is_tried(session: Session, rooms: list[int]) -> None:
    schedule(session, "2026-12-01 10:00")
    plan(session, MONDAY, plain_day_kind)
    assert next_broadcast(session) == at(1, 10)
    for _ in range(3):
        fire(session, at(1, 10, 1))
    assert [(row.room_id, row.status, row.reason) for row in rows(session)] == [
        (rooms[0], "pending", None), (rooms[1], "skipped", "muted"),
    ]
    assert session.scalars(select(Schedule.status)).one() == "done"


def test_two_schedulers_on_one_database_fire_once(neighbourhood_store: Database) -> None:
    with neighbourhood_store.transaction() as first:
        schedule(first, "2026-12-01 10:00", next_due=at(1, 10))
    for _ in range(2):
        with neighbourhood_store.transaction() as each:
            each.execute(select(Schedule))
            fire_broadcasts(each, at(1, 10), plain_day_kind)
    with neighbourhood_store.read() as reader:
        due = list(reader.scalars(select(Outbox.room_id).where(Outbox.text == "糕点八折")))
    assert len(due) == len(set(due)) == 3


def test_what_recurs_is_planned_again_until_its_validity_ends(session: Session, rooms: list[int]) -> None:
    schedule(session, "每天 09:00", valid_until=date(2026, 12, 2))
    plan(session, MONDAY, plain_day_kind)
    for day in (1, 2, 3, 4):
        fire(session, at(day, 9))
    due = {row.due for row in rows(session)}
    assert due == {datetime(2026, 11, 30, 9, tzinfo=CHINA), at(1, 9), at(2, 9)}
    assert next_broadcast(session) is None


def test_what_fell_due_long_ago_is_written_down_as_missed_and_not_sent(session: Session, rooms: list[int]) -> None:
    schedule(session, "每天 09:00")
    plan(session, MONDAY, plain_day_kind)
    fire(session, at(3, 9, 30))
    states = [(row.due, row.status, row.reason) for row in rows(session) if row.room_id == rooms[0]]
    assert [state[1:] for state in states] == [("expired", "missed")] * 3 + [("pending", None)]
    assert states[-1][0] == at(3, 9)


def test_quiet_hours_hold_it_until_eight_unless_its_validity_ends_before(session: Session, rooms: list[int]) -> None:
    lasting = schedule(session, "2026-12-01 23:00", next_due=at(1, 23), valid_until=date(2026, 12, 31))
    tonight = schedule(session, "2026-12-01 23:00", next_due=at(1, 23), valid_until=date(2026, 12, 1))
    urgent = schedule(session, "2026-12-01 23:00", next_due=at(1, 23), kind="notice", urgent=True)
    fire(session, at(1, 23))
    assert release(session, at(1, 23)) == [
        row.id for row in rows(session) if row.schedule_id == urgent.id and row.status == "sent"
    ]
    found = {row.schedule_id: row for row in rows(session) if row.room_id == rooms[0]}
    assert (found[tonight.id].status, found[tonight.id].reason) == ("expired", "quiet_hours")
    assert found[lasting.id].not_before == at(2, 8)
    assert found[lasting.id].due == at(1, 23)
    assert release(session, at(2, 8)) == [found[lasting.id].id]


def test_the_third_promotion_of_a_day_waits_until_the_next_morning_or_expires(
    session: Session, rooms: list[int]
) -> None:
    for hour in (9, 10):
        schedule(session, f"2026-12-01 {hour:02d}:00", next_due=at(1, hour))
    later = schedule(session, "2026-12-01 11:00", next_due=at(1, 11))
    never = schedule(session, "2026-12-01 12:00", next_due=at(1, 12), valid_until=date(2026, 12, 1))
    notice = schedule(session, "2026-12-01 13:00", next_due=at(1, 13), kind="notice")
    for hour in (9, 10, 11, 12, 13):
        fire(session, at(1, hour))
        release(session, at(1, hour))
    found = {row.schedule_id: row for row in rows(session) if row.room_id == rooms[0]}
    assert (found[never.id].status, found[never.id].reason) == ("expired", "cap")
    assert found[notice.id].status == "sent"
    assert (found[later.id].status, found[later.id].not_before) == ("pending", at(2, 8))
    assert release(session, at(2, 8)) == [found[later.id].id]


def test_a_room_that_was_muted_after_the_firing_is_skipped(session: Session, rooms: list[int]) -> None:
    schedule(session, "2026-12-01 23:00", next_due=at(1, 23))
    fire(session, at(1, 23))
    release(session, at(1, 23))
    session.get_one(Room, rooms[0]).muted = True
    session.flush()
    assert release(session, at(2, 8)) == []
    assert {row.status for row in rows(session)} == {"skipped"}


def test_answers_are_never_held_by_quiet_hours(session: Session, rooms: list[int]) -> None:
    for kind in ("notice", "answer"):
        session.add(Outbox(
            room_id=rooms[0], text=kind, mentions=[], kind=kind, created_at=at(1, 23), not_before=at(1, 23),
        ))
    session.flush()
    release(session, at(1, 23))
    assert {row.text: row.status for row in rows(session)} == {"answer": "sent", "notice": "pending"}


@pytest.mark.parametrize(
    ("clock", "quiet"), [((21, 59), False), ((22, 0), True), ((3, 0), True), ((7, 59), True), ((8, 0), False)]
)
def test_it_is_quiet_from_ten_to_eight(clock: tuple[int, int], quiet: bool) -> None:
    instant = at(1, *clock)
    assert QuietHours().holds(instant) is quiet
    assert not QuietHours().holds(QuietHours().ends_after(instant))
    assert QuietHours().next_morning(instant) == at(2, 8)


def test_ten_thousand_rooms_get_their_rows_quickly(session: Session) -> None:
    session.add_all(Room(name=f"群{number}") for number in range(10_000))
    session.flush()
    schedule(session, "2026-12-01 10:00", next_due=at(1, 10))
    begins = datetime.now(CHINA)
    fire(session, at(1, 10))
    took = datetime.now(CHINA) - begins
    assert len(session.scalars(select(Outbox.id)).all()) == 10_000
    assert took < timedelta(seconds=20)  # a shared machine; the benchmark holds it to 2 s
