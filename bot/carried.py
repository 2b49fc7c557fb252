"""Replies as a channel carries them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from bot.messages import Reply
from catalogue.tables import Member, Outbox, Room


@dataclass(frozen=True, slots=True)
class Said:
    """A reply as a channel carries it: the room's name (None: in private), the person's channel id."""

    room: str | None
    to: str | None
    text: str
    file: str | None = None
    cause: str | None = None


def said_of(session: Session, reply: Reply) -> Said:
    """A reply as a channel would carry it."""
    room = session.get(Room, reply.room) if reply.room is not None else None
    to = session.get(Member, reply.to) if reply.to is not None else None
    file = str(reply.file) if reply.file else None
    return Said(room.name if room else None, to.channel_id if to else None, reply.text, file, reply.cause)


def said_to(session: Session, reply: Reply, room: Room | None, member: Member) -> Said:
    """As `said_of`, where this member spoke in this room: most replies go there and to them, and then nothing is looked up."""
    if reply.to != member.id or reply.room != (room.id if room is not None else None):
        return said_of(session, reply)
    file = str(reply.file) if reply.file else None
    return Said(room.name if room is not None else None, member.channel_id, reply.text, file, reply.cause)


def reply_of(row: Outbox) -> Reply:
    """What an outbox row was written from."""
    return Reply(row.text, row.room_id, row.to_id, Path(row.file) if row.file else None, row.kind, row.cause)
