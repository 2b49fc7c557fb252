"""What is open in which rooms, and from when to when; read from the catalogue once for each version."""

from __future__ import annotations

from collections.abc import Collection as AnyOf
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue import activities
from catalogue.group_buys import SPOKEN_OF, products_of
from catalogue.recipients import by_id_and_name
from catalogue.tables import Activity as ActivityRow
from catalogue.tables import Collection as CollectionRow
from catalogue.tables import GroupBuy as GroupBuyRow
from catalogue.tables import Place
from catalogue.tables import Poll as PollRow
from catalogue.tables import Product as ProductRow
from intents.days import DayKind
from intents.scene import Activity, GroupBuy, Poll, Product

Thing = TypeVar("Thing")
MOST_ENDED = 30


@dataclass(frozen=True, slots=True)
class Span(Generic[Thing]):
    """Something open in `rooms` (ids, () for all) from `starts` (None: always) until just before `ends`."""

    what: Thing
    rooms: tuple[int, ...]
    starts: datetime | None
    ends: datetime

    def is_in(self, room_ids: AnyOf[int]) -> bool:
        """Whether one of these rooms has it."""
        return not self.rooms or any(room in room_ids for room in self.rooms)

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at that instant."""
        return (self.starts is None or self.starts <= at) and at < self.ends


@dataclass(frozen=True, slots=True)
class Stall:
    """A group buy and what it still sells, as rows that outlive their session and are only read."""

    group_buy: GroupBuyRow
    products: tuple[ProductRow, ...]


@dataclass(frozen=True, slots=True)
class Openings:
    """Everything that is or will be open; activities as rows: a recurring one always has a next start. places: by id and name.

    ended: group buys from their end until nobody speaks of them any more.
    """

    group_buys: tuple[Span[GroupBuy], ...]
    stalls: tuple[Stall, ...]
    polls: tuple[Span[Poll], ...]
    collections: tuple[Span[str], ...]
    activities: tuple[ActivityRow, ...]
    places: Mapping[int | str, Place]
    ended: tuple[Span[GroupBuy], ...] = ()

    def limits(self, room_ids: AnyOf[int], at: datetime) -> tuple[datetime | None, datetime | None]:
        """Between which instants the same is open as at `at` (the later one excluded); None: no limit."""
        spans: Iterable[Span[GroupBuy] | Span[Poll] | Span[str]] = (
            *self.group_buys, *self.polls, *self.collections,
        )
        edges = [edge for span in spans if span.is_in(room_ids) for edge in (span.starts, span.ends) if edge]
        return (
            max((edge for edge in edges if edge <= at), default=None),
            min((edge for edge in edges if edge > at), default=None),
        )

    def activities_ahead(self, room_ids: AnyOf[int], at: datetime, day_kind: DayKind) -> list[Activity]:
        """The activities that can be signed up for in these rooms, each with its next start."""
        return [
            Activity(row.name, start, tuple(row.aliases), row.place or "")
            for row in self.activities
            if activities.is_here(row.rooms, room_ids)
            and (start := activities.next_start(row, at, day_kind)) is not None
        ]


def read_openings(session: Session) -> Openings:
    """What the catalogue holds open now or will hold open."""
    stalls, places = _apart(session)
    return Openings(
        tuple(_as_read(stall) for stall in stalls), tuple(stalls),
        tuple(
            Span(Poll(row.title, tuple(row.options), row.opened_at), tuple(row.rooms), None, row.deadline)
            for row in session.scalars(select(PollRow).where(PollRow.status == "open").order_by(PollRow.id))
        ),
        tuple(
            Span(row.title, tuple(row.rooms), row.starts_at, row.deadline)
            for row in session.scalars(
                select(CollectionRow).where(CollectionRow.status == "open").order_by(CollectionRow.id)
            )
        ),
        tuple(_activities(session)), places, _ended(session),
    )


def _ended(session: Session) -> tuple[Span[GroupBuy], ...]:
    """The group buys that ended last, with what they sold."""
    rows = session.scalars(
        select(GroupBuyRow).where(GroupBuyRow.status.in_(("closed", "settled")), GroupBuyRow.closed_at.is_not(None))
        .order_by(GroupBuyRow.closed_at.desc(), GroupBuyRow.id).limit(MOST_ENDED)
    ).all()
    products = products_of(session, rows)
    return tuple(
        Span(
            _as_read(Stall(row, tuple(one for one in products if one.group_buy_id == row.id))).what,
            tuple(row.rooms), row.closed_at, row.closed_at + SPOKEN_OF,
        )
        for row in rows if row.closed_at is not None
    )


def _apart(session: Session) -> tuple[list[Stall], Mapping[int | str, Place]]:
    """Rows that outlive the session."""
    session.flush()
    # In a session of their own, so that nobody who holds such a row in the caller's loses it.
    with Session(session.connection(), autoflush=False, join_transaction_mode="rollback_only") as apart:
        found = _stalls(apart), by_id_and_name(apart.scalars(select(Place)).all())
        apart.expunge_all()
    return found


def _stalls(session: Session) -> list[Stall]:
    rows = session.scalars(
        select(GroupBuyRow).where(GroupBuyRow.status == "open").order_by(GroupBuyRow.id)
    ).all()
    products: dict[int, list[ProductRow]] = {row.id: [] for row in rows}
    for product in session.scalars(
        select(ProductRow).where(
            ProductRow.group_buy_id.in_(products), ProductRow.cancelled.is_(False), ProductRow.closed.is_(False)
        )
        .order_by(ProductRow.id)
    ):
        products[product.group_buy_id].append(product)
    return [Stall(row, tuple(products[row.id])) for row in rows]


def _as_read(stall: Stall) -> Span[GroupBuy]:
    """A group buy as messages are read."""
    row = stall.group_buy
    sold = tuple(
        Product(
            product.name, row.title, tuple(product.aliases), product.unit or "", product.spec or "", product.price_fen,
        )
        for product in stall.products
    )
    group_buy = GroupBuy(row.title, sold, row.deadline, tuple(row.pickup_points))
    return Span(group_buy, tuple(row.rooms), row.starts_at, row.deadline)


def _activities(session: Session) -> Sequence[ActivityRow]:
    rows = session.scalars(
        select(ActivityRow).where(ActivityRow.status == "open").order_by(ActivityRow.id)
    ).all()
    for row in rows:
        session.expunge(row)  # they outlive the session and are only read
    return rows
