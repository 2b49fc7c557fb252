"""Activities: what takes place when and where, and for whom it can be signed up."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Activity, Occurrence, SignUp
from intents.days import CHINA, DayKind
from intents.recurrences import RecurrenceError, read_recurrence

LOOKS_BACK = timedelta(days=32)  # a monthly activity's last date is within it
MOST_PLACES = 10_000
MOST_POINTS = 100


@dataclass(frozen=True, slots=True)
class Coming:
    """An activity and its next start."""

    activity: Activity
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What a new activity is to be: once at `starts_at`, or by `words` of 发送时间. rooms: ids, () all."""

    name: str
    starts_at: datetime | None = None
    words: str | None = None
    place: str | None = None
    capacity: int | None = None
    points: int = 0
    rooms: tuple[int, ...] = ()


def next_start(activity: Activity, now: datetime, day_kind: DayKind) -> datetime | None:
    """The next start after `now`; None where it is over or its words cannot be read."""
    if activity.starts_at is not None:
        return activity.starts_at if activity.starts_at > now else None
    try:
        return next(dates(activity, now, day_kind), None)
    except RecurrenceError:
        return None


def dates(activity: Activity, after: datetime, day_kind: DayKind) -> Iterator[datetime]:
    """The starts of a recurring activity after an instant, in order: without those called off, those moved where they are now.

    Raises: RecurrenceError where its words cannot be read.
    """
    planned = read_recurrence(activity.when).starts(after, day_kind)
    moved = sorted(datetime.fromisoformat(iso) for iso in activity.moved.values())
    stays = (start for start in planned if _iso(start) not in activity.moved)
    both = heapq.merge(stays, (start for start in moved if start > after))
    return (start for start in both if not is_skipped(activity, start))


def planned_start(activity: Activity, starts_at: datetime) -> datetime:
    """When a date was to be before it was moved; the same where it was not."""
    there = next((iso for iso, to in activity.moved.items() if datetime.fromisoformat(to) == starts_at), None)
    return datetime.fromisoformat(there) if there is not None else starts_at


