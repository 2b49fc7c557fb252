"""Two records of one person become one: nobody has two places for one party, or two certificates."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from catalogue.audit import Act
from catalogue.certificates import revoke
from catalogue.sign_ups import LIVE, occurrence_of, promote
from catalogue.tables import Activity, Certificate, Member, Occurrence, SignUp

HOLDING = ("confirmed", "attended")  # what takes places
ONE_CERTIFICATE = "换了微信，合成一张"


def merge_sign_ups(session: Session, member: Member, newcomer: Member, act: Act) -> list[SignUp]:
    """Of two sign-ups for one date one stays, the member's row; gives back who got the places that became free.

    Who came stays noted; a place is kept rather than a wait; of two alike the later one tells how many people come.
    """
    promoted: list[SignUp] = []
    for later in session.scalars(select(SignUp).where(SignUp.member_id == newcomer.id).order_by(SignUp.id)).all():
        earlier = session.scalars(
            select(SignUp).where(
                SignUp.occurrence_id == later.occurrence_id, SignUp.member_id == member.id, SignUp.party == later.party
            )
        ).first()
        if earlier is None or later.status == "cancelled":
            continue
        dated = session.get_one(Occurrence, later.occurrence_id)
        activity = session.get_one(Activity, dated.activity_id)
        occurrence = occurrence_of(session, activity, dated.starts_at)
        before = _held(earlier) + _held(later)
        _merge(earlier, later)
        session.execute(
            update(Occurrence).where(Occurrence.id == occurrence.id)
            .values(taken=Occurrence.taken - (before - _held(earlier))),
            execution_options={"synchronize_session": False},
        )
        session.expire(occurrence, ["taken"])
        session.flush()
        promoted += promote(session, activity, occurrence, act)
    return promoted


def _merge(earlier: SignUp, later: SignUp) -> None:
    """Put into the earlier row what holds for both; the later one is as if it had been taken back."""
    if earlier.status not in (*LIVE, "attended"):
        wins = later
    elif "attended" in (earlier.status, later.status):
        wins = earlier if earlier.status == "attended" else later
    elif earlier.status != later.status:
        wins = earlier if earlier.status == "confirmed" else later
    else:
        wins = later
        if later.status == "waitlisted" and later.people <= earlier.people:
            later.queued_at = earlier.queued_at
    if wins is later:
        earlier.status, earlier.people, earlier.queued_at, earlier.room_id = (
            later.status, later.people, later.queued_at, later.room_id,
        )
    later.status, later.people = "cancelled", 0  # no people: an earlier 撤销 finds that it has changed


def _held(row: SignUp) -> int:
    return row.people if row.status in HOLDING else 0


def keep_one_certificate(session: Session, member: Member, newcomer: Member, act: Act) -> None:
    """Where both have a valid certificate, the older one ends: one person shows one."""
    valid = session.scalars(
        select(Certificate)
        .where(Certificate.member_id.in_((member.id, newcomer.id)), Certificate.status == "valid")
        .order_by(Certificate.id)
    ).all()
    for certificate in valid[:-1]:
        revoke(session, certificate, ONE_CERTIFICATE, act)
