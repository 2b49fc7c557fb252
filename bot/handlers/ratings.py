"""Stars for shops."""

from __future__ import annotations

from sqlalchemy import select

from bot.context import Context, Part
from bot.handlers.asking import ask_for, explained
from bot.messages import Outcome
from bot.wording import ratings as words
from catalogue import ratings
from catalogue.reasons import NotPossible
from catalogue.tables import Merchant
from intents.reading import Reading


def rate_merchant(ctx: Context, reading: Reading) -> Outcome:
    """One to five stars for a shop, in place of earlier ones of this year; not for one's own."""
    name = reading.slots.get("name")
    if not name:
        return ask_for(ctx, reading, "name", "给哪家店打分？说店名就行。")
    merchant = ctx.session.scalars(select(Merchant).where(Merchant.name == str(name))).first()
    if merchant is None:
        raise NotPossible(f"我这里没登记“{name}”，请看看店名。")
    stars = reading.slots.get("stars")
    if stars is None:
        return ask_for(ctx, reading, "stars", f"给{merchant.name}打几颗星？1到5颗。")
    comment = str(reading.slots["comment"]) if reading.slots.get("comment") else None
    rating, before = ratings.rate(ctx.session, merchant, ctx.sender, stars, comment, ctx.act)
    return ctx.done(reading, ctx.answer(words.rated(merchant, rating, before)))


PART = Part({"rate_merchant": explained(rate_merchant)})
