"""The word to those who waited and have a place now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.handlers.asking import told
from bot.messages import Reply
from bot.wording import activities as words
from catalogue.tables import Activity, Member, Occurrence, SignUp


def promoted_told(session: Session, rows: Sequence[SignUp], now: datetime) -> list[Reply]:
    """One notice to each party that got places from the waiting list, in the room in which it signed up."""
    replies = []
    for row in rows:
        member = session.get(Member, row.member_id) if row.member_id is not None else None
        if member is None or member.erased_at is not None:
            continue
        occurrence = session.get_one(Occurrence, row.occurrence_id)
        activity = session.get_one(Activity, occurrence.activity_id)
        text = words.promoted(activity, occurrence.starts_at, row.people, now)
        replies.append(told(session, text, "promoted", member, row.room_id))
    return replies
