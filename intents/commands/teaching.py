"""What staff say to teach the bot: a word for a known one (干洗铺就是洗衣店), a question with its answer."""

from __future__ import annotations

import re
from typing import Any

from intents.commands.said import Said, tidy

_NUMBER = r"(?:第)?(?P<number>[0-9]{1,7})(?:号|条)?(?:那句|这句)?(?:话)?"
_IS = r"(?:说的|指的|问的|的意思)?(?:就是|等于|当成|当作|算作|意思是|说的是|指的是|是问|=)"
_REPLY = r"(?:你|就|统一|直接)*(?:回答|答复|回复|回|答|说|告诉(?:[他她]们?|大家|人家)?)(?:一声)?(?:是|说)?"
_QUOTES = "“”\"「」『』'‘’"
_HEAD_SYNONYM = re.compile(r"^(?:添加|新增|加个?|教你)?(?:同义词|近义词)[\s:]*")
_HEAD_ANSWER = re.compile(r"^(?:添加|新增|加个?|设个?|教你)?(?:快答|快问快答|自动回复|快捷回复)[\s:]*")
_NUMBERED_SYNONYM = re.compile(rf"^{_NUMBER}\s*{_IS}[\s:]*(?P<meant>.+)$", re.S)
_NUMBERED_ANSWER = re.compile(rf"^{_NUMBER}\s*(?:{_REPLY}|=)[\s:]*(?P<meant>.+)$", re.S)
_ONLY_NUMBER = re.compile(rf"^{_NUMBER}$")
_IF_ASKED = re.compile(
    r"(?:以后|下次|今后|要是|如果|凡是|只要)*(?:再)?(?:有人|有谁|谁|居民们?|邻居们?|大家|业主)(?:再|要是|如果|来)?(?:问起?到?你?|说起?)"
    rf"[\s:]*[{_QUOTES}]?(?P<said>.{{2,60}}?)[{_QUOTES}]?(?:的话|的时候|时)?[\s,，]*{_REPLY}[\s:,，]*(?P<meant>.+)$", re.S)
_SAME = re.compile(
    rf"^(?:请|麻烦|帮我|记住|记一下|记着|学一下|教你一?[句个]?|以后|今后|大家|他们|居民|说|把|将|[\s:,，{_QUOTES}])*"
    rf"(?P<said>[^\s,，:{_QUOTES}]{{2,20}}?)[{_QUOTES}]?\s?(?:{_IS}|(?:和|跟|与)(?=.{{2,20}}(?:一个意思|一回事|一样)))[\s:]*"
    rf"[{_QUOTES}]?(?P<meant>[^\s,，{_QUOTES}]{{2,30}}?)[{_QUOTES}]?(?:的?意思|是?一个意思|是?一回事|一样|吧|了|来办|办)?$"
)
_FORMS = (
    ("synonym", _NUMBERED_SYNONYM), ("answer", _NUMBERED_ANSWER), ("answer", _IF_ASKED), ("synonym", _SAME),
)
_PARTS = re.compile(r"(?:(?<!\s)\s+)?[=→]\s*|[:|]\s*|\n+")
_DROP = re.compile(
    r"^(?:请|麻烦|帮我|把)?(?:删除|删掉|删|去掉|忘掉|忘了|取消|撤掉|别再认|不要)(?:掉|了)?(?:教过?你?的|这个|那个|这条|那条)?"
    r"(?:同义词|近义词|快答|快问快答|自动回复|快捷回复|教过的话|教的话)(?:里的?)?[\s:]*"
)


def teach(said: Said) -> dict[str, Any] | None:
    """kind (synonym, answer), said or number (of the list of what was not understood), meant. None: no teaching."""
    text = said.text.strip()
    for kind, head in (("synonym", _HEAD_SYNONYM), ("answer", _HEAD_ANSWER)):
        if found := head.match(text):
            return {"kind": kind, **_two_parts(said, text[found.end():], kind)}
    for kind, pattern in _FORMS:
        if found := pattern.match(text):
            slots = {name: _written(said, part) for name, part in found.groupdict().items() if part}
            return {"kind": kind, **slots}
    return None


def unteach(said: Said) -> dict[str, Any] | None:
    """said: the words that are to be dropped."""
    found = _DROP.match(said.text)
    if found is None:
        return None
    words = _written(said, _PARTS.split(said.text[found.end():])[0])
    return {"said": words} if words else {}


def _two_parts(said: Said, rest: str, kind: str) -> dict[str, Any]:
    """What stands before and after the mark; with a number in the place of the words, the number."""
    rest = rest.strip()
    parts = _PARTS.split(rest, maxsplit=1)
    if len(parts) < 2 and kind == "synonym" and (found := re.match(rf"^(.*?\S)\s*{_IS}\s*(.+)$", rest)):
        parts = [found[1], found[2]]
    if len(parts) < 2 and (found := re.match(r"^(.*?[?？吗呢])\s*(?:答|回答)?\s*(.{2,})$|^(.{2,}?)\s(.{2,})$", rest)):
        parts = [part for part in found.groups() if part]
    slots: dict[str, Any] = {}
    if number := _ONLY_NUMBER.match(parts[0].strip()):
        slots["number"] = number["number"]
    elif words := _written(said, parts[0]):
        slots["said"] = words
    if len(parts) > 1 and (words := _written(said, parts[1])):
        slots["meant"] = words
    return slots


def _written(said: Said, part: str) -> str:
    """A part as its writer wrote it, without the quotation marks around it."""
    return said.as_written(tidy(part.strip(_QUOTES))).strip(_QUOTES + " ")
