"""The word to staff when the messages that the account may send in a day are nearly used up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.wording.clock import NEARLY_USED_UP
from catalogue.tables import Deadline, Member, MemberRole, Outbox
from intents.scene import ADMINISTRATOR
from schedules.quiet import day_of


def tell_of_cap(session: Session, now: datetime) -> int:
    """Write to each administrator in private, once a day; how many are told now."""
    begins, ends = day_of(now)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = session.execute(
        dialect.insert(Deadline).values(kind="nearly_used_up", subject_id=0, due=begins, done_at=now)
        .on_conflict_do_nothing(index_elements=["kind", "subject_id", "due"]).returning(Deadline.id)
    ).first()
    if first is None:
        return 0
    people = session.scalars(
        select(Member).join(MemberRole, MemberRole.member_id == Member.id)
        .where(MemberRole.role == ADMINISTRATOR, Member.channel_id.is_not(None)).order_by(Member.id).distinct()
    ).all()
    for member in people:
        session.add(Outbox(
            to_id=member.id, text=NEARLY_USED_UP, mentions=[], kind="notice", cause="cap", created_at=now,
            not_before=now, expires_at=ends,
        ))
    return len(people)
