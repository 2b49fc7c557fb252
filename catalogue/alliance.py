"""The alliance of merchants: membership with a promise, and cases against members that did not keep it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Case, Merchant, Ticket
from intents.days import CHINA

MOST_FOUNDED = 2  # with so many founded cases since joining, a membership ends
LONGEST_TEXT = 500
FOUNDED, UNFOUNDED = "founded", "unfounded"
_MEMBERSHIP = ("alliance", "alliance_listed", "promise", "volunteer_discount", "left_reason")


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling: how many founded cases the merchant has since it joined, and whether its membership ended by it."""

    case: Case
    founded: int
    expelled: bool


def members(session: Session) -> Sequence[Merchant]:
    """The merchants of the alliance, the earliest first."""
    return session.scalars(
        select(Merchant).where(Merchant.alliance.is_(True)).order_by(Merchant.joined_on, Merchant.id)
    ).all()


def join(
    session: Session, merchant: Merchant, promise: str | None, volunteer_discount: int | None, act: Act
) -> None:
    """Take a merchant in from today, with what it promises. volunteer_discount: 折 × 100, None: as it is.

    Raises: NotPossible for a member with nothing new to promise, or a card discount worse than the VIP one.
    """
    if not merchant.card_shown:
        raise NotPossible(f"{merchant.name}的居民卡折扣不如店里会员，改好了才能加入联盟。")
    if merchant.alliance and promise is None and volunteer_discount is None:
        raise NotPossible(f"{merchant.name}已经在联盟里了。")
    before = _values(merchant)
    if not merchant.alliance:
        merchant.joined_on = act.at.astimezone(CHINA).date()
    merchant.alliance = merchant.alliance_listed = True
    merchant.left_on = merchant.left_reason = None
    merchant.promise = promise.strip()[:LONGEST_TEXT] if promise else merchant.promise
    merchant.volunteer_discount = volunteer_discount or merchant.volunteer_discount
    _note(session, merchant, before, "join_alliance", act)


def leave(session: Session, merchant: Merchant, reason: str | None, act: Act) -> None:
    """End a membership today. Raises: NotPossible where the merchant is no member."""
    if not merchant.alliance:
        raise NotPossible(f"{merchant.name}不在联盟里。")
    before = _values(merchant)
    _end(merchant, reason, act)
    _note(session, merchant, before, "leave_alliance", act)


def _end(merchant: Merchant, reason: str | None, act: Act) -> None:
    merchant.alliance = merchant.alliance_listed = False
    merchant.left_on, merchant.left_reason = act.at.astimezone(CHINA).date(), reason


def _values(merchant: Merchant) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(merchant, name) for name in _MEMBERSHIP}
    for name in ("joined_on", "left_on"):
        day = getattr(merchant, name)
        values[name] = day.isoformat() if day is not None else None
    return values


def _step(merchant: Merchant, before: dict[str, Any]) -> dict[str, Any]:
    return {"op": "membership.changed", "merchant": merchant.id, "before": before, "after": _values(merchant)}


def _note(session: Session, merchant: Merchant, before: dict[str, Any], action: str, act: Act) -> None:
    session.flush()
    versions.touch(session)
    record(
        session, act, action, f"merchant:{merchant.id}", before=before, after=_values(merchant),
        undo=[_step(merchant, before)], command=True,
    )


def open_case(session: Session, ticket: Ticket, merchant: Merchant) -> Case:
    """Make a complaint a case against a member; it goes with the ticket where that is taken back."""
    case = Case(ticket_id=ticket.id, merchant_id=merchant.id)
    session.add(case)
    session.flush()
    return case


def case_of(session: Session, ticket: Ticket) -> Case | None:
    """The case that a ticket is; None: it is no case."""
    return session.scalars(select(Case).where(Case.ticket_id == ticket.id)).first()


def all_cases(session: Session) -> list[tuple[Case, Ticket, Merchant]]:
    """Every case with its ticket and merchant, the newest first."""
    return list(session.execute(
        select(Case, Ticket, Merchant).join(Ticket, Ticket.id == Case.ticket_id)
        .join(Merchant, Merchant.id == Case.merchant_id).order_by(Ticket.number.desc())
    ).tuples())


