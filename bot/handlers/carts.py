"""Service carts: what they offer, where and when they stand next."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.context import Context
from bot.wording import carts as words
from catalogue.tables import CartStop
from intents.errors import LinliError
from intents.recurrences import read_recurrence

ANY = ("服务车", "流动服务")
LONGEST_STAND = timedelta(hours=24)


def offering(ctx: Context, wanted: str) -> list[CartStop]:
    """The stops of carts that offer this or are called so (服务车: of all carts), the one that comes next first."""
    if not wanted:
        return []
    stops = [
        stop for stop in ctx.session.scalars(select(CartStop).order_by(CartStop.id))
        if wanted in ANY or wanted == stop.cart or wanted in stop.offerings
    ]
    return sorted(stops, key=lambda stop: (standing(ctx, stop) or (datetime.max.replace(tzinfo=ctx.now.tzinfo), None))[0])


def standing(ctx: Context, stop: CartStop) -> tuple[datetime, datetime | None] | None:
    """From when to when the cart stands there now or next; None: its times cannot be read, or it comes no more."""
    try:
        times = read_recurrence(stop.times).occurrences(ctx.now - LONGEST_STAND, ctx.day_kind)
    except LinliError:
        return None
    return next((one for one in times if one[0] > ctx.now or (one[1] is not None and one[1] > ctx.now)), None)


def told(ctx: Context, stop: CartStop) -> str:
    """Where the cart stands, and when next."""
    return words.stop(stop, standing(ctx, stop), ctx.now)
