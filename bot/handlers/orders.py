"""Ordering: what is clear is recorded, the rest is asked about, what is sold out may be waited for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.context import Context, Part
from bot.handlers.counter import Counter, ForWhom, counter_at_hand, counter_of, doubt_of, for_whom, items_of, pickup_of, wants_of
from bot.handlers.ended import order_late
from bot.handlers.other_rooms import told_where
from bot.handlers.waiting import Queued, queue_up, will_wait
from bot.messages import Outcome
from bot.wording import orders as words
from catalogue.amounts import from_milli
from catalogue.order_lines import amount_of, lines_of
from catalogue.orders import Recorded, place, same_words_since
from catalogue.stock import Want
from catalogue.tables import Order
from intents.normalise import normalise
from intents.order_words import without_order_words
from intents.reading import Reading
from intents.scene import Doubt, LastAct, Question

SAME_WORDS = timedelta(minutes=3)
_MORE = re.compile("[再还另又多加也]|追加|补")
NOTHING_OPEN = "现在没有正在进行的团购，下次开团我会在群里说。"
NO_ORDER = "你在这里还没有订东西，想要什么直接说要几份就行。"
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
    if reading.unmet == "closed":
        return order_late(ctx, reading)
    slots = settled_slots(ctx, reading)
    counter = counter_at_hand(ctx)
    if not counter.group_buys:
        return ctx.done(reading, ctx.answer(told_where(ctx, [one.said for one in reading.doubts]) or NOTHING_OPEN))
    whom = for_whom(ctx, slots.get("beneficiary"))
    ctx.memory.end_question()
    if whom.doubt is not None:
        return ask_about(ctx, reading, counter, [whom.doubt], slots, recorded=[])
    wants, doubts = wants_of(counter, slots.get("items") or (), slots.get("group_buy"))
    doubts += reading.doubts
    digest = digest_of(ctx.incoming.text, wants, whom)
    if wants and ctx.speaker.ordered and not reading.answers and same_words_since(
        ctx.session, ctx.sender, ctx.act.room_id, digest, ctx.now - SAME_WORDS, ctx.act.message_id
    ):
        again = [_again(want) for want in wants]
        return ask_about(ctx, reading, counter, again, slots, recorded=[])
    recorded = _place(ctx, counter, wants, whom, slots.get("pickup"), None if reading.answers else digest)
    queued = _queued(ctx, reading, recorded, whom, slots.get("pickup"))
    doubts += [doubt_of(trouble) for trouble in queued.troubles]
    said = queued.text()
    if recorded.lines:
        said = "\n".join(filter(None, (_acknowledge(ctx, counter, recorded, whom, slots.get("pickup")), said)))
        note(ctx, recorded.lines, counter)
    doubts, there = _sold_here(ctx, doubts) if recorded.lines else (doubts, "")
    said = "\n".join(filter(None, (said, there)))
    if doubts:
        return ask_about(ctx, reading, counter, doubts, slots, recorded.lines, said)
    if not said:
        return ask_about(ctx, reading, counter, [Doubt("how_many")], slots, [])
    return ctx.done(reading, ctx.answer(said), slots=_with_items(slots, recorded.lines))


def _queued(ctx: Context, reading: Reading, recorded: Recorded, whom: ForWhom, pickup: str | None) -> Queued:
    """What is short goes into the queue where the sender said so; the other troubles stay to be asked about."""
    if not recorded.troubles:
        return Queued()
    return queue_up(ctx, recorded.troubles, whom, pickup, will_wait(ctx, reading.answers))


def _again(want: Want) -> Doubt:
    quantity = from_milli(want.quantity)
    return Doubt("same_again", want.product.name, want.product.name, quantity, offer=quantity)


def digest_of(text: str, wants: Sequence[Want], whom: ForWhom) -> str:
    """What makes the same words for the same goods known again, without keeping them: 我要鸡蛋一盒 as 鸡蛋一盒啊, but not with
    再 or 另外; a second +1 only where it means the same thing.
    """
    plain = SPACES.sub("", normalise(text))
    if not _MORE.search(plain):
        plain = without_order_words(plain) or plain
    plain = f"{plain}|{whom.key}|{sorted((want.product.id, want.quantity) for want in wants)}"
    return hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=8).hexdigest()


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
    if len(group_buys) == 1 and recorded.orders[0].proposed and _lives_nowhere(whom):
        text += words.or_elsewhere(group_buys[0].pickup_points, recorded.orders[0].pickup)
    if said and not any(pickup == said for pickup in pickups.values()):
        points = list(dict.fromkeys(point for one in group_buys for point in one.pickup_points))
        text += words.not_there(said, points)
    return text


def _lives_nowhere(whom: ForWhom) -> bool:
    """Whether nothing is known of where the goods had best be fetched."""
    return whom.member is None or whom.member.home_place_id is None


def note(ctx: Context, wants: Sequence[Want], counter: Counter) -> None:
    """Remember the order for +1, and that its group buy was spoken of."""
    names = tuple(dict.fromkeys(want.product.name for want in wants))
    ctx.memory.note_act(LastAct("order", ctx.now, ctx.speaker.id, products=names))
    titles = [one.title for one in counter.group_buys if any(want.product.group_buy_id == one.id for want in wants)]
    ctx.memory.note_spoken(titles)


def ask_about(
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
    question = _asked(ctx, doubts, counter_of(ctx), slots.get("beneficiary"))
    if not recorded:
        ctx.memory.note_spoken([one.title for one in counter.group_buys])
    text = f"{said}\n{question}" if said else question
    return ctx.done(reading, ctx.answer(text), slots=_with_items(slots, recorded), asking=True)


def _asked(ctx: Context, doubts: Sequence[Doubt], counter: Counter, whom: str | None) -> str:
    """One short question; of goods that another room sells it says where."""
    rest, there = _sold_here(ctx, doubts)
    asked = words.question(rest, counter.by_name(), whom) if rest else words.other_goods(counter.by_name())
    return f"{there}\n{asked}" if there else asked


def _sold_here(ctx: Context, doubts: Sequence[Doubt]) -> tuple[list[Doubt], str]:
    """The doubts without those about goods that another room sells, and where those are sold."""
    unknown = [doubt.said for doubt in doubts if doubt.kind == "unknown_product"]
    there = {name: text for name in unknown if (text := told_where(ctx, [name]))}
    rest = [doubt for doubt in doubts if doubt.kind != "unknown_product" or doubt.said not in there]
    return rest, "\n".join(there.values())


def can_be_answered(doubt: Doubt) -> bool:
    """Whether an answer could settle the doubt; what is sold out or used up leaves nothing to choose."""
    return doubt.offer is not None or doubt.kind not in ("sold_out", "over_limit", "closed", "each_of_what")


def _with_items(slots: Mapping[str, Any], wants: Sequence[Want]) -> dict[str, Any]:
    """The slots with the items that were recorded; without items where nothing was."""
    others = {name: value for name, value in slots.items() if name != "items"}
    return {"items": items_of(wants), **others} if wants else others


PART = Part({"order": order})
