"""What is said to change a group buy: its deadline, and the price, stock or limit of what it sells."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from intents.commands.goods import UNITS, plain_number, read_goods, yuan
from intents.commands.limits import limit_said, limited
from intents.commands.moments import take_deadline
from intents.commands.named import group_buy_meant
from intents.commands.numerals import DIGITS
from intents.commands.pickup_said import pickup_called, read_pickup
from intents.commands.said import CUT, Remainder, Said, tidy
from intents.numbers import read_number
from intents.patterns import Sifted, quick

_SET = (
    r"(?:改成|改为|改到|改|调到|调成|调整为|调整到|调为|调|降到|降为|降成|涨到|涨为|变成|变为|换成|设为|定为"
    r"|是|为|到|卖|:|只要)?"
)
_PRICE_CHANGE = Sifted(
    rf"(?:价格|单价|价钱|售价|卖价|团购价|价)?{_SET}\s?[¥￥]?((?:[0-9]{{1,5}}(?:\.[0-9]{{1,2}})?)(?:元|块钱"
    r"|块[0-9半]?|圆)|[一二三四五六七八九十两百]{1,4}块[一二三四五六七八九半]?)"
    rf"|(?:价格|单价|价钱|售价|卖价|团购价|降价|涨价|降到|降为|涨到|调到|调价|改价|改卖){_SET}\s?[¥￥]?"
    r"([0-9]{1,5}(?:\.[0-9]{1,2})?)"
    rf"|(?:改成|改为|调到|降到|涨到|降成|涨成|卖)\s?([0-9]{{1,5}}(?:\.[0-9]{{1,2}})?)\s?(?=(?:/|每|一)(?:{UNITS})|$)"
)
_STOCK_CHANGE = re.compile(
    rf"(?:库存|存货|现货|数量){_SET}(加|增加|补|加到|还有|还剩|剩|补到|增加到)?(?:了|上)?\s?({DIGITS})"
)
_STOCK_MORE = quick(rf"(?:加|补|增加|追加|再上|到货)(?:了|上|货|个)?\s?({DIGITS})\s?(?:{UNITS})?(?:的?库存)?")
# 又来了50盒, 新到20箱, 老板说还能再给40盒: so much is there on top of what was.
_MORE_CAME = quick(
    r"(?:又|新|多|刚|再|另外|还){0,4}(?:来|到|进|补|送|运|拉|调|拿|给|匀|发|加)(?:过来|回来|来|到|上){0,3}(?:了|货){1,3}(?:我们?|咱们?)?"
    rf"\s?({DIGITS})\s?(?:{UNITS})|新(?:来|到|进)(?:的)?\s?({DIGITS})\s?(?:{UNITS})|(?:能|可以|肯)再?(?:给|匀|调|加|补|拿)(?:我们?|咱们?)?\s?({DIGITS})\s?(?:{UNITS})"
)
_LEFT = quick(rf"[只还就才]剩(?:下|了|得)?\s?({DIGITS})\s?(?:{UNITS})")  # 只剩10盒了: besides what is ordered
_MORE_BEFORE = re.compile(r"(?:加|补|增加|追加)(?:一?[点些]|一下|了)?\s?$")  # 给山药加点库存 30斤
_HEADS = (
    ("price", re.compile(r"(?:改|调|降|涨|提|变|定|新)?(?:价格|单价|价)")),
    ("add_stock", re.compile(r"(?:重新|恢复)?上架|加库存|补|加货|添货|追加|到货|上货")),
    ("stock", re.compile(r"(?:改|调)?库存")),
    ("limit", re.compile(r"(?:改|调)?(?:每户)?限购?")),
)
_DAYS = re.compile(rf"(?:延|拖|宽限|顺延|推迟|推后|加)[长期后迟上个到多给]*({DIGITS})个?(天|日|小时|钟头|周|星期|礼拜)")
_GONE = re.compile(r"下架|不卖了|售罄|卖完了?|卖光了?|断货|没货了?|卖没了|缺货|(?:都|全)?(?:没有?|没得)了[吧啦啊呀]*$")
_DEADLINE_WORDS = re.compile(r"截止|截单|延|推迟|提前|结束|收单|推后|到期|顺延|晚点")


_NO_PRODUCT = re.compile(
    "修改|调整|团购|截止|取消|放开|解除|[去撤拿]掉|不[用再要]|别|[每一][户家人样种]|样样|全部|所有|现在|大家|以后|都"
)
_PICKUP_SET = re.compile(r"^[\s就先改定统一]*(?:[是为在到成放设:：]|换)*")
_DECIMAL = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}")
_PICKUP_HEAD = re.compile(r"[^我俺,，。]{0,10}?(?:自提|取货|提货|领货)(?:点|地点|地址)(?!.*(?:我|哪|几))")
_NO_PLACE = re.compile(
    "^(?:的|各|分|所有)*(?:[清名]单|单子|列?表格?|明细|统计|汇总|情况|分布|人数|订单|有|没|不对|错|在吗|发我|发一|导)|[清名]单$|吗$|谁|什么"
)


def edit_group_buy(said: Said) -> dict[str, Any] | None:
    """group_buy, deadline, items with the new price, stock or limit; `add_stock` where so much is to come on top, `left` where
    so much is there besides what is ordered; pickup.
    """
    if (head := _PICKUP_HEAD.match(said.text)) and (place := _new_pickup(said, head)):
        known = said.value("group_buy")
        return {**({"group_buy": known} if known else {}), "pickup": place}
    remainder = Remainder(said.text)
    slots: dict[str, Any] = {}
    group_buy = said.first("group_buy")
    if group_buy:
        remainder.cut(group_buy.start, group_buy.end)
    if meant := group_buy_meant(said):
        slots["group_buy"] = meant
    if _DEADLINE_WORDS.search(said.text) and (deadline := take_deadline(said, remainder)):
        slots["deadline"] = deadline
    elif deadline := _later(said):
        slots["deadline"] = deadline
        remainder.drop(_DAYS)
    else:
        # 单价调到5.5 is no fifth of May
        dated = [found for found in said.times if not _DECIMAL.fullmatch(said.text[found.start : found.end])]
        remainder.cut_all((found.start, found.end) for found in dated)
    if items := _added_items(said, remainder) or _changed_items(said, remainder, group_buy.start if group_buy else -1):
        slots["items"] = items
    else:
        slots |= limited(said, slots.get("group_buy"))
    if "deadline" not in slots and _may_be_an_order(said):
        return None
    if not slots and _UNSAID.search(said.text):
        return _without_what(said)
    if slots.keys() & {"items", "deadline", "limit"} or _is_of_a_group_buy(said, group_buy is not None):
        return slots
    return None


# What is to change is said, not to what: it will be asked for.
_UNSAID = re.compile(
    r"(?:改价|价格?(?:要|得)?改|调价|改一?下价)格?(?:一下|了|吧)*$|^(?:截止|截单|截团)(?:时间)?(?:要|得|想)?(?:改|调整|变)"
)


_ADDS = re.compile(
    r"(?:再|另外|还)?(?:新增|增加|上架|上新|加|添|上)(?:了|上)?(?:一?[个样种款]|一?[点些])?新?(?:商品|品种|货|的)?[:\s]*(?=[\u4e00-\u9fff]{2})(?!库存|限购|价|到)"
)


def _is_of_a_group_buy(said: Said, named: bool) -> bool:
    """Whether a command that states no change speaks of one: 修改团购, 粮油团延期."""
    stated = re.match(r"(?:修改|调整|编辑|变更|更改|更新|改)(?:一下|下)?(?:团购|[^\s,，]{2,12}团$)", said.text)
    days = re.search(rf"(?:延|推迟|顺延)(?:长|期|后)?({DIGITS})天", said.text)
    return bool(stated or days or (named and re.search("延长|延期|顺延|推迟", said.text)))


def _without_what(said: Said) -> dict[str, Any]:
    """The product of which the price is to change, to what is not said; nothing where the end is to change."""
    product = said.value("product") if "价" in said.text else None
    return {"items": [{"product": product}]} if product else {}


def _added_items(said: Said, remainder: Remainder) -> list[dict[str, Any]]:
    """What a group buy is to sell besides: 荔枝团加一个龙眼 19元/斤; [] where no new name has a price and a unit."""
    found = _ADDS.search(remainder.text)
    if found is None:
        return []
    sold = {name for product in said.scene.products for name in (product.name, *product.aliases)}
    items = read_goods(Remainder(remainder.text[found.end():]))
    return items if items and all("price" in item and item["product"] not in sold for item in items) else []


def _new_pickup(said: Said, head: re.Match[str]) -> str | None:
    """The pick-up point of the workbook that is named, else the words behind its head (取货点就设在北门岗亭)."""
    if said.first("pickup"):
        return read_pickup(said, Remainder(said.text))
    place = tidy(_PICKUP_SET.sub("", said.text[head.end():]))
    return pickup_called(said, place) if place and not _NO_PLACE.search(place) else None


def _later(said: Said) -> str | None:
    """The new end where only so much is added to the old one (延后两天), of the group buy named or the only one here."""
    by = _DAYS.search(said.text)
    named = said.value("group_buy")
    here = [one for one in said.scene.group_buys if named in (None, one.title)]
    count = read_number(by[1]) if by else None
    if by is None or count is None or len(here) != 1:
        return None
    hours = {"小时": 1, "钟头": 1, "周": 168, "星期": 168, "礼拜": 168}.get(by[2], 24)
    return (here[0].deadline + timedelta(hours=hours * count)).isoformat()


_OF_THE_WHOLE = re.compile(
    "价|元|涨|降|不卖|库存|限|[每一][户家人]|封顶|截止|下架|上架|售罄|断货|卖完|卖光|没货|没了|没有了|没得了|匀|能再给|又[来到进补拉]|修改"
)


def _may_be_an_order(said: Said) -> bool:
    """Whether 老豆腐改成5块 may change somebody's own order: of what is sold by the 块, or said by no staff.

    只剩5盒 from somebody else than staff is a remark.
    """
    if said.hashed or _OF_THE_WHOLE.search(said.text):
        return False
    if _BARE_PRICE.search(said.text):
        return not _is_a_bare_price(said)
    if _LEFT.search(said.text):
        return not said.speaker.is_staff
    pieces = {product.name for product in said.scene.products if product.unit == "块"}
    return not said.speaker.is_staff or any(pieces & set(found.values("product")) for found in said.names)


_BARE_PRICE = re.compile(r"(?:改成|改为|调到|调成)\s?([0-9]{1,4}(?:\.[0-9]{1,2})?)[了吧]?$")


def _is_a_bare_price(said: Said) -> bool:
    """Whether 豆腐改成3.5, of staff who ordered none of it, tells a price: a number near the present one."""
    number, named = _BARE_PRICE.search(said.text), said.value("product")
    if not number or not said.speaker.is_staff or named in said.speaker.ordered:
        return False
    fen = [product.price_fen for product in said.scene.products if product.name == named]
    if not fen or not fen[0]:
        return "." in number[1]  # no price was ever told: 3.5 is one
    return 0.4 * fen[0] <= float(number[1]) * 100 <= 2.5 * fen[0] and float(number[1]) * 100 != fen[0]


def _changed_items(said: Said, remainder: Remainder, group_buy_at: int) -> list[dict[str, Any]]:
    places: list[tuple[int, int, str]] = [
        (found.start, found.end, found.full_values("product")[0])
        for found in said.names if found.values("product") and found.start != group_buy_at
    ]
    if not places:
        places = _unknown_product(said, remainder)
    items = []
    for place, (_, end, product) in enumerate(places):
        following = places[place + 1][0] if place + 1 < len(places) else len(remainder.text)
        changes = _changes(remainder.text[end:following])
        if not changes and len(places) == 1:
            changes = _changes(remainder.text)
        if not changes:
            changes = _bare_change(remainder.text.lstrip(CUT), remainder.text[end:following])
        if changes:
            items.append({"product": product, **_either(said, product), **changes})
    return items


def _either(said: Said, product: str) -> dict[str, Any]:
    """`said` and `either` where several products go by the word that named this one (橙子); else nothing."""
    found = next((one for one in said.names if product in one.full_values("product")), None)
    several = found.full_values("product") if found is not None else ()
    return {"said": found.said, "either": several} if found is not None and len(several) > 1 else {}


def _bare_change(text: str, rest: str) -> dict[str, Any]:
    """What a short form with a bare number changes: 改价 花生油 92, 限购 山药 4斤, 补货 羊汤 15份."""
    number = re.match(rf"[\s:：,，]*(?:改?[为成到]|到|加|:)?\s?({DIGITS})", rest)
    value = read_number(number[1]) if number else None
    if value is None:
        return {}
    for key, head in _HEADS:
        if head.match(text):
            return {key: plain_number(value)}
    return {}


def _unknown_product(said: Said, remainder: Remainder) -> list[tuple[int, int, str]]:
    """A product that the lexicon does not know: the only one of its group buy, or the words before 价格, 库存, …"""
    found = re.search(
        r"(?:修改团购|把|将|的|^|\x00|\s)([^\s,，。\x00的把将]{2,12}?)的?(?=价格|单价|售价|[加补]?库存|限购|改卖|改[成为到]|降|涨|调"
        r"|卖完|售罄|下架|没货|[每一][户家人])",
        remainder.text)
    if found and not _NO_PRODUCT.match(found[1]):
        return [(found.start(1), found.end(1), tidy(found[1]))]
    named = said.value("group_buy")
    for group_buy in said.scene.group_buys:
        if group_buy.title == named and len(group_buy.products) == 1:
            return [(0, 0, group_buy.products[0].name)]
    return []


def _changes(text: str) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    remainder = Remainder(text)
    if stock := remainder.take(_STOCK_CHANGE):
        more_of_it = stock[1] in ("加", "增加", "补") or _MORE_BEFORE.search(text[:stock.start()])
        key = "add_stock" if more_of_it else "stock"
        changes[key] = plain_number(read_number(stock[2]) or 0)
    elif left := remainder.take(_LEFT):
        changes["left"] = plain_number(read_number(left[1]) or 0)
    if limit := limit_said(remainder.text):
        changes["limit"] = limit[0]
        remainder.cut(*limit[2])
    if not changes.keys() & {"stock", "add_stock", "left"} and (more := remainder.take(_STOCK_MORE)):
        changes["add_stock"] = plain_number(read_number(more[1]) or 0)
    elif not changes.keys() & {"stock", "add_stock", "left"} and (came := remainder.take(_MORE_CAME)):
        changes["add_stock"] = plain_number(read_number(next(group for group in came.groups() if group)) or 0)
    if price := remainder.take(_PRICE_CHANGE):
        value = yuan(price[1] or price[2] or price[3])
        if value is not None:
            changes["price"] = value
    if not changes and _GONE.search(remainder.text):
        changes["stock"] = 0
    return changes
