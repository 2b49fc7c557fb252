"""Volunteers' certificates: numbered, earned by points, shown at merchants, revoked when misused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.counters import next_number
from catalogue.reasons import NotPossible
from catalogue.tables import AuditEntry, Certificate, Member, Merchant, PointsEntry, Visit

NEEDED_POINTS = 3
DIGITS = 4  # V0001
MOST_FEN = 10_000_000  # of one visit
TWO_PLACES = timedelta(minutes=30)  # within it one certificate at two shops far apart is looked at


def earned(session: Session, member_id: int) -> int:
    """Points from volunteering and awards; what was redeemed does not count against it."""
    return int(
        session.scalar(
            select(func.sum(PointsEntry.points)).where(
                PointsEntry.member_id == member_id, PointsEntry.origin != "redemption"
            )
        )
        or 0
    )


def of_member(session: Session, member_id: int) -> Certificate | None:
    """The member's certificate, valid or revoked; None: never had one."""
    return session.scalars(
        select(Certificate).where(Certificate.member_id == member_id).order_by(Certificate.id.desc()).limit(1)
    ).first()


def tidy_number(text: str) -> str:
    """The number as certificates carry it: v12 and V0012 are one."""
    text = text.strip().upper()
    digits = text.removeprefix("V")
    return (
        f"V{digits.zfill(DIGITS)}" if text.startswith("V") and digits.isascii() and digits.isdigit() else text
    )


def numbered(session: Session, number: str) -> Certificate | None:
    """The certificate of this number."""
    return session.scalars(select(Certificate).where(Certificate.number == tidy_number(number))).first()


def issue_if_earned(session: Session, member: Member, act: Act) -> Certificate | None:
    """A new certificate for whoever has earned it and never had one, else None. The caller records it."""
    if of_member(session, member.id) is not None or earned(session, member.id) < NEEDED_POINTS:
        return None
    number = f"V{next_number(session, 'certificates'):0{DIGITS}d}"
    certificate = Certificate(
        number=number, member_id=member.id, status="valid", issued_at=act.at, by_id=act.actor_id
    )
    session.add(certificate)
    session.flush()
    return certificate


def issue(session: Session, member: Member, name: str, act: Act) -> tuple[Certificate, bool]:
    """The member's certificate, and whether it is new. `name`: what the member is called in the reason.

    Raises: NotPossible below 3 points, or where it was revoked.
    """
    standing = of_member(session, member.id)
    if standing is not None:
        if standing.status == "revoked":
            raise NotPossible(
                f"{name}的证书{standing.number}被收回过。要还给本人，请说“恢复证书 {standing.number}”。"
            )
        return standing, False
    certificate = issue_if_earned(session, member, act)
    if certificate is None:
        have = earned(session, member.id)
        raise NotPossible(
            f"{name}现在{have}分，满{NEEDED_POINTS}分才能发证书，还差{NEEDED_POINTS - have}分。"
        )
    record(
        session,
        act,
        "issue_certificate",
        f"certificate:{certificate.id}",
        after={"status": "valid"},
        undo=[{"op": "certificate.issued", "certificate": certificate.id}],
        command=True,
    )
    return certificate, True


def revoke(session: Session, certificate: Certificate, reason: str | None, act: Act) -> None:
    """Make a certificate invalid; the points stay. Raises: NotPossible where it is invalid already."""
    if certificate.status == "revoked":
        raise NotPossible(f"证书{certificate.number}之前就收回了。")
    _change(session, certificate, "revoked", reason, "revoke_certificate", act)


def restore(session: Session, certificate: Certificate, act: Act) -> None:
    """Make a revoked certificate valid again. Raises: NotPossible where it is valid."""
    if certificate.status == "valid":
        raise NotPossible(f"证书{certificate.number}一直有效，不用恢复。")
    _change(session, certificate, "valid", None, "restore_certificate", act)


def _change(
    session: Session, certificate: Certificate, status: str, reason: str | None, action: str, act: Act
) -> None:
    before = {"status": certificate.status, "reason": certificate.reason}
    certificate.status, certificate.reason = status, reason
    after = {"status": status, "reason": reason}
    record(
        session,
        act,
        action,
        f"certificate:{certificate.id}",
        before=before,
        after=after,
        command=True,
        undo=[{"op": "certificate.changed", "certificate": certificate.id, "before": before, "after": after}],
    )


