""" "+1" and its kin: what somebody else just ordered, signed up for or chose, once more; and what a quote adds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from intents.heard import Heard
from intents.items import pair, settle_items
from intents.measuring import Amount, settle
from intents.once_more import read_next
from intents.orders import read_orders
from intents.patterns import quick
from intents.people_count import KIN, read_people
from intents.pieces import cut
from intents.reading import NOTHING, Reading
from intents.scene import Doubt, LastAct, Product, Quote
from intents.signing import read_sign_up
from intents.units import CONTAINERS
from intents.voting import read_vote

_GOES = re.compile("去|参加|报名")
LAST_ACT = timedelta(minutes=10)
REPEATED = "one unit of what was just ordered"  # the reason of a reading of "+1"
SPOKEN = timedelta(minutes=30)

_PLUS = re.compile(
    r"^(?:我|我家|我们|我们家|俺|也|我也|给我|那我)?(?:\+|加)(?P<n>[0-9]{1,2}|一|1)(?:份|个|盒|箱|袋|斤|人|位|"
    r"票)?(?:吧|啊|呀|啦|哈|谢谢|了|!|,|，| )*$"
)
_ME_TOO = re.compile(
    r"^(?:我|我家|我们家?|俺家?|咱家?|也给我|也帮我|那我|给我)?(?:也|同样|一样)?(?:要一|要|来一|来|订一|订|报一|报|"
    r"拿一|买一|去|参加|报名|投|选|算我一|算我|跟一|跟|接一|接|想要)?(?:份|个|票|团|上|单|龙)?(?:吧|啊|呀|啦|哈|谢谢|"
    r"!|,|，| )*$"
)
_KIN = re.compile(
    r"^(?:(?:我|我家|我们|我们家|俺|俺家|咱|咱家)(?:们|家)?也(?:要|来|订|报|拿|买|去|参加|报名|跟|接|想要|一样|是|投|"
    r"选)(?:一?[份个票上])?|同上|同楼上|跟一个|跟一份|跟上|跟团|跟了|跟|接|接一个|接一份|接上|一样|我一样|同款|"
    r"我同款|同要|我同上|也要|也要一份|也来一份|也给我来一份|给我也来一份|也算我一个|也算我一份|算我一份|算我一个|"
    r"加我一个|加我一份|带我一个|带我一份|我跟|我接|我也|来一份|也来一个|也要一个|同求|同订|照样来一份|我也来|"
    r"我也报名|我也去|我也参加|一样来一份|来一样的|跟楼上一样|和楼上一样|楼上一样|同楼上一样)(?:吧|啊|呀|啦|哈|谢谢|"
    r"了|哦|!|,|，|~| )*$"
)
_WITH_NUMBER = re.compile(
    r"^(?:那|好|行|嗯|哦){0,2}(?:我|我家|我们家?|俺家?|咱家?)?(?:也|同上|跟|接|一样)(?:要|来|订|拿|买|团|报名?|给我来|去|参加)?[\s,，]*(?P<rest>.{1,6})$"
)
_ONLY_NUMBER = re.compile(
    r"^(?:我|我家|我们家?|给我|帮我|麻烦|那|那我|先|也|再)*(?:要|来|订|定|留|拿|买|报|加|接)?.{1,5}(?:吧|啊|呀|谢谢|"
    r"哈)*$"
)

# 我也是, 一样: agreement with whatever was said last, which may have been talk or a change of one's own
_AGREES = re.compile(r"^(?:我|我家|我们家?|俺家?|咱家?)?(?:也是|(?:也)?一样)(?:的|吧|啊|呀|啦|哈|哦|了|[,，!~ ]){0,4}$")
_AT_ONCE = timedelta(minutes=2)


def is_repeat(heard: Heard) -> bool:
    """Whether the whole message says "me too" and nothing else."""
    return bool(_PLUS.match(heard.bare) or _KIN.match(heard.bare))


def repeated_amount(heard: Heard) -> float | None:
    """How many units "me too" asks for: +2, 我也要两份; 1 where no number is said; None where it is no repeat."""
    if match := _PLUS.match(heard.bare):
        return float(match["n"]) if match["n"].isdigit() and match["n"] != "0" else 1.0
    if _KIN.match(heard.bare):
        return 1.0
    if match := _WITH_NUMBER.match(heard.bare):
        amounts = [q for q in heard.quantities if q.value and not q.vague]
        if len(amounts) == 1 and match["rest"].rstrip("吧啊呀啦哈") == heard.text[
            amounts[0].start : amounts[0].end
        ].replace(" ", ""):
            return amounts[0].value
    return None


def read_repeat(heard: Heard) -> Reading | None:
    """What "+1" means here: the last act of the room, else the one product just spoken of; NOTHING where it means
    nothing.
    """
    number = repeated_amount(heard)
    if number is None:
        return _repeated_and_more(heard) or read_next(heard)
    act = heard.talk.last_act
    now = heard.message.at
    recent = act if act is not None and now - act.at <= LAST_ACT else None
    if _GOES.search(heard.bare) and (recent is None or recent.kind != "sign_up"):
        return NOTHING  # 我也去 orders nothing
    if _AGREES.match(heard.bare) and not _agrees_with(heard, recent):
        return NOTHING
    if recent is not None:
        return _repeat_act(heard, recent, number)
    if heard.talk.group_buy_spoken_at and now - heard.talk.group_buy_spoken_at <= SPOKEN:
        spoken = set(heard.talk.spoken_of)
        products = [
            product
            for group_buy in heard.scene.group_buys
            if group_buy.title in spoken or not spoken
            for product in group_buy.products
        ] or heard.scene.sold_as(spoken)
        unit = _unit_said(heard)
        products = [product for product in products if not unit or product.unit == unit]
        if products:
            return _order_of(products, number)
    return NOTHING


_PAUSE = re.compile(r"[\s,，。;；]+(?:顺便|另外|还有|再|对了)?[\s,，]*")
_WITH_KIN = quick(rf"(?:[跟和带加]上?着?)(?:[我俺咱]们?家?)?(?:{KIN})(?!说|讲|去过|问)[^?？吗]{{0,6}}$")  # 我也报 跟老伴
_AS_THEY = re.compile(r"(?:就)?[跟和同照按][\u4e00-\u9fff]{1,6}?(?:一样|同样|同款|要的|订的|那种)的?[吧啊呀哈]?")


def _repeated_and_more(heard: Heard) -> Reading | None:
    """我也来两斤 顺便豆腐四块: the same as was just ordered, and something else; 我也要一箱 跟冯阿姨一样的 is only the first."""
    pause = _PAUSE.search(heard.text) if "也" in heard.text[:6] else None
    if pause is None or not pause.start() or repeated_amount(head := heard.about(heard.text[: pause.start()])) is None:
        return None
    first, tail = read_repeat(head), heard.text[pause.end() :]
    if first is not None and first.intent == "sign_up" and _WITH_KIN.match(tail) and (people := read_people(tail)):
        return replace(first, slots={**first.slots, "people": people})
    if first is None or first.intent != "order" or first.doubts:
        return None
    if _AS_THEY.fullmatch(tail.strip(" ,，。!！~")):
        return first
    more = read_orders(heard.about(tail))
    if more is None or more.intent != "order" or more.doubts or "beneficiary" in more.slots:
        return None
    items = [*first.slots.get("items", ()), *more.slots.get("items", ())]
    return replace(first, slots={**more.slots, **first.slots, "items": items})


def _agrees_with(heard: Heard, act: LastAct | None) -> bool:
    """Whether what a neighbour did just now is what somebody says 我也是 or 一样 to; 我也是 orders no goods."""
    if act is None or act.sender_id == heard.speaker.id or heard.message.at - act.at > _AT_ONCE:
        return False
    return act.kind in ("sign_up", "vote") or "是" not in heard.bare


def _unit_said(heard: Heard) -> str:
    """The unit that "me too" names (我也来两盒); only what is sold by it can be meant."""
    return next((one.unit for one in heard.quantities if one.value and not one.bare and not one.implied), "")


def _repeat_act(heard: Heard, act: LastAct, number: float) -> Reading:
    if act.kind in ("sign_up", "vote") and _unit_said(heard) in CONTAINERS - {"个", "枝", "张"}:
        return NOTHING  # 一样来一盒 is no vote
    if act.kind == "sign_up" and act.activity:
        slots: dict[str, Any] = {"activity": act.activity}
        if number > 1:
            slots["people"] = int(number)
        return Reading("sign_up", slots, 0.95, reasons=("the same sign-up as just before",))
    if act.kind == "vote" and act.option:
        return Reading("vote", {"option": act.option}, 0.95, reasons=("the same vote as just before",))
    if act.kind == "express_demand" and len(act.products) == 1:
        return Reading("express_demand", {"items": [{"product": act.products[0], "quantity": _plain(number)}]}, 0.9)
    if act.kind == "order":
        here = {product.name: product for product in heard.scene.products}
        products = [here[name] for name in act.products if name in here]
        if products:
            return _order_of(products, number)
    return NOTHING


def _order_of(products: Sequence[Product], number: float) -> Reading:
    names = tuple(dict.fromkeys(product.name for product in products))
    if len(names) > 1:
        return Reading(
            "order", {}, 0.9, (Doubt("which_product", "", None, number, names),), reasons=("+1, but several products",)
        )
    items = [{"product": names[0], "quantity": _plain(number)}]
    return Reading("order", {"items": items}, 0.95, reasons=(REPEATED,))


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


def read_with_quote(heard: Heard, quote: Quote) -> Reading | None:
    """What a message means that quotes another; NOTHING where it is talk between neighbours. None: read it as if
    nothing were quoted.
    """
    own = bool(quote.sender_id) and quote.sender_id == heard.message.sender_id
    quoted = heard.about(quote.text)
    from intents.heard import hear  # the quoted text may hold mentions of its own

    quoted = hear(_as_message(heard, quote), heard.scene, heard.speaker, heard.talk)
    if quote.by_bot or quote.by_staff:
        return _with_announcement(heard, quoted)
    order = read_orders(quoted)
    ordered = order is not None and order.intent == "order" and (order.slots.get("items") or order.doubts)
    if ordered and order is not None:
        if (number := repeated_amount(heard)) is not None:
            return _order_of(_products(quoted), number)
        if own and (changed := _of_own_quote(heard, quoted)) is not None:
            return changed
        if not _CHANGES.search(heard.text) and (only := _number_of(heard, quoted)) is not None:
            return only
        return None if own or _is_own_order(heard) else NOTHING
    if (number := repeated_amount(heard)) is not None:
        if (same := _of_quoted_repeat(heard, quoted, quote.sender_id, number)) is not None:
            return same
        act = read_sign_up(quoted) or read_vote(quoted)
        if act is not None and not act.doubts and act.intent in ("sign_up", "vote"):
            slots = {name: value for name, value in act.slots.items() if name != "people"}
            if number > 1 and act.intent == "sign_up":
                slots["people"] = int(number)
            return Reading(act.intent, slots, 0.95, reasons=("the same as in the quote",))
    return None if own else NOTHING


_CHANGES = re.compile("改|换|减|少|退|不要|取消")
_COUNTED = re.compile(r"[0-9一二两三四五六七八九十半]\s?(?P<unit>[\u4e00-\u9fff])")
_SO_MANY_MORE = re.compile("^(?:那|再)?多(?=[0-9一二两三四五六七八九十半])")
_ON_OWN = re.compile(r"(?:那|哎|[\s,，]){0,2}(?:再|多|加|改|换成|少|减|不要|不用|退|取消|还是)")


def _of_own_quote(heard: Heard, quoted: Heard) -> Reading | None:
    """多两块, 改成一盒 with one's own order quoted: of the one thing in it that can be meant; None: as if nothing were quoted."""
    if not _ON_OWN.match(heard.text) or any(found.values("product") for found in heard.names):
        return None
    counted = _COUNTED.search(heard.text)
    unit = counted["unit"] if counted else ""
    meant = {one.name for one in _products(quoted) if one.name in heard.speaker.ordered and (not unit or one.unit == unit)}
    said = _SO_MANY_MORE.sub("再加", heard.text.strip(" ,，"))
    return read_orders(heard.about(f"{meant.pop()}{said}")) if len(meant) == 1 else None


