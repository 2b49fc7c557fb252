"""Every change, with who, when, which message, before and after; and how a change is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from catalogue.prepared import Prepared
from catalogue.tables import AuditEntry, table_of
from intents.errors import LinliError

UNDO_WINDOW = timedelta(minutes=10)
_WRITE = Prepared(insert(table_of(AuditEntry)))

# What takes one recorded step back: (session, step, now). Each module of operations exports its own as UNDO_STEPS.
UndoStep = Callable[[Session, Mapping[str, Any], datetime], None]


class BuiltUpon(LinliError):
    """A change cannot be taken back, because something has been built on it; the message is the reason, in Chinese."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, where, by which message, and when: what every change is recorded with.

    actor_id and room_id are ids of rows; None for what happens by itself, and in a private chat.
    """

    at: datetime
    actor_id: int | None = None
    room_id: int | None = None
    message_id: str | None = None


def record(
    session: Session,
    act: Act,
    action: str,
    subject: str | None = None,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    undo: list[dict[str, Any]] | None = None,
    command: bool = False,
) -> None:
    """Write one change down. `undo`: steps, each with "op", that are run last first; `command`: 撤销 may take it back."""
    session.flush()
    _WRITE.run(session, {
        "at": act.at, "actor_id": act.actor_id, "room_id": act.room_id, "message_id": act.message_id,
        "action": action, "subject": subject, "before": before, "after": after, "undo": undo, "command": command,
    })


def last_command(session: Session, act: Act) -> AuditEntry | None:
    """The actor's own last command in this room within 10 minutes that was not taken back yet, if there is one."""
    return session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.actor_id == act.actor_id,
            AuditEntry.room_id.is_(None) if act.room_id is None else AuditEntry.room_id == act.room_id,
            AuditEntry.command.is_(True),
            AuditEntry.undone_at.is_(None),
            AuditEntry.at >= act.at - UNDO_WINDOW,
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(1)
    ).first()


def take_back(session: Session, entry: AuditEntry, steps: Mapping[str, UndoStep], now: datetime) -> None:
    """Run the steps of an entry, last first. Raises: BuiltUpon (the caller rolls back to before the call)."""
    for step in reversed(entry.undo or []):
        steps[step["op"]](session, step, now)
    entry.undone_at = now
