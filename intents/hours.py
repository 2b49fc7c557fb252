"""营业时间: parts of days and spans (周一至周五 08:30-17:30；周末 09:00-16:00) and of rest (周一休息, 法定节假日休息).

Where several parts fit a day, the closest decides: 节假日 before named weekdays, before 工作日, before 周末, before
每天;
rest before opening among equals; several openings among equals are all meant. A part without days means every day.

Not covered: seasons (夏季 8:00-21:00), dates (12月5日休息), 单双周, last orders, and "闭店前" or other words of moments: they
are refused, and the place counts as one whose hours are not known. 周末 is Saturday and Sunday also where the official
calendar makes one a working day. tests/directory/hours.txt says for a hundred texts when they are open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intents.days import CHINA, DayKind
from intents.timetable import DAY_MINUTES, Days, Span, TimetableError, Word, read_words

HORIZON_DAYS = 40  # a shop that opens on none of so many days counts as closed; one that never shuts as always open

_HOW = "；请写成 09:00-21:00、周一至周五 08:30-17:30；周末 09:00-16:00、09:00-19:00；周一休息 或 24小时"
_WHOLE_DAY = Span(0, DAY_MINUTES)


class HoursError(TimetableError):
    """A 营业时间 that cannot be read; the message names the word and shows how to write it."""


@dataclass(frozen=True, slots=True)
class Part:
    """What holds on some days: the spans, or rest where there are none."""

    days: Days
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When a place is open, in China's time. All instants taken and given are aware."""

    parts: tuple[Part, ...]

    def spans(self, day: date, day_kind: DayKind) -> list[tuple[datetime, datetime]]:
        """The openings that begin on a day, in order; their ends may be on the next."""
        fitting = [(fit, part) for part in self.parts if (fit := part.days.fit(day, day_kind)) is not None]
        closest = max((fit for fit, _ in fitting), default=None)
        deciding = [part for fit, part in fitting if fit == closest]
        if any(not part.spans for part in deciding):
            return []
        midnight = datetime(day.year, day.month, day.day, tzinfo=CHINA)
        return sorted(
            (midnight + timedelta(minutes=span.start), midnight + timedelta(minutes=span.end or span.start))
            for part in deciding
            for span in part.spans
        )

    def is_open(self, at: datetime, day_kind: DayKind) -> bool:
        """Whether it is open at an instant (the closing minute itself is not)."""
        return any(start <= at < end for start, end in self._around(at, 1, day_kind))

    def closes(self, at: datetime, day_kind: DayKind) -> datetime | None:
        """When the opening that holds at `at` ends; None where it never shuts, or is not open then."""
        end: datetime | None = None
        for start, until in self._around(at, HORIZON_DAYS, day_kind):
            if start <= (end or at) < until:
                end = until
            elif end is not None and start > end:
                return end
        if end is None or end - at > timedelta(days=HORIZON_DAYS - 2):
            return None
        return end

    def opens_next(self, at: datetime, day_kind: DayKind) -> datetime | None:
        """The first time after `at` that it opens after having been shut; None where none comes within 40 days."""
        open_until: datetime | None = None
        for start, end in self._around(at, HORIZON_DAYS, day_kind):
            if start > at and (open_until is None or start > open_until):
                return start
            open_until = max(open_until, end) if open_until else end
        return None

    def _around(self, at: datetime, days: int, day_kind: DayKind) -> Iterator[tuple[datetime, datetime]]:
        today = at.astimezone(CHINA).date()
        for step in range(-1, days):
            yield from self.spans(today + timedelta(days=step), day_kind)


def read_hours(text: str) -> OpeningHours:
    """Read a 营业时间, 可约时段 or 办理时间. Raises: HoursError."""
    try:
        words = read_words(text)
    except TimetableError as error:
        raise HoursError(error.word, f"“{text.strip()[:40]}”：{error}{_HOW}") from error
    parts: list[Part] = []
    days: Days | None = None
    spans: list[Span] = []
    for word in [*words, Word("", mark="new")]:
        ends_part = word.mark == "new" or (word.days is not None and spans)
        if ends_part and spans:
            parts.append(Part(days or Days(every=True), tuple(spans)))
            days, spans = None, []
        if word.mark == "new":
            if days is not None:
                raise HoursError(days.words(), f"“{text.strip()[:40]}”：“{days.words()}”后面没有写几点{_HOW}")
        elif word.mark == "rest":
            parts.append(_rest(days, bool(spans), word, text))
            days, spans = None, []
        else:
            days, spans = _taken(word, days, spans, text)
    if not any(part.spans for part in parts):
        raise HoursError(text.strip()[:12], f"“{text.strip()[:40]}”：没有写几点到几点{_HOW}")
    return OpeningHours(tuple(parts))


def _taken(word: Word, days: Days | None, spans: list[Span], text: str) -> tuple[Days | None, list[Span]]:
    if word.days is not None:
        return (days or Days()).joined(word.days), spans
    if word.mark == "always":
        return days, [*spans, _WHOLE_DAY] if "无休" not in word.text else spans
    if word.span is None or word.span.end is None:
        raise HoursError(word.text, f"“{text.strip()[:40]}”：“{word.text}”只有一个时间，要写从几点到几点{_HOW}")
    return days, [*spans, word.span]


def _rest(days: Days | None, has_spans: bool, word: Word, text: str) -> Part:
    if days is None or has_spans:
        raise HoursError(word.text, f"“{text.strip()[:40]}”：没有写哪天“{word.text}”{_HOW}")
    return Part(days)
