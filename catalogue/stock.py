"""Stock and household limits: what can be taken, and taking it, never more than there is.

Quantities are thousandths of a unit. A group buy's row is locked first, then its products in the order of their ids,
so that two orders at once wait for each other and never block each other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from catalogue.order_lines import LIVE
from catalogue.prepared import Prepared
from catalogue.tables import GroupBuy, Order, OrderEntry, Product, table_of

# Statements are made once: SQLAlchemy takes longer to put one together than SQLite to execute it.
_LOCK = (
    select(GroupBuy).where(GroupBuy.id == bindparam("id")).with_for_update()
    .execution_options(populate_existing=True)
)
_PRODUCTS = (
    select(Product).where(Product.group_buy_id == bindparam("id")).execution_options(populate_existing=True)
)
# The products are locked too: what is only joined to a row that is waited for would be seen as it was before the wait.
_LOCK_WITH = (
    select(GroupBuy, Product).join(Product, Product.group_buy_id == GroupBuy.id)
    .where(GroupBuy.id == bindparam("id"), Product.id.in_(bindparam("products", expanding=True)))
    .order_by(Product.id).with_for_update(key_share=True).execution_options(populate_existing=True)
)
_sold = table_of(Product).c.sold
_stock = table_of(Product).c.stock
_quantity: BindParameter[int] = bindparam("quantity")
_MOVE = (
    update(table_of(Product)).where(table_of(Product).c.id == bindparam("product"))
    .values(sold=_sold + _quantity).returning(_sold)
)
_TAKE = Prepared(_MOVE.where(_stock.is_(None) | (_sold + _quantity <= _stock)))
_GIVE_BACK = Prepared(_MOVE.where(_sold + _quantity >= 0))
# "+ 0" keeps SQLite from beginning with the product's index, under which everybody's orders stand: it has no statistics.
_HOUSEHOLD_HAS = Prepared(
    select(func.coalesce(func.sum(table_of(OrderEntry).c.quantity), 0))
    .join(table_of(Order), table_of(Order).c.id == table_of(OrderEntry).c.order_id)
    .where(
        table_of(OrderEntry).c.product_id + 0 == bindparam("product"),
        table_of(Order).c.group_buy_id == bindparam("group_buy"),
        table_of(Order).c.household == bindparam("household"), or_(*(table_of(Order).c.status == one for one in LIVE)),
    )
)


@dataclass(frozen=True, slots=True)
class Want:
    """So much of a product."""

    product: Product
    quantity: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something wanted was not recorded. kind: sold_out | too_many | over_limit | closed.

    possible: how much could be recorded (in an amendment: the largest total), 0: nothing. had: what the household has.
    queue: how much could be waited for, where nothing is left.
    """

    kind: str
    want: Want
    possible: int = 0
    had: int = 0
    queue: int = 0


def takes_orders(group_buy: GroupBuy, product: Product, now: datetime) -> bool:
    """Whether the product can be ordered at this instant."""
    begun = group_buy.starts_at is None or group_buy.starts_at <= now
    open_now = group_buy.status == "open" and begun and now < group_buy.deadline
    return open_now and not product.cancelled and not product.closed


def lock(session: Session, group_buy_id: int, product_ids: Collection[int] | None = None) -> GroupBuy:
    """The group buy and its products (only these if given) as they are now; nobody else changes them until this
    transaction ends."""
    if session.get_bind().dialect.name == "sqlite":
        # There whoever may write is alone from the beginning: what this session has read is still so.
        held: GroupBuy | None = session.identity_map.get(session.identity_key(GroupBuy, group_buy_id))
        if held is not None:
            return held
    # What was read before the lock may be old: the price, or whether the product is still sold.
    if product_ids:
        locked: GroupBuy = session.execute(_LOCK_WITH, {"id": group_buy_id, "products": list(product_ids)}).all()[0][0]
        return locked
    group_buy = session.scalars(_LOCK, {"id": group_buy_id}).one()
    session.scalars(_PRODUCTS, {"id": group_buy_id}).all()
    return group_buy


def as_they_are(
    session: Session, group_buy_id: int, wants: Sequence[Want], on_sale: Sequence[GroupBuy] = ()
) -> tuple[GroupBuy, list[Want]]:
    """The group buy, and what is wanted of it, as `lock` gives them. on_sale: group buys that were read in this
    transaction, and so were the products wanted."""
    if session.get_bind().dialect.name == "sqlite":
        for group_buy in on_sale:
            if group_buy.id == group_buy_id:
                return group_buy, list(wants)
    group_buy = lock(session, group_buy_id, {want.product.id for want in wants})
    return group_buy, [replace(want, product=session.get_one(Product, want.product.id)) for want in wants]


def take(session: Session, want: Want, household: str) -> Trouble | None:
    """Take from the stock, unless there is too little or the household has had its share; then nothing is taken."""
    product = want.product
    if not move_stock(session, product, want.quantity):
        return _too_little(session, want, household)
    if product.household_limit is not None:
        had = household_has(session, product, household)
        if had + want.quantity > product.household_limit:
            move_stock(session, product, -want.quantity)
            return Trouble("over_limit", want, max(0, product.household_limit - had), had)
    return None


def _too_little(session: Session, want: Want, household: str) -> Trouble:
    """What is left for the household, and how much of it they could wait for where nothing is."""
    product = session.get_one(Product, want.product.id, populate_existing=True)
    stock = product.stock or 0
    left, queue, had = max(0, stock - product.sold), min(want.quantity, stock or want.quantity), 0
    if product.household_limit is not None:
        had = household_has(session, product, household)
        share = max(0, product.household_limit - had)
        if not share or share <= left:
            return Trouble("over_limit", want, share, had)
        left, queue = min(left, share), min(queue, share)
    return Trouble("too_many", want, left, had) if left else Trouble("sold_out", want, 0, had, queue)


def move_stock(session: Session, product: Product, quantity: int) -> bool:
    """Count so much more (or, negative, less) as sold, if the stock allows it."""
    session.flush()
    moved = _TAKE if quantity > 0 else _GIVE_BACK
    sold = moved.value(session, {"product": product.id, "quantity": quantity})
    if sold is not None and product in session:  # what scenes keep belongs to every thread
        set_committed_value(product, "sold", sold)
    return sold is not None


def household_has(session: Session, product: Product, household: str) -> int:
    """What the household has ordered of a product so far."""
    session.flush()
    return int(_HOUSEHOLD_HAS.value(
        session, {"product": product.id, "group_buy": product.group_buy_id, "household": household}
    ))
