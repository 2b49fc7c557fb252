"""Tickets: complaints, suggestions and repairs, with a number, a status and an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.counters import next_number
from catalogue.reasons import NotPossible
from catalogue.tables import Case, Member, Ticket

# Within which an answer is promised.
PROMISED = {"repair": timedelta(days=3), "complaint": timedelta(days=5), "suggestion": timedelta(days=15)}
LONGEST_TEXT = 500
MOST_STARS = 5
MOST_TOLD = 30  # tickets of one member that are looked at
RATED_WITHIN = timedelta(days=14)


def report(session: Session, member: Member, kind: str, text: str, act: Act) -> Ticket:
    """A new ticket with the next number, all kinds counted together. kind: complaint | suggestion | repair.

    Raises: NotPossible where nothing is said.
    """
    text = text.strip()[:LONGEST_TEXT]
    if not text:
        raise NotPossible("是什么事呢？说一句就行，比如“报修 3号楼电梯坏了”。")
    kind = kind if kind in PROMISED else "complaint"
    ticket = Ticket(
        number=next_number(session, "tickets"),
        member_id=member.id,
        room_id=act.room_id,
        kind=kind,
        text=text,
        at=act.at,
        deadline=act.at + PROMISED[kind],
    )
    session.add(ticket)
    session.flush()
    record(
        session,
        act,
        "report_issue",
        f"ticket:{ticket.id}",
        after={"number": ticket.number, "kind": kind},
        undo=[{"op": "ticket.reported", "ticket": ticket.id}],
    )
    return ticket


def numbered(session: Session, number: str) -> Ticket | None:
    """The ticket of this number, however it is written (#3, 3号)."""
    digits = number.strip().strip("#号 ")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        return None
    return session.scalars(select(Ticket).where(Ticket.number == int(digits))).first()


def latest_of(session: Session, member: Member) -> Ticket | None:
    """The ticket that a member reported last."""
    return session.scalars(
        select(Ticket).where(Ticket.member_id == member.id).order_by(Ticket.number.desc()).limit(1)
    ).first()


def told_of(session: Session, member: Member, words: str) -> Ticket | None:
    """Of the tickets that a member reported, the one that `words` are about, open ones before closed ones; None: of none.

    It is the one with which they share the longest stretch, of two characters or more.
    """
    rows = session.scalars(
        select(Ticket).where(Ticket.member_id == member.id).order_by(Ticket.number.desc()).limit(MOST_TOLD)
    ).all()
    alike = [(_shared(row.text or "", words), row.status != "closed", row.number, row) for row in rows]
    best = max(alike, key=lambda one: one[:3], default=None)
    return best[3] if best is not None and best[0] > 1 else None


def _shared(told: str, words: str) -> int:
    """How long the longest stretch is that stands in both."""
    longest = 0
    for start in range(len(words)):
        while words[start : start + longest + 1] in told and start + longest < len(words):
            longest += 1
    return longest


def latest_closed(session: Session, member: Member, now: datetime) -> Ticket | None:
    """What a member may say how satisfied they are with: of their tickets closed in 14 days the last one, unrated first."""
    rows = session.scalars(
        select(Ticket)
        .where(Ticket.member_id == member.id, Ticket.status == "closed", Ticket.closed_at > now - RATED_WITHIN)
        .order_by(Ticket.closed_at.desc(), Ticket.number.desc())
    ).all()
    return next(iter([row for row in rows if row.satisfaction is None] or rows), None)


def not_closed(session: Session, kind: str | None = None) -> Sequence[Ticket]:
    """All tickets that are not closed yet (of one kind, if given), the one due first before the others."""
    rows = select(Ticket).where(Ticket.status != "closed").order_by(Ticket.deadline, Ticket.number)
    return session.scalars(rows if kind is None else rows.where(Ticket.kind == kind)).all()


def start(session: Session, ticket: Ticket, act: Act) -> None:
    """Somebody is at work on it. Raises: NotPossible where somebody is already, or it is closed."""
    if ticket.status != "open":
        raise NotPossible(f"{ticket.number}号{'已经在处理了' if ticket.status == 'in_progress' else '之前就办结了'}。")
    ticket.status = "in_progress"
    record(
        session, act, "start_ticket", f"ticket:{ticket.id}", before={"status": "open"}, after={"status": "in_progress"},
        undo=[{"op": "ticket.started", "ticket": ticket.id}], command=True,
    )


def add_to(session: Session, ticket: Ticket, text: str, act: Act) -> None:
    """Write down what the reporter adds. Raises: NotPossible where it is closed, or nothing more fits in."""
    if ticket.status == "closed":
        raise NotPossible(f"{ticket.number}号已经办结了，还有问题就再报一次。")
    before, added = ticket.text, f"{ticket.text}；补充：{text.strip()}"
    if len(added) > LONGEST_TEXT:
        raise NotPossible(f"{ticket.number}号写得够多了，其余的当面跟网格员说吧。")
    ticket.text = added
    record(
        session, act, "add_to_ticket", f"ticket:{ticket.id}", after={"length": len(added)},
        undo=[{"op": "ticket.added_to", "ticket": ticket.id, "length": len(before)}],
    )


def rate(session: Session, ticket: Ticket, stars: int, act: Act) -> None:
    """How satisfied the reporter is, 1 to 5; the last word counts. Raises: NotPossible before it is closed."""
    if ticket.status != "closed":
        raise NotPossible(f"{ticket.number}号还在办，办完了再评。")
    if not 1 <= stars <= MOST_STARS:
        raise NotPossible(f"打1到{MOST_STARS}分就行，{MOST_STARS}分最满意。")
    before, ticket.satisfaction = ticket.satisfaction, stars
    record(
        session, act, "rate_ticket", f"ticket:{ticket.id}", before={"satisfaction": before},
        after={"satisfaction": stars}, undo=[{"op": "ticket.rated", "ticket": ticket.id, "before": before}],
    )


def close(session: Session, ticket: Ticket, answer: str | None, act: Act) -> None:
    """End a ticket with an answer. Raises: NotPossible where it was closed before."""
    if ticket.status == "closed":
        raise NotPossible(f"{ticket.number}号之前就办结了。")
    before = {"status": ticket.status, "answer": ticket.answer}
    ticket.status, ticket.closed_at = "closed", act.at
    ticket.answer = answer.strip()[:LONGEST_TEXT] if answer else None
    record(
        session,
        act,
        "close_ticket",
        f"ticket:{ticket.id}",
        before=before,
        after={"status": "closed"},
        command=True,
        undo=[{"op": "ticket.closed", "ticket": ticket.id, "before": before}],
    )


def _undo_reported(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    ticket = session.get_one(Ticket, step["ticket"])
    if ticket.status != "open":
        raise BuiltUpon(f"{ticket.number}号已经有人在处理了，撤不回来。")
    for case in session.scalars(select(Case).where(Case.ticket_id == ticket.id)):
        session.delete(case)
    session.flush()
    session.delete(ticket)
    session.flush()


def _undo_closed(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    ticket = session.get_one(Ticket, step["ticket"])
    if ticket.satisfaction is not None:
        raise BuiltUpon(f"{ticket.number}号已经评过满意度了，撤不回来。")
    ticket.status, ticket.answer = step["before"]["status"], step["before"]["answer"]
    ticket.closed_at = None


def _undo_started(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    ticket = session.get_one(Ticket, step["ticket"])
    if ticket.status != "in_progress":
        raise BuiltUpon(f"{ticket.number}号后来办结了，撤不回来。")
    ticket.status = "open"


def _undo_added(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    ticket = session.get_one(Ticket, step["ticket"])
    ticket.text = ticket.text[:step["length"]]


def _undo_rated(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    session.get_one(Ticket, step["ticket"]).satisfaction = step["before"]


UNDO_STEPS: Mapping[str, UndoStep] = {
    "ticket.reported": _undo_reported, "ticket.closed": _undo_closed, "ticket.started": _undo_started,
    "ticket.added_to": _undo_added, "ticket.rated": _undo_rated,
}
