"""What people change in their orders: new totals, fewer things, another pick-up point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from catalogue.audit import Act, record
from catalogue.order_lines import PLACED, Line, is_for, lines_of, orders_of
from catalogue.orders import Holder, Recipient, Recorded, place, write_entries
from catalogue.releases import newest_first, release
from catalogue.stock import Trouble, Want, lock, take, takes_orders
from catalogue.tables import GroupBuy, Member, Order, Product


@dataclass(slots=True)
class Cancelled:
    """What was cancelled, what stays because it is paid, and what stays because the group buy is over."""

    lines: list[Line] = field(default_factory=list)
    paid: list[Line] = field(default_factory=list)
    too_late: list[Line] = field(default_factory=list)


def orders_meant(orders: Sequence[Order], member_id: int, beneficiary: int | str | None) -> list[Order]:
    """Which of somebody's orders a message is about: the named beneficiary's, else their own, else all of them.

    beneficiary: a member's id, or a name as written; None: nobody was named.
    """
    if beneficiary is not None and beneficiary != member_id:
        return [order for order in orders if beneficiary in (order.beneficiary_id, order.beneficiary_name) or (
            order.entered_by == member_id and order.sender_id == beneficiary
        )]
    own = [order for order in orders if is_for(order, member_id)]
    return own or list(orders)


def set_total(
    session: Session, orders: Sequence[Order], want: Want, recipient: Recipient, act: Act, *, via: str = "message",
    late: bool = False,
) -> Recorded:
    """Make `want` the total of a product in these orders of one person; their other products stay.

    Zero cancels it. What is paid counts and stays: a smaller total is a trouble of kind `paid`. Troubles and `late`
    as in `place`.
    """
    group_buy = lock(session, want.product.group_buy_id)
    lines = [line for line in lines_of(session, orders) if line.product.id == want.product.id]
    fixed = sum(line.quantity for line in lines if line.order.status != PLACED)
    change = want.quantity - sum(line.quantity for line in lines)
    if want.quantity < fixed:
        return Recorded(troubles=[Trouble("paid", want, fixed)])
    if not (takes_orders(group_buy, want.product, act.at) or (late and not want.product.cancelled)):
        return Recorded(troubles=[Trouble("closed", want)])
    recorded = Recorded(lines=[want])
    loose = [line for line in lines if line.order.status == PLACED]
    if change > 0:
        _grow(session, orders, loose, Want(want.product, change), recipient, act, recorded, via, late)
    elif change < 0:
        _shrink(session, loose, -change, act, recorded)
    return recorded


def _grow(
    session: Session, orders: Sequence[Order], loose: Sequence[Line], more: Want, recipient: Recipient, act: Act,
    recorded: Recorded, via: str, late: bool,
) -> None:
    """Add to the order that has the product, else to any open one, else begin a new one."""
    open_orders = [line.order for line in loose] or [
        order for order in orders if order.status == PLACED and order.group_buy_id == more.product.group_buy_id
    ]
    if not open_orders:
        pickups = {more.product.group_buy_id: _usual_pickup(session, orders, more.product.group_buy_id)}
        placed = place(session, recipient, [more], act, via=via, pickups=pickups, late=late)
        trouble = placed.troubles[0] if placed.troubles else None
        recorded.orders = placed.orders
    else:
        order = open_orders[-1]
        trouble = take(session, more, order.household)
        if trouble is None:
            recorded.orders = [Holder(order.id, order.group_buy_id, order.pickup)]
            entries = write_entries(
                session, order, [(more.product.id, more.quantity, more.product.price_fen)], act
            )
            _write_down(session, act, "order.amend", order, [{"op": "orders.reverse", "entries": entries}])
    if trouble is not None:
        total = recorded.lines[0].quantity
        recorded.lines = []
        recorded.troubles = [
            Trouble(trouble.kind, Want(more.product, total), total - more.quantity + trouble.possible, trouble.had)
        ]


def _usual_pickup(session: Session, orders: Sequence[Order], group_buy_id: int) -> str | None:
    """Where the person's other orders of the group buy are fetched, else its first point."""
    used = [order.pickup for order in orders if order.group_buy_id == group_buy_id and order.pickup]
    points = session.get_one(GroupBuy, group_buy_id).pickup_points
    return used[-1] if used else next(iter(points), None)


