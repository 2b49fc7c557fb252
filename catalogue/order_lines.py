"""What stands in orders: the sum of their entries, by product and by the price of the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from catalogue.amounts import cost_fen
from catalogue.tables import Order, OrderEntry, Product, table_of

PLACED, PAID, PICKED_UP, CANCELLED = "placed", "paid", "picked_up", "cancelled"
LIVE = (PLACED, PAID, PICKED_UP)
_entries = table_of(OrderEntry).c
_SUMS = (
    select(_entries.order_id, _entries.product_id, _entries.unit_price_fen, func.sum(_entries.quantity))
    .where(_entries.order_id.in_(bindparam("orders", expanding=True)))
    .group_by(_entries.order_id, _entries.product_id, _entries.unit_price_fen)
    .having(func.sum(_entries.quantity) != 0)
    .order_by(_entries.order_id, func.min(_entries.id))
)
_PRODUCTS = select(Product).where(Product.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Line:
    """So many thousandths of a product in one order, at the price of the day on which they were ordered."""

    order: Order
    product: Product
    quantity: int
    unit_price_fen: int

    @property
    def amount_fen(self) -> int:
        """What the line costs."""
        return cost_fen(self.quantity, self.unit_price_fen)


def lines_of(session: Session, orders: Iterable[Order]) -> list[Line]:
    """The lines of these orders that are not zero, oldest first. A cancelled order shows what it held before."""
    by_id = {order.id: order for order in orders}
    if not by_id:
        return []
    session.flush()
    rows = session.execute(_SUMS, {"orders": list(by_id)}).all()
    products = {
        product.id: product for product in session.scalars(_PRODUCTS, {"ids": list({row[1] for row in rows})})
    }
    return [Line(by_id[row[0]], products[row[1]], int(row[3]), row[2]) for row in rows]


def amount_of(lines: Iterable[Line]) -> int:
    """What these lines cost together, in fen."""
    return sum(line.amount_fen for line in lines)


def summed(lines: Iterable[Line]) -> dict[str, int]:
    """Thousandths by the product's name, in the order of first appearance."""
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.product.name] = sums.get(line.product.name, 0) + line.quantity
    return {name: quantity for name, quantity in sums.items() if quantity}


def orders_of(
    session: Session,
    group_buy_ids: Sequence[int],
    member_id: int,
    statuses: Sequence[str] = LIVE,
) -> list[Order]:
    """Orders that the member may change (sent, entered in a relay, or meant for them), oldest first."""
    if not group_buy_ids:
        return []
    mine = (
        (Order.sender_id == member_id) | (Order.beneficiary_id == member_id) | (Order.entered_by == member_id)
    )
    return list(session.scalars(
        select(Order)
        # "+ 0": else SQLite, which has no statistics, reads all orders of the group buys.
        .where((Order.group_buy_id + 0).in_(group_buy_ids), mine, Order.status.in_(statuses))
        .order_by(Order.id)
    ))


def eater(order: Order) -> int | str | None:
    """Who will eat it: the beneficiary by member's id or name, else the sender; None: an erased person."""
    return order.beneficiary_id or order.beneficiary_name or order.sender_id


def is_for(order: Order, member_id: int) -> bool:
    """Whether the member is the one who will eat it: the beneficiary, or the sender of an order without one."""
    if order.beneficiary_id is not None or order.beneficiary_name is not None:
        return order.beneficiary_id == member_id
    return order.sender_id == member_id
