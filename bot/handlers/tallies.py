"""How orders stand: of a group buy, a product, a person; who has not paid, who has not come for the goods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.context import Context, Part
from bot.handlers.asking import explained
from bot.handlers.group_buys import meant, rooms_of, titles_here
from bot.handlers.orders import NOTHING_OPEN, settled_slots
from bot.handlers.privately import in_private
from bot.messages import Outcome
from bot.numbered import safe_name
from bot.wording import group_buys as words
from bot.wording import marks as mark_words
from catalogue.group_buys import known_here, products_of
from catalogue.marks import Waited, everybody, not_fetched, orders_for, owing
from catalogue.order_lines import lines_of
from catalogue.reasons import NotPossible
from catalogue.recipients import people_named
from catalogue.settlement import tally
from catalogue.tables import GroupBuy
from catalogue.waiting import queue_for
from intents.reading import Reading

# What a tally may be asked for besides: the slot, who it is, how it is told, what the list is called.
WAITED_FOR = (
    ("unpaid", owing, mark_words.unpaid, "没付款的名单"),
    ("unfetched", not_fetched, mark_words.unfetched, "没取货的名单"),
)


def order_tally(ctx: Context, reading: Reading) -> Outcome:
    """How much of what was ordered so far; names and what each ordered in private."""
    slots = settled_slots(ctx, reading)
    reading = replace(reading, slots=slots)
    found = meant(ctx, slots)
    settled = _named(reading)
    if not found:
        named = slots.get("group_buy")
        raise NotPossible(words.no_such_group_buy(str(named), titles_here(ctx)) if named else NOTHING_OPEN)
    known = found if slots.get("group_buy") else known_here(ctx.session, rooms_of(ctx))
    if slots.get("name"):
        return _of_person(ctx, reading, known)
    for missing, list_of, told, what in WAITED_FOR:
        if slots.get(missing):
            people = [(one.title, list_of(ctx.session, one)) for one in known]
            wanted = [(title, _with(waited, slots.get("product"))) for title, waited in people]
            return ctx.done(reading, *in_private(ctx, what, told([one for one in wanted if one[1]])), slots=settled)
    if slots.get("collected"):
        sums = [f"{one.title}：{mark_words.to_settle(tally(ctx.session, one))}。" for one in found[:6]]
        return ctx.done(reading, ctx.answer("\n".join(sums)), slots=settled)
    if slots.get("product"):
        return _of_product(ctx, reading, found)
    if len(found) == 1:
        queue = queue_for(ctx.session, [one.id for one in products_of(ctx.session, found)])
        text = words.tallied(tally(ctx.session, found[0]), ctx.now, queue)
    else:
        text = "\n".join(f"{one.title}：{words.sums(tally(ctx.session, one))}" for one in found[:6])
    ctx.memory.note_spoken([one.title for one in found])
    return ctx.done(reading, ctx.answer(text), slots=settled)


def _named(reading: Reading) -> dict[str, object]:
    """The group buy, which is all that a tally is asked by; the rest only says how it is told."""
    return {slot: value for slot, value in reading.slots.items() if slot == "group_buy"}


def _with(people: Sequence[Waited], product: object) -> list[Waited]:
    """Those who ordered that product; all where none is named."""
    return [one for one in people if not product or any(line.product.name == product for line in one.lines)]


def _of_product(ctx: Context, reading: Reading, found: Sequence[GroupBuy]) -> Outcome:
    """How many ordered one product; who, in private."""
    name = str(reading.slots["product"])
    products = [one for one in products_of(ctx.session, found) if one.name == name]
    if not products:
        raise NotPossible(words.not_sold([name], reading.slots.get("group_buy")))
    sums = {one.product.id: one for group_buy in found for one in tally(ctx.session, group_buy).products}
    text = "\n".join(words.tallied_product(product, sums.get(product.id)) for product in products)
    ctx.memory.note_spoken([name])
    settled = _named(reading)
    if reading.slots.get("who") and any(product.id in sums for product in products):
        people = [one for group_buy in found for one in everybody(ctx.session, group_buy)]
        return ctx.done(reading, *in_private(ctx, f"{text}名单", mark_words.who_ordered(name, people)), slots=settled)
    return ctx.done(reading, ctx.answer(text), slots=settled)


def _of_person(ctx: Context, reading: Reading, known: Sequence[GroupBuy]) -> Outcome:
    """What one person ordered, whether it is paid and fetched: in private."""
    name = str(reading.slots["name"])
    members = people_named(ctx.session, name, rooms_of(ctx))
    orders = orders_for(ctx.session, known, members=members, name=name)
    if not orders:
        return ctx.done(reading, ctx.answer(f"{safe_name(name)}在这里没有订单。"), slots=_named(reading))
    titles = {one.id: one.title for one in known}
    told = [
        mark_words.of_person(titles[group_buy], lines_of(ctx.session, [one for one in orders if one.group_buy_id == group_buy]))
        for group_buy in dict.fromkeys(one.group_buy_id for one in orders)
    ]
    text = f"{safe_name(name)}订的：\n" + "\n".join(told)
    return ctx.done(reading, *in_private(ctx, f"{safe_name(name)}的订单", text), slots=_named(reading))


PART = Part({"order_tally": explained(order_tally)})
