"""Checking in: who came to an activity gets its points, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue import certificates, points
from catalogue.audit import Act, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.sign_ups import occurrence_of
from catalogue.tables import Activity, Certificate, Member, Occurrence, SignUp

LATE = timedelta(days=3)  # after it only an administrator may check in
JUST_NOW = timedelta(hours=12)  # what began so lately is what 都到了 is about


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A check-in: who was noted now, who had been before, the certificates earned, with their holders."""

    noted: tuple[Member, ...]
    already: tuple[Member, ...]
    certificates: tuple[tuple[Member, Certificate], ...]


def signed_up(
    session: Session, activity: Activity, starts_at: datetime, *, come: bool = False
) -> Sequence[Member]:
    """The members with a place at that start, in the order in which they signed up; come: those who came as well."""
    wanted = ("confirmed", "attended") if come else ("confirmed",)
    return session.scalars(
        select(Member)
        .join(SignUp, SignUp.member_id == Member.id)
        .join(Occurrence, Occurrence.id == SignUp.occurrence_id)
        .where(
            Occurrence.activity_id == activity.id, Occurrence.starts_at == starts_at, SignUp.status.in_(wanted),
            SignUp.party == "",
        )
        .order_by(SignUp.queued_at, SignUp.id)
    ).all()


def ever_signed_up(session: Session, activity: Activity, starts_at: datetime) -> set[int]:
    """The ids of the members who signed up for that start, also those who waited or took it back and came after all."""
    rows = session.scalars(
        select(SignUp.member_id).join(Occurrence, Occurrence.id == SignUp.occurrence_id)
        .where(Occurrence.activity_id == activity.id, Occurrence.starts_at == starts_at, SignUp.party == "")
    )
    return {member_id for member_id in rows if member_id is not None}


def parties(session: Session, activity: Activity, starts_at: datetime) -> list[tuple[SignUp, Member | None]]:
    """All parties of that start that were not cancelled, those with a place first, each in the order of signing up."""
    rows = session.execute(
        select(SignUp, Member)
        .outerjoin(Member, Member.id == SignUp.member_id)
        .join(Occurrence, Occurrence.id == SignUp.occurrence_id)
        .where(
            Occurrence.activity_id == activity.id, Occurrence.starts_at == starts_at, SignUp.status != "cancelled",
        )
        .order_by(SignUp.queued_at, SignUp.id)
    ).tuples().all()
    return sorted(rows, key=lambda one: one[0].status == "waitlisted")


def check_in(
    session: Session,
    activity: Activity,
    starts_at: datetime,
    members: Sequence[Member],
    act: Act,
    *,
    by_administrator: bool = False,
) -> CheckedIn:
    """Note who came, signed up or not, and give each the activity's points, once for this start.

    Raises: NotPossible more than 3 days later, unless an administrator does it.
    """
    if act.at - starts_at > LATE and not by_administrator:
        raise NotPossible(f"“{activity.name}”过去三天多了，补签到要请管理员来。")
    occurrence = occurrence_of(session, activity, starts_at)
    noted: list[Member] = []
    already: list[Member] = []
    new: list[tuple[Member, Certificate]] = []
    steps: list[dict[str, Any]] = []
    for member in members:
        row = session.scalars(
            select(SignUp).where(
                SignUp.occurrence_id == occurrence.id, SignUp.member_id == member.id, SignUp.party == ""
            )
        ).first()
        if row is not None and row.status == "attended":
            already.append(member)
            continue
        steps.append(_note(session, row, occurrence.id, member, act))
        noted.append(member)
        steps += _reward(session, activity, occurrence.id, member, act, new)
    if noted:
        record(
            session, act, "check_in", f"activity:{activity.id}", undo=steps, command=True,
            after={"members": [member.id for member in noted], "points": activity.points},
        )
    return CheckedIn(tuple(noted), tuple(already), tuple(new))


def _reward(
    session: Session, activity: Activity, occurrence_id: int, member: Member, act: Act,
    new: list[tuple[Member, Certificate]],
) -> list[dict[str, Any]]:
    """Give the activity's points, and the certificate that they earn (put into `new`); the steps that take both back."""
    if activity.points <= 0:
        return []
    entry = points.give(
        session, member.id, activity.points, "volunteering", act, reason=activity.name, occurrence_id=occurrence_id,
    )
    steps: list[dict[str, Any]] = [{"op": "points.given", "entry": entry.id}]
    certificate = certificates.issue_if_earned(session, member, act)
    if certificate is not None:
        steps.append({"op": "certificate.issued", "certificate": certificate.id})
        new.append((member, certificate))
    return steps


def _note(
    session: Session, row: SignUp | None, occurrence_id: int, member: Member, act: Act
) -> dict[str, Any]:
    """Mark one as having come; gives back the step that takes it back."""
    before = row.status if row is not None else None
    if row is None:
        row = SignUp(
            occurrence_id=occurrence_id,
            member_id=member.id,
            party="",
            room_id=act.room_id,
            people=1,
            queued_at=act.at,
            status="attended",
        )
        session.add(row)
    row.status = "attended"
    session.flush()
    return {"op": "attendance.noted", "sign_up": row.id, "before": before}


def _undo_noted(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    row = session.get_one(SignUp, step["sign_up"])
    if step["before"] is None:
        session.delete(row)
    else:
        row.status = step["before"]
    session.flush()


UNDO_STEPS: Mapping[str, UndoStep] = {"attendance.noted": _undo_noted}
