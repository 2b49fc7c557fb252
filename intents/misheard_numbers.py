"""Numbers and measures that voice input writes as another word of the same sound: 鸡蛋良盒 is 鸡蛋两盒, 牛奶两平 is 牛奶两瓶.

Only between a thing on sale and a measure of it, where nobody would hear anything else.
"""

from __future__ import annotations

import re
from dataclasses import replace

from intents.heard import Heard
from intents.items import Item
from intents.lexicon import Found
from intents.measuring import Amount
from intents.normalise import loose_syllables
from intents.patterns import quick
from intents.units import UNIT_PATTERN, convert

_HEARD_AS = {
    **dict.fromkeys("良亮梁粮凉量", "两"), **dict.fromkeys("衣依医伊", "一"), **dict.fromkeys("伞散山叁", "三"),
    **dict.fromkeys("思斯司肆", "四"), **dict.fromkeys("午舞武伍", "五"), **dict.fromkeys("溜刘柳陆", "六"),
    **dict.fromkeys("妻漆柒", "七"),
    **dict.fromkeys("芭巴捌", "八"), **dict.fromkeys("玖酒久", "九"), **dict.fromkeys("石拾", "十"),
}
_SLIP = "".join(_HEARD_AS)
_ANY_SLIP = re.compile(f"[{_SLIP}]")
_BEFORE = re.compile(rf"(?:我|要|来|给我|帮我|订|买|拿|称|就|再|先| )*(?P<slip>[{_SLIP}])")
_AHEAD = re.compile(rf"(?:^|[\s,，要来订买拿称个])(?P<slip>[{_SLIP}])(?P<unit>[\u4e00-\u9fff])的?$")
_ENDS = re.compile(r"(?:吧|啊|呀|哈|哦|嘛|谢谢|就行|就好|就够|行|好|[\s,，。!！~]|$)")


_LONGEST = 150  # a longer text is a list, and no voice input
_N = "[0-9一二两俩三四五六七八九十半]"
_COUNTED = quick(rf"(?:我|要|来|给我|帮我|订|买|拿|称|就|再|先| )*{_N}{{1,3}}(?P<slip>[\u4e00-\u9fff])(?!方|米)")
_COUNTED_AHEAD = quick(rf"{_N}{{1,3}}(?P<slip>[\u4e00-\u9fff])的?$")


def in_plain_numbers(heard: Heard) -> str:
    """The text with such numbers and measures written as they were meant; else as it is."""
    text = heard.text
    if len(text) > _LONGEST or not heard.scene.products or not heard.names:
        return text
    here, may_slip = heard.scene.products_by_name, _ANY_SLIP.search(text) is not None
    for found in heard.names:
        units = {product.unit for name in found.values("product") for product in here.get(name, ())}
        if units:
            text = _plain_beside(heard, found, units, text, may_slip)
    return text


def _plain_beside(heard: Heard, found: Found, units: set[str], text: str, may_slip: bool) -> str:
    """The text (as long as the one that was heard) with the number and the measure beside a name as they were meant."""
    for slip in (_behind(text, found.end, units), _ahead(text, found.start, units)) if may_slip else ():
        if slip is not None:
            text = f"{text[:slip]}{_HEARD_AS[text[slip]]}{text[slip + 1 :]}"
    behind, ahead = _COUNTED.match(text, found.end), _COUNTED_AHEAD.search(text, max(0, found.start - 5), found.start)
    for counted in (behind, ahead) if behind or ahead else ():
        if counted is None or UNIT_PATTERN.match(text, counted.start("slip")):
            continue
        at = counted.start("slip")
        meant = next((unit for unit in units if loose_syllables(text[at]) == loose_syllables(unit)), None)
        ends = counted is ahead or _ENDS.match(text, at + 1) or any(one.start == at + 1 for one in heard.names)
        if meant and ends:
            text = f"{text[:at]}{meant}{text[at + 1 :]}"
    return text


def _behind(text: str, end: int, units: set[str]) -> int | None:
    said = _BEFORE.match(text, end)
    unit = UNIT_PATTERN.match(text, said.end()) if said else None
    if said is None or unit is None or not _ENDS.match(text, unit.end()) or not _is_of(unit[0], units):
        return None
    return said.start("slip")


def _ahead(text: str, start: int, units: set[str]) -> int | None:
    said = _AHEAD.search(text, max(0, start - 6), start)
    return said.start("slip") if said and _is_of(said["unit"], units) else None


def _is_of(said: str, units: set[str]) -> bool:
    return any(convert(1.0, said, unit) is not None for unit in units)


_UNHEARD = re.compile(r"[两二三四五六七八九十俩仨半][\u4e00-\u9fff]?(?=$|[\s,，。!！~])")


def with_unheard_number(text: str, item: Item) -> Item:
    """牛奶两* counts in a measure that nobody knows: how much is asked, and is never taken for one."""
    if item.amount is None and item.piece.kind == "product" and _UNHEARD.match(text, item.piece.end):
        return replace(item, amount=Amount(None, vague=True))
    return item