def _of_quoted_repeat(heard: Heard, quoted: Heard, quoted_id: str, number: float) -> Reading | None:
    """同上, with a neighbour's +1 quoted that was the last order of this room: the same once more; None of any other quote."""
    act = heard.talk.last_act
    if act is None or not is_repeat(quoted) or act.sender_id != quoted_id or heard.message.at - act.at > LAST_ACT:
        return None
    return _repeat_act(heard, act, number)


_TALKS_BACK = re.compile(r"[?？吗嘛么呢]|你|您|他|她|多|够|才|吃得?完|怎么|为什么|[那这]么|不是|一样|便宜|贵|哈哈|上次|昨")


def _is_own_order(heard: Heard) -> bool:
    """我家也订五花肉 3斤: an order of one's own, whole with its number, which quotes what a neighbour ordered."""
    if _TALKS_BACK.search(heard.text):
        return False
    order = read_orders(heard)
    return order is not None and order.intent == "order" and bool(order.slots.get("items"))


def _as_message(heard: Heard, quote: Quote) -> Any:
    return replace(heard.message, text=quote.text, quote=None, addressed=False, private=False)


def _products(quoted: Heard) -> list[Product]:
    return [
        product
        for item in pair(quoted.text, cut(quoted)[0])
        if item.piece.kind == "product" and not item.negated
        for product in item.piece.products
    ]


