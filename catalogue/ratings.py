"""Stars for merchants: one to five, one rating a member and year, the last one counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.audit import Act, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Member, Merchant, Rating
from intents.days import CHINA

MOST_STARS = 5
SHOWN_FROM = 5  # ratings; fewer would tell who gave which
FLOOR = 3.0  # a merchant below it at the end of the year is marked for leaving
LONGEST_COMMENT = 300


@dataclass(frozen=True, slots=True)
class Ranked:
    """A merchant with the stars of one year. stars None: fewer than 5 ratings."""

    merchant: Merchant
    stars: float | None
    ratings: int

    @property
    def is_below(self) -> bool:
        """Whether it is marked for leaving."""
        return self.stars is not None and self.stars < FLOOR


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


def shown(session: Session, merchant_ids: Collection[int], now: datetime) -> dict[int, tuple[float, int]]:
    """Mean stars and number of raters of those shops that at least 5 residents rated this year or last, by id.

    Of who rated in both years the newer rating counts.
    """
    year = now.astimezone(CHINA).year
    rows = session.execute(
        select(Rating.merchant_id, Rating.member_id, Rating.stars)
        .where(Rating.merchant_id.in_(merchant_ids), Rating.year >= year - 1).order_by(Rating.year)
    ).tuples()
    newest: dict[int, dict[int, int]] = {}
    for merchant_id, member_id, stars in rows:
        newest.setdefault(merchant_id, {})[member_id] = stars
    return {
        merchant_id: (sum(given.values()) / len(given), len(given))
        for merchant_id, given in newest.items() if len(given) >= SHOWN_FROM
    }


def ranking(session: Session, year: int) -> list[Ranked]:
    """All merchants not closed down by the stars of a year, best first; those with fewer than 5 ratings last."""
    rows = session.execute(
        select(Rating.merchant_id, func.sum(Rating.stars), func.count())
        .where(Rating.year == year).group_by(Rating.merchant_id)
    ).tuples()
    given = {merchant_id: (int(total), int(count)) for merchant_id, total, count in rows}
    found = []
    for merchant in session.scalars(select(Merchant).where(Merchant.status != "停业").order_by(Merchant.id)):
        total, count = given.get(merchant.id, (0, 0))
        found.append(Ranked(merchant, total / count if count >= SHOWN_FROM else None, count))
    return sorted(found, key=lambda one: (one.stars is None, -(one.stars or 0), -one.ratings))


def _undo_given(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    row = session.get_one(Rating, step["rating"])
    if step["before"] is None:
        session.delete(row)
    else:
        row.stars, row.comment = step["before"]["stars"], step["before"]["comment"]
    session.flush()


UNDO_STEPS: Mapping[str, UndoStep] = {"rating.given": _undo_given}
