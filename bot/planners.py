"""Who planned a broadcast, and the word to them that, and why, some of it did not go out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Reply
from bot.rights import standing_of
from bot.wording.broadcasts import expired_for_planner
from catalogue.tables import Member, MemberRole, Room, Schedule
from intents.scene import ADMINISTRATOR, GRID_WORKER
from schedules.broadcasts import to_tell

CAUSE = "expired"
MOST_TOLD = 3  # of staff, where nobody of them planned it


def told_of_expired(session: Session) -> list[Reply]:
    """One private notice to each planner of what did not go out since this was asked last, however much that is."""
    untold: dict[int, list[tuple[Schedule, str]]] = {}
    for schedule, reason in to_tell(session):
        for member_id in planners(session, schedule):
            untold.setdefault(member_id, []).append((schedule, reason))
    return [
        Reply(expired_for_planner(found), to=member_id, kind="notice", cause=CAUSE) for member_id, found in untold.items()
    ]


def planners(session: Session, schedule: Schedule) -> list[int]:
    """Ids of the members to be told about a broadcast: whoever planned it.

    For a row of the workbook (and where that member is gone) the grid workers of its rooms, else the administrators.
    """
    planner = session.get(Member, schedule.created_by) if schedule.created_by is not None else None
    if planner is not None and planner.channel_id is not None:
        return [planner.id]
    rooms = [
        room for room in session.scalars(select(Room).where(Room.left_at.is_(None)).order_by(Room.id))
        if not schedule.rooms or room.id in schedule.rooms
    ]
    workers = [
        member for member in _holding(session, GRID_WORKER)
        if any(standing_of(session, member).is_staff_in(room) for room in rooms)
    ]
    return [member.id for member in (workers or _holding(session, ADMINISTRATOR))[:MOST_TOLD]]


def _holding(session: Session, role: str) -> Sequence[Member]:
    return session.scalars(
        select(Member).join(MemberRole, MemberRole.member_id == Member.id)
        .where(MemberRole.role == role, Member.channel_id.is_not(None)).order_by(Member.id)
    ).unique().all()
