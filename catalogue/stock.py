"""Stock and household limits: what can be taken, and taking it, never more than there is.

Quantities are thousandths of a unit. A group buy's row is locked first, then its products in the order of their ids,
so that two orders at once wait for each other and never block each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from catalogue.order_lines import LIVE
from catalogue.tables import GroupBuy, Order, OrderEntry, Product


@dataclass(frozen=True, slots=True)
class Want:
    """So much of a product."""

    product: Product
    quantity: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something wanted was not recorded. kind: sold_out | too_many | over_limit | closed.

    possible: how much could be recorded (in an amendment: the largest total), 0: nothing. had: what the household has.
    """

    kind: str
    want: Want
    possible: int = 0
    had: int = 0


def takes_orders(group_buy: GroupBuy, product: Product, now: datetime) -> bool:
    """Whether the product can be ordered at this instant."""
    begun = group_buy.starts_at is None or group_buy.starts_at <= now
    open_now = group_buy.status == "open" and begun and now < group_buy.deadline
    return open_now and not product.cancelled and not product.closed


def lock(session: Session, group_buy_id: int) -> GroupBuy:
    """The group buy and its products as they are now; nobody else changes them until this transaction ends."""
    group_buy = session.scalars(
        select(GroupBuy).where(GroupBuy.id == group_buy_id).with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    # What was read before the lock may be old: the price, or whether the product is still sold.
    session.scalars(
        select(Product).where(Product.group_buy_id == group_buy_id).execution_options(populate_existing=True)
    ).all()
    return group_buy


def take(session: Session, want: Want, household: str) -> Trouble | None:
    """Take from the stock, unless there is too little or the household has had its share; then nothing is taken."""
    product = want.product
    if not move_stock(session, product.id, want.quantity):
        session.refresh(product)
        left = max(0, (product.stock or 0) - product.sold)
        if product.household_limit is not None:
            left = min(left, max(0, product.household_limit - household_has(session, product, household)))
        return Trouble("too_many" if left else "sold_out", want, left)
    if product.household_limit is not None:
        had = household_has(session, product, household)
        if had + want.quantity > product.household_limit:
            move_stock(session, product.id, -want.quantity)
            return Trouble("over_limit", want, max(0, product.household_limit - had), had)
    return None


def move_stock(session: Session, product_id: int, quantity: int) -> bool:
    """Count so much more (or, negative, less) as sold, if the stock allows it."""
    enough = Product.stock.is_(None) | (Product.sold + quantity <= Product.stock) if quantity > 0 else (
        Product.sold + quantity >= 0
    )
    return session.execute(
        update(Product).where(Product.id == product_id, enough).values(sold=Product.sold + quantity)
        .returning(Product.id).execution_options(synchronize_session=False)
    ).first() is not None


def household_has(session: Session, product: Product, household: str) -> int:
    """What the household has ordered of a product so far."""
    return int(session.scalar(
        select(func.coalesce(func.sum(OrderEntry.quantity), 0))
        .join(Order, Order.id == OrderEntry.order_id)
        .where(
            OrderEntry.product_id == product.id, Order.household == household, Order.status.in_(LIVE),
        )
    ) or 0)
