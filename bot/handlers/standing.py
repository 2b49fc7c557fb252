"""What stands after a change: of the person whose order changed; what was ordered for others is not added to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.context import Context
from bot.numbered import safe_name
from bot.wording.orders import called
from catalogue.order_lines import Line, eater, lines_of
from catalogue.tables import Member, Order


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person has on order now. whose: their name, None: the speaker's own (or of several); others: for whom the
    speaker has ordered besides.
    """

    lines: Sequence[Line]
    whose: str | None = None
    others: tuple[str, ...] = ()


def standing(ctx: Context, orders: Iterable[Order], changed: Iterable[Order]) -> Standing:
    """What stands in these live orders for whoever one of the changed ones is for."""
    concerned = {eater(one) for one in changed}
    lines = lines_of(ctx.session, orders)
    people = dict.fromkeys(eater(line.order) for line in lines)
    others = [_name(ctx, person) for person in people if person not in concerned | {ctx.sender.id}]
    only = next(iter(concerned)) if len(concerned) == 1 else None
    whose = _name(ctx, only) if only not in (None, ctx.sender.id) else None
    return Standing([line for line in lines if eater(line.order) in concerned], whose, tuple(others))


def _name(ctx: Context, person: int | str | None) -> str:
    if isinstance(person, int):
        member = ctx.session.get(Member, person)
        return safe_name(member.nickname if member else None)
    return called(person)
