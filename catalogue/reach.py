"""What became of broadcasts, and what came of promotions: whom they could reach, and who asked or ordered after them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from catalogue.tables import HandledMessage, Member, Outbox, Room, RoomMember, Schedule

ASKING = ("find_merchant", "merchant_info", "list_offers", "group_buy_info", "list_services", "book_service")
ORDERING = ("order", "relay", "sign_up", "express_demand")
WITHIN = timedelta(hours=24)
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
    """What came of one firing. members: who could see it; asked, ordered: how many of them did so within 24 hours."""

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
    return Reach(
        number, title, at, len(sent), len(members), _acting(session, sent, ASKING), _acting(session, sent, ORDERING),
    )


def _acting(session: Session, sent: dict[int, datetime], intents: Collection[str]) -> int:
    """How many members said something of this kind in one of the rooms within 24 hours after it was sent there."""
    if not sent:
        return 0
    after = [
        (HandledMessage.room_id == room_id) & (HandledMessage.at > at) & (HandledMessage.at <= at + WITHIN)
        for room_id, at in sent.items()
    ]
    people: set[int | None] = set()
    for begin in range(0, len(after), 50):
        people |= set(session.scalars(
            select(HandledMessage.member_id).where(HandledMessage.intent.in_(intents), or_(*after[begin:begin + 50]))
        ))
    return len(people - {None})
