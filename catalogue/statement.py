"""A month of a community in figures, each the sum of entries that can be looked up beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalogue.alliance import FOUNDED
from catalogue.tables import (
    Activity,
    Case,
    Certificate,
    Member,
    Merchant,
    Occurrence,
    PointsEntry,
    Room,
    RoomMember,
    SignUp,
    Ticket,
    Visit,
)
from intents.days import CHINA

_CLOCK = re.compile(r"([0-9]{1,2})[:：]([0-9]{2})\s*$")
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Attended:
    """Somebody's coming to one date; hours None: the activity's end is not known."""

    activity: Activity
    starts_at: datetime
    member: Member | None
    people: int
    hours: float | None


@dataclass(frozen=True, slots=True)
class Month:
    """What happened from `begins` to `ends` (excluded): the entries."""

    begins: datetime
    ends: datetime
    attended: Sequence[Attended]
    points: Sequence[tuple[PointsEntry, Member]]
    visits: Sequence[tuple[Visit, Merchant | None]]
    cases: Sequence[tuple[Case, Ticket, Merchant]]

    @property
    def dates(self) -> int:
        """How often an activity took place to which somebody came."""
        return len({(one.activity.id, one.starts_at) for one in self.attended})

    @property
    def people(self) -> int:
        """How often somebody came, each of a party counted."""
        return sum(one.people for one in self.attended)

    @property
    def hours(self) -> float:
        """Hours given by all together, of activities whose end is known."""
        return sum(one.hours or 0 for one in self.attended)

    @property
    def given(self) -> int:
        """Points that came in."""
        return sum(entry.points for entry, _ in self.points if entry.origin != "redemption" and entry.points > 0)

    @property
    def spent(self) -> int:
        """Points turned into goods, less what was given back."""
        return -sum(entry.points for entry, _ in self.points if entry.origin == "redemption")

    @property
    def taken(self) -> int:
        """Points corrected away or taken back."""
        return -sum(entry.points for entry, _ in self.points if entry.origin != "redemption" and entry.points < 0)

    @property
    def amount_fen(self) -> int:
        """What visits came to, as far as it was said."""
        return sum(visit.amount_fen or 0 for visit, _ in self.visits)

    @property
    def founded(self) -> int:
        """Cases that were founded."""
        return sum(case.ruling == FOUNDED for case, _, _ in self.cases)


def month_of(session: Session, month: str, rooms: Sequence[Room] | None) -> Month:
    """The month `2026-11` of the people of these rooms; None: of everybody."""
    year, number = (int(part) for part in month.split("-"))
    begins = datetime(year, number, 1, tzinfo=CHINA)
    ends = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=CHINA)
    people = _people(session, rooms)
    room_ids = None if rooms is None else {room.id for room in rooms}
    return Month(
        begins, ends, _attended(session, begins, ends, people, room_ids),
        [
            (entry, member) for entry, member in session.execute(
                select(PointsEntry, Member).join(Member, Member.id == PointsEntry.member_id)
                .where(PointsEntry.at >= begins, PointsEntry.at < ends).order_by(PointsEntry.at, PointsEntry.id)
            ).tuples() if people is None or member.id in people
        ],
        _visits(session, begins, ends, people),
        [
            (case, ticket, merchant) for case, ticket, merchant in session.execute(
                select(Case, Ticket, Merchant).join(Ticket, Ticket.id == Case.ticket_id)
                .join(Merchant, Merchant.id == Case.merchant_id)
                .where(Ticket.at >= begins, Ticket.at < ends).order_by(Ticket.number)
            ).tuples() if people is None or ticket.member_id in people
        ],
    )


def _people(session: Session, rooms: Sequence[Room] | None) -> set[int] | None:
    """Who belongs to these rooms: seen in one of them, or of their 网格."""
    if rooms is None:
        return None
    grids = {room.grid for room in rooms if room.grid is not None}
    seen = select(RoomMember.member_id).where(RoomMember.room_id.in_([room.id for room in rooms]))
    return set(session.scalars(select(Member.id).where(or_(Member.id.in_(seen), Member.grid.in_(grids)))))


def _attended(
    session: Session, begins: datetime, ends: datetime, people: set[int] | None, room_ids: set[int] | None
) -> list[Attended]:
    rows = session.execute(
        select(Activity, Occurrence, SignUp, Member)
        .join(Occurrence, Occurrence.activity_id == Activity.id)
        .join(SignUp, SignUp.occurrence_id == Occurrence.id)
        .outerjoin(Member, Member.id == SignUp.member_id)
        .where(SignUp.status == "attended", Occurrence.starts_at >= begins, Occurrence.starts_at < ends)
        .order_by(Occurrence.starts_at, Activity.id, SignUp.id)
    ).tuples()
    return [
        Attended(activity, occurrence.starts_at, member, row.people, _hours(activity, occurrence.starts_at, row.people))
        for activity, occurrence, row, member in rows
        if people is None or row.member_id in people or (room_ids is not None and row.room_id in room_ids)
    ]


def _hours(activity: Activity, starts_at: datetime, people: int) -> float | None:
    """Hours of a whole party; None where the end cannot be read."""
    found = _CLOCK.search(activity.ends or "")
    if not found:
        return None
    local = starts_at.astimezone(CHINA)
    end = local.replace(hour=int(found[1]) % 24, minute=int(found[2]))
    if end <= local:
        end += timedelta(days=1)
    lasts = end.astimezone(UTC) - local.astimezone(UTC)
    return lasts / timedelta(hours=1) * people if lasts < LONGEST else None


def _visits(
    session: Session, begins: datetime, ends: datetime, people: set[int] | None
) -> list[tuple[Visit, Merchant | None]]:
    holders = dict(session.execute(select(Certificate.number, Certificate.member_id)).tuples().all())
    cards: dict[str, int] = {
        card: member_id for card, member_id in session.execute(
            select(Member.card_no, Member.id).where(Member.card_no.is_not(None))
        ).tuples() if card is not None
    }
    rows = session.execute(
        select(Visit, Merchant).outerjoin(Merchant, Merchant.id == Visit.merchant_id)
        .where(Visit.at >= begins, Visit.at < ends).order_by(Visit.at, Visit.id)
    ).tuples()
    return [
        (visit, merchant) for visit, merchant in rows
        if people is None or holders.get(visit.number, cards.get(visit.number)) in people
    ]
