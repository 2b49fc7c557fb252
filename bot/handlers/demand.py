"""What people would buy, before there is a group buy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.context import Context, Part
from bot.handlers.asking import ask_for, elsewhere, explained
from bot.handlers.counter import ForWhom, for_whom
from bot.handlers.group_buys import moment, rooms_of
from bot.handlers.orders import settled_slots
from bot.messages import Outcome
from bot.wording import demand as words
from bot.wording.group_buys import UNDO
from bot.wording.orders import question
from catalogue.amounts import to_milli
from catalogue.demand import (
    ONESELF,
    Beneficiary,
    collections_here,
    demands_of,
    express,
    known_collections,
    open_collection,
    ranking,
    withdraw,
)
from catalogue.group_buys import known_here, products_of
from catalogue.reasons import NotPossible
from catalogue.tables import Collection
from intents.normalise import normalise
from intents.numbers import find_quantities
from intents.reading import Reading
from intents.scene import LastAct, Question

Noted = tuple[str, "int | None", "str | None"]
MORE = re.compile(
    r"再(?:加|来|要|订|给|添|拿|登记)|(?<![增参更])加[一二两三四五六七八九十半0-9]|多(?:加|来|要)[一二两三四五六七八九十半0-9]"
)
CHANGES = re.compile("改成|改为|换成|变成|改到")
ME_TOO = re.compile(r"^\s*+(?:(?:我家|我)\s*+)?(?:[+＋]\s*[0-9一]|加一|也要|也来|同上|跟|接)")
LATELY = timedelta(days=3)
NOTHING_OPEN = "现在没有在征集需求，有了我会在群里说。"


def express_demand(ctx: Context, reading: Reading) -> Outcome:
    """Note what the sender would buy; the same product again replaces it, a quantity of 0 takes it back."""
    open_here = collections_here(ctx.session, ctx.rooms, ctx.now)
    if not open_here:
        return ctx.done(reading, ctx.answer(NOTHING_OPEN))
    slots = settled_slots(ctx, reading)
    items: Sequence[Mapping[str, Any]] = slots.get("items") or ()
    ctx.memory.end_question()
    whom = for_whom(ctx, slots.get("beneficiary"))
    if whom.doubt is not None:
        ctx.memory.ask(Question(reading.intent, (whom.doubt,), ctx.now, slots))
        return ctx.done(reading, ctx.answer(question([whom.doubt], {})), slots=slots, asking=True)
    if not items and not reading.doubts:
        return ask_for(ctx, replace(reading, slots=slots), "items", "想要什么、要多少？比如“想要两箱橘子”。")
    over = closed_products(ctx, items)
    if over:
        items = [item for item in items if str(item["product"]) not in over]
        reading = replace(reading, slots={**slots, "items": list(items)})
    noted, gone, kept = _note(ctx, open_here, items, whom)
    said = [words.has_closed(over)] if over else []
    if noted:
        said.append(words.wished(noted, whom.name))
        names = tuple(product for product, _, _ in noted)
        ctx.memory.note_act(LastAct("express_demand", ctx.now, ctx.speaker.id, products=names))
    if kept:
        said.append(words.kept(kept))
    if gone:
        said.append(f"好的，{'、'.join(words.item(name, None, None) for name in gone)}不登记了。")
    if reading.doubts:
        kept_slots = {"beneficiary": whom.name} if whom.name else {}
        ctx.memory.ask(Question(reading.intent, reading.doubts, ctx.now, kept_slots))
        said.append(question(reading.doubts, {}))
    return ctx.done(reading, ctx.answer("\n".join(said)), slots=slots, asking=bool(reading.doubts))


def _note(
    ctx: Context, open_here: Sequence[Collection], items: Sequence[Mapping[str, Any]], for_somebody: ForWhom
) -> tuple[list[Noted], list[str], list[Noted]]:
    """Record each item in the collection that ends first; gives what was noted, what was taken back, what stays.

    再加一斤 adds to what was wished before; a bare "+1" of somebody who wished for it before changes nothing.
    """
    noted: list[Noted] = []
    kept: list[Noted] = []
    gone: list[str] = []
    text = normalise(ctx.incoming.text)
    units = _units(text)
    whom = _beneficiary(for_somebody)
    before = {
        row.product: row for row in demands_of(ctx.session, open_here[0])
        if row.member_id == ctx.sender.id and row.for_whom == whom.key
    }
    for item in items:
        name, quantity = str(item["product"]), item.get("quantity")
        if quantity == 0:
            for collection in open_here:
                withdraw(ctx.session, collection, ctx.sender, name, ctx.act, whom)
            gone.append(name)
            continue
        milli = None if quantity is None else to_milli(quantity)
        had = before.get(name)
        if had is not None and had.quantity is not None and milli is not None:
            if name not in text and ME_TOO.search(text):
                kept.append((name, had.quantity, had.unit))
                continue
            if MORE.search(text) and units.get(quantity) in (None, had.unit):
                milli += had.quantity
        unit = item.get("unit") or units.get(quantity) or _usual_unit(ctx, open_here[0], name)
        row = express(ctx.session, open_here[0], ctx.sender, name, milli, ctx.act, unit=unit, room=ctx.room, whom=whom)
        noted.append((name, milli, row.unit))
    return noted, gone, kept


def _beneficiary(whom: ForWhom) -> Beneficiary:
    """For whom a wish is noted: the member named, a name that is nobody's, else oneself."""
    member_id, name = whom.recipient.beneficiary_id, whom.recipient.beneficiary_name
    return ONESELF if member_id is None and name is None else Beneficiary(member_id, name)


