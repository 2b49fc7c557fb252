"""半小时后, 再过俩钟头, 三天内, 两个月后: moments counted from the one of speaking."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

from intents.numerals import read_number

_MINUTES = {"分钟": 1, "分": 1, "刻钟": 15, "小时": 60, "钟头": 60, "钟": 60}
_DAYS = {"天": 1, "星期": 7, "礼拜": 7, "周": 7}
_MONTHS = {"月": 1, "年": 12}
_A_FEW = ("两天", "两个星期", "两周")  # 过两天 is some day soon, nobody counts


def read_later(match: re.Match[str], at: datetime) -> datetime | date | None:
    """The instant so many minutes or hours after `at`, or the date so many days, weeks, months after.

    三天内 is the same as 三天后: the last moment of it. None for 几天后, 过两天, 两天半后.
    """
    count = read_number(match["count"])
    if count is None or (match["lead"] == "过" and match[0].endswith(_A_FEW)):
        return None
    if match["half"] or match["and_half"]:
        count += 0.5
    unit = match["unit"]
    if match["hours"]:  # 1小时20分钟后
        count = count + 60 * (read_number(match["hours"]) or 0) if unit in ("分", "分钟") else -1.0
    if count < 0:
        return None
    if unit in _MINUTES:
        return (at + timedelta(minutes=count * _MINUTES[unit])).replace(microsecond=0)
    if unit in _DAYS and count * _DAYS[unit] == int(count * _DAYS[unit]):
        return at.date() + timedelta(days=int(count * _DAYS[unit]))
    if unit in _MONTHS:
        return _months_later(at.date(), count * _MONTHS[unit]) if match["many"] or unit == "年" else None
    return None


def _months_later(day: date, months: float) -> date:
    """The same day of a later month, its last day where that month is shorter; half a month is fifteen days."""
    year, month = divmod(day.year * 12 + day.month - 1 + int(months), 12)
    moved = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    return moved + timedelta(days=15) if months % 1 else moved
