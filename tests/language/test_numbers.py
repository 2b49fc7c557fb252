from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.normalise import normalise
from intents.numbers import Quantity, find_quantities, read_number
from intents.units import convert


def found(text: str) -> list[tuple[float | None, str]]:
    return [(quantity.value, quantity.unit) for quantity in find_quantities(text)]


def one(text: str) -> Quantity:
    (quantity,) = find_quantities(text)
    return quantity


@pytest.mark.parametrize(("text", "value", "unit"), [
    ("鸭蛋两份", 2, "份"), ("鸭蛋俩份", 2, "份"), ("鸭蛋仨个", 3, "个"), ("啤酒一打", 12, "打"), ("啤酒半打", 6, "打"),
    ("牛肉半斤", 0.5, "斤"),
    ("牛肉斤半", 1.5, "斤"), ("牛肉一斤半", 1.5, "斤"), ("牛肉两斤半", 2.5, "斤"), ("袜子一双", 2, "双"),
    ("枕头一对", 2, "对"), ("酸奶两板", 2, "板"),
    ("甘蔗十二根", 12, "根"), ("鸭蛋二十个", 20, "个"), ("鸭蛋一百二十个", 120, "个"), ("鸭蛋一百二十五只", 125, "只"),
    ("1.5斤牛肉", 1.5, "斤"),
    ("2kg", 2, "kg"), ("2公斤", 2, "公斤"), ("茶叶二两", 2, "两"), ("茶叶1斤2两", 1.2, "斤"), ("500克", 500, "克"),
    ("梨x2", 2, ""),
    ("梨*3", 3, ""), ("梨×2盒", 2, "盒"), ("两大袋", 2, "袋"), ("2 份", 2, "份"), ("一箱半", 1.5, "箱"),
    ("三个人", 3, "人"),
])
def test_a_quantity_is_read(text: str, value: float, unit: str) -> None:
    assert found(normalise(text)) == [(value, unit)]


@pytest.mark.parametrize("text", [
    "三四个", "五六根", "两三斤", "十来个", "几个", "好几箱", "2-3个", "2、3个", "一两份", "十几斤", "100多个", "来点",
    "要一些", "来一点",
])
def test_a_vague_number_has_no_value(text: str) -> None:
    quantity = one(text)
    assert quantity.vague and quantity.value is None


