"""Broadcasts: schedules become outbox rows, once for each schedule, due time and room.

However often, late or from however many processes a firing is tried: a guarded step of `next_due` and a unique
key on the rows let it happen once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from catalogue.broadcasts import AT_ONCE
from catalogue.tables import Deadline, Outbox, Room, Schedule
from intents.days import CHINA, DayKind
from intents.recurrences import RecurrenceError, read_recurrence

log = logging.getLogger(__name__)

LATE = timedelta(hours=6)  # what fell due longer ago, while nothing ran, is not sent any more
VALID_WITHOUT_END = timedelta(hours=72)
MOST_MISSED = 400  # firings written down as missed at one time, for one schedule
SPREAD_OVER = 0.8  # of a window: the last room needs time too
TOLD = ("missed", "cap", "quiet_hours", "late")  # reasons of which whoever planned it hears
AD_MARKS = ("【广告】", "[广告]", "（广告）", "(广告)", "广告")
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Fired:
    """One firing of a schedule that has been written down."""

    schedule_id: int
    due: datetime


def starts(schedule: Schedule, since: datetime, day_kind: DayKind) -> Iterator[datetime]:
    """The due times of a schedule from `since` on (included) that lie within its validity, in order."""
    if schedule.when == AT_ONCE:
        return
    try:
        found = read_recurrence(schedule.when).starts(since - INSTANT, day_kind)
    except RecurrenceError:
        log.warning("schedule %s has a time that cannot be read", schedule.id)
        return
    for due in found:
        if schedule.valid_until is not None and due.astimezone(CHINA).date() > schedule.valid_until:
            return
        yield due


def plan(session: Session, now: datetime, day_kind: DayKind) -> None:
    """Give each active schedule that has none its next due time: new ones, and those that the workbook changed."""
    rows = session.scalars(
        select(Schedule).where(Schedule.status == "active", Schedule.next_due.is_(None)).order_by(Schedule.id)
    )
    for schedule in rows:
        schedule.next_due = next(starts(schedule, now, day_kind), None)
    session.flush()


def next_broadcast(session: Session) -> datetime | None:
    """When the next broadcast falls due; None: none to come."""
    return session.scalar(select(func.min(Schedule.next_due)).where(Schedule.status == "active"))


def fire_broadcasts(
    session: Session, now: datetime, day_kind: DayKind, wait: timedelta = timedelta(0), spread: bool = False
) -> list[Fired]:
    """Write down everything that has fallen due, in the order in which it did.

    wait: what was to go at once stays so long, so that 撤销 still reaches it. spread: rooms follow each other over the
    window that a schedule has (19:00-21:00), instead of all at its beginning.
    """
    due_now = session.scalars(
        select(Schedule).where(Schedule.status == "active", Schedule.next_due <= now)
        .order_by(Schedule.next_due, Schedule.id)
    ).all()
    here = or_(Room.left_at.is_(None), Room.removed)  # where the bot was taken out, staff see what was skipped
    rooms = session.scalars(select(Room).where(here).order_by(Room.id)).all() if due_now else ()
    fired: list[Fired] = []
    for schedule in due_now:
        fired += _fire(session, schedule, rooms, now, day_kind, wait if schedule.when == AT_ONCE else timedelta(0), spread)
    return sorted(fired, key=lambda one: (one.due, one.schedule_id))


def _fire(
    session: Session, schedule: Schedule, rooms: Sequence[Room], now: datetime, day_kind: DayKind,
    wait: timedelta, spread: bool,
) -> list[Fired]:
    """The firings of one schedule from its `next_due` until now; then it waits for the next, or is done."""
    first = schedule.next_due
    assert first is not None
    later = islice(starts(schedule, first + INSTANT, day_kind), MOST_MISSED)
    passed = [first, *takewhile(lambda due: due <= now, later)]
    following = next(starts(schedule, now + INSTANT, day_kind), None)
    taken = session.execute(
        update(Schedule).where(Schedule.id == schedule.id, Schedule.next_due == first)
        .values(next_due=following, status="active" if following is not None else "done")
        .returning(Schedule.id),
        execution_options={"synchronize_session": "fetch"},
    ).all()
    if not taken:  # another process was faster
        return []
    wanted = [room for room in rooms if not schedule.rooms or room.id in schedule.rooms]
    for due in passed:
        _write(session, schedule, due, wanted, now, wait, spread)
    return [Fired(schedule.id, due) for due in passed]


def _write(
    session: Session, schedule: Schedule, due: datetime, rooms: Sequence[Room], now: datetime, wait: timedelta,
    spread: bool,
) -> None:
    """One row for each room, unless it is there already."""
    if not rooms:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    closes = window_end(schedule, due)
    common: dict[str, Any] = {
        "text": text_of(schedule), "mentions": [], "kind": schedule.kind, "cause": "broadcast",
        "schedule_id": schedule.id, "due": due, "created_at": now,
        "expires_at": expires(schedule, due), "urgent": schedule.urgent, "attempts": 0,
    }
    missed = (now >= closes) if closes is not None else now - due > LATE
    step = (closes - due) * SPREAD_OVER / len(rooms) if spread and closes is not None else timedelta(0)
    # One statement for all: ten thousand rooms have their rows in a second or two.
    session.execute(
        dialect.insert(Outbox).on_conflict_do_nothing(index_elements=["schedule_id", "due", "room_id"]),
        [
            {**common, "room_id": room.id, "not_before": due + wait + place * step, **_state(room, missed)}
            for place, room in enumerate(rooms)
        ],
    )
    if missed:
        tell_planner(session, schedule.id, due, "missed", now)


def tell_planner(session: Session, schedule_id: int | None, due: datetime | None, reason: str | None, now: datetime) -> None:
    """Note, once for each firing and reason, that whoever planned it is to hear why it did not go out (`to_tell`)."""
    if schedule_id is None or due is None or reason not in TOLD:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(
        dialect.insert(Deadline).values(kind=f"untold_{reason}", subject_id=schedule_id, due=due, done_at=now)
        .on_conflict_do_nothing(index_elements=["kind", "subject_id", "due"])
    )


def to_tell(session: Session) -> list[tuple[Schedule, str]]:
    """The broadcasts of which whoever planned them is to hear that, and why, a firing did not go out; each is given once."""
    found: dict[tuple[int, str], Schedule] = {}
    for reason in TOLD:
        notes = session.scalars(select(Deadline).where(Deadline.kind == f"untold_{reason}").order_by(Deadline.id)).all()
        for note in notes:
            note.kind = f"told_{reason}"
            schedule = session.get(Schedule, note.subject_id)
            if schedule is not None:
                found[schedule.id, reason] = schedule
    session.flush()
    return [(schedule, reason) for (_, reason), schedule in found.items()]


def text_of(schedule: Schedule) -> str:
    """What goes out: a text by a merchant says first that it is an advertisement."""
    by_merchant = schedule.merchant_id is not None and not schedule.from_workbook
    return schedule.text if not by_merchant or schedule.text.startswith(AD_MARKS) else f"{AD_MARKS[0]}{schedule.text}"


def window_end(schedule: Schedule, due: datetime) -> datetime | None:
    """The end of the window that begins at `due`; None where the schedule has none."""
    if schedule.when == AT_ONCE:
        return None
    try:
        return read_recurrence(schedule.when).end_of(due)
    except RecurrenceError:
        return None


def _state(room: Room, missed: bool) -> Mapping[str, str | None]:
    if room.left_at is not None:
        return {"status": "skipped", "reason": "removed"}
    if room.muted:
        return {"status": "skipped", "reason": "muted"}
    if missed:
        return {"status": "expired", "reason": "missed"}
    return {"status": "pending", "reason": None}


def expires(schedule: Schedule, due: datetime) -> datetime:
    """Until when a firing may still go out: the end of its window or of the last valid day, else three days."""
    if (closes := window_end(schedule, due)) is not None:
        return closes
    if schedule.valid_until is None:
        return due + VALID_WITHOUT_END
    return datetime.combine(schedule.valid_until + timedelta(days=1), time(0), CHINA)
