"""What happens to a shop after it was entered: days on which it is shut, staff's visits, and its news."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from catalogue.tables.base import Base, Id, Ref, ref


class Closure(Base):
    """A time in which a shop is shut besides its hours. status: 停业 | 装修. ends_at None: nobody knows yet."""

    __tablename__ = "closures"

    id: Mapped[Id]
    merchant_id: Mapped[int] = mapped_column(Ref, ref("merchants.id"), index=True)
    status: Mapped[str]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class ReturnVisit(Base):
    """A visit of staff to a merchant (回访), with what they found; None: nothing to say."""

    __tablename__ = "return_visits"

    id: Mapped[Id]
    merchant_id: Mapped[int] = mapped_column(Ref, ref("merchants.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(Ref, ref("members.id"))
    at: Mapped[datetime]
    note: Mapped[str | None]


class ShopNews(Base):
    """Something new of a merchant, told to the groups once. kind: new | status | closure | offer.

    before, after: the status before and after (status), the offer (offer); closure_id: which closure it tells of.
    told_at: when it was made a notice; None: not yet. by_shop: the merchant wrote it itself.
    """

    __tablename__ = "shop_news"

    id: Mapped[Id]
    merchant_id: Mapped[int] = mapped_column(Ref, ref("merchants.id"), index=True)
    kind: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    closure_id: Mapped[int | None] = mapped_column(Ref, ref("closures.id"))
    by_shop: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]
