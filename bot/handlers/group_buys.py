"""Group buys: what they sell, and what staff do with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.context import Context, Part
from bot.handlers.asking import ask, ask_for, elsewhere, explained
from bot.handlers.counter import Counter, counter_of
from bot.handlers.fetching import told_when
from bot.handlers.from_demand import collection_meant, items_to_sell, wished_for
from bot.handlers.orders import NOTHING_OPEN, settled_slots
from bot.handlers.other_rooms import told_where
from bot.messages import Outcome
from bot.numbered import safe_name
from bot.rights import staff_rooms, standing_of
from bot.wording import group_buys as words
from bot.wording.general import QUALITY
from bot.wording.minimums import minimums
from bot.wording.orders import choices
from catalogue.amounts import to_milli
from catalogue.exports.orders import SUPPLIER, orders_file
from catalogue.group_buys import (
    Offer,
    close_group_buy,
    edit_group_buy,
    known_here,
    open_group_buy,
    products_of,
)
from catalogue.pickups import set_pickup_points
from catalogue.reasons import NotPossible
from catalogue.settlement import tally
from catalogue.tables import GroupBuy, Product, Room
from intents.asked_in_general import QUALITY_ASKED
from intents.days import CHINA
from intents.normalise import normalise
from intents.reading import Reading
from intents.scene import Doubt, Shown

STILL = re.compile(r"还[能可来]|能不能|可不可以|来得及")


MINIMUM = "minimum"
MOST_TOLD = 20  # products of a list of which one may say 那来一盒
_EXCEPT = re.compile("除了|除开|除去")


def _is_in(product: Product, text: str) -> bool:
    return any(name in text for name in (product.name, *product.aliases))


def _is_gone(product: Product) -> bool:
    return product.stock is not None and product.sold >= product.stock


def group_buy_info(ctx: Context, reading: Reading) -> Outcome:
    """What is sold, for how much, until when, where one fetches it."""
    if (when := told_when(ctx, reading)) is not None:
        ctx.memory.note_spoken([one.title for one in counter_of(ctx).group_buys])
        return ctx.done(reading, ctx.answer(when))
    counter = counter_of(ctx)
    slots = settled_slots(ctx, reading)
    if not counter.group_buys:
        there = told_where(ctx, [str(slots[name]) for name in ("product", "group_buy") if slots.get(name)])
        return ctx.done(reading, ctx.answer(there or NOTHING_OPEN))
    field, title = slots.get("field"), slots.get("group_buy")
    found = [one for name in _called_so(ctx, slots) for one in counter.named(name, title)]
    if field == MINIMUM and (found or not slots.get("product")):
        return _told_minimum(ctx, reading, counter, found, title)
    if field == "deadline" and found and STILL.search(ctx.incoming.text) and all(_is_gone(one) for one in found):
        field = "stock"  # 还能订吗, of what is sold out
        reading = replace(reading, slots={**reading.slots, "field": field})
    if found:
        text = "\n".join(words.info(counter.group_buy_of(one), one, field, ctx.now) for one in found[:3])
        if QUALITY_ASKED in reading.reasons:
            known = [words.info(counter.group_buy_of(one), one, field, ctx.now) for one in found[:3] if one.origin]
            text = "\n".join((QUALITY, *known))
    elif slots.get("product"):
        others = "、".join(product.name for product in counter.products[:8])
        there = told_where(ctx, [str(slots["product"])])
        text = there or f"现在的团里没有{safe_name(str(slots['product']))}，有{others}。"
    else:
        meant = [one for one in counter.group_buys if title in (None, one.title)]
        goods = [p for p in counter.products if not (_EXCEPT.search(ctx.incoming.text) and _is_in(p, ctx.incoming.text))]
        shown = [(one, [p for p in goods if p.group_buy_id == one.id]) for one in meant or counter.group_buys]
        there = None if meant else told_where(ctx, [str(title)])
        text = there or words.overview(shown, field, ctx.now)
    of_all = counter.products if field == "items" and len(counter.products) <= MOST_TOLD else ()
    if told := tuple(dict.fromkeys(product.name for product in found or of_all)):
        ctx.memory.tell(Shown(reading.intent, {}, told, ctx.now))
    ctx.memory.note_spoken([product.name for product in found] or [one.title for one in counter.group_buys])
    return ctx.done(reading, ctx.answer(text))


def _told_minimum(
    ctx: Context, reading: Reading, counter: Counter, found: Sequence[Product], title: str | None
) -> Outcome:
    """How much must be ordered altogether; the specification has no field for it."""
    told = found or [one for one in counter.products if title in (None, counter.group_buy_of(one).title)]
    text = minimums([(counter.group_buy_of(one), one) for one in told], whole=not found)
    ctx.memory.note_spoken([one.name for one in found] or [one.title for one in counter.group_buys])
    slots = {name: value for name, value in reading.slots.items() if name != "field"}
    return ctx.done(reading, ctx.answer(text), slots=slots)


def _called_so(ctx: Context, slots: Mapping[str, Any]) -> list[str]:
    """The product asked about, and those that go by the same name as it was said: both sorts of 橙子."""
    product = slots.get("product")
    if not product:
        return []
    same = [found.full_values("product") for found in ctx.scene.lexicon.find(normalise(ctx.incoming.text))]
    return list(dict.fromkeys((str(product), *(name for names in same if product in names for name in names))))


def rooms_of(ctx: Context) -> Sequence[Room]:
    """Where a staff command holds: this room, or in private all rooms of the commander's own."""
    return [ctx.room] if ctx.room else staff_rooms(ctx.session, standing_of(ctx.session, ctx.sender))


