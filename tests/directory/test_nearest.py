"""The nearest shop is the one that a search through all of them would find."""

from __future__ import annotations

import heapq
import math
import random
from datetime import datetime
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.directory import Directory, Shop
from catalogue.distance import straight_m, walking_minutes, within_circle
from intents.days import CHINA, plain_day_kind

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=CHINA)
NIGHT = datetime(2026, 11, 28, 3, 0, tzinfo=CHINA)


def slow_distance(lng_a: float, lat_a: float, lng_b: float, lat_b: float) -> float:
    """The same by the spherical law of cosines, written apart from the program's formula."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(math.radians(lng_b - lng_a))
    return math.acos(max(-1.0, min(1.0, cosine))) * 6371008.8


def town(count: int, seed: int) -> list[Shop]:
    chance = random.Random(seed)
    hours = ["08:00-20:00", "24小时", "17:00-02:00", None]
    return [
        Shop(
            id=i, name=f"店{i}", categories=(chance.choice(["超市", "药店", "理发店"]),),
            lng=None if chance.random() < 0.02 else 120 + chance.random() * 0.2,
            lat=30 + chance.random() * 0.2, hours_text=chance.choice(hours),
            status=chance.choice(["营业"] * 9 + ["停业"]),
        )
        for i in range(count)
    ]


def test_a_thousand_questions_of_ten_thousand_shops_agree_with_a_search_through_all_of_them() -> None:
    shops = town(10_000, 1)
    directory = Directory(shops)
    chance = random.Random(2)

    def open_then(shop: Shop, at: datetime) -> bool:
        return shop.hours is None or shop.hours.is_open(at, plain_day_kind)

    for kind, at in product(["超市", "药店", "理发店"], [NOON, NIGHT]):
        standing = [
            (shop.lng, shop.lat) for shop in shops
            if kind in shop.categories and shop.status == "营业" and shop.lng and shop.lat and open_then(shop, at)
        ]
        for _ in range(167):
            here = (120 + chance.random() * 0.25 - 0.02, 30 + chance.random() * 0.25 - 0.02)
            found = directory.nearest(kind, here, 3, lambda shop: open_then(shop, at))  # noqa: B023  used at once
            wanted = heapq.nsmallest(3, (slow_distance(*here, lng, lat) for lng, lat in standing))
            distances = [one.distance_m for one in found if one.distance_m is not None]
            assert len(distances) == 3
            assert all(math.isclose(a, b, abs_tol=0.5) for a, b in zip(distances, wanted, strict=True))


def test_a_closed_or_renovating_shop_is_never_among_the_nearest() -> None:
    directory = Directory([
        Shop(1, "近店", ("超市",), lng=120.0, lat=30.0, status="停业"),
        Shop(2, "装修店", ("超市",), lng=120.0, lat=30.0001, status="装修"),
        Shop(3, "远店", ("超市",), lng=120.1, lat=30.1),
    ])
    assert [one.shop.name for one in directory.nearest("超市", (120.0, 30.0), 3, lambda _: True)] == ["远店"]


def test_a_shop_without_coordinates_comes_last() -> None:
    directory = Directory([Shop(1, "不知道在哪", ("超市",)), Shop(2, "远店", ("超市",), lng=121.0, lat=31.0)])
    assert [one.shop.name for one in directory.nearest("超市", (120.0, 30.0), 3, lambda _: True)] == ["远店", "不知道在哪"]


def test_what_a_shop_offers_finds_it_as_well_as_its_category() -> None:
    directory = Directory([Shop(1, "老李", ("五金店",), offerings=("配钥匙",), lng=120.0, lat=30.0)])
    assert directory.knows("配钥匙")
    assert [one.shop.name for one in directory.by_distance("配钥匙", (120.0, 30.0))] == ["老李"]


@given(
    st.floats(min_value=100, max_value=130), st.floats(min_value=-60, max_value=60),
    st.floats(min_value=-0.05, max_value=0.05), st.floats(min_value=-0.05, max_value=0.05),
)
@settings(max_examples=100, deadline=None)
def test_two_formulas_agree_on_distances(lng: float, lat: float, east: float, north: float) -> None:
    ours, other = straight_m(lng, lat, lng + east, lat + north), slow_distance(lng, lat, lng + east, lat + north)
    assert math.isclose(ours, other, rel_tol=1e-3, abs_tol=1.0)


def test_walking_takes_the_streets_detour_at_eighty_metres_a_minute() -> None:
    assert walking_minutes(320) == 5  # 320 m × 1.3 = 416 m
    assert walking_minutes(1) == 1
    assert within_circle(923) and not within_circle(924)  # 1,200 m on foot in 900 s