def _number_of(heard: Heard, quoted: Heard) -> Reading | None:
    """要2份, where the quote names the one product."""
    products = _products(quoted)
    pieces = cut(heard)[0]
    amounts = [piece.amount for piece in pieces if piece.kind == "amount" and piece.amount]
    named = any(piece.kind in ("product", "noun") for piece in pieces)
    if named or len(amounts) != 1 or not products or not _ONLY_NUMBER.match(heard.bare):
        return None
    if len({product.name for product in products}) > 1:
        return _order_of(products, amounts[0].value or 1.0)
    quantity, doubt = settle(products[0], amounts[0])
    if doubt is not None:
        return Reading("order", {}, 0.9, (doubt,))
    return Reading(
        "order",
        {"items": [{"product": products[0].name, "quantity": quantity}]},
        0.93,
        reasons=("a number for what is quoted",),
    )


def _with_announcement(heard: Heard, quoted: Heard) -> Reading | None:
    """What the bot or staff said about something open counts as speaking to the bot; about anything else it is talk."""
    names: list[Product] = []
    for found in quoted.names:
        called, titles = found.full_values("product"), found.values("group_buy")
        if called or titles:
            names += [one for one in heard.scene.products if one.name in called or one.group_buy in titles]
    activities = heard.scene.activity_names
    activity = [value for found in quoted.names for value in found.full_values("activity") if value in activities]
    number = repeated_amount(heard)
    if names:
        if number is not None:
            return _order_of(_said_first(quoted, names), number)
        return _number_of(heard, quoted)
    if activity and number:
        slots = {"activity": activity[0], **({"people": people} if (people := _people_in_words(heard)) else {})}
        return Reading("sign_up", slots, 0.93, reasons=("a sign-up for what is quoted",))
    if activity and (joins := _joins_what_is_quoted(heard, activity[0])) is not None:
        return joins
    options = [value for found in quoted.names for value in found.values("option")]
    open_here = bool(activity or options or any(c in quoted.text for c in heard.scene.collections))
    return (
        None if open_here or any(title in quoted.text for title in ("团", "报名", "投票", "征集", "接龙")) else NOTHING
    )


