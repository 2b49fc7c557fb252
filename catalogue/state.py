"""Everything that is recorded, as plain values: what `replay --state` writes and tests compare."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.amounts import from_milli
from catalogue.broadcasts import CANCELLED, PENDING
from catalogue.order_lines import Line, amount_of, lines_of, summed
from catalogue.tables import (
    Activity,
    AuditEntry,
    Booking,
    Certificate,
    Collection,
    Demand,
    GroupBuy,
    Member,
    MemberRole,
    Merchant,
    Occurrence,
    Order,
    Outbox,
    PointsEntry,
    Poll,
    Rating,
    Redemption,
    Reward,
    Room,
    Schedule,
    Service,
    SignUp,
    Ticket,
    Visit,
    Vote,
)
from intents.days import CHINA

Rows = list[dict[str, Any]]
WAITING = ("sending", "uncertain")  # inside words of the outbox for what a reader of the state calls pending


def snapshot(session: Session, now: datetime | None = None) -> dict[str, Any]:
    """All records by kind, cancelled ones included. People are channel ids (None: erased), rooms are names.

    now: broadcasts that were to go out by then and were cancelled, or not approved, stand in it too; None: without them.
    """
    people = {row[0]: row[1] for row in session.execute(select(Member.id, Member.channel_id))}
    rooms = {row[0]: row[1] for row in session.execute(select(Room.id, Room.name))}
    return {
        "orders": _orders(session, people, rooms),
        "sign_ups": _sign_ups(session, people, rooms),
        "points": _points(session),
        "demand": _demand(session, people),
        "tickets": _tickets(session, people),
        "votes": _votes(session, people),
        "ratings": _ratings(session, people),
        "bookings": _bookings(session, people),
        "certificates": _certificates(session, people),
        "visits": _visits(session),
        "redemptions": _redemptions(session, people),
        "broadcasts": _broadcasts(session, rooms, now),
        "roles": _roles(session),
        "homes": _homes(session),
    }


def _written(at: datetime | date | None) -> str | None:
    """ISO 8601 in China's time; a day stays a day."""
    if at is None:
        return None
    return at.astimezone(CHINA).isoformat() if isinstance(at, datetime) else at.isoformat()


def _orders(session: Session, people: dict[int, str | None], rooms: dict[int, str]) -> Rows:
    titles = {row[0]: row[1] for row in session.execute(select(GroupBuy.id, GroupBuy.title))}
    orders = session.scalars(select(Order).order_by(Order.group_buy_id, Order.number)).all()
    lines: dict[int, list[Line]] = {}
    for line in lines_of(session, orders):
        lines.setdefault(line.order.id, []).append(line)
    return [
        {
            "number": order.number,
            "group_buy": titles[order.group_buy_id],
            "room": rooms.get(order.room_id or 0),
            "sender": people.get(order.sender_id or 0),
            "beneficiary": people.get(order.beneficiary_id or 0) or order.beneficiary_name,
            "items": [
                {"product": name, "quantity": from_milli(quantity)}
                for name, quantity in summed(lines.get(order.id, ())).items()
            ],
            "amount_fen": amount_of(lines.get(order.id, ())),
            "pickup": order.pickup,
            "status": order.status,
        }
        for order in orders
    ]


def _sign_ups(session: Session, people: dict[int, str | None], rooms: dict[int, str]) -> Rows:
    rows = session.execute(
        select(SignUp, Occurrence.starts_at, Activity.name)
        .join(Occurrence, Occurrence.id == SignUp.occurrence_id)
        .join(Activity, Activity.id == Occurrence.activity_id)
        .order_by(SignUp.id)
    )
    return [
        {
            "activity": name, "starts_at": _written(starts_at), "room": rooms.get(row.room_id or 0),
            "sender": people.get(row.member_id or 0), "people": row.people, "status": row.status,
        }
        for row, starts_at, name in rows
    ]


def _points(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(Member.channel_id, func.sum(PointsEntry.points))
        .join(PointsEntry, PointsEntry.member_id == Member.id)
        .where(Member.channel_id.is_not(None))
        .group_by(Member.id, Member.channel_id)
        .order_by(Member.id)
    )
    return {str(channel_id): int(balance) for channel_id, balance in rows}


def _demand(session: Session, people: dict[int, str | None]) -> Rows:
    rows = session.execute(
        select(Demand, Collection.title).join(Collection, Collection.id == Demand.collection_id)
        .where(Demand.withdrawn.is_(False)).order_by(Demand.id)
    )
    found: dict[tuple[int, int, str], dict[str, Any]] = {}
    for row, title in rows:
        person = found.setdefault(
            (row.collection_id, row.member_id, row.for_whom),
            {
                "collection": title, "sender": people.get(row.member_id),
                "beneficiary": people.get(row.beneficiary_id or 0) or row.beneficiary_name, "items": [],
            },
        )
        quantity = None if row.quantity is None else from_milli(row.quantity)
        person["items"].append({"product": row.product, "quantity": quantity})
    return list(found.values())


def _tickets(session: Session, people: dict[int, str | None]) -> Rows:
    return [
        {
            "number": row.number, "sender": people.get(row.member_id), "kind": row.kind, "text": row.text,
            "status": row.status, "deadline": _written(row.deadline), "answer": row.answer,
            "satisfaction": row.satisfaction,
        }
        for row in session.scalars(select(Ticket).order_by(Ticket.number))
    ]


