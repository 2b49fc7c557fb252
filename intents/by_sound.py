"""What sounds like something meant for the bot and stands in no form that is known: 缺啤酒 我家报两箱, 药店远不远 最近的是哪家.

People tell why and order in the middle of it; no list of forms holds all of that. Where the ear (`sounds_like.py`) hears that a
message is meant, the names and numbers in it tell what is meant: a thing with its number is an order or a wish, a kind of shop
with a question word is sought. The more easily talk sounds so too, the surer the ear must be; how sure, was measured on
neighbourhoods that its weights had not heard.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from intents.about_group_buys import with_full_title
from intents.heard import Heard
from intents.order_words import order_words
from intents.orders import read_orders
from intents.patterns import Sifted, quick
from intents.persons import surely_somebody
from intents.pieces import Clause, Piece, cut
from intents.questions import search_slots
from intents.reading import Reading
from intents.signing import read_sign_up

LONGEST = 60
SURER = 1.0  # by so much the ear must be surer where something speaks against a message (家里的米吃完了 丝苗米一袋)
# What speaks against anything that is said with it, however it sounds.
_WEIGHS_STILL = frozenset((
    "a plan for some other time", "something for sale or to give away", "lost, found or mixed up", "a joke", "homework",
    "a favour asked of a neighbour", "a delivery at the door", "said to one's own family", "two numbers to choose from",
    "goods that are refused", "other people's affairs",
))
_CONDITION = "a condition or a wish"  # 要是能团羊肉 我要五斤 is what a collection is for; 橙子再甜点我就整五箱 no order
_ASKS = Sifted(r"[?？吗嘛么伐]|哪|几(?!个人|口)|多少|什么|怎么|咋|啥|有没有|谁|附近|最近|不$")
# Whose goods they are, that they are changed, taken back or were there before: other readers know of these, or nobody does.
_OF_OTHERS = Sifted(
    r"[替帮代](?![我俺咱忙]|家里)|[给为](?![我俺咱家娃孩])|[他她]|人家|谁|不要了|不用了|取消|退[了掉单货]|改|换成|别[订记给]|去掉|少[订要]|"
    r"(?<!还)(?<!要)是[一两]|昨|前天|上[次回周个]|以前|那[年时会]|还给|借|送给|卖|转|剩|还有[大小]?[半一两几二三四五]|过期|坏了|到了"
)
_SURE_OF_GOODS = 3.2
_GOODS_UNITS = frozenset("份盒箱袋瓶桶板提包罐听筐斤个只枚颗根块把捆条双对打公两尾扎支串棵穗片")

_NO_GOODS_UNITS = frozenset("口人天顿家户年岁次回餐晚位名")


def read_by_sound(heard: Heard, likeness: float, against: Sequence[str]) -> Reading | None:
    """The reading that names and numbers make likely in a message nobody addressed to the bot; None where the ear is not sure
    enough of it. against: why it was read as none.
    """
    if len(heard.text) > LONGEST or "你" in heard.text or heard.speaker.question or _WEIGHS_STILL.intersection(against):
        return None
    sure = likeness - SURER if against else likeness
    for least, read in _ASKED if _ASKS.search(heard.text) else _SAID:
        if sure >= least and (_CONDITION not in against or read is _wish) and (reading := read(heard, sure)) is not None:
            return reading
    return None


def _order(heard: Heard, sure: float) -> Reading | None:
    """Goods with their numbers, asked for in so many words where the ear is not quite sure: 亲家要上门 先把螃蟹给我记二十只."""
    parts = cut(heard)[1]
    asked_for = sure >= _SURE_OF_GOODS or all(part.verb for part in parts if part.has("amount"))
    if not asked_for or _OF_OTHERS.search(heard.text):
        return None
    goods = _goods(parts) if heard.scene.group_buys else []
    order = read_orders(heard.about(" ".join(goods))) if goods else None
    if order is None or order.intent != "order" or order.doubts or order.also or not order.slots.get("items"):
        return None
    return Reading("order", order.slots, 0.8, reasons=("goods and their number, and it sounds like an order",))


def _goods(parts: Sequence[Clause]) -> list[str]:
    """Each thing on sale with the one number beside it or behind it; none where a number or a thing is left over."""
    pairs: dict[str, str] = {}
    named, waits = "", None  # what was named last; a number that waits for what follows it
    for piece in (piece for part in parts for piece in part.pieces):
        if piece.kind == "noun":
            return []
        if piece.kind == "product":
            if waits is not None:
                if piece.start - waits.end > 1 or piece.said in pairs:
                    return []
                pairs[piece.said], waits = waits.said, None
            named = piece.said
        elif piece.kind == "amount":
            if piece.amount is not None and piece.amount.unit in _NO_GOODS_UNITS:
                continue
            if waits is not None or not _counts_goods(piece):
                return []
            if named and named not in pairs:
                pairs[named] = piece.said
            else:
                waits = piece
    return [] if waits is not None else [f"{said}{number}" for said, number in pairs.items()]


def _counts_goods(piece: Piece) -> bool:
    return piece.amount is not None and piece.amount.value is not None and (piece.amount.unit or "个") in _GOODS_UNITS


_LEADS_TO_NUMBER = quick(r"(?:[我俺咱]们?家?|给|帮|要|想|来|登记|报|订|团|算|记|整|上|个|也|就|先|再|能|的话|有|\s){1,9}$")
_WISHES_FOR = quick("(?:[吃喝要缺团搞买囤求有点些]|弄[点个来些]?|来点|[离少]不[了开得])$")
# 黄瓜五斤 is enough; 两个概念, 我是一条美人鱼 needs a word that wants it
_WANTS = Sifted("要|来|登记|报|团|想[吃喝]|征集|[份盒箱袋瓶桶板提包罐听筐斤打捆串]")
_DESCRIBES = re.compile("的(?:就[行好可]|那种|也[行可])")  # 烤羊腿 3斤的就行
_NO_GOODS = frozenset(("名额", "家长会", "时候", "意思", "老二", "老大"))


def _wish(heard: Heard, _: float) -> Reading | None:
    """A thing that nobody sells here yet, with its number, where a collection is open: 西瓜爱吃 我家登记4个."""
    if not heard.scene.collections or _OF_OTHERS.search(heard.text):
        return None
    pieces, parts = cut(heard)
    if any(piece.kind == "product" for piece in pieces) or not _WANTS.search(heard.text):
        return None
    wanted: list[str] = []
    earlier: list[str] = []
    for part in parts:
        amounts = [piece for piece in part.pieces if piece.kind == "amount"]
        for amount in amounts:
            if not _counts_goods(amount) or _DESCRIBES.match(heard.text, amount.end):
                return None
            before = (heard.text[part.start : amount.start], *(earlier if len(amounts) == 1 else ()))
            thing = _thing_beside(heard, part, amount) or _thing_wished(heard, before)
            if not thing:
                return None
            wanted.append(f"要{thing}{amount.said}")
        if not amounts:
            earlier.insert(0, part.text)
    wish = read_orders(heard.about(" ".join(wanted))) if wanted else None
    if wish is None or wish.intent != "express_demand" or wish.doubts:
        return None
    return Reading("express_demand", wish.slots, 0.8, reasons=("a thing and its number, and it sounds like a wish",))


def _thing_beside(heard: Heard, part: Clause, amount: Piece) -> str:
    """The thing right before a number, else right behind it; "" where none is."""
    words = heard.scene.lexicon.words
    before = _LEADS_TO_NUMBER.sub("", heard.text[part.start : amount.start])
    last = next(iter(words.cut(before)[-1:]), "")
    if _is_goods(heard, last):
        return last
    first = next(iter(words.cut(heard.text[amount.end : part.end].removeprefix("的"))), "")
    return first if _is_goods(heard, first) else ""


def _thing_wished(heard: Heard, clauses: Sequence[str]) -> str:
    """The one thing that the nearest clause names which names any, or the one that it says is wanted; "" where none does."""
    for clause in clauses:
        words = heard.scene.lexicon.words.cut(clause)
        things = [(at, word) for at, word in enumerate(words) if _is_goods(heard, word)]
        if len(things) > 1:
            things = [(at, word) for at, word in things if at and _WISHES_FOR.search("".join(words[:at]))]
            return things[0][1] if len(things) == 1 else ""
        if things:
            return things[0][1]
    return ""


def _is_goods(heard: Heard, word: str) -> bool:
    if len(word) < 2 or word in _NO_GOODS or not heard.scene.lexicon.words.is_thing(word):
        return False
    return not surely_somebody(word, heard.scene.people) and order_words()[1].fullmatch(word) is None


_STAYS_AWAY = Sifted(r"不(?:[去来报想能敢行会学了]|参加)|没[空时有]|过|了(?!我|个)|谁|昨|上[次回]|[他她]们")
_COMES = Sifted(r"我|报|算|参加|带|捎|喊|叫|加|[一二两三四五六七八九十0-9俩仨][个位人名口]|[俩仨]|去|来")


def _sign_up(heard: Heard, _: float) -> Reading | None:
    """The one activity that is named, where nobody says not to come: 饺子宴我和老伴俩 我负责擀皮."""
    here = {one.name for one in heard.scene.activities}
    named = {name for found in heard.names if found.exact for name in found.full_values("activity") if name in here}
    if len(named) != 1 or len(heard.quantities) > 1 or _STAYS_AWAY.search(heard.text) or not _COMES.search(heard.text):
        return None
    joins = read_sign_up(heard.about(f"{heard.text} 报名"))
    if joins is None or joins.intent != "sign_up" or joins.doubts:
        return None
    return Reading("sign_up", joins.slots, 0.8, reasons=("an activity, and it sounds like a sign-up",))


_VOTES = Sifted("[投选我俺]|支持|赞成|同意|还是|必须|最好")
_VOTED = Sifted("[投选]过|[投选]了|都[投选]")


def _vote(heard: Heard, _: float) -> Reading | None:
    """The one option that is named: 想想还是投健身器材."""
    options = heard.scene.options
    named = {value for found in heard.names if found.exact for value in found.values("option") if value in options}
    if len(named) != 1 or not _VOTES.search(heard.text) or _VOTED.search(heard.text):
        return None
    return Reading("vote", {"option": named.pop()}, 0.8, reasons=("an option, and it sounds like a vote",))


_SEEKS = Sifted("哪(?![天年次回怕知])|附近|最近(?=[的是哪]|$)|近点|近的|有没有|推荐|怎么走|几步|找谁|远不远")
_NOT_SOUGHT = Sifted("到哪[里儿]?了|敢|不涨")


def _find(heard: Heard, _: float) -> Reading | None:
    """The one kind of shop that is named, with a word that seeks: 想撸串了 哪有烧烤店."""
    if not _SEEKS.search(heard.text) or _NOT_SOUGHT.search(heard.text):
        return None
    kinds: set[str] = set()
    for found in heard.names:
        if found.exact and not found.common:
            values = found.full_values("category") or found.full_values("cart_offering") or found.full_values("offering")
            if not values and found.full_values("merchant"):
                return None
            kinds.update(values[:1])
    if len(kinds) != 1:
        return None
    slots = search_slots(heard, kinds.pop())
    return Reading("find_merchant", slots, 0.8, reasons=("a kind of shop, and it sounds like a question",))


_ABOUT_GOODS = (
    ("origin", quick("产地|哪[里儿]?产|哪[里儿]?[来种养]的|本地的")),
    ("limit", quick("限购|限[几多]|最多|至多|每[户家人].{0,3}几")),
    ("deadline", quick("截|结束|封团|收单|(?:几点|几号|哪天|什么时候|几时|啥时候).{0,4}[止停关]")),
    ("pickup", quick("(?:哪|能不能|可以|吗|不).{0,8}(?:[取拿领]|自提|提货)|(?:[取拿领]|自提|提货).{0,6}(?:哪|吗|不$|得不)")),
    ("price", quick("多少钱|几块|几元|什么价|啥价|价[钱格位]|怎么卖|咋卖|贵不贵")),
    ("spec", quick("[几多少][个只枚袋斤两升克片颗粒张支]|多[重大]|怎么装|一[份盒箱袋瓶桶板提包].{0,3}[几多]")),
    ("stock", quick("还有|有没有货|有货|卖完|还能订")),
    ("items", quick("有(?:什么|啥|哪些)|(?:什么|啥|哪些).{0,4}[团卖订]|有没有")),
)
_ELSEWHERE = Sifted("菜场|市场|超市|早市|网上|外面|外头|拼多多|淘宝|盒马|店里|你家|别的群|隔壁群")


def _about_goods(heard: Heard, _: float) -> Reading | None:
    """The one thing on sale, or the one group buy, with what is asked of it: 山货团上哪旮取 便民站还是门卫."""
    if _ELSEWHERE.search(heard.text):
        return None
    whole = with_full_title(heard)
    heard = heard if whole is None else whole
    here = heard.scene.products_by_name
    goods = {name for found in heard.names if found.exact for name in found.values("product") if name in here}
    titles = {title for found in heard.names if found.exact for title in found.values("group_buy")}
    field = next((field for field, asked in _ABOUT_GOODS if asked.search(heard.text)), None)
    if field is None or len(goods) > 1 or len(titles) > 1:
        return None
    if titles and (field in ("items", "deadline") or not goods):
        slots = {"group_buy": titles.pop(), "field": field}
    elif goods and field != "items":
        slots = {"product": goods.pop(), "field": field}
    else:
        return None
    return Reading("group_buy_info", slots, 0.8, reasons=("goods, and it sounds like a question",))


_ABOUT_SHOPS = (
    ("phone", quick("电话|号码|联系|手机号|微信")),
    ("discount", quick("打折|优惠|折扣|半价|便宜|活动|券|减|会员")),
    ("address", quick("在哪|地址|多少号|几号|怎么走|哪条|什么路|位置|导航")),
    ("hours", quick("几点|营业|开门|关门|开不开|休息|上班|开到|打烊|24小时|今天看不看|周[一二三四五六日天几]|[上下]午|晚上")),
    ("status", quick("装修|停业|关了|倒了|搬走")),
    ("services", quick("多少钱|几块|怎么收|[卖做修洗配免收量测还]|能不能|有没有|可以|试听")),
)


def _about_shop(heard: Heard, _: float) -> Reading | None:
    """The one shop that is named in full, with what is asked of it: 回春堂量血压吗 给我妈问."""
    shops = {name for found in heard.names if found.exact and len(found.said) > 2 for name in found.full_values("merchant")}
    field = next((field for field, asked in _ABOUT_SHOPS if asked.search(heard.text)), None)
    if len(shops) != 1 or field is None:
        return None
    slots = {"name": shops.pop(), "field": field}
    return Reading("merchant_info", slots, 0.8, reasons=("a shop, and it sounds like a question",))


_Read = Callable[[Heard, float], Reading | None]
_SAID: tuple[tuple[float, _Read], ...] = ((2.0, _order), (2.2, _vote), (2.0, _sign_up), (0.7, _wish))
_ASKED: tuple[tuple[float, _Read], ...] = (
    (0.3, _about_shop), (0.0, _about_goods), (2.3, _find), (2.0, _order), (1.0, _wish),
)
LEAST = min(least for least, _ in (*_SAID, *_ASKED))
