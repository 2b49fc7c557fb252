"""Rooms, places, and the people who live and work here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.tables.base import Base, Id, Ref, ref


class Room(Base):
    """A WeChat group (群). `channel_ref` is the channel's id; a room without one is matched by its name and then bound.

    name: its topic now; former_names: what it was called before, and perhaps still is in the workbook.
    """

    __tablename__ = "rooms"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    channel_ref: Mapped[str | None] = mapped_column(unique=True)
    centre_id: Mapped[int | None] = mapped_column(Ref, ref("places.id"))
    grid: Mapped[str | None]
    consumption_points: Mapped[bool] = mapped_column(default=False)
    muted: Mapped[bool] = mapped_column(default=False)
    acknowledge: Mapped[str] = mapped_column(default="each")  # each | gathered | trouble
    left_at: Mapped[datetime | None]  # the bot does nothing there any more
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())  # because it was taken out of the group
    former_names: Mapped[list[str]] = mapped_column(default=list, server_default="[]")


class Place(Base):
    """A compound, building, landmark or pick-up point (地点). kind: 小区 | 楼栋 | 地标 | 自提点. Degrees in GCJ-02."""

    __tablename__ = "places"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    aliases: Mapped[list[str]] = mapped_column(default=list)
    kind: Mapped[str]
    lng: Mapped[float]
    lat: Mapped[float]
    address: Mapped[str | None]


class Member(Base):
    """A person: the one place where personal values stand, so that erasing one row's values erases the person.

    channel_id is None once erased. `home` is the address as normalised text, `home_room` the full form with room number.
    """

    __tablename__ = "members"

    id: Mapped[Id]
    channel_id: Mapped[str | None] = mapped_column(unique=True)
    nickname: Mapped[str | None]
    home: Mapped[str | None]
    home_place_id: Mapped[int | None] = mapped_column(Ref, ref("places.id"))
    grid: Mapped[str | None]
    merchant_id: Mapped[int | None] = mapped_column(Ref, ref("merchants.id"))
    card_no: Mapped[str | None] = mapped_column(index=True)
    listed: Mapped[bool] = mapped_column(default=False)  # stands in the workbook's 人员
    no_promotions: Mapped[bool] = mapped_column(default=False)
    no_mentions: Mapped[bool] = mapped_column(default=False)
    is_friend: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None]


class MemberRole(Base):
    """A role that a member holds. role: 居民 | 志愿者 | 网格员 | 商户 | 管理员; grid: a grid worker's; None: the member's."""

    __tablename__ = "member_roles"
    __table_args__ = (UniqueConstraint("member_id", "role"),)

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(Ref, ref("members.id"))
    role: Mapped[str]
    grid: Mapped[str | None]


class RoomMember(Base):
    """A member seen acting in a room, with the name that the room shows for them."""

    __tablename__ = "room_members"
    __table_args__ = (UniqueConstraint("room_id", "member_id"),)

    id: Mapped[Id]
    room_id: Mapped[int] = mapped_column(Ref, ref("rooms.id"))
    member_id: Mapped[int] = mapped_column(Ref, ref("members.id"), index=True)
    alias: Mapped[str | None]


class Conversation(Base):
    """What the bot must remember of a talk for some minutes: a question, a list shown, a location, the last act.

    kind: question | shown | location | last_act | spoken. member_id None: of the whole room. room_id None: private.
    """

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_where", "room_id", "member_id", "kind"),)

    id: Mapped[Id]
    room_id: Mapped[int | None] = mapped_column(Ref, ref("rooms.id"))
    member_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
