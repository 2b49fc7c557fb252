"""The festivals that people name instead of a date: fixed ones, two of the sun's year, and those of the moon's."""

from __future__ import annotations

import re
from datetime import date, timedelta

_FIXED = {
    "元旦": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "三八": (3, 8), "五一": (5, 1), "劳动节": (5, 1),
    "六一": (6, 1),
    "儿童节": (6, 1), "教师节": (9, 10), "国庆": (10, 1), "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12),
    "双12": (12, 12), "平安夜": (12, 24), "圣诞": (12, 25),
}
_PERIOD_DAYS = {"元旦": 3, "五一": 5, "劳动节": 5, "国庆": 7, "春节": 8, "清明": 3, "端午": 3, "中秋": 3}

# New Year's day of the moon's calendar, days of the twelfth month before it, then 端午, 七夕, 中秋, 重阳 (month and
# day).
_MOON = {
    2025: "0129 29 0531 0829 1006 1029", 2026: "0217 29 0619 0819 0925 1018", 2027: "0206 29 0609 0808 0915 1008",
    2028: "0126 29 0528 0826 1003 1026", 2029: "0213 29 0616 0816 0922 1016", 2030: "0203 30 0605 0805 0912 1005",
    2031: "0123 29 0624 0824 1001 1024", 2032: "0211 29 0612 0812 0919 1012", 2033: "0131 30 0601 0801 0908 1001",
    2034: "0219 30 0620 0820 0927 1020", 2035: "0208 30 0610 0810 0916 1009", 2036: "0128 30 0530 0828 1004 1027",
    2037: "0215 30 0618 0817 0924 1017", 2038: "0204 30 0607 0807 0913 1007", 2039: "0124 29 0527 0826 1002 1026",
    2040: "0212 29 0614 0814 0920 1014",
}
_FROM_NEW_YEAR = {"春节": 0, "除夕": -1, "大年三十": -1, "年三十": -1, "元宵": 14, "正月十五": 14}
_NEW_YEAR_DAYS = "一二三四五六七"
_SMALL = "一二三四五六七八九十"
_DAY_OF_MOON = "初[一二三四五六七八九十]|十[一二三四五六七八九]|廿[一二三四五六七八九]|二十[一二三四五六七八九]?|三十"
_OF_MOON = {"端午": 2, "七夕": 3, "中秋": 4, "重阳": 5}
_TWELFTH_MONTH = {"腊八": 8, "小年": 23}  # 小年 as in the north; a day later in the south

FESTIVAL_NAMES = "|".join(
    (*_FIXED, *_FROM_NEW_YEAR, "大年初[一二三四五六七]", *_OF_MOON, *_TWELFTH_MONTH, "清明", "冬至")
)


# Days of the first and the twelfth month of the moon's year, which people name by their number.
MOON_DAYS = (
    f"腊月(?:{_DAY_OF_MOON})|正月(?:{_DAY_OF_MOON})|大年初[{_SMALL}]"
    f"|(?<![0-9{_SMALL}几半中新拜今明去后前])年初[{_SMALL}](?![中级期步])"
)
_MOON_DAY = re.compile("(?P<month>腊月|正月|大?年)(?P<day>.+)")


def moon_day(name: str, today: date) -> date | None:
    """The next date of a day such as 腊月二十三, 正月初五, 年初三; None where it is not known, or has no such day."""
    said = _MOON_DAY.fullmatch(name)
    number = _number_of(said["day"]) if said else 0
    for year in (today.year, today.year + 1):
        if said is None or year not in _MOON:
            continue
        figures = _MOON[year].split()
        length = int(figures[1])
        if said["month"] == "腊月" and number > length:
            continue
        day = _on(year, figures[0]) + timedelta(days=number - 1 - (length if said["month"] == "腊月" else 0))
        if day >= today:
            return day
    return None


def _number_of(day: str) -> int:
    tens, ten, ones = day.removeprefix("初").replace("廿", "二十").partition("十")
    if not ten:
        return _SMALL.index(tens) + 1
    return (_SMALL.index(tens) + 1 if tens else 1) * 10 + (_SMALL.index(ones) + 1 if ones else 0)


def festival(name: str, year: int) -> date | None:
    """The date of a festival in a year; None for one of the moon's calendar outside 2025 to 2040."""
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name == "清明":
        return date(year, 4, int(year % 100 * 0.2422 + 4.81) - year % 100 // 4)
    if name == "冬至":
        return date(year, 12, int(year % 100 * 0.2422 + 21.94) - year % 100 // 4)
    if year not in _MOON:
        return None
    figures = _MOON[year].split()
    if name in _OF_MOON:
        return _on(year, figures[_OF_MOON[name]])
    new_year = _on(year, figures[0])
    if name in _FROM_NEW_YEAR:
        return new_year + timedelta(days=_FROM_NEW_YEAR[name])
    if name in _TWELFTH_MONTH:
        return new_year - timedelta(days=int(figures[1]) - _TWELFTH_MONTH[name] + 1)
    return new_year + timedelta(days=_NEW_YEAR_DAYS.index(name[-1]))


def next_festival(name: str, today: date) -> date | None:
    """The next date of a festival, today included; None where it is not known."""
    for year in (today.year, today.year + 1):
        day = festival(name, year)
        if day is not None and day >= today:
            return day
    return None


def festival_days(name: str) -> int:
    """How many days 期间 of a festival lasts: the usual holiday, 1 for those that have none."""
    return _PERIOD_DAYS.get(name, 1)


def _on(year: int, figures: str) -> date:
    return date(year, int(figures[:2]), int(figures[2:]))