def meant(ctx: Context, slots: Mapping[str, Any], *, open_only: bool = False) -> list[GroupBuy]:
    """The group buys that a command may mean: the one named, else the open ones, else the one that ended last."""
    known = known_here(ctx.session, rooms_of(ctx))
    if title := slots.get("group_buy"):
        return [one for one in known if one.title == title]
    still_open = [one for one in known if one.status == "open"]
    return still_open or ([] if open_only else known[:1])


def which_group_buy(ctx: Context, reading: Reading, text: str, titles: tuple[str, ...]) -> Outcome:
    """Ask which of these group buys a command means."""
    return ask(ctx, reading, text + choices(titles), Doubt("which_group_buy", choices=titles))


def _one(ctx: Context, reading: Reading, slots: Mapping[str, Any]) -> GroupBuy | Outcome:
    """The one group buy that is meant, or the question which. Raises: NotPossible where there is none."""
    found = meant(ctx, slots)
    if not found:
        named = slots.get("group_buy")
        raise NotPossible(words.no_such_group_buy(str(named), titles_here(ctx)) if named else NOTHING_OPEN)
    if len(found) > 1:
        titles = tuple(one.title for one in found)
        return which_group_buy(ctx, reading, "哪个团？", titles)
    return found[0]


def titles_here(ctx: Context) -> list[str]:
    """What the open group buys that a command may mean are called."""
    return [one.title for one in meant(ctx, {}, open_only=True)]


