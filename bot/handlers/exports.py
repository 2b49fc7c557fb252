"""Lists as Excel files, to whoever of staff asks, in private: they hold names and addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.context import Context, Part
from bot.handlers import people_lists
from bot.handlers.asking import explained
from bot.handlers.group_buys import meant, rooms_of, which_group_buy
from bot.handlers.orders import settled_slots
from bot.messages import Outcome
from catalogue.demand import known_collections
from catalogue.exports.demand import demand_file
from catalogue.exports.orders import orders_file
from catalogue.group_buys import known_here, products_of
from catalogue.reasons import NotPossible
from catalogue.tables import GroupBuy
from intents.reading import Reading

# Writes the list for the slots of a command; gives its name for people and the file, or a question.
# Raises: NotPossible where there is nothing to list.
Exporter = Callable[[Context, Reading], "tuple[str, Path] | Outcome"]


def _orders(ctx: Context, reading: Reading) -> tuple[str, Path] | Outcome:
    found = meant(ctx, reading.slots)
    if len(found) != 1 and not reading.slots.get("group_buy"):
        found = _named_in(ctx, ctx.incoming.text) or found
    if not found:
        raise NotPossible("没有找到这个团购，说一下团名。")
    if len(found) > 1:
        titles = tuple(one.title for one in found)
        return which_group_buy(ctx, reading, "导出哪个团的？", titles)
    return f"{found[0].title}的订单", orders_file(ctx.session, found[0], ctx.files, ctx.now)


def _named_in(ctx: Context, text: str) -> list[GroupBuy]:
    """The one group buy, open or just closed, whose product the command names; none where several could be meant."""
    selling = [
        one for one in known_here(ctx.session, rooms_of(ctx))
        if any(name in text for product in products_of(ctx.session, [one]) for name in (product.name, *product.aliases))
    ]
    return selling if len(selling) == 1 else []


def _demand(ctx: Context, reading: Reading) -> tuple[str, Path] | Outcome:
    known = known_collections(ctx.session, rooms_of(ctx))
    if not known:
        raise NotPossible("还没有征集过需求，没有可导出的。")
    named = [one for one in known if one.title in (reading.slots.get("collection"), reading.slots.get("group_buy"))]
    running = [one for one in known if one.status == "open" and one.deadline > ctx.now]
    chosen = named or running or known[:1]
    if len(chosen) > 1:
        titles = tuple(one.title for one in chosen)
        return which_group_buy(ctx, reading, "导出哪次征集的？", titles)
    collection = chosen[0]
    return f"{collection.title}的需求", demand_file(ctx.session, collection, ctx.files, ctx.now)


EXPORTERS: Mapping[str, Exporter] = {"orders": _orders, "demand": _demand, **people_lists.EXPORTERS}


def exporting(exporters: Mapping[str, Exporter]) -> Callable[[Context, Reading], Outcome]:
    """The handler that finds the exporter of what is asked for; without a word about it: the orders."""

    def export(ctx: Context, reading: Reading) -> Outcome:
        slots: dict[str, Any] = settled_slots(ctx, reading)
        write = exporters.get(str(slots.get("what") or "orders"))
        if write is None:
            raise NotPossible("这个还不能导出，可以导出订单、报名、积分、需求、商户和工单。")
        made = write(ctx, replace(reading, slots=slots))
        if isinstance(made, Outcome):
            return made
        name, file = made
        replies = [ctx.private(f"{name}，请查收。", file=file)]
        if ctx.room is not None:
            replies.insert(0, ctx.answer(f"{name}发你私信了。"))
        return ctx.done(reading, *replies, slots=slots)

    return explained(export)


PART = Part({"export": exporting(EXPORTERS)})
