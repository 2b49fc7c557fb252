"""Paid and picked up: what staff mark on orders, by name, number or building."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.order_lines import LIVE, PAID, PICKED_UP, PLACED, lines_of
from catalogue.tables import GroupBuy, Member, Order

BUILDING = re.compile(r"^(?P<compound>.*?)(?P<building>[0-9]{1,3})(?:栋|号楼|幢|座)$")


@dataclass(slots=True)
class Marked:
    """The orders that were marked, and those that had the mark already."""

    orders: list[Order] = field(default_factory=list)
    already: list[Order] = field(default_factory=list)


def orders_for(
    session: Session, group_buys: Sequence[GroupBuy], *, members: Sequence[Member] = (), name: str | None = None,
    number: int | None = None,
) -> list[Order]:
    """Live orders meant for one of these members, for a name or a building (`12栋`), or with a number; oldest first."""
    ids = [group_buy.id for group_buy in group_buys]
    query = select(Order).where(Order.group_buy_id.in_(ids), Order.status.in_(LIVE)).order_by(Order.id)
    if number is not None:
        return list(session.scalars(query.where(Order.number == number)))
    orders = list(session.scalars(query))
    wanted = {member.id for member in members}
    meant = [
        order for order in orders
        if (order.beneficiary_name is not None and order.beneficiary_name == name)
        or (order.beneficiary_id or (None if order.beneficiary_name else order.sender_id)) in wanted
    ]
    # Whoever ordered only for others pays for them.
    meant = meant or [order for order in orders if order.sender_id in wanted]
    building = BUILDING.match(name or "")
    if not meant and building is not None:
        meant = [order for order in orders if _lives_in(session, order, building)]
    return meant


def owing(session: Session, group_buy: GroupBuy) -> list[tuple[str, int]]:
    """Who has not paid yet, as (name, fen), in the order of their first order."""
    orders = session.scalars(
        select(Order).where(Order.group_buy_id == group_buy.id, Order.status == PLACED).order_by(Order.id)
    ).all()
    owed: dict[tuple[int | None, str], int] = {}
    for line in lines_of(session, orders):
        member = session.get(Member, line.order.beneficiary_id or line.order.sender_id)
        name = line.order.beneficiary_name or (member.nickname if member else None) or "一位邻居"
        key = (None if line.order.beneficiary_name else member.id if member else None, name)
        owed[key] = owed.get(key, 0) + line.amount_fen
    return [(name, fen) for (_, name), fen in owed.items()]


def _lives_in(session: Session, order: Order, building: re.Match[str]) -> bool:
    member = session.get(Member, order.beneficiary_id or order.sender_id)
    if member is None or not member.home or order.beneficiary_name:
        return False
    compound = building["compound"]
    return member.home.startswith(compound) and f"{building['building']}栋" in re.findall("[0-9]+栋", member.home)


def mark_paid(session: Session, orders: Sequence[Order], act: Act) -> Marked:
    """Mark placed orders as paid."""
    return _mark(session, orders, PAID, (PLACED,), act)


def mark_picked_up(session: Session, orders: Sequence[Order], act: Act) -> Marked:
    """Mark orders as picked up, paid before or not."""
    return _mark(session, orders, PICKED_UP, (PLACED, PAID), act)


def _mark(session: Session, orders: Sequence[Order], status: str, before: Sequence[str], act: Act) -> Marked:
    marked = Marked()
    undo: list[dict[str, Any]] = []
    for order in orders:
        if order.status not in before:
            marked.already.append(order)
            continue
        moment = "paid_at" if status == PAID else "picked_up_at"
        undo.append({
            "op": "marks.restore", "order": order.id, "now": {"status": status},
            "values": {"status": order.status, moment: None},
        })
        order.status = status
        setattr(order, moment, act.at)
        marked.orders.append(order)
    if undo:
        record(
            session, act, f"order.{status}", f"order:{marked.orders[0].id}",
            after={"orders": [order.id for order in marked.orders]}, undo=undo, command=True,
        )
    return marked


def _restore(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """An order gets back what a mark changed. Raises: BuiltUpon where it has moved on since."""
    order = session.get_one(Order, step["order"])
    session.refresh(order, with_for_update=True)
    if any(getattr(order, name) != value for name, value in step["now"].items()):
        raise BuiltUpon("这一单后来又有变动了，撤不回来。")
    for name, value in step["values"].items():
        setattr(order, name, value)
    session.flush()


UNDO_STEPS: Mapping[str, UndoStep] = {"marks.restore": _restore}
