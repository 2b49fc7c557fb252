"""Several people of one name, told apart by where they live; no room number is ever said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select

from bot.context import Context
from catalogue.recipients import people_named
from catalogue.tables import Member, Place
from intents.addresses import Address, find_address

OF = "的"
NOWHERE = "没登记住址"


def told_apart(ctx: Context, name: str, people: Sequence[Member]) -> dict[str, Member]:
    """Each of them by compound (江景华庭的张姐), else by building (清河苑2栋的张姐); {} where even that leaves two alike."""
    compounds = _compounds(ctx, people)
    homes = {one.id: _home(one, compounds) for one in people}
    for where in (_compound, _building):
        described = {f"{where(*homes[one.id]) or NOWHERE}{OF}{name}": one for one in people}
        if len(described) == len(people):
            return described
    return {}


def described_as(ctx: Context, said: str) -> Member | None:
    """The one member whom a place and a name mean (江景华庭的张姐, 清河苑2栋张姐); None where it is none, or several."""
    for at in range(1, len(said) - 1):
        place, name = said[:at].removesuffix(OF), said[at:].removeprefix(OF)
        people = people_named(ctx.session, name, ctx.rooms) if len(place) > 1 and len(name) > 1 else []
        if not people:
            continue
        compounds = _compounds(ctx, people)
        there = [one for one in people if place in _said_for(*_home(one, compounds)) or _is_their_door(place, one)]
        return there[0] if len(there) == 1 else None
    return None


_DOOR = re.compile(r"[0-9]{1,4}(?:(?:号楼|[栋幢号座楼室-]|单元)+[0-9]{0,4})*")
_FIGURES = re.compile("[0-9]+")


def _is_their_door(place: str, member: Member) -> bool:
    """Whether a door without a compound (3-1-201, 3栋201) is where the member lives, as far as it is known."""
    said, home = _FIGURES.findall(place), iter(_FIGURES.findall(member.home or ""))
    if len(said) < 2 or not _DOOR.fullmatch(place):
        return False
    return not member.home or all(number in home for number in said)


def _compounds(ctx: Context, people: Sequence[Member]) -> dict[int, str]:
    ids = [one.home_place_id for one in people if one.home_place_id is not None]
    return {place_id: name for place_id, name in ctx.session.execute(select(Place.id, Place.name).where(Place.id.in_(ids)))}


def _home(member: Member, compounds: dict[int, str]) -> tuple[str, Address | None]:
    """The compound by its name in the workbook, and the address as far as it can be read."""
    address = find_address(member.home or "", list(compounds.values()))
    known = compounds.get(member.home_place_id) if member.home_place_id is not None else None
    return known or (address.compound if address else "") or "", address


def _compound(compound: str, address: Address | None) -> str:
    return compound


def _building(compound: str, address: Address | None) -> str:
    return f"{compound}{address.building}栋" if address and address.building else compound


def _said_for(compound: str, address: Address | None) -> set[str]:
    """How people say where that is: 江景华庭, 江景华庭5栋, 5栋."""
    building = f"{address.building}栋" if address and address.building else ""
    return {place for place in (compound, building, f"{compound}{building}") if place} or {NOWHERE}
