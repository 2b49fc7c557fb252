"""Broadcasts that staff or merchants schedule: made, approved, cancelled, and how each of these is taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.counters import WORKBOOK_NUMBERS_AFTER, next_number
from catalogue.reasons import NotPossible
from catalogue.tables import Outbox, Schedule

PENDING, ACTIVE, DONE, CANCELLED = "pending_approval", "active", "done", "cancelled"
PROMOTION, NOTICE = "promotion", "notice"
AT_ONCE = "立即"  # in place of words of 发送时间
TITLE_LENGTH = 20
SENT_AGAIN_WITHIN = timedelta(hours=24)
STILL_TO_SETTLE = timedelta(days=3)  # what is older needs nobody's word any more
GONE = ("sending", "sent", "uncertain")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be sent. when: words of 发送时间, "YYYY-MM-DD HH:MM" or AT_ONCE; rooms: ids.

    first_due: its first due time. merchant_id: whose text it is. pending: somebody has to approve it first.
    valid_until: its last day, None: no end.
    """

    text: str
    when: str
    first_due: datetime
    rooms: tuple[int, ...]
    kind: str = NOTICE
    urgent: bool = False
    merchant_id: int | None = None
    pending: bool = False
    valid_until: date | None = None


def schedule_broadcast(session: Session, plan: Plan, act: Act) -> Schedule:
    """Write a broadcast down under the next number; it goes out when it falls due, or after it was approved."""
    row = Schedule(
        number=_next_free_number(session), kind=plan.kind, title=_title(plan.text), text=plan.text,
        merchant_id=plan.merchant_id, when=plan.when, rooms=list(plan.rooms), urgent=plan.urgent,
        status=PENDING if plan.pending else ACTIVE, next_due=plan.first_due, created_by=act.actor_id,
        valid_until=plan.valid_until,
    )
    session.add(row)
    session.flush()
    record(
        session, act, "schedule_broadcast", f"schedule:{row.id}", after={"when": plan.when, "kind": plan.kind},
        undo=[{"op": "broadcast.withdraw", "schedule": row.id}], command=True,
    )
    return row


def _next_free_number(session: Session) -> int:
    # The workbook's own rows have numbers of their own; a number is never given twice.
    while True:
        number = next_number(session, "schedules")
        if session.scalar(select(Schedule.id).where(Schedule.number == number)) is None:
            return number


def _title(text: str) -> str:
    first = text.strip().splitlines()[0] if text.strip() else ""
    return first[:TITLE_LENGTH]


def numbered(session: Session, number: str, statuses: Collection[str] = ()) -> Schedule:
    """The broadcast of this number, as staff write it; one in these states goes first. Raises: NotPossible for none."""
    digits = number.strip()
    rows: list[Schedule] = []
    if digits.isascii() and digits.isdigit() and len(digits) <= 9:
        rows += session.scalars(select(Schedule).where(Schedule.number == int(digits))).all()
    if not rows:
        raise NotPossible(f"没有第{digits}条定时消息{_perhaps(session, digits)}，说“定时列表”看看有哪些。")
    return next((row for row in rows if row.status in statuses), rows[0])


def _perhaps(session: Session, digits: str) -> str:
    """The workbook's third row is number 103; somebody who counts its rows may well say 3, and is told so."""
    number = WORKBOOK_NUMBERS_AFTER + int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 2 else 0
    title = session.scalar(select(Schedule.title).where(Schedule.number == number))
    return f"（第{number}条是“{title}”）" if title else ""


def waiting_broadcasts(session: Session) -> Sequence[Schedule]:
    """All that is still to come or to be approved, the next one first."""
    return session.scalars(
        select(Schedule).where(Schedule.status.in_((ACTIVE, PENDING)), Schedule.next_due.is_not(None))
        .order_by(Schedule.next_due, Schedule.id)
    ).all()


def asking_broadcasts(session: Session) -> Sequence[Schedule]:
    """All that wait for a grid worker's word, the oldest first."""
    return session.scalars(select(Schedule).where(Schedule.status == PENDING).order_by(Schedule.id)).all()


def cancel_broadcast(session: Session, row: Schedule, act: Act) -> None:
    """Nothing more of it goes out; what was written for sending and has not left yet stays back too.

    Raises: NotPossible where nothing of it is to come.
    """
    held = _hold_back(session, row)
    if row.status not in (ACTIVE, PENDING) and not held:
        raise NotPossible(f"第{row.number}条已经发完或取消了，收不回来。要更正就再发一条。")
    before = {"status": row.status, "next_due": row.next_due.isoformat() if row.next_due else None}
    row.status, row.next_due = CANCELLED, None
    session.flush()
    record(
        session, act, "cancel_broadcast", f"schedule:{row.id}", before=before, after={"status": CANCELLED},
        undo=[{"op": "broadcast.resume", "schedule": row.id, "before": before, "rows": held}], command=True,
    )


def change_broadcast(session: Session, row: Schedule, text: str, when: str, first_due: datetime, act: Act) -> None:
    """Another text, or another time, for what was planned and has not begun to leave.

    Raises: NotPossible where it has, or nothing of it is to come.
    """
    begun = session.scalar(select(Outbox.id).where(Outbox.schedule_id == row.id).limit(1)) is not None
    if begun or row.status not in (ACTIVE, PENDING):
        raise NotPossible(f"第{row.number}条已经在发了，改不了。回“撤销”，再说一遍就行。")
    before = {"text": row.text, "when": row.when, "next_due": row.next_due.isoformat() if row.next_due else None}
    row.text, row.title, row.when, row.next_due = text, _title(text), when, first_due
    session.flush()
    record(
        session, act, "change_broadcast", f"schedule:{row.id}", before={"when": before["when"]}, after={"when": when},
        undo=[{"op": "broadcast.change_back", "schedule": row.id, "before": before}], command=True,
    )


