"""半小时后, 两个小时后, 三天后: moments counted from the one of speaking."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from intents.numerals import read_number

_MINUTES = {"分钟": 1, "刻钟": 15, "小时": 60, "钟头": 60}
_DAYS = {"天": 1, "星期": 7, "礼拜": 7, "周": 7}


def read_later(match: re.Match[str], at: datetime) -> datetime | date | None:
    """The instant so many minutes or hours after `at`, or the date so many days or weeks after; None for 几天后,
    两个月后."""
    count = read_number(match["count"])
    if count is None:
        return None
    if match["half"] or match["and_half"]:
        count += 0.5
    unit = match["unit"]
    if unit in _MINUTES:
        return (at + timedelta(minutes=count * _MINUTES[unit])).replace(microsecond=0)
    if unit in _DAYS:
        return at.date() + timedelta(days=int(count * _DAYS[unit]))
    return None
