"""One thing exchanged for another: the old one goes only when the new one is on the order."""

from __future__ import annotations

from dataclasses import replace

from bot.context import Context
from bot.handlers.amending import cancel_order
from bot.messages import Outcome
from catalogue.amendments import live_orders_here
from catalogue.group_buys import known_here
from catalogue.order_lines import lines_of
from intents.reading import Reading


def exchange(ctx: Context, reading: Reading, outcome: Outcome) -> None:
    """Cancel the slot `instead_of` if what was wanted for it is ordered now; the outcome tells of both."""
    slots = dict(outcome.slots)
    given = str(slots.pop("instead_of", reading.slots["instead_of"]))
    outcome.slots = slots
    wanted = {str(item["product"]) for item in slots.get("items") or ()}
    orders = live_orders_here(ctx.session, known_here(ctx.session, ctx.rooms), ctx.sender)
    held = {line.product.name for line in lines_of(ctx.session, orders)}
    if outcome.asking or not wanted or not wanted <= held:
        return
    dropped = cancel_order(ctx, Reading("cancel_order", {"items": [{"product": given}]}))
    told, gone = outcome.replies[0], dropped.replies[0]
    first = told.text.partition("。现在一共")[0].rstrip("。")  # the sum before what goes is no sum
    outcome.replies = [replace(told, text=f"{first}。\n{gone.text}"), *outcome.replies[1:], *dropped.replies[1:]]
