"""Whether a part of a message does nothing but ask for a shop: beside what is sought, only places and words of asking and
seeking may stand in it; another word may ask something else, or tell.
"""

from __future__ import annotations

import re
from functools import cache

from intents.heard import Heard

QUESTION_WORDS = re.compile(
    r"有没有|有无|哪里|哪儿|哪家|哪个|哪些|哪间|什么|地方|附近|最近|旁边|边上|周边|周围|小区|社区|门口|楼下|请问|推荐|介绍|"
    r"靠谱|现在|这个点|这会儿?|这么晚|半夜|大半夜|晚上|早上|今天|明天|周末|开门|开着|营业"
    r"|谁知道|有人知道|知道|可以|能够|能|会|好|近|便宜|打折|优惠|想要|想|要|急|需要|准备|去|到|上|在|找|请|叫|买|做|"
    r"卖|修|开|办|弄|配|有|还|的|个|家|店|一|点|吗|嘛|么|伐|呢|啊|呀|没|不|比较|最|离|我|我们|咱|这|那|里|边|下|求|人|"
    r"师傅|孩子|老人|给|帮|坏了|坏|了|堵|突然|又"
    r"|[\s,，。.?？!！~]"
)
_BESIDES = (
    "老师傅 东西 有木有 可有 没得 谁家 哪边 哪块 哪点 哪个店 哪个铺子 哪些店 什么地方 啥地方 什么店 啥店 近处 对面 跟前 一带 "
    "咱们 我家 这边 这里 这儿 这块 这片 这附近 这一带 那边 那里 里面 里头 外头 问一下 问下 打听 请教 谁 各位 邻居们 邻居 "
    "大家 麻烦 帮忙 求个 正宗 地道 实惠 好点 好一点 近点 近一点 新鲜 手艺 老 不错 可靠 划算 合适 方便 专门 专业 今晚 "
    "中午 下午 还开 急着 打算 会 得到 得 来 喊 搞 吃 喝 整 订 定 提供 学 带 这种 那种 这类 之类 些 位 把 处 地儿 地界 "
    "店家 铺子 铺 摊子 摊 馆子 馆 师父 老师 医生 阿姨 车 都 一般 应该 该 也 就 再 的话 是 啵 哇 哦 哟 噻 撒 沙 咧 勒 哈 "
    "蹲 寻 认识 喽 咯 呗 吧 谢谢 多谢 这嘎达 这嘎哒 这旮沓 这旮旯 这疙瘩 如今 眼下 目前 得的 诶 哎 欸 嘞 们 问 下子"
)
_HOUR = r"[0-9一二三四五六七八九十]{1,3}点(?:半|钟|多|[0-9]{1,2}分?)*"
_PARTS = re.compile(r"[\s,，。.!！?？~～…、;；:：]+")
_ASKS = re.compile(
    r"有没有?|有木有|有无|可有|哪|谁会|谁能|谁家|什么地方|啥地方|什么店|啥店|推荐|介绍|找谁|怎么走|[吗嘛伐]|蹲一?[个家位]|(?<!什)么|(?:没有|没得|没|不|啵|不咯)[呀啊哦]?$|求|谁|"
    r"^(?:我|我们|我家|就|还|也)?(?:想|要|急|需要)[要着去]?(?:找|请)"
)
_NAMES_A_SHOP = re.compile(r"的(?:地方|地儿|店|铺子|师傅)$")  # said to the bot, this alone asks
_SEEKS = re.compile(r"哪|有|蹲|认识|推荐|介绍|附近|怎么走|开着|开门|营业|求|找|知道|还开|没关|的(?:地方|地儿|店|铺子|师傅)")
# 面馆还有人吗 asks after people, 退烧药谁家有 the neighbours
_OF_PEOPLE = re.compile(r"有人(?!会|能|修|教|知道|做|上门|收|卖|给|帮|来|懂|可以|晓得)|人多|的人|谁家(?=有|的|还)")


@cache
def _words() -> re.Pattern[str]:
    longest_first = sorted(_BESIDES.split(), key=lambda word: -len(word))
    return re.compile(f"{_HOUR}|{'|'.join(map(re.escape, longest_first))}")


def only_asks(heard: Heard, start: int, end: int, shop: re.Pattern[str] | None = None) -> bool:
    """Whether the part of the text around what stands at start:end asks for it and says nothing else.

    shop: what has to be said besides, so that no neighbour who has some of it is meant; None: any word of seeking.
    """
    text = heard.text
    first = max((part.end() for part in _PARTS.finditer(text, 0, start)), default=0)
    last = next((part.start() for part in _PARTS.finditer(text, end)), len(text))
    before, behind = _without_places(heard, first, start), _without_places(heard, end, last)
    around = f"{before} {behind}".strip()
    mark = text[last : last + 1] in ("?", "？") and (shop is None or "有" in around)
    if not (_ASKS.search(around) or mark or (heard.addressed and _NAMES_A_SHOP.search(around))):
        return False
    if not (shop.search(around) if shop is not None else _seeks(around)):
        return False
    return not QUESTION_WORDS.sub("", _words().sub("", around)).strip()


def _seeks(around: str) -> bool:
    """Whether any shop of the kind is sought; 吃饭没有呢 seeks nothing."""
    seeks = _SEEKS.search(re.sub(r"没有?[呀啊呢吗]*$", "", around))
    return (len(around) > 1 or around == "求") and bool(seeks) and not _OF_PEOPLE.search(around)


def _without_places(heard: Heard, start: int, end: int) -> str:
    """A stretch of the text without the places that are named there (菜市场边上)."""
    kept, at = "", start
    for found in heard.names:
        if start <= found.start and found.end <= end and found.values("place", "pickup"):
            kept, at = kept + heard.text[at : found.start], found.end
    return kept + heard.text[at:end]
