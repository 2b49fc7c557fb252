"""Lists as Excel files, to whoever of staff asks, in private: they hold names and addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.context import Context, Part
from bot.handlers import people_lists
from bot.handlers.asking import ask_for, explained
from bot.handlers.group_buys import meant, rooms_of, which_group_buy
from bot.handlers.orders import settled_slots
from bot.messages import Outcome
from bot.wording import marks as words
from catalogue.demand import known_collections
from catalogue.exports.demand import demand_file
from catalogue.exports.orders import ALL, orders_file
from catalogue.group_buys import known_here, products_of
from catalogue.reasons import NotPossible
from catalogue.settlement import tally
from catalogue.tables import GroupBuy, Order
from intents.reading import Reading

# Writes the list for the slots of a command; gives its name for people and the file, or a question.
# Raises: NotPossible where there is nothing to list.
Exporter = Callable[[Context, Reading], "tuple[str, Path] | Outcome"]


# The lists of a group buy: what each is called and its sheets.
LISTS: Mapping[str | None, tuple[str, tuple[str, ...]]] = {
    None: ("订单", ALL), "settlement": ("结算单", ("settlement", "people")), "supplier": ("供货单", ("supplier",)),
    "deliveries": ("送货单", ("deliveries",)), "points": ("取货单", ("points",)),
}
ASKED = (
    ("settlement", re.compile("结算|结账|对账单|账单")), ("deliveries", re.compile("送货|配送|送上门|代送|上门")),
    ("supplier", re.compile("供货|供应商|采购|备货|进货|订货单")),
    ("points", re.compile("(?:取货|提货|自提|领货)的?(?:单|名单|表|清单|登记表)|分拣|各取货点|每个取货点")),
)


def _orders(ctx: Context, reading: Reading) -> tuple[str, Path] | Outcome:
    wanted = _list_wanted(ctx, reading)
    found = meant(ctx, reading.slots)
    if wanted is not None and not reading.slots.get("group_buy"):
        found = _with_orders(ctx, wanted) or found
    if len(found) != 1 and not reading.slots.get("group_buy"):
        found = _named_in(ctx, ctx.incoming.text) or found
    if not found:
        raise NotPossible("没有找到这个团购，说一下团名。")
    if len(found) > 1:
        titles = tuple(one.title for one in found)
        return which_group_buy(ctx, _with_list(reading, wanted), "导出哪个团的？", titles)
    group_buy, sums = found[0], tally(ctx.session, found[0])
    if wanted is not None and not sums.orders:
        raise NotPossible(f"{group_buy.title}还没有人下单，没有可列的。")
    if wanted == "deliveries" and not any(_is_brought(line.order) for line in sums.lines):
        raise NotPossible(f"{group_buy.title}没有替别人订的，不用送货。")
    name, sheets = LISTS[wanted]
    file = orders_file(ctx.session, group_buy, ctx.files, ctx.now, sheets)
    if wanted == "settlement":
        return f"{group_buy.title}的{name}：{words.to_settle(sums)}", file
    return f"{group_buy.title}的{name}", file


def _with_orders(ctx: Context, wanted: str) -> list[GroupBuy]:
    """The group buys of the last days that somebody ordered from; what has ended goes first, save for the supplier's list."""
    known = [one for one in known_here(ctx.session, rooms_of(ctx)) if one.deadline > ctx.now - LISTED_FOR]
    ordered = [one for one in known if tally(ctx.session, one).orders]
    return [one for one in ordered if one.status != "open" and wanted != "supplier"] or ordered


def _is_brought(order: Order) -> bool:
    return order.beneficiary_id is not None or order.beneficiary_name is not None


def _with_list(reading: Reading, wanted: str | None) -> Reading:
    """The reading with the list that is wanted, so that the answer to the question knows it."""
    return replace(reading, slots={**reading.slots, "list": wanted}) if wanted else reading


def _list_wanted(ctx: Context, reading: Reading) -> str | None:
    """Which of the lists is asked for; None: all of them in one book."""
    if reading.slots.get("list"):
        return str(reading.slots["list"])
    return next((wanted for wanted, words in ASKED if words.search(ctx.incoming.text)), None)


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


LISTED_FOR = timedelta(days=10)  # nobody asks for an older list without naming its group buy


def exporting(exporters: Mapping[str, Exporter]) -> Callable[[Context, Reading], Outcome]:
    """The handler that finds the exporter of what is asked for, and asks where no word of it is said."""

    def export(ctx: Context, reading: Reading) -> Outcome:
        slots: dict[str, Any] = settled_slots(ctx, reading)
        if not slots.get("what") and not slots.get("list"):
            return ask_for(ctx, reading, "what", "导出哪样？订单、报名、积分、需求、商户、工单，说一样就行。")
        write = exporters.get(str(slots.get("what") or "orders"))
        if write is None:
            raise NotPossible("这个还不能导出，可以导出订单、报名、积分、需求、商户和工单。")
        made = write(ctx, replace(reading, slots=slots))
        if isinstance(made, Outcome):
            return made
        slots.pop("list", None)
        name, file = made
        replies = [ctx.private(f"{name}，请查收。", file=file)]
        if ctx.room is not None:
            called, _, more = name.partition("：")
            replies.insert(0, ctx.answer(f"{called}发你私信了{'：' if more else ''}{more}。"))
        return ctx.done(reading, *replies, slots=slots)

    return explained(export)


PART = Part({"export": exporting(EXPORTERS)})
