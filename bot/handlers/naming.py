"""Whom a name in a command means: one member of 人员 or of this room, or nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.context import Context
from catalogue.members import find_or_make
from catalogue.reasons import NotPossible
from catalogue.recipients import people_named
from catalogue.tables import Member


@dataclass(frozen=True, slots=True)
class Named:
    """The members that names stand for, and the names that are nobody's or several members'."""

    members: tuple[tuple[str, Member], ...]
    unknown: tuple[str, ...]
    several: tuple[str, ...]


def find_named(ctx: Context, names: Iterable[str]) -> Named:
    """Each name looked up once, in the order given."""
    members: list[tuple[str, Member]] = []
    unknown: list[str] = []
    several: list[str] = []
    for name in dict.fromkeys(tidy(one) for one in names):
        found = people_named(ctx.session, name, ctx.rooms)
        if len(found) == 1:
            members.append((name, found[0]))
        else:
            (several if found else unknown).append(name)
    return Named(tuple(members), tuple(unknown), tuple(several))


def the_one_named(ctx: Context, name: str) -> Member:
    """The one member of this name. Raises: NotPossible for nobody or several."""
    found = find_named(ctx, [name])
    if found.members:
        return found.members[0][1]
    if found.several:
        raise NotPossible(f"叫{tidy(name)}的不止一位，请说全一点的名字。")
    raise NotPossible(f"我还不认识{tidy(name)}，请看看名字，或请TA先在群里说句话。")


def the_one_meant(ctx: Context, name: str) -> Member:
    """The same, but who is @-mentioned by this name is known by id, whatever others call themselves.

    Rights hang on it: a name can be copied, an id cannot. Raises: NotPossible as above.
    """
    ids = {channel_id for channel_id, shown in ctx.incoming.mentions if tidy(shown) == tidy(name)}
    if len(ids) == 1:
        return find_or_make(ctx.session, ids.pop(), tidy(name), ctx.room)
    if ids:
        raise NotPossible(f"@到了不止一位叫{tidy(name)}的，请一次只@一位。")
    return the_one_named(ctx, name)


def tidy(name: str) -> str:
    """The name without the @ and the space that WeChat puts around it."""
    return name.replace("\u2005", " ").strip().removeprefix("@").strip()
