"""Goods that are not sold in this room: where they are, so that nobody asks in vain."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from bot.context import Context
from bot.handlers.asking import room_ids
from bot.wording import other_rooms as words
from catalogue.group_buys import here, is_open_here, products_of
from catalogue.tables import GroupBuy, Room


def told_where(ctx: Context, names: Iterable[str], *, changing: bool = False) -> str | None:
    """Where each of these goods (or group buys, by their titles) can be ordered now, or (changing) an order of them changed;
    None where none of them can.
    """
    found = [text for name in dict.fromkeys(names) if (text := _told(ctx, name, changing)) is not None]
    return "\n".join(found[:3]) or None


def _told(ctx: Context, name: str, changing: bool) -> str | None:
    there = _open_in_other_rooms(ctx)
    for group_buy in there:
        if name == group_buy.title:
            return words.runs_there(group_buy, _room_names(ctx, group_buy), ctx.now)
    for product in products_of(ctx.session, there):
        if not product.closed and (name == product.name or name in product.aliases):
            group_buy = ctx.session.get_one(GroupBuy, product.group_buy_id)
            if changing:
                return words.changed_there(product, _room_names(ctx, group_buy))
            return words.sold_there(product, group_buy.title, _room_names(ctx, group_buy))
    return None


def _open_in_other_rooms(ctx: Context) -> list[GroupBuy]:
    rooms = ctx.session.scalars(select(Room).where(Room.left_at.is_(None))).all()
    ids, mine = [room.id for room in rooms], room_ids(ctx)
    return [
        one for one in ctx.session.scalars(select(GroupBuy).order_by(GroupBuy.id))
        if is_open_here(one, ids, ctx.now) and not (mine and here(one.rooms, mine))
    ]


def _room_names(ctx: Context, group_buy: GroupBuy) -> list[str]:
    rooms = [ctx.session.get(Room, room) for room in group_buy.rooms]
    return [room.name for room in rooms if room is not None and room.left_at is None]
