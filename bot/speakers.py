"""Who speaks: roles, and what is theirs in the rooms that "here" means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from bot.conversation import Memory
from bot.rights import Standing, staff_rooms
from catalogue.activities import is_here
from catalogue.amounts import from_milli
from catalogue.group_buys import SPOKEN_OF
from catalogue.prepared import Prepared
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
    UtcDateTime,
    Wait,
    WaitEntry,
    table_of,
)
from intents.scene import Speaker

_of_member: BindParameter[int] = bindparam("member")
_orders, _products, _buys = table_of(Order).c, table_of(Product).c, table_of(GroupBuy).c


def _ordered_as(whose: ColumnElement[bool]) -> Select[Any]:
    """What stands in live orders, in group buys that are not settled or were only lately."""
    return (
        select(
            literal("ordered"), _products.name, _buys.rooms, _orders.beneficiary_id, _orders.beneficiary_name,
            func.sum(table_of(OrderEntry).c.quantity),
        )
        .join_from(table_of(Order), table_of(OrderEntry), table_of(OrderEntry).c.order_id == _orders.id)
        .join(table_of(Product), _products.id == table_of(OrderEntry).c.product_id)
        .join(table_of(GroupBuy), _buys.id == _orders.group_buy_id)
        .where(
            # Not as IN: SQLAlchemy puts a list together anew for each execution.
            whose, (_orders.status == "placed") | (_orders.status == "paid"),
            (_buys.status == "open") | (_buys.status == "closed")
            | ((_buys.status == "settled") & (_buys.closed_at > bindparam("lately", type_=UtcDateTime()))),
        )
        .group_by(_orders.id, _products.id, _buys.id)
        .having(func.sum(table_of(OrderEntry).c.quantity) > 0)
    )


_activities, _sign_ups = table_of(Activity).c, table_of(SignUp).c
_demands, _collections = table_of(Demand).c, table_of(Collection).c
_waits, _wait_entries = table_of(Wait).c, table_of(WaitEntry).c
# All in one statement: it is asked for every message that may concern the bot.
_THEIRS = Prepared(union_all(
    _ordered_as(_orders.sender_id == _of_member),
    _ordered_as((_orders.beneficiary_id == _of_member) & (_orders.sender_id != _of_member)),
    select(literal("signed_up"), _activities.name, _activities.rooms, null(), _sign_ups.party, _sign_ups.people)
    .join_from(table_of(SignUp), table_of(Occurrence), table_of(Occurrence).c.id == _sign_ups.occurrence_id)
    .join(table_of(Activity), _activities.id == table_of(Occurrence).c.activity_id)
    .where(
        _sign_ups.member_id == _of_member,
        (_sign_ups.status == "confirmed") | (_sign_ups.status == "waitlisted"),
        table_of(Occurrence).c.starts_at > bindparam("now", type_=UtcDateTime()),
    ),
    select(
        literal("waiting"), _products.name, _buys.rooms, _waits.beneficiary_id, _waits.beneficiary_name,
        func.sum(_wait_entries.quantity),
    )
    .join_from(table_of(Wait), table_of(WaitEntry), _wait_entries.wait_id == _waits.id)
    .join(table_of(Product), _products.id == _waits.product_id)
    .join(table_of(GroupBuy), _buys.id == _products.group_buy_id)
    .where((_waits.sender_id == _of_member) | (_waits.beneficiary_id == _of_member), _buys.status == "open")
    .group_by(_waits.id, _products.id, _buys.id).having(func.sum(_wait_entries.quantity) > 0),
    select(literal("demanded"), _demands.product, _collections.rooms, null(), null(), null())
    .join_from(table_of(Demand), table_of(Collection), _collections.id == _demands.collection_id)
    .where(
        _demands.member_id == _of_member, _demands.withdrawn.is_(False), _collections.status == "open",
        _collections.deadline > bindparam("now", type_=UtcDateTime()),
    ),
))


def speaker_of(
    session: Session, member: Member, standing: Standing, rooms: Sequence[Room], memory: Memory, now: datetime
) -> Speaker:
    """The speaker as the reader of messages sees them; staff only where they count as staff.

    ordered: in live orders that the member gave or is to receive, with the units of the member's own (0 where all of it is
    for others).
    """
    here = frozenset(room.id for room in rooms)
    ordered: dict[str, float] = {}
    parties: dict[str, int] = {}
    others: dict[str, set[str]] = {"signed_up": set(), "demanded": set(), "waiting": set()}
    theirs = _THEIRS.rows(session, {"member": member.id, "now": now, "lately": now - SPOKEN_OF})
    for kind, name, where, whose, called, quantity in theirs:
        if not is_here(where, here):
            continue
        if kind == "signed_up" and not called:
            parties[name] = int(quantity)
        if kind == "waiting":  # changed and called off in the same words as an order
            others[kind].add(name)
        if kind in ("ordered", "waiting"):
            own = whose == member.id or (whose is None and not called)
            # PostgreSQL sums to Decimal.
            ordered[name] = ordered.get(name, 0.0) + (from_milli(int(quantity)) if own else 0.0)
        else:
            others[kind].add(name)
    return Speaker(
        id=member.channel_id or "", roles=standing.roles, merchant=standing.merchant,
        ordered=frozenset(ordered), signed_up=frozenset(others["signed_up"]),
        demanded=frozenset(others["demanded"]), waiting=frozenset(others["waiting"]),
        question=memory.question(), shown=memory.shown(), told=memory.told(),
        quantities={name: own for name, own in ordered.items() if own}, parties=parties,
    )


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
