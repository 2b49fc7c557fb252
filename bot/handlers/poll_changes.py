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
from catalogue.reasons import NotPossible
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
    deadline = _deadline(ctx, poll, reading)
    edit_poll(ctx.session, poll, deadline, added, dropped, ctx.act)
    text = words.changed(poll, ctx.now)
    settled: dict[str, Any] = {"title": poll.title, **({"options": added} if added else {})}
    if deadline is not None:
        settled["deadline"] = deadline.astimezone(CHINA).isoformat()
    reply = ctx.answer(f"{text}\n10分钟内回“撤销”可恢复。")
    return ctx.done(reading, reply, *elsewhere(ctx, text, "poll_changed", poll.rooms), slots=settled)


def _deadline(ctx: Context, poll: Poll, reading: Reading) -> datetime | None:
    """The end that is told; where it is a day of the week, the first after today, and after the end so far to go on longer.

    Raises: NotPossible where the poll is to go on longer until an earlier end.
    """
    slots = reading.slots
    if hours := slots.get("later_hours"):
        return poll.deadline + timedelta(hours=float(hours))
    if not slots.get("deadline"):
        return None
    end, later = end_of(str(slots["deadline"])), bool(slots.get("later"))
    while slots.get("weekday") and end <= (poll.deadline if later else ctx.now):
        end += timedelta(weeks=1)
    if later and end < poll.deadline:
        raise NotPossible(words.earlier(poll, ctx.now))
    return end


PART = Part({"edit_poll": explained(change_poll)})
