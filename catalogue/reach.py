"""What became of broadcasts, and what came of promotions: whom they could reach, and who asked or ordered after them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from catalogue.tables import (
    Activity,
    GroupBuy,
    HandledMessage,
    Member,
    Merchant,
    Outbox,
    Product,
    Room,
    RoomMember,
    Schedule,
    Service,
)

ASKING = ("find_merchant", "merchant_info", "list_offers", "group_buy_info", "list_services")
ORDERING = ("order", "amend_order", "relay", "sign_up", "express_demand", "book_service")
COUNTED = frozenset({*ASKING, *ORDERING})
WITHIN = timedelta(hours=24)
SHORTEST = 2  # letters of a name that is looked for in a text
AT_ONCE = 50  # rooms in one question to the store
STILL_TO_TELL = timedelta(days=3)  # an uncertain message that is older needs nobody's word any more


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message in one room. row: its number, by which staff speak of it. status, reason: of the outbox."""

    row: int
    number: int | None
    title: str
    room: str
    at: datetime
    status: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Reach:
    """What came of one firing. members: who could see it.

    asked, ordered: how many of them asked about what it was about, or ordered that, within 24 hours.
    """

    number: int | None
    title: str
    at: datetime
    rooms: int
    members: int
    asked: int
    ordered: int


def outcomes(session: Session, rooms: Collection[int], begins: datetime, ends: datetime) -> list[Outcome]:
    """What was to go out in these rooms within this time and what became of it, in order; uncertain ones of days before too."""
    uncertain_since = begins - STILL_TO_TELL
    when = func.coalesce(Outbox.due, Outbox.sent_at, Outbox.not_before)
    found = session.execute(
        select(Outbox, Room.name, Schedule.number, Schedule.title)
        .join(Room, Room.id == Outbox.room_id).outerjoin(Schedule, Schedule.id == Outbox.schedule_id)
        .where(
            Outbox.room_id.in_(rooms), Outbox.kind != "answer", Outbox.status.in_(("sent", "uncertain", "skipped", "expired")),
            or_(
                (when >= begins) & (when < ends),
                (Outbox.sent_at >= begins) & (Outbox.sent_at < ends),
                (Outbox.status == "uncertain") & (when >= uncertain_since) & (when < ends),
            ),
            or_(Outbox.schedule_id.is_not(None), Outbox.status != "sent"),
        ).order_by(when, Outbox.id)
    )
    return [
        Outcome(row.id, number, title or row.text, room, row.sent_at or row.due or row.not_before, row.status, row.reason)
        for row, room, number, title in found
    ]


def reached(
    session: Session, rooms: Collection[int], now: datetime, *, merchant_id: int | None = None,
    schedule_id: int | None = None, most: int = 3,
) -> list[Reach]:
    """What came of the last promotions that went out in these rooms, the latest first. merchant_id: of this shop only."""
    wanted = select(Schedule.id, Schedule.number, Schedule.title, Outbox.due, func.min(Outbox.sent_at)).join(
        Outbox, Outbox.schedule_id == Schedule.id,
    ).where(Outbox.status == "sent", Outbox.room_id.in_(rooms), Outbox.sent_at <= now)
    if schedule_id is not None:
        wanted = wanted.where(Schedule.id == schedule_id)
    elif merchant_id is not None:
        wanted = wanted.where(Schedule.merchant_id == merchant_id)
    else:
        wanted = wanted.where(Schedule.kind == "promotion")
    latest = session.execute(
        wanted.group_by(Schedule.id, Schedule.number, Schedule.title, Outbox.due)
        .order_by(func.min(Outbox.sent_at).desc(), Schedule.id).limit(most)
    ).all()
    return [
        _reach(session, rooms, id_, number, title, due, at)
        for id_, number, title, due, at in latest if due is not None and at is not None
    ]


def _reach(
    session: Session, rooms: Collection[int], schedule_id: int, number: int | None, title: str, due: datetime, at: datetime
) -> Reach:
    sent: dict[int, datetime] = {
        room_id: sent_at for room_id, sent_at in session.execute(
            select(Outbox.room_id, Outbox.sent_at).where(
                Outbox.schedule_id == schedule_id, Outbox.due == due, Outbox.status == "sent", Outbox.room_id.in_(rooms),
            )
        ) if room_id is not None and sent_at is not None
    }
    members = set(session.scalars(
        select(RoomMember.member_id).join(Member, Member.id == RoomMember.member_id)
        .where(RoomMember.room_id.in_(sent), Member.erased_at.is_(None), Member.no_promotions.is_(False))
    ))
    about = promoted_in(session, session.get_one(Schedule, schedule_id))
    return Reach(
        number, title, at, len(sent), len(members), _acting(session, sent, members, ASKING, about),
        _acting(session, sent, members, ORDERING, about),
    )


def promoted_in(session: Session, schedule: Schedule) -> frozenset[str]:
    """The names by which it is told whether a message came of a promotion: its shop's, and what its text names.

    Empty where it is nobody's and names nothing that we know: then any question and any order may have come of it.
    """
    shop = session.get(Merchant, schedule.merchant_id) if schedule.merchant_id is not None else None
    names = {shop.name} if shop is not None else set()
    said = f"{schedule.title}\n{schedule.text}"
    for name, others, provider in _for_sale(session):
        called = [one for one in (name, *others) if len(one) >= SHORTEST]
        if any(one in said for one in called) or (shop is not None and provider == shop.name):
            names.add(name)
    return frozenset(names)


def _for_sale(session: Session) -> Iterator[tuple[str, Sequence[str], str | None]]:
    """Everything that a promotion may name: (name, other names, whose it is)."""
    for name, others in session.execute(select(Product.name, Product.aliases)).tuples():
        yield name, others, None
    for title, in session.execute(select(GroupBuy.title)).tuples():
        yield title, (), None
    for name, others in session.execute(select(Activity.name, Activity.aliases)).tuples():
        yield name, others, None
    yield from session.execute(select(Service.name, Service.aliases, Service.provider)).tuples()


def _acting(
    session: Session, sent: dict[int, datetime], members: Collection[int], intents: Collection[str], about: frozenset[str]
) -> int:
    """How many said something of this kind about this within 24 hours after it was sent: in such a room, or in private."""
    if not sent:
        return 0
    begun = min(sent.values())
    private = HandledMessage.room_id.is_(None) & (HandledMessage.at > begun) & (HandledMessage.at <= begun + WITHIN)
    after = [
        (HandledMessage.room_id == room_id) & (HandledMessage.at > at) & (HandledMessage.at <= at + WITHIN)
        for room_id, at in sent.items()
    ]
    people: set[int] = set()
    for begin in range(0, len(after), AT_ONCE):
        rows = session.execute(
            select(HandledMessage.member_id, HandledMessage.room_id, HandledMessage.about)
            .where(HandledMessage.intent.in_(intents), or_(private, *after[begin:begin + AT_ONCE]))
        )
        people |= {
            member_id for member_id, room_id, names in rows
            if member_id is not None and (room_id is not None or member_id in members)
            and (not about or not about.isdisjoint(names))
        }
    return len(people)
