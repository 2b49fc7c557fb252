"""Which instant of a day a time on the clock means, with or without the part of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intents.days import CHINA
from intents.numerals import read_number
from intents.times.words import CLOCK_PARTS

LATEST_EVENING_HOUR = 10  # 11点 said in the afternoon is tomorrow's, not 23:00

_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, "": 0}
_AFTERNOON = ("午后", "下午", "傍晚")
_EVENING = ("晚上", "夜里", "半夜", "深夜", "午夜", "晚")
_MORNING = ("凌晨", "清晨", "大清早", "清早", "一早", "早上", "早晨", "早", "晨", "上午")
_SPANS = {
    "凌晨": (0, 5), "清晨": (5, 8), "清早": (5, 8), "大清早": (5, 8), "一早": (6, 9), "早上": (6, 9), "早晨": (6, 9),
    "早": (6, 9),
    "晨": (6, 9), "上午": (8, 12), "中午": (11, 13), "正午": (11, 13), "午后": (13, 18), "下午": (13, 18),
    "傍晚": (17, 19),
    "晚上": (18, 22), "晚": (18, 22), "夜里": (20, 24), "半夜": (22, 24), "深夜": (22, 24), "午夜": (22, 24),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour and minute as said; written: 9:00 rather than 9点, so it is of 24 hours."""

    hour: int
    minute: int
    written: bool


def read_clock(words: str) -> Clock | None:
    """The clock that words such as 三点半, 8点05分, 19:30 say; None for no time of day (25点)."""
    parts = CLOCK_PARTS.fullmatch(words)
    if parts is None:
        return None
    hour = _number(parts["hour"])
    if parts["minute"] is not None:
        minute = int(parts["minute"])
    else:
        rest = (parts["rest"] or "").removesuffix("分")
        minute = _QUARTERS[rest] if rest in _QUARTERS else _number(rest)
    return Clock(hour, minute, parts["minute"] is not None) if 0 <= hour <= 24 and 0 <= minute < 60 else None


def _number(words: str) -> int:
    if words[:1] in ("零", "0") and len(words) > 1:
        words = words[1:]
    if words in ("零", "0"):
        return 0
    value = read_number(words)
    return -1 if value is None else int(value)


def fits_day(clock: Clock, part: str, day: date, at: datetime) -> datetime:
    """The instant of that clock on that day, the part of the day and the present moment (for today) considered."""
    hour = clock.hour
    if part in _AFTERNOON and hour < 12:
        hour += 12
    elif part in _EVENING:
        hour = hour + 12 if 5 <= hour < 12 else 24 if hour == 12 else hour + 24 if hour < 5 else hour
    elif part in ("中午", "正午") and hour < 3:
        hour += 12
    elif not part and not clock.written and 1 <= hour < 12:
        hour = _likely(hour, clock.minute, day, at)
    midnight = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    return midnight + timedelta(hours=hour, minutes=clock.minute)


def _likely(hour: int, minute: int, day: date, at: datetime) -> int:
    if day != at.date():
        return hour + 12 if hour <= 6 else hour
    has_passed = (hour, minute) <= (at.hour, at.minute)
    later_has_passed = (hour + 12, minute) <= (at.hour, at.minute)
    return hour + 12 if has_passed and not later_has_passed and hour <= LATEST_EVENING_HOUR else hour


def part_span(part: str, day: date) -> tuple[datetime, datetime]:
    """From when to when a part of the day is commonly meant to last."""
    first, last = _SPANS[part]
    midnight = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    return midnight + timedelta(hours=first), midnight + timedelta(hours=last)
