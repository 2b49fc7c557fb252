"""A #接龙 list against the ledger: each list is a proposal, rows of others are never touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.amendments import set_total
from catalogue.audit import Act, record
from catalogue.order_lines import CANCELLED, LIVE, is_for, lines_of
from catalogue.orders import Recipient, place, recipient_for
from catalogue.stock import Trouble, Want, lock
from catalogue.tables import AuditEntry, GroupBuy, Member, Order, Product
from catalogue.waiting import queue_for

RELAY = "relay"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what is wanted under a name. member: whose name it is, None: nobody's we know. dropped: it says 不要了."""

    position: int
    name: str
    wants: tuple[Want, ...]
    member: Member | None = None
    note: str | None = None
    dropped: bool = False

    def totals(self) -> dict[int, int]:
        """Product id → thousandths."""
        sums: dict[int, int] = {}
        for want in self.wants:
            sums[want.product.id] = sums.get(want.product.id, 0) + want.quantity
        return sums


@dataclass(slots=True)
class Difference:
    """What a list changed and what it did not.

    kept: rows of others that read otherwise than the ledger. gone: rows whose order had been cancelled before.
    missing: orders that the list left out. ordered_already: rows of people who ordered the same by message.
    """

    added: list[tuple[Row, list[Want]]] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    kept: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    missing: list[Order] = field(default_factory=list)
    ordered_already: list[Row] = field(default_factory=list)
    troubles: list[tuple[Row, Trouble]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The orders of these group buys that a list is compared with, and what they hold."""

    orders: tuple[Order, ...]
    held: Mapping[int, Mapping[int, int]]

    def of(self, row: Row) -> list[Order]:
        """The orders that a row is about: the member's, or those entered under the same name."""
        return [
            order for order in self.orders
            if order.beneficiary_name == row.name or (row.member is not None and is_for(order, row.member.id))
        ]

    def totals(self, orders: Sequence[Order]) -> dict[int, int]:
        """Product id → thousandths of these orders together."""
        sums: dict[int, int] = {}
        for order in orders:
            for product_id, quantity in self.held.get(order.id, {}).items():
                sums[product_id] = sums.get(product_id, 0) + quantity
        return sums


def read_ledger(session: Session, group_buys: Sequence[GroupBuy]) -> Ledger:
    """All orders of these group buys, cancelled ones included."""
    orders = tuple(session.scalars(
        select(Order).where(Order.group_buy_id.in_([one.id for one in group_buys])).order_by(Order.id)
    ))
    held: dict[int, dict[int, int]] = {}
    for line in lines_of(session, orders):
        sums = held.setdefault(line.order.id, {})
        sums[line.product.id] = sums.get(line.product.id, 0) + line.quantity
    return Ledger(orders, held)


def take_over(
    session: Session, rows: Sequence[Row], group_buys: Sequence[GroupBuy], sender: Member, act: Act,
    *, pickups: Mapping[int, str | None] | None = None, again: bool = False,
) -> Difference:
    """Record what is new and what the sender may change; the rest stays as it is and is reported.

    `again`: these rows are one more, though the person ordered the same by message (the question was answered).
    """
    difference = Difference()
    for group_buy in sorted(group_buys, key=lambda one: one.id):
        lock(session, group_buy.id)
    ledger = read_ledger(session, group_buys)
    merged = _without_waits(session, _merged(rows))
    for row in merged:
        relayed = [one for one in ledger.of(row) if one.via == RELAY]
        live = [one for one in relayed if one.status in LIVE]
        if live:
            _compare(session, row, live, ledger, sender, act, difference)
        elif row.dropped:
            continue
        elif not again and any(
            ledger.totals([one]) == row.totals() or not _may_change(row, one, sender)
            for one in relayed if one.status == CANCELLED
        ):
            # A copy of an older list does not bring back what somebody cancelled, whatever number it shows.
            difference.gone.append(row)
        elif not again and (message := _by_message(ledger, row)):
            _ask_once(session, row, message, act, difference)
        else:
            _enter(session, row, sender, act, pickups or {}, difference)
    if not again:
        difference.missing = _missing(ledger, merged, act)
    return difference


def _without_waits(session: Session, rows: Sequence[Row]) -> list[Row]:
    """The rows without what their people stand in the queue for: a copy of the list asks for it no second time."""
    waiting = {
        (one.wait.beneficiary_id or one.wait.beneficiary_name or one.wait.sender_id, one.product.id, one.quantity)
        for one in queue_for(session, {want.product.id for row in rows for want in row.wants})
    }
    if not waiting:
        return list(rows)
    left = []
    for row in rows:
        key = row.member.id if row.member else row.name
        wants = tuple(want for want in row.wants if (key, want.product.id, want.quantity) not in waiting)
        if wants or row.dropped:
            left.append(replace(row, wants=wants))
    return left


def _merged(rows: Sequence[Row]) -> list[Row]:
    """One row for each person: a second row of theirs adds, an exact copy does not."""
    people: dict[int | str, Row] = {}
    seen: set[tuple[int | str, tuple[tuple[int, int], ...]]] = set()
    for row in rows:
        if not (row.wants or row.dropped):
            continue
        key = row.member.id if row.member else row.name
        copy = (key, tuple(sorted(row.totals().items())))
        if copy in seen:
            continue
        seen.add(copy)
        first = people.get(key)
        people[key] = row if first is None else Row(
            first.position, first.name, (*first.wants, *row.wants), first.member, first.note or row.note
        )
    return list(people.values())


def _compare(
    session: Session, row: Row, live: Sequence[Order], ledger: Ledger, sender: Member, act: Act,
    difference: Difference,
) -> None:
    """A row that is in the ledger: nothing where it is the same, else an amendment if the sender may."""
    before, after = ledger.totals(live), row.totals()
    if before == after:
        return
    if not all(_may_change(row, one, sender) for one in live):
        difference.kept.append(row)
        return
    products = {product_id: session.get_one(Product, product_id) for product_id in {*before, *after}}
    recipient = recipient_of(session, row, sender)
    troubles = len(difference.troubles)
    for product_id in sorted(products):
        if before.get(product_id, 0) != after.get(product_id, 0):
            there = [one for one in live if one.group_buy_id == products[product_id].group_buy_id]
            done = set_total(
                session, there, Want(products[product_id], after.get(product_id, 0)), recipient, act, via=RELAY
            )
            difference.troubles += [(row, trouble) for trouble in done.troubles]
    if len(difference.troubles) == troubles:
        difference.changed.append(row)


def _may_change(row: Row, order: Order, sender: Member) -> bool:
    """Whether the row is the sender's own, or one that they entered."""
    own = row.member is not None and row.member.id == sender.id
    return own or sender.id in (order.entered_by, order.sender_id)


def recipient_of(session: Session, row: Row, sender: Member) -> Recipient:
    """A known member orders in their own name, entered by the sender; anybody else is the sender's beneficiary."""
    if row.member is not None:
        return recipient_for(session, row.member, entered_by=sender)
    return recipient_for(session, sender, name=row.name)


def _by_message(ledger: Ledger, row: Row) -> list[Order]:
    """Live orders by message of the same person that hold something of the row."""
    wanted = set(row.totals())
    return [
        one for one in ledger.of(row)
        if one.via != RELAY and one.status in LIVE and wanted & set(ledger.totals([one]))
    ]


def _ask_once(
    session: Session, row: Row, message: Sequence[Order], act: Act, difference: Difference
) -> None:
    """Whether the row is the order known already is asked once for each order; later copies change nothing."""
    subject = f"order:{message[0].id}"
    asked = select(AuditEntry.id).where(AuditEntry.action == "relay.asked", AuditEntry.subject == subject)
    if session.scalars(asked.limit(1)).first() is None:
        record(session, act, "relay.asked", subject)
        difference.ordered_already.append(row)


def _enter(
    session: Session, row: Row, sender: Member, act: Act, pickups: Mapping[int, str | None], difference: Difference
) -> None:
    wants = [Want(want.product, row.totals()[want.product.id]) for want in row.wants]
    unique = list({want.product.id: want for want in wants}.values())
    done = place(
        session, recipient_of(session, row, sender), unique, act, pickups=pickups, note=row.note, via=RELAY
    )
    if done.lines:
        difference.added.append((row, done.lines))
    difference.troubles += [(row, trouble) for trouble in done.troubles]


def _missing(ledger: Ledger, rows: Sequence[Row], act: Act) -> list[Order]:
    """Live relay orders of this room that no row is about."""
    known = {one.id for row in rows for one in ledger.of(row)}
    return [
        one for one in ledger.orders
        if one.via == RELAY and one.status in LIVE and one.room_id == act.room_id and one.id not in known
    ]
