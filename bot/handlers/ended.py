"""Changes of what has ended: refused with the way out, except for staff, who hear that the lists have changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.context import Context
from bot.handlers.counter import Counter, ForWhom, doubt_of, for_whom, items_of, pickup_of, wants_of
from bot.handlers.others import commands, others_orders, told_of_change
from bot.messages import Outcome
from bot.numbered import safe_name
from bot.wording import orders as words
from catalogue.amendments import orders_meant, set_pickup, set_total
from catalogue.amounts import quantity_text
from catalogue.group_buys import SPOKEN_OF, known_here, products_of
from catalogue.order_lines import amount_of, lines_of, orders_of
from catalogue.orders import Recorded, place
from catalogue.stock import Want
from catalogue.tables import GroupBuy, Order
from intents.reading import Reading
from intents.scene import Doubt


def ended_here(ctx: Context) -> list[GroupBuy]:
    """The group buys of these rooms that ended in the last days, the newest first."""
    return [
        one for one in known_here(ctx.session, ctx.rooms)
        if one.status in ("closed", "settled") and ctx.now - (one.closed_at or one.deadline) < SPOKEN_OF
    ]


def order_late(ctx: Context, reading: Reading) -> Outcome:
    """More of what has ended: staff may still add it, whoever else is told how."""
    counter, wants, doubts = _wanted(ctx, reading)
    if not ctx.speaker.is_staff:
        return _refused(ctx, reading, wants)
    whom = for_whom(ctx, reading.slots.get("beneficiary"))
    doubts += [whom.doubt] if whom.doubt is not None else []
    if doubts or not wants:
        return _unclear(ctx, reading, counter, doubts, whom)
    said = reading.slots.get("pickup")
    pickups = {one.id: pickup_of(ctx, one, said, whom.member) for one in counter.group_buys}
    done = place(ctx.session, whom.recipient, wants, ctx.act, pickups=pickups, move=bool(said), late=True)
    text = [_added(ctx, done, whom)] if done.lines else []
    text += [words.question([doubt_of(trouble)], counter.by_name(), whom.name) for trouble in done.troubles[:2]]
    told = words.late("\n".join(text)) if done.lines else "\n".join(text)
    return ctx.done(reading, ctx.answer(told), slots=_with(reading.slots, done.lines))


def _added(ctx: Context, done: Recorded, whom: ForWhom) -> str:
    held = lines_of(ctx.session, [ctx.session.get_one(Order, one.id) for one in done.orders]) if done.grown else []
    totals = [(line.product, line.quantity) for line in held]
    lines = [(want.product, want.quantity) for want in done.lines]
    return words.placed(lines, done.amount_fen, totals, amount_of(held), whom.name)


def amend_late(ctx: Context, reading: Reading) -> Outcome:
    """Another number or pick-up point for what has ended: by staff, for themselves or for somebody named."""
    counter, wants, doubts = _wanted(ctx, reading)
    pickup = str(reading.slots.get("pickup") or "") or None
    if not ctx.speaker.is_staff:
        return _refused(ctx, reading, wants, pickup, more=False)
    name, theirs = others_orders(ctx, reading.slots.get("beneficiary")) if commands(ctx, reading) else ("", [])
    whom = for_whom(ctx, name or reading.slots.get("beneficiary"))
    ids = {one.id for one in counter.group_buys}
    own = orders_of(ctx.session, list(ids), ctx.sender.id)
    orders = [one for one in theirs if one.group_buy_id in ids] or orders_meant(own, ctx.sender.id, whom.key)
    if doubts or not orders:
        return _unclear(ctx, reading, counter, doubts, whom)
    lines = []
    for want in wants:
        there = [one for one in orders if one.group_buy_id == want.product.group_buy_id]
        done = set_total(ctx.session, there, want, whom.recipient, ctx.act, late=True)
        lines += done.lines
        doubts += [doubt_of(trouble) for trouble in done.troubles]
    text = [words.amended([(want.product, want.quantity) for want in lines], lines_of(ctx.session, orders))] if lines else []
    if pickup and (moved := set_pickup(ctx.session, orders, pickup, ctx.act)):
        text.append(f"好的，{len(moved)}单改到{pickup}取。")
    told = words.late("\n".join(text)) if text else words.question(doubts, counter.by_name(), whom.name)
    others = told_of_change(ctx, theirs, lines, orders if pickup else ())
    return ctx.done(reading, ctx.answer(told), *others, slots=_with(reading.slots, lines))


def _wanted(ctx: Context, reading: Reading) -> tuple[Counter, list[Want], list[Doubt]]:
    group_buys = ended_here(ctx)
    counter = Counter(tuple(group_buys), tuple(products_of(ctx.session, group_buys)))
    items = [item for item in reading.slots.get("items") or () if "quantity" in item]
    wants, doubts = wants_of(counter, items, reading.slots.get("group_buy"))
    return counter, wants, [*doubts, *reading.doubts]


def _refused(
    ctx: Context, reading: Reading, wants: Sequence[Want], pickup: str | None = None, *, more: bool = True
) -> Outcome:
    names = [want.product.name for want in wants] or [doubt.product for doubt in reading.doubts if doubt.product]
    much = f"{quantity_text(wants[0].quantity)}{wants[0].product.unit or '份'}" if wants else None
    text = words.ended(names, ctx.sender.nickname, pickup, more=more, much=much)
    return ctx.done(reading, ctx.answer(text), slots=_with(reading.slots, ()))


def _unclear(
    ctx: Context, reading: Reading, counter: Counter, doubts: Sequence[Doubt], whom: ForWhom
) -> Outcome:
    if doubts:
        text = words.question(doubts, counter.by_name(), whom.name)
    else:
        whose = safe_name(whom.name) if whom.name else "你"
        text = f"没找到{whose}的订单，看看名字对不对；要新加就说“帮谁加几份什么”。"
    return ctx.done(reading, ctx.answer(text), slots=_with(reading.slots, ()))


def _with(slots: Mapping[str, Any], wants: Sequence[Want]) -> dict[str, Any]:
    """The slots with the items that were recorded, without items where nothing was."""
    others = {name: value for name, value in slots.items() if name != "items"}
    return {"items": items_of(wants), **others} if wants else others
