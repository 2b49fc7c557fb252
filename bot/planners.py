"""Who planned a broadcast, and the word to them where some of it did not go out, or nobody knows whether it did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.messages import Reply
from bot.rights import standing_of
from bot.wording.broadcasts import expired_for_planner, look_please
from catalogue.broadcasts import STILL_TO_SETTLE
from catalogue.tables import Deadline, Member, MemberRole, Outbox, Room, Schedule
from intents.scene import ADMINISTRATOR, GRID_WORKER
from schedules.broadcasts import to_tell

CAUSE, UNCERTAIN = "expired", "uncertain"
ECHO_MAY_COME = timedelta(minutes=2)  # so long an uncertain message may still be confirmed without anybody's help
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


def told_of_uncertain(session: Session, now: datetime) -> list[Reply]:
    """One private notice to staff of broadcasts of which nobody knows whether they went out: they look and decide."""
    told = exists().where(Deadline.kind == "told_uncertain", Deadline.subject_id == Outbox.id)
    rows = session.execute(
        select(Outbox, Schedule, Room).join(Schedule, Schedule.id == Outbox.schedule_id).join(Room, Room.id == Outbox.room_id)
        .where(
            Outbox.status == "uncertain", Outbox.sent_at <= now - ECHO_MAY_COME, Outbox.sent_at > now - STILL_TO_SETTLE, ~told,
        ).order_by(Outbox.id)
    ).tuples().all()
    unsure: dict[int, list[tuple[int, str, str]]] = {}
    for row, schedule, room in rows:
        assert row.sent_at is not None
        session.add(Deadline(kind="told_uncertain", subject_id=row.id, due=row.sent_at, done_at=now))
        for member_id in _deciding(session, schedule, room):
            unsure.setdefault(member_id, []).append((row.id, schedule.title, room.name))
    session.flush()
    return [Reply(look_please(found), to=one, kind="notice", cause=UNCERTAIN) for one, found in unsure.items()]


def _deciding(session: Session, schedule: Schedule, room: Room) -> list[int]:
    """Who may say what becomes of it: whoever planned it if that is staff of the room, else its grid workers."""
    planner = session.get(Member, schedule.created_by) if schedule.created_by is not None else None
    if planner is not None and planner.channel_id is not None and standing_of(session, planner).is_staff_in(room):
        return [planner.id]
    return _staff_of(session, [room])


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
    return _staff_of(session, rooms)


def _staff_of(session: Session, rooms: Sequence[Room]) -> list[int]:
    """Some grid workers of one of these rooms, else some administrators."""
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
