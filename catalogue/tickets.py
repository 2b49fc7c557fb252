"""Tickets: complaints, suggestions and repairs, with a number, a status and an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.counters import next_number
from catalogue.reasons import NotPossible
from catalogue.tables import Member, Ticket

# Within which an answer is promised.
PROMISED = {"repair": timedelta(days=3), "complaint": timedelta(days=5), "suggestion": timedelta(days=15)}
LONGEST_TEXT = 500


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
    session.delete(ticket)
    session.flush()


def _undo_closed(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    ticket = session.get_one(Ticket, step["ticket"])
    if ticket.satisfaction is not None:
        raise BuiltUpon(f"{ticket.number}号已经评过满意度了，撤不回来。")
    ticket.status, ticket.answer = step["before"]["status"], step["before"]["answer"]
    ticket.closed_at = None


UNDO_STEPS: Mapping[str, UndoStep] = {"ticket.reported": _undo_reported, "ticket.closed": _undo_closed}
