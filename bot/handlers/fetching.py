"""When goods can be fetched: after the deadline, on a day that is told then, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.context import Context
from bot.handlers.ended import ended_here
from bot.wording import fetching as words
from catalogue.group_buys import known_here, open_here, products_of
from catalogue.order_lines import PAID, PLACED, is_for, orders_of
from catalogue.tables import GroupBuy, Order
from intents.reading import Reading

_WHEN = re.compile("几点|几时|几号|什么时候|啥时候|啥辰光|何时|哪[一]?天|多久|周几|星期几|礼拜几")
_OWN = re.compile("我(?:们|们?家)?(?:的|[订定买团报要]的|那|这)")
LINES = 3


def told_when(ctx: Context, reading: Reading) -> str | None:
    """When and where the goods that are asked about can be fetched, for who asks for their own where those are; None where
    neither is asked, or of nothing here.
    """
    asks_when = _WHEN.search(ctx.incoming.text)
    if reading.slots.get("field") != "pickup" or not (asks_when or _OWN.search(ctx.incoming.text)):
        return None
    mine = _waiting(ctx)
    if not (asks_when or mine):
        return None
    lines = [words.fetched(one, _own_points(one, mine), ctx.now) for one in _meant(ctx, reading, mine)]
    return "\n".join(lines[:LINES]) or None


def _waiting(ctx: Context) -> list[Order]:
    """What the sender has ordered here and not fetched."""
    known = [one.id for one in known_here(ctx.session, ctx.rooms)]
    return [one for one in orders_of(ctx.session, known, ctx.sender.id, (PLACED, PAID)) if is_for(one, ctx.sender.id)]


def _meant(ctx: Context, reading: Reading, mine: Sequence[Order]) -> list[GroupBuy]:
    """The group buy or product named; else those in which the sender ordered; else those that are open, or ended last."""
    here = [*open_here(ctx.session, ctx.rooms, ctx.now), *ended_here(ctx)]
    if title := reading.slots.get("group_buy"):
        return [one for one in here if one.title == title]
    if name := reading.slots.get("product"):
        selling = {product.group_buy_id for product in products_of(ctx.session, here) if product.name == name}
        return [one for one in here if one.id in selling]
    ordered = {one.group_buy_id for one in mine}
    return [one for one in here if one.id in ordered] or [one for one in here if one.status == "open"] or here[:1]


def _own_points(group_buy: GroupBuy, mine: Sequence[Order]) -> list[str]:
    chosen = [one.pickup for one in mine if one.group_buy_id == group_buy.id and one.pickup]
    return list(dict.fromkeys(chosen)) or list(group_buy.pickup_points)
