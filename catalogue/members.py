"""Who somebody is: members by the channel's id, by the name that a room shows, and where they live."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.homes import Home, find_home
from catalogue.orders import household_of
from catalogue.prepared import Prepared
from catalogue.roles import roles_of
from catalogue.tables import Member, Room, RoomMember, table_of

__all__ = [
    "Home", "Met", "find_home", "find_or_make", "household_of", "meet", "resolve_name", "roles_of", "set_home", "storable",
]


_DIALECTS = {"postgresql": postgresql, "sqlite": sqlite}
_INSERTS = {
    (name, row): Prepared(dialect.insert(table_of(row)).on_conflict_do_nothing())
    for name, dialect in _DIALECTS.items() for row in (Member, RoomMember)
}
_WHO = (
    select(Member, RoomMember)
    .outerjoin(RoomMember, and_(RoomMember.member_id == Member.id, RoomMember.room_id == bindparam("room")))
    .where(Member.channel_id == bindparam("channel_id"))
)


@dataclass(frozen=True, slots=True)
class Met:
    """Whom an id of the channel belongs to, and their row in the room; None: never met, never seen there."""

    member: Member | None
    seen: RoomMember | None


def meet(session: Session, channel_id: str, room: Room | None) -> Met:
    """The member with this id of the channel and, in a room, their row there; nothing is written."""
    found = session.execute(
        _WHO, {"channel_id": storable(channel_id), "room": room.id if room is not None else None}
    ).first()
    return Met(*found) if found is not None else Met(None, None)


def find_or_make(
    session: Session, channel_id: str, name: str, room: Room | None, met: Met | None = None
) -> Member:
    """The member with this id of the channel, made if not known yet; also with several processes at once.

    name: what the room (None: a private chat) shows for them; it is kept for that room, and as the nickname of somebody
    who is not in the workbook. met: what `meet` told in this transaction.
    """
    channel_id, name = storable(channel_id), storable(name)
    met = met or meet(session, channel_id, room)
    member, seen = met.member, met.seen
    if member is None:
        _insert(session, Member, channel_id=channel_id, nickname=name or None, listed=False, no_promotions=False,
                no_mentions=False, is_friend=False)
        member, seen = session.execute(_WHO, {"channel_id": channel_id, "room": room.id if room else None}).one()
    if name and member.nickname != name and (member.nickname is None or (room is None and not member.listed)):
        renamed = member.nickname is not None
        member.nickname = name
        if renamed:
            versions.touch(session)
    if room is not None:
        _note_alias(session, member, room, seen, name or None)
    session.flush()
    return member


def storable(text: str) -> str:
    """A name as both databases can keep it: without NUL, which PostgreSQL refuses, and without lone surrogates."""
    return text.encode("utf-8", "ignore").decode().replace("\x00", "").strip()


def resolve_name(session: Session, name: str, room: Room | None) -> list[Member]:
    """The members of 人员 and of this room whose nickname, or name in this room, this is; first known first."""
    name = storable(name)
    here = select(RoomMember.member_id).where(RoomMember.room_id == (room.id if room else None))
    called_so_here = here.where(RoomMember.alias == name)
    return list(session.scalars(
        select(Member)
        .where(
            Member.erased_at.is_(None),
            or_(
                (Member.nickname == name) & (Member.listed | Member.id.in_(here)),
                Member.id.in_(called_so_here),
            ),
        )
        .order_by(Member.id)
    ))


def set_home(session: Session, member: Member, said: str, room: Room | None) -> Home | None:
    """Keep where a member lives; None, and nothing changes, where nothing is said. The caller writes the audit."""
    home = find_home(session, said, grid=member.grid, room=room)
    if home is not None:
        member.home, member.home_place_id = home.text, home.place_id
        session.flush()
    return home


def _note_alias(
    session: Session, member: Member, room: Room, seen: RoomMember | None, alias: str | None
) -> None:
    if seen is None:  # no touch: many come in a rush, and scenes learn of new rows by themselves
        _insert(session, RoomMember, room_id=room.id, member_id=member.id, alias=alias)
    elif alias is not None and seen.alias != alias:
        seen.alias = alias
        versions.touch(session)


def _insert(session: Session, table: type[Member] | type[RoomMember], **values: object) -> None:
    """Insert a row unless another process was first."""
    _INSERTS[session.connection().dialect.name, table].run(session, values)
