"""Taking things out of orders and giving them back to the stock, and what takes that back.

What is given back goes to the first who waits for it. Quantities are thousandths of a unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.audit import Act, BuiltUpon, UndoStep
from catalogue.order_lines import CANCELLED, PAID, PICKED_UP, Line, lines_of
from catalogue.orders import write_entries
from catalogue.stock import Want, lock, move_stock, take
from catalogue.tables import Order, OrderEntry, Product
from catalogue.waiting import serve


def release(
    session: Session, order: Order, taken_away: Mapping[tuple[int, int], int], act: Act, because: str
) -> dict[str, Any]:
    """Take (product id, price in fen) → thousandths out of an order and give it back to the stock.

    Where nothing would be left the order is cancelled and keeps its lines, so that one sees what it was. Gives the
    step that takes this back. Whoever waits for it first gets it.
    """
    step = _released(session, order, taken_away, act, because)
    serve(session, order.group_buy_id, {product_id for product_id, _ in taken_away}, act)
    return step


def _released(
    session: Session, order: Order, taken_away: Mapping[tuple[int, int], int], act: Act, because: str
) -> dict[str, Any]:
    held = {(line.product.id, line.unit_price_fen): line.quantity for line in lines_of(session, [order])}
    before = order.status
    for product_id, quantity in sorted(_by_product(taken_away).items()):
        move_stock(session, session.get_one(Product, product_id), -quantity)
    if all(taken_away.get(key, 0) >= quantity for key, quantity in held.items()):
        order.status, order.cancelled_because = CANCELLED, because
        session.flush()
        return {"op": "orders.revive", "order": order.id, "status": before}
    changes = [(product_id, -quantity, price) for (product_id, price), quantity in taken_away.items()]
    return {"op": "orders.reverse", "entries": write_entries(session, order, changes, act)}


def newest_first(lines: Sequence[Line], quantity: int) -> dict[tuple[int, int], int]:
    """So many thousandths out of these lines of one order, the last ordered first: older lines keep their price."""
    taken: dict[tuple[int, int], int] = {}
    for line in reversed(lines):
        part = min(quantity, line.quantity)
        if part:
            taken[(line.product.id, line.unit_price_fen)] = part
            quantity -= part
    return taken


def _by_product(amounts: Mapping[tuple[int, int], int]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for (product_id, _), quantity in amounts.items():
        sums[product_id] = sums.get(product_id, 0) + quantity
    return sums


def _take_back(session: Session, order: Order, product_id: int, quantity: int) -> None:
    """Take from the stock again what had been given back. Raises: BuiltUpon."""
    product = session.get_one(Product, product_id)
    if take(session, Want(product, quantity), order.household) is not None:
        raise BuiltUpon(f"{product.name}已经被别人订走了，恢复不了。")


def _revive(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """An order that was cancelled lives again. Raises: BuiltUpon."""
    order = session.get_one(Order, step["order"])
    lock(session, order.group_buy_id)
    if order.status != CANCELLED:
        return
    for line in sorted(lines_of(session, [order]), key=lambda one: one.product.id):
        _take_back(session, order, line.product.id, line.quantity)
    order.status, order.cancelled_because = step["status"], None
    session.flush()


def _reverse(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """Entries are taken back by their opposites. Raises: BuiltUpon."""
    entries = session.scalars(select(OrderEntry).where(OrderEntry.id.in_(step["entries"]))).all()
    of_order: dict[int, list[OrderEntry]] = {}
    for entry in entries:
        of_order.setdefault(entry.order_id, []).append(entry)
    for order_id in sorted(of_order):
        order = session.get_one(Order, order_id)
        lock(session, order.group_buy_id)
        session.refresh(order)
        _reverse_in(session, order, of_order[order_id], now)


def _reverse_in(session: Session, order: Order, entries: Sequence[OrderEntry], now: datetime) -> None:
    if order.status in (PAID, PICKED_UP):
        raise BuiltUpon("这一单已经付款了，改动请找网格员。")
    if order.status == CANCELLED:
        raise BuiltUpon("这一单后来已经取消了。")
    held = {(line.product.id, line.unit_price_fen): line.quantity for line in lines_of(session, [order])}
    act = Act(now)
    back: dict[tuple[int, int], int] = {}
    for entry in entries:
        key = (entry.product_id, entry.unit_price_fen)
        if entry.quantity < 0:
            _take_back(session, order, entry.product_id, -entry.quantity)
            write_entries(session, order, [(entry.product_id, -entry.quantity, entry.unit_price_fen)], act)
        elif held.get(key, 0) < back.get(key, 0) + entry.quantity:
            raise BuiltUpon("这一单后来又改过了。")
        else:
            back[key] = back.get(key, 0) + entry.quantity
    if back:
        release(session, order, back, act, "撤销")


UNDO_STEPS: Mapping[str, UndoStep] = {"orders.reverse": _reverse, "orders.revive": _revive}
