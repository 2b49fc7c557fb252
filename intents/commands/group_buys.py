"""What is said to open, close and tally a group buy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from intents.commands.goods import UNITS, plain_number, read_goods
from intents.commands.moments import take_deadline
from intents.commands.named import group_buy_meant
from intents.commands.numerals import DIGITS
from intents.commands.pickup_said import read_pickup
from intents.commands.said import Remainder, Said, tidy
from intents.numbers import read_number
from intents.patterns import quick
from intents.prices import find_prices

_OPENING = re.compile(
    r"(?:帮我|麻烦|请|我要|我想|我们){0,4}(?:新)?(?:发起|开|新建|新开|创建|建|组织|组|搞|上|起|办|发布|新增|来|做|弄"
    r"|发)(?:一下|一期|一轮|一波|一场|一个|个|一)?新?的?(?:团购|拼团|团)(?![长员队建])|^[\s\x00]*新(?:团购|团)(?=[\s:：,，])"
)
_TITLED = re.compile(
    r"(?:发起|开|新建|新开|创建|建|组织|组|搞|上|起|办|发布|新增|来|做|弄|发)(?:一下|一期|一轮|一波|一场|一个|个"
    r"|一)?新?的?([^\s,，。;；:!！?？\x00]{1,14}?(?:团购|拼团|专场|团))(?![长员队建])"
)
_TITLE_FIELD = re.compile(
    r"(?:团购?名称?|标题|名称|主题|名字)(?:叫做?|是|为|:)\s?([^\n,，。;；]{1,30})|(?:叫做?|名为)[“\"]?"
    r"([^\n,，。;；”\"\s]{1,30})"
)
_MINIMUM = quick(
    rf"(?:满|够|凑够|凑满|凑齐|达到|最少|至少|起订|起团|不足|不满|不够|不到)(?:了|要)?\s?({DIGITS})\s?(?:{UNITS}"
    r"|人|户|单)?(?:(?:就|才|以上)?(?:成团|开团|成单|发货|起送|开|起))?"
    rf"|({DIGITS})\s?(?:{UNITS}|人|户|单)?(?:(?:起?成团|起团)(?!\s?(?:数|人|[0-9]))|才成团|就成团|成单)|成团(?:数量|人数|数)?(?:为|是|:)?\s?"
    rf"({DIGITS})(?![0-9.]*\s?[元块])\s?(?:{UNITS})?"
)
# 3袋起，不够就取消: so much altogether, where it is said what happens to less; else each order's own
_FROM_SO_MUCH = quick(rf"({DIGITS})\s?(?:{UNITS})起(?:订|送|做|卖|售|发|团)?(?=[\s,，。;；、)）]|$)")
_SHORT = quick(
    r"(?:(?:不|没|未能?|达不到|没有)(?:成团|成|够|满|达到?|足)(?:数量|数)?|不成|凑不够|凑不齐|不够数|否则)?(?:的话"
    r"|时|就|则|,|，|自动|都|全部|一律|也){0,5}"
    r"(?P<how>取消|退款|退钱|作废|不开|流团|延期|顺延|延长|延一天|往后延|推迟|照常|照发|照样|照旧|照开|也发|也开"
    r"|也成|继续)[一1]?[天日]?(?:发货|开团|成团|处理|送|发)?"
)
_HOW_SHORT = (("取消", re.compile("取消|退|作废|不开|流团")), ("延期", re.compile("延|顺延|往后|推迟")))
_OF_AN_ORDER = re.compile(
    r"已?(?:付款|取货|提货|领货)了|已(?:付|取|提|领)|付[了清过完]|[取领拿提]走"
    r"|交齐|交了|到账|(?:钱|款)\S{0,3}收[到了]"
)
_TALK = re.compile(r"^(?:次|回)|的那个|那个|这个|了.*团")
_SOURCE = re.compile(
    r"(?:(?:需求)?(?:来自|来源|源自|出自|根据|依据|按照?|照着?|从|由|用|对应|接着?|承接|需求)(?:于|是|:)?|征集[:是]|[把将])\s?(?:上次|这次|那次|大家|居民)?的?[「“\"《]?$"
)
_SOURCE_END = re.compile(
    r"[」”\"》]?(?:的)?(?:需求)?(?:征集|结果|排名|需求)?(?:[转开变做改拼]成?为?(?:一?个)?团购?|来?[开转]的?团?|来的|里的|里面的)?"
)
_BECOMES_IT = re.compile("(?:直接)?[转开变做改]成?为?(?:一?个)?团")
_TOP = re.compile(rf"前({DIGITS})(?:名|样|种|个|位)?")
_FROM = re.compile(
    rf"征集|需求|按.{{0,4}}排名|(?:前|头)(?:{DIGITS})(?:名|样|种|个|位)|第一名|排第一|(?:要得?|票数)最多的|(?:把|将|就).{{1,30}}成.{{0,6}}团"
)
_BECOMES = re.compile(r"(?:直接)?(?:开|转|变|做|搞|建|改|生)(?:成|个|一个|为)?[^,，。]{0,6}团")
_OF_IT = re.compile(
    rf"^(?:前|头)?(?:{DIGITS})?(?:名|样|种|个|位)?$|征集|需求|排名|最多|第一|大家|想要|想买|结果|要的|上面|这些|那些|都"
)
_TITLE_END = re.compile(r"(?:团购|拼团|专场|团)$")


def open_group_buy(said: Said) -> dict[str, Any] | None:
    """title, items, deadline, pickup, min_quantity, if_short, from_demand; `top`: how many of the demand's first."""
    remainder = Remainder(said.text)
    slots: dict[str, Any] = {}
    sourced = _named_as_source(said, remainder)
    if sourced:
        slots["from_demand"] = sourced
    elif demand := _from_demand(said, remainder):
        slots.update(demand)
    _take_ends(said, remainder, slots)
    made_of_wishes = "from_demand" in slots and not sourced
    title = _title_of_demand(said.text) if made_of_wishes else _stated_title(remainder)
    items = _with_unpriced(said.text, read_goods(remainder)) or _priced_in_turn(said.text, slots.get("wished"))
    if not items and not title and "from_demand" not in slots:
        items = _only_named(said, remainder)
    if items:
        slots["items"] = items
    if not made_of_wishes:
        title = title or _loose_title(remainder)
    if not title and items:
        title = f"{_called_together(items)}团"
    if title:
        slots["title"] = title
    announced = items or said.hashed or said.speaker.is_staff or slots.keys() & {"from_demand", "deadline"}
    if not items and "from_demand" not in slots and (_OF_AN_ORDER.search(said.text) or _TALK.search(title or "")):
        return None  # somebody's payment or collection, or talk about a group buy
    if not announced:
        return None  # somebody wishes for a group buy, nobody announces one
    return slots


