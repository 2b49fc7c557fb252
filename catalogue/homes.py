"""Where somebody lives: an address as it is said, as text and as a place from which "nearest" is measured."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.tables import Place, Room
from intents.addresses import find_address
from intents.normalise import normalise

COMPOUND = "小区"


@dataclass(frozen=True, slots=True)
class Home:
    """text: 福园3栋2单元502 (as said, where it cannot be read). place_id: the building if known, else the compound."""

    text: str
    place_id: int | None


class Homes:
    """Reads many addresses against the places as they are now."""

    def __init__(self, session: Session) -> None:
        """Look the places and rooms up once."""
        places = session.scalars(select(Place).order_by(Place.id)).all()
        self._by_id = {place.id: place for place in places}
        self._by_name = {alias: place for place in reversed(places) for alias in place.aliases}
        self._by_name |= {place.name: place for place in places}
        self._compounds = {
            name: place.name for name, place in self._by_name.items() if place.kind == COMPOUND
        }
        rooms = session.execute(select(Room.grid, Room.centre_id).where(Room.grid.is_not(None)).order_by(Room.id))
        self._centres: dict[str, list[int | None]] = {}
        for grid, centre_id in rooms:
            self._centres.setdefault(grid or "", []).append(centre_id)

    def find(self, said: str, *, grid: str | None = None, room: Room | None = None) -> Home | None:
        """As `find_home`."""
        said = said.strip()
        if not said:
            return None
        address = find_address(normalise(said), self._compounds)
        if address is None:
            place = self._by_name.get(said)
            return Home(said, place.id if place else None)
        if not address.compound:
            address = replace(address, compound=self._usual_compound(grid, room))
        place = self._by_name.get(address.building_text()) or self._by_name.get(address.compound)
        return Home(address.text(), place.id if place else None)

    def _usual_compound(self, grid: str | None, room: Room | None) -> str:
        """The compound in which the centre of the grid's room, else of this room, lies; empty where none does."""
        for centre_id in [*self._centres.get(grid or "", ()), room.centre_id if room else None]:
            centre = self._by_id.get(centre_id or 0)
            if centre is None:
                continue
            if centre.kind == COMPOUND:
                return centre.name
            around = {name for name in self._compounds.values() if centre.name.startswith(name)}
            if around:
                return max(around, key=len)
        return ""


def find_home(session: Session, said: str, *, grid: str | None = None, room: Room | None = None) -> Home | None:
    """The home that an address means; without 小区 in it: that of the person's grid, else of the room's centre.

    None where nothing is said.
    """
    return Homes(session).find(said, grid=grid, room=room)
