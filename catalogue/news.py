"""What is new of the shops: who came, shut, renovates, opened again, has a new offer. Told to the groups once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from catalogue.tables import Closure, Merchant, ShopNews

NEW, STATUS, CLOSURE, OFFER = "new", "status", "closure", "offer"
LATEST = timedelta(days=30)  # what is asked for as "new"


def note_new(session: Session, merchant: Merchant, at: datetime) -> None:
    """A merchant joined the directory."""
    session.add(ShopNews(merchant_id=merchant.id, kind=NEW, at=at))


def note_status(
    session: Session, merchant: Merchant, before: str, after: str, at: datetime, *, by_shop: bool = False
) -> None:
    """A merchant's status changed."""
    if before != after:
        session.add(ShopNews(
            merchant_id=merchant.id, kind=STATUS, before=before, after=after, at=at, by_shop=by_shop
        ))


def note_closure(session: Session, closure: Closure, at: datetime, *, by_shop: bool = False) -> None:
    """A merchant will be shut for a while."""
    session.add(ShopNews(
        merchant_id=closure.merchant_id, kind=CLOSURE, after=closure.status, closure_id=closure.id, at=at,
        by_shop=by_shop,
    ))


def note_offer(session: Session, merchant: Merchant, at: datetime, *, by_shop: bool = False) -> None:
    """A merchant has a new offer. What a shop says of itself is no notice: it goes out when staff approve its text."""
    if merchant.offer:
        session.add(ShopNews(merchant_id=merchant.id, kind=OFFER, after=merchant.offer, at=at, by_shop=by_shop))


def forget_closure(session: Session, closure: Closure) -> None:
    """A closure was taken back: nothing is told of it."""
    session.execute(delete(ShopNews).where(ShopNews.closure_id == closure.id))


def was_told_of(session: Session, closure: Closure) -> bool:
    """Whether the groups have heard that a shop is shut for a while."""
    return session.scalar(
        select(ShopNews.id).where(ShopNews.closure_id == closure.id, ShopNews.told_at.is_not(None)).limit(1)
    ) is not None


def take_back(session: Session, merchant: Merchant, kind: str, before: str | None, after: str | None, now: datetime) -> None:
    """A change was undone: nothing is told of it; where it was told already, so is its end."""
    rows = session.scalars(
        select(ShopNews).where(ShopNews.merchant_id == merchant.id, ShopNews.kind == kind, ShopNews.after == after)
        .order_by(ShopNews.id.desc())
    ).all()
    for row in rows[:1]:
        if row.told_at is None:
            session.delete(row)
        elif kind == STATUS:
            note_status(session, merchant, str(after), str(before), now)
    session.flush()


def oldest_untold(session: Session) -> datetime | None:
    """When the oldest news was noted that the groups were not told of; None: there is none."""
    return session.scalar(
        select(ShopNews.at).where(ShopNews.told_at.is_(None), _told_by_itself()).order_by(ShopNews.at).limit(1)
    )


def tell(session: Session, until: datetime, now: datetime) -> list[tuple[ShopNews, Merchant]]:
    """The news noted up to an instant and not told yet, which from now on count as told; one for each shop and kind."""
    rows = session.execute(
        select(ShopNews, Merchant).join(Merchant, Merchant.id == ShopNews.merchant_id)
        .where(ShopNews.told_at.is_(None), ShopNews.at <= until, _told_by_itself()).order_by(ShopNews.at, ShopNews.id)
    ).tuples().all()
    session.execute(
        update(ShopNews).where(ShopNews.id.in_([row.id for row, _ in rows])).values(told_at=now),
        execution_options={"synchronize_session": "fetch"},
    )
    return _of_each_shop(rows)


def lately(session: Session, now: datetime) -> list[tuple[ShopNews, Merchant]]:
    """The news of the last 30 days, the newest first; one for each shop and kind."""
    rows = session.execute(
        select(ShopNews, Merchant).join(Merchant, Merchant.id == ShopNews.merchant_id)
        .where(ShopNews.at > now - LATEST).order_by(ShopNews.at, ShopNews.id)
    ).tuples().all()
    return _of_each_shop(rows)[::-1]


def _told_by_itself() -> ColumnElement[bool]:
    return (ShopNews.kind != OFFER) | ShopNews.by_shop.is_(False)


def _of_each_shop(rows: Sequence[tuple[ShopNews, Merchant]]) -> list[tuple[ShopNews, Merchant]]:
    """The last of each shop and kind; a shop that shut and opened again meanwhile is no news."""
    last: dict[tuple[int, str], tuple[ShopNews, Merchant]] = {}
    was: dict[int, str | None] = {}
    for row, merchant in rows:
        last.pop((merchant.id, row.kind), None)
        last[merchant.id, row.kind] = (row, merchant)
        if row.kind == STATUS:
            was.setdefault(merchant.id, row.before)
    return [
        (row, merchant) for row, merchant in last.values()
        if row.kind != STATUS or was[merchant.id] != row.after
    ]
