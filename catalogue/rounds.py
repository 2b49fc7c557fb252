"""Staff's round of the shops: the monthly return visit to each, and entries that nobody has confirmed for long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue import merchants
from catalogue.audit import Act, UndoStep, record
from catalogue.tables import Merchant, ReturnVisit
from intents.days import CHINA

CONFIRMED_FOR = timedelta(days=90)  # after so long an entry has to be confirmed again
LONGEST_NOTE = 300


def visited(
    session: Session, shops: Sequence[Merchant], note: str | None, act: Act, *, confirmed: bool = False
) -> None:
    """Note return visits to merchants, with what was found; two on one day are one, the later note counts.

    confirmed: their entries were looked through and are still true.
    """
    steps: list[dict[str, Any]] = []
    for merchant in shops:
        steps.append(_visited(session, merchant, note, act))
        if confirmed:
            steps.append(merchants.confirmed_today(merchant, act.at))
    record(session, act, "note_visit", _subject(shops), undo=steps, command=True)


def confirm(session: Session, shops: Sequence[Merchant], act: Act) -> None:
    """Note that what is entered of shops is still true today."""
    steps = [merchants.confirmed_today(merchant, act.at) for merchant in shops]
    record(session, act, "confirm_merchant", _subject(shops), undo=steps, command=True)


def _subject(shops: Sequence[Merchant]) -> str | None:
    return f"merchant:{shops[0].id}" if len(shops) == 1 else None


def _visited(session: Session, merchant: Merchant, note: str | None, act: Act) -> dict[str, Any]:
    row = session.scalars(
        select(ReturnVisit).where(ReturnVisit.merchant_id == merchant.id, ReturnVisit.at >= _midnight(act.at))
        .order_by(ReturnVisit.id.desc()).limit(1)
    ).first()
    before = {"note": row.note} if row is not None else None
    if row is None:
        row = ReturnVisit(merchant_id=merchant.id, by_id=act.actor_id, at=act.at)
        session.add(row)
    row.note = note.strip()[:LONGEST_NOTE] if note else row.note
    session.flush()
    return {"op": "visit.noted", "visit": row.id, "before": before}


def to_visit(session: Session, now: datetime) -> list[Merchant]:
    """The merchants in business that staff have not visited in this month, in the order of the workbook."""
    month = _midnight(now).replace(day=1)
    seen = select(ReturnVisit.merchant_id).where(ReturnVisit.at >= month)
    return list(session.scalars(
        select(Merchant).where(Merchant.status != "停业", Merchant.id.not_in(seen)).order_by(Merchant.id)
    ))


def visits_of_month(session: Session, now: datetime) -> Sequence[tuple[ReturnVisit, Merchant]]:
    """The return visits of this month, the latest first."""
    month = _midnight(now).replace(day=1)
    return session.execute(
        select(ReturnVisit, Merchant).join(Merchant, Merchant.id == ReturnVisit.merchant_id)
        .where(ReturnVisit.at >= month, ReturnVisit.at <= now).order_by(ReturnVisit.at.desc(), ReturnVisit.id.desc())
    ).tuples().all()


def to_confirm(session: Session, now: datetime) -> list[Merchant]:
    """The merchants not closed down whose entry nobody has confirmed for 90 days, or ever; the longest ago first."""
    limit = now.astimezone(CHINA).date() - CONFIRMED_FOR
    return list(session.scalars(
        select(Merchant)
        .where(Merchant.status != "停业", (Merchant.confirmed_on.is_(None)) | (Merchant.confirmed_on < limit))
        .order_by(func.coalesce(Merchant.confirmed_on, limit.replace(year=1)), Merchant.id)
    ))


def _midnight(at: datetime) -> datetime:
    return at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)


def _undo_noted(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    row = session.get_one(ReturnVisit, step["visit"])
    if step["before"] is None:
        session.delete(row)
    else:
        row.note = step["before"]["note"]
    session.flush()


UNDO_STEPS: Mapping[str, UndoStep] = {"visit.noted": _undo_noted}
