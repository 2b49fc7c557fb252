"""A number that somebody who has ordered already wants of it in all: 豆腐两块就行, 五花肉只要一斤, 鸡蛋少一盒."""

from __future__ import annotations

import re
from itertools import pairwise

from intents.heard import Heard
from intents.lexicon import Found
from intents.numbers import Quantity
from intents.patterns import quick
from intents.persons import is_person

_THING, _MUCH = "●", "◆"  # stand for the product and for the number
_LEAD = (
    r"(?:哎[呀哟]?|哦[哟呦]?|[啊唉噢诶欸嗯]|不好意思|那个|那|我的|我家的?|我们家?的?|我|把|还是|刚才的?|刚刚的?|刚订的|订的|麻烦|其实|想了想|想想|算了|这次|[\s,，]){0,5}"
)
_BETWEEN = r"(?:的话|呢|吧|啊|呀|那个|还是|其实|这次|想了想|[\s,，。])*"
# 太多了 我一个人吃不掉: why fewer are wanted
_REASON = (
    r"(?:(?:订|要|买|报)?[得的]?(?:有点|好像|是不是)?太多[了啦]?[\s,，。]*)?"
    r"(?:[^●◆\s,，。再还另加]{0,8}(?:[吃用喝放装拿]不[完了下掉动]|一个人|人少|浪费|还有|没多少人)[^●◆\s,，。再还另加]{0,4}[\s,，。]+)?"
)
_ONLY = (
    r"(?:我|我们|我家|就|还是|先|都|也){0,2}(?:只(?:要|需要|需|来|订|定|拿|留|买|用|想要)|就要|要的(?:就)?是|就|"
    r"(?:总共|一共|拢共|合计|加起来|加一起)(?:就)?(?:是|要|来|订)?)"
)
_ASKED = r"(?:给我|帮我|我家?|我们家?|要|来|订|定|留|买|拿|就|还是|先|有){0,3}"
_ENOUGH = r"(?:就|也|足|应该|已经)?(?:够吃|够用|够|行|好|可以|成|得|中|差不多)了?|得了|算了"
_TAIL = r"(?:吧|啦|啊|呀|哈|哦|了|谢谢|麻烦了?|吃不[完了]|不要(?:那么|这么)?多|[\s,，。!！~]){0,4}"
_SETS = quick(
    rf"{_LEAD}(?:"
    rf"{_THING}{_BETWEEN}{_REASON}(?:{_ONLY}\s?{_MUCH}的?(?:{_ENOUGH})?|{_ASKED}\s?{_MUCH}\s?(?:{_ENOUGH}))"
    rf"|{_REASON}(?:{_ONLY}\s?{_MUCH}的?\s?{_THING}(?:{_ENOUGH})?|{_ASKED}\s?{_MUCH}的?\s?{_THING}(?:{_ENOUGH}))"
    rf"){_TAIL}"
)
_NEW_TOTAL = re.compile(r"[?？吗]|[再另]|每|各|一人")
_LONGEST, _MOST = 40, 4
_PARTS = re.compile(r"[,，。;；\s]")
_WHOSE = re.compile(rf"(?P<who>(?![我你他她帮给])[\u4e00-\u9fff]{{2,5}}?)家?的?(?={_THING})")


def in_new_totals(heard: Heard) -> str:
    """豆腐改成两块 of 豆腐两块就行, by who has ordered 豆腐; other texts as they are."""
    text = heard.text
    if len(text) > _LONGEST or not heard.speaker.ordered or _NEW_TOTAL.search(text):
        return text
    goods = [one for one in heard.quantities if one.unit and one.unit not in "人口位名" and text[one.end : one.end + 1] != "人"]
    counted = [one for one in goods if one.value and not (one.vague or one.implied)]
    named = _named(heard)
    if not named or len(named) != len(counted) or len(named) > _MOST:
        return text
    if len(named) == 1:
        return _one(heard, named[0], counted[0], 0, len(text)) or text
    ends = [0, *(found.end() for found in _PARTS.finditer(text)), len(text)]
    told = [
        _one(heard, thing, much, start, end)
        for start, end in pairwise(ends) for thing, much in zip(named, counted, strict=True)
        if start <= min(thing.start, much.start) and max(thing.end, much.end) <= end
    ]
    return "，".join(one for one in told if one) if len(told) == len(named) and all(told) else text


def _one(heard: Heard, thing: Found, much: Quantity, start: int, end: int) -> str | None:
    """The new total of one thing that a stretch of the text tells; None where it tells something else."""
    masked = heard.text[:end]
    for at, sign in sorted((((thing.start, thing.end), _THING), ((much.start, much.end), _MUCH)), reverse=True):
        masked = f"{masked[: at[0]]}{sign}{masked[at[1] :]}"
    masked, who = masked[start:], ""
    if not any(name in heard.speaker.quantities for name in thing.values("product")):
        whose = _WHOSE.match(masked)  # 孙爷爷的豆腐两块就行, by who ordered it for him
        if whose is None or not is_person(whose["who"], heard.scene.people):
            return None
        masked, who = masked[whose.end() :], whose["who"]
    fits = _SETS.fullmatch(masked.strip(" ,，"))
    return f"{who}{heard.text[thing.start : thing.end]}改成{heard.text[much.start : much.end]}" if fits else None


def _named(heard: Heard) -> list[Found]:
    """The things on sale that are named, where the speaker has ordered each of them; [] else."""
    here = heard.scene.products_by_name
    named = [one for one in heard.names if any(name in here for name in one.values("product"))]
    own = all(any(name in heard.speaker.ordered for name in one.values("product")) for one in named)
    return named if own else []
