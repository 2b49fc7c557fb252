"""Short requests about what the bot has just shown to this speaker: 还有吗, 第二家电话, 它几点关门, 那里远吗."""

from __future__ import annotations

import re

from intents.about_shops import with_time
from intents.heard import Heard
from intents.numerals import read_number
from intents.reading import Reading
from intents.scene import Shown

_MORE = re.compile(
    r"^(?:那|嗯)?(?:还有(?:吗|没有|没|伐|么|嘛|别的吗|其他的吗|别的|其他的|哪些|哪家|别家吗|更多吗|呢)?|(?:有没有|"
    r"有)(?:别的|其他的?|更多的?)(?:吗|了|店|呢)?|别的呢|其他的呢|其他呢|还有别家吗|换一家|换一个|换几家|再来几家|"
    r"再来几个|下一页|更多|再看看别的|再推荐几家|还有哪些|还有哪家)[?？呀啊]*$"
)
_ONE_OF_THEM = re.compile(
    r"^(?:那|请问)?(?:第|那个第)?(?P<n>[一二三四五123456]|最后一)(?:家|个|间)店?(?:的|是)?(?P<what>.{0,12})$"
)
_FIELDS = (
    ("phone", re.compile(r"电话|号码|手机|联系")),
    ("address", re.compile(r"在哪|地址|怎么走|位置|哪里|哪条路|怎么去|远")),
    ("hours", re.compile(r"几点|开门|关门|营业|开到|时间|开着|开吗")),
    ("discount", re.compile(r"打折|几折|优惠|折扣|便宜|卡")),
    ("services", re.compile(r"服务|做什么|做啥|有什么|有啥|项目|能|可以")),
    ("contact", re.compile(r"负责人|老板|店长|找谁")),
)
# Which shop: the one just spoken of, where no other is named.
_IT = (
    r"(?:请问|那|哦|嗯|那么|[,， ]){0,3}(?:(?:他|它|她)们?家?(?:那里|那边|那儿)?|(?:那|这)(?:一?家|个)?店?(?:里|边|儿|块儿?)?"
    r"|店里|人家|老板那里?)?(?:店|的)?"
)
_END = r"(?:[呀啊呢哈吗么嘛的哦了伐不]|没有?|来着|谢谢|[?？,， ]){0,4}"
_ABOUT_IT = tuple(
    (field, re.compile(f"{_IT}(?:{asked}){_END}"))
    for field, asked in (
        ("phone", r"(?:的)?(?:电话|号码|手机号?|联系电话|联系方式)(?:是)?(?:多少|几号|有没有|有|呢|啥|什么|发我|给我|发一下)?|"
                  r"(?:有没有|有)(?:电话|联系方式|号码)|怎么联系|打什么电话"),
        ("address", r"(?:到底)?(?:在|是在)(?:哪里|哪儿|哪块|哪边|哪|什么地方|什么位置|啥地方|几楼|什么路)(?:个?地方)?"
                    r"|怎么走|怎么去|怎么过去|地址(?:是|在)?(?:哪里|哪|多少|什么|呢)?"
                    r"|(?:离(?:我|我家|这|这里|这儿|我们|小区))?(?:远不远|近不近|远|近|多远|有多远)"
                    r"|走(?:过去|路)?(?:要)?(?:多久|几分钟|多长时间)|要走多久"),
        ("hours", r"(?:现在|今天|今晚|明天|周末|晚上|一般|都|到|早上|是|最晚|还){0,3}(?:几点|什么时候|啥时候)(?:钟)?(?:才|就)?"
                  r"(?:开门|关门|开|关|下班|打烊|营业|上班|开始|收摊|结束)"
                  r"|(?:开|营业|开门)?到几点"
                  r"|(?:现在|今天|今晚|明天|周末|晚上|星期天|周日|周六|这会儿|还|也){1,3}(?:开着|开门|营业|开|休息|上班)"
                  r"|(?:现在)?(?:还)?开着|营业时间|(?:现在)?关门|(?:开|关)没(?:开|关)"),
        ("discount", r"(?:能不能|可不可以|可以|能|让不让|给|有|打|是){0,3}(?:用|刷|收|认|使)(?:不(?:用|刷|收|认))?"
                     r"[\u4e00-\u9fff]{0,4}卡(?:打折|优惠)?"
                     r"|[\u4e00-\u9fff]{0,4}卡(?:能|可以)?(?:用|打折|打几折|优惠)"
                     r"|打不打折|打几折|打折|(?:有没有|有|有什么|有啥|给)(?:优惠|折扣|便宜)|优惠"),
        ("contact", r"(?:老板|负责人|店长|师傅)(?:是谁|叫什么|叫啥|姓什么|贵姓|是哪个)"),
        ("services", r"(?:都|能|可以|会){0,3}(?:有|做|干|修|卖|弄)(?:些)?(?:什么|啥|哪些)(?:服务|项目|东西)?"),
    )
)
_LONGEST = 20
_ASKS = re.compile(r"[?？吗么嘛伐不没呢]|几|哪|多|怎么|什么|啥|谁")
_NAMED = re.compile(r"(?:[他它她这那][们家里]?)?的?(?:电话|号码|地址|营业时间)(?:发我|给我|发一下|发给我)?")


def read_about_shown(heard: Heard) -> Reading | None:
    """还有吗 and 第二家电话, about the list that was shown to this speaker; 它几点关门, of the shop spoken of last."""
    shown = heard.speaker.shown
    if shown is None or len(heard.bare) > _LONGEST:
        return None
    if shown.intent in ("find_merchant", "list_offers") and _MORE.match(heard.bare):
        return Reading(shown.intent, dict(shown.slots), 0.95, more=True, reasons=("more of the list just shown",))
    if shown.intent not in ("find_merchant", "list_offers", "merchant_info") or not shown.names:
        return None
    slots = _of_one(heard.bare, shown) or _of_it(heard, shown)
    if slots is None:
        return None
    return Reading("merchant_info", with_time(heard, slots), 0.95, reasons=("about one of the shops just shown",))


def _of_one(bare: str, shown: Shown) -> dict[str, str] | None:
    """第二家几点关门: the shop by its place in the list, and what of it; None where it is none of them."""
    match = _ONE_OF_THEM.match(bare)
    if match is None:
        return None
    index = -1 if match["n"] == "最后一" else int(read_number(match["n"]) or 1) - 1
    what = match["what"]
    field = next((field for field, pattern in _FIELDS if pattern.search(what)), None)
    if index >= len(shown.names) or (what and field is None and len(what) > 3):
        return None
    return {"name": shown.names[index], **({"field": field} if field else {})}


def _of_it(heard: Heard, shown: Shown) -> dict[str, str] | None:
    """几点关门, 那里远吗, 有电话吗: the shop that was told of last, else the first of the list."""
    if not (_ASKS.search(heard.text) or _NAMED.fullmatch(heard.bare)):
        return None  # 今天休息 may tell of anything
    field = next((field for field, pattern in _ABOUT_IT if pattern.fullmatch(heard.bare)), None)
    return {"name": shown.told or shown.names[0], "field": field} if field else None
