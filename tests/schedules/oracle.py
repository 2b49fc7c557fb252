"""What must become of broadcasts, worked out from the rules alone: written without the code that it judges.

The rules: quiet from 22:00 to 08:00 except what is urgent; a muted room hears nothing; two promotions a room and day, the third
waits for 08:00 of the next day; a window's end, the last valid day or three days bound everything; what was missed for more
than six hours, or whose window is over, is not sent any more; what is urgent goes first, then notices, then promotions.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
# From the State Council's notice on the holidays of 2026.
HOLIDAYS = {date(2026, 9, day) for day in (25, 26, 27)} | {date(2026, 10, day) for day in range(1, 8)}
MADE_UP = {date(2026, 9, 20), date(2026, 10, 10)}
DAY = timedelta(days=1)


def works(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < 5 and day not in HOLIDAYS)


@dataclass(frozen=True)
class Wanted:
    """A schedule. days: on which; starts: minutes after midnight; length_min: of its window, None: none."""

    number: int
    words: str
    days: Callable[[date], bool]
    starts: tuple[int, ...]
    length_min: int | None
    rooms: tuple[int, ...]
    promotion: bool
    urgent: bool
    last_day: date | None


@dataclass(frozen=True)
class Span:
    """Something that lasted: the program was down, or (with a room) the room was muted."""

    begins: datetime
    ends: datetime
    room: int | None = None

    def holds(self, at: datetime) -> bool:
        return self.begins <= at < self.ends


Fate = tuple[str, datetime | None, str | None]  # status, sent at, reason


def quiet(at: datetime) -> bool:
    return at.hour >= 22 or at.hour < 8


def next_eight(at: datetime) -> datetime:
    eight = datetime.combine(at.date(), time(8), BEIJING)
    return eight if at < eight else eight + DAY


def expected(
    schedules: Sequence[Wanted], begins: datetime, ends: datetime, down: Sequence[Span], mutes: Sequence[Span]
) -> dict[tuple[int, datetime, int], Fate]:
    """The fate of each (schedule, due, room) that falls due in the month and is settled by its end."""

    def up(at: datetime) -> datetime:
        return next((span.ends for span in down if span.holds(at)), at)

    def muted(room: int, at: datetime) -> bool:
        return any(span.room == room and span.holds(at) for span in mutes)

    dues = sorted(
        (due, wanted.number, wanted) for wanted in schedules for due in _dues(wanted, begins, ends)
    )
    fates: dict[tuple[int, datetime, int], Fate] = {}
    queues: dict[int, list[tuple[datetime, int, datetime, tuple[object, ...], datetime, datetime, Wanted, str | None]]] = {}
    first: dict[tuple[datetime, int], datetime] = {}
    for due, number, _ in dues:
        first.setdefault((up(due), number), due)
    for due, number, wanted in dues:
        fired = up(due)
        bound = _bound(wanted, due)
        closed = fired >= due + timedelta(minutes=wanted.length_min) if wanted.length_min else fired - due > timedelta(hours=6)
        for room in wanted.rooms:
            if fired >= ends:
                continue
            if muted(room, fired):
                fates[number, due, room] = ("skipped", None, "muted")
            elif closed:
                fates[number, due, room] = ("expired", None, "missed")
            else:
                order = (fired, first[fired, number], number, due)
                item = (fired, _rank(wanted), due, order, due, bound, wanted, None)
                heapq.heappush(queues.setdefault(room, []), item)
    for room, queue in queues.items():
        promotions: Counter[date] = Counter()
        while queue:
            now, rank, _, order, due, bound, wanted, why = heapq.heappop(queue)
            if now >= ends:
                continue
            fate, later, reason = _judge(wanted, room, now, bound, promotions, muted, why)
            if later is None:
                fates[wanted.number, due, room] = fate
                if fate[0] == "sent" and wanted.promotion:
                    promotions[now.date()] += 1
            elif later >= bound:
                fates[wanted.number, due, room] = ("expired", None, reason)
            else:
                heapq.heappush(queue, (up(later), rank, later, order, due, bound, wanted, reason))
    return fates


def _judge(
    wanted: Wanted, room: int, now: datetime, bound: datetime, promotions: Counter[date],
    muted: Callable[[int, datetime], bool], why: str | None,
) -> tuple[Fate, datetime | None, str | None]:
    if now >= bound:
        return ("expired", None, why or "late"), None, None
    if muted(room, now):
        return ("skipped", None, "muted"), None, None
    if quiet(now) and not wanted.urgent:
        return ("", None, None), next_eight(now), "quiet_hours"
    if wanted.promotion and promotions[now.date()] >= 2:
        return ("", None, None), datetime.combine(now.date() + DAY, time(8), BEIJING), "cap"
    return ("sent", now, None), None, None


def _rank(wanted: Wanted) -> int:
    return 0 if wanted.urgent else 2 if wanted.promotion else 1


def _dues(wanted: Wanted, begins: datetime, ends: datetime) -> list[datetime]:
    found, day = [], begins.date()
    while day <= ends.date():
        if wanted.days(day) and (wanted.last_day is None or day <= wanted.last_day):
            found += [datetime.combine(day, time(0), BEIJING) + timedelta(minutes=minute) for minute in wanted.starts]
        day += DAY
    return [due for due in found if begins <= due < ends]


def _bound(wanted: Wanted, due: datetime) -> datetime:
    if wanted.length_min is not None:
        return due + timedelta(minutes=wanted.length_min)
    if wanted.last_day is not None:
        return datetime.combine(wanted.last_day + DAY, time(0), BEIJING)
    return due + 3 * DAY
