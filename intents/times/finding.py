"""Finds the moments in a text, joins them into spans, and writes them as ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from intents.days import CHINA
from intents.numerals import read_number
from intents.times.clock_said import Clock, fits_day, part_span, read_clock
from intents.times.days_said import Stretch, read_day
from intents.times.found import FoundTime, Kind
from intents.times.later import read_later
from intents.times.recurring import recurring, said_again
from intents.times.words import (
    DAY_AFTER,
    LATER,
    MAY_BE_LATER,
    MAY_RECUR,
    MAY_TELL_TIME,
    MOMENT,
    PART,
    RECURRING,
    REST_OF_DAY,
    TO,
    WEAK_FESTIVAL,
)

MOST_TIMES = 60  # of a text: nobody says more, and one made of times alone would hold everybody up
_ONLY_PART = re.compile(f"(?:{PART})")


@dataclass(frozen=True, slots=True)
class _Moment:
    """One moment as said: its days, its part of the day, its clock; each may be missing."""

    start: int
    end: int
    days: Stretch | None
    part: str
    clock: Clock | None


def find_times(text: str, at: datetime) -> list[FoundTime]:
    """The times in a normalised text, in order, the first 60; `at` is the aware instant at which it was said."""
    if not MAY_TELL_TIME.search(text):
        return []
    said = at.astimezone(CHINA)
    return list(islice(_find(text, said), MOST_TIMES)) or _weak(text, said)


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
    matches = [
        RECURRING.search(text) if MAY_RECUR.search(text) else None,
        LATER.search(text) if MAY_BE_LATER.search(text) else None,
        MOMENT.search(text),
    ]
    while True:
        for place, known in enumerate(matches):  # search again only what was overtaken, else time grows with the square
            if known is not None and known.start() < position:
                matches[place] = known.re.search(text, position)
        candidates = [known for known in matches if known is not None]
        if not candidates:
            return
        match = min(candidates, key=lambda found: (found.start(), -found.end()))
        position = match.end()
        found = _found(match, text, at)
        if found is not None:
            position = found.end
            yield found


def _found(match: re.Match[str], text: str, at: datetime) -> FoundTime | None:
    if match.re.pattern == RECURRING.pattern:
        return recurring(match)
    if match.re.pattern == LATER.pattern:
        return _later(match, text, at)
    first = _moment(match, at)
    if (again := said_again(match, text)) is not None:
        return again
    if (second := _second(text, first, at)) is not None:
        return _spanned(first, second, at)
    return _written(_with_day_after(text, first, at), at)


def _weak(text: str, at: datetime) -> list[FoundTime]:
    """A festival on which something is done (冬至包饺子), where the text says no other time."""
    match = WEAK_FESTIVAL.search(text)
    days = read_day(match["day"], at.date(), at.date()) if match else None
    found = _written(_Moment(match.start(), match.end(), days, "", None), at) if match and days else None
    return [found] if found else []


def _later(match: re.Match[str], text: str, at: datetime) -> FoundTime | None:
    moment = read_later(match, at)
    if moment is None:
        return None
    if isinstance(moment, datetime):
        return FoundTime(match.start(), match.end(), moment.isoformat(), "instant", moment)
    rest = REST_OF_DAY.match(text, match.end())  # 三天后下午两点
    part, words = (rest["part"] or "", rest["clock"]) if rest else ("", None)
    end = rest.end() if rest and (part or words) else match.end()
    return _written(_Moment(match.start(), end, (moment, moment), part, read_clock(words) if words else None), at)


def _moment(match: re.Match[str], at: datetime, days: Stretch | None = None, part: str = "") -> _Moment:
    said_part = match["part"] or match["lone_part"] or ""
    words = match["clock"] or match["part_clock"] or match["lone_clock"]
    clock = read_clock(words) if words else None
    if match["day"]:
        today = at.date()
        said_part = said_part or ("晚上" if match["day"].endswith(("当晚", "夜")) else "")
        days = read_day(match["day"], today, today)
        if clock and days and days[0] == today and fits_day(clock, said_part, today, at) <= at:
            days = read_day(match["day"], today, today + timedelta(days=1))
        if days and match["shift"]:
            days = _shifted(days, match["shift_way"], int(read_number(match["shift"]) or 0))
    return _Moment(match.start(), match.end(), days, said_part or part, clock)


def _shifted(days: Stretch, way: str, count: int) -> Stretch:
    """元旦前一天, 国庆假期后两天."""
    day = days[0] - timedelta(days=count) if way == "前" else days[1] + timedelta(days=count)
    return day, day


def _with_day_after(text: str, first: _Moment, at: datetime) -> _Moment:
    """八点半 明天早上: the day may follow the clock."""
    if first.days is not None or first.clock is None:
        return first
    match = DAY_AFTER.match(text, first.end)
    if match is None or not (day := _moment(match, at)).days or day.clock is not None:
        return first
    own = MOMENT.match(text, match.start("day"))
    if own is not None and own["clock"]:
        return first  # 七点半 9月13日20:00: the day is that of the clock behind it
    return _Moment(first.start, day.end, day.days, first.part or day.part, first.clock)


_DAY_OF_MONTH = re.compile("(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[号日]")


def _second(text: str, first: _Moment, at: datetime) -> _Moment | None:
    """The moment that a span runs to, if one follows: it inherits the day and the part of the day of the first."""
    joint = TO.match(text, first.end)
    match = MOMENT.match(text, joint.end()) if joint else None
    if match is None:
        return None
    inherits = not match["day"]
    second = _moment(match, at, first.days if inherits else None, first.part if inherits else "")
    if first.days is not None and match["day"] and _DAY_OF_MONTH.fullmatch(match["day"]):
        second = replace(second, days=read_day(match["day"], at.date(), first.days[0]))  # 1月5日至8日
    alike = (first.clock is None) == (second.clock is None)
    return second if alike and (second.days or second.clock) else None


def _spanned(first: _Moment, second: _Moment, at: datetime) -> FoundTime | None:
    starts = _resolved(first, at)
    if second.days is None and starts is not None and isinstance(starts[0], datetime):
        second = replace(second, days=(starts[0].date(), starts[0].date()))
    ends = _resolved(second, at)
    if starts is None or ends is None:
        return None
    begin, finish = starts[0], ends[1] or ends[0]
    if isinstance(begin, datetime) and isinstance(finish, datetime):
        is_sure = second.clock is not None and (second.clock.written or second.part != first.part)
        while finish <= begin:  # 10点到2点; 晚上10点到凌晨2点 and 22:00-02:00 are of the next day
            finish += timedelta(hours=24 if is_sure else 12)
    elif isinstance(begin, datetime) or isinstance(finish, datetime) or finish < begin:
        return None  # 1月-今早 spans nothing
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
            instant = fits_day(moment.clock, moment.part, first + timedelta(days=1), at)
        return instant, None
    if moment.part and first == last:
        return part_span(moment.part, first)
    return first, last if last != first else None