@pytest.mark.parametrize("text", [
    "13900001234", "0571-8888001", "400-820-1234", "7-1-301", "3栋2单元502", "12号楼", "5-301", "502室", "今天8点",
    "10:30", "9:00-18:00",
    "三点半", "12月1日", "2026年", "3号", "28元", "28元一份", "25块8", "6块5一斤", "59一桶", "10块3斤", "¥45", "8折",
    "5星", "第2个", "V0003",
    "周三", "腊月二十三", "一个星期", "两个小时", "半小时", "10分钟", "1米2", "五斤装", "三分之一", "三缺一", "301张姐",
    "iPhone16", "一下", "一起去", "80岁",
])
def test_what_is_no_quantity_is_left_out(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(("text", "value", "unit"), [
    ("梨三分", 3, "份"), ("梨两合", 2, "盒"), ("米一代", 1, "袋"), ("甘蔗两跟", 2, "根"), ("梨三相", 3, "箱"),
])
def test_a_misheard_unit_is_read_and_flagged(text: str, value: float, unit: str) -> None:
    quantity = one(text)
    assert (quantity.value, quantity.unit, quantity.homophone) == (value, unit, True)


def test_a_unit_after_a_verb_is_an_implied_one() -> None:
    quantity = one("来份饺子吧")
    assert (quantity.value, quantity.unit, quantity.implied) == (1, "份", True)


def test_each_tells_that_all_named_before_are_meant() -> None:
    assert [quantity.each for quantity in find_quantities("梨和桃各两斤")] == [True]
    assert not one("梨两斤").each


def test_a_bare_number_is_flagged_and_does_not_swallow_its_neighbour() -> None:
    assert [(q.value, q.bare) for q in find_quantities("梨2 桃6")] == [(2, True), (6, True)]
    first = find_quantities("梨2只要26")[0]
    assert (first.value, first.bare) == (2, True)


def test_quantities_stand_beside_rooms_times_and_prices() -> None:
    text = "明天下午3点前要两份饺子和5根甘蔗 3-2-502 电话13900001234 共59元"
    assert found(text) == [(2, "份"), (5, "根")]
    assert found("3栋2份饺子") == [(2, "份")]
    assert found("1份梨+2袋米+1桶油") == [(1, "份"), (2, "袋"), (1, "桶")]


@pytest.mark.parametrize(("value", "unit", "wanted", "expected"), [
    (1, "公斤", "斤", 2), (8, "两", "斤", 0.8), (500, "克", "斤", 1), (3, "个", "枚", 3), (2, "件", "箱", 2),
    (2, "打", "瓶", 24),
    (30, "个", "份", None), (2, "", "份", 2), (2, "份", "份", 2), (1, "斤", "箱", None), (500, "ml", "升", 0.5),
])
def test_units_are_converted_where_they_can_be(value: float, unit: str, wanted: str, expected: float | None) -> None:
    assert convert(value, unit, wanted) == expected


@pytest.mark.parametrize(("text", "value"), [
    ("12", 12), ("1.5", 1.5), ("十二", 12), ("二十", 20), ("一百二", 120), ("一百零二", 102), ("两千五", 2500),
    ("一万", 10000), ("俩", 2), ("半", 0.5),
    ("两三", None), ("几", None), ("", None), ("²", None), ("1_0", None), ("-3", None),
])
def test_a_number_word_is_read(text: str, value: float | None) -> None:
    assert read_number(text) == value


def spelled(number: int) -> str:
    digits = "零一二三四五六七八九"
    text, zero = "", False
    for power, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if zero and text else "") + digits[digit] + word
            zero = False
        else:
            zero = True
    return text


@settings(max_examples=100)
@given(st.integers(1, 9999))
def test_every_number_spelled_out_is_read_back(number: int) -> None:
    assert read_number(spelled(number)) == number
    assert found(f"梨{spelled(number)}份") == [(number, "份")]
    assert found(f"梨{number}份") == [(number, "份")]


@settings(max_examples=100)
@given(st.text("鸡蛋一二两三十半几2.5-:份斤个点元块/x来第栋 \n", max_size=60))
def test_quantities_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    position = 0
    for quantity in find_quantities(text):
        assert position <= quantity.start < quantity.end <= len(text)
        assert (quantity.value is None) == quantity.vague
        position = quantity.end


@pytest.mark.parametrize("text", [
    "1" * 2000, "一" * 2000, "1-" * 1000, "1个" * 1000, "两三" * 1000, "1.1" * 666, "x" * 2000, "1月" * 1000,
    "第1" * 1000, "每份" * 1000,
])
def test_hostile_text_is_searched_quickly(text: str) -> None:
    find_quantities(text)
    begin = time.thread_time()
    find_quantities(text)
    assert time.thread_time() - begin < 0.1


def test_a_measure_word_of_the_workbook_counts_as_the_usual_ones_do() -> None:
    text = "蒜苗来3嘟噜 还有两溜干椒"
    assert [(q.value, q.unit, text[q.start : q.end]) for q in find_quantities(text, ("嘟噜", "溜"))] == [
        (3, "嘟噜", "3嘟噜"), (2, "溜", "两溜"),
    ]
    assert [(q.value, q.unit) for q in find_quantities("来溜干椒 再来五斤米", ("溜",))] == [(1, "溜"), (5, "斤")]


def test_a_measure_word_of_the_workbook_counts_nothing_without_a_number() -> None:
    assert find_quantities("这溜店都关了", ("溜",)) == []
