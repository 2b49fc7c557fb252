"""Placing orders: never more than there is, each change written down.

Quantities are thousandths of a unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, insert, literal, select, update
from sqlalchemy.orm import Session

from catalogue.amounts import cost_fen
from catalogue.audit import Act, record
from catalogue.order_lines import CANCELLED, PICKED_UP, PLACED
from catalogue.prepared import Prepared
from catalogue.stock import Trouble, Want, as_they_are, take, takes_orders
from catalogue.tables import AuditEntry, GroupBuy, Member, Order, OrderEntry, table_of

FULL_ADDRESS = re.compile(r"(?:栋|单元)[0-9]{2,4}$")
_WRITE_ENTRY = Prepared(insert(table_of(OrderEntry)).returning(table_of(OrderEntry).c.id))
_audit = table_of(AuditEntry).c
APART = "\n"  # between the names of pick-up points
_PLACED = Prepared(select(_audit.message_id, _audit.after, _audit.subject).where(
    _audit.actor_id == bindparam("actor"), _audit.room_id.is_not_distinct_from(bindparam("room")),
    _audit.at >= bindparam("since"), _audit.action == "order.place", _audit.undone_at.is_(None),
))
_orders, _group_buys = table_of(Order), table_of(GroupBuy)
_THEIRS = (
    (_orders.c.sender_id == bindparam("sender"))
    & _orders.c.beneficiary_id.is_not_distinct_from(bindparam("beneficiary"))
    & _orders.c.beneficiary_name.is_not_distinct_from(bindparam("name"))
)
_points: BindParameter[str] = bindparam("points")
# Their open order in a group buy; and where they fetched last, or chose to, of the points there are: in one statement.
_OPEN_ORDER = Prepared(select(
    select(_orders.c.id).where(
        _orders.c.group_buy_id == bindparam("group_buy"), _orders.c.status == PLACED, _orders.c.via == bindparam("via"),
        _THEIRS,
    ).order_by(_orders.c.id.desc()).limit(1).scalar_subquery(),
    select(_orders.c.pickup).where(
        _THEIRS, _orders.c.pickup_said | (_orders.c.status == PICKED_UP),
        _points.like(literal(f"%{APART}") + _orders.c.pickup + literal(f"{APART}%")),
    ).order_by(_orders.c.id.desc()).limit(1).scalar_subquery(),
))
_NEXT_NUMBER = Prepared(
    update(_group_buys).where(_group_buys.c.id == bindparam("group_buy"))
    .values(last_number=_group_buys.c.last_number + 1).returning(_group_buys.c.last_number)
)
_WRITE_ORDER = Prepared(insert(_orders).returning(_orders.c.id))


@dataclass(frozen=True, slots=True)
class Recipient:
    """For whom an order is: a member (beneficiary_id), a name that is nobody's, else the sender."""

    sender_id: int
    household: str
    beneficiary_id: int | None = None
    beneficiary_name: str | None = None
    entered_by: int | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """An order that holds what was recorded. id: of its row; pickup: where it is picked up.

    proposed: the order is new, and neither was the point chosen nor one that they used before.
    """

    id: int
    group_buy_id: int
    pickup: str | None
    proposed: bool = False


@dataclass(slots=True)
class Recorded:
    """What came of an order: what was recorded, what was not and why, and the orders that hold it.

    grown: one of them held something before.
    """

    lines: list[Want] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    orders: list[Holder] = field(default_factory=list)
    amount_fen: int = 0
    grown: bool = False


def household_of(member: Member | None, name: str | None, sender_id: int) -> str:
    """The key by which 每户限购 counts: the full address with its room if it is known, else the recipient."""
    if member is None:
        return f"name:{sender_id}:{name}"
    if member.home and FULL_ADDRESS.search(member.home):
        return f"home:{member.home}"
    return f"member:{member.id}"


def recipient_for(
    session: Session, sender: Member, beneficiary: Member | None = None, name: str | None = None,
    entered_by: Member | None = None,
) -> Recipient:
    """Who gets it: the beneficiary (a member, or a name that is nobody's), else the sender."""
    if beneficiary is not None and beneficiary.id == sender.id:
        beneficiary = None
    someone = beneficiary if beneficiary is not None or name is not None else sender
    return Recipient(
        sender.id, household_of(someone, name, sender.id),
        beneficiary.id if beneficiary else None,
        name if beneficiary is None else None,
        entered_by.id if entered_by and entered_by.id != sender.id else None,
    )


