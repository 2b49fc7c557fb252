"""Which date, or which dates, the word for a day means, seen from the day on which it is said."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from intents.numerals import read_number
from intents.times.festivals import FESTIVAL_NAMES, MOON_DAYS, festival_days, moon_day, next_festival

PAST_DAYS = 60  # a month and day without a year that lies further back than this means next year's

_STEPS = {"大后": 3, "今": 0, "明": 1, "后": 2, "昨": -1, "前": -2, "当": 0, "听": 1, "即": 0, "现": 0, "此": 0}
_YEARS = {"今年": 0, "明年": 1, "后年": 2}
_WEEKDAYS = "一二三四五六日"
_NUMBER = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_FULL = re.compile("([0-9]{4}|2[0-9](?=年))(?:年 ?|[-/.])([0-9]{1,2})(?:月 ?|[-/.])([0-9]{1,2})")
_MONTH_DAY = re.compile(f"(明年|今年|后年)?({_NUMBER})(?:月 ?|[-/.])({_NUMBER})")
_MOON = re.compile(f"(?:[农阴旧]历)?({MOON_DAYS})")
_STEP = re.compile("大后|[今明后昨前当听即此](?!年)|现(?=在)")
_WEEK = re.compile("(再下个?|本|这个?|下下个?|下个?|上上个?|上个?)?(?:周|星期|礼拜)([一二三四五六日天末1-7])?")
_STRETCH = re.compile(
    f"(?:(下个?|本|这个?|上个)月|({_NUMBER})月份?)? ?([上下]半月|初?(?:{_NUMBER})(?=[号日])|月?[底末初中]|中旬?"
    f"|上旬|下旬|{_NUMBER})?"
)
_DAY_ONLY = re.compile(f"({_NUMBER})[号日]?")
_FESTIVAL = re.compile(f"({FESTIVAL_NAMES})节?(假期|期间|放假)?")
_DAY_OF_FESTIVAL = re.compile(f"(元旦|国庆|五一|劳动|六一)节?(?:假期)?({_NUMBER})[号日]?")
_MONTHS = {"元旦": 1, "国庆": 10, "五一": 5, "劳动": 5, "六一": 6}
_STRETCHES = {
    "初": (1, 5), "上旬": (1, 10), "中": (11, 20), "中旬": (11, 20), "下旬": (21, 31), "底": (31, 31), "末": (31, 31),
    "上半月": (1, 15), "下半月": (16, 31),
}

Stretch = tuple[date, date]  # first and last day; the same for a single day


def read_day(text: str, today: date, floor: date) -> Stretch | None:
    """The days that a word means; `floor` is the earliest date that a bare weekday or day of the month may mean.

    周六 is the next one from `floor` on; 这周六 that of the current week, which begins on Monday, even if past; 下周六
    that
    of the next. 周末 is Saturday and Sunday. None: no such day (2月30日), or a festival whose date is not known.
    """
    try:
        return _read(text, today, floor)
    except (ValueError, OverflowError):
        return None


def _read(text: str, today: date, floor: date) -> Stretch | None:
    if full := _FULL.search(text):
        return _single(date(int(full[1]) + (2000 if len(full[1]) == 2 else 0), int(full[2]), int(full[3])))
    if moon := _MOON.match(text):
        day = moon_day(moon[1], today)
        return _single(day) if day else None
    if month_day := _MONTH_DAY.search(text):
        return _single(_of_year(_int(month_day[2]), _int(month_day[3]), month_day[1], today))
    if text.startswith(("年底", "年末")):
        return _single(date(today.year, 12, 31))
    if numbered := _DAY_OF_FESTIVAL.match(text):
        return _single(_of_year(_MONTHS[numbered[1]], _int(numbered[2]), None, today))
    if name := _FESTIVAL.match(text):
        day = next_festival(name[1], today)
        return (day, day + timedelta(days=festival_days(name[1]) - 1 if name[2] else 0)) if day else None
    if step := _STEP.match(text):
        return _single(today + timedelta(days=_STEPS[step[0]]))
    if (week := _WEEK.match(text)) and (week[1] or week[2]):
        return _of_week(week[1], week[2], today, floor)
    if only := _DAY_ONLY.fullmatch(text):
        return _single(_next_day_of_month(_int(only[1]), floor))
    stretch = _STRETCH.match(text)
    return _of_month(stretch, today) if stretch else None


def _single(day: date) -> Stretch:
    return day, day


def _int(word: str) -> int:
    return int(read_number(word) or 0)


def _of_year(month: int, day: int, year_word: str | None, today: date) -> date:
    if year_word:
        return date(today.year + _YEARS[year_word], month, day)
    found = date(today.year, month, day)
    return date(today.year + 1, month, day) if found < today - timedelta(days=PAST_DAYS) else found


def _of_week(which: str | None, name: str | None, today: date, floor: date) -> Stretch:
    monday = today - timedelta(days=today.weekday())
    weeks = {"本": 0, "这": 0, "下": 1, "上": -1, "再": 2}[which[0]] if which else 0
    weeks *= 2 if which and which.startswith(("下下", "上上")) else 1
    monday += timedelta(weeks=weeks)
    if name is None:
        return monday, monday + timedelta(days=6)
    if name == "末":
        saturday = monday + timedelta(days=5)
        return saturday, saturday + timedelta(days=1)
    number = 6 if name in "天7" else (int(name) - 1 if name.isascii() else _WEEKDAYS.index(name))
    day = monday + timedelta(days=number)
    return _single(day + timedelta(weeks=1) if which is None and day < floor else day)


def _next_day_of_month(day: int, floor: date) -> date:
    year, month = floor.year, floor.month
    for _ in range(3):
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) >= floor:
            return date(year, month, day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    raise ValueError(day)


def _of_month(found: re.Match[str], today: date) -> Stretch | None:
    which, named, part = found.groups()
    if not (which or named or part):
        return None
    year, month = today.year, today.month
    if named:
        month = _int(named)
        if date(year, month, calendar.monthrange(year, month)[1]) < today - timedelta(days=PAST_DAYS):
            year += 1
    elif which and which[0] in "下上":
        step = 1 if which[0] == "下" else -1
        year, month = divmod(year * 12 + month - 1 + step, 12)
        month += 1
    last = calendar.monthrange(year, month)[1]
    if part is None:
        return date(year, month, 1), date(year, month, last)
    part = part if part in _STRETCHES else part.removeprefix("月")
    if part not in _STRETCHES:
        return _single(date(year, month, _int(part.removeprefix("初"))))
    first, until = _STRETCHES[part]
    return date(year, month, min(first, last)), date(year, month, min(until, last))
