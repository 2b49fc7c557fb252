"""How often household cards and certificates were used at each merchant, month by month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.tables import Certificate, Merchant, Visit
from intents.days import CHINA


@dataclass(frozen=True, slots=True)
class CardUse:
    """Visits to one merchant in a month: with household cards, with certificates, and with cards the month before."""

    merchant: Merchant
    cards: int
    certificates: int
    cards_before: int
    amount_fen: int

    @property
    def change(self) -> int:
        """How many more visits with cards than the month before; negative: fewer."""
        return self.cards - self.cards_before


def month_of(text: str) -> date:
    """The first day of the month `2026-11`."""
    year, month = text.split("-")
    return date(int(year), int(month), 1)


def card_use(session: Session, month: date) -> list[CardUse]:
    """Every merchant with visits in the month of that day or the month before, most visited first."""
    begins = _at(month.replace(day=1))
    ends, before = _next_month(begins), _at((month.replace(day=1) - timedelta(days=1)).replace(day=1))
    certified = select(Certificate.number)
    rows = session.execute(
        select(Visit.merchant_id, Visit.at, Visit.amount_fen, Visit.number.in_(certified))
        .where(Visit.merchant_id.is_not(None), Visit.at >= before, Visit.at < ends)
    ).tuples().all()
    cards: Counter[int] = Counter()
    certificates: Counter[int] = Counter()
    earlier: Counter[int] = Counter()
    amounts: Counter[int] = Counter()
    for merchant_id, at, amount_fen, is_certificate in rows:
        assert merchant_id is not None
        if at < begins:
            earlier[merchant_id] += not is_certificate
        else:
            (certificates if is_certificate else cards)[merchant_id] += 1
            amounts[merchant_id] += amount_fen or 0
    merchants = session.scalars(
        select(Merchant).where(Merchant.id.in_({*cards, *certificates, *earlier})).order_by(Merchant.id)
    )
    found = [
        CardUse(one, cards[one.id], certificates[one.id], earlier[one.id], amounts[one.id]) for one in merchants
    ]
    return sorted(found, key=lambda one: -(one.cards + one.certificates))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(0), CHINA)


def _next_month(begins: datetime) -> datetime:
    return (begins + timedelta(days=32)).replace(day=1)
