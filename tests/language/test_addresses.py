from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.addresses import find_address
from intents.people_count import read_people

COMPOUNDS = {"梧桐里": "梧桐里", "桃源": "桃源新村", "桃源新村": "桃源新村", "桃源新村5栋": "桃源新村5栋"}


@pytest.mark.parametrize(("text", "whole", "building"), [
    ("梧桐里3栋2单元502", "梧桐里3栋2单元502", "梧桐里3栋"), ("3-2-502", "3栋2单元502", "3栋"),
    ("3号楼502", "3栋502", "3栋"), ("3栋", "3栋", "3栋"),
    ("3幢", "3栋", "3栋"), ("12号楼1单元301室", "12栋1单元301", "12栋"), ("7-1-301张姐", "7栋1单元301", "7栋"),
    ("桃源7-1-502", "桃源新村7栋1单元502", "桃源新村7栋"),
    ("我住幸福家园3栋2单元502", "幸福家园3栋2单元502", "幸福家园3栋"), ("A座1203", "A栋1203", "A栋"),
    ("三栋二单元501", "3栋2单元501", "3栋"), ("3#2-502", "3栋2单元502", "3栋"),
    ("5号1201室", "5栋1201", "5栋"), ("梧桐里 3栋 2单元 502室", "梧桐里3栋2单元502", "梧桐里3栋"),
    ("桃源新村5栋1单元301", "桃源新村5栋1单元301", "桃源新村5栋"),
    ("3栋的路灯坏了 我住2-1-1203", "2栋1单元1203", "2栋"),
])
def test_an_address_is_read(text: str, whole: str, building: str) -> None:
    address = find_address(text, COMPOUNDS)
    assert address is not None
    assert (address.text(), address.building_text()) == (whole, building)


@pytest.mark.parametrize("text", [
    "0571-8888001", "2026-11-28", "2-3个", "13900001234", "10-1200元", "9:00-18:00", "3号", "鸡蛋2份", "3-120份",
    "400-820-1234",
])
def test_what_is_no_address_is_left_alone(text: str) -> None:
    assert find_address(text, COMPOUNDS) is None


def test_a_quantity_after_a_building_is_no_room() -> None:
    address = find_address("3栋120份")
    assert address is not None and address.room == ""


@settings(max_examples=100)
@given(st.integers(1, 199), st.integers(1, 9), st.integers(101, 3999))
def test_an_address_that_is_written_is_read_back(building: int, unit: int, room: int) -> None:
    for text in (
        f"梧桐里{building}栋{unit}单元{room}", f"梧桐里{building}-{unit}-{room}",
        f"梧桐里{building}号楼{unit}单元{room}室",
    ):
        address = find_address(f"送到{text}吧", COMPOUNDS)
        assert address is not None and address.text() == f"梧桐里{building}栋{unit}单元{room}"
        assert find_address(address.text(), COMPOUNDS) is not None


@pytest.mark.parametrize(("text", "people"), [
    ("我跟老婆都去", 2), ("两个人", 2), ("三个", 3), ("4个", 4), ("一家三口", 3), ("我和女儿两个人", 2),
    ("我和爱人", 2), ("带上孩子", 2), ("全家5口", 5), ("算我一个", 1),
    ("我报一个 再帮我妈也报上 一共2人", 2), ("2人", 2), ("报名 2个人", 2), ("我家去4个", 4), ("给我报3个人", 3),
    ("我和老婆、女儿都去", 3), ("带两个孩子", 3), ("2大1小", 3),
    ("两个大人一个孩子", 3), ("帮我妈报名", 1), ("给我爸妈报名", 2), ("我报一个,再加我老公", 2), ("我们仨人", 3),
    ("+1", 1), ("我带上孙子和孙女", 3), ("我妈和我", 2),
    ("五口之家", 5), ("报5个名额", 5), ("我自己去", 1),
])
def test_how_many_people_come(text: str, people: int) -> None:
    assert read_people(text) == people


@pytest.mark.parametrize("text", ["我报名", "我参加", "张三 13900001234", "第2个活动", "12月5日去", "小孩能参加吗", ""])
def test_a_number_of_people_that_is_not_stated_is_none(text: str) -> None:
    assert read_people(text) is None
