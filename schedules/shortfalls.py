"""The word before a deadline where a minimum is not reached yet: what is missing, while something can still be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.tables import GroupBuy, Product
from intents.days import CHINA
from schedules.quiet import QuietHours

BEFORE_DEADLINE = timedelta(hours=2)
BEFORE_QUIET = timedelta(hours=2)  # where two hours before the deadline nothing may be said
SHORTFALL = "shortfall"  # what the deadline of the reminder is called


@dataclass(frozen=True, slots=True)
class StillShort:
    """A deadline comes soon, and these products miss so many thousandths of their minimum."""

    group_buy: GroupBuy
    missing: Sequence[tuple[Product, int]]
    due: datetime


def reminded_at(deadline: datetime, quiet: QuietHours) -> datetime:
    """Two hours before the deadline; where that is in the quiet hours, two hours before those begin (20:00 of 22:00)."""
    due = deadline - BEFORE_DEADLINE
    if not quiet.holds(due):
        return due
    local = due.astimezone(CHINA)
    evening = local.replace(hour=quiet.begins.hour, minute=quiet.begins.minute, second=0, microsecond=0) - BEFORE_QUIET
    return evening if evening <= local else evening - timedelta(days=1)


def with_minimum(session: Session, now: datetime, quiet: QuietHours) -> list[tuple[GroupBuy, datetime]]:
    """The group buys that may fail for want of buyers and have not ended, each with when to say so."""
    rows = session.scalars(
        select(GroupBuy).where(
            GroupBuy.status == "open", GroupBuy.deadline > now, GroupBuy.if_short != "照常",
            GroupBuy.id.in_(select(Product.group_buy_id).where(Product.min_quantity.is_not(None))),
        ).order_by(GroupBuy.id)
    )
    found = [(row, reminded_at(row.deadline, quiet)) for row in rows]
    return [(row, due) for row, due in found if row.starts_at is None or row.starts_at < due]


def still_short(session: Session, group_buy: GroupBuy, due: datetime) -> StillShort | None:
    """What it misses now; None: nothing."""
    products = session.scalars(
        select(Product).where(
            Product.group_buy_id == group_buy.id, Product.cancelled.is_(False), Product.closed.is_(False),
            Product.min_quantity.is_not(None),
        ).order_by(Product.id)
    )
    missing = [(one, (one.min_quantity or 0) - one.sold) for one in products if one.sold < (one.min_quantity or 0)]
    return StillShort(group_buy, missing, due) if missing else None
