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
from catalogue.activities import (
    check_numbers,
    dates,
    is_skipped,
    next_start,
    planned_start,
    put_back,
    values_of,
    written,
)
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.sign_ups import LIVE, promote
from catalogue.tables import Activity, Occurrence, SignUp
from intents.days import CHINA, DayKind

Move = tuple[Occurrence, datetime, datetime]  # a date, when it was to be, when it is to be
ASIDE = timedelta(days=36_525)  # into a century in which nothing takes place
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
class Concerned:
    """Who is signed up or waits for a date that is another now. moved: begins at another time; elsewhere: at another place."""

    starts_at: datetime
    rows: Sequence[SignUp]
    moved: bool
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of it. dates: who has to know, by date, soonest first; promoted: who got a place by it; people: of the date."""

    starts_at: datetime
    dates: Sequence[Concerned]
    promoted: Sequence[SignUp]
    people: int

    @property
    def rows(self) -> Sequence[SignUp]:
        """Everybody who has to know."""
        return [row for one in self.dates for row in one.rows]


def edit_activity(session: Session, activity: Activity, change: Change, act: Act, day_kind: DayKind) -> Changed:
    """Change an activity; sign-ups go along with their date, and who waits gets the places that are new.

    Raises: NotPossible where nothing changes, the new time has passed or is another date's, or a number is absurd.
    """
    before = values_of(activity)
    signed_up = [row.id for one in _ahead(session, activity, act.at) for row in _signed_up(session, one)]
    moves: list[Move] = []
    if change.words is not None:
        moves = _recur(session, activity, change.words, act.at, day_kind)
    elif change.starts_at is not None:
        moves = _move(session, activity, change.of, change.starts_at, act.at, day_kind)
    _set_rest(activity, change)
    after = values_of(activity)
    if after == before:
        raise NotPossible(f"{activity.name}本来就是这样，不用改。")
    _rearrange(session, moves)
    start = next((new for _, old, new in moves if old == change.of), change.starts_at or change.of)
    if change.words is not None:
        start = next_start(activity, act.at, day_kind) or start
    ahead = _ahead(session, activity, act.at)
    promoted = [row for one in ahead for row in promote(session, activity, one, act)]
    versions.touch(session)
    record(
        session, act, "edit_activity", f"activity:{activity.id}", before=before, after=after, command=True,
        undo=[{
            "op": "activity.edited", "activity": activity.id, "before": before, "after": after,
            "moves": [[one.id, old.isoformat(), new.isoformat()] for one, old, new in moves],
            "signed_up": signed_up, "to": start.isoformat() if change.words is None else None,
        }],
    )
    here = next((one for one in ahead if one.starts_at == start), None)
    concerned = _concerned(session, ahead, moves, elsewhere=before["place"] != activity.place)
    return Changed(start, concerned, promoted, here.taken if here is not None else 0)


def _concerned(
    session: Session, ahead: Sequence[Occurrence], moves: Sequence[Move], *, elsewhere: bool
) -> list[Concerned]:
    """Those of the dates that were moved; of all dates ahead where the place is another."""
    moved = {one.id for one, _, _ in moves}
    return [
        Concerned(one.starts_at, rows, one.id in moved, elsewhere)
        for one in ahead
        if (elsewhere or one.id in moved) and (rows := _signed_up(session, one))
    ]


def _set_rest(activity: Activity, change: Change) -> None:
    capacity = None if change.no_limit else activity.capacity if change.capacity is None else change.capacity
    points = activity.points if change.points is None else change.points
    check_numbers(capacity, points)
    activity.capacity, activity.points = capacity, points
    if change.place is not None and change.place != activity.place:
        activity.place, activity.place_id = change.place, None


def _move(
    session: Session, activity: Activity, old: datetime, new: datetime, now: datetime, day_kind: DayKind
) -> list[Move]:
    """One date takes place at another time."""
    if new <= now:
        raise NotPossible("这个时间已经过了，改个时间再说一次吧。")
    if new == old:
        return []
    if activity.starts_at is None and next(dates(activity, new - timedelta(seconds=1), day_kind), None) == new:
        raise NotPossible(f"{activity.name}那个时间本来就有一次，换个时间再说一次吧。")
    ahead = _ahead(session, activity, now)
    if any(one.starts_at == new and _is_wanted(session, one) for one in ahead):
        raise NotPossible(f"{activity.name}那个时间已经有人报上了，换个时间再说一次吧。")
    if activity.starts_at is not None:
        activity.starts_at, activity.when = new, written(new)
        activity.ends = _later(activity.ends, new - old)
    else:
        _trade(activity, old, new)
    moves = [(one, old, new) for one in ahead if one.starts_at == old]
    return moves + _made_way(ahead, moves)


def _trade(activity: Activity, old: datetime, new: datetime) -> None:
    """A date of a recurring activity is moved; one that was called off there takes its place, called off as before."""
    goes = {planned_start(activity, old): new}
    if is_skipped(activity, new):
        goes[planned_start(activity, new)] = old
        activity.skipped = [*(iso for iso in activity.skipped if iso != _iso(new)), _iso(old)]
    others = {iso: to for iso, to in activity.moved.items() if datetime.fromisoformat(iso) not in goes}
    activity.moved = {**others, **{_iso(planned): _iso(to) for planned, to in goes.items() if planned != to}}


def _recur(session: Session, activity: Activity, words: str, now: datetime, day_kind: DayKind) -> list[Move]:
    """All dates that are ahead follow other words; who signed up for one comes on the same day or the next one that fits.

    A date for which nobody is signed up any more gets what is left, so that it takes no day from the others.
    """
    activity.when, activity.starts_at, activity.ends = words, None, None
    activity.moved = {iso: to for iso, to in activity.moved.items() if datetime.fromisoformat(to) <= now}
    activity.skipped = _still_off(activity, now, day_kind)
    ahead = _ahead(session, activity, now)
    wanted = [one for one in ahead if _is_wanted(session, one)]
    moves = []
    used: set[datetime] = set()
    for occurrence in [*wanted, *(one for one in ahead if one not in wanted)]:
        fitting = dates(activity, max(now, _before_day(occurrence.starts_at)), day_kind)
        new = next((start for start in fitting if start not in used), None)
        if new is None and occurrence in wanted:
            raise NotPossible("这样改就没有一次能办的了，改个时间再说一次吧。")
        if new is None:
            continue
        used.add(new)
        if new != occurrence.starts_at:
            moves.append((occurrence, occurrence.starts_at, new))
    return moves + _made_way(ahead, moves)


def _still_off(activity: Activity, now: datetime, day_kind: DayKind) -> list[str]:
    """What is called off when the dates follow other words: a day that is off stays so, whatever its new hour."""
    skipped, activity.skipped = activity.skipped, []
    still = []
    for iso in skipped:
        off = datetime.fromisoformat(iso)
        new = next(dates(activity, _before_day(off), day_kind), off) if off > now else off
        still.append(_iso(new) if new.astimezone(CHINA).date() == off.astimezone(CHINA).date() else iso)
    return still


def _before_day(instant: datetime) -> datetime:
    """The last second before its day in China."""
    return instant.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(seconds=1)


def _made_way(ahead: Sequence[Occurrence], moves: Sequence[Move]) -> list[Move]:
    """The dates that stand where others are to be go where those were."""
    olds, news = {old for _, old, _ in moves}, {new for _, _, new in moves}
    standing = [one for one in ahead if one.starts_at in news - olds]
    return [(one, one.starts_at, to) for one, to in zip(standing, sorted(olds - news), strict=False)]


def _rearrange(session: Session, moves: Sequence[Move]) -> None:
    """All of these dates at once are where they are to be, also where two of them change places."""
    for occurrence, old, _ in moves:
        occurrence.starts_at = old - ASIDE
    session.flush()
    for occurrence, _, new in moves:
        occurrence.starts_at = new
    session.flush()


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


def _is_wanted(session: Session, occurrence: Occurrence) -> bool:
    """Whether somebody is signed up for a date, waits for it or was there."""
    rows = select(SignUp.id).where(SignUp.occurrence_id == occurrence.id, SignUp.status != "cancelled")
    return session.scalar(rows.limit(1)) is not None


def _signed_up_since(session: Session, activity: Activity, step: Mapping[str, Any], now: datetime) -> bool:
    """Whether somebody signed up for a date at the time that it has since the change, and knows of no other."""
    before, after = step["before"], step["after"]
    if "signed_up" not in step or all(before[field] == after[field] for field in ("when", "starts_at", "moved")):
        return False
    to = datetime.fromisoformat(step["to"]) if step["to"] is not None else None
    there = [one for one in _ahead(session, activity, now) if to is None or one.starts_at == to]
    return any(row.id not in step["signed_up"] for one in there for row in _signed_up(session, one))


def _undo_edited(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """The activity is what it was; who signed up since keeps the place, so it must still fit, and so must the time."""
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
    if _signed_up_since(session, activity, step, now):
        raise BuiltUpon(f"“{activity.name}”改了以后又有人报上了，撤不回来。要改回去就再改一次，报了名的我都会告诉到。")
    back = [(session.get_one(Occurrence, one), datetime.fromisoformat(old)) for one, old, _ in step["moves"]]
    moves = [(one, one.starts_at, old) for one, old in back]
    ahead = _ahead(session, activity, now)
    made_way = _made_way(ahead, moves)
    if any(_is_wanted(session, one) for one, _, _ in made_way):
        raise BuiltUpon(f"“{activity.name}”后来又改过了，撤不回来。")
    _rearrange(session, moves + made_way)
    put_back(activity, before)
    session.flush()
    for occurrence in ahead:
        promote(session, activity, occurrence, Act(now))
    versions.touch(session)


def parties_as_before(session: Session, steps: Sequence[Mapping[str, Any]]) -> list[tuple[datetime, list[SignUp]]]:
    """After a change was taken back: the dates that it was about, with all parties of them, also those that are off the list."""
    found = []
    for step in steps:
        at = [Occurrence.id.in_([one for one, _, _ in step["moves"]])]
        if step["before"]["place"] != step["after"]["place"]:
            at = [Occurrence.activity_id == step["activity"]]
        for occurrence in session.scalars(select(Occurrence).where(*at).order_by(Occurrence.starts_at)).all():
            rows = select(SignUp).where(SignUp.occurrence_id == occurrence.id).order_by(SignUp.id)
            found.append((occurrence.starts_at, list(session.scalars(rows).all())))
    return found


UNDO_STEPS: Mapping[str, UndoStep] = {"activity.edited": _undo_edited}
