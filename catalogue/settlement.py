"""What a group buy comes to: its tally, and what happens to it at the deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.audit import Act, record
from catalogue.group_buys import CLOSED, OPEN, SETTLED
from catalogue.order_lines import LIVE, PLACED, Line, amount_of, lines_of
from catalogue.releases import release
from catalogue.stock import lock
from catalogue.tables import GroupBuy, Order, Product
from catalogue.versions import touch

EXTENSION = timedelta(hours=24)
SHORT = "未成团"
WEIGHTS = frozenset({"斤", "公斤", "千克", "kg", "两", "克", "g"})  # one bag, whatever it weighs


@dataclass(frozen=True, slots=True)
class ProductTally:
    """So much of a product for so many households."""

    product: Product
    quantity: int
    amount_fen: int
    households: int


@dataclass(frozen=True, slots=True)
class Tally:
    """All live orders of a group buy. pieces: thousandths of all units, a weighed line is one; unpaid: orders."""

    group_buy: GroupBuy
    products: tuple[ProductTally, ...]
    households: int
    pieces: int
    amount_fen: int
    orders: int
    unpaid: int
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Settlement:
    """What the deadline did. A product whose minimum was not reached was dropped or is extended; told: who ordered it.

    nothing: the deadline had been dealt with before, or has not come.
    """

    group_buy: GroupBuy
    nothing: bool = False
    dropped: list[Product] = field(default_factory=list)
    extended: list[Product] = field(default_factory=list)
    cancelled: list[Line] = field(default_factory=list)
    tally: Tally | None = None

    def told(self) -> dict[int, list[Line]]:
        """Member id → lines that were cancelled for them: the beneficiary who is a member, else the sender."""
        people: dict[int, list[Line]] = {}
        for line in self.cancelled:
            person = line.order.beneficiary_id or line.order.sender_id
            if person is not None:
                people.setdefault(person, []).append(line)
        return people


def live_orders(session: Session, group_buy: GroupBuy) -> list[Order]:
    """All orders that count, by number."""
    return list(session.scalars(
        select(Order).where(Order.group_buy_id == group_buy.id, Order.status.in_(LIVE)).order_by(Order.number)
    ))


def tally(session: Session, group_buy: GroupBuy) -> Tally:
    """Add a group buy up."""
    orders = live_orders(session, group_buy)
    lines = lines_of(session, orders)
    products: dict[int, list[Line]] = {}
    for line in lines:
        products.setdefault(line.product.id, []).append(line)
    return Tally(
        group_buy,
        tuple(
            ProductTally(
                same[0].product, sum(line.quantity for line in same), amount_of(same),
                len({line.order.household for line in same}),
            )
            for _, same in sorted(products.items())
        ),
        len({line.order.household for line in lines}),
        sum(1_000 if line.product.unit in WEIGHTS else line.quantity for line in lines),
        amount_of(lines),
        len(orders),
        sum(order.status == PLACED for order in orders),
        tuple(lines),
    )


def due_group_buys(session: Session, now: datetime) -> list[GroupBuy]:
    """The group buys whose deadline has come and was not dealt with yet."""
    return list(session.scalars(
        select(GroupBuy).where(GroupBuy.status.in_((OPEN, CLOSED)), GroupBuy.deadline <= now)
        .order_by(GroupBuy.deadline, GroupBuy.id)
    ))


def settle_due(session: Session, group_buy: GroupBuy, now: datetime, act: Act) -> Settlement:
    """Deal with a deadline that has come, once: each product that misses its minimum as 未成团 says.

    取消: its lines are cancelled, also paid ones. 延期: it goes on for 24 hours, the others are closed; then as 取消.
    照常: nothing. Afterwards the group buy is settled, unless something was extended.
    """
    lock(session, group_buy.id)
    settlement = Settlement(group_buy)
    if group_buy.status not in (OPEN, CLOSED) or group_buy.deadline > now:
        settlement.nothing = True
        return settlement
    products = list(session.scalars(
        select(Product).where(Product.group_buy_id == group_buy.id, Product.cancelled.is_(False)).order_by(Product.id)
    ))
    short = [one for one in products if one.min_quantity is not None and one.sold < one.min_quantity]
    if short and group_buy.if_short == "延期" and not group_buy.extended:
        _extend(group_buy, products, short, settlement)
    else:
        if group_buy.if_short != "照常":
            _drop(session, group_buy, short, act, settlement)
        group_buy.status = SETTLED
        group_buy.closed_at = group_buy.closed_at or now
    session.flush()
    record(
        session, act, "group_buy.settle", f"group_buy:{group_buy.id}",
        after={
            "status": group_buy.status, "dropped": [one.id for one in settlement.dropped],
            "extended": [one.id for one in settlement.extended],
        },
    )
    touch(session)
    settlement.tally = tally(session, group_buy)
    return settlement


def _extend(
    group_buy: GroupBuy, products: Sequence[Product], short: Sequence[Product], settlement: Settlement
) -> None:
    group_buy.deadline += EXTENSION
    group_buy.extended = True
    group_buy.status, group_buy.closed_at = OPEN, None
    for product in products:
        product.closed = product not in short
    settlement.extended = list(short)


def _drop(
    session: Session, group_buy: GroupBuy, short: Sequence[Product], act: Act, settlement: Settlement
) -> None:
    """Cancel the lines of these products in every order."""
    ids = {product.id for product in short}
    for order in live_orders(session, group_buy) if short else ():
        lines = [line for line in lines_of(session, [order]) if line.product.id in ids]
        if lines:
            away = {(line.product.id, line.unit_price_fen): line.quantity for line in lines}
            release(session, order, away, act, SHORT)
            settlement.cancelled += lines
    for product in short:
        product.cancelled = True
    settlement.dropped = list(short)