def _called_together(items: Sequence[dict[str, Any]]) -> str:
    """What gives a group buy its name: the first of the goods, without what tells its sorts apart."""
    first = str(items[0]["product"])
    return (first.removesuffix(str(items[0].get("spec") or "")) or first) if len(items) > 1 else first


def _named_as_source(said: Said, remainder: Remainder) -> str | None:
    """The collection that a line of the command names as its source (来自暑期水果征集), which is taken out."""
    if not find_prices(said.text):
        return None
    if not (found := said.first("collection")):
        return _unnamed_source(said, remainder)
    led = _SOURCE.search(said.text, 0, found.start)
    if led is None and not _BECOMES_IT.match(said.text, found.end):
        return None
    behind = _SOURCE_END.match(said.text, found.end)
    remainder.cut(led.start() if led else found.start, behind.end() if behind else found.end)
    return found.full_values("collection")[0]


_OUT_OF_WISHES = re.compile(
    r"(?:把|将|就|用|按照?|根据|照着?|从|由)?(?:这次|上次|刚才|这个|那个|大家|居民|要|想要|登记|的){0,4}(?:需求征集|征集|需求)(?:的|里|中|结果|排名|清单|登记)*"
    r"(?:直接)?(?:(?:转|变|改|做|拼|建|生)(?:成|个|为)?|开成?)(?:一?个)?(?:新的?)?(?:团购|拼团|团)(?![长员队建])"
)


def _unnamed_source(said: Said, remainder: Remainder) -> str | None:
    """The collection where it is only called so (把征集转成团购 汤圆12元/袋): the one that is open here."""
    if not (found := _OUT_OF_WISHES.search(said.text)):
        return None
    remainder.cut(*found.span())
    here = said.scene.collections or tuple(said.scene.lexicon.values("collection"))
    return here[0] if len(here) == 1 else "需求征集"


