"""The name of a collection that stands for goods: 黑芝麻汤圆2袋 under the collection 元宵汤圆 wants 黑芝麻汤圆."""

from __future__ import annotations

import re

from intents.heard import Heard
from intents.lexicon import Found
from intents.patterns import quick

_COLLECTS = quick("(?:征集|登记|收集|统计|意向|调查|需求|团购?|采购|囤货|年货)$")
_N = "[0-9一二两三四五六七八九十半]"
_MUCH = rf"{_N}{{1,3}}\s?(?:公斤|[斤份盒箱袋桶瓶罐板提包件只个枚条块颗捆])"
_COUNTED = quick(rf"(?:的)?\s?(?:我们?家?|给我|帮我)?(?:[要来订报]|登记)?\s?{_MUCH}(?![\u4e00-\u9fff]{{0,2}}的)")
_ENDS = re.compile(r"[吧啊呀哈了谢要\s,，。!！~]*$")
_BEHIND_COUNT = re.compile(rf"{_MUCH}的?[\u4e00-\u9fff]{{0,4}}$")


def stands_for_goods(heard: Heard, found: Found) -> bool:
    """Whether the name of a collection is counted, or ends the name of what is counted, and so is what is wanted."""
    if not found.values("collection") or _COLLECTS.search(found.said):
        return False
    counted = _COUNTED.match(heard.text, found.end)
    if counted is not None:
        behind = heard.text[counted.end() :]
        return not re.match(r"的?[\u4e00-\u9fff]{2}", behind) or bool(_ENDS.fullmatch(behind))
    return bool(_BEHIND_COUNT.search(heard.text, 0, found.start) and _ENDS.fullmatch(heard.text, found.end))