def last_start(activity: Activity, now: datetime, day_kind: DayKind) -> datetime | None:
    """The start that a check-in now is for: the latest one that is not after today; None: none yet."""
    midnight = (now.astimezone(CHINA) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    if activity.starts_at is not None:
        return activity.starts_at if activity.starts_at < midnight else None
    last = None
    try:
        for start in dates(activity, now - LOOKS_BACK, day_kind):
            if start >= midnight:
                break
            last = start
    except RecurrenceError:
        return None
    return last


def is_skipped(activity: Activity, starts_at: datetime) -> bool:
    """Whether this date of a recurring activity was called off."""
    return bool(activity.skipped) and _iso(starts_at) in activity.skipped


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()


def is_here(rooms: Sequence[int], room_ids: Collection[int]) -> bool:
    """Whether something of these rooms ([]: of all) is open to one of `room_ids`."""
    return not rooms or any(room in room_ids for room in rooms)


def coming(
    session: Session, room_ids: Collection[int], now: datetime, day_kind: DayKind, *, open_only: bool = True
) -> list[Coming]:
    """The activities of these rooms with a start ahead, soonest first; `open_only`: that take sign-ups."""
    wanted = ("open",) if open_only else ("open", "closed")
    rows = session.scalars(select(Activity).where(Activity.status.in_(wanted)).order_by(Activity.id))
    found = [
        Coming(activity, start)
        for activity in rows
        if is_here(activity.rooms, room_ids) and (start := next_start(activity, now, day_kind)) is not None
    ]
    return sorted(found, key=lambda one: (one.starts_at, one.activity.id))


def not_cancelled(session: Session) -> Sequence[Activity]:
    """All activities that were not called off for good, in the order in which they were made."""
    return session.scalars(select(Activity).where(Activity.status != "cancelled").order_by(Activity.id)).all()


def named(session: Session, name: str) -> Activity | None:
    """The activity of this name or other name that was not cancelled; None where there is none."""
    rows = not_cancelled(session)
    exact = [row for row in rows if row.name == name]
    return next(iter(exact or [row for row in rows if name in row.aliases]), None)


def places_left(session: Session, activity: Activity, starts_at: datetime) -> int | None:
    """How many places are free for that start; None: no limit."""
    if activity.capacity is None:
        return None
    taken = session.scalar(
        select(Occurrence.taken).where(
            Occurrence.activity_id == activity.id, Occurrence.starts_at == starts_at
        )
    )
    return max(0, activity.capacity - (taken or 0))


def open_activity(session: Session, plan: Plan, act: Act, day_kind: DayKind) -> Activity:
    """Open an activity for signing up. The name of one that is over, closed or cancelled is used again.

    Raises: NotPossible where the time has passed, a number is absurd, or one of this name is open.
    """
    _check(plan, act.at)
    activity = session.scalars(select(Activity).where(Activity.name == plan.name)).first()
    if activity is None:
        activity = Activity(name=plan.name, when="", rooms=[], skipped=[], opened_by=act.actor_id)
        session.add(activity)
        before = None
    else:
        if activity.status == "open" and next_start(activity, act.at, day_kind) is not None:
            raise NotPossible(f"“{plan.name}”已经在报名了。要另开一个，请换个名字。")
        before = values_of(activity)
    activity.when = plan.words or written(plan.starts_at)
    activity.starts_at = plan.starts_at
    activity.place, activity.place_id = plan.place, None
    activity.capacity, activity.points = plan.capacity, plan.points
    activity.rooms, activity.status, activity.ends = list(plan.rooms), "open", None
    activity.skipped, activity.moved = [], {}
    session.flush()
    versions.touch(session)
    record(
        session,
        act,
        "open_activity",
        f"activity:{activity.id}",
        before=before,
        after=values_of(activity),
        undo=[{"op": "activity.opened", "activity": activity.id, "before": before}],
        command=True,
    )
    return activity


def _check(plan: Plan, now: datetime) -> None:
    if plan.starts_at is None and plan.words is None:
        raise NotPossible("还差活动时间，比如“周六上午9点”，补上再发一次吧。")
    if plan.starts_at is not None and plan.starts_at <= now:
        raise NotPossible("这个时间已经过了，改个时间再发一次吧。")
    check_numbers(plan.capacity, plan.points)


def check_numbers(capacity: int | None, points: int) -> None:
    """Raises: NotPossible where so many places or points are absurd."""
    if capacity is not None and not 1 <= capacity <= MOST_PLACES:
        raise NotPossible(f"名额要在1到{MOST_PLACES}之间，改一下再发一次吧。")
    if not 0 <= points <= MOST_POINTS:
        raise NotPossible(f"一次活动的积分要在0到{MOST_POINTS}之间，改一下再发一次吧。")


def written(starts_at: datetime | None) -> str:
    """A start as 开始时间 has it."""
    return starts_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if starts_at is not None else ""


def values_of(activity: Activity) -> dict[str, Any]:
    """What can change of an activity, as the audit keeps it; instants ISO 8601 in UTC, as they come back from the store."""
    return {
        "when": activity.when,
        "starts_at": _iso(activity.starts_at) if activity.starts_at else None,
        "place": activity.place,
        "place_id": activity.place_id,
        "capacity": activity.capacity,
        "points": activity.points,
        "rooms": activity.rooms,
        "status": activity.status,
        "ends": activity.ends,
        "skipped": activity.skipped,
        "moved": activity.moved,
    }


def close_activity(session: Session, activity: Activity, act: Act) -> bool:
    """Take no more sign-ups; those that are stay. False where it was closed already."""
    if activity.status != "open":
        return False
    activity.status = "closed"
    versions.touch(session)
    record(
        session,
        act,
        "close_activity",
        f"activity:{activity.id}",
        before={"status": "open"},
        after={"status": "closed"},
        undo=[{"op": "activity.closed", "activity": activity.id}],
        command=True,
    )
    return True


def _undo_opened(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    activity = session.get_one(Activity, step["activity"])
    live = session.scalar(
        select(SignUp.id)
        .join(Occurrence, SignUp.occurrence_id == Occurrence.id)
        .where(
            Occurrence.activity_id == activity.id,
            SignUp.status != "cancelled",
            Occurrence.starts_at >= activity.starts_at if activity.starts_at else Occurrence.starts_at >= now,
        )
        .limit(1)
    )
    if live is not None:
        raise BuiltUpon(
            f"“{activity.name}”已经有人报名了，撤不回来。不想再收人，可以说“结束报名 {activity.name}”。"
        )
    before = step["before"]
    if before is None:
        activity.status = "cancelled"
    else:
        put_back(activity, before)
    versions.touch(session)


def put_back(activity: Activity, values: Mapping[str, Any]) -> None:
    """Let an activity be what it was, as `values_of` kept it."""
    for field, value in values.items():
        setattr(activity, field, value)
    activity.starts_at = datetime.fromisoformat(values["starts_at"]) if values["starts_at"] else None


def _undo_closed(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    activity = session.get_one(Activity, step["activity"])
    if activity.status != "closed":
        raise BuiltUpon(f"“{activity.name}”后来又改过了，撤不回来。")
    activity.status = "open"
    versions.touch(session)


UNDO_STEPS: Mapping[str, UndoStep] = {"activity.opened": _undo_opened, "activity.closed": _undo_closed}
