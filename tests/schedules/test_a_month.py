"""A month with the National Day in it: 40 schedules in 20 rooms, mutes, restarts; the oracle and the code agree."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from bot import outbox
from bot.assembly import Parts, assemble
from bot.clockwork import claim
from bot.outbox import Rules
from catalogue.database import Database
from catalogue.tables import Outbox, Room, Schedule
from schedules.workdays import china_day_kind
from tests.schedules.oracle import BEIJING, DAY, HOLIDAYS, Fate, Span, Wanted, expected, works

BEGINS, ENDS = datetime(2026, 9, 16, tzinfo=BEIJING), datetime(2026, 10, 16, tzinfo=BEIJING)
ROOMS, SCHEDULES = 20, 40
Kind = tuple[str, Callable[[date], bool], tuple[int, ...], int | None]
KINDS: tuple[Kind, ...] = (
    ("每天 09:00", lambda day: True, (540,), None),
    ("每天 19:00-21:00", lambda day: True, (1140,), 120),
    ("每周一、三、五 10:30", lambda day: day.weekday() in (0, 2, 4), (630,), None),
    ("工作日 12:00", works, (720,), None),
    ("周末 09:30", lambda day: day.weekday() > 4, (570,), None),
    ("节假日 10:00", lambda day: day in HOLIDAYS, (600,), None),
    ("每月1日、15日 08:30", lambda day: day.day in (1, 15), (510,), None),
    ("每周六 23:15", lambda day: day.weekday() == 5, (1395,), None),
    ("每天 06:45", lambda day: True, (405,), None),
    ("每周二、四 07:00-07:50", lambda day: day.weekday() in (1, 3), (420,), 50),
    ("工作日 21:30-22:20", works, (1290,), 50),
    ("2026-09-30 22:30", lambda day: day == date(2026, 9, 30), (1350,), None),
    ("每周日 17:00、20:00", lambda day: day.weekday() == 6, (1020, 1200), None),
)


def moment(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BEIJING)


DOWN = (
    Span(moment(9, 18, 9, 30), moment(9, 18, 10, 10)), Span(moment(9, 22, 7), moment(9, 22, 18, 35)),
    Span(moment(10, 3, 21), moment(10, 4, 9, 5)), Span(moment(10, 9, 0, 5), moment(10, 10, 12, 20)),
)


def planned(seed: int, rooms: list[int]) -> tuple[list[Wanted], list[Span]]:
    chance = random.Random(seed)
    found = []
    for number in range(1, SCHEDULES + 1):
        words, days, starts, length = KINDS[(number - 1) % len(KINDS)]
        last = BEGINS.date() + chance.randrange(3, 28) * DAY if chance.random() < 0.3 else None
        some = tuple(sorted(chance.sample(rooms, chance.randint(2, 6))))
        found.append(Wanted(
            number, words, days, starts, length, some, chance.random() < 0.7, chance.random() < 0.15, last,
        ))
    mutes = []
    for room in chance.sample(rooms, 8):
        begins = BEGINS + timedelta(days=chance.randrange(2, 26), hours=chance.randrange(24), minutes=chance.choice((7, 23, 41)))
        mutes.append(Span(begins, begins + timedelta(hours=chance.choice((2, 9, 30))), room))
    return found, mutes


def play(store: Database, files: Path, mutes: list[Span]) -> None:
    """Live through the month; after each stretch in which it was down everything is put together anew."""
    parts = _anew(store, files)
    now = BEGINS
    parts.clockwork.tick(now)  # plans what was never planned
    switches = sorted({moment for span in mutes for moment in (span.begins, span.ends)} | {span.ends for span in DOWN})
    while True:
        with_next = parts.clockwork.next_moment(now)
        coming = min([at for at in (with_next, *(one for one in switches if one > now)) if at is not None], default=ENDS)
        coming = max(coming, now)
        if (down := next((span for span in DOWN if span.holds(coming)), None)) is not None:
            parts, coming = _anew(store, files), down.ends
        if coming >= ENDS:
            return
        now = coming
        with store.transaction() as session:
            for span in mutes:
                session.execute(update(Room).where(Room.id == span.room).values(muted=span.holds(now)))
        parts.clockwork.tick(now)
        _release(parts, now)


def _anew(store: Database, files: Path) -> Parts:
    return assemble(store, files=files, rules=Rules(notice_wait=timedelta(0)), day_kind=china_day_kind)


def _release(parts: Parts, now: datetime) -> None:
    with parts.database.transaction() as session:
        parts.scenes.refresh(session)
        while rows := outbox.waiting(session, now):
            for row in rows:
                if claim(session, parts.scenes, row, parts.rules, now):
                    row.status = "sent"
            session.flush()


def test_each_firing_of_a_month_ends_as_the_oracle_says(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        rooms = [Room(name=f"第{number}群", channel_ref=f"r{number}") for number in range(ROOMS)]
        session.add_all(rooms)
        session.flush()
        wanted, mutes = planned(20260916, [room.id for room in rooms])
        for one in wanted:
            session.add(Schedule(
                number=one.number, kind="promotion" if one.promotion else "notice", title=one.words, text=one.words,
                when=one.words, rooms=list(one.rooms), urgent=one.urgent, valid_until=one.last_day,
            ))
    play(database, tmp_path, mutes)
    wanted_fates = expected(wanted, BEGINS, ENDS, DOWN, mutes)
    with database.read() as session:
        numbers = dict(session.execute(select(Schedule.id, Schedule.number)).tuples().all())
        rows = session.scalars(select(Outbox).where(Outbox.schedule_id.is_not(None))).all()
        found: dict[tuple[int, datetime, int], Fate] = {
            (numbers[row.schedule_id], row.due.astimezone(BEIJING), row.room_id): (  # type: ignore[index, union-attr, dict-item]
                row.status, row.sent_at.astimezone(BEIJING) if row.sent_at else None, row.reason,
            )
            for row in rows if row.status != "pending"
        }
    different = {key: (found.get(key), wanted_fates.get(key)) for key in found.keys() | wanted_fates.keys()
                 if found.get(key) != wanted_fates.get(key)}
    assert not different, f"{len(different)} of {len(found)}: {[(str(k[1]), k, v) for k, v in sorted(different.items())[:8]]}"
    kinds = Counter((status, reason) for status, _, reason in found.values())
    assert len(found) > 1500 and {("sent", None), ("skipped", "muted"), ("expired", "missed"), ("expired", "cap"),
                                  ("expired", "quiet_hours")} <= kinds.keys(), kinds
