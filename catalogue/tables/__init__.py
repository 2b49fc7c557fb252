"""All tables, so that `Base.metadata` is complete whichever of them is imported."""

from catalogue.tables.base import Base, UtcDateTime, table_of
from catalogue.tables.directory import Booking, CartStop, Case, Guide, Job, Merchant, Rating, Service, Ticket
from catalogue.tables.group_buys import Collection, Demand, GroupBuy, Order, OrderEntry, Product
from catalogue.tables.imports import ImportedRow
from catalogue.tables.people import Conversation, Member, MemberRole, Place, Room, RoomMember
from catalogue.tables.sending import (
    AuditEntry,
    Counter,
    Deadline,
    HandledMessage,
    NotUnderstood,
    Outbox,
    Schedule,
    Wording,
)
from catalogue.tables.shops import Closure, ReturnVisit, ShopNews
from catalogue.tables.volunteers import (
    Activity,
    Certificate,
    Occurrence,
    PointsEntry,
    Poll,
    Redemption,
    Reward,
    SignUp,
    Visit,
    Vote,
)

__all__ = [
    "Activity",
    "AuditEntry",
    "Base",
    "Booking",
    "CartStop",
    "Case",
    "Certificate",
    "Closure",
    "Collection",
    "Conversation",
    "Counter",
    "Deadline",
    "Demand",
    "GroupBuy",
    "Guide",
    "HandledMessage",
    "ImportedRow",
    "Job",
    "Member",
    "MemberRole",
    "Merchant",
    "NotUnderstood",
    "Occurrence",
    "Order",
    "OrderEntry",
    "Outbox",
    "Place",
    "PointsEntry",
    "Poll",
    "Product",
    "Rating",
    "Redemption",
    "ReturnVisit",
    "Reward",
    "Room",
    "RoomMember",
    "Schedule",
    "Service",
    "ShopNews",
    "SignUp",
    "Ticket",
    "UtcDateTime",
    "Visit",
    "Vote",
    "Wording",
    "table_of",
]
