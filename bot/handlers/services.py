"""Services: what can be booked, and for how much."""

from __future__ import annotations

from bot.context import Context, Part
from bot.messages import Outcome
from bot.wording import services as words
from catalogue import services
from intents.reading import Reading
from intents.scene import Shown

LINES = 5


def list_services(ctx: Context, reading: Reading) -> Outcome:
    """What can be booked and for how much; all of it in private, the first few in a group."""
    rows = services.all_services(ctx.session)
    if not rows:
        return ctx.done(reading, ctx.answer("现在还没有登记可以预约的服务。"))
    asked = services.named(ctx.session, str(reading.slots["service"])) if reading.slots.get("service") else None
    if asked is not None:
        ctx.memory.tell(Shown("book_service", {}, (asked.name,), ctx.now))
        return ctx.done(reading, ctx.answer(words.price_of(asked)), slots={})
    shown = rows[:LINES]
    return ctx.done(reading, ctx.answer(words.listed(shown, len(rows) - len(shown))), slots={})


PART = Part({"list_services": list_services})
