"""Who speaks: roles, and what is theirs in the rooms that "here" means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.conversation import Memory
from bot.rights import Standing, staff_rooms
from catalogue.activities import is_here
from catalogue.amounts import from_milli
from catalogue.tables import (
    Activity,
    Collection,
    Demand,
    GroupBuy,
    Member,
    Occurrence,
    Order,
    OrderEntry,
    Product,
    Room,
    RoomMember,
    SignUp,
)
from intents.scene import Speaker


def speaker_of(
    session: Session, member: Member, standing: Standing, rooms: Sequence[Room], memory: Memory, now: datetime
) -> Speaker:
    """The speaker as the reader of messages sees them; staff only where they count as staff."""
    here = frozenset(room.id for room in rooms)
    ordered = _ordered(session, member, here)
    return Speaker(
        id=member.channel_id or "", roles=standing.roles, merchant=standing.merchant,
        ordered=frozenset(ordered), signed_up=_signed_up(session, member, here, now),
        demanded=_demanded(session, member, here, now), question=memory.question(), shown=memory.shown(),
        quantities={name: own for name, own in ordered.items() if own},
    )


def _ordered(session: Session, member: Member, here: frozenset[int]) -> dict[str, float]:
    """Products in live orders that the member gave or is to receive, in group buys that are not settled, with the
    units of the member's own (0 where all of it is for others)."""
    rows = session.execute(
        select(Product.name, GroupBuy.rooms)
        .join(OrderEntry, OrderEntry.product_id == Product.id)
        .join(Order, Order.id == OrderEntry.order_id)
        .join(GroupBuy, GroupBuy.id == Order.group_buy_id)
        .where(
            or_(Order.sender_id == member.id, Order.beneficiary_id == member.id),
            Order.status.in_(("placed", "paid")), GroupBuy.status.in_(("open", "closed")),
        )
        .group_by(Order.id, Product.id, Product.name, GroupBuy.id, Order.beneficiary_id, Order.beneficiary_name)
        .having(func.sum(OrderEntry.quantity) > 0)
        .with_only_columns(
            Product.name, GroupBuy.id, Order.beneficiary_id, Order.beneficiary_name, func.sum(OrderEntry.quantity)
        )
    ).all()
    if not rows:
        return {}
    rooms = dict(session.execute(
        select(GroupBuy.id, GroupBuy.rooms).where(GroupBuy.id.in_({row[1] for row in rows}))
    ).tuples().all())
    ordered: dict[str, float] = {}
    for name, group_buy, whose, called, quantity in rows:
        if is_here(rooms[group_buy], here):
            own = whose == member.id or (whose is None and not called)
            ordered[name] = ordered.get(name, 0.0) + (from_milli(int(quantity)) if own else 0.0)  # PostgreSQL sums to Decimal
    return ordered


def _signed_up(session: Session, member: Member, here: frozenset[int], now: datetime) -> frozenset[str]:
    rows = session.execute(
        select(Activity.name, Activity.rooms)
        .join(Occurrence, Occurrence.activity_id == Activity.id)
        .join(SignUp, SignUp.occurrence_id == Occurrence.id)
        .where(
            SignUp.member_id == member.id, SignUp.status.in_(("confirmed", "waitlisted")),
            Occurrence.starts_at > now,
        )
    )
    return frozenset(name for name, rooms in rows if is_here(rooms, here))


def _demanded(session: Session, member: Member, here: frozenset[int], now: datetime) -> frozenset[str]:
    rows = session.execute(
        select(Demand.product, Collection.rooms)
        .join(Collection, Collection.id == Demand.collection_id)
        .where(
            Demand.member_id == member.id, Demand.withdrawn.is_(False), Collection.status == "open",
            Collection.deadline > now,
        )
    )
    return frozenset(product for product, rooms in rows if is_here(rooms, here))


def private_rooms(
    session: Session, member: Member | None, standing: Standing, shared: Sequence[str] | None
) -> list[Room]:
    """What "here" means in a private chat, in order of the rooms' ids.

    The rooms that the channel says the person shares with us, and those where something of theirs is
    recorded; for staff also those that they look after; where nothing is known of them at all, every room.
    """
    rooms = session.scalars(select(Room).where(Room.left_at.is_(None)).order_by(Room.id)).all()
    known = {room.id for room in rooms if shared and (room.channel_ref or room.name) in shared}
    if member is not None:
        known |= _recorded_in(session, member)
        known |= {room.id for room in staff_rooms(session, standing)}
        if not known and member.grid:
            known = {room.id for room in rooms if room.grid == member.grid}
    if not known and shared is None:
        return list(rooms)
    return [room for room in rooms if room.id in known]


def _recorded_in(session: Session, member: Member) -> set[int]:
    seen = select(RoomMember.room_id).where(RoomMember.member_id == member.id)
    theirs = or_(Order.sender_id == member.id, Order.beneficiary_id == member.id)
    ordered = select(Order.room_id).where(theirs)
    signed_up = select(SignUp.room_id).where(SignUp.member_id == member.id)
    demanded = select(Demand.room_id).where(Demand.member_id == member.id)
    found = session.scalars(seen.union(ordered, signed_up, demanded))
    return {room_id for room_id in found if room_id is not None}
