"""Services that can be booked, and who booked them for when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Booking, Member, Service
from intents.days import CHINA, DayKind
from intents.hours import HoursError, read_hours

LIVE = ("requested", "confirmed")
Span = tuple[datetime, datetime]
AHEAD = timedelta(days=180)
LONGEST_ADDRESS = 60


class NotThen(NotPossible):
    """It can be had, but not at this time; the message says when."""


def all_services(session: Session) -> Sequence[Service]:
    """What can be booked, in the order of the workbook."""
    return session.scalars(select(Service).order_by(Service.id)).all()


def named(session: Session, name: str) -> Service | None:
    """The service of this name or other name."""
    rows = all_services(session)
    exact = [row for row in rows if row.name == name]
    return next(iter(exact or [row for row in rows if name in row.aliases]), None)


def book(
    session: Session,
    service: Service,
    member: Member,
    starts_at: datetime | None,
    on_day: date | None,
    address: str | None,
    act: Act,
    day_kind: DayKind,
    *,
    span: Span | None = None,
) -> Booking:
    """Ask for a service at an instant, or on a day whose hour is yet to be agreed. span: between which hours of that day.

    Raises: NotThen for a time that is past, too far, or outside the hours in which it can be had.
    """
    _check(service, starts_at, on_day, span, act.at, day_kind)
    booking = Booking(
        service_id=service.id,
        member_id=member.id,
        room_id=act.room_id,
        at=act.at,
        starts_at=starts_at,
        on_day=on_day,
        from_at=span[0] if span else None,
        until_at=span[1] if span else None,
        address=address[:LONGEST_ADDRESS] if address else None,
    )
    session.add(booking)
    session.flush()
    record(
        session,
        act,
        "book_service",
        f"booking:{booking.id}",
        after={"service": service.id},
        undo=[{"op": "booking.changed", "booking": booking.id, "before": "cancelled", "after": "requested"}],
    )
    return booking


def _check(
    service: Service, starts_at: datetime | None, on_day: date | None, span: Span | None, now: datetime, day_kind: DayKind
) -> None:
    today = now.astimezone(CHINA).date()
    day = starts_at.astimezone(CHINA).date() if starts_at is not None else on_day
    if (starts_at is not None and starts_at < now) or (day is not None and day < today) or (span and span[1] <= now):
        raise NotThen("这个时间已经过了，换个时间再说一次吧。")
    if day is not None and day > today + AHEAD:
        raise NotThen("最多提前半年预约，换个近一点的时间吧。")
    if not service.hours or day is None:
        return
    try:
        hours = read_hours(service.hours)
    except HoursError:
        return
    if starts_at is not None:
        fits = hours.is_open(starts_at, day_kind)
    else:
        begins, ends = span or (midnight := datetime.combine(day, time(0), CHINA), midnight + timedelta(days=1))
        opens = hours.opens_next(begins, day_kind)
        fits = hours.is_open(begins, day_kind) or (opens is not None and opens < ends)
    if not fits:
        raise NotThen(f"{service.name}能约的时间是{service.hours}，换个时间再说一次吧。")


def live_bookings(session: Session, member: Member, service: Service | None = None) -> list[Booking]:
    """What a member has booked and not had yet, the last booked first; of one service, if it is given."""
    statement = select(Booking).where(Booking.member_id == member.id, Booking.status.in_(LIVE))
    if service is not None:
        statement = statement.where(Booking.service_id == service.id)
    return list(session.scalars(statement.order_by(Booking.id.desc())))


def cancel(session: Session, booking: Booking, act: Act) -> None:
    """Take a booking back. Raises: NotPossible where it is done or cancelled."""
    if booking.status not in LIVE:
        raise NotPossible("这个预约已经办完或取消了。")
    before, booking.status = booking.status, "cancelled"
    record(
        session,
        act,
        "cancel_booking",
        f"booking:{booking.id}",
        before={"status": before},
        after={"status": "cancelled"},
        undo=[{"op": "booking.changed", "booking": booking.id, "before": before, "after": "cancelled"}],
    )


def come_to(session: Session, booking: Booking, address: str, act: Act) -> None:
    """Where to come to; what was noted before is replaced."""
    before, booking.address = booking.address, address[:LONGEST_ADDRESS]
    record(
        session, act, "book_service", f"booking:{booking.id}",
        after={"address": True},
        undo=[{"op": "booking.address", "booking": booking.id, "before": before, "after": booking.address}],
    )


def _undo_address(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    booking = session.get_one(Booking, step["booking"])
    if booking.address != step["after"]:
        raise BuiltUpon("地址后来又改过了，撤不回来。")
    booking.address = step["before"]


def _undo_changed(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    booking = session.get_one(Booking, step["booking"])
    if booking.status != step["after"]:
        raise BuiltUpon("预约后来又变过了，撤不回来。")
    booking.status = step["before"]


UNDO_STEPS: Mapping[str, UndoStep] = {"booking.changed": _undo_changed, "booking.address": _undo_address}
