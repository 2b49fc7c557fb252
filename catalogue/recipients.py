"""Whose name is meant, and where somebody would pick something up."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.distance import straight_m
from catalogue.tables import GroupBuy, Member, Place, Room, RoomMember


def people_named(session: Session, name: str, rooms: Sequence[Room]) -> list[Member]:
    """The members of 人员 and of these rooms who carry this name, each once."""
    in_rooms = (
        select(RoomMember.member_id).join(Member, Member.id == RoomMember.member_id)
        .where(
            RoomMember.room_id.in_([room.id for room in rooms]),
            (RoomMember.alias == name) | (Member.nickname == name),
        )
    )
    listed = Member.listed & (Member.nickname == name)
    return list(session.scalars(
        select(Member).where(Member.erased_at.is_(None), listed | Member.id.in_(in_rooms)).order_by(Member.id)
    ))


def pickup_for(session: Session, group_buy: GroupBuy, member: Member | None, room: Room | None) -> str | None:
    """Where the member would pick up: the point nearest to their home (else to the room's centre), else the first."""
    points = group_buy.pickup_points
    if len(points) < 2:
        return points[0] if points else None
    home_id = (member.home_place_id if member else None) or (room.centre_id if room else None)
    home = session.get(Place, home_id) if home_id is not None else None
    known = session.scalars(select(Place).where(Place.name.in_(points))).all()
    if home is None or not known:
        return points[0]
    return min(known, key=lambda place: straight_m(home.lng, home.lat, place.lng, place.lat)).name
