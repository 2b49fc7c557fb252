"""A broadcast with two times, either of which may be its hour of sending: 明天8:00 米面到了，下午三点发."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from intents.commands.said import Said
from intents.times import FoundTime

# 发 alone may hand out the goods; 发出去, 群发, 再发 can only send the words.
_GIVEN_OUT = re.compile(r"^\s?(?:统一|准时)?发[吧啊哈哦。!！~\s]*$")
_SET_APART = re.compile(r"[\s,，]")
# What is given out is brought, fetched or named; water that is cut off is not.
_THINGS = re.compile(
    r"到了|到货|来货|到店|到位|领|取|拿|米|面|油|蛋|菜|奶|肉|鱼|果|糖|豆|粽|饺|盐|药|口罩|礼|物资|福利|奖品|票|卡|证|年货|补贴|纪念"
)
_TELLING_OF_DEALING_OUT = re.compile(r"^\s?(?:统一|集中|准时|开始)?(?:发放|发货|发车|派发|分发|开发)")
_FIRST = re.compile(r"^\(?(?:第一|前|头一|早|先|1|一)\)?(?:个|种|那个|面那?个|的)?[吧的呀啊。]*$")
_SECOND = re.compile(r"^\(?(?:第二|后|晚|2|二)\)?(?:个|种|那个|面那?个|的)?[吧的呀啊。]*$")


def tells_of_dealing_out(said: Said, time: FoundTime) -> bool:
    """Whether goods are handed out at this time, by the words behind it: 下午3点发放米面."""
    return bool(_TELLING_OF_DEALING_OUT.match(said.text[time.end:]))


def either(said: Said, head: int) -> list[dict[str, str]]:
    """Both ways to read it, each with `when` and `text`, in the order said; [] where there is no doubt.

    head: where the words of commanding end.
    """
    times = [one for one in said.times if one.start >= head and re.search("T[0-9]", one.iso) and "/" not in one.iso]
    if len(times) != 2 or times[0].iso == times[1].iso:
        return []
    first, last = times
    between = said.text[first.end:last.start]
    doubtful = (
        not said.text[head:first.start].strip(" ,，") and _SET_APART.match(between)
        and _GIVEN_OUT.match(said.text[last.end:]) and _THINGS.search(between)
    )
    if not doubtful:
        return []
    end = len(said.text)
    return [
        {"when": first.iso, "text": said.written(first.end, end).strip(" \n,，")},
        {"when": last.iso, "text": said.written(first.start, last.start).strip(" \n,，")},
    ]


def chosen(said: Said, ways: Sequence[Mapping[str, str]]) -> Mapping[str, str] | None:
    """Which of both ways an answer means: 第一个, 下午三点, 明天; None where it says neither, or something else."""
    for pattern, way in zip((_FIRST, _SECOND), ways, strict=False):
        if pattern.match(said.text.strip()):
            return way
    times = [one for one in said.times if not said.text[:one.start].strip(" 那就是在")]
    if not times:
        return None
    for agree in (_same_instant, _same_clock, _same_day):
        fitting = [way for way in ways if agree(times[0].iso, way["when"])]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _same_instant(one: str, other: str) -> bool:
    return one == other


def _same_clock(one: str, other: str) -> bool:
    """8点 is the eight o'clock of which was spoken, in the morning or in the evening."""
    if "T" not in one or "/" in one:
        return False
    said, meant = datetime.fromisoformat(one), datetime.fromisoformat(other)
    return (said.hour % 12, said.minute) == (meant.hour % 12, meant.minute)


def _same_day(one: str, other: str) -> bool:
    return "T" not in one and one == other[:10]
