"""Group buys: what they sell, and what staff do with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.context import Context, Part
from bot.handlers.asking import ask, ask_for, elsewhere, explained
from bot.handlers.counter import counter_of
from bot.handlers.orders import NOTHING_OPEN, settled_slots
from bot.handlers.privately import in_private
from bot.messages import Outcome
from bot.rights import staff_rooms, standing_of
from bot.wording import group_buys as words
from bot.wording.orders import choices, safe_name
from catalogue.amounts import to_milli, yuan_text
from catalogue.demand import collection_titled, demands_of, ranking
from catalogue.exports.orders import orders_file
from catalogue.group_buys import (
    Offer,
    close_group_buy,
    edit_group_buy,
    known_here,
    open_group_buy,
    products_of,
)
from catalogue.marks import Marked, mark_paid, mark_picked_up, orders_for, owing
from catalogue.order_lines import amount_of, lines_of
from catalogue.reasons import NotPossible
from catalogue.recipients import people_named
from catalogue.settlement import tally
from catalogue.tables import Collection, GroupBuy, Order, Product, Room
from intents.days import CHINA
from intents.reading import Reading
from intents.scene import Doubt


def group_buy_info(ctx: Context, reading: Reading) -> Outcome:
    """What is sold, for how much, until when, where one fetches it."""
    counter = counter_of(ctx)
    if not counter.group_buys:
        return ctx.done(reading, ctx.answer(NOTHING_OPEN))
    slots = settled_slots(ctx, reading)
    field, title = slots.get("field"), slots.get("group_buy")
    found = counter.named(str(slots["product"]), title) if slots.get("product") else []
    if found:
        text = "\n".join(words.info(counter.group_buy_of(one), one, field, ctx.now) for one in found[:3])
    elif slots.get("product"):
        others = "、".join(product.name for product in counter.products[:8])
        text = f"现在的团里没有{safe_name(str(slots['product']))}，有{others}。"
    else:
        wanted = [one for one in counter.group_buys if title in (None, one.title)] or list(counter.group_buys)
        text = words.overview(
            [(one, [p for p in counter.products if p.group_buy_id == one.id]) for one in wanted], field, ctx.now
        )
    ctx.memory.note_spoken([product.name for product in found] or [one.title for one in counter.group_buys])
    return ctx.done(reading, ctx.answer(text))


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
        raise NotPossible(f"这里没有叫{named}的团购。" if named else NOTHING_OPEN)
    if len(found) > 1:
        titles = tuple(one.title for one in found)
        return which_group_buy(ctx, reading, "哪个团？", titles)
    return found[0]


def open_(ctx: Context, reading: Reading) -> Outcome:
    """Open a group buy here; what is missing is asked for."""
    slots = settled_slots(ctx, reading)
    reading = replace(reading, slots=slots)
    collection = _collection(ctx, slots)
    offers = _offers(ctx, slots, collection)
    if not offers:
        return ask_for(ctx, reading, "items", "卖什么、多少钱？比如“白菜2元/斤”。")
    if missing := [offer.product for offer in offers if offer.price_fen is None]:
        return ask_for(ctx, reading, "items", f"{'、'.join(missing[:5])}多少钱？带上价格再说一遍就行。")
    if not slots.get("deadline"):
        return ask_for(ctx, reading, "deadline", "什么时候截止？比如“明天晚上8点”。")
    pickup = slots.get("pickup") or ()
    least = slots.get("min_quantity")
    group_buy = open_group_buy(
        ctx.session, str(slots.get("title") or f"{offers[0].product}团"), offers, moment(slots["deadline"]),
        rooms_of(ctx), ctx.act, pickup_points=[pickup] if isinstance(pickup, str) else list(pickup),
        min_quantity=None if least is None else to_milli(least), if_short=slots.get("if_short"),
    )
    products = products_of(ctx.session, [group_buy])
    wished = _wished(ctx, collection, [product.name for product in products])
    text = words.opened(group_buy, products, wished, ctx.now)
    ctx.memory.note_spoken([group_buy.title])
    return ctx.done(
        reading, ctx.answer(f"{text}\n{words.UNDO.replace('恢复', '收回')}"),
        *elsewhere(ctx, text, "group_buy", group_buy.rooms), slots=slots,
    )


def moment(text: str) -> datetime:
    """An instant of a slot; a day alone ends at its midnight."""
    at = datetime.fromisoformat(str(text))
    if len(str(text)) <= len("2026-11-28"):
        at = at.replace(hour=23, minute=59)
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


def _collection(ctx: Context, slots: Mapping[str, Any]) -> Collection | None:
    title = slots.get("from_demand")
    return collection_titled(ctx.session, str(title)) if title else None


def _offers(ctx: Context, slots: Mapping[str, Any], collection: Collection | None) -> list[Offer]:
    """The items of the command; from a collection without items, everything that was wished. Units as wished."""
    units = {row.product: row.unit for row in demands_of(ctx.session, collection) if row.unit} if collection else {}
    items: Sequence[Mapping[str, Any]] = slots.get("items") or ()
    if not items and collection is not None:
        items = [{"product": one.product} for one in ranking(ctx.session, collection)[:10]]
    return [
        Offer(
            str(item["product"]), _fen(item.get("price")), item.get("unit") or units.get(str(item["product"])),
            _milli(item.get("stock")), _milli(item.get("limit")), item.get("spec"),
        )
        for item in items
    ]


def _fen(yuan: float | None) -> int | None:
    return None if yuan is None else to_milli(yuan) // 10


def _milli(quantity: float | None) -> int | None:
    return None if quantity is None else to_milli(quantity)


def _wished(ctx: Context, collection: Collection | None, names: Sequence[str]) -> list[str]:
    """橙子（3户）: what of these was wished in the collection."""
    if collection is None:
        return []
    return [f"{one.product}（{one.households}户）" for one in ranking(ctx.session, collection) if one.product in names]


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


def _is_called(product: Product, name: str) -> bool:
    return name == product.name or name in product.aliases


def edit(ctx: Context, reading: Reading) -> Outcome:
    """Change the deadline, prices, stocks or limits."""
    slots = settled_slots(ctx, reading)
    group_buy = _selling(ctx, slots) or _one(ctx, replace(reading, slots=slots), slots)
    if isinstance(group_buy, Outcome):
        return group_buy
    deadline = slots.get("deadline")
    offers = _offers(ctx, {"items": slots.get("items") or ()}, None)
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
    return ctx.done(reading, *replies, slots=slots)


def order_tally(ctx: Context, reading: Reading) -> Outcome:
    """How much of what was ordered so far."""
    slots = settled_slots(ctx, reading)
    found = meant(ctx, slots)
    if not found:
        raise NotPossible(f"这里没有叫{slots['group_buy']}的团购。" if slots.get("group_buy") else NOTHING_OPEN)
    if slots.pop("unpaid", False):
        wanted = known_here(ctx.session, ctx.rooms) if not slots.get("group_buy") else found
        owed = [(one.title, people) for one in wanted if (people := owing(ctx.session, one))]
        return ctx.done(reading, *in_private(ctx, "没付款的名单", words.unpaid(owed)), slots=slots)
    if len(found) == 1:
        text = words.tallied(tally(ctx.session, found[0]), ctx.now)
    else:
        text = "\n".join(f"{one.title}：{words.sums(tally(ctx.session, one))}" for one in found[:6])
    ctx.memory.note_spoken([one.title for one in found])
    return ctx.done(reading, ctx.answer(text), slots=slots)


def paid(ctx: Context, reading: Reading) -> Outcome:
    """Mark somebody's orders as paid."""
    return _mark(ctx, reading, paid=True)


