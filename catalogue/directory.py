"""The directory of shops, held in memory: which are nearest to a point, and which of them are open.

It is loaded anew when the catalogue has changed, never for a question.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.distance import straight_m
from catalogue.tables import Closure, Merchant
from intents.days import DayKind
from intents.hours import HoursError, OpeningHours, read_hours

CELL_DEGREES = 0.004  # about 400 m: a few cells hold the shops around a home
KNOWN_STATUS_OPEN, STATUS_CLOSED = "营业", "停业"
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shut:
    """A time in which a shop is shut besides its hours. status: 停业 | 装修; ends_at None: nobody knows yet."""

    status: str
    begins_at: datetime
    ends_at: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Whether it is shut at that instant."""
        return self.begins_at <= at and (self.ends_at is None or at < self.ends_at)

    @property
    def is_rest(self) -> bool:
        """A rest that ends on a day that is known; renovation and closing down are none."""
        return self.status == STATUS_CLOSED and self.ends_at is not None


@dataclass(frozen=True)
class Shop:
    """A merchant as the directory knows it. Discounts in 折 × 100; `hours_text` as written; None: not known.

    shut: when it is shut besides its hours, the earliest first.
    """

    id: int
    name: str
    categories: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    address: str | None = None
    lng: float | None = None
    lat: float | None = None
    phone: str | None = None
    contact: str | None = None
    hours_text: str | None = None
    offerings: tuple[str, ...] = ()
    offer: str | None = None
    card_discount: int | None = None
    vip_discount: int | None = None
    volunteer_discount: int | None = None
    status: str = KNOWN_STATUS_OPEN
    alliance: bool = False
    shut: tuple[Shut, ...] = ()
    qualification: str | None = None

    @cached_property
    def hours(self) -> OpeningHours | None:
        """The hours as read; None where they are not known or cannot be read."""
        if not self.hours_text:
            return None
        try:
            return read_hours(self.hours_text)
        except HoursError:
            return None

    @property
    def in_business(self) -> bool:
        """False while closed down or renovating: such a shop is never named as the nearest."""
        return self.status == KNOWN_STATUS_OPEN

    def shut_at(self, at: datetime) -> Shut | None:
        """What shuts it at that instant besides its hours; None: nothing does."""
        return next((one for one in self.shut if one.covers(at)), None)

    def is_named_at(self, at: datetime) -> bool:
        """Whether it may be named to somebody who asks for that instant: a rest may, renovation and the end may not."""
        shut = self.shut_at(at)
        return self.in_business and (shut is None or shut.is_rest)

    def is_open(self, at: datetime, day_kind: DayKind) -> bool:
        """Whether it is open at an instant; unknown hours count as open."""
        if not self.in_business or self.shut_at(at) is not None:
            return False
        return self.hours is None or self.hours.is_open(at, day_kind)

    def closes(self, at: datetime, day_kind: DayKind) -> datetime | None:
        """When the opening that holds at `at` ends; None where it does not within a day, or its hours are not known."""
        end = self.hours.closes(at, day_kind) if self.hours is not None else None
        coming = [one.begins_at for one in self.shut if at < one.begins_at <= at + A_DAY]
        return min([*coming, end] if end is not None else coming, default=None)

    def opens_next(self, at: datetime, day_kind: DayKind) -> datetime | None:
        """When a shop that is not open at `at` opens; None: nobody knows."""
        if not self.in_business:
            return None
        opens: datetime | None = at
        while opens is not None and not self.is_open(opens, day_kind):
            shut = self.shut_at(opens)
            if shut is not None:
                opens = shut.ends_at
            else:
                opens = self.hours.opens_next(opens, day_kind) if self.hours is not None else None
        return opens


@dataclass(frozen=True, slots=True)
class Found:
    """A shop and its straight distance in metres; None: one of the two places is not known."""

    shop: Shop
    distance_m: float | None


@dataclass
class _Kind:
    """The shops of one category by cell, and those that stand on no map."""

    cells: dict[tuple[int, int], list[Shop]] = field(default_factory=lambda: defaultdict(list))
    unplaced: list[Shop] = field(default_factory=list)
    highest_lat: float = 0.0  # cells are narrowest there

    def add(self, shop: Shop) -> None:
        if shop.lng is None or shop.lat is None:
            self.unplaced.append(shop)
        else:
            self.cells[_cell(shop.lng, shop.lat)].append(shop)
            self.highest_lat = max(self.highest_lat, abs(shop.lat))