def _votes(session: Session, people: dict[int, str | None]) -> Rows:
    rows = session.execute(select(Vote, Poll.title).join(Poll, Poll.id == Vote.poll_id).order_by(Vote.id))
    return [{"poll": title, "sender": people.get(row.member_id), "option": row.option} for row, title in rows]


def _ratings(session: Session, people: dict[int, str | None]) -> Rows:
    rows = session.execute(
        select(Rating, Merchant.name).join(Merchant, Merchant.id == Rating.merchant_id).order_by(Rating.id)
    )
    return [
        {"merchant": name, "sender": people.get(row.member_id), "stars": row.stars, "comment": row.comment}
        for row, name in rows
    ]


def _bookings(session: Session, people: dict[int, str | None]) -> Rows:
    rows = session.execute(
        select(Booking, Service.name).join(Service, Service.id == Booking.service_id).order_by(Booking.id)
    )
    return [
        {
            "service": name, "sender": people.get(row.member_id), "when": _when(row),
            "address": row.address, "status": row.status,
        }
        for row, name in rows
    ]


def _when(row: Booking) -> str | None:
    """The instant, the span of hours, or the day."""
    if row.from_at is not None and row.until_at is not None:
        return f"{_written(row.from_at)}/{_written(row.until_at)}"
    return _written(row.starts_at or row.on_day)


def _certificates(session: Session, people: dict[int, str | None]) -> Rows:
    return [
        {"number": row.number, "sender": people.get(row.member_id), "status": row.status, "reason": row.reason}
        for row in session.scalars(select(Certificate).order_by(Certificate.id))
    ]


def _visits(session: Session) -> Rows:
    rows = session.execute(
        select(Visit, Merchant.name).outerjoin(Merchant, Merchant.id == Visit.merchant_id).order_by(Visit.id)
    )
    return [
        {"number": row.number, "merchant": name, "amount_fen": row.amount_fen, "at": _written(row.at)}
        for row, name in rows
    ]


def _redemptions(session: Session, people: dict[int, str | None]) -> Rows:
    rows = session.execute(
        select(Redemption, Reward.name).join(Reward, Reward.id == Redemption.reward_id).order_by(Redemption.id)
    )
    return [
        {
            "item": name, "quantity": row.quantity, "sender": people.get(row.member_id), "points": row.points,
            "status": row.status,
        }
        for row, name in rows
    ]


def _broadcasts(session: Session, rooms: dict[int, str], now: datetime | None) -> Rows:
    """One for each room and due time that has come, in the order of these."""
    rows = session.execute(
        select(Outbox, Schedule.number, Schedule.title).join(Schedule, Schedule.id == Outbox.schedule_id)
        .order_by(Outbox.due, Outbox.id)
    )
    written = [
        {
            "number": number, "title": title, "room": rooms.get(row.room_id or 0), "due": _written(row.due),
            "sent_at": _written(row.sent_at), "status": "pending" if row.status in WAITING else row.status,
            "reason": row.reason,
        }
        for row, number, title in rows
    ]
    there = {(one["number"], one["room"], one["due"]) for one in written}
    never_left = _held_back(session, rooms, now) if now else []
    held = [one for one in never_left if (one["number"], one["room"], one["due"]) not in there]
    return sorted((*written, *held), key=lambda one: str(one["due"])) if held else written


def _held_back(session: Session, rooms: dict[int, str], now: datetime) -> Rows:
    """What was cancelled before its time came, or is not approved, for each room: nothing was written to be sent."""
    found: list[tuple[Schedule, datetime]] = [
        (row, row.next_due) for row in session.scalars(select(Schedule).where(Schedule.status == PENDING).order_by(Schedule.id))
        if row.next_due is not None
    ]
    cancelled = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "cancel_broadcast", AuditEntry.undone_at.is_(None)).order_by(AuditEntry.id)
    )
    for entry in cancelled:
        row = session.get(Schedule, int((entry.subject or "schedule:0").removeprefix("schedule:")))
        due = (entry.before or {}).get("next_due")
        if row is not None and row.status == CANCELLED and due:
            found.append((row, datetime.fromisoformat(due)))
    return [
        {
            "number": row.number, "title": row.title, "room": name, "due": _written(due), "sent_at": None,
            "status": "pending" if row.status == PENDING else "cancelled", "reason": None,
        }
        for row, due in found if due <= now for room, name in rooms.items() if not row.rooms or room in row.rooms
    ]


def _roles(session: Session) -> Rows:
    rows = session.execute(
        select(Member.channel_id, MemberRole.role).join(Member, Member.id == MemberRole.member_id)
        .order_by(MemberRole.member_id, MemberRole.id)
    )
    return [{"sender": channel_id, "role": role} for channel_id, role in rows]


def _homes(session: Session) -> dict[str, str]:
    rows = session.execute(
        select(Member.channel_id, Member.home)
        .where(Member.channel_id.is_not(None), Member.home.is_not(None)).order_by(Member.id)
    )
    return {str(channel_id): str(home) for channel_id, home in rows}