def picked_up(ctx: Context, reading: Reading) -> Outcome:
    """Mark somebody's orders as picked up."""
    return _mark(ctx, reading, paid=False)


def _mark(ctx: Context, reading: Reading, *, paid: bool) -> Outcome:
    slots = settled_slots(ctx, reading)
    reading = replace(reading, slots=slots)
    names = [str(name) for name in slots.get("names") or ()]
    if len(names) > 1 and not slots.get("number"):
        return _mark_several(ctx, reading, names, paid=paid)
    name, number = slots.get("name"), str(slots.get("number") or "")
    known = known_here(ctx.session, rooms_of(ctx))
    group_buys = [one for one in known if slots.get("group_buy") in (None, one.title)]
    if not name and not number:
        return ask_for(ctx, reading, "name", "记谁的？说名字或者单号就行。")
    members = people_named(ctx.session, str(name), rooms_of(ctx)) if name else []
    digits = int(number) if number.isascii() and number.isdigit() else None
    orders = orders_for(ctx.session, group_buys, members=members, name=name, number=digits)
    if not orders:
        whose = safe_name(name) if name else f"{number}号"
        raise NotPossible(f"没找到{whose}在{slots.get('group_buy') or '这里'}的订单，看看名字或单号对不对。")
    ready = [one for one in orders if _can_be_marked(one, paid)]
    titles = tuple(dict.fromkeys(one.title for one in known if one.id in {order.group_buy_id for order in ready}))
    if len(titles) > 1 and not slots.get("group_buy"):
        return which_group_buy(ctx, reading, "记哪个团的？", titles)
    if len(people := _people(ready)) > 1 and len(members) > 1:
        return ask_for(ctx, reading, "number", f"叫{safe_name(name)}的有{len(people)}位下了单，说单号吧。", people)
    done = (mark_paid if paid else mark_picked_up)(ctx.session, ready, ctx.act)
    return ctx.done(reading, ctx.answer(_marked(ctx, done, orders, slots, paid)), slots=slots)


