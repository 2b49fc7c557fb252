"""What is for one member alone: sent in private, and in the group only a word on where it went."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.context import Context
from bot.messages import Reply
from bot.wording.points import ADD_ME, SENT
from catalogue.tables import Member, Outbox

NOT_DELIVERED = "not_sent"  # the sender's reason for a row that the channel refused again and again
REMEMBERED = timedelta(days=7)


def in_private(ctx: Context, what: str, text: str, file: Path | None = None) -> list[Reply]:
    """The text to the sender alone; in a group with a word on where it went."""
    if ctx.room is None:
        return [ctx.answer(text, file)]
    return [ctx.answer(f"{what}{sent_words(ctx)}"), ctx.private(text, file=file)]


def sent_words(ctx: Context) -> str:
    """That it went out in private; once in 7 days instead how to make that possible, where it did not arrive."""
    if is_out_of_reach(ctx, ctx.sender) and ctx.memory.may_ask_to_be_friends():
        return ADD_ME
    return SENT


def is_out_of_reach(ctx: Context, member: Member) -> bool:
    """Whether the last private message to the member in 7 days could not be delivered."""
    last = ctx.session.execute(
        select(Outbox.status, Outbox.reason)
        .where(
            Outbox.to_id == member.id, Outbox.room_id.is_(None), Outbox.created_at > ctx.now - REMEMBERED,
            Outbox.status.in_(("sent", "expired")),
        )
        .order_by(Outbox.id.desc()).limit(1)
    ).first()
    return last is not None and last.status == "expired" and last.reason == NOT_DELIVERED