class Directory:
    """All shops, found by name, by category or offering, and by distance."""

    def __init__(self, shops: Iterable[Shop]) -> None:
        """Index the shops; those not in business are known by name only."""
        self.shops = tuple(shops)
        self._by_name = {shop.name: shop for shop in self.shops}
        self._kinds: dict[str, _Kind] = defaultdict(_Kind)
        for shop in self.shops:
            if shop.in_business:
                for word in {*shop.categories, *shop.offerings}:
                    self._kinds[word].add(shop)

    def named(self, name: str) -> Shop | None:
        """The shop of this name, in business or not."""
        return self._by_name.get(name)

    def knows(self, kind: str) -> bool:
        """Whether some shop in business is of this category or offers this."""
        return kind in self._kinds

    def by_distance(self, kind: str, origin: tuple[float, float] | None) -> Iterator[Found]:
        """Shops of a category (or with an offering) from near to far, those without coordinates last.

        origin: longitude and latitude; None: not known, then in the order of the workbook.
        """
        shelf = self._kinds.get(kind)
        if shelf is None:
            return
        if origin is None:
            for shop in self.shops:
                if shop.in_business and (kind in shop.categories or kind in shop.offerings):
                    yield Found(shop, None)
            return
        yield from _rings(shelf, *origin)
        for shop in shelf.unplaced:
            yield Found(shop, None)

    def all_by_distance(self, origin: tuple[float, float] | None) -> list[Found]:
        """All shops in business from near to far, those without coordinates last; without an origin, in their order."""
        found = [Found(shop, _straight(shop, origin)) for shop in self.shops if shop.in_business]
        return sorted(found, key=lambda one: (one.distance_m is None, one.distance_m or 0.0))

    def found(self, shop: Shop, origin: tuple[float, float] | None) -> Found:
        """A shop with its distance from there."""
        return Found(shop, _straight(shop, origin))

    def nearest(
        self, kind: str, origin: tuple[float, float] | None, wanted: int, accept: Callable[[Shop], bool]
    ) -> list[Found]:
        """The nearest `wanted` shops that `accept` takes."""
        found: list[Found] = []
        for candidate in self.by_distance(kind, origin):
            if accept(candidate.shop):
                found.append(candidate)
                if len(found) == wanted:
                    break
        return found


def _straight(shop: Shop, origin: tuple[float, float] | None) -> float | None:
    if origin is None or shop.lng is None or shop.lat is None:
        return None
    return straight_m(*origin, shop.lng, shop.lat)


def _cell(lng: float, lat: float) -> tuple[int, int]:
    return math.floor(lng / CELL_DEGREES), math.floor(lat / CELL_DEGREES)


def _rings(shelf: _Kind, lng: float, lat: float) -> Iterator[Found]:
    """Walk outward ring by ring; a shop is given out once no unseen ring can hold a nearer one."""
    x, y = _cell(lng, lat)
    # The narrowest side of any cell bounds how near an unseen ring can be (parallels are no great circles).
    top = min(max(abs(lat), shelf.highest_lat) + CELL_DEGREES, 89.0)
    cell_m = 0.999 * min(straight_m(lng, top, lng + CELL_DEGREES, top), straight_m(lng, lat, lng, lat + CELL_DEGREES))
    waiting: list[tuple[float, int, Shop]] = []
    for radius, cells in _by_ring(shelf, x, y):
        safe_m = (radius - 1) * cell_m
        while waiting and waiting[0][0] <= safe_m:
            distance, _, shop = heapq.heappop(waiting)
            yield Found(shop, distance)
        for cell in cells:
            for shop in shelf.cells[cell]:
                assert shop.lng is not None and shop.lat is not None
                heapq.heappush(waiting, (straight_m(lng, lat, shop.lng, shop.lat), shop.id, shop))
    while waiting:
        distance, _, shop = heapq.heappop(waiting)
        yield Found(shop, distance)


def _by_ring(shelf: _Kind, x: int, y: int) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """The occupied cells around (x, y) by ring. Near rings are walked cell by cell, far ones come from one sorting."""
    near_rings = 6
    for radius in range(near_rings):
        yield radius, [cell for cell in _ring(x, y, radius) if cell in shelf.cells]
    far: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for cell in shelf.cells:
        radius = max(abs(cell[0] - x), abs(cell[1] - y))
        if radius >= near_rings:
            far[radius].append(cell)
    for radius in sorted(far):
        yield radius, far[radius]


def _ring(x: int, y: int, radius: int) -> Iterator[tuple[int, int]]:
    if radius == 0:
        yield x, y
        return
    for dx in range(-radius, radius + 1):
        yield x + dx, y - radius
        yield x + dx, y + radius
    for dy in range(-radius + 1, radius):
        yield x - radius, y + dy
        yield x + radius, y + dy


def load_directory(session: Session) -> Directory:
    """Read all merchants. A card discount that breaks the rule (worse than the shop's own VIP) is left out."""
    shut: dict[int, list[Shut]] = defaultdict(list)
    for row in session.scalars(select(Closure).order_by(Closure.begins_at, Closure.id)):
        shut[row.merchant_id].append(Shut(row.status, row.begins_at, row.ends_at))
    return Directory(
        shop_of(row, tuple(shut.get(row.id, ()))) for row in session.scalars(select(Merchant).order_by(Merchant.id))
    )


def shop_of(row: Merchant, shut: tuple[Shut, ...] = ()) -> Shop:
    """A merchant as the directory shows it."""
    return Shop(
        id=row.id, name=row.name, categories=tuple(row.categories), aliases=tuple(row.aliases), address=row.address,
        lng=row.lng, lat=row.lat, phone=row.phone, contact=row.contact, hours_text=row.hours,
        offerings=tuple(row.offerings), offer=row.offer,
        card_discount=row.card_discount if row.card_shown else None,
        vip_discount=row.vip_discount, volunteer_discount=row.volunteer_discount,
        status=row.status, alliance=row.alliance, shut=shut,
        qualification=row.qualification,
    )
