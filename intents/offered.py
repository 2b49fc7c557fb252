"""Who sells or does that? A shop asked for by what stands in 服务内容, in any order of words: 有推荐的针灸推拿的地方不.

Nothing may stand in that part of the message but what is offered, places, and words of asking and seeking; another word
may ask something else, or tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from intents.heard import Heard
from intents.lexicon import Found
from intents.only_asking import only_asks

_OFFERED = ("offering", "cart_offering")
_SOUGHT = ("category", *_OFFERED)
_JOINED = re.compile(r"[和跟与加带及、/+ ]?")
_WHERE = r"哪里|哪儿|哪边|哪块|哪点|哪家|哪间|哪个店|哪个铺子|哪个|哪些店|什么地方|啥地方|什么店|啥店|谁家|哪"
# A shop is meant, and not a neighbour who may have some of it.
_SHOP = re.compile(
    rf"[卖做搞弄]|(?:地方|地儿|店|铺子|铺|摊子|摊|馆子|馆|师傅|人)|(?!谁家)(?:{_WHERE})|推荐|介绍|附近|周边|周围|边上|旁边|近处|对面|跟前|一带"
    r"|(?:找|请|喊|叫)|蹲一?[个家位]|认识"
)
_NEEDS_A_SHOP = re.compile(r"[卖][^,，]{0,3}$|[的]?(?:地方|地儿|店|铺子|摊子|馆子)")
_NOT_SOUGHT = re.compile(
    r"[你您他她](?!好|们好|知|晓)|谁的|借(?!书|阅)|送人|还有人|有(?:没有)?人(?!会|能|修|教|知道|做|上门|收|卖|给|帮|来|懂|可以|晓得)|(?:哪个|谁|哪位)[要想还]?[吃喝]|在[做吃喝修打搞弄洗剪](?!得)|还要不|别|又[贵涨]|太|好吃|难吃|不错|一起|作业|哪有那么|哪里有那么|"
    r"哪[有能]什么|骗|不如|难道|怪不得|公司|单位|(?:做|卖|修|搞|弄|洗|买|剪)[得过]|[做卖修搞弄洗买剪]的(?:真|好吃|不错)|[了过][^没吗伐不]{0,2}$"
)


def sought_by_offering(heard: Heard) -> str | None:
    """The kind of shop (or the service of a cart) whose 服务内容 a part of a message asks for; None where none does."""
    if len(heard.text) > 45 or (not heard.addressed and _NOT_SOUGHT.search(heard.text)):
        return None
    for run in _runs(heard):
        values = run[0].full_values("category") or run[0].full_values("cart_offering") or run[0].full_values("offering")
        if values and _only_asks(heard, run):
            return values[0]
    return None


def _runs(heard: Heard) -> list[list[Found]]:
    """What is offered, two that run together as one (针灸推拿, 修脚和泡脚)."""
    runs: list[list[Found]] = []
    for found in heard.names:
        if (not found.exact and (found.common or len(found.said) < 3)) or not found.values(*_SOUGHT):
            continue
        if runs and _JOINED.fullmatch(heard.text, runs[-1][-1].end, found.start):
            runs[-1].append(found)
        else:
            runs.append([found])
    return [run for run in runs if any(one.values(*_OFFERED) for one in run)]


def _only_asks(heard: Heard, run: Sequence[Found]) -> bool:
    on_sale = any(name.kind == "product" for one in run for name in one.names)
    return only_asks(heard, run[0].start, run[-1].end, _NEEDS_A_SHOP if on_sale else _SHOP)