def _mark_several(ctx: Context, reading: Reading, names: Sequence[str], *, paid: bool) -> Outcome:
    """Mark the orders of each of these names; whoever is not found, or is not clear, is named."""
    slots = reading.slots
    known = known_here(ctx.session, rooms_of(ctx))
    group_buys = [one for one in known if slots.get("group_buy") in (None, one.title)]
    found: dict[str, list[Order]] = {}
    missing, unclear = [], []
    for name in dict.fromkeys(names):
        members = people_named(ctx.session, name, rooms_of(ctx))
        orders = orders_for(ctx.session, group_buys, members=members, name=name)
        if not orders:
            missing.append(safe_name(name))
        elif len(members) > 1 and len(_people(orders)) > 1:
            unclear.append(safe_name(name))
        else:
            found[name] = orders
    ready = [one for orders in found.values() for one in orders if _can_be_marked(one, paid)]
    titles = tuple(dict.fromkeys(one.title for one in known if one.id in {order.group_buy_id for order in ready}))
    if len(titles) > 1 and not slots.get("group_buy"):
        return which_group_buy(ctx, reading, "记哪个团的？", titles)
    done = (mark_paid if paid else mark_picked_up)(ctx.session, ready, ctx.act)
    marked = {one.id for one in done.orders}
    sums = [
        (safe_name(name), amount_of(lines_of(ctx.session, [one for one in orders if one.id in marked])))
        for name, orders in found.items() if any(one.id in marked for one in orders)
    ]
    already = [safe_name(name) for name, orders in found.items() if not any(one.id in marked for one in orders)]
    return ctx.done(reading, ctx.answer(words.marked_several(sums, already, missing, unclear, paid=paid)), slots=slots)


def _can_be_marked(order: Order, paid: bool) -> bool:
    return order.status == "placed" or (order.status == "paid" and not paid)


def _people(orders: Sequence[Order]) -> tuple[str, ...]:
    """The numbers of the orders of different people, one each."""
    by_person = {one.beneficiary_id or one.beneficiary_name or one.sender_id: f"{one.number}" for one in orders}
    return tuple(by_person.values())


def _marked(ctx: Context, done: Marked, orders: Sequence[Order], slots: Mapping[str, Any], paid: bool) -> str:
    whose = safe_name(slots.get("name")) if slots.get("name") else f"{orders[0].number}号"
    mark = "已付款" if paid else "已取货"
    if not done.orders:
        return f"{whose}这边早就记过{mark}了。"
    group_buy = ctx.session.get_one(GroupBuy, done.orders[0].group_buy_id)
    fen = amount_of(lines_of(ctx.session, done.orders))
    unpaid = not paid and any(one.paid_at is None for one in done.orders)
    text = f"记好了：{whose}在{group_buy.title}的{yuan_text(fen)}元，{mark}。"
    return text + ("这单还没记过付款。" if unpaid else "") + words.UNDO.replace("恢复", "撤回")


PART = Part({
    "group_buy_info": group_buy_info, "open_group_buy": explained(open_), "edit_group_buy": explained(edit),
    "close_group_buy": explained(close), "order_tally": explained(order_tally), "mark_paid": explained(paid),
    "mark_picked_up": explained(picked_up),
})
