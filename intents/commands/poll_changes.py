"""What is said to change a poll that is open: until when it goes, and what can be chosen."""

from __future__ import annotations

import re
from typing import Any

from intents.commands.moments import take_deadline
from intents.commands.numerals import DIGITS
from intents.commands.polls import likely_poll, options_in
from intents.commands.said import Remainder, Said, tidy
from intents.numbers import read_number
from intents.patterns import quick

_OF_A_POLL = re.compile("投票|表决|票选|选项|候选")
# 投票 广场添啥 选项：… is a new one.
_OPENS = re.compile(r"[添加补增换装买去][点些个]*(?:什么|啥|哪|甚)|^投票[\s:：]+[^\s:：]{2,}.{0,40}(?<![个的加添])选项[\s:：]")
_LATER = re.compile("截止|延|推迟|顺延|提前|结束时间|到期|多投|再投|投到|改到|改成|到[^,，]{1,12}(?:结束|为止)")
_BY = quick(
    rf"(?:延长|延期|延|顺延|推迟|多投|再投|多开|再开)(?:个|上|了|后)?\s?({DIGITS}|半)\s?个?(天|日|小时|钟头|周|星期|礼拜)"
)
_HOURS = {"小时": 1, "钟头": 1, "周": 168, "星期": 168, "礼拜": 168}
_LONGER = re.compile("延|推迟|多投|再投|多开|再开")
_UNTIL_NOW = re.compile("(?:到|至)(?:现在|目前|此刻)")
_WEEKDAY = re.compile("(?:周|星期|礼拜)[一二三四五六日天末1-7]")
_OPENING_MARKS, _CLOSING_MARKS = re.compile(r"[\"'“‘「『《〈【(]"), re.compile(r"[\"'”’」』》〉】)]")
_ADD = re.compile(
    r"(?:再|多|还|另外|要){0,4}(?:新增|增加|添加|补充|加上|加|添|补)(?:了|上|进去?)?(?:一?[个条项样]|[两二2]个|几个)?"
    r"(?P<mark>新?的?(?:选项|候选|选择))?(?:是|叫|为|:|：|\s){0,6}(?P<what>[^\n。;；!！]{1,60})"
)
_DROP = (
    re.compile(
        r"(?:去掉|删掉|删除|删|划掉|拿掉|取消|撤掉|不要)(?:了)?(?:[那这]个)?(?:选项|候选)?(?:里)?的?(?:是|:|：|\s)*"
        r"(?P<what>[^\n,，。;；!！]{1,40})"
    ),
    re.compile(r"(?P<what>[^\s,，。;；!！]{1,20}?)(?:这个|那个)?(?:选项)?(?:不要了|去掉|删掉|删了|划掉|拿掉|撤掉)(?:吧|了|啦)*$"),
)
_WORDS_AROUND = re.compile(
    r"^(?:把|将|的)+|^(?:投票|表决)(?:里|中)?的?|(?:这|那)?个?选项$|^(?:选项|候选)(?:里的?)?|(?:进去|上去|进来|这一?项|吧|啦|了){1,4}$"
)
_WHICH = re.compile(r"(?:投票|表决|票选|选项|候选|那个|这个|的|给|把|在|里|帮我|麻烦|请|截止|时间|延长|延期|结束)+")
_NO_OPTION = re.compile(r"^(?:选项|一下|投票|候选|选择|[一两几]个?|个|几个)$")


def edit_poll(said: Said) -> dict[str, Any] | None:
    """title, deadline or `later_hours`, options that come on top, `dropped` ones that go; None where no change is told.

    Beside deadline: `later` where the poll is to go on longer, `weekday` where no more than a day of the week is told.
    """
    option = said.first("option")
    titled = said.value("poll")
    if not (titled or _OF_A_POLL.search(said.text)) or (not titled and _OPENS.search(said.text)):
        return None
    remainder = _without_title(said)
    slots = _end(said, remainder)
    if dropped := _dropped(remainder, [option.full_values("option")[0]] if option else [], bool(titled)):
        slots["dropped"] = dropped
    elif (added := _ADD.search(remainder.text)) and (added["mark"] or titled or "投票" in said.text):
        listed = [_tidied(part) for part in options_in(_tidied(added["what"]))]
        slots["options"] = [option for option in listed if option and not _NO_OPTION.match(option)]
        remainder.cut(*added.span())
    if not any(slots.values()):
        return None
    if title := titled or likely_poll(said, max(re.split(r"[\s,，:：\x00]+", _WHICH.sub(" ", remainder.text)), key=len)):
        slots["title"] = title
    return slots


def _without_title(said: Said) -> Remainder:
    """What is said besides the name of the poll, in which 添 and 加 change nothing."""
    remainder = Remainder(said.text)
    if found := said.first("poll"):
        start, end = found.start, found.end
        if _OPENING_MARKS.match(said.text[start - 1:start]) and _CLOSING_MARKS.match(said.text[end:end + 1]):
            start, end = start - 1, end + 1
        remainder.cut(start, end)
    return remainder


def _end(said: Said, remainder: Remainder) -> dict[str, Any]:
    by = _BY.search(remainder.text)
    if by and (count := read_number(by[1]) if by[1] != "半" else 0.5):
        remainder.cut(*by.span())
        return {"later_hours": count * _HOURS.get(by[2], 24)}
    if not said.times or not _LATER.search(remainder.text) or _UNTIL_NOW.search(remainder.text):
        return {}
    later, days = _LONGER.search(remainder.text), [said.text[time.start:time.end] for time in said.times]
    if not (deadline := take_deadline(said, remainder)):
        return {}
    weekday = len(days) == 1 and _WEEKDAY.match(days[0])
    return {"deadline": deadline, **({"later": True} if later else {}), **({"weekday": True} if weekday else {})}


def _dropped(remainder: Remainder, known: list[str], titled: bool) -> list[str]:
    for pattern in _DROP:
        if found := pattern.search(remainder.text):
            what = _tidied(found["what"])
            if known and (known[0] in what or what in known[0]):
                remainder.cut(*found.span())
                return known
            of_poll = "选项|候选|去掉|删掉|删除|划掉|拿掉|撤掉" if titled else "选项|候选"
            if re.search(of_poll, remainder.text) and what and not _NO_OPTION.match(what):
                remainder.cut(*found.span())
                return [what]
    return []


def _tidied(words: str) -> str:
    before = ""
    while words != before:
        before, words = words, tidy(_WORDS_AROUND.sub("", tidy(words)))
    return words
