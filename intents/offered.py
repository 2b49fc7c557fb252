"""Who sells or does that? A shop asked for by what stands in 服务内容, in any order of words: 有推荐的针灸推拿的地方不.

Nothing may stand in that part of the message but what is offered, places, and words of asking and seeking; another word
may ask something else, or tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from intents.heard import Heard
from intents.lexicon import Found

_OFFERED = ("offering", "cart_offering")
_SOUGHT = ("category", *_OFFERED)
_PARTS = re.compile(r"[\s,，.。!！?？~～…、;；:：]+")
_JOINED = re.compile(r"[和跟与加带及、/+ ]?")
_WHERE = r"哪里|哪儿|哪边|哪块|哪点|哪家|哪间|哪个店|哪个铺子|哪个|哪些店|什么地方|啥地方|什么店|啥店|谁家|哪"
_ASKS = re.compile(
    rf"有没有|有木有|有无|可有|{_WHERE}|推荐|介绍|找谁|找哪|(?:吗|嘛|么|伐|没有|没得|没|不|啵|不咯)[呀啊哦]?$|^求|求个|求一|谁会|谁能|"
    r"^(?:我|我们|我家|就|还|也)?(?:想|要|急|需要)[要着去]?(?:找|请)"
)
# A shop is meant, and not a neighbour who may have some of it.
_SHOP = re.compile(
    rf"[卖做搞弄]|(?:地方|地儿|店|铺子|铺|摊子|摊|馆子|馆|师傅|人)|(?!谁家)(?:{_WHERE})|推荐|介绍|附近|周边|周围|边上|旁边|近处|对面|跟前|一带"
    r"|(?:找|请|喊|叫)"
)
_NEEDS_A_SHOP = re.compile(r"[卖][^,，]{0,3}$|[的]?(?:地方|地儿|店|铺子|摊子|馆子)")
_WORDS = re.compile(
    rf"有没有|有木有|有无|可有|没有|没得|{_WHERE}|附近|周边|周围|边上|旁边|近处|对面|跟前|一带|门口|小区|社区|咱们|咱|我们|我家|我|"
    r"这边|这里|这儿|这块|这片|这附近|这一带|这|那边|那里|那|里面|里头|外头|"
    r"请问|问一下|问下|打听|请教|知道|谁|各位|邻居们?|大家|麻烦|帮忙|"
    r"推荐|介绍|求个|求|靠谱|正宗|地道|便宜|实惠|好点|好一点|近点|近一点|近|比较|最|新鲜|手艺|老|好|不错|可靠|划算|合适|方便|专门|专业|"
    r"现在|这会儿?|这个点|今天|今晚|明天|周末|晚上|早上|中午|下午|开门|开着|还开|营业|"
    r"想要|需要|想|要|急着?|准备|打算|能够|能|可以|可|会|得到|到|得|去|上|在|来|给|帮我?|"
    r"找|请|喊|叫|买|卖|做|搞|弄|吃|喝|整|修|开|订|定|提供|学|办|带|"
    r"这种|那种|这类|之类|点|些|个|家|一|下|位|把|处|"
    r"地方|地儿|地界|店家|店|铺子|铺|摊子|摊|馆子|馆|师傅|师父|老师|医生|阿姨|人|车|"
    r"有|还|都|一般|应该|该|也|就|又|再|的话|的|了|是|"
    r"吗|嘛|么|伐|没|不|啵|呢|啊|呀|哇|哦|哟|噻|撒|沙|咧|勒|哈|喽|咯|呗|吧|谢谢|多谢"
)
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
    start, end = run[0].start, run[-1].end
    first = max((part.end() for part in _PARTS.finditer(heard.text, 0, start)), default=0)
    last = next((part.start() for part in _PARTS.finditer(heard.text, end)), len(heard.text))
    before, behind = _without_places(heard, first, start), _without_places(heard, end, last)
    around = f"{before} {behind}".strip()
    if not _ASKS.search(around) and not (heard.text[last : last + 1] in ("?", "？") and "有" in around):
        return False
    on_sale = any(name.kind == "product" for one in run for name in one.names)
    shop = _NEEDS_A_SHOP.search(around) if on_sale else _SHOP.search(around)
    return bool(shop) and not _WORDS.sub("", around).strip()


def _without_places(heard: Heard, start: int, end: int) -> str:
    """A stretch of the text without the places that are named there (菜市场边上)."""
    kept, at = "", start
    for found in heard.names:
        if start <= found.start and found.end <= end and found.values("place", "pickup"):
            kept, at = kept + heard.text[at : found.start], found.end
    return kept + heard.text[at:end]