def _from_demand(said: Said, remainder: Remainder) -> dict[str, Any]:
    collection = said.first("collection")
    if not collection and not _FROM.search(said.text):
        return {}
    named = _named_of_it(said.text)
    if not _BECOMES.search(said.text) or (find_prices(said.text) and not (named or _TOP.search(said.text))):
        return {}
    open_here = said.scene.collections or tuple(said.scene.lexicon.values("collection"))
    title = said.value("collection") or (open_here[0] if len(open_here) == 1 else None)
    slots: dict[str, Any] = {"from_demand": title or "需求征集"}
    if top := remainder.take(_TOP):
        slots["top"] = int(read_number(top[1]) or 0) or None
    elif re.search("第一名|排第一|最多的", remainder.text):
        slots["top"] = 1
    elif named:
        slots["wished"] = named
    if collection:
        remainder.cut(collection.start, collection.end)
    remainder.drop(re.compile(
        r"(?:把|将|就)[^,，。;；:\n]{1,30}?成(?:一?个)?团购?|(?:把|将|按照?|根据|用|从)?(?:这次|上次)?的?(?:需求)?(?:征集|需求)(?:里|中)?的?(?:结果|排名)?|直接?(?:开"
        r"|转|变|做|搞|建|改|生)成(?:一?个)?团购?|的"
    ))
    return {key: value for key, value in slots.items() if value is not None}


def _priced_in_turn(text: str, names: Sequence[str] | None) -> list[dict[str, Any]]:
    """把车厘子开成团 128元一箱: as many prices as things, in the same order; nothing where the counts differ."""
    prices = find_prices(text)
    if names is None or len(prices) != len(names):
        return []
    return [
        {
            "product": name, "price": plain_number(price.fen / 100 / (price.per or 1)),
            **({"unit": price.unit} if price.unit else {}),
        }
        for name, price in zip(names, prices, strict=True)
    ]


_NO_GOODS = re.compile(
    "怎么|什么|吗|帮|请|大家|今|明|周|准备|可以|[吧了的呢呀]|先|再|一下|新|要|想|卖|我们|社区|活动|截止|自提|取货|团|谁|哪|多少|好|行|不|是|有"
)


def _only_named(said: Said, remainder: Remainder) -> list[dict[str, Any]]:
    """What staff name without a price (开团 车厘子): it will be asked for; [] of words that are no goods."""
    if not (said.hashed or said.speaker.is_staff):
        return []
    pieces = remainder.pieces(r"[\x00\n,，、。;；:：!！ 和跟]+")
    named = [piece for piece in pieces if re.fullmatch("[\u4e00-\u9fff]{2,6}", piece) and not _NO_GOODS.search(piece)]
    return [{"product": piece} for piece in named] if len(named) == len(pieces) else []


_NUMBERED_LINE = re.compile(r"^[^\S\n]*(?:[0-9]{1,2}\s?[.、)）:]|[①-⑩])\s*([^\s,，:;；(（0-9]{2,16})", re.M)