def open_(ctx: Context, reading: Reading) -> Outcome:
    """Open a group buy here; what is missing is asked for."""
    slots = settled_slots(ctx, reading)
    reading = replace(reading, slots=slots)
    collection = collection_meant(ctx, rooms_of(ctx), slots)
    slots["items"] = items_to_sell(ctx, reading, collection)
    reading = replace(reading, slots=slots)
    offers = _offers(slots)
    if question := words.still_needed(offers, bool(slots.get("deadline"))):
        wanted = ["items"] * (not offers or any(offer.price_fen is None for offer in offers))
        wanted += ["deadline"] * (not slots.get("deadline"))
        return ask(ctx, reading, question, *(Doubt("missing", said=slot) for slot in wanted))
    least = slots.get("min_quantity")
    group_buy = open_group_buy(
        ctx.session, str(slots.get("title") or f"{offers[0].product}团"), offers, moment(slots["deadline"]),
        rooms_of(ctx), ctx.act, pickup_points=_points(slots.get("pickup") or ()),
        min_quantity=None if least is None else to_milli(least), if_short=slots.get("if_short"),
    )
    products = products_of(ctx.session, [group_buy])
    text = words.opened(group_buy, products, ctx.now)
    ctx.memory.note_spoken([group_buy.title])
    nowhere = "" if group_buy.pickup_points else "取货点还没定，说“自提点 哪里”就行。"
    told = wished_for(ctx, collection, products) if collection is not None else []
    return ctx.done(
        reading, ctx.answer(f"{text}\n{nowhere}{words.UNDO.replace('恢复', '收回')}"),
        *elsewhere(ctx, text, "group_buy", group_buy.rooms), *told, slots=slots,
    )


def moment(text: str) -> datetime:
    """An instant of a slot; a day alone ends at its midnight."""
    at = datetime.fromisoformat(str(text))
    if len(str(text)) <= len("2026-11-28"):
        at = at.replace(hour=23, minute=59)
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


def _points(pickup: str | Sequence[str]) -> list[str]:
    """The pick-up points of a slot, several parted by marks."""
    return [point for point in re.split("[、,，;；]", pickup) if point] if isinstance(pickup, str) else list(pickup)


def _offers(slots: Mapping[str, Any]) -> list[Offer]:
    """The items of a command."""
    items: Sequence[Mapping[str, Any]] = slots.get("items") or ()
    return [
        Offer(
            str(item["product"]), _fen(item.get("price")), item.get("unit"), _milli(item.get("stock")),
            _milli(item.get("limit")), item.get("spec"), _milli(item.get("add_stock")),
            _milli(item.get("left")),
        )
        for item in items if item["product"]
    ]


def _fen(yuan: float | None) -> int | None:
    return None if yuan is None else to_milli(yuan) // 10


def _milli(quantity: float | None) -> int | None:
    return None if quantity is None else to_milli(quantity)


def _selling(ctx: Context, slots: Mapping[str, Any]) -> GroupBuy | None:
    """The one group buy that sells all products of a command that names none; None where that leaves a question."""
    names = {str(item["product"]) for item in slots.get("items") or ()}
    if slots.get("group_buy") or not names:
        return None
    selling = [
        one for one in meant(ctx, slots)
        if all(any(_is_called(product, name) for product in products_of(ctx.session, [one])) for name in names)
    ]
    return selling[0] if len(selling) == 1 else None


_CHANGES = re.compile(
    r"改|调|降|涨|下架|售罄|断货|没货|卖完|卖光|库存|限购|[每一][户家人].{0,4}(?:限|最多|只能|不超过)|补货|到货|加货"
)
_ADDS = re.compile(r"新增|上架|上新|加上|[加添补上](?:了)?一?[个样种款](?!库存)|新品|多加")


def _sold_at_all(ctx: Context, slots: Mapping[str, Any]) -> None:
    """That what is to be changed is sold. Raises: NotPossible, saying where it is not."""
    text = ctx.incoming.text
    if not slots.get("items") or not _CHANGES.search(text) or _ADDS.search(text):
        return
    here = meant(ctx, slots)
    sold = products_of(ctx.session, here)
    if not here:
        return
    missing = [str(item["product"]) for item in slots["items"] if not any(_is_called(one, str(item["product"])) for one in sold)]
    if missing:
        raise NotPossible(words.not_sold(missing, str(slots["group_buy"]) if slots.get("group_buy") else None))