def _shrink(session: Session, loose: Sequence[Line], less: int, act: Act, recorded: Recorded) -> None:
    """Take so much out of the open orders, the last one first."""
    undo = []
    for order in reversed(list(dict.fromkeys(line.order for line in loose))):
        lines = [line for line in loose if line.order is order]
        part = min(less, sum(line.quantity for line in lines))
        if part:
            undo.append(release(session, order, newest_first(lines, part), act, "本人取消"))
            recorded.orders.append(Holder(order.id, order.group_buy_id, order.pickup))
            less -= part
    _write_down(session, act, "order.amend", recorded.orders[0], undo)


def set_pickup(session: Session, orders: Iterable[Order], pickup: str, act: Act) -> list[Order]:
    """Let these orders be picked up there; gives those that changed."""
    changed = [order for order in orders if order.pickup != pickup]
    if changed:
        undo: list[dict[str, Any]] = [
            {
                "op": "marks.restore", "order": order.id, "now": {"pickup": pickup},
                "values": {"pickup": order.pickup, "pickup_said": order.pickup_said},
            }
            for order in changed
        ]
        for order in changed:
            order.pickup, order.pickup_said = pickup, True
        _write_down(session, act, "order.pickup", changed[0], undo)
    return changed


def cancel(
    session: Session, orders: Sequence[Order], products: Sequence[str] | None, act: Act,
    *, by_staff: bool = False, because: str = "本人取消", command: bool = False,
) -> Cancelled:
    """Cancel these products (None: everything) in these orders; what is paid or over only by staff."""
    cancelled = Cancelled()
    undo: list[dict[str, Any]] = []
    touched: list[Order] = []
    for group_buy_id in sorted({order.group_buy_id for order in orders}):
        group_buy = lock(session, group_buy_id)
        for order in (one for one in orders if one.group_buy_id == group_buy_id):
            lines = [line for line in lines_of(session, [order]) if products is None or line.product.name in products]
            allowed = _may_go(lines, group_buy, act, by_staff, cancelled)
            if allowed:
                away = {(line.product.id, line.unit_price_fen): line.quantity for line in allowed}
                undo.append(release(session, order, away, act, because))
                touched.append(order)
                cancelled.lines += allowed
    if undo:
        _write_down(session, act, "order.cancel", touched[0], undo, command=command)
    return cancelled


def _may_go(
    lines: Sequence[Line], group_buy: GroupBuy, act: Act, by_staff: bool, cancelled: Cancelled
) -> list[Line]:
    """The lines that may be cancelled; the others are noted with the reason."""
    allowed = []
    for line in lines:
        if line.order.status != PLACED and not by_staff:
            cancelled.paid.append(line)
        elif not by_staff and not takes_orders(group_buy, line.product, act.at):
            cancelled.too_late.append(line)
        else:
            allowed.append(line)
    return allowed


def _write_down(
    session: Session, act: Act, action: str, order: Order | Holder, undo: list[dict[str, Any]], *, command: bool = False
) -> None:
    record(session, act, action, f"order:{order.id}", undo=undo, command=command)


def live_orders_here(
    session: Session, group_buys: Sequence[GroupBuy], member: Member, products: Sequence[Product] | None = None
) -> list[Order]:
    """Orders of these group buys that the member may change; `products`: only those that hold one of them."""
    orders = orders_of(session, [group_buy.id for group_buy in group_buys], member.id)
    if products is None:
        return orders
    wanted = {product.id for product in products}
    holding = {line.order.id for line in lines_of(session, orders) if line.product.id in wanted}
    return [order for order in orders if order.id in holding]
