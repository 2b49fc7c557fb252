"""Where the goods of a group buy can be fetched, as staff set it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.audit import Act, UndoStep, record
from catalogue.order_lines import LIVE
from catalogue.stock import lock
from catalogue.tables import GroupBuy, Order
from catalogue.versions import touch


def set_pickup_points(session: Session, group_buy: GroupBuy, points: Sequence[str], act: Act) -> None:
    """Let it be fetched at these points; orders that have no point yet get the first, others keep theirs."""
    lock(session, group_buy.id)
    before = list(group_buy.pickup_points)
    group_buy.pickup_points = list(points)
    waiting = session.scalars(
        select(Order).where(Order.group_buy_id == group_buy.id, Order.pickup.is_(None), Order.status.in_(LIVE))
    ).all() if points else []
    for order in waiting:
        order.pickup = points[0]
    session.flush()
    undo: list[dict[str, Any]] = [{"op": "group_buys.set_points", "group_buy": group_buy.id, "points": before}]
    undo += [
        {"op": "marks.restore", "order": order.id, "values": {"pickup": None}, "now": {"pickup": points[0]}}
        for order in waiting
    ]
    record(session, act, "group_buy.edit", f"group_buy:{group_buy.id}", undo=undo, command=True)
    touch(session)


def _set_points(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """The pick-up points as they were."""
    session.get_one(GroupBuy, step["group_buy"]).pickup_points = list(step["points"])
    session.flush()
    touch(session)


UNDO_STEPS: Mapping[str, UndoStep] = {"group_buys.set_points": _set_points}
