"""A clock that jumped: what the store says of the time, and the word to staff."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.wording import clock as words
from catalogue.tables import HandledMessage, Member, MemberRole, Outbox
from intents.scene import ADMINISTRATOR

LASTS = timedelta(days=3)  # the clock may stand a day off when the word is written, and come right before it leaves


def latest_trace(session: Session) -> datetime | None:
    """The latest instant at which something is on record as done; None: nothing was done yet."""
    moments = (
        session.scalar(select(func.max(HandledMessage.at))), session.scalar(select(func.max(Outbox.sent_at))),
    )
    return max((moment for moment in moments if moment is not None), default=None)


def tell_of_jump(session: Session, moved: timedelta, now: datetime) -> int:
    """Write to each administrator in private, at any hour; how many there are."""
    people = session.scalars(
        select(Member).join(MemberRole, MemberRole.member_id == Member.id)
        .where(MemberRole.role == ADMINISTRATOR, Member.channel_id.is_not(None)).order_by(Member.id).distinct()
    ).all()
    for member in people:
        session.add(Outbox(
            to_id=member.id, text=words.jumped(moved), mentions=[], kind="notice", cause="clock", urgent=True,
            created_at=now, not_before=now, expires_at=now + LASTS,
        ))
    return len(people)