def _people_in_words(heard: Heard) -> int | None:
    """算我一个 says how many; +1 only repeats."""
    return None if "+" in heard.text else read_people(heard.text)


_SHORTLY = 16
_ASKS = re.compile(
    r"[?？吗么嘛]|几点|哪|什么|啥|谁|怎么|多少|能不能|还有|[去来](?![\s,，。!！~吧啊哈呀的哦了听看学参报带和跟]|[0-9一二两三四五六俩仨]|一个|$)"
)


def _joins_what_is_quoted(heard: Heard, activity: str) -> Reading | None:
    """我去, 我去俩人, 报名 两个人, which name no activity of their own; None where it says something else."""
    if len(heard.bare) > _SHORTLY or _ASKS.search(heard.text) or any(one.exact and one.values("activity") for one in heard.names):
        return None
    joins = read_sign_up(heard.about(f"{activity} {heard.text}"))
    return replace(joins, reasons=("a sign-up for what is quoted",)) if joins and joins.intent == "sign_up" else None


def _said_first(quoted: Heard, names: Sequence[Product]) -> Sequence[Product]:
    said = [product for product in _products(quoted)]
    return said or names


__all__ = ["REPEATED", "Amount", "is_repeat", "read_repeat", "read_with_quote", "repeated_amount", "settle_items"]
