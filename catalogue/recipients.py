"""Whose name is meant, and where somebody would pick something up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from catalogue.distance import straight_m
from catalogue.tables import GroupBuy, Member, Place, Room, RoomMember

_PLACES = select(Place).where(
    (Place.id == bindparam("home")) | Place.name.in_(bindparam("points", expanding=True))
)


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


def by_id_and_name(places: Sequence[Place]) -> Mapping[int | str, Place]:
    """The places, to be looked up by the id of the row and by the name."""
    return {**{place.id: place for place in places}, **{place.name: place for place in places}}


def pickup_for(
    session: Session, group_buy: GroupBuy, member: Member | None, room: Room | None,
    at_hand: Mapping[int | str, Place] | None = None,
) -> str | None:
    """Where the member would pick up: the point nearest to their home (else to the room's centre), else the first.

    at_hand: all places, by id and by name; None: they have to be read.
    """
    points = group_buy.pickup_points
    if len(points) < 2:
        return points[0] if points else None
    home_id = (member.home_place_id if member else None) or (room.centre_id if room else None)
    if home_id is None:
        return points[0]
    places = at_hand
    if places is None:
        places = by_id_and_name(session.scalars(_PLACES, {"home": home_id, "points": points}).all())
    home = places.get(home_id)
    known = [places[point] for point in points if point in places]
    if home is None or not known:
        return points[0]
    return min(known, key=lambda place: straight_m(home.lng, home.lat, place.lng, place.lat)).name
