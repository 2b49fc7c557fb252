"""What falls due about the shops: their news in the morning, and once a month what staff should look after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue import news
from catalogue.card_use import CardUse, card_use
from catalogue.ratings import Ranked, ranking
from catalogue.rounds import to_confirm, to_visit
from catalogue.tables import MemberRole, Merchant, ShopNews
from intents.days import CHINA, DayKind
from intents.scene import ADMINISTRATOR, GRID_WORKER
from schedules.workdays import unknown_years

NEWS_AT = time(10)
STAFF_AT = time(10)
LATE = timedelta(days=3)  # a monthly reminder that was missed for longer waits for the next month
HOLIDAYS_FROM = 12  # the month from which next year's holidays have to be known: they are published in November


@dataclass(frozen=True, slots=True)
class NewsOfShops:
    """It is the morning after something changed; what did, one entry for each shop and kind."""

    entries: Sequence[tuple[ShopNews, Merchant]]
    due: datetime


@dataclass(frozen=True, slots=True)
class MonthOfShops:
    """The first working day of a month; what staff should look after.

    ranking: of the year that is over, in January only. used: cards in the month before. unknown_years: those whose
    official holidays are needed soon and not known.
    """

    to_visit: Sequence[Merchant]
    to_confirm: Sequence[Merchant]
    used: Sequence[CardUse]
    ranking: Sequence[Ranked]
    unknown_years: Sequence[int]
    due: datetime


def news_due(session: Session) -> datetime | None:
    """When the groups are to be told the news that wait; None: there are none."""
    oldest = news.oldest_untold(session)
    if oldest is None:
        return None
    local = oldest.astimezone(CHINA)
    due = datetime.combine(local.date(), NEWS_AT, CHINA)
    return due if local < due else due + timedelta(days=1)


def tell_news(session: Session, due: datetime, now: datetime) -> NewsOfShops:
    """The news of before an instant, which count as told from now on."""
    return NewsOfShops(news.tell(session, due, now), due)


def has_staff(session: Session) -> bool:
    """Whether there is anybody who could be reminded."""
    return session.scalar(
        select(MemberRole.id).where(MemberRole.role.in_((GRID_WORKER, ADMINISTRATOR))).limit(1)
    ) is not None


def month_due(now: datetime, day_kind: DayKind) -> datetime:
    """When staff are reminded: on the first working day of this month, of the next where that is over for long."""
    first = now.astimezone(CHINA).date().replace(day=1)
    due = _first_working_day(first, day_kind)
    return due if due > now - LATE else _first_working_day((first + timedelta(days=32)).replace(day=1), day_kind)


def _first_working_day(first: date, day_kind: DayKind) -> datetime:
    day = first
    while day_kind(day) != "working" and day < first + timedelta(days=14):
        day += timedelta(days=1)
    return datetime.combine(day, STAFF_AT, CHINA)


def month_of_shops(session: Session, due: datetime) -> MonthOfShops:
    """What staff should look after at the beginning of the month of `due`."""
    today = due.astimezone(CHINA).date()
    ahead = date(today.year + 1, 1, 1) if today.month >= HOLIDAYS_FROM else today
    return MonthOfShops(
        to_visit(session, due), to_confirm(session, due), card_use(session, today.replace(day=1) - timedelta(days=1)),
        ranking(session, today.year - 1) if today.month == 1 else (), unknown_years(today, ahead), due,
    )