def place(
    session: Session, recipient: Recipient, wants: Iterable[Want], act: Act,
    *, pickups: Mapping[int, str | None] | None = None, move: bool = False, note: str | None = None,
    via: str = "message", words: str | None = None, on_sale: Sequence[GroupBuy] = (), late: bool = False,
) -> Recorded:
    """Add to the recipient's open order in each group buy, or begin one with the next number.

    Each item is recorded whole or not at all; what is not comes back as a trouble. `words`: a digest of the message,
    by which the same words are known again. pickups: by the group buy's id, for a new order; `move`: also for one that
    is there already. on_sale: group buys as they are in this transaction, so that they need not be read again. late: also
    what takes no orders any more, as staff may. Changes the stock, the orders and the audit.
    """
    recorded = Recorded()
    entries: list[int] = []
    by_group_buy: dict[int, list[Want]] = {}
    for want in wants:
        if want.quantity <= 0:
            raise ValueError(f"an order of {want.quantity} thousandths of product {want.product.id}")
        by_group_buy.setdefault(want.product.group_buy_id, []).append(want)
    for group_buy_id in sorted(by_group_buy):
        group_buy, wanted = as_they_are(session, group_buy_id, by_group_buy[group_buy_id], on_sale)
        accepted = _take(session, group_buy, wanted, recipient.household, act, recorded, late)
        if accepted:
            pickup = (pickups or {}).get(group_buy_id)
            order, used = _grown_order(session, group_buy, recipient, via, pickup if move else None, note)
            recorded.grown |= order is not None
            if order is None:
                order = _new_order(session, group_buy_id, recipient, act, via, pickup, note, None if move else used, move)
            entries += write_entries(
                session, order, [(want.product.id, want.quantity, want.product.price_fen) for want in accepted], act
            )
            recorded.orders.append(order)
            recorded.lines += accepted
            recorded.amount_fen += sum(cost_fen(want.quantity, want.product.price_fen) for want in accepted)
    if entries:
        record(
            session, act, "order.place", f"order:{recorded.orders[0].id}",
            after={"entries": entries, "words": words}, undo=[{"op": "orders.reverse", "entries": entries}],
        )
    return recorded


def _take(
    session: Session, group_buy: GroupBuy, wants: Sequence[Want], household: str, act: Act, recorded: Recorded,
    late: bool = False,
) -> list[Want]:
    """Those wants for which the stock was taken, as they were said; the troubles of the others go to `recorded`."""
    accepted = []
    # Everybody takes in the order of the products' ids: two who take crosswise would wait for each other for ever.
    for place_said, want in sorted(enumerate(wants), key=lambda pair: pair[1].product.id):
        open_now = takes_orders(group_buy, want.product, act.at) or (late and not want.product.cancelled)
        trouble = None if open_now else Trouble("closed", want)
        trouble = trouble or take(session, want, household)
        if trouble is None:
            accepted.append((place_said, want))
        else:
            recorded.troubles.append(trouble)
    return [want for _, want in sorted(accepted, key=lambda pair: pair[0])]


def _grown_order(
    session: Session, group_buy: GroupBuy, recipient: Recipient, via: str, pickup: str | None, note: str | None
) -> tuple[Holder | None, str | None]:
    """The recipient's order that may still grow, with this pick-up point and note if they are given; and the point of
    this group buy that they used last."""
    session.flush()
    (found, used), = _OPEN_ORDER.rows(session, {
        "group_buy": group_buy.id, "via": via, "sender": recipient.sender_id,
        "beneficiary": recipient.beneficiary_id, "name": recipient.beneficiary_name,
        "points": APART.join(("", *group_buy.pickup_points, "")),
    })
    if found is None:
        return None, used
    order = session.get_one(Order, found)
    order.pickup, order.note = pickup or order.pickup, note or order.note
    order.pickup_said |= pickup is not None
    session.flush()
    return Holder(order.id, group_buy.id, order.pickup), used


def _new_order(
    session: Session, group_buy_id: int, recipient: Recipient, act: Act, via: str, pickup: str | None, note: str | None,
    used: str | None, said: bool,
) -> Holder:
    """An order with the next number. used: where they fetched last, which goes before what is proposed."""
    number = _NEXT_NUMBER.value(session, {"group_buy": group_buy_id})
    order_id = _WRITE_ORDER.value(session, {
        "group_buy_id": group_buy_id, "number": number, "room_id": act.room_id, "sender_id": recipient.sender_id,
        "beneficiary_id": recipient.beneficiary_id, "beneficiary_name": recipient.beneficiary_name,
        "entered_by": recipient.entered_by, "household": recipient.household, "pickup": used or pickup,
        "pickup_said": said and pickup is not None, "note": note,
        "status": PLACED, "via": via, "placed_at": act.at,
    })
    return Holder(order_id, group_buy_id, used or pickup, proposed=not (said or used))


def write_entries(
    session: Session, order: Order | Holder, changes: Iterable[tuple[int, int, int]], act: Act
) -> list[int]:
    """Entries of (product id, thousandths, price in fen); gives their ids."""
    entries = [
        {
            "order_id": order.id, "product_id": product_id, "quantity": quantity, "unit_price_fen": price,
            "actor_id": act.actor_id, "message_id": act.message_id, "at": act.at,
        }
        for product_id, quantity, price in changes
    ]
    return [_WRITE_ENTRY.value(session, entry) for entry in entries]


def same_words_since(
    session: Session, member: Member, room_id: int | None, words: str, since: datetime, besides: str | None = None
) -> bool:
    """Whether the member placed an order here with the same words since then that is still live. besides: the id of
    the message that is being read, which may order for several people."""
    placed = _PLACED.rows(session, {"actor": member.id, "room": room_id, "since": since})
    for message_id, after, subject in placed:
        if besides is not None and message_id == besides:
            continue
        if after and after.get("words") == words and subject:
            order = session.get(Order, int(subject.removeprefix("order:")))
            if order is not None and order.status != CANCELLED:
                return True
    return False
