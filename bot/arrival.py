"""Where a message comes from, and whether it came before: one statement, because every message asks for all of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, literal, select
from sqlalchemy.orm import Session

from bot.messages import Incoming
from bot.scenes import Scenes
from catalogue import versions
from catalogue.loaded import Loaded, columns_of
from catalogue.members import Met, storable
from catalogue.tables import Counter, HandledMessage, Member, Room, RoomMember, table_of

_counters, _handled = table_of(Counter).c, table_of(HandledMessage).c
_nobody = select(literal(1)).subquery()  # so that there is a row where neither room nor member is
_ARRIVAL = Loaded(
    select(
        select(_counters.value).where(_counters.name == versions.NAME).scalar_subquery(),
        select(func.max(table_of(RoomMember).c.id)).scalar_subquery(),
        select(_handled.id).where(_handled.id == bindparam("message")).scalar_subquery(),
        *columns_of(Room), *columns_of(Member), *columns_of(RoomMember),
    )
    .select_from(_nobody)
    .outerjoin(Room, Room.id == bindparam("room"))
    .outerjoin(Member, Member.channel_id == bindparam("sender"))
    .outerjoin(RoomMember, and_(RoomMember.room_id == Room.id, RoomMember.member_id == Member.id)),
    Room, Member, RoomMember,
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """room: the row of the group, None in private or where it is none of ours. was_handled: this message came before."""

    room: Room | None
    met: Met
    was_handled: bool


def arrive(session: Session, scenes: Scenes, incoming: Incoming) -> Arrival:
    """What the store knows of a message before it is read; `scenes` are up to date afterwards."""
    room_id = _room_id(scenes, incoming) if scenes.is_read else None
    values = {"message": incoming.id, "sender": storable(incoming.sender)}
    while True:
        version, last_met, handled, room, member, seen = _ARRIVAL.rows(session, {**values, "room": room_id})[0]
        scenes.refresh(session, (version, last_met))
        if room_id == (now := _room_id(scenes, incoming)):
            return Arrival(room, Met(member, seen), handled is not None)
        room_id = now  # it has been bound, renamed or left since


def _room_id(scenes: Scenes, incoming: Incoming) -> int | None:
    if incoming.room is None:
        return None
    facts = scenes.known.room_of(incoming.room, incoming.room_name)
    return facts.id if facts is not None else None
