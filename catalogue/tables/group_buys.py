"""Group buys, their orders, and the collections of demand that come before them.

Quantities are in thousandths of the product's unit (1.5斤 is 1500), money is in fen.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from catalogue.tables.base import Base, Id, Ref, index_where, ref


class GroupBuy(Base):
    """A group buy (团购). rooms: ids of rooms, [] for all. status: open | closed | settled | cancelled.

    An `open` one takes orders between starts_at and deadline. if_short: 取消 | 延期 | 照常.
    """

    __tablename__ = "group_buys"

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(unique=True)
    rooms: Mapped[list[int]]
    starts_at: Mapped[datetime | None]
    deadline: Mapped[datetime]
    pickup_points: Mapped[list[str]] = mapped_column(default=list)
    live_at: Mapped[datetime | None]
    if_short: Mapped[str] = mapped_column(default="取消")
    status: Mapped[str] = mapped_column(default="open")
    extended: Mapped[bool] = mapped_column(default=False)  # the one extension of 延期 has been used
    from_workbook: Mapped[bool] = mapped_column(default=False)
    opened_by: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    closed_at: Mapped[datetime | None]
    last_number: Mapped[int] = mapped_column(default=0)  # of its orders


class Product(Base):
    """Something that a group buy sells. stock and household_limit None: no limit.

    sold: the sum of the entries of orders not cancelled, kept here so that one guarded UPDATE can hold the stock.
    closed: takes no more orders, while the rest of its group buy has been extended.
    """

    __tablename__ = "products"
    __table_args__ = (UniqueConstraint("group_buy_id", "name"),)

    id: Mapped[Id]
    group_buy_id: Mapped[int] = mapped_column(Ref, ref("group_buys.id"))
    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(default=list)
    spec: Mapped[str | None]
    unit: Mapped[str | None]
    price_fen: Mapped[int]
    stock: Mapped[int | None] = mapped_column(Ref)
    sold: Mapped[int] = mapped_column(Ref, default=0)
    household_limit: Mapped[int | None] = mapped_column(Ref)
    min_quantity: Mapped[int | None] = mapped_column(Ref)
    origin: Mapped[str | None]
    batch: Mapped[str | None]
    cancelled: Mapped[bool] = mapped_column(default=False)  # its minimum was not reached
    closed: Mapped[bool] = mapped_column(default=False)


class Order(Base):
    """One recipient's order in a group buy, while it is `placed`; after payment a new record is begun.

    sender_id: who ordered. beneficiary_id: the member for whom; beneficiary_name: text that is no member's name.
    household: key by which 每户限购 counts (full address with room, else the recipient).
    status: placed | paid | picked_up | cancelled. Its items are the sum of its entries. pickup_said: the point was
    chosen by somebody, not proposed.
    """

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("group_buy_id", "number"),
        Index("ix_orders_household", "group_buy_id", "household"),
        Index("ix_orders_sender", "sender_id", "status"),
        # Only of whom somebody orders for: else all orders that people place for themselves stand under one key.
        index_where("ix_orders_beneficiary", "beneficiary_id", "status", condition="beneficiary_id IS NOT NULL"),
        index_where("ix_orders_entered_by", "entered_by", condition="entered_by IS NOT NULL"),
    )

    id: Mapped[Id]
    group_buy_id: Mapped[int] = mapped_column(Ref, ref("group_buys.id"))
    number: Mapped[int]
    room_id: Mapped[int | None] = mapped_column(Ref, ref("rooms.id"))
    sender_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    beneficiary_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    beneficiary_name: Mapped[str | None]
    entered_by: Mapped[int | None] = mapped_column(Ref, ref("members.id"))  # who posted a relay with this line
    household: Mapped[str]
    pickup: Mapped[str | None]
    pickup_said: Mapped[bool] = mapped_column(default=False, server_default=false())
    note: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="placed")
    via: Mapped[str] = mapped_column(default="message")  # message | relay
    placed_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    picked_up_at: Mapped[datetime | None]
    cancelled_because: Mapped[str | None]


class OrderEntry(Base):
    """A change of an order, only ever added. quantity: thousandths, may be negative; unit_price_fen: as it was then."""

    __tablename__ = "order_entries"

    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(Ref, ref("orders.id"), index=True)
    product_id: Mapped[int] = mapped_column(Ref, ref("products.id"), index=True)
    quantity: Mapped[int] = mapped_column(Ref)
    unit_price_fen: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    message_id: Mapped[str | None]
    at: Mapped[datetime]


class Wait(Base):
    """A place in the queue for a product that is sold out; how much is waited for is the sum of its entries.

    Who comes first has the smaller id. sender_id, beneficiary_id, beneficiary_name, household: as in the order that it may
    become.
    """

    __tablename__ = "waits"

    id: Mapped[Id]
    product_id: Mapped[int] = mapped_column(Ref, ref("products.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(Ref, ref("rooms.id"))
    sender_id: Mapped[int] = mapped_column(Ref, ref("members.id"), index=True)
    beneficiary_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"), index=True)
    beneficiary_name: Mapped[str | None]
    household: Mapped[str]
    pickup: Mapped[str | None]  # the point that was chosen, if one was
    at: Mapped[datetime]


class WaitEntry(Base):
    """A change of what is waited for, only ever added: thousandths, negative for who left or was served.

    order_id: the order that it became.
    """

    __tablename__ = "wait_entries"

    id: Mapped[Id]
    wait_id: Mapped[int] = mapped_column(Ref, ref("waits.id"), index=True)
    quantity: Mapped[int] = mapped_column(Ref)
    order_id: Mapped[int | None] = mapped_column(Ref, ref("orders.id"))
    actor_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    message_id: Mapped[str | None]
    at: Mapped[datetime]


class Collection(Base):
    """A collection of demand (需求征集). rooms: ids, [] for all. status: open | closed | cancelled."""

    __tablename__ = "collections"

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(unique=True)
    rooms: Mapped[list[int]]
    starts_at: Mapped[datetime | None]
    deadline: Mapped[datetime]
    status: Mapped[str] = mapped_column(default="open")
    from_workbook: Mapped[bool] = mapped_column(default=False)
    opened_by: Mapped[int | None] = mapped_column(Ref, ref("members.id"))


class Demand(Base):
    """What a member would buy of one thing; a later one for the same product replaces it, withdrawn: 不要了.

    for_whom: "" for oneself, else the household of the one for whom it is wished; beneficiary_id, beneficiary_name: that
    member, or a name that is no member's.
    """

    __tablename__ = "demands"
    __table_args__ = (UniqueConstraint("collection_id", "member_id", "product", "for_whom"),)

    id: Mapped[Id]
    collection_id: Mapped[int] = mapped_column(Ref, ref("collections.id"))
    member_id: Mapped[int] = mapped_column(Ref, ref("members.id"))
    room_id: Mapped[int | None] = mapped_column(Ref, ref("rooms.id"))
    product: Mapped[str]
    quantity: Mapped[int | None] = mapped_column(Ref)
    unit: Mapped[str | None]
    at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    for_whom: Mapped[str] = mapped_column(default="", server_default="")
    beneficiary_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    beneficiary_name: Mapped[str | None]
