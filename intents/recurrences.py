"""发送时间: once (2026-11-28 10:00), or again and again (每周五 10:00), perhaps with an end (每周三 09:00-11:00)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intents.days import CHINA, DayKind
from intents.normalise import normalise
from intents.timetable import DAY_MINUTES, Days, Span, TimetableError, read_words

LONGEST_GAP_DAYS = 800  # without a due day for so long, there is none to come (a calendar that knows no holidays)

NO_DAYS = Days()

_HOW = "；请写成 2026-11-28 10:00、每周五 10:00、每周一、三、五 19:30、工作日 12:00 或 每月1日、15日 09:00"
_ONCE = re.compile(r"([0-9]{4})(?:[-/.]|年 ?)([0-9]{1,2})(?:[-/.]|月 ?)([0-9]{1,2})[日号]?[T ]?")


class RecurrenceError(TimetableError):
    """A 发送时间 that cannot be read; the message names the word and shows how to write it."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When something happens: on one date, or on all fitting days; at each of the spans' starts (China's time)."""

    spans: tuple[Span, ...]
    days: Days = NO_DAYS
    once: date | None = None

    @property
    def is_once(self) -> bool:
        """Whether it happens on one date only."""
        return self.once is not None

    def words(self) -> str:
        """In the words of 发送时间; reading them again gives the same recurrence."""
        day = self.once.isoformat() if self.once else self.days.words()
        return f"{day} {'、'.join(span.words() for span in self.spans)}"

    def starts(self, after: datetime, day_kind: DayKind) -> Iterator[datetime]:
        """Every start strictly after an aware instant, in order, as aware China time; endless where it recurs."""
        for start, _ in self.occurrences(after, day_kind):
            yield start

    def occurrences(self, after: datetime, day_kind: DayKind) -> Iterator[tuple[datetime, datetime | None]]:
        """As `starts`, each with its end (None where no end is given)."""
        if self.once is not None:
            yield from (found for found in self._on(self.once) if found[0] > after)
            return
        day = after.astimezone(CHINA).date()
        idle = 0
        while idle < LONGEST_GAP_DAYS and day < date.max - timedelta(days=2):
            idle += 1
            if self.days.fit(day, day_kind) is not None:
                for found in self._on(day):
                    if found[0] > after:
                        idle = 0
                        yield found
            day += timedelta(days=1)

    def end_of(self, start: datetime) -> datetime | None:
        """When the occurrence that starts at `start` ends; None where no end is given."""
        return next((end for found, end in self._on(start.astimezone(CHINA).date()) if found == start), None)

    def _on(self, day: date) -> Iterator[tuple[datetime, datetime | None]]:
        midnight = datetime(day.year, day.month, day.day, tzinfo=CHINA)
        for span in self.spans:
            end = midnight + timedelta(minutes=span.end) if span.end is not None else None
            yield midnight + timedelta(minutes=span.start), end


def read_recurrence(text: str) -> Recurrence:
    """Read a 发送时间, or a 时间 with an end. Raises: RecurrenceError."""
    plain = normalise(text)
    once = _ONCE.match(plain)
    try:
        words = read_words(plain[once.end():] if once else plain)
    except TimetableError as error:
        raise RecurrenceError(error.word, f"“{text.strip()[:40]}”：{error}{_HOW}") from error
    days = NO_DAYS
    spans: list[Span] = []
    for word in words:
        if word.days and not once:
            days = days.joined(word.days)
        elif word.span and word.span.start < DAY_MINUTES:
            spans.append(word.span)
        elif word.mark != "new":
            raise RecurrenceError(word.text, f"“{text.strip()[:40]}”：“{word.text}”不能放在这里{_HOW}")
    if not spans:
        raise RecurrenceError(plain[:12], f"“{text.strip()[:40]}”：没有写几点{_HOW}")
    if not once and days == NO_DAYS:
        raise RecurrenceError(plain[:12], f"“{text.strip()[:40]}”：没有写哪一天{_HOW}")
    ordered = tuple(sorted(set(spans), key=lambda span: (span.start, span.end or 0)))
    return Recurrence(ordered, days, _date(once, text) if once else None)


def _date(found: re.Match[str], text: str) -> date:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise RecurrenceError(found[0], f"“{text.strip()[:40]}”：没有“{found[0].strip()}”这一天{_HOW}") from error
