"""Paid and picked up, as staff mark it; and reminding those of whom it is waited for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.context import Context, Part
from bot.handlers.asking import ask_for, explained
from bot.handlers.group_buys import rooms_of, which_group_buy
from bot.handlers.orders import settled_slots
from bot.messages import Outcome
from bot.numbered import safe_name
from bot.wording import marks as words
from catalogue.group_buys import known_here
from catalogue.marks import Waited, mark_paid, mark_picked_up, not_fetched, orders_for, owing
from catalogue.order_lines import amount_of, lines_of
from catalogue.reasons import NotPossible
from catalogue.recipients import people_named
from catalogue.tables import GroupBuy, Member, Order
from intents.reading import Reading


def paid(ctx: Context, reading: Reading) -> Outcome:
    """Mark orders as paid: somebody's, a building's, by number, or all."""
    return _mark(ctx, reading, paid=True)


def picked_up(ctx: Context, reading: Reading) -> Outcome:
    """Mark orders as picked up: somebody's, a building's, by number, or all."""
    return _mark(ctx, reading, paid=False)


def _mark(ctx: Context, reading: Reading, *, paid: bool) -> Outcome:
    slots = settled_slots(ctx, reading)
    reading = replace(reading, slots=slots)
    names = [str(name) for name in slots.get("names") or ()]
    if len(names) > 1 and not slots.get("number"):
        return _mark_names(ctx, reading, names, paid=paid)
    if which := _which(slots):
        return _mark_many(ctx, reading, which, paid=paid)
    name, number = slots.get("name"), str(slots.get("number") or "")
    if not name and not number:
        return ask_for(ctx, reading, "name", "记谁的？说名字或者单号就行。")
    known = _selling(ctx, slots)
    members = people_named(ctx.session, str(name), rooms_of(ctx)) if name else []
    orders = orders_for(ctx.session, known, members=members, name=name, numbers=_numbers([number]) if number else None)
    if not orders:
        whose = safe_name(name) if name else f"{number}号"
        raise NotPossible(f"没找到{whose}在{slots.get('group_buy') or '这里'}的订单，看看名字或单号对不对。")
    ready = [one for one in orders if _can_be_marked(one, paid)]
    titles = _titles(known, ready)
    if len(titles) > 1 and not slots.get("group_buy"):
        return which_group_buy(ctx, reading, "记哪个团的？", titles)
    if len(people := _people(ready)) > 1 and len(members) > 1:
        return ask_for(ctx, reading, "number", f"叫{safe_name(name)}的有{len(people)}位下了单，说单号吧。", people)
    done = (mark_paid if paid else mark_picked_up)(ctx.session, ready, ctx.act)
    whose = safe_name(name) if name else f"{orders[0].number}号（{_whose(ctx, orders[0])}）"
    if not done.orders:
        return ctx.done(reading, ctx.answer(f"{whose}这边早就记过{'已付款' if paid else '已取货'}了。"), slots=slots)
    title = ctx.session.get_one(GroupBuy, done.orders[0].group_buy_id).title
    unpaid = 0 if paid else _worth(ctx, [one for one in done.orders if one.paid_at is None])
    text = words.marked(whose, title, _worth(ctx, done.orders), paid=paid, unpaid=unpaid)
    return ctx.done(reading, ctx.answer(text), slots=slots)


def _whose(ctx: Context, order: Order) -> str:
    member = ctx.session.get(Member, order.beneficiary_id or order.sender_id or 0)
    return safe_name(order.beneficiary_name or (member.nickname if member else None))


def _which(slots: Mapping[str, Any]) -> str:
    """What stands for several orders at once: 3栋, 1到5号, 全部; "" where one person is meant."""
    if slots.get("name") or slots.get("number"):
        return ""
    if slots.get("building"):
        return f"{slots['building']}{'其余' if slots.get('except') else ''}"
    if numbers := _numbers(slots.get("numbers") or ()):
        return _in_words(numbers)
    return "其余" if slots.get("except") else "全部" if slots.get("all") else ""


def _in_words(numbers: Sequence[int]) -> str:
    """Numbers in order as they are said: 1到3号; 1号、3号."""
    whole = len(numbers) > 2 and list(numbers) == list(range(numbers[0], numbers[-1] + 1))
    return f"{numbers[0]}到{numbers[-1]}号" if whole else "、".join(f"{one}号" for one in numbers)


def _mark_many(ctx: Context, reading: Reading, which: str, *, paid: bool) -> Outcome:
    """Mark the orders of a building, of some numbers, or all that miss the mark, in one group buy."""
    slots = reading.slots
    known = _selling(ctx, slots)
    building = str(slots["building"]) if slots.get("building") else None
    numbers = None if building else _numbers(slots.get("numbers") or ()) or None
    orders = orders_for(ctx.session, known, name=building, numbers=numbers)
    absent = sorted(set(numbers or ()) - {one.number for one in orders})
    left_out = {one.id for said in slots.get("except") or () for one in _left_out(ctx, known, str(said))}
    orders = [one for one in orders if one.id not in left_out]
    ready = [one for one in orders if _can_be_marked(one, paid)]
    if not ready:
        if numbers and not orders:
            raise NotPossible(f"没找到{which}，看看单号对不对。")
        raise NotPossible(words.none_waiting("这里" if which == "全部" else which, paid=paid))
    titles = _titles(known, ready)
    if len(titles) > 1:
        return which_group_buy(ctx, reading, "记哪个团的？", titles)
    done = (mark_paid if paid else mark_picked_up)(ctx.session, ready, ctx.act)
    group_buy = ctx.session.get_one(GroupBuy, done.orders[0].group_buy_id)
    left = sum(_can_be_marked(one, paid) for one in orders_for(ctx.session, [group_buy]))
    which = _in_words(sorted(one.number for one in done.orders if one.number)) if numbers else which
    text = words.marked_many(which, group_buy.title, len(done.orders), _worth(ctx, done.orders), left, paid=paid)
    if absent:
        text += f"\n没找到{'、'.join(f'{one}号' for one in absent)}，看看单号对不对。"
    return ctx.done(reading, ctx.answer(text), slots=slots)


def _left_out(ctx: Context, known: Sequence[GroupBuy], said: str) -> list[Order]:
    """The orders of somebody who is not to be marked with all others. Raises: NotPossible where they have none."""
    if said.isdigit():
        found = orders_for(ctx.session, known, numbers=_numbers([said]))
    else:
        found = orders_for(ctx.session, known, members=people_named(ctx.session, said, rooms_of(ctx)), name=said)
    if not found:
        raise NotPossible(f"没找到{safe_name(said)}的订单，所以都没有记。看看名字或单号对不对。")
    return found


def _mark_names(ctx: Context, reading: Reading, names: Sequence[str], *, paid: bool) -> Outcome:
    """Mark the orders of each of these names; whoever is not found, or is not clear, is named."""
    slots = reading.slots
    known = _selling(ctx, slots)
    found: dict[str, list[Order]] = {}
    missing, unclear = [], []
    for name in dict.fromkeys(names):
        members = people_named(ctx.session, name, rooms_of(ctx))
        orders = orders_for(ctx.session, known, members=members, name=name)
        if not orders:
            missing.append(safe_name(name))
        elif len(members) > 1 and len(_people(orders)) > 1:
            unclear.append(safe_name(name))
        else:
            found[name] = orders
    ready = [one for orders in found.values() for one in orders if _can_be_marked(one, paid)]
    titles = _titles(known, ready)
    if len(titles) > 1 and not slots.get("group_buy"):
        return which_group_buy(ctx, reading, "记哪个团的？", titles)
    done = (mark_paid if paid else mark_picked_up)(ctx.session, ready, ctx.act)
    marked = {one.id for one in done.orders}
    sums = [
        (safe_name(name), _worth(ctx, [one for one in orders if one.id in marked]))
        for name, orders in found.items() if any(one.id in marked for one in orders)
    ]
    already = [safe_name(name) for name, orders in found.items() if not any(one.id in marked for one in orders)]
    return ctx.done(reading, ctx.answer(words.marked_several(sums, already, missing, unclear, paid=paid)), slots=slots)


def _selling(ctx: Context, slots: Mapping[str, Any]) -> list[GroupBuy]:
    """The group buys whose orders may be meant."""
    known = known_here(ctx.session, rooms_of(ctx))
    return [one for one in known if slots.get("group_buy") in (None, one.title)]


def _numbers(said: Sequence[Any]) -> list[int]:
    return sorted({int(text) for text in map(str, said) if text.isascii() and text.isdigit() and len(text) < 7})


def _titles(known: Sequence[GroupBuy], orders: Sequence[Order]) -> tuple[str, ...]:
    concerned = {order.group_buy_id for order in orders}
    return tuple(dict.fromkeys(one.title for one in known if one.id in concerned))


def _worth(ctx: Context, orders: Collection[Order]) -> int:
    return amount_of(lines_of(ctx.session, orders))


def _can_be_marked(order: Order, paid: bool) -> bool:
    return order.paid_at is None if paid else order.status in ("placed", "paid")


def _people(orders: Sequence[Order]) -> tuple[str, ...]:
    """The numbers of the orders of different people, one each."""
    by_person = {one.beneficiary_id or one.beneficiary_name or one.sender_id: f"{one.number}" for one in orders}
    return tuple(by_person.values())


def remind(ctx: Context, reading: Reading) -> Outcome:
    """Have the rooms told whose payment or goods are waited for: of the group buy named, else of all that ended here."""
    slots = settled_slots(ctx, reading)
    paid = slots.get("what") == "paid"
    waiting: list[tuple[GroupBuy, list[Waited]]] = []
    for group_buy in _selling(ctx, slots):
        people = (owing if paid else not_fetched)(ctx.session, group_buy)
        if people and (paid or slots.get("group_buy") or group_buy.status != "open"):
            waiting.append((group_buy, people))
    if not waiting:
        still_open = any(one.status == "open" for one in _selling(ctx, slots))
        text = "团还没截止，现在不用催。" if still_open and not paid else "不用提醒，都" + ("付清了。" if paid else "取完了。")
        return ctx.done(reading, ctx.answer(text), slots=slots)
    rooms = rooms_of(ctx)
    notices = []
    for group_buy, people in waiting:
        for room in rooms:
            of_room = [one for one in people if any(line.order.room_id in (room.id, None) for line in one.lines)]
            if of_room:
                notices.append(ctx.notice(words.reminder(group_buy.title, of_room, paid=paid), room, "reminder"))
    told = words.reminded([(group_buy.title, len(people)) for group_buy, people in waiting], paid=paid)
    return ctx.done(reading, ctx.answer(told), *notices, slots=slots)


PART = Part({
    "mark_paid": explained(paid), "mark_picked_up": explained(picked_up), "remind_orders": explained(remind),
})
