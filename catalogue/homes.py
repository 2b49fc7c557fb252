"""Where somebody lives: an address as it is said, as text and as a place from which "nearest" is measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.tables import Place, Room
from intents.addresses import find_address
from intents.normalise import normalise

COMPOUND, BUILDING = "小区", "楼栋"


@dataclass(frozen=True, slots=True)
class Home:
    """text: 福园3栋2单元502 (as said, where it cannot be read). place_id: the building if it is known, else the compound."""

    text: str
    place_id: int | None


def find_home(
    session: Session, said: str, *, grid: str | None = None, room: Room | None = None
) -> Home | None:
    """The home that an address means; without 小区 in it: that of the person's grid, else of the room's centre.

    None where nothing is said.
    """
    said = said.strip()
    if not said:
        return None
    places = session.scalars(select(Place).order_by(Place.id)).all()
    by_name = {alias: place for place in reversed(places) for alias in place.aliases}
    by_name |= {place.name: place for place in places}
    compounds = {name: place.name for name, place in by_name.items() if place.kind == COMPOUND}
    address = find_address(normalise(said), compounds)
    if address is None:
        place = by_name.get(said)
        return Home(said, place.id if place else None)
    if not address.compound:
        address = replace(address, compound=_usual_compound(session, places, grid, room))
    place = by_name.get(address.building_text()) or by_name.get(address.compound)
    return Home(address.text(), place.id if place else None)


def _usual_compound(session: Session, places: Sequence[Place], grid: str | None, room: Room | None) -> str:
    """The compound in which the centre of the grid's room, else of this room, lies; empty where none does."""
    of_grid = session.scalars(select(Room).where(Room.grid == grid).order_by(Room.id)).all() if grid else []
    for centre_id in [*(found.centre_id for found in of_grid), room.centre_id if room else None]:
        centre = next((place for place in places if place.id == centre_id), None)
        if centre is None:
            continue
        if centre.kind == COMPOUND:
            return centre.name
        around = [place.name for place in places if place.kind == COMPOUND and centre.name.startswith(place.name)]
        if around:
            return max(around, key=len)
    return ""
