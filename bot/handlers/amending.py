"""Changing and cancelling what one has ordered, or waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.context import Context, Part
from bot.handlers.counter import Counter, ForWhom, counter_of, doubt_of, for_whom, wants_of
from bot.handlers.ended import amend_late
from bot.handlers.orders import NO_ORDER, NOTHING_OPEN, ask_about, settled_slots
from bot.handlers.other_rooms import told_where
from bot.handlers.others import commands, others_orders, told_of_change
from bot.handlers.standing import Standing, standing
from bot.handlers.waiting import changed_total, leave, waits_here
from bot.handlers.waiting import meant as places_meant
from bot.messages import Outcome
from bot.numbered import safe_name
from bot.wording import orders as words
from catalogue.amendments import Cancelled, cancel, live_orders_here, orders_meant, set_pickup, set_total
from catalogue.amounts import from_milli
from catalogue.demand import collections_here, withdraw
from catalogue.group_buys import known_here
from catalogue.order_lines import LIVE, PAID, PLACED, Line, is_for, lines_of
from catalogue.orders import Recorded
from catalogue.services import live_bookings
from catalogue.stock import Trouble, Want
from catalogue.tables import GroupBuy, Order, Product
from catalogue.waiting import Waiting
from intents.persons import is_the_same
from intents.reading import Reading
from intents.scene import Doubt, Question


def amend_order(ctx: Context, reading: Reading) -> Outcome:
    """New totals of the items named, another pick-up point, or both."""
    if reading.unmet == "closed":
        return amend_late(ctx, reading)
    slots = settled_slots(ctx, reading)
    counter = counter_of(ctx)
    ctx.memory.end_question()
    name, theirs = others_orders(ctx, slots.get("beneficiary")) if commands(ctx, reading) else ("", [])
    mine = theirs or live_orders_here(ctx.session, known_here(ctx.session, ctx.rooms), ctx.sender)
    places = [] if theirs else waits_here(ctx)
    if not mine and not places:
        there = told_where(ctx, [doubt.said for doubt in reading.doubts], changing=True)
        return ctx.done(reading, ctx.answer(there or (NO_ORDER if counter.group_buys else NOTHING_OPEN)))
    whom = for_whom(ctx, name or _as_ordered_for(mine, slots.get("beneficiary")))
    if whom.doubt is not None:
        return ask_about(ctx, reading, counter, [whom.doubt], slots, [])
    if whom.name is not None and not theirs and not orders_meant(mine, ctx.sender.id, whom.key):
        return ctx.done(reading, ctx.answer(f"没找到{words.called(whom.name)}的订单，看看名字对不对。"), slots=slots)
    items = [item for item in slots.get("items") or () if "quantity" in item]
    wants, doubts = wants_of(counter, items, slots.get("group_buy"))
    over = _over(ctx, doubts, mine)
    recorded, said = _new_totals(ctx, wants, mine, places, whom)
    moved, fixed = _move(ctx, mine, whom, slots.get("pickup"))
    if fixed:
        said.append(words.ended((), ctx.sender.nickname, str(slots["pickup"])))
    if slots.get("pickup") and (moved or not fixed):
        said.append(_moved_text(ctx, str(slots["pickup"]), moved, mine))
    outcome = _amended(ctx, reading, counter, slots, recorded, [*reading.doubts, *doubts], over, said, mine)
    if any(ctx.session.get_one(GroupBuy, one.group_buy_id).status != "open" for one in moved):
        outcome.replies[0] = replace(outcome.replies[0], text=words.late(outcome.replies[0].text))
    outcome.replies += told_of_change(ctx, theirs, recorded.lines, moved)
    return outcome


def _as_ordered_for(mine: Sequence[Order], name: str | None) -> str | None:
    """The name under which it was ordered, where it is said otherwise: 邱奶奶 for 3栋的邱奶奶, 老丁 for 老丁家, 老妈 for 我妈."""
    names = list(dict.fromkeys(one.beneficiary_name for one in mine if one.beneficiary_name))
    if not name or name in names:
        return name
    called = [one for one in names if is_the_same(one, name)]
    return called[0] if len(called) == 1 else name


def _new_totals(
    ctx: Context, wants: Sequence[Want], mine: Sequence[Order], places: Sequence[Waiting], whom: ForWhom
) -> tuple[Recorded, list[str]]:
    """Each total in the orders that it belongs to, and what was said of places in a queue."""
    recorded, said = Recorded(), []
    for want in wants:
        there = _meant(ctx, mine, want.product, whom)
        waiting = [one for one in places_meant(places, ctx.sender.id, whom.key) if one.product.id == want.product.id]
        if waiting:
            held = sum(line.quantity for line in lines_of(ctx.session, there) if line.product.id == want.product.id)
            said.append(changed_total(ctx, waiting, want.quantity - held, whom))
            if want.quantity >= held:
                continue
        done = set_total(ctx.session, there, want, whom.recipient, ctx.act)
        recorded.lines += done.lines
        recorded.troubles += done.troubles
        recorded.orders += done.orders
    return recorded, said


def _over(ctx: Context, doubts: list[Doubt], mine: Sequence[Order]) -> list[Line]:
    """Lines of group buys that are over, for names that nothing open sells; their doubts are taken out."""
    unknown = {doubt.said for doubt in doubts if doubt.kind == "unknown_product"}
    over = [line for line in lines_of(ctx.session, mine) if line.product.name in unknown]
    doubts[:] = [doubt for doubt in doubts if doubt.said not in {line.product.name for line in over}]
    return over


def _meant(ctx: Context, mine: Sequence[Order], product: Product, whom: ForWhom) -> list[Order]:
    """The orders to which a new total belongs: those that hold the product, else those of its group buy."""
    there = [one for one in mine if one.group_buy_id == product.group_buy_id]
    holding = {line.order.id for line in lines_of(ctx.session, there) if line.product.id == product.id}
    holders = [one for one in there if one.id in holding] or there
    theirs = all(is_for(one, whom.member.id) for one in there) if whom.member is not None else False
    return holders if theirs else orders_meant(holders, ctx.sender.id, whom.key)


def _move(
    ctx: Context, mine: Sequence[Order], whom: ForWhom, pickup: str | None
) -> tuple[list[Order], list[Order]]:
    """Let the orders that go there be picked up at another point; gives those moved, and those of which the list is out."""
    if not pickup:
        return [], []
    theirs = whom.member is not None and all(is_for(one, whom.member.id) for one in mine)
    meant = list(mine) if theirs else orders_meant(mine, ctx.sender.id, whom.key)
    placed = [one for one in meant if one.status in (PLACED, PAID)]
    known = {one.id: one for one in known_here(ctx.session, ctx.rooms)}
    going = [one for one in placed if pickup in (points := known[one.group_buy_id].pickup_points) or not points]
    open_still = [one for one in going if known[one.group_buy_id].status == "open" or ctx.speaker.is_staff]
    moved = set_pickup(ctx.session, open_still, pickup, ctx.act)
    return moved, [one for one in going if one not in open_still and one.pickup != pickup]


def _amended(
    ctx: Context, reading: Reading, counter: Counter, slots: Mapping[str, Any], recorded: Recorded,
    doubts: list[Doubt], over: Sequence[Line], said: list[str], mine: Sequence[Order],
) -> Outcome:
    if recorded.lines:
        left = _left(ctx, counter, mine, recorded)
        lines = [(want.product, want.quantity) for want in recorded.lines]
        said.insert(0, words.amended(lines, left.lines, left.whose))
    fixed = [trouble for trouble in recorded.troubles if trouble.kind == "paid"]
    if fixed:
        names = "、".join(trouble.want.product.name for trouble in fixed)
        said.append(f"{names}已经付过款了，要减请找网格员。")
    if over:
        said.append(words.too_late(over, ctx.sender.nickname))
    gone = [trouble for trouble in recorded.troubles if trouble.kind == "sold_out"]
    doubts += [doubt_of(trouble) for trouble in recorded.troubles if trouble.kind not in ("paid", "sold_out")]
    if gone and not doubts:
        return _offer_to_wait(ctx, reading, counter, slots, recorded, gone, said)
    if doubts:
        return ask_about(ctx, reading, counter, doubts, slots, recorded.lines, "\n".join(said))
    return ctx.done(reading, ctx.answer("\n".join(said) or NO_ORDER), slots=dict(slots))


def _left(ctx: Context, counter: Counter, mine: Sequence[Order], recorded: Recorded) -> Standing:
    """What stands in the orders of the person whose order was meant, of the group buys that are open."""
    changed = [ctx.session.get_one(Order, one.id) for one in recorded.orders]
    open_now = {one.id for one in counter.group_buys}
    orders = [one for one in dict.fromkeys((*mine, *changed)) if one.status in LIVE and one.group_buy_id in open_now]
    return standing(ctx, orders, changed or orders_meant(orders, ctx.sender.id, None))


def _offer_to_wait(
    ctx: Context, reading: Reading, counter: Counter, slots: Mapping[str, Any], recorded: Recorded,
    troubles: Sequence[Trouble], said: list[str],
) -> Outcome:
    """More is wanted of what is sold out: what was ordered stays, the rest may be waited for."""
    doubts = [
        Doubt(
            "sold_out", one.want.product.name, one.want.product.name, from_milli(one.want.quantity - one.possible),
            offer=from_milli(one.queue) or None,
        )
        for one in troubles
    ]
    kept = {name: value for name, value in slots.items() if name != "items"}
    outcome = ask_about(ctx, reading, counter, doubts, kept, recorded.lines, "\n".join(said))
    ctx.memory.ask(Question("order", tuple(doubts), ctx.now, kept))
    return replace(outcome, slots=dict(slots))


def _moved_text(ctx: Context, pickup: str, moved: Sequence[Order], mine: Sequence[Order]) -> str:
    if moved:
        return f"好的，改到{pickup}取。"
    concerned = {one.group_buy_id for one in mine}
    points = {point for one in known_here(ctx.session, ctx.rooms) if one.id in concerned for point in one.pickup_points}
    if pickup in points:
        return f"本来就在{pickup}取，不用改。"
    return f"这个团不到{pickup}，可以在{'、'.join(sorted(points))}取。" if points else f"这个团不到{pickup}。"


def cancel_order(ctx: Context, reading: Reading) -> Outcome:
    """Cancel some items or everything; paid ones only by staff. What was waited or wished for is given up as well."""
    slots = settled_slots(ctx, reading)
    if shared := next((one for one in reading.doubts if one.kind == "which_product" and one.choices), None):
        return ctx.done(reading, ctx.answer(words.which_of_own(shared.said, shared.choices)), asking=True)
    names = [str(item["product"]) for item in slots.get("items") or ()] or None
    mine = live_orders_here(ctx.session, known_here(ctx.session, ctx.rooms), ctx.sender)
    whom = for_whom(ctx, _as_ordered_for(mine, slots.get("beneficiary")))
    if whom.name is not None and not orders_meant(mine, ctx.sender.id, whom.key) and not waits_here(ctx):
        return ctx.done(reading, ctx.answer(f"没找到{words.called(whom.name)}的订单，看看名字对不对。"), slots=_own(slots))
    if names is not None:
        holding = {line.order.id for line in lines_of(ctx.session, mine) if line.product.name in names}
        mine = [one for one in mine if one.id in holding]
    else:
        mine = [one for one in mine if one.status in (PLACED, PAID)]
    places = places_meant(waits_here(ctx, names), ctx.sender.id, whom.key)
    if not mine and not places:
        return ctx.done(reading, ctx.answer(_taken_back(ctx, names or ()) or _not_ordered(ctx, names)))
    meant = orders_meant(mine, ctx.sender.id, whom.key)
    known = {one.id: one.title for one in known_here(ctx.session, ctx.rooms)}
    titles = tuple(dict.fromkeys(known[one.group_buy_id] for one in meant))
    if (title := slots.get("group_buy")) in titles:
        meant = [one for one in meant if known[one.group_buy_id] == title]
    elif names is None and ctx.room is None and len(titles) > 1:
        return _ask_which(ctx, reading, titles)
    # Before the order: what is given back must not come to whoever gives it back.
    no_queue = leave(ctx, places)
    gone = cancel(ctx.session, meant, names, ctx.act, by_staff=ctx.speaker.is_staff)
    if gone.lines or no_queue:
        ctx.memory.end_question()
    return ctx.done(reading, ctx.answer(_gone_text(ctx, gone, no_queue) or NO_ORDER), slots=_own(slots))


def _own(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The slots of the specification, which knows no beneficiary of a cancellation."""
    return {name: value for name, value in slots.items() if name != "beneficiary"}


