"""What a merchant planned itself, and stops."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.context import Context
from bot.handlers.asking import ask_for
from bot.messages import Outcome
from bot.wording import broadcasts as words
from catalogue.broadcasts import ACTIVE, PENDING, cancel_broadcast
from catalogue.reasons import NotPossible
from catalogue.tables import Schedule
from intents.reading import Reading

_OWN_ONES = re.compile("我们?(?:店|家)?的?第")


def cancel_own(ctx: Context, reading: Reading) -> Outcome:
    """A merchant stops what it planned itself: by number, or the only one that waits; not others'. Raises: NotPossible."""
    number = reading.slots.get("number")
    own = ctx.session.scalars(
        select(Schedule).where(Schedule.created_by == ctx.sender.id, Schedule.status.in_((ACTIVE, PENDING)))
        .order_by(Schedule.number.desc())
    ).all()
    meant = [row for row in own if number is None or str(row.number) == str(number)]
    if not meant and number is not None and _OWN_ONES.search(ctx.incoming.text) and 0 < int(str(number)) <= len(own):
        meant = [own[-int(str(number))]]  # 我的第一条 is the first of one's own
    if not meant and number is not None:
        outcome = ctx.done(reading, ctx.answer(words.only_own(str(number))), slots={"number": number})
        outcome.refused = True
        return outcome
    if not meant:
        raise NotPossible(words.NOTHING_WAITS)
    if len(meant) > 1:
        return ask_for(ctx, reading, "number", words.which(meant, ctx.now))
    cancel_broadcast(ctx.session, meant[0], ctx.act)
    shown = {"number": number} if number is not None else {}
    return ctx.done(reading, ctx.answer(words.cancelled(meant[0])), slots=shown)
