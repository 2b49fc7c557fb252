"""What comes again and again: 每周五10点, 周一到周五早上八点, 周末早上八点 每周都发."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from intents.days import CHINA
from intents.recurrences import RecurrenceError, read_recurrence
from intents.times.clock_said import fits_day, read_clock
from intents.times.found import FoundTime
from intents.times.words import AGAIN_DAILY, AGAIN_WEEKLY, RECURRING, WEEK

_SOME_DAY = date(2000, 1, 3)  # any will do: only the hour counts
_NOT_THEN = datetime(2000, 1, 1, tzinfo=CHINA)
_WEEKDAYS = re.compile(f"{WEEK}[一二三四五六日天末]")
_NUMBERS_ALONE = re.compile("(?<=[日号])(?=[0-9一二三])")
_DAY_MINUTES = 24 * 60


def recurring(match: re.Match[str]) -> FoundTime | None:
    """The recurrence that a match of RECURRING says; None where it says no time of day."""
    if not match["time"]:
        return None
    first = _minute(match["clock"], match["part"] or _part_of(match["days"]))
    if first is None:
        return None
    last = None
    if match["end_clock"]:
        last = _minute(match["end_clock"], match["end_part"] or match["part"] or "")
        while last is not None and last <= first:
            last += _DAY_MINUTES // (1 if match["end_part"] or ":" in match["end_clock"] else 2)
    return _written(match.start(), match.end(), _days(match["days"]), first, last)


def said_again(match: re.Match[str], text: str) -> FoundTime | None:
    """A moment on a weekday, or on no day, that another word of the text makes come again: 晚上八点 每天发."""
    words = match["clock"] or match["part_clock"] or match["lone_clock"]
    if not words:
        return None
    if match["day"]:
        if not (_WEEKDAYS.fullmatch(match["day"]) and AGAIN_WEEKLY.search(text)):
            return None
        days = "周末" if match["day"].endswith("末") else f"每{match['day']}"
    else:
        found = AGAIN_DAILY.search(text, match.end())
        if found is None or RECURRING.fullmatch(text, found.start()):
            return None
        days = "每天"
    minute = _minute(words, match["part"] or match["lone_part"] or "")
    return None if minute is None else _written(match.start(), match.end(), days, minute, None)


def _part_of(days: str) -> str:
    return {"每晚": "晚上", "每早": "早上"}.get(days, "")


def _minute(words: str, part: str) -> int | None:
    clock = read_clock(words)
    if clock is None:
        return None
    moment = fits_day(clock, part, _SOME_DAY, _NOT_THEN)
    midnight = datetime(_SOME_DAY.year, _SOME_DAY.month, _SOME_DAY.day, tzinfo=CHINA)
    return int((moment - midnight) / timedelta(minutes=1)) % _DAY_MINUTES


def _days(said: str) -> str:
    """In the words of 发送时间: 逢周末 → 周末, 每逢星期一 → 每星期一, 每月1号15号 → 每月1号、15号."""
    days = said.replace("逢", "").replace("每个", "每").replace("个", "").replace("双休日", "周末")
    if days in ("每", "每晚", "每早", "天天", "每日"):
        return "每天"
    days = re.sub("^每(?=工作日|节假日|周末)", "", days)
    return re.sub("[跟及]", "、", _NUMBERS_ALONE.sub("、", days))


def _written(start: int, end: int, days: str, first: int, last: int | None) -> FoundTime | None:
    clocks = "-".join(f"{minute // 60 % 24:02d}:{minute % 60:02d}" for minute in (first, last) if minute is not None)
    try:
        recurrence = read_recurrence(f"{days} {clocks}")
    except RecurrenceError:
        return None
    return FoundTime(start, end, recurrence.words(), "recurrence", recurrence=recurrence)
