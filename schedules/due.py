"""Everything that happens because time passes: what falls due next, and making it happen, each thing once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from catalogue.audit import Act
from catalogue.demand import Ranked, close_collection, due_collections
from catalogue.polls import close_poll, tally
from catalogue.settlement import Settlement, due_group_buys, settle_due
from catalogue.tables import Activity, Collection, Deadline, GroupBuy, Occurrence, Poll, SignUp
from intents.days import CHINA, DayKind, plain_day_kind
from schedules.broadcasts import fire_broadcasts, next_broadcast, plan
from schedules.quiet import USUAL, QuietHours
from schedules.shops import LATE, MonthOfShops, NewsOfShops, has_staff, month_due, month_of_shops, news_due, tell_news
from schedules.shortfalls import SHORTFALL, StillShort, still_short, with_minimum

REMINDED_AT = time(19)  # of the evening before an activity
BEFORE_LIVE_SALE = timedelta(minutes=30)
LIVE_ORDERS = ("open", "closed")
COMING = ("confirmed",)
MONTH = "month_of_shops"  # what the deadline of the monthly reminder is called


@dataclass(frozen=True, slots=True)
class GroupBuyClosed:
    """A deadline came; what it did."""

    settlement: Settlement
    due: datetime


@dataclass(frozen=True, slots=True)
class CollectionClosed:
    """A collection ended; what was wished, most wished first."""

    collection: Collection
    ranking: Sequence[Ranked]
    due: datetime


@dataclass(frozen=True, slots=True)
class PollClosed:
    """A poll ended; options with their votes, most votes first."""

    poll: Poll
    votes: Sequence[tuple[str, int]]
    due: datetime


@dataclass(frozen=True, slots=True)
class ActivityAhead:
    """It is the evening before an activity; sign_ups: those who have a place."""

    activity: Activity
    starts_at: datetime
    sign_ups: Sequence[SignUp]
    due: datetime


@dataclass(frozen=True, slots=True)
class LiveSaleAhead:
    """A group buy's live sale begins soon."""

    group_buy: GroupBuy
    due: datetime


Due = GroupBuyClosed | CollectionClosed | PollClosed | ActivityAhead | LiveSaleAhead | NewsOfShops | MonthOfShops | StillShort


def next_due(
    session: Session, now: datetime, day_kind: DayKind = plain_day_kind, quiet: QuietHours = USUAL
) -> datetime | None:
    """The earliest moment at which something falls due; it may be past. None: nothing is planned."""
    moments = [
        news_due(session),
        _next_month(session, now, day_kind),
        next_broadcast(session),
        session.scalar(select(func.min(GroupBuy.deadline)).where(GroupBuy.status.in_(LIVE_ORDERS))),
        session.scalar(select(func.min(Collection.deadline)).where(Collection.status == "open")),
        session.scalar(select(func.min(Poll.deadline)).where(Poll.status == "open")),
        *(due for _, _, due in _reminders(session, now)),
        *(due for _, due in _live_sales(session, now)),
        *(due for group_buy, due in with_minimum(session, now, quiet) if not _done(session, SHORTFALL, group_buy.id, due)),
    ]
    return min((moment for moment in moments if moment is not None), default=None)


def fire(
    session: Session, now: datetime, day_kind: DayKind, wait: timedelta = timedelta(0), spread: bool = False,
    quiet: QuietHours = USUAL,
) -> list[Due]:
    """Do all that has fallen due, in order; broadcasts become outbox rows, the rest is given back to be worded."""
    plan(session, now, day_kind)
    fire_broadcasts(session, now, day_kind, wait, spread)
    happened: list[Due] = [*_close_group_buys(session, now), *_close_collections(session, now)]
    happened += _close_polls(session, now)
    for activity, occurrence, due in _reminders(session, now):
        if due <= now and _first_time(session, "activity_reminder", occurrence.id, due, now):
            coming = _signed_up(session, occurrence, due)
            happened.append(ActivityAhead(activity, occurrence.starts_at, coming, due))
    for group_buy, due in _live_sales(session, now):
        if due <= now and _first_time(session, "live_sale", group_buy.id, due, now):
            happened.append(LiveSaleAhead(group_buy, due))
    for group_buy, due in with_minimum(session, now, quiet):
        if due <= now and _first_time(session, SHORTFALL, group_buy.id, due, now):
            short = still_short(session, group_buy, due)
            happened += [short] if short is not None else []
    happened += _of_shops(session, now, day_kind)
    return sorted(happened, key=lambda one: one.due)


