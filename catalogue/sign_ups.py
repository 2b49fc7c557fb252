"""Signing up: first come, first served; a party has all its places or waits as a whole.

Places are taken by one guarded UPDATE, so that no rush gives out more than there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from catalogue.activities import is_here, places_left
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Activity, AuditEntry, Member, Occurrence, SignUp

LIVE = ("confirmed", "waitlisted")
MOST_PEOPLE = 50  # in one party


@dataclass(frozen=True, slots=True)
class SignedUp:
    """What a sign-up came to.

    already: the party stood there with the same number. before: its size before, None: it is new.
    ahead: waiting parties before it. left: places left, None: no limit. promoted: who got places by it.
    """

    sign_up: SignUp
    already: bool
    before: int | None
    ahead: int
    left: int | None
    promoted: tuple[SignUp, ...] = ()


def occurrence_of(session: Session, activity: Activity, starts_at: datetime) -> Occurrence:
    """The date of an activity, made if need be, and held until the transaction ends (PostgreSQL)."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(
        dialect.insert(Occurrence)
        .values(activity_id=activity.id, starts_at=starts_at, taken=0)
        .on_conflict_do_nothing(index_elements=[Occurrence.activity_id, Occurrence.starts_at])
    )
    return session.scalars(
        select(Occurrence)
        .where(Occurrence.activity_id == activity.id, Occurrence.starts_at == starts_at)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def sign_up(
    session: Session,
    activity: Activity,
    starts_at: datetime,
    member: Member,
    people: int | None,
    act: Act,
    party: str = "",
) -> SignedUp:
    """Sign a party up for one start, or set its size. people None: one, or as many as before.

    party: the name of somebody signed up by `member` (a line of a relay), "" for the member's own party.
    Raises: NotPossible where it has begun, is closed, or the number is absurd.
    """
    _check_possible(activity, starts_at, people, act)
    occurrence = occurrence_of(session, activity, starts_at)
    standing = _of(session, occurrence, member.id, party)
    if standing is not None and standing.status != "cancelled" and people in (None, standing.people):
        ahead = _ahead(session, standing)
        return SignedUp(standing, True, standing.people, ahead, places_left(session, activity, starts_at))
    if standing is not None and standing.status == "attended":
        raise NotPossible(f"“{activity.name}”已经签到了，人数不用改了。")
    before = _values(standing) if standing is not None else None
    if standing is None or standing.status == "cancelled":
        row = _enter(session, activity, occurrence, member, people or 1, act, party, standing)
        promoted: list[SignUp] = []
    else:
        row, promoted = _resize(session, activity, occurrence, standing, people or 1, act)
    session.flush()
    record(
        session, act, "sign_up", f"sign_up:{row.id}", before=before, after=_values(row),
        undo=[{"op": "sign_up.changed", "sign_up": row.id, "before": before, "after": _values(row)}],
    )
    size = before["people"] if before is not None and before["status"] in LIVE else None
    return SignedUp(
        row, False, size, _ahead(session, row), places_left(session, activity, starts_at), tuple(promoted)
    )


def _check_possible(activity: Activity, starts_at: datetime, people: int | None, act: Act) -> None:
    """Raises: NotPossible where it has begun, is closed, or the number is absurd."""
    if activity.status != "open" or starts_at <= act.at:
        raise NotPossible(f"“{activity.name}”的报名已经结束了。")
    if people is not None and not 1 <= people <= MOST_PEOPLE:
        raise NotPossible(f"一次报名要在1到{MOST_PEOPLE}人之间，人多的话请找网格员。")


def _enter(
    session: Session,
    activity: Activity,
    occurrence: Occurrence,
    member: Member,
    people: int,
    act: Act,
    party: str,
    row: SignUp | None,
) -> SignUp:
    status = "confirmed" if _take(session, activity, occurrence, people) else "waitlisted"
    if row is None:
        row = SignUp(occurrence_id=occurrence.id, member_id=member.id, party=party)
        session.add(row)
    row.status, row.people, row.room_id, row.queued_at = status, people, act.room_id, act.at
    return row


def _resize(
    session: Session, activity: Activity, occurrence: Occurrence, row: SignUp, people: int, act: Act
) -> tuple[SignUp, list[SignUp]]:
    """Set a live party's size. One that outgrows what is free waits as a whole, at the end of the list."""
    grows = people > row.people
    if row.status == "confirmed" and not _take(session, activity, occurrence, people - row.people):
        _give_back(session, occurrence, row.people)
        row.status = "waitlisted"
    row.people = people
    if row.status == "waitlisted" and grows:
        row.queued_at = act.at
    session.flush()
    return row, [one for one in promote(session, activity, occurrence, act) if one is not row]


def cancel_sign_ups(session: Session, rows: Sequence[SignUp], act: Act, *, command: bool = False) -> list[SignUp]:
    """Take parties off their lists; gives back the parties that got their places, in order. command: staff take off others'."""
    promoted: list[SignUp] = []
    steps = []
    for row in rows:
        occurrence = session.get_one(Occurrence, row.occurrence_id)
        occurrence = occurrence_of(
            session, session.get_one(Activity, occurrence.activity_id), occurrence.starts_at
        )
        before = _values(row)
        if row.status == "confirmed":
            _give_back(session, occurrence, row.people)
        row.status = "cancelled"
        session.flush()
        steps.append({"op": "sign_up.changed", "sign_up": row.id, "before": before, "after": _values(row)})
        promoted += promote(session, session.get_one(Activity, occurrence.activity_id), occurrence, act)
    record(
        session,
        act,
        "cancel_sign_up",
        ",".join(f"sign_up:{row.id}" for row in rows),
        undo=steps,
        after={"status": "cancelled"},
        command=command,
    )
    return promoted


def promote(session: Session, activity: Activity, occurrence: Occurrence, act: Act) -> list[SignUp]:
    """Give free places to the waiting parties, in order, each if it fits whole; gives back who got theirs."""
    waiting = session.scalars(
        select(SignUp)
        .where(SignUp.occurrence_id == occurrence.id, SignUp.status == "waitlisted")
        .order_by(SignUp.queued_at, SignUp.id)
    ).all()
    promoted = []
    for row in waiting:
        if _take(session, activity, occurrence, row.people):
            row.status = "confirmed"
            record(session, act, "promoted", f"sign_up:{row.id}", after={"status": "confirmed"})
            promoted.append(row)
    session.flush()
    return promoted


def promotions_since(session: Session, audit_id: int) -> list[SignUp]:
    """The parties that got a place after an audit entry and still have it, in order: they are to be told."""
    subjects = session.scalars(
        select(AuditEntry.subject)
        .where(AuditEntry.id > audit_id, AuditEntry.action == "promoted")
        .order_by(AuditEntry.id)
    ).all()
    rows = [session.get_one(SignUp, int(str(subject).partition(":")[2])) for subject in subjects]
    return [row for row in rows if row.status == "confirmed"]


def live_sign_ups(
    session: Session, member: Member, room_ids: Collection[int], now: datetime
) -> list[tuple[Activity, Occurrence, SignUp]]:
    """What a member is signed up for (or waits for) in these rooms and has not begun, soonest first."""
    found = session.execute(
        select(Activity, Occurrence, SignUp)
        .join(Occurrence, Occurrence.activity_id == Activity.id)
        .join(SignUp, SignUp.occurrence_id == Occurrence.id)
        .where(SignUp.member_id == member.id, SignUp.status.in_(LIVE), Occurrence.starts_at > now)
        .order_by(Occurrence.starts_at, SignUp.party, SignUp.id)
    ).all()
    return [(one[0], one[1], one[2]) for one in found if is_here(one[0].rooms, room_ids)]


def _take(session: Session, activity: Activity, occurrence: Occurrence, people: int) -> bool:
    """Take so many places (negative: give back) if they are free; the one guard of the capacity."""
    statement = update(Occurrence).where(Occurrence.id == occurrence.id)
    if activity.capacity is not None and people > 0:
        statement = statement.where(Occurrence.taken + people <= activity.capacity)
    taken = session.execute(
        statement.values(taken=Occurrence.taken + people).returning(Occurrence.taken),
        execution_options={"synchronize_session": False},
    ).scalar()
    session.expire(occurrence, ["taken"])
    return taken is not None


def _give_back(session: Session, occurrence: Occurrence, people: int) -> None:
    session.execute(
        update(Occurrence).where(Occurrence.id == occurrence.id).values(taken=Occurrence.taken - people),
        execution_options={"synchronize_session": False},
    )
    session.expire(occurrence, ["taken"])


def _of(session: Session, occurrence: Occurrence, member_id: int, party: str) -> SignUp | None:
    return session.scalars(
        select(SignUp).where(
            SignUp.occurrence_id == occurrence.id, SignUp.member_id == member_id, SignUp.party == party
        )
    ).first()


def _ahead(session: Session, row: SignUp) -> int:
    if row.status != "waitlisted":
        return 0
    earlier = (SignUp.queued_at < row.queued_at) | (
        (SignUp.queued_at == row.queued_at) & (SignUp.id < row.id)
    )
    return (
        session.scalar(
            select(func.count())
            .select_from(SignUp)
            .where(SignUp.occurrence_id == row.occurrence_id, SignUp.status == "waitlisted", earlier)
        )
        or 0
    )


def _values(row: SignUp) -> dict[str, Any]:
    return {"status": row.status, "people": row.people, "queued_at": row.queued_at.isoformat()}


def _undo_changed(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """Put a party back to what it was; who waits may get the places that become free."""
    row = session.get_one(SignUp, step["sign_up"])
    dated = session.get_one(Occurrence, row.occurrence_id)
    activity = session.get_one(Activity, dated.activity_id)
    occurrence = occurrence_of(session, activity, dated.starts_at)
    before = step["before"] or {**step["after"], "status": "cancelled"}
    if row.status == "attended" or row.people != step["after"]["people"]:
        raise BuiltUpon("报名后来又变过了，撤不回来。")
    if row.status == "confirmed":
        _give_back(session, occurrence, row.people)
    row.status, row.people = before["status"], before["people"]
    row.queued_at = datetime.fromisoformat(before["queued_at"])
    if row.status == "confirmed" and not _take(session, activity, occurrence, row.people):
        raise BuiltUpon(f"“{activity.name}”空出来的名额已经给候补的邻居了，撤不回来。")
    session.flush()
    promote(session, activity, occurrence, Act(now))


UNDO_STEPS: Mapping[str, UndoStep] = {"sign_up.changed": _undo_changed}