def _with_unpriced(text: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items in the order of a numbered list, with those of its lines that tell no price: it will be asked for."""
    lines = list(_NUMBERED_LINE.finditer(text))
    if len(lines) < 2 or not items:
        return items
    whole: list[dict[str, Any]] = []
    left = list(items)
    for line in lines:
        end = text.find("\n", line.end())
        said = text[line.start(): end if end >= 0 else len(text)]
        there = [item for item in left if item["product"] in said]
        whole += there or ([] if any(item["product"] in said for item in items) else [{"product": tidy(line[1])}])
        left = [item for item in left if item not in there]
    return [*whole, *left]


def _named_of_it(text: str) -> list[str]:
    """Which wishes are named: 把砂糖橘和车厘子开成团; none where the ranking itself is meant."""
    found = re.search(r"(?:把|将|就)+(?P<what>[^,，。;；:\n]{1,30}?)(?:直接)?(?:开|转|变|做|搞|建|改|生)成", text)
    what = re.sub(r"^.*?(?:征集|需求|排名)(?:里|中)?的?", "", found["what"]) if found else ""
    named = [tidy(piece) for piece in re.split("[、和跟与及,， ]", what) if tidy(piece)]
    return [] if any(_OF_IT.search(piece) for piece in named) else named


def _take_ends(said: Said, remainder: Remainder, slots: dict[str, Any]) -> None:
    """Until when, on which terms, and where it is fetched."""
    if deadline := take_deadline(said, remainder):
        slots["deadline"] = deadline
    _take_terms(remainder, slots)
    if pickup := read_pickup(said, remainder):
        slots["pickup"] = pickup


def _take_terms(remainder: Remainder, slots: dict[str, Any]) -> None:
    if least := remainder.take(_MINIMUM) or (_SHORT.search(remainder.text) and remainder.take(_FROM_SO_MUCH)):
        value = read_number(next(group for group in least.groups() if group))
        if value:
            slots["min_quantity"] = plain_number(value)
    if short := remainder.take(_SHORT):
        slots["if_short"] = next((word for word, how in _HOW_SHORT if how.match(short["how"])), "照常")


def _stated_title(remainder: Remainder) -> str | None:
    """A title that the command frames: 标题:…, 开个苹果团, or what stands before a colon or on a line of its own."""
    if found := remainder.take(_TITLE_FIELD):
        return tidy(found[1] or found[2])
    opening = _OPENING.search(remainder.text)
    titled = _TITLED.search(remainder.text)
    longer = titled and (not opening or (titled.start() <= opening.start() and titled.end() > opening.end()))
    if titled and longer and not re.match(r"[新个的一成]*(?:团购?|拼团)$", titled[1]):
        remainder.cut(*titled.span())
        return re.sub(r"团购$", "团", tidy(titled[1]))
    if opening:
        remainder.cut(*opening.span())
    head = re.match(
        r"[\x00\s,，:：。!！]*(?:[吧啊啦哈呀][\s,，:：。!！]+)?([^\x00\n,，。;；:0-9]{1,24}?)(?:[:：]|\n|\s|,|，"
        r"|$)",
        remainder.text)
    if head and _is_title(remainder.text, head):
        remainder.cut(head.start(1), head.end(1))
        return tidy(head[1])
    return None


def _title_of_demand(text: str) -> str | None:
    """The name that a group buy made of a collection is to have: 开成年货团, 叫年货团."""
    found = _TITLE_FIELD.search(text) or re.search(r"[开转做]成(?:一个)?([^\s,，。;；]{2,10}团)购?()", text)
    return tidy(found[1] or found[2] or "") or None if found else None


def _is_title(text: str, head: re.Match[str]) -> bool:
    """Whether a text's first words are a title and no first item: it is called 团, or a colon or line break ends it."""
    words, after = head[1].strip(), text[head.end():]
    if not words:
        return False
    if _TITLE_END.search(words):
        return True
    mark = text[head.end(1):head.end()]
    priced = re.match(rf"\s?[¥￥]?[0-9]|\s?(?:规格|库存|限|单价|价格|每{UNITS})", after)
    return bool(mark) and mark in ":：\n" and not priced


def _loose_title(remainder: Remainder) -> str | None:
    pieces = remainder.pieces(r"[\x00\n,，。;；:！!?？ ]+")
    return next((piece for piece in pieces if _TITLE_END.search(piece) and len(piece) > 1), None)


_CLOSING_WORDS = re.compile(
    r"(?:可以|帮我|麻烦|请|现在|把|先|给我|今天|这个|那个)|(?:关闭|关掉|关了|关|结束|截止|停止|终止|停掉|停|结掉"
    r"|结了|收了|收掉)?(?:一下|掉|了)?(?:团购|接单|收单|下单|截单|封单|关单|截团|结团|关团|闭团|收团)|关闭|关掉"
    r"|结束|截止|停止|到此为止|满了|人够了|差不多了?|吧|了|的"
)
TALLY_WORDS = re.compile(
    r"(?:帮我|麻烦|请|给我|现在|目前|到现在|一共|总共|大家)|(?:统计|汇总|合计|盘点|总计|盘一下|算一下|看一下"
    r"|查一下|看看|查看|列一下|报一下|归总|对账|查|看|算)(?:一下|下)?|(?:订单|团购|接龙|接单)(?:情况|数据|数)?|"
    r"(?:订|卖|接|团|定)了?(?:出去?)?(?:多少|几)[^\s,，]{0,3}|多少[^\s,，]{0,3}|了|的|吧|情况"
)


def close_group_buy(said: Said) -> dict[str, Any] | None:
    """group_buy; a moment in the future makes it a change of the deadline, which is another command."""
    if any("T" in found.iso and found.iso > said.message.at.isoformat() for found in said.times):
        return None
    return about_group_buy(said, _CLOSING_WORDS)


def about_group_buy(said: Said, words: re.Pattern[str]) -> dict[str, Any]:
    """The group buy that a command names besides these words; {} where it names none."""
    known = group_buy_meant(said)
    if known:
        return {"group_buy": known}
    remainder = Remainder(said.text)
    remainder.drop(words)
    rest = max(remainder.pieces(r"[\x00\n,，。;；:!！?？ ]+"), key=len, default="")
    nearest = said.scene.lexicon.closest(rest, ("group_buy",), 70) if rest else ()
    if nearest:
        return {"group_buy": nearest[0].value}
    return {"group_buy": rest} if len(rest) > 1 and _TITLE_END.search(rest) else {}