def _of_shops(session: Session, now: datetime, day_kind: DayKind) -> list[Due]:
    """The news of the shops that are due, and the monthly reminder of staff."""
    happened: list[Due] = []
    due = news_due(session)
    if due is not None and due <= now:
        told = tell_news(session, due, now)
        happened += [told] if told.entries else []
    month = month_due(now, day_kind)
    if month <= now and has_staff(session) and _first_time(session, MONTH, 0, month, now):
        happened.append(month_of_shops(session, month))
    return happened


def _next_month(session: Session, now: datetime, day_kind: DayKind) -> datetime | None:
    if not has_staff(session):
        return None
    due = month_due(now, day_kind)
    return due if due > now or not _done(session, MONTH, 0, due) else month_due(now + LATE, day_kind)


def _close_group_buys(session: Session, now: datetime) -> list[Due]:
    happened: list[Due] = []
    for group_buy in due_group_buys(session, now):
        deadline = group_buy.deadline
        settlement = settle_due(session, group_buy, now, Act(now))
        if not settlement.nothing:
            happened.append(GroupBuyClosed(settlement, deadline))
    return happened


def _close_collections(session: Session, now: datetime) -> list[Due]:
    happened: list[Due] = []
    for collection in due_collections(session, now):
        if _first_time(session, "collection_closing", collection.id, collection.deadline, now):
            ranking = close_collection(session, collection, Act(now))
            happened.append(CollectionClosed(collection, ranking, collection.deadline))
    return happened


def _close_polls(session: Session, now: datetime) -> list[Due]:
    happened: list[Due] = []
    polls = session.scalars(
        select(Poll).where(Poll.status == "open", Poll.deadline <= now).order_by(Poll.deadline, Poll.id)
    ).all()
    for poll in polls:
        if _first_time(session, "poll_closing", poll.id, poll.deadline, now):
            close_poll(session, poll, Act(now), command=False)
            happened.append(PollClosed(poll, tally(session, poll), poll.deadline))
    return happened


def _reminders(session: Session, now: datetime) -> list[tuple[Activity, Occurrence, datetime]]:
    """Activities ahead of which somebody is to be reminded and was not yet; who signs up after that evening is not."""
    rows = session.execute(
        select(Activity, Occurrence).join(Occurrence, Occurrence.activity_id == Activity.id)
        .where(Activity.status != "cancelled", Occurrence.starts_at > now).order_by(Occurrence.starts_at)
    ).all()
    found = []
    for activity, occurrence in rows:
        evening = occurrence.starts_at.astimezone(CHINA).date() - timedelta(days=1)
        due = datetime.combine(evening, REMINDED_AT, CHINA)
        if _signed_up(session, occurrence, due) and not _done(session, "activity_reminder", occurrence.id, due):
            found.append((activity, occurrence, due))
    return found


def _signed_up(session: Session, occurrence: Occurrence, before: datetime) -> Sequence[SignUp]:
    return session.scalars(
        select(SignUp).where(
            SignUp.occurrence_id == occurrence.id, SignUp.status.in_(COMING), SignUp.queued_at < before,
        ).order_by(SignUp.id)
    ).all()


def _live_sales(session: Session, now: datetime) -> list[tuple[GroupBuy, datetime]]:
    rows = session.scalars(
        select(GroupBuy).where(GroupBuy.status == "open", GroupBuy.live_at > now).order_by(GroupBuy.id)
    )
    found = [(row, row.live_at - BEFORE_LIVE_SALE) for row in rows if row.live_at is not None]
    return [(row, due) for row, due in found if not _done(session, "live_sale", row.id, due)]


def _done(session: Session, kind: str, subject_id: int, due: datetime) -> bool:
    return session.scalar(
        select(Deadline.id)
        .where(Deadline.kind == kind, Deadline.subject_id == subject_id, Deadline.due == due)
    ) is not None


def _first_time(session: Session, kind: str, subject_id: int, due: datetime, now: datetime) -> bool:
    """Note that this falls due; False where that was noted before, perhaps by another process."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return session.execute(
        dialect.insert(Deadline).values(kind=kind, subject_id=subject_id, due=due, done_at=now)
        .on_conflict_do_nothing(index_elements=["kind", "subject_id", "due"]).returning(Deadline.id)
    ).first() is not None
