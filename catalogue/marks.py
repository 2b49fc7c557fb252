"""Paid and picked up: what staff mark on orders, by name, number or building, and whose mark is still missing."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.order_lines import LIVE, PAID, PICKED_UP, PLACED, Line, amount_of, lines_of
from catalogue.tables import GroupBuy, Member, Order

BUILDING = re.compile(r"^(?P<compound>.*?)(?P<building>[0-9]{1,3})(?:栋|号楼|幢|座)$")


@dataclass(slots=True)
class Marked:
    """The orders that were marked, and those that had the mark already."""

    orders: list[Order] = field(default_factory=list)
    already: list[Order] = field(default_factory=list)


def orders_for(
    session: Session, group_buys: Sequence[GroupBuy], *, members: Sequence[Member] = (), name: str | None = None,
    numbers: Collection[int] | None = None,
) -> list[Order]:
    """Live orders meant for one of these members, for a name or a building (`12栋`), or with these numbers; oldest first.

    With neither: all of them.
    """
    ids = [group_buy.id for group_buy in group_buys]
    query = select(Order).where(Order.group_buy_id.in_(ids), Order.status.in_(LIVE)).order_by(Order.id)
    if numbers is not None:
        return list(session.scalars(query.where(Order.number.in_(numbers))))
    if name is None and not members:
        return list(session.scalars(query))
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


@dataclass(frozen=True, slots=True)
class Waited:
    """Somebody whose payment or collection is waited for, and what their orders hold. member_id None: nobody's we know."""

    name: str
    member_id: int | None
    lines: tuple[Line, ...]

    @property
    def fen(self) -> int:
        """What it comes to."""
        return amount_of(self.lines)


def owing(session: Session, group_buy: GroupBuy) -> list[Waited]:
    """Who has not paid yet, in the order of their first order."""
    return _waited(session, group_buy, Order.paid_at.is_(None) & Order.status.in_((PLACED, PICKED_UP)))


def not_fetched(session: Session, group_buy: GroupBuy) -> list[Waited]:
    """Whose goods still wait for them, in the order of their first order."""
    return _waited(session, group_buy, Order.status.in_((PLACED, PAID)))


def everybody(session: Session, group_buy: GroupBuy) -> list[Waited]:
    """All who ordered, paid and fetched or not, in the order of their first order."""
    return _waited(session, group_buy, Order.status.in_(LIVE))


def _waited(session: Session, group_buy: GroupBuy, which: ColumnElement[bool]) -> list[Waited]:
    orders = session.scalars(select(Order).where(Order.group_buy_id == group_buy.id, which).order_by(Order.id)).all()
    people: dict[tuple[int | None, str], list[Line]] = {}
    for line in lines_of(session, orders):
        member = session.get(Member, line.order.beneficiary_id or line.order.sender_id or 0)
        name = line.order.beneficiary_name or (member.nickname if member else None) or "一位邻居"
        known = None if line.order.beneficiary_name or member is None else member.id
        people.setdefault((known, name), []).append(line)
    return [Waited(name, known, tuple(lines)) for (known, name), lines in people.items()]


def _lives_in(session: Session, order: Order, building: re.Match[str]) -> bool:
    if order.beneficiary_name:  # 3栋的王奶奶 lives where her name says
        return building["building"] in re.findall(r"(?<![0-9])([0-9]+)(?:栋|号楼|幢|座)", order.beneficiary_name)
    member = session.get(Member, order.beneficiary_id or order.sender_id or 0)
    if member is None or not member.home:
        return False
    compound = building["compound"]
    return member.home.startswith(compound) and f"{building['building']}栋" in re.findall("[0-9]+栋", member.home)


def mark_paid(session: Session, orders: Sequence[Order], act: Act) -> Marked:
    """Mark orders as paid; what was fetched before it was paid stays fetched."""
    return _mark(session, orders, PAID, (PLACED, PICKED_UP), act)


def mark_picked_up(session: Session, orders: Sequence[Order], act: Act) -> Marked:
    """Mark orders as picked up, paid before or not."""
    return _mark(session, orders, PICKED_UP, (PLACED, PAID), act)


def _mark(session: Session, orders: Sequence[Order], status: str, before: Sequence[str], act: Act) -> Marked:
    marked = Marked()
    undo: list[dict[str, Any]] = []
    for order in orders:
        moment = "paid_at" if status == PAID else "picked_up_at"
        if order.status not in before or getattr(order, moment) is not None:
            marked.already.append(order)
            continue
        becomes = PICKED_UP if order.status == PICKED_UP else status
        undo.append({
            "op": "marks.restore", "order": order.id, "now": {"status": becomes},
            "values": {"status": order.status, moment: None},
        })
        order.status = becomes
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
