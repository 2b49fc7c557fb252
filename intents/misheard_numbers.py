"""Numbers that voice input writes as another word of the same sound: 鸡蛋良盒 is 鸡蛋两盒, 来伞斤青菜 is 来三斤青菜.

Only between a thing on sale and a measure of it, where nobody would hear anything else.
"""

from __future__ import annotations

import re

from intents.heard import Heard
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


def in_plain_numbers(heard: Heard) -> str:
    """The text with such numbers written as they were meant; else as it is."""
    text = heard.text
    if not heard.scene.products or not _ANY_SLIP.search(text):
        return text
    here = heard.scene.products_by_name
    for found in heard.names:
        units = {product.unit for name in found.values("product") for product in here.get(name, ())}
        for slip in (_behind(text, found.end, units), _ahead(text, found.start, units)) if units else ():
            if slip is not None:
                text = f"{text[:slip]}{_HEARD_AS[text[slip]]}{text[slip + 1 :]}"
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