def _gone_text(ctx: Context, gone: Cancelled, no_queue: str) -> str:
    """What was cancelled, what stays and why."""
    said = []
    if gone.lines:
        orders = live_orders_here(ctx.session, _on_sale_or_of(ctx, gone.lines), ctx.sender)
        left = standing(ctx, orders, [line.order for line in gone.lines])
        said.append(words.cancelled(gone.lines, left.lines, left.whose, left.others))
    if no_queue:
        said.append(no_queue)
    if gone.paid:
        said.append(words.paid_stays(gone.paid))
    if gone.too_late:
        said.append(words.too_late(gone.too_late, ctx.sender.nickname))
    return "\n".join(said)


def _not_ordered(ctx: Context, names: Sequence[str] | None) -> str:
    """That nothing of these names was ordered, and what was."""
    lines = lines_of(ctx.session, live_orders_here(ctx.session, known_here(ctx.session, ctx.rooms), ctx.sender))
    if names and (there := told_where(ctx, names, changing=True)) is not None:
        return there
    if not lines or not names:
        booked = not lines and not names and live_bookings(ctx.session, ctx.sender)
        return words.NO_ORDER_BUT_BOOKED if booked else NO_ORDER
    held = words.listed((line.product, line.quantity) for line in lines)
    return f"你没有订{'、'.join(safe_name(name) for name in names)}，订的是{held}。"


def _ask_which(ctx: Context, reading: Reading, titles: tuple[str, ...]) -> Outcome:
    """In a private chat nothing tells which of several group buys is meant."""
    ctx.memory.ask(Question(reading.intent, (Doubt("which_group_buy", choices=titles),), ctx.now, dict(reading.slots)))
    return ctx.done(reading, ctx.answer(f"要取消哪个团的？{words.choices(titles)}"), asking=True)


def _on_sale_or_of(ctx: Context, lines: Sequence[Line]) -> list[GroupBuy]:
    """The group buys that are open here, and those of these lines."""
    ids = {line.order.group_buy_id for line in lines}
    return [one for one in known_here(ctx.session, ctx.rooms) if one.id in ids or one.status == "open"]


def _taken_back(ctx: Context, names: Sequence[str]) -> str | None:
    """What was said where wishes of these names were taken back; None: there were none."""
    gone = [
        name for collection in collections_here(ctx.session, ctx.rooms, ctx.now) for name in names
        if withdraw(ctx.session, collection, ctx.sender, name, ctx.act)
    ]
    return f"好的，{'、'.join(gone)}不登记了。" if gone else None


PART = Part({"amend_order": amend_order})