def approve_broadcast(session: Session, row: Schedule, first_due: datetime | None, act: Act) -> None:
    """Let a merchant's broadcast go. first_due: its next due time from now, None: its time is over.

    Raises: NotPossible where it needs no approval or comes too late.
    """
    if row.status != PENDING:
        raise NotPossible(f"第{row.number}条不用再批了。")
    if first_due is None:
        raise NotPossible(f"第{row.number}条定的时间已经过了，请商户换个时间再发一次。")
    row.status, row.next_due, row.approved_by = ACTIVE, first_due, act.actor_id
    session.flush()
    record(
        session, act, "approve_broadcast", f"schedule:{row.id}", before={"status": PENDING},
        after={"status": ACTIVE}, undo=[{"op": "broadcast.unapprove", "schedule": row.id}], command=True,
    )


def _hold_back(session: Session, row: Schedule) -> list[int]:
    """Cancel the rows that have not left yet; their ids."""
    return list(session.scalars(
        update(Outbox).where(Outbox.schedule_id == row.id, Outbox.status == "pending")
        .values(status="cancelled", reason="cancelled").returning(Outbox.id),
        execution_options={"synchronize_session": False},
    ))


def _has_left(session: Session, row: Schedule) -> bool:
    return session.scalar(
        select(Outbox.id).where(Outbox.schedule_id == row.id, Outbox.status.in_(GONE)).limit(1)
    ) is not None


def _withdraw(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """A new broadcast of which nothing was sent is cancelled. Raises: BuiltUpon."""
    row = session.get_one(Schedule, step["schedule"])
    if _has_left(session, row):
        raise BuiltUpon(f"第{row.number}条已经发出去了，撤不回来。")
    _hold_back(session, row)
    row.status, row.next_due = CANCELLED, None


def _resume(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    row = session.get_one(Schedule, step["schedule"])
    if row.status != CANCELLED:
        raise BuiltUpon(f"第{row.number}条后来又改过了，撤不回来。")
    before = step["before"]
    due = datetime.fromisoformat(before["next_due"]) if before["next_due"] else None
    row.status = before["status"]
    row.next_due = due if due is not None and due > now else None  # what has passed meanwhile is planned anew
    session.execute(
        update(Outbox).where(Outbox.id.in_(step["rows"]), Outbox.status == "cancelled")
        .values(status="pending", reason=None),
        execution_options={"synchronize_session": False},
    )


def _change_back(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    row = session.get_one(Schedule, step["schedule"])
    if row.status not in (ACTIVE, PENDING) or _has_left(session, row):
        raise BuiltUpon(f"第{row.number}条已经发出去了，撤不回来。")
    before = step["before"]
    due = datetime.fromisoformat(before["next_due"]) if before["next_due"] else None
    row.text, row.title, row.when, row.next_due = before["text"], _title(before["text"]), before["when"], due


def _unapprove(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    row = session.get_one(Schedule, step["schedule"])
    if row.status != ACTIVE or _has_left(session, row):
        raise BuiltUpon(f"第{row.number}条已经发出去了，撤不回来。")
    row.status, row.approved_by = PENDING, None


def uncertain_row(session: Session, row_id: int, rooms: Collection[int]) -> Outbox:
    """The message of this number of which nobody knows whether it went out. Raises: NotPossible where it is none of these."""
    row = session.get(Outbox, row_id)
    if row is None or row.status != "uncertain" or (row.room_id is not None and row.room_id not in rooms):
        raise NotPossible(f"没有{row_id}这条说不准的消息，说“今天发了什么”看看。")
    return row


def uncertain_rows(session: Session, rooms: Collection[int], now: datetime) -> Sequence[Outbox]:
    """The broadcasts to these rooms of the last 3 days of which nobody knows whether they went out, the oldest first."""
    return session.scalars(
        select(Outbox).where(
            Outbox.status == "uncertain", Outbox.schedule_id.is_not(None), Outbox.room_id.in_(rooms),
            Outbox.sent_at > now - STILL_TO_SETTLE,
        ).order_by(Outbox.id)
    ).all()


def settle(session: Session, row: Outbox, again: bool, now: datetime, act: Act) -> None:
    """Staff looked: send it once more, or take it for sent."""
    before = {"status": row.status, "reason": row.reason}
    row.status, row.reason = ("pending", None) if again else ("sent", "confirmed")
    if again:
        row.not_before, row.expires_at = now, now + SENT_AGAIN_WITHIN
    session.flush()
    record(
        session, act, "settle_send", f"outbox:{row.id}", before=before, after={"status": row.status},
        undo=[{"op": "outbox.unsettle", "row": row.id}], command=True,
    )


def _unsettle(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    row = session.get_one(Outbox, step["row"])
    if row.status not in ("pending", "sent") or (row.status == "sent" and row.reason != "confirmed"):
        raise BuiltUpon("那条已经发出去了，撤不回来。")
    row.status, row.reason = "uncertain", "no_confirmation"


UNDO_STEPS: Mapping[str, UndoStep] = {
    "broadcast.withdraw": _withdraw, "broadcast.resume": _resume, "broadcast.unapprove": _unapprove,
    "broadcast.change_back": _change_back,
    "outbox.unsettle": _unsettle,
}