def founded_since_joining(session: Session, merchant: Merchant) -> int:
    """How many cases against a merchant were founded since it joined."""
    statement = select(func.count()).select_from(Case).where(
        Case.merchant_id == merchant.id, Case.ruling == FOUNDED
    )
    if merchant.joined_on is not None:
        since = datetime.combine(merchant.joined_on, datetime.min.time(), CHINA)
        statement = statement.where(Case.ruled_at >= since)
    return session.scalar(statement) or 0


def answer(session: Session, case: Case, text: str, act: Act) -> None:
    """The merchant's side; the last word counts until the ruling. Raises: NotPossible after it."""
    if case.ruling is not None:
        raise NotPossible("这件事已经定了，有话请直接跟网格员说。")
    before, case.answer = case.answer, text.strip()[:LONGEST_TEXT]
    case.answered_at = act.at
    record(
        session, act, "answer_case", f"case:{case.id}", after={"answered": True},
        undo=[{"op": "case.answered", "case": case.id, "before": before}],
    )


def rule(
    session: Session, case: Case, ticket: Ticket, founded: bool, reason: str | None, act: Act
) -> Ruled:
    """Staff's decision; it closes the ticket. A second founded case since joining ends the membership.

    One that was closed without a ruling may be ruled on afterwards. Raises: NotPossible where it was decided before.
    """
    if case.ruling is not None:
        raise NotPossible(f"{ticket.number}号之前就定过了。")
    merchant = session.get_one(Merchant, case.merchant_id)
    before, closed_at = _values(merchant), ticket.closed_at
    was = {
        "status": ticket.status, "answer": ticket.answer, "closed_at": closed_at.isoformat() if closed_at else None,
    }
    case.ruling, case.ruled_at, case.ruled_by_id = FOUNDED if founded else UNFOUNDED, act.at, act.actor_id
    ticket.status, ticket.closed_at = "closed", closed_at or act.at
    ticket.answer = ("投诉成立" if founded else "投诉不成立") + (f"：{reason}"[:LONGEST_TEXT] if reason else "")
    session.flush()
    count = founded_since_joining(session, merchant)
    expelled = founded and merchant.alliance and count >= MOST_FOUNDED
    steps: list[dict[str, Any]] = [{"op": "case.ruled", "case": case.id, "ticket": ticket.id, "before": was}]
    if expelled:
        _end(merchant, "两次没有兑现承诺", act)
        session.flush()
        versions.touch(session)
        steps.append(_step(merchant, before))
    record(
        session, act, "rule_case", f"case:{case.id}", after={"ruling": case.ruling, "expelled": expelled},
        undo=steps, command=True,
    )
    return Ruled(case, count, expelled)


def _undo_membership(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    merchant = session.get_one(Merchant, step["merchant"])
    if _values(merchant) != step["after"]:
        raise BuiltUpon(f"{merchant.name}的联盟资料后来又改过了，撤不回来。")
    for name in _MEMBERSHIP:
        setattr(merchant, name, step["before"][name])
    for name in ("joined_on", "left_on"):
        day = step["before"][name]
        setattr(merchant, name, datetime.fromisoformat(day).date() if day is not None else None)
    versions.touch(session)


def _undo_answered(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    case = session.get_one(Case, step["case"])
    if case.ruling is not None:
        raise BuiltUpon("这件事已经定了，撤不回来。")
    case.answer = step["before"]


def _undo_ruled(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    case, ticket = session.get_one(Case, step["case"]), session.get_one(Ticket, step["ticket"])
    if ticket.satisfaction is not None:
        raise BuiltUpon(f"{ticket.number}号已经评过满意度了，撤不回来。")
    case.ruling = case.ruled_at = case.ruled_by_id = None
    before = step["before"]
    ticket.status, ticket.answer = before["status"], before["answer"]
    ticket.closed_at = datetime.fromisoformat(before["closed_at"]) if before["closed_at"] else None
    session.flush()


UNDO_STEPS: Mapping[str, UndoStep] = {
    "membership.changed": _undo_membership, "case.answered": _undo_answered, "case.ruled": _undo_ruled,
}