def holder_of_card(session: Session, number: str) -> Member | None:
    """The member whose household card has this number."""
    return session.scalars(
        select(Member).where(Member.card_no == number.strip(), Member.erased_at.is_(None))
    ).first()


def note_shown(session: Session, certificate: Certificate, merchant: Merchant, act: Act) -> None:
    """Note that a certificate was shown at a merchant, to notice one that is in two places at once."""
    record(
        session, act, "verify_certificate", f"certificate:{certificate.id}", after={"merchant": merchant.id},
    )


def shown_lately(session: Session, certificate: Certificate, now: datetime) -> list[tuple[int, datetime]]:
    """At which merchants (ids) it was shown or used in the last 30 minutes, and when; the latest first."""
    since = now - TWO_PLACES
    shown = session.execute(
        select(AuditEntry.after, AuditEntry.at).where(
            AuditEntry.subject == f"certificate:{certificate.id}", AuditEntry.action == "verify_certificate",
            AuditEntry.at >= since,
        )
    ).tuples()
    used = session.execute(
        select(Visit.merchant_id, Visit.at).where(Visit.number == certificate.number, Visit.at >= since)
    ).tuples()
    found = [(int((after or {})["merchant"]), at) for after, at in shown]
    found += [(merchant_id, at) for merchant_id, at in used if merchant_id is not None]
    return sorted(found, key=lambda one: one[1], reverse=True)


def record_visit(
    session: Session, number: str, amount_fen: int | None, merchant: Merchant | None, act: Act
) -> Visit:
    """Note that a certificate or household card was used. amount_fen None: not said.

    Raises: NotPossible for an unknown number, a revoked certificate, or an absurd amount.
    """
    certificate = numbered(session, number)
    if certificate is None and holder_of_card(session, number) is None:
        raise NotPossible(f"没有查到{number}这个号码，请看看证书或卡上的号码再说一次。")
    if certificate is not None and certificate.status != "valid":
        raise NotPossible(f"证书{certificate.number}已经收回，不能享受优惠，没有登记。")
    if amount_fen is not None and not 0 < amount_fen <= MOST_FEN:
        raise NotPossible("这个金额不对，请再说一次，比如“V0001 消费88元”。")
    visit = Visit(
        number=certificate.number if certificate is not None else number.strip(),
        amount_fen=amount_fen,
        merchant_id=merchant.id if merchant is not None else None,
        by_id=act.actor_id,
        at=act.at,
    )
    session.add(visit)
    session.flush()
    record(
        session,
        act,
        "record_visit",
        f"visit:{visit.id}",
        command=True,
        after={"number": visit.number, "amount_fen": amount_fen},
        undo=[{"op": "visit.recorded", "visit": visit.id}],
    )
    return visit


def _undo_issued(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """Take an issued certificate back as if it had never been; its number is not given again."""
    certificate = session.get_one(Certificate, step["certificate"])
    used = session.scalar(select(Visit.id).where(Visit.number == certificate.number).limit(1))
    if used is not None:
        raise BuiltUpon(
            f"证书{certificate.number}已经用过了，撤不回来。要收回，请说“收回证书 {certificate.number}”。"
        )
    if certificate.status != "valid":
        raise BuiltUpon(f"证书{certificate.number}后来又变过了，撤不回来。")
    session.delete(certificate)
    session.flush()


def _undo_changed(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    certificate = session.get_one(Certificate, step["certificate"])
    if certificate.status != step["after"]["status"]:
        raise BuiltUpon(f"证书{certificate.number}后来又变过了，撤不回来。")
    certificate.status, certificate.reason = step["before"]["status"], step["before"]["reason"]


def _undo_visit(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    session.delete(session.get_one(Visit, step["visit"]))
    session.flush()


UNDO_STEPS: Mapping[str, UndoStep] = {
    "certificate.issued": _undo_issued,
    "certificate.changed": _undo_changed,
    "visit.recorded": _undo_visit,
}
