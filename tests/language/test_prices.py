from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.prices import find_prices, read_price


@pytest.mark.parametrize(("text", "fen", "unit"), [
    ("28元/份", 2800, "份"), ("28元一份", 2800, "份"), ("3块5一斤", 350, "斤"), ("39.9元一箱", 3990, "箱"),
    ("¥45", 4500, ""), ("59一桶", 5900, "桶"),
    ("每斤48元", 4800, "斤"), ("三块五一斤", 350, "斤"), ("28/份", 2800, "份"), ("三十九块九一箱", 3990, "箱"),
    ("3毛", 30, ""), ("五块钱", 500, ""),
    ("12元/人", 1200, "人"), ("45 元/袋", 4500, "袋"), ("28.5元每份", 2850, "份"),
])
def test_a_price_is_read_in_fen_with_its_unit(text: str, fen: int, unit: str) -> None:
    (price,) = find_prices(text)
    assert (price.fen, price.unit, price.start, price.end) == (fen, unit, 0, len(text))


def test_money_for_several_units_says_for_how_many() -> None:
    (price,) = find_prices("青菜10块3斤")
    assert (price.fen, price.unit, price.per) == (1000, "斤", 3)


def test_two_kuai_may_be_two_pieces() -> None:
    (price,) = find_prices("豆腐2块")
    assert not price.sure


def test_what_names_no_money_is_no_price() -> None:
    assert find_prices("鸡蛋2份 3-2-502 12月1日") == []


@pytest.mark.parametrize(("text", "fen"), [
    ("25.8", 2580), ("28元", 2800), ("¥45", 4500), ("三块五", 350), ("28元 左右", None), ("很便宜", None),
])
def test_a_text_that_is_a_price_is_read(text: str, fen: int | None) -> None:
    assert read_price(text) == fen


@settings(max_examples=100)
@given(st.integers(1, 999_999))
def test_every_written_price_is_read_to_the_fen(fen: int) -> None:
    (price,) = find_prices(f"{fen // 100}.{fen % 100:02d}元/箱")
    assert (price.fen, price.unit) == (fen, "箱")
