"""Rooms come, go and change their names; their rows, with all that hangs on them, stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.audit import Act, record
from catalogue.tables import Member, Room, RoomMember


def room_with(session: Session, ref: str) -> Room | None:
    """The room with this id of the channel."""
    return session.scalars(select(Room).where(Room.channel_ref == ref)).first()


def removed_from(session: Session) -> dict[str, datetime]:
    """The channel's ids of the rooms that the bot was taken out of, and since when."""
    rows = session.execute(select(Room.channel_ref, Room.left_at).where(Room.removed, Room.channel_ref.is_not(None)))
    return {ref: left_at for ref, left_at in rows if ref is not None and left_at is not None}


def enter(session: Session, ref: str, topic: str, act: Act) -> Room | None:
    """The bot is in this room of the channel: its row, bound to the id and, after a removal, in use again.

    None where no room of ours has this id, and none without an id this name, now or before.
    """
    room = room_with(session, ref) or _unbound(session, topic)
    if room is None:
        return None
    if room.channel_ref is None:
        room.channel_ref = ref
        versions.touch(session)
    if room.removed:
        record(session, act, "room_entered", f"room:{room.id}")
        room.left_at, room.removed = None, False
        versions.touch(session)
    rename(session, room, topic, act)
    session.flush()
    return room


def leave(session: Session, room: Room, act: Act) -> bool:
    """The bot was taken out of the room: nothing is sent there until it is back. False where that was known."""
    if room.left_at is not None:
        return False
    room.left_at, room.removed = act.at, True
    record(session, act, "room_left", f"room:{room.id}")
    versions.touch(session)
    return True


def rename(session: Session, room: Room, topic: str, act: Act) -> bool:
    """Follow the room's topic; the workbook may keep the name that it had. False where another room has that name."""
    topic = topic.replace("\x00", "").strip()
    if topic == room.name or not topic:
        return True
    if session.scalar(select(Room.id).where(Room.name == topic)) is not None:
        return False
    record(session, act, "room_renamed", f"room:{room.id}", before={"name": room.name}, after={"name": topic})
    room.former_names = [name for name in (*room.former_names, room.name) if name != topic]
    room.name = topic
    versions.touch(session)
    session.flush()
    return True


def part(session: Session, room: Room, channel_id: str) -> bool:
    """A member left the room: it is not theirs any more. False where they were never seen acting there."""
    member = select(Member.id).where(Member.channel_id == channel_id).scalar_subquery()
    gone = session.execute(
        delete(RoomMember).where(RoomMember.room_id == room.id, RoomMember.member_id == member).returning(RoomMember.id),
        execution_options={"synchronize_session": False},
    ).all()
    if gone:
        versions.touch(session)
    return bool(gone)


def _unbound(session: Session, topic: str) -> Room | None:
    if not topic:
        return None
    rooms = session.scalars(select(Room).where(Room.channel_ref.is_(None), Room.left_at.is_(None)).order_by(Room.id)).all()
    named = next((room for room in rooms if room.name == topic), None)
    return named or next((room for room in rooms if topic in room.former_names), None)
