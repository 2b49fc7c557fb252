"""Merchants, guides, jobs and service carts: what a resident asks about."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.tables.base import Base, Id, Ref, ref


class Merchant(Base):
    """A shop (商户). Discounts are in 折 × 100 (850 is 8.5折; smaller is better for the customer); None: not known.

    hours: the text of 营业时间; read by the grammar at use, unknown where it cannot be read.
    alliance: 加盟 as it counts (a row whose card discount is worse than its VIP discount does not).
    card_shown: False while the card discount breaks the rule card ≤ VIP.
    """

    __tablename__ = "merchants"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    aliases: Mapped[list[str]] = mapped_column(default=list)
    categories: Mapped[list[str]] = mapped_column(default=list)
    address: Mapped[str | None]
    lng: Mapped[float | None]
    lat: Mapped[float | None]
    phone: Mapped[str | None]
    contact: Mapped[str | None]
    hours: Mapped[str | None]
    offerings: Mapped[list[str]] = mapped_column(default=list)  # 服务内容
    offer: Mapped[str | None]  # 优惠
    card_discount: Mapped[int | None]
    vip_discount: Mapped[int | None]
    volunteer_discount: Mapped[int | None]
    card_shown: Mapped[bool] = mapped_column(default=True)
    status: Mapped[str] = mapped_column(default="营业")  # 营业 | 停业 | 装修
    alliance: Mapped[bool] = mapped_column(default=False)
    alliance_listed: Mapped[bool] = mapped_column(default=False)  # 加盟 as written in the workbook
    joined_on: Mapped[date | None]
    promise: Mapped[str | None]
    qualification: Mapped[str | None]
    confirmed_on: Mapped[date | None]  # 核实日期
    left_on: Mapped[date | None]  # when the membership ended, and why
    left_reason: Mapped[str | None]


class Rating(Base):
    """Stars (1–5) that a member gave a merchant; one for each year."""

    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("merchant_id", "member_id", "year"),)

    id: Mapped[Id]
    merchant_id: Mapped[int] = mapped_column(Ref, ref("merchants.id"))
    member_id: Mapped[int] = mapped_column(Ref, ref("members.id"))
    year: Mapped[int]
    stars: Mapped[int]
    comment: Mapped[str | None]
    at: Mapped[datetime]


class Guide(Base):
    """How an official matter is done (办事指南)."""

    __tablename__ = "guides"

    id: Mapped[Id]
    topic: Mapped[str] = mapped_column(unique=True)
    aliases: Mapped[list[str]] = mapped_column(default=list)
    papers: Mapped[list[str]] = mapped_column(default=list)
    place: Mapped[str | None]
    hours: Mapped[str | None]
    phone: Mapped[str | None]
    note: Mapped[str | None]


class Job(Base):
    """An open position (招聘)."""

    __tablename__ = "jobs"

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(unique=True)
    employer: Mapped[str | None]
    pay: Mapped[str | None]
    demands: Mapped[str | None]
    contact: Mapped[str | None]
    valid_until: Mapped[date | None]


class CartStop(Base):
    """Where and when a service cart stands (流动服务). `times`: words of 发送时间 with an end."""

    __tablename__ = "cart_stops"
    __table_args__ = (UniqueConstraint("cart", "place"),)

    id: Mapped[Id]
    cart: Mapped[str]
    offerings: Mapped[list[str]] = mapped_column(default=list)
    place: Mapped[str]
    place_id: Mapped[int | None] = mapped_column(Ref, ref("places.id"))
    times: Mapped[str]


class Service(Base):
    """A service that can be booked (服务)."""

    __tablename__ = "services"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    aliases: Mapped[list[str]] = mapped_column(default=list)
    provider: Mapped[str | None]
    qualification: Mapped[str | None]
    price: Mapped[str | None]
    hours: Mapped[str | None]  # 可约时段
    phone: Mapped[str | None]


class Booking(Base):
    """A booked service: at an instant (starts_at); else on a day, at an hour yet to be agreed, between from_at and until_at
    where they were said. status: requested | confirmed | done | cancelled.
    """

    __tablename__ = "bookings"

    id: Mapped[Id]
    service_id: Mapped[int] = mapped_column(Ref, ref("services.id"))
    member_id: Mapped[int] = mapped_column(Ref, ref("members.id"))
    room_id: Mapped[int | None] = mapped_column(Ref, ref("rooms.id"))
    at: Mapped[datetime]
    starts_at: Mapped[datetime | None]
    on_day: Mapped[date | None]
    from_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    address: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="requested")


class Ticket(Base):
    """A complaint, suggestion or repair. status: open | in_progress | closed. Numbered from 1, all kinds together."""

    __tablename__ = "tickets"

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(Ref, ref("members.id"))
    room_id: Mapped[int | None] = mapped_column(Ref, ref("rooms.id"))
    kind: Mapped[str]  # complaint | suggestion | repair
    text: Mapped[str]
    status: Mapped[str] = mapped_column(default="open")
    at: Mapped[datetime]
    deadline: Mapped[datetime | None]
    answer: Mapped[str | None]
    satisfaction: Mapped[int | None]
    closed_at: Mapped[datetime | None]


class Case(Base):
    """A complaint that a member merchant broke its promise. ruling: founded | unfounded, None: not ruled yet.

    What the resident says, with the evidence, is the ticket's text, so that it is erased with it.
    """

    __tablename__ = "cases"

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(Ref, ref("tickets.id"), unique=True)
    merchant_id: Mapped[int] = mapped_column(Ref, ref("merchants.id"), index=True)
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    ruling: Mapped[str | None]
    ruled_at: Mapped[datetime | None]
    ruled_by_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