def closed_products(ctx: Context, items: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the sender had ordered here in a group buy that is over and now asks for more of, or for another number of."""
    names = {str(item["product"]) for item in items}
    if not MORE.search(ctx.incoming.text) and not CHANGES.search(ctx.incoming.text):
        return []
    lately = [
        one for one in known_here(ctx.session, ctx.rooms)
        if one.status in ("closed", "settled") and ctx.now - (one.closed_at or one.deadline) < LATELY
    ]
    return [name for name in names if any(one.name == name for one in products_of(ctx.session, lately))]


def _usual_unit(ctx: Context, collection: Collection, product: str) -> str | None:
    """The unit in which all others wished for the product: +1 after 车厘子2箱 is a 箱."""
    said = {row.unit for row in demands_of(ctx.session, collection) if row.product == product and row.unit}
    return next(iter(said)) if len(said) == 1 else None


def _units(text: str) -> Mapping[float | None, str]:
    """The unit that stands with each number of a message, which the slots do not tell; none where two differ."""
    units: dict[float | None, set[str]] = {}
    for found in find_quantities(text):
        if found.unit:
            units.setdefault(found.value, set()).add(found.unit)
    return {value: next(iter(said)) for value, said in units.items() if len(said) == 1}


def open_demand(ctx: Context, reading: Reading) -> Outcome:
    """Begin a collection here; what is missing is asked for."""
    slots = settled_slots(ctx, reading)
    reading = replace(reading, slots=slots)
    if not slots.get("title"):
        return ask_for(ctx, reading, "title", "这次征集叫什么名字？")
    if not slots.get("deadline"):
        return ask_for(ctx, reading, "deadline", "征集到什么时候？比如“明天晚上8点”。")
    collection = open_collection(
        ctx.session, str(slots["title"]), moment(slots["deadline"]), rooms_of(ctx), ctx.act
    )
    text = words.opened(collection, ctx.now)
    others = elsewhere(ctx, text, "collection", collection.rooms)
    return ctx.done(reading, ctx.answer(f"{text}\n{UNDO.replace('恢复', '收回')}"), *others, slots=slots)


def demand_tally(ctx: Context, reading: Reading) -> Outcome:
    """What is wished, most wanted first."""
    known = known_collections(ctx.session, rooms_of(ctx))
    wanted = [one for one in known if one.title == reading.slots.get("collection")]
    running = [one for one in known if one.status == "open" and one.deadline > ctx.now]
    chosen = wanted or running or known[:1]
    if not chosen:
        raise NotPossible("还没有征集过需求。说“需求征集 名字 截止时间”就能开始。")
    told = words.ranked if len(chosen) == 1 else words.ranked_shortly
    texts = [
        told(one.title, ranking(ctx.session, one), over=one.status != "open" or one.deadline <= ctx.now)
        for one in chosen[:6]
    ]
    return ctx.done(reading, ctx.answer("\n".join(texts)))


PART = Part({
    "express_demand": express_demand, "open_demand": explained(open_demand), "demand_tally": explained(demand_tally),
})
