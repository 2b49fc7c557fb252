"""Ordering, changing one's order, and what one has ordered."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.context import Context, Part
from bot.handlers.activities import my_sign_ups
from bot.handlers.counter import Counter, ForWhom, counter_at_hand, counter_of, doubt_of, for_whom, items_of, pickup_of, wants_of
from bot.handlers.privately import in_private
from bot.messages import Outcome
from bot.wording import orders as words
from catalogue.amendments import cancel, live_orders_here, orders_meant, set_pickup, set_total
from catalogue.amounts import from_milli
from catalogue.demand import collections_here, withdraw
from catalogue.group_buys import known_here
from catalogue.order_lines import PAID, PLACED, Line, amount_of, lines_of, orders_of
from catalogue.orders import Recorded, place, same_words_since
from catalogue.stock import Want
from catalogue.tables import GroupBuy, Member, Order, Product
from intents.reading import Reading
from intents.scene import Doubt, LastAct, Question

SAME_WORDS = timedelta(minutes=3)
NOTHING_OPEN = "现在没有正在进行的团购，下次开团我会在群里说。"
NO_ORDER = "你在这里还没有订东西，想要什么直接说要几份就行。"
ABOUT_ACTIVITIES = re.compile("报名|报了|活动")
FOR_ONESELF = re.compile("我自己|自己家|自家|我家")
SPACES = re.compile(r"[\s，。、！!~～,.]+")


def settled_slots(ctx: Context, reading: Reading) -> dict[str, Any]:
    """The slots of the message, with those that an answered question had settled before."""
    question = ctx.speaker.question
    if not (reading.answers and question is not None and question.intent == reading.intent):
        return dict(reading.slots)
    slots = {**question.slots, **reading.slots}
    if FOR_ONESELF.search(ctx.incoming.text):
        slots.pop("beneficiary", None)
    return slots


def order(ctx: Context, reading: Reading) -> Outcome:
    """Record what is clear, and ask one short question about the rest."""
    slots = settled_slots(ctx, reading)
    counter = counter_at_hand(ctx)
    if not counter.group_buys:
        return ctx.done(reading, ctx.answer(NOTHING_OPEN))
    whom = for_whom(ctx, slots.get("beneficiary"))
    ctx.memory.end_question()
    if whom.doubt is not None:
        return _ask(ctx, reading, counter, [whom.doubt], slots, recorded=[])
    wants, doubts = wants_of(counter, slots.get("items") or (), slots.get("group_buy"))
    doubts += reading.doubts
    digest = digest_of(ctx.incoming.text)
    if wants and not reading.answers and same_words_since(
        ctx.session, ctx.sender, ctx.act.room_id, digest, ctx.now - SAME_WORDS, ctx.act.message_id
    ):
        again = [_again(want) for want in wants]
        return _ask(ctx, reading, counter, again, slots, recorded=[])
    recorded = _place(ctx, counter, wants, whom, slots.get("pickup"), None if reading.answers else digest)
    doubts += [doubt_of(trouble) for trouble in recorded.troubles]
    said = ""
    if recorded.lines:
        said = _acknowledge(ctx, counter, recorded, whom, slots.get("pickup"))
        note(ctx, recorded.lines, counter)
    if doubts:
        return _ask(ctx, reading, counter, doubts, slots, recorded.lines, said)
    if not recorded.lines:
        return _ask(ctx, reading, counter, [Doubt("how_many")], slots, [])
    return ctx.done(reading, ctx.answer(said), slots=_with_items(slots, recorded.lines))


def _again(want: Want) -> Doubt:
    quantity = from_milli(want.quantity)
    return Doubt("same_again", want.product.name, want.product.name, quantity, offer=quantity)


def digest_of(text: str) -> str:
    """What makes the same words known again, without keeping them."""
    return hashlib.blake2b(SPACES.sub("", text).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _place(
    ctx: Context, counter: Counter, wants: Sequence[Want], whom: ForWhom, pickup: str | None, digest: str | None
) -> Recorded:
    concerned = {want.product.group_buy_id for want in wants}
    pickups = {
        one.id: pickup_of(ctx, one, pickup, whom.member) for one in counter.group_buys if one.id in concerned
    }
    return place(
        ctx.session, whom.recipient, wants, ctx.act, pickups=pickups, move=bool(pickup), words=digest,
        on_sale=counter.group_buys,
    )


def _acknowledge(
    ctx: Context, counter: Counter, recorded: Recorded, whom: ForWhom, said: str | None
) -> str:
    """What was recorded, the sum, until when, where it is picked up, and that this is not where it was said."""
    lines = [(want.product, want.quantity) for want in recorded.lines]
    held = [ctx.session.get_one(Order, one.id) for one in recorded.orders] if recorded.grown else []
    now_there = lines_of(ctx.session, held)
    totals = [(line.product, line.quantity) for line in now_there]
    grown = sum(quantity for _, quantity in totals) > sum(quantity for _, quantity in lines)
    text = words.placed(lines, recorded.amount_fen, totals if grown else (), amount_of(now_there), whom.name)
    group_buys = [one for one in counter.group_buys if one.id in {order.group_buy_id for order in recorded.orders}]
    pickups = {order.group_buy_id: order.pickup for order in recorded.orders}
    text += words.where_and_when(group_buys, pickups, ctx.now)
    if said and not any(pickup == said for pickup in pickups.values()):
        points = list(dict.fromkeys(point for one in group_buys for point in one.pickup_points))
        text += words.not_there(said, points)
    return text


def note(ctx: Context, wants: Sequence[Want], counter: Counter) -> None:
    """Remember the order for +1, and that its group buy was spoken of."""
    names = tuple(dict.fromkeys(want.product.name for want in wants))
    ctx.memory.note_act(LastAct("order", ctx.now, ctx.speaker.id, products=names))
    titles = [one.title for one in counter.group_buys if any(want.product.group_buy_id == one.id for want in wants)]
    ctx.memory.note_spoken(titles)


def _ask(
    ctx: Context, reading: Reading, counter: Counter, doubts: Sequence[Doubt], slots: Mapping[str, Any],
    recorded: Sequence[Want], said: str = "",
) -> Outcome:
    """Say what was recorded, put one question about the rest, and keep what is settled for the answer."""
    person = any(doubt.kind == "which_person" for doubt in doubts)
    kept = {name: value for name, value in slots.items() if person or name != "items"}
    if not any(can_be_answered(doubt) for doubt in doubts):
        # What comes next is an order of its own: for whom this one was must not stick to it.
        kept = {}
    ctx.memory.ask(Question(reading.intent, tuple(doubts), ctx.now, kept))
    question = words.question(doubts, counter_of(ctx).by_name(), slots.get("beneficiary"))
    if not recorded:
        ctx.memory.note_spoken([one.title for one in counter.group_buys])
    text = f"{said}\n{question}" if said else question
    return ctx.done(reading, ctx.answer(text), slots=_with_items(slots, recorded), asking=True)


def can_be_answered(doubt: Doubt) -> bool:
    """Whether an answer could settle the doubt; what is sold out or used up leaves nothing to choose."""
    return doubt.offer is not None or doubt.kind not in ("sold_out", "over_limit", "closed")


def _with_items(slots: Mapping[str, Any], wants: Sequence[Want]) -> dict[str, Any]:
    """The slots with the items that were recorded; without items where nothing was."""
    others = {name: value for name, value in slots.items() if name != "items"}
    return {"items": items_of(wants), **others} if wants else others


def amend_order(ctx: Context, reading: Reading) -> Outcome:
    """New totals of the items named, another pick-up point, or both."""
    slots = settled_slots(ctx, reading)
    counter = counter_of(ctx)
    ctx.memory.end_question()
    mine = live_orders_here(ctx.session, known_here(ctx.session, ctx.rooms), ctx.sender)
    if not mine:
        return ctx.done(reading, ctx.answer(NO_ORDER if counter.group_buys else NOTHING_OPEN))
    whom = for_whom(ctx, slots.get("beneficiary"))
    if whom.doubt is not None:
        return _ask(ctx, reading, counter, [whom.doubt], slots, [])
    items = [item for item in slots.get("items") or () if "quantity" in item]
    wants, doubts = wants_of(counter, items, slots.get("group_buy"))
    over = _over(ctx, doubts, mine)
    recorded = Recorded()
    for want in wants:
        done = set_total(ctx.session, _meant(ctx, mine, want.product, whom), want, whom.recipient, ctx.act)
        recorded.lines += done.lines
        recorded.troubles += done.troubles
    moved = _move(ctx, mine, whom, slots.get("pickup"))
    return _amended(ctx, reading, counter, slots, recorded, [*reading.doubts, *doubts], over, moved)


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
    holders = [one for one in there if one.id in holding]
    return orders_meant(holders or there, ctx.sender.id, whom.key)


def _move(ctx: Context, mine: Sequence[Order], whom: ForWhom, pickup: str | None) -> list[Order]:
    """Let the open orders that go there be picked up at another point."""
    if not pickup:
        return []
    placed = [one for one in orders_meant(mine, ctx.sender.id, whom.key) if one.status in (PLACED, PAID)]
    known = known_here(ctx.session, ctx.rooms)
    going = {one.id for one in known if pickup in one.pickup_points or not one.pickup_points}
    return set_pickup(ctx.session, [one for one in placed if one.group_buy_id in going], pickup, ctx.act)


def _amended(
    ctx: Context, reading: Reading, counter: Counter, slots: Mapping[str, Any], recorded: Recorded,
    doubts: list[Doubt], over: Sequence[Line], moved: Sequence[Order],
) -> Outcome:
    said = []
    if recorded.lines:
        left = lines_of(ctx.session, live_orders_here(ctx.session, counter.group_buys, ctx.sender))
        said.append(words.amended([(want.product, want.quantity) for want in recorded.lines], left))
    if slots.get("pickup"):
        said.append(_moved_text(ctx, str(slots["pickup"]), moved))
    fixed = [trouble for trouble in recorded.troubles if trouble.kind == "paid"]
    if fixed:
        names = "、".join(trouble.want.product.name for trouble in fixed)
        said.append(f"{names}已经付过款了，要减请找网格员。")
    if over:
        said.append(words.too_late(over))
    doubts += [doubt_of(trouble) for trouble in recorded.troubles if trouble.kind != "paid"]
    if doubts:
        return _ask(ctx, reading, counter, doubts, slots, recorded.lines, "\n".join(said))
    return ctx.done(reading, ctx.answer("\n".join(said) or NO_ORDER), slots=dict(slots))


def _moved_text(ctx: Context, pickup: str, moved: Sequence[Order]) -> str:
    if moved:
        return f"好的，改到{pickup}取。"
    points = {point for one in known_here(ctx.session, ctx.rooms) for point in one.pickup_points}
    if pickup in points:
        return f"本来就在{pickup}取，不用改。"
    return f"这个团不到{pickup}，可以在{'、'.join(sorted(points))}取。" if points else f"这个团不到{pickup}。"


def cancel_order(ctx: Context, reading: Reading) -> Outcome:
    """Cancel some items or everything; paid ones only by staff. What was only wished for is taken back as well."""
    slots = settled_slots(ctx, reading)
    names = [str(item["product"]) for item in slots.get("items") or ()] or None
    whom = for_whom(ctx, slots.get("beneficiary"))
    mine = live_orders_here(ctx.session, known_here(ctx.session, ctx.rooms), ctx.sender)
    if names is not None:
        holding = {line.order.id for line in lines_of(ctx.session, mine) if line.product.name in names}
        mine = [one for one in mine if one.id in holding]
    else:
        mine = [one for one in mine if one.status in (PLACED, PAID)]
    if not mine:
        return ctx.done(reading, ctx.answer(_taken_back(ctx, names or ()) or _not_ordered(ctx, names)))
    meant = orders_meant(mine, ctx.sender.id, whom.key)
    known = {one.id: one.title for one in known_here(ctx.session, ctx.rooms)}
    titles = tuple(dict.fromkeys(known[one.group_buy_id] for one in meant))
    if (title := slots.get("group_buy")) in titles:
        meant = [one for one in meant if known[one.group_buy_id] == title]
    elif names is None and ctx.room is None and len(titles) > 1:
        return _ask_which(ctx, reading, titles)
    gone = cancel(ctx.session, meant, names, ctx.act, by_staff=ctx.speaker.is_staff)
    if gone.lines:
        ctx.memory.end_question()
    said = []
    if gone.lines:
        left = lines_of(ctx.session, live_orders_here(ctx.session, _of(ctx, gone.lines), ctx.sender))
        said.append(words.cancelled(gone.lines, left))
    if gone.paid:
        said.append(words.paid_stays(gone.paid))
    if gone.too_late:
        said.append(words.too_late(gone.too_late))
    return ctx.done(reading, ctx.answer("\n".join(said) or NO_ORDER), slots=slots)


def _not_ordered(ctx: Context, names: Sequence[str] | None) -> str:
    """That nothing of these names was ordered, and what was."""
    lines = lines_of(ctx.session, live_orders_here(ctx.session, known_here(ctx.session, ctx.rooms), ctx.sender))
    if not lines or not names:
        return NO_ORDER
    held = words.listed((line.product, line.quantity) for line in lines)
    return f"你没有订{'、'.join(words.safe_name(name) for name in names)}，订的是{held}。"


def _ask_which(ctx: Context, reading: Reading, titles: tuple[str, ...]) -> Outcome:
    """In a private chat nothing tells which of several group buys is meant."""
    ctx.memory.ask(Question(reading.intent, (Doubt("which_group_buy", choices=titles),), ctx.now, dict(reading.slots)))
    return ctx.done(reading, ctx.answer(f"要取消哪个团的？{words.choices(titles)}"), asking=True)


def _of(ctx: Context, lines: Sequence[Line]) -> list[GroupBuy]:
    ids = {line.order.group_buy_id for line in lines}
    return [one for one in known_here(ctx.session, ctx.rooms) if one.id in ids]


def _taken_back(ctx: Context, names: Sequence[str]) -> str | None:
    """What was said where wishes of these names were taken back; None: there were none."""
    gone = [
        name for collection in collections_here(ctx.session, ctx.rooms, ctx.now) for name in names
        if withdraw(ctx.session, collection, ctx.sender, name, ctx.act)
    ]
    return f"好的，{'、'.join(gone)}不登记了。" if gone else None


def my_orders(ctx: Context, reading: Reading) -> Outcome:
    """Everything that the sender ordered and has not fetched yet, in private."""
    asks_for_sign_ups = ABOUT_ACTIVITIES.search(ctx.incoming.text) is not None
    signed_up = my_sign_ups(ctx)
    text = None if asks_for_sign_ups else _my_list(ctx)
    if text is None:
        none = "你现在没有报名的活动。" if asks_for_sign_ups else "你现在没有还没取的订单。"
        text = signed_up if asks_for_sign_ups or signed_up is None else f"{none}\n{signed_up}"
        return ctx.done(reading, ctx.answer(text or none))
    return ctx.done(reading, *in_private(ctx, "你的订单", text))


def _my_list(ctx: Context) -> str | None:
    group_buys = {one.id: one for one in ctx.session.scalars(select(GroupBuy))}
    mine = orders_of(ctx.session, list(group_buys), ctx.sender.id, (PLACED, PAID))
    by_order: dict[int, list[Line]] = {}
    for line in lines_of(ctx.session, mine):
        by_order.setdefault(line.order.id, []).append(line)
    cards = [
        words.order_card(one, group_buys[one.group_buy_id], by_order[one.id], _for_other(ctx, one))
        for one in mine if one.id in by_order
    ]
    if not cards:
        return None
    hidden = len(cards) - 5
    return "\n".join(cards[:5] + ([f"还有{hidden}单，问网格员要清单。"] if hidden > 0 else []))


def _for_other(ctx: Context, one: Order) -> str | None:
    """The name for whom an order is, where it is not the sender of this message."""
    if one.beneficiary_name:
        return words.safe_name(one.beneficiary_name)
    person = one.beneficiary_id or one.sender_id
    if person is None or person == ctx.sender.id:
        return None
    member = ctx.session.get(Member, person)
    return words.safe_name(member.nickname if member else None)


PART = Part({
    "order": order, "amend_order": amend_order, "my_orders": my_orders,
})