def _nowhere(ctx: Context, slots: Mapping[str, Any]) -> GroupBuy | None:
    """The one group buy without a pick-up point, where a command names a point and no group buy."""
    if not slots.get("pickup") or slots.get("group_buy"):
        return None
    without = [one for one in meant(ctx, slots) if not one.pickup_points]
    return without[0] if len(without) == 1 else None


def _is_called(product: Product, name: str) -> bool:
    return name == product.name or name in product.aliases


def _the_one_sold(ctx: Context, slots: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    """The item with the product that is meant. Raises: NotPossible where several that are sold go by that word."""
    plain = {key: value for key, value in item.items() if key not in ("said", "either")}
    if not item.get("either"):
        return plain
    here = products_of(ctx.session, meant(ctx, slots))
    sold = list(dict.fromkeys(one.name for one in here if one.name in item["either"]))
    if len(sold) > 1:
        raise NotPossible(words.which_product(str(item["said"]), sold))
    return {**plain, "product": sold[0]} if sold else plain


def edit(ctx: Context, reading: Reading) -> Outcome:
    """Change the deadline, prices, stocks or limits."""
    slots = settled_slots(ctx, reading)
    if slots.get("items"):
        slots["items"] = [_the_one_sold(ctx, slots, item) for item in slots["items"]]
    _sold_at_all(ctx, slots)
    group_buy = _selling(ctx, slots) or _nowhere(ctx, slots) or _one(ctx, replace(reading, slots=slots), slots)
    if isinstance(group_buy, Outcome):
        return group_buy
    deadline = slots.get("deadline")
    offers = _offers(slots)
    if not deadline and [set(item) for item in slots.get("items") or ()] == [{"product"}]:
        return ask_for(ctx, replace(reading, slots=slots), "items", f"{slots['items'][0]['product']}改成多少钱？")
    if pickup := slots.get("pickup"):
        set_pickup_points(ctx.session, group_buy, _points(pickup), ctx.act)
        if not deadline and not offers:
            return ctx.done(reading, ctx.answer(words.pickup_set(group_buy)), slots=slots)
    if not deadline and not offers and slots.get("limit") is not None:
        sold = products_of(ctx.session, [group_buy])
        return ask_for(ctx, reading, "items", words.which_limited(slots["limit"], str(slots.get("limit_unit") or ""), sold))
    if not deadline and not offers:
        return ask_for(ctx, reading, "items", f"{group_buy.title}要改什么？比如“土豆改成3元”或“截止改到明晚8点”。")
    change = edit_group_buy(
        ctx.session, group_buy, offers, ctx.act, deadline=moment(deadline) if deadline else None
    )
    ctx.memory.note_spoken([group_buy.title])
    return ctx.done(reading, ctx.answer(words.edited(group_buy, change, ctx.now)), slots=slots)


def close(ctx: Context, reading: Reading) -> Outcome:
    """Take no more orders; the list goes to staff in private."""
    slots = settled_slots(ctx, reading)
    group_buy = _one(ctx, replace(reading, slots=slots), slots)
    if isinstance(group_buy, Outcome):
        return group_buy
    slots["group_buy"] = group_buy.title
    if not close_group_buy(ctx.session, group_buy, ctx.act):
        return ctx.done(reading, ctx.answer(f"{group_buy.title}早就截止了。"), slots=slots)
    sums = tally(ctx.session, group_buy)
    replies = [ctx.answer(words.closed(sums))]
    if sums.orders:
        file = orders_file(ctx.session, group_buy, ctx.files, ctx.now)
        replies.append(ctx.private(f"{group_buy.title}的订单清单：{words.sums(sums)}。", file=file))
        supplied = orders_file(ctx.session, group_buy, ctx.files, ctx.now, SUPPLIER)
        replies.append(ctx.private(words.for_supplier(group_buy), file=supplied))
    return ctx.done(reading, *replies, slots=slots)


PART = Part({
    "group_buy_info": group_buy_info, "open_group_buy": explained(open_), "edit_group_buy": explained(edit),
    "close_group_buy": explained(close),
})
