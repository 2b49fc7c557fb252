"""What staff or a merchant must hear of: told in private to those whose business it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.context import Context
from bot.messages import Reply
from catalogue.tables import Member, MemberRole, Merchant, Room
from intents.scene import ADMINISTRATOR, GRID_WORKER


def staff_for(ctx: Context, room: Room | None, member: Member | None = None) -> list[Member]:
    """The grid workers of a room's 网格 (in private: of the member's); where there are none, the administrators."""
    grid = room.grid if room is not None else member.grid if member is not None else None
    rows = ctx.session.execute(
        select(Member, MemberRole.role, MemberRole.grid).join(MemberRole, MemberRole.member_id == Member.id)
        .where(MemberRole.role.in_((GRID_WORKER, ADMINISTRATOR)), Member.erased_at.is_(None)).order_by(Member.id)
    ).tuples().all()
    workers = [one for one, role, held in rows if role == GRID_WORKER and grid in (held, one.grid) and grid is not None]
    return workers or [one for one, role, _ in rows if role == ADMINISTRATOR]


def tell_staff(ctx: Context, text: str, cause: str, room: Room | None, member: Member | None = None) -> list[Reply]:
    """The same to each of them in private, except whoever speaks."""
    return tell_each(staff_for(ctx, room, member), text, cause, ctx.sender.id)


def tell_merchant(ctx: Context, text: str, cause: str, merchant: Merchant) -> list[Reply]:
    """To everybody of a shop, in private."""
    people = ctx.session.scalars(
        select(Member).where(Member.merchant_id == merchant.id, Member.erased_at.is_(None)).order_by(Member.id)
    ).all()
    return tell_each(people, text, cause, None)


def tell_each(people: Sequence[Member], text: str, cause: str, besides: int | None) -> list[Reply]:
    """A private notice to each, except the member with the id `besides`."""
    return [Reply(text, to=one.id, kind="notice", cause=cause) for one in people if one.id != besides]
