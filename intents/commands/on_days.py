"""Several days on which the same is wanted: 明天后天中午, 周一、周三下午三点, 下周一到周五中午."""

from __future__ import annotations

import re
from datetime import date, timedelta

from intents.commands.said import Said
from intents.patterns import quick
from intents.times import find_times

_DAY = (
    r"(?:大后天|[今明后][天日]|(?:这个?|下个?)?(?:周|星期|礼拜)[一二三四五六日天]|(?:[0-9]{1,2}月)?[0-9]{1,2}[号日](?![楼栋])"
    r"|[一二三四五六日](?=[、和跟到至-]|[早中下上晚]))"
)
_LISTED = quick(rf"(?P<days>{_DAY}(?:[、,，和跟与及 ]{{0,2}}(?:{_DAY}|(?<=明)后天)){{1,6}})")
_RANGE = quick(rf"(?P<first>{_DAY})(?:到|至|-|—|~)(?P<last>{_DAY})")
_ONE = re.compile(_DAY)
_BOTH = re.compile(r"明后(?=[天日两])(?:两天|[天日])")
_CHANGED = re.compile(r"改|换|推|挪|不|别|还是|或者?|要么|哪")
MOST = 7


def several_days(said: Said) -> list[str]:
    """The `when` of each day, in their order, with the hour that is said behind them; [] where only one is said, or where
    one stands in the stead of another.
    """
    text = _BOTH.sub("明天后天", said.text)
    if _CHANGED.search(text):
        return []
    if found := _RANGE.search(text):
        days = _between(said, found["first"], found["last"])
    elif found := _LISTED.search(text):
        days = [day for word in _ONE.findall(found["days"]) if (day := _day(said, word)) is not None]
    else:
        return []
    days = sorted(set(days))
    if not 1 < len(days) <= MOST:
        return []
    hour = _hour(said, text[found.end():])
    return [f"{day.isoformat()}" if hour is None else re.sub("[0-9]{4}-[0-9]{2}-[0-9]{2}", day.isoformat(), hour) for day in days]


def _between(said: Said, first: str, last: str) -> list[date]:
    begins, ends = _day(said, first), _day(said, last)
    if begins is None or ends is None:
        return []
    while ends < begins and re.match("周|星期|礼拜", last):
        ends += timedelta(weeks=1)
    if first.startswith("下") and not last.startswith("下") and re.match("周|星期|礼拜|[一二三四五六日]", last):
        same_week = begins - timedelta(days=begins.weekday())
        ends = same_week + timedelta(days=ends.weekday())
    return [begins + timedelta(days=step) for step in range(min((ends - begins).days + 1, MOST + 1))]


def _day(said: Said, word: str) -> date | None:
    word = word if len(word) > 1 else f"周{word}"
    found = find_times(word, said.message.at)
    return date.fromisoformat(found[0].iso[:10]) if found and re.match("[0-9]{4}-", found[0].iso) else None


def _hour(said: Said, behind: str) -> str | None:
    """The hour or the part of the day right behind the days, on some day."""
    found = find_times("明天" + behind, said.message.at)
    return found[0].iso if found and found[0].start == 0 and "T" in found[0].iso else None
