"""Stars for merchants: one to five, one rating a member and year, the last one counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.audit import Act, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Member, Merchant, Rating
from intents.days import CHINA

MOST_STARS = 5
LONGEST_COMMENT = 300


def rate(
    session: Session, merchant: Merchant, member: Member, stars: float, comment: str | None, act: Act
) -> tuple[Rating, int | None]:
    """Give stars; gives back the rating and the stars given earlier this year, None: none.

    Raises: NotPossible for one's own shop or a number that is none of 1 to 5.
    """
    if member.merchant_id == merchant.id:
        raise NotPossible("自己的店不能自己打分，留给邻居们评吧。")
    if stars != int(stars) or not 1 <= stars <= MOST_STARS:
        raise NotPossible(f"打1到{MOST_STARS}颗星，比如“{merchant.name} 4星”。")
    year = act.at.astimezone(CHINA).year
    row = session.scalars(
        select(Rating).where(
            Rating.merchant_id == merchant.id, Rating.member_id == member.id, Rating.year == year
        )
    ).first()
    before: dict[str, Any] | None = {"stars": row.stars, "comment": row.comment} if row is not None else None
    if row is None:
        row = Rating(merchant_id=merchant.id, member_id=member.id, year=year, stars=0, at=act.at)
        session.add(row)
    row.stars, row.at = int(stars), act.at
    row.comment = comment.strip()[:LONGEST_COMMENT] if comment else None
    session.flush()
    record(
        session,
        act,
        "rate_merchant",
        f"merchant:{merchant.id}",
        after={"stars": row.stars},
        undo=[{"op": "rating.given", "rating": row.id, "before": before}],
    )
    return row, before["stars"] if before is not None else None


def averages(session: Session) -> dict[int, tuple[float, int]]:
    """Mean stars over all years and number of ratings, by id of the merchant; those without ratings are absent."""
    rows = session.execute(
        select(Rating.merchant_id, func.avg(Rating.stars), func.count()).group_by(Rating.merchant_id)
    ).tuples()
    return {merchant_id: (float(mean), int(count)) for merchant_id, mean, count in rows}


def _undo_given(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    row = session.get_one(Rating, step["rating"])
    if step["before"] is None:
        session.delete(row)
    else:
        row.stars, row.comment = step["before"]["stars"], step["before"]["comment"]
    session.flush()


UNDO_STEPS: Mapping[str, UndoStep] = {"rating.given": _undo_given}
