"""What was heard, what changed, and what is to be sent: the tables that make an effect happen once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.tables.base import Base, Id, Ref, ref


class Schedule(Base):
    """A broadcast to come, once or again and again (促销 of the workbook, or a command).

    number: counts from 1, shown to staff. kind: promotion | notice. when: words of 发送时间 or "YYYY-MM-DD HH:MM".
    rooms: ids, [] for all. status: pending_approval | active | done | cancelled. valid_until: last day, inclusive.
    next_due: the next firing, None: none to come. urgent: may go out in quiet hours.
    """

    __tablename__ = "schedules"

    id: Mapped[Id]
    number: Mapped[int | None] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    merchant_id: Mapped[int | None] = mapped_column(Ref, ref("merchants.id"))
    when: Mapped[str] = mapped_column("when_text")
    rooms: Mapped[list[int]]
    valid_until: Mapped[date | None]
    urgent: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(default="active")
    next_due: Mapped[datetime | None] = mapped_column(index=True)
    from_workbook: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    approved_by: Mapped[int | None] = mapped_column(Ref, ref("members.id"))


class Deadline(Base):
    """A moment at which something else than a broadcast falls due, done once for each (kind, subject, due).

    kind: group_buy_closing | group_buy_reminder | collection_closing | activity_reminder | poll_closing | live_sale | …
    """

    __tablename__ = "deadlines"
    __table_args__ = (UniqueConstraint("kind", "subject_id", "due"),)

    id: Mapped[Id]
    kind: Mapped[str]
    subject_id: Mapped[int] = mapped_column(Ref)
    due: Mapped[datetime]
    done_at: Mapped[datetime]


class Outbox(Base):
    """One message to be sent, or why it was not.

    room_id None: in private to `to_id`. kind: answer | notice | reminder | promotion (the order of sending).
    mentions: ids of member rows. not_before: earliest moment; expires_at: after it the row expires with a reason.
    status: pending | sending | sent | uncertain | skipped | expired | cancelled.
    (schedule_id, due, room_id) is unique: a firing makes its rows once.
    cause: broadcast | reminder | closing | … for what the bot sends of its own accord, None for an answer.
    message_id: of the message that is answered.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("schedule_id", "due", "room_id"),
        Index("ix_outbox_next", "status", "not_before"),
    )

    id: Mapped[Id]
    room_id: Mapped[int | None] = mapped_column(Ref, ref("rooms.id"))
    to_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    text: Mapped[str]
    file: Mapped[str | None]
    mentions: Mapped[list[int]]
    kind: Mapped[str]
    cause: Mapped[str | None]
    message_id: Mapped[str | None] = mapped_column(index=True)
    schedule_id: Mapped[int | None] = mapped_column(Ref, ref("schedules.id"))
    due: Mapped[datetime | None]
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    urgent: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(default="pending")
    reason: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    channel_message_id: Mapped[str | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)


class HandledMessage(Base):
    """A message that had an effect or an answer: a second copy of it has none. Ordinary chatter never stands here.

    about: names of shops, goods, services and activities that it asked about or ordered.
    """

    __tablename__ = "handled_messages"

    id: Mapped[str] = mapped_column(primary_key=True)
    room_id: Mapped[int | None] = mapped_column(Ref, ref("rooms.id"))
    member_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    intent: Mapped[str]
    at: Mapped[datetime]
    about: Mapped[list[str]] = mapped_column(default=list, server_default="[]")


class AuditEntry(Base):
    """A change: who, when, by which message, what before and after (ids, no personal values).

    undo: steps that take it back, as [{"op": name, …}], None: cannot be taken back. undone_at: it was.
    command: it was a staff command or the like, which 撤销 may take back.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_actor", "actor_id", "room_id", "at"),)

    id: Mapped[Id]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    room_id: Mapped[int | None] = mapped_column(Ref, ref("rooms.id"))
    message_id: Mapped[str | None] = mapped_column(index=True)
    action: Mapped[str]
    subject: Mapped[str | None]  # "group_buy:3"
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    undo: Mapped[list[dict[str, Any]] | None]
    command: Mapped[bool] = mapped_column(default=False)
    undone_at: Mapped[datetime | None]


class Counter(Base):
    """A number that only grows: tickets, certificates, schedules, and `catalogue` (the version that scenes are built from)."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(Ref, default=0)


class NotUnderstood(Base):
    """An addressed message that was not understood, kept 7 days for staff."""

    __tablename__ = "not_understood"

    id: Mapped[Id]
    room_id: Mapped[int | None] = mapped_column(Ref, ref("rooms.id"))
    member_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    text: Mapped[str]
    at: Mapped[datetime]


class Wording(Base):
    """A synonym or quick answer that staff taught. kind: synonym | answer."""

    __tablename__ = "wordings"

    id: Mapped[Id]
    kind: Mapped[str]
    said: Mapped[str] = mapped_column(unique=True)
    meant: Mapped[str]
    created_by: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
