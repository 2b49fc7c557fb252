"""Points for volunteering: entries that are only ever added; a balance is their sum and never below 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from catalogue import certificates
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Certificate, Member, PointsEntry, RoomMember

MOST_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Awarded:
    """An award: the balance after it, and the certificate that it earned, if it did."""

    points: int
    balance: int
    certificate: Certificate | None


def hold(session: Session, member_id: int) -> None:
    """Let nobody else change this member's points until the transaction ends (SQLite has one writer)."""
    session.execute(select(Member.id).where(Member.id == member_id).with_for_update())


def balance(session: Session, member_id: int) -> int:
    """What a member has now."""
    return int(
        session.scalar(select(func.sum(PointsEntry.points)).where(PointsEntry.member_id == member_id)) or 0
    )


def balances(session: Session) -> dict[int, int]:
    """The balance of every member who ever had an entry, by id of the member's row."""
    rows = session.execute(
        select(PointsEntry.member_id, func.sum(PointsEntry.points)).group_by(PointsEntry.member_id)
    )
    return {member_id: int(total) for member_id, total in rows}


def highest(session: Session, room_ids: Sequence[int], count: int) -> list[tuple[str, int]]:
    """Names and balances of those in 人员 or seen in these rooms who have the most, the most first; nobody with none."""
    seen = select(RoomMember.member_id).where(RoomMember.room_id.in_(room_ids))
    total = func.sum(PointsEntry.points)
    rows = session.execute(
        select(Member.nickname, total).join(PointsEntry, PointsEntry.member_id == Member.id)
        .where(Member.nickname.is_not(None), or_(Member.listed, Member.id.in_(seen)))
        .group_by(Member.id).having(total > 0).order_by(total.desc(), Member.id).limit(count)
    )
    return [(str(name), int(points)) for name, points in rows]


def latest(session: Session, member_id: int, count: int) -> Sequence[PointsEntry]:
    """The last entries of a member, newest first."""
    return session.scalars(
        select(PointsEntry)
        .where(PointsEntry.member_id == member_id)
        .order_by(PointsEntry.at.desc(), PointsEntry.id.desc())
        .limit(count)
    ).all()


def give(
    session: Session,
    member_id: int,
    points: int,
    origin: str,
    act: Act,
    *,
    reason: str | None = None,
    occurrence_id: int | None = None,
) -> PointsEntry:
    """Add one entry. Raises: NotPossible where the balance would fall below 0."""
    hold(session, member_id)
    left = balance(session, member_id)
    if left + points < 0:
        raise NotPossible(f"现在只有{left}分，不够扣{-points}分。")
    entry = PointsEntry(
        member_id=member_id,
        points=points,
        origin=origin,
        reason=reason,
        occurrence_id=occurrence_id,
        actor_id=act.actor_id,
        message_id=act.message_id,
        at=act.at,
    )
    session.add(entry)
    session.flush()
    return entry


def award(session: Session, member: Member, points: float, reason: str | None, act: Act) -> Awarded:
    """Give a member points (negative: a correction), and the certificate that they earn.

    Raises: NotPossible for no whole number, 0, an absurd number, or a balance below 0.
    """
    if points != int(points) or points == 0:
        raise NotPossible("积分要是整数，比如“加2分”。")
    if abs(points) > MOST_AT_ONCE:
        raise NotPossible(f"一次最多{MOST_AT_ONCE}分，这个数太大了，没有记。")
    points = int(points)
    entry = give(session, member.id, points, "award" if points > 0 else "correction", act, reason=reason)
    steps: list[dict[str, Any]] = [{"op": "points.given", "entry": entry.id}]
    certificate = certificates.issue_if_earned(session, member, act) if points > 0 else None
    if certificate is not None:
        steps.append({"op": "certificate.issued", "certificate": certificate.id})
    record(
        session,
        act,
        "award_points",
        f"member:{member.id}",
        after={"points": points},
        undo=steps,
        command=True,
    )
    return Awarded(points, balance(session, member.id), certificate)


def _undo_given(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """Add the opposite entry; not where the points were spent, or a certificate stands on them."""
    entry = session.get_one(PointsEntry, step["entry"])
    hold(session, entry.member_id)
    if balance(session, entry.member_id) - entry.points < 0:
        raise BuiltUpon("这些积分已经用掉了，撤不回来。")
    session.add(
        PointsEntry(
            member_id=entry.member_id,
            points=-entry.points,
            origin="undo",
            reason=entry.reason,
            occurrence_id=entry.occurrence_id,
            actor_id=entry.actor_id,
            message_id=None,
            at=now,
        )
    )
    session.flush()
    certificate = certificates.of_member(session, entry.member_id)
    short = certificates.earned(session, entry.member_id) < certificates.NEEDED_POINTS
    if entry.points > 0 and short and certificate is not None and certificate.status == "valid":
        number = certificate.number
        raise BuiltUpon(f"已经凭这些积分发了证书{number}，撤不回来。要收回，请说“收回证书 {number}”。")


UNDO_STEPS: Mapping[str, UndoStep] = {"points.given": _undo_given}
