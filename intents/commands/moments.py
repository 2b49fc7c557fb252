"""Which of the times in a command is its deadline, its beginning, its hour of sending."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from intents.commands.said import Remainder, Said
from intents.times import FoundTime

_END_BEFORE = re.compile(
    r"(?:截止|截单|截团|结束|收单|延长|延期|延到|推迟|延后|改到|提前|顺延|投到|为止|到)(?:时间|日期)?(?:是|为|在|:"
    r"|改成|改到|改为|延到|延长到|推迟到|提前到|到|至|于){0,4}\s?$"
)
_END_AFTER = re.compile(
    r"^\s?(?:就|自动|准时)?(?:截止|截单|截团|结束|收单|封单|为止|之?前(?:下单|报名|投票|有效|登记)?|关团|关闭|停止"
    r"|到期|前)"
)
_OTHER = re.compile(r"(?:发货|到货|开抢|直播|送达|配送|取货|自提|提货|开始)(?:时间)?[:是为在]?\s?$")
_OTHER_AFTER = re.compile(r"^ ?(?:左右)?(?:统一)?(?:发货|到货|开抢|直播|送达|配送|取货|自提|提货|可以?取)")
_THIS_WEEK = re.compile(r"这个?(?:周|星期|礼拜)[一二三四五六日天1-7]")
_TITLE_AFTER = re.compile(r"^[^\s,，。:：;；0-9]{1,8}团")
_LEFTOVER = re.compile(
    r"(?:截止|截单|截团|收单|结束)(?:时间|日期)?(?:是|为|在|:|到|至|于|改成|改到|改为|延到|延长到|推迟到|提前到)*"
    r"(?=\x00)|(?:延长到?|推迟到?|延到|延后到?|顺延到?|投到|到|在|于|至)(?=\x00)"
    r"|(?<=\x00)\s?(?:就|自动|准时)?(?:截止|截单|截团|结束|收单|封单|为止|之?前(?:下单|报名|投票|有效|登记)?|到期"
    r"|前)(?:时间)?"
)


def take_deadline(said: Said, remainder: Remainder) -> str | None:
    """The moment until which something is open, cut out with its words. The only time of a command is its deadline."""
    text = said.text
    candidates = [found for found in said.times if not _elsewhere(text, found) and not _in_title(text, found)]
    marked = [found for found in candidates if _marked(text, found)]
    chosen = next(iter(marked or [found for found in candidates if "/" not in found.iso]), None)
    remainder.cut_all((found.start, found.end) for found in said.times if found is chosen or _elsewhere(text, found))
    if chosen is None:
        return None
    remainder.drop(_LEFTOVER)
    return _coming(_moment(chosen, text), text[chosen.start:chosen.end], said.message.at)


def _coming(iso: str, words: str, at: datetime) -> str:
    """收到这周三, said on a Saturday: nothing stays open until a day that is past, the coming Wednesday is meant."""
    if not _THIS_WEEK.match(words) or "T" not in iso:
        return iso
    end = datetime.fromisoformat(iso)
    return (end + timedelta(weeks=1)).isoformat() if end < at else iso


def _moment(found: FoundTime, text: str) -> str:
    """An end is one moment: 中午 is twelve, another part of a day ends when it ends."""
    if "/" not in found.iso:
        return found.iso
    start, end = found.iso.split("/", 1)
    noon = text[found.start:found.end].endswith("中午") and "T" in start
    return re.sub("T[0-9]{2}:[0-9]{2}", "T12:00", start) if noon else end


def _marked(text: str, found: FoundTime) -> bool:
    return bool(_END_BEFORE.search(text[:found.start]) or _END_AFTER.search(text[found.end:]))


def _elsewhere(text: str, found: FoundTime) -> bool:
    """Whether a time tells of the goods' arrival or the live sale, not of the end of ordering."""
    if _OTHER.search(text[:found.start]):
        return True
    ends = _END_BEFORE.search(text[:found.start])  # 截止 18:00 自提点 门口: the point comes after the end
    return bool(_OTHER_AFTER.search(text[found.end:])) and not ends


def _in_title(text: str, found: FoundTime) -> bool:
    """Whether a time is the beginning of a name: 周末水果团."""
    return bool(_TITLE_AFTER.search(text[found.end:])) and not re.search("[0-9:点]", text[found.start:found.end])


def take_when(said: Said, remainder: Remainder) -> str | None:
    """The time that is called one (时间…), else the first with a clock, else the first; the clocks are cut out."""
    called = [found for found in said.times if re.search(r"时间(?:是|为|:|定在)?\s?$", said.text[:found.start])]
    clocks = [found for found in said.times if _has_clock(found)]
    chosen = next(iter(called or clocks or said.times), None)
    if chosen is None:
        return None
    remainder.cut_all((found.start, found.end) for found in said.times if found is chosen or _has_clock(found))
    day = next((found.iso for found in said.times if _DAY_ALONE.fullmatch(found.iso)), None)
    if day and _has_clock(chosen) and not _NAMES_A_DAY.search(said.text[chosen.start:chosen.end]):
        return re.sub("[0-9]{4}-[0-9]{2}-[0-9]{2}(?=T)", day, chosen.iso)
    return chosen.iso


# 9月17日的法律咨询，下午三点: the day stands apart from the clock
_DAY_ALONE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAMES_A_DAY = re.compile("[今明后昨当]|[日号天周月年]|星期|礼拜|现在|马上|等下|待会")


def _has_clock(found: FoundTime) -> bool:
    return bool(re.search("[0-9]{2}:[0-9]{2}", found.iso))
