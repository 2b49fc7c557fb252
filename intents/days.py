"""What kind of day a date is in China; the answer comes from outside (`schedules.workdays`), the grammars only ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta, timezone
from typing import Literal

# "working": an official working day (make-up days included); "weekend": an ordinary free day; "holiday": an official holiday.
Day = Literal["working", "weekend", "holiday"]
DayKind = Callable[[date], Day]

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")  # one offset since 1991


def plain_day_kind(day: date) -> Day:
    """Monday to Friday work, knowing no holidays: for grammars under test and for years without a published calendar."""
    return "working" if day.weekday() < 5 else "weekend"
