"""Where a member lives: the address as told, and the place on the map that stands for it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.audit import Act, record
from catalogue.reasons import NotPossible
from catalogue.tables import Member, Place, Room

LONGEST = 100
COMPOUND, BUILDING = "小区", "楼栋"


def place_of(session: Session, address: str) -> Place | None:
    """The building (else the compound) with which an address begins; None where none is known."""
    found: list[tuple[int, int, Place]] = []
    for place in session.scalars(
        select(Place).where(Place.kind.in_((COMPOUND, BUILDING))).order_by(Place.id)
    ):
        for name in (place.name, *place.aliases):
            if name and address.startswith(name):
                found.append((len(name), -place.id, place))
    return max(found, key=lambda one: one[:2])[2] if found else None


def set_home(session: Session, member: Member, address: str, room: Room | None, act: Act) -> Place | None:
    """Keep a member's address; gives back the place that it is measured from, None: it stands on no map.

    An address without a compound is of the room's own one. Raises: NotPossible where nothing is said.
    """
    address = address.strip()[:LONGEST]
    if not address:
        raise NotPossible("你住哪里？说小区和楼号就行，比如“我住3栋2单元502”。")
    place = place_of(session, address)
    if place is None and room is not None and room.centre_id is not None:
        centre = session.get_one(Place, room.centre_id)
        if centre.kind == COMPOUND and address[0].isascii() and address[0].isdigit():
            address = centre.name + address
            place = place_of(session, address)
    member.home, member.home_place_id = address, place.id if place is not None else None
    # The address itself stands only in the member's row, so that erasing it there erases it.
    record(session, act, "set_home", f"member:{member.id}", after={"place": member.home_place_id})
    return place
