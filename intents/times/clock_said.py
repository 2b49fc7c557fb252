"""Which instant of a day a time on the clock means, with or without the part of the day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intents.days import CHINA
from intents.numerals import read_number
from intents.times.words import CLOCK_PARTS, SHORT_OF

LATEST_EVENING_HOUR = 10  # 11点 said in the afternoon is tomorrow's, not 23:00

_QUARTERS = {
    "半": 30, "一刻": 15, "二刻": 30, "三刻": 45, "1刻": 15, "2刻": 30, "3刻": 45, "整": 0, "正": 0, "": 0, "过一刻": 15,
    "差一刻": -15, "差一刻钟": -15,
}
_PLAIN_PART = {
    "大早上": "早上", "大早晨": "早上", "一大早": "一早", "一清早": "清早", "大清早": "清早", "早起": "早上", "早间": "早上",
    "头晌": "上午", "前晌": "上午", "上半晌": "上午", "晌午": "中午", "后晌": "下午", "下半晌": "下午",
    "大晚上": "晚上", "晚间": "晚上",
    "夜间": "夜里", "夜晚": "晚上", "大半夜": "半夜", "前半夜": "夜里", "后半夜": "凌晨",
}
_AFTERNOON = ("午后", "下午", "傍晚")
_EVENING = ("晚上", "夜里", "半夜", "深夜", "午夜", "晚")
_SPANS = {
    "凌晨": (0, 5), "清晨": (5, 8), "清早": (5, 8), "一早": (6, 9), "早上": (6, 9), "早晨": (6, 9), "早": (6, 9),
    "晨": (6, 9), "上午": (8, 12), "中午": (11, 13), "正午": (11, 13), "午后": (13, 18), "下午": (13, 18),
    "傍晚": (17, 19),
    "晚上": (18, 22), "晚": (18, 22), "夜里": (20, 24), "半夜": (22, 24), "深夜": (22, 24), "午夜": (22, 24),
}
_FIGURES = re.compile("[0-9]+|[零一二两三四五六七八九十]+")


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour and minute as said; written: 9:00 rather than 9点, so it is of 24 hours. minute: below 0 for 差一刻九点."""

    hour: int
    minute: int
    written: bool


def read_clock(words: str) -> Clock | None:
    """The clock that words such as 三点半, 8点05分, 19:30, 差一刻九点, 8:30pm say; None for no time of day (25点)."""
    if short := SHORT_OF.fullmatch(words):
        return _clock(_number(short["hour"]), _rest_minute(f"差{short['short']}"), False)
    parts = CLOCK_PARTS.fullmatch(words)
    if parts is None:
        return None
    hour = _number(parts["hour"])
    if half_day := (parts["half_day"] or "").strip():
        hour = hour % 12 + (12 if half_day[0] in "pP" else 0)
    minute = int(parts["minute"]) if parts["minute"] else _rest_minute(parts["rest"] or "")
    return _clock(hour, minute, bool(half_day) or (parts["minute"] is not None and ":" in words))


def _clock(hour: int, minute: int, written: bool) -> Clock | None:
    return Clock(hour, minute, written) if 0 <= hour <= 24 and -60 < minute < 60 else None


def _rest_minute(rest: str) -> int:
    if rest in _QUARTERS:
        return _QUARTERS[rest]
    figures = _FIGURES.search(rest)
    minute = _number(figures[0]) if figures else 99
    return -minute if rest.startswith("差") else minute if 0 <= minute < 60 else 99


def _number(words: str) -> int:
    if words[:1] in ("零", "0") and len(words) > 1:
        words = words[1:]
    if words in ("零", "0"):
        return 0
    value = read_number(words)
    return -1 if value is None else int(value)


def fits_day(clock: Clock, part: str, day: date, at: datetime) -> datetime:
    """The instant of that clock on that day, the part of the day and the present moment (for today) considered."""
    hour, part = clock.hour, _PLAIN_PART.get(part, part)
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
    first, last = _SPANS[_PLAIN_PART.get(part, part)]
    midnight = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    return midnight + timedelta(hours=first), midnight + timedelta(hours=last)
