"""Finds the moments in a text, joins them into spans, and writes them as ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from intents.days import CHINA
from intents.recurrences import Recurrence, RecurrenceError, read_recurrence
from intents.times.clock_said import Clock, fits_day, part_span, read_clock
from intents.times.days_said import Stretch, read_day
from intents.times.later import read_later
from intents.times.words import LATER, MAY_TELL_TIME, MOMENT, PART, RECURRING, TO

Kind = Literal["instant", "date", "span", "recurrence"]
_ONLY_PART = re.compile(f"(?:{PART})")


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A time in a text. start, end: where it stands.

    iso: 2026-11-29T15:00:00+08:00, 2026-11-29, two of these joined by "/", or words of 发送时间 (每周五 10:00).
    starts, ends: aware datetimes in China's time, or dates (the last day included); ends is None except for a span.
    """

    start: int
    end: int
    iso: str
    kind: Kind
    starts: datetime | date | None = None
    ends: datetime | date | None = None
    recurrence: Recurrence | None = None

    @property
    def day(self) -> date | None:
        """The date on which it is or begins; None for a recurrence."""
        return self.starts.date() if isinstance(self.starts, datetime) else self.starts


@dataclass(frozen=True, slots=True)
class _Moment:
    """One moment as said: its days, its part of the day, its clock; each may be missing."""

    start: int
    end: int
    days: Stretch | None
    part: str
    clock: Clock | None


def find_times(text: str, at: datetime) -> list[FoundTime]:
    """All times in a normalised text, in order; `at` is the aware instant at which it was said."""
    if not MAY_TELL_TIME.search(text):
        return []
    return list(_find(text, at.astimezone(CHINA)))


def read_time(text: str, at: datetime) -> FoundTime | None:
    """The time that the whole text says (spaces at its ends aside), also a bare part of the day (上午); else None."""
    bare = text.strip()
    if _ONLY_PART.fullmatch(bare):
        today = at.astimezone(CHINA).date()
        return _written(_Moment(0, len(bare), (today, today), bare, None), at.astimezone(CHINA))
    found = find_times(bare, at)
    return found[0] if len(found) == 1 and (found[0].start, found[0].end) == (0, len(bare)) else None


def _find(text: str, at: datetime) -> Iterator[FoundTime]:
    position = 0
    matches = [pattern.search(text) for pattern in (RECURRING, LATER, MOMENT)]
    while True:
        for place, known in enumerate(matches):  # search again only what was overtaken, else time grows with the square
            if known is not None and known.start() < position:
                matches[place] = known.re.search(text, position)
        candidates = [known for known in matches if known is not None]
        if not candidates:
            return
        match = min(candidates, key=lambda found: (found.start(), -found.end()))
        position = match.end()
        if match.re is RECURRING:
            yield from _recurring(match)
        elif match.re is LATER:
            yield from _later(match, at)
        else:
            first = _moment(match, at)
            second = _second(text, first, at)
            found = _spanned(first, second, at) if second else _written(first, at)
            if found is not None:
                position = found.end
                yield found


def _recurring(match: re.Match[str]) -> Iterator[FoundTime]:
    if not match["time"]:
        return
    said = f"{match['days']} {match['time']}".replace("每晚", "每天晚上").replace("每早", "每天早上")
    try:
        recurrence = read_recurrence(re.sub("上上|上晨", "上", said).replace("每个", "每"))
    except RecurrenceError:
        return
    yield FoundTime(match.start(), match.end(), recurrence.words(), "recurrence", recurrence=recurrence)


def _later(match: re.Match[str], at: datetime) -> Iterator[FoundTime]:
    moment = read_later(match, at)
    if moment is not None:
        kind: Kind = "instant" if isinstance(moment, datetime) else "date"
        yield FoundTime(match.start(), match.end(), moment.isoformat(), kind, moment)


def _moment(match: re.Match[str], at: datetime, days: Stretch | None = None, part: str = "") -> _Moment:
    said_part = match["part"] or match["lone_part"] or ""
    words = match["clock"] or match["part_clock"] or match["lone_clock"]
    clock = read_clock(words) if words else None
    if match["day"]:
        today = at.date()
        days = read_day(match["day"], today, today)
        if clock and days and days[0] == today and fits_day(clock, said_part, today, at) <= at:
            days = read_day(match["day"], today, today + timedelta(days=1))
    return _Moment(match.start(), match.end(), days, said_part or part, clock)


def _second(text: str, first: _Moment, at: datetime) -> _Moment | None:
    """The moment that a span runs to, if one follows: it inherits the day and the part of the day of the first."""
    joint = TO.match(text, first.end)
    match = MOMENT.match(text, joint.end()) if joint else None
    if match is None:
        return None
    inherits = not match["day"]
    second = _moment(match, at, first.days if inherits else None, first.part if inherits else "")
    alike = (first.clock is None) == (second.clock is None)
    return second if alike and (second.days or second.clock) else None


def _spanned(first: _Moment, second: _Moment, at: datetime) -> FoundTime | None:
    starts, ends = _resolved(first, at), _resolved(second, at)
    if starts is None or ends is None:
        return None
    begin, finish = starts[0], ends[1] or ends[0]
    if isinstance(begin, datetime) and isinstance(finish, datetime):
        while finish <= begin:  # 10点到2点, 晚上10点到6点
            finish += timedelta(hours=12)
    elif finish < begin:
        return None
    return _span(first.start, second.end, begin, finish)


def _written(moment: _Moment, at: datetime) -> FoundTime | None:
    resolved = _resolved(moment, at)
    if resolved is None:
        return None
    starts, ends = resolved
    if ends is not None:
        return _span(moment.start, moment.end, starts, ends)
    kind: Kind = "instant" if isinstance(starts, datetime) else "date"
    return FoundTime(moment.start, moment.end, starts.isoformat(), kind, starts)


def _span(start: int, end: int, starts: date, ends: date) -> FoundTime:
    return FoundTime(start, end, f"{starts.isoformat()}/{ends.isoformat()}", "span", starts, ends)


def _resolved(moment: _Moment, at: datetime) -> tuple[date, date | None] | None:
    """The beginning of a moment, and its end where it lasts (a datetime is a date too)."""
    if moment.days is None and moment.clock is None:
        return None
    first, last = moment.days or (at.date(), at.date())
    if moment.clock is not None:
        instant = fits_day(moment.clock, moment.part, first, at)
        if instant <= at and last > first:
            instant = fits_day(moment.clock, moment.part, last, at)  # 周末上午9点, said on Saturday evening
        if instant <= at and moment.days is None:
            instant += timedelta(days=1)
        return instant, None
    if moment.part and first == last:
        return part_span(moment.part, first)
    return first, last if last != first else None
