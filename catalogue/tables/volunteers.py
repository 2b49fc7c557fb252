"""Activities, sign-ups, points, certificates, polls: what keeps a community going."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.tables.base import Base, Id, Ref, ref


class Activity(Base):
    """An activity (活动). when: as written, a date and time or a recurrence; starts_at: of a one-off one, else None.

    rooms: ids, [] for all. capacity None: no limit. status: open | closed | cancelled. ends: text of 结束时间.
    skipped: dates of a recurring one that do not take place, ISO 8601 in UTC. moved: dates of it that take place at another
    time, that time by the planned one, ISO 8601 in UTC.
    """

    __tablename__ = "activities"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    aliases: Mapped[list[str]] = mapped_column(default=list)
    kind: Mapped[str | None]
    when: Mapped[str] = mapped_column("when_text")
    starts_at: Mapped[datetime | None]
    ends: Mapped[str | None]
    place: Mapped[str | None]
    place_id: Mapped[int | None] = mapped_column(Ref, ref("places.id"))
    capacity: Mapped[int | None]
    points: Mapped[int] = mapped_column(default=0)
    contact: Mapped[str | None]
    rooms: Mapped[list[int]]
    status: Mapped[str] = mapped_column(default="open")
    from_workbook: Mapped[bool] = mapped_column(default=False)
    opened_by: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    skipped: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


class Occurrence(Base):
    """One date of an activity, made when somebody signs up; `taken` holds the confirmed places for a guarded UPDATE."""

    __tablename__ = "occurrences"
    __table_args__ = (UniqueConstraint("activity_id", "starts_at"),)

    id: Mapped[Id]
    activity_id: Mapped[int] = mapped_column(Ref, ref("activities.id"))
    starts_at: Mapped[datetime]
    taken: Mapped[int] = mapped_column(default=0)


class SignUp(Base):
    """A party signed up for one date. status: confirmed | waitlisted | attended | cancelled. people: size of the party."""

    __tablename__ = "sign_ups"
    __table_args__ = (UniqueConstraint("occurrence_id", "member_id", "party"),)

    id: Mapped[Id]
    occurrence_id: Mapped[int] = mapped_column(Ref, ref("occurrences.id"))
    member_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    party: Mapped[str] = mapped_column(default="")  # name of somebody signed up by another member (a relay's line), else ""
    room_id: Mapped[int | None] = mapped_column(Ref, ref("rooms.id"))
    people: Mapped[int] = mapped_column(default=1)
    status: Mapped[str]
    queued_at: Mapped[datetime]  # order of the waiting list; later when the party grows


class PointsEntry(Base):
    """Points given or taken, only ever added. origin: volunteering | award | redemption | correction | undo."""

    __tablename__ = "points_entries"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(Ref, ref("members.id"), index=True)
    points: Mapped[int]
    origin: Mapped[str]
    reason: Mapped[str | None]
    occurrence_id: Mapped[int | None] = mapped_column(Ref, ref("occurrences.id"))
    actor_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    message_id: Mapped[str | None]
    at: Mapped[datetime]


class Certificate(Base):
    """A volunteer's certificate V0001… . status: valid | revoked."""

    __tablename__ = "certificates"

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(Ref, ref("members.id"), index=True)
    status: Mapped[str] = mapped_column(default="valid")
    reason: Mapped[str | None]
    issued_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))


class Visit(Base):
    """A certificate or household card shown at a merchant. number: as shown."""

    __tablename__ = "visits"

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(index=True)
    merchant_id: Mapped[int | None] = mapped_column(Ref, ref("merchants.id"))
    amount_fen: Mapped[int | None]
    by_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    at: Mapped[datetime]


class Reward(Base):
    """Goods for points (积分商品). stock None: no limit; `taken` counts what was reserved or handed over."""

    __tablename__ = "rewards"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    aliases: Mapped[list[str]] = mapped_column(default=list)
    points: Mapped[int]
    stock: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)


class Redemption(Base):
    """Points turned into goods. status: reserved | handed_over | cancelled. code: what the member shows."""

    __tablename__ = "redemptions"

    id: Mapped[Id]
    reward_id: Mapped[int] = mapped_column(Ref, ref("rewards.id"))
    member_id: Mapped[int] = mapped_column(Ref, ref("members.id"))
    quantity: Mapped[int]
    points: Mapped[int]
    code: Mapped[str]
    status: Mapped[str] = mapped_column(default="reserved")
    at: Mapped[datetime]


class Poll(Base):
    """A poll (投票). rooms: ids, [] for all. status: open | closed | cancelled. opened_at: when the chat announced it."""

    __tablename__ = "polls"

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(unique=True)
    options: Mapped[list[str]]
    deadline: Mapped[datetime]
    rooms: Mapped[list[int]]
    status: Mapped[str] = mapped_column(default="open")
    from_workbook: Mapped[bool] = mapped_column(default=False)
    opened_by: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    opened_at: Mapped[datetime | None]


class Vote(Base):
    """One member's vote; the last one counts."""

    __tablename__ = "votes"
    __table_args__ = (UniqueConstraint("poll_id", "member_id"), Index("ix_votes_option", "poll_id", "option"))

    id: Mapped[Id]
    poll_id: Mapped[int] = mapped_column(Ref, ref("polls.id"))
    member_id: Mapped[int] = mapped_column(Ref, ref("members.id"))
    option: Mapped[str]
    at: Mapped[datetime]
