"""A poll that is open is changed: its end, its options."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.context import Context, Part
from bot.handlers.asking import elsewhere, explained
from bot.handlers.polls import end_of, the_poll
from bot.messages import Outcome
from bot.wording import polls as words
from catalogue.poll_changes import edit_poll
from catalogue.tables import Poll
from intents.days import CHINA
from intents.reading import Reading


def change_poll(ctx: Context, reading: Reading) -> Outcome:
    """Another end, options on top, options that go; the answer shows what can be chosen now."""
    poll = the_poll(ctx, reading, "改哪个投票？")
    if isinstance(poll, Outcome):
        return poll
    slots = reading.slots
    added = [str(option) for option in slots.get("options") or ()]
    dropped = [str(option) for option in slots.get("dropped") or ()]
    deadline = _deadline(poll, reading)
    edit_poll(ctx.session, poll, deadline, added, dropped, ctx.act)
    text = words.changed(poll, ctx.now)
    settled: dict[str, Any] = {"title": poll.title, **({"options": added} if added else {})}
    if deadline is not None:
        settled["deadline"] = deadline.astimezone(CHINA).isoformat()
    reply = ctx.answer(f"{text}\n10分钟内回“撤销”可恢复。")
    return ctx.done(reading, reply, *elsewhere(ctx, text, "poll_changed", poll.rooms), slots=settled)


def _deadline(poll: Poll, reading: Reading) -> datetime | None:
    if hours := reading.slots.get("later_hours"):
        return poll.deadline + timedelta(hours=float(hours))
    return end_of(str(reading.slots["deadline"])) if reading.slots.get("deadline") else None


PART = Part({"edit_poll": explained(change_poll)})
