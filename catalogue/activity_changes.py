"""Changing an activity that was announced: another time, place, number of places or points; who is signed up stays so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.activities import check_numbers, dates, next_start, planned_start, put_back, values_of, written
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.sign_ups import LIVE, promote
from catalogue.tables import Activity, Occurrence, SignUp
from intents.days import CHINA, DayKind

_CLOCK = re.compile(r"(?:(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}) )?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be another. of: the date that is meant; starts_at: its new start; words: the new recurrence of all dates.

    None: stays as it is; no_limit: any number may come.
    """

    of: datetime
    starts_at: datetime | None = None
    words: str | None = None
    place: str | None = None
    capacity: int | None = None
    no_limit: bool = False
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of it. rows: who is signed up or waits and has to know; promoted: who got a place by it; people: of the date."""

    starts_at: datetime
    rows: Sequence[SignUp]
    promoted: Sequence[SignUp]
    people: int


def edit_activity(session: Session, activity: Activity, change: Change, act: Act, day_kind: DayKind) -> Changed:
    """Change an activity; sign-ups go along with their date, and who waits gets the places that are new.

    Raises: NotPossible where nothing changes, the new time has passed or is another date's, or a number is absurd.
    """
    before = values_of(activity)
    moves: list[tuple[Occurrence, datetime, datetime]] = []
    if change.words is not None:
        moves = _recur(session, activity, change.words, act.at, day_kind)
    elif change.starts_at is not None:
        moves = _move(session, activity, change.of, change.starts_at, act.at, day_kind)
    _set_rest(activity, change)
    if values_of(activity) == before:
        raise NotPossible(f"{activity.name}本来就是这样，不用改。")
    for occurrence, _, new in sorted(moves, key=lambda one: one[2], reverse=any(new > old for _, old, new in moves)):
        occurrence.starts_at = new
        session.flush()
    start = next((new for _, old, new in moves if old == change.of), change.starts_at or change.of)
    if change.words is not None:
        start = next_start(activity, act.at, day_kind) or start
    ahead = _ahead(session, activity, act.at)
    promoted = [row for one in ahead for row in promote(session, activity, one, act)]
    versions.touch(session)
    record(
        session, act, "edit_activity", f"activity:{activity.id}", before=before, after=values_of(activity), command=True,
        undo=[{
            "op": "activity.edited", "activity": activity.id, "before": before, "after": values_of(activity),
            "moves": [[one.id, old.isoformat(), new.isoformat()] for one, old, new in moves],
        }],
    )
    told = moves or change.place is not None
    concerned = [one for one, _, _ in moves] if moves else ahead
    rows = [row for one in concerned for row in _signed_up(session, one)] if told else []
    here = next((one for one in ahead if one.starts_at == start), None)
    return Changed(start, rows, promoted, here.taken if here is not None else 0)


def _set_rest(activity: Activity, change: Change) -> None:
    capacity = None if change.no_limit else activity.capacity if change.capacity is None else change.capacity
    points = activity.points if change.points is None else change.points
    check_numbers(capacity, points)
    activity.capacity, activity.points = capacity, points
    if change.place is not None and change.place != activity.place:
        activity.place, activity.place_id = change.place, None


def _move(
    session: Session, activity: Activity, old: datetime, new: datetime, now: datetime, day_kind: DayKind
) -> list[tuple[Occurrence, datetime, datetime]]:
    """One date takes place at another time."""
    if new <= now:
        raise NotPossible("这个时间已经过了，改个时间再说一次吧。")
    if new == old:
        return []
    if activity.starts_at is not None:
        activity.starts_at, activity.when = new, written(new)
        activity.ends = _later(activity.ends, new - old)
    else:
        if next(dates(activity, new - timedelta(seconds=1), day_kind), None) == new:
            raise NotPossible(f"{activity.name}那个时间本来就有一次，换个时间再说一次吧。")
        planned = planned_start(activity, old)
        others = {iso: to for iso, to in activity.moved.items() if iso != _iso(planned)}
        activity.moved = others if new == planned else {**others, _iso(planned): _iso(new)}
    return [(one, old, new) for one in _ahead(session, activity, now) if one.starts_at == old]


def _recur(
    session: Session, activity: Activity, words: str, now: datetime, day_kind: DayKind
) -> list[tuple[Occurrence, datetime, datetime]]:
    """All dates that are ahead follow other words; who signed up for one comes on the same day or the next one that fits."""
    activity.when, activity.starts_at, activity.ends = words, None, None
    activity.moved = {iso: to for iso, to in activity.moved.items() if datetime.fromisoformat(to) <= now}
    moves = []
    used: set[datetime] = set()
    for occurrence in _ahead(session, activity, now):
        day = occurrence.starts_at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        fitting = dates(activity, max(now, day - timedelta(seconds=1)), day_kind)
        new = next((start for start in fitting if start not in used), None)
        if new is None:
            raise NotPossible("这样改就没有一次能办的了，改个时间再说一次吧。")
        used.add(new)
        if new != occurrence.starts_at:
            moves.append((occurrence, occurrence.starts_at, new))
    return moves


def _later(ends: str | None, by: timedelta) -> str | None:
    """The end goes along with the beginning: 11:30, or with its day."""
    found = _CLOCK.fullmatch(ends or "")
    if found is None:
        return ends
    then = datetime.fromisoformat(f"{found['day'] or '2000-01-02'} {int(found['hour']):02d}:{found['minute']}") + by
    return then.strftime("%Y-%m-%d %H:%M" if found["day"] else "%H:%M")


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()


def _ahead(session: Session, activity: Activity, now: datetime) -> Sequence[Occurrence]:
    return session.scalars(
        select(Occurrence).where(Occurrence.activity_id == activity.id, Occurrence.starts_at > now)
        .order_by(Occurrence.starts_at).with_for_update()
    ).all()


def _signed_up(session: Session, occurrence: Occurrence) -> Sequence[SignUp]:
    return session.scalars(
        select(SignUp).where(SignUp.occurrence_id == occurrence.id, SignUp.status.in_(LIVE)).order_by(SignUp.id)
    ).all()


def _undo_edited(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """The activity is what it was; who signed up since keeps the place, so it must still fit."""
    activity = session.get_one(Activity, step["activity"])
    if values_of(activity) != step["after"]:
        raise BuiltUpon(f"“{activity.name}”后来又改过了，撤不回来。")
    before = step["before"]
    capacity = before["capacity"]
    taken = session.scalar(
        select(func.max(Occurrence.taken)).where(Occurrence.activity_id == activity.id, Occurrence.starts_at > now)
    )
    grew = capacity is not None and (activity.capacity is None or activity.capacity > capacity)
    if grew and (taken or 0) > capacity:
        raise BuiltUpon(f"“{activity.name}”多出来的名额已经有人报上了，撤不回来。")
    moves = [(session.get_one(Occurrence, one), datetime.fromisoformat(old)) for one, old, _ in step["moves"]]
    for occurrence, old in sorted(moves, key=lambda one: one[1], reverse=any(old > one.starts_at for one, old in moves)):
        occurrence.starts_at = old
        session.flush()
    put_back(activity, before)
    versions.touch(session)


UNDO_STEPS: Mapping[str, UndoStep] = {"activity.edited": _undo_edited}
