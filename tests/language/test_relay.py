from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.normalise import normalise
from intents.relay import Relay, RelayEntry, entry_slots, is_relay, read_relay, take_note
from intents.relay_shapes import SEPARATORS, WORDS, Shape, render_relay

Rows = list[tuple[int, str, str]]


def rows(text: str, **options: Any) -> Rows:
    relay = read_relay(text, **options)
    assert relay is not None
    return [(entry.position, entry.name, entry.text) for entry in relay.entries]


def test_a_plain_list_is_read() -> None:
    relay = read_relay("#接龙\n周末水果团\n\n1. 丁姐 桃2份\n2. 老韩 梨4斤")
    assert relay is not None and relay.title == "周末水果团"
    assert [(e.position, e.name, e.text) for e in relay.entries] == [(1, "丁姐", "桃2份"), (2, "老韩", "梨4斤")]


def test_an_example_line_and_an_empty_row_are_no_entries() -> None:
    text = "#接龙\n桃 25元一盒\n例 姓名 数量\n1. 丁姐 2盒\n2.\n3. 老韩 1盒"
    assert rows(text) == [(1, "丁姐", "2盒"), (3, "老韩", "1盒")]
    assert rows("#接龙\n桃\n1. 例如 张三 2盒\n2. 丁姐 2盒") == [(2, "丁姐", "2盒")]


def test_a_numbered_menu_is_not_taken_for_entries() -> None:
    relay = read_relay("#接龙 水果\n1. 桃 69元/箱\n2. 梨 45元/箱\n\n1. 丁姐 桃1箱\n2. 老韩 梨2箱")
    assert relay is not None
    assert relay.menu == ((1, "桃 69元/箱"), (2, "梨 45元/箱"))
    assert [entry.name for entry in relay.entries] == ["丁姐", "老韩"]
    only_menu = read_relay("#接龙 水果\n1. 桃 69元/箱\n2. 梨 45元/箱")
    assert only_menu is not None and only_menu.entries == () and len(only_menu.menu) == 2


def test_a_row_may_have_several_lines_and_the_tail_is_none_of_it() -> None:
    relay = read_relay("#接龙\n团\n1. 丁姐 桃2份\n梨1斤\n2. 老韩 梨4斤\n\n谢谢大家")
    assert relay is not None
    assert relay.entries[0].text == "桃2份\n梨1斤"
    assert relay.tail == ("谢谢大家",)


def test_rows_flattened_in_one_line_are_parted() -> None:
    expected = [(1, "丁姐", "桃2份"), (2, "老韩", "梨4斤"), (3, "小米", "桃1份")]
    assert rows("#接龙 团 1. 丁姐 桃2份 2. 老韩 梨4斤 3. 小米 桃1份") == expected
    assert rows("#接龙\n团\n1、丁姐 桃2份 2、老韩 梨4斤 3、小米 桃1份") == expected
    assert rows("#接龙\n团\n1. 丁姐 桃2份 2. 老韩 梨4斤\n3. 小米 桃1份") == expected


def test_a_quantity_inside_a_row_is_no_new_row() -> None:
    assert rows("#接龙\n团\n1 丁姐 桃 2 梨 3\n2 老韩 梨4斤") == [(1, "丁姐", "桃 2 梨 3"), (2, "老韩", "梨4斤")]


def test_a_room_or_a_decimal_at_the_head_of_a_line_is_no_row() -> None:
    text = "#接龙\n团\n1. 丁姐 桃2份\n3-2-502\n2. 老韩\n1.5斤梨"
    assert rows(text) == [(1, "丁姐", "桃2份\n3-2-502"), (2, "老韩", "1.5斤梨")]


@pytest.mark.parametrize(("row", "name", "wanted"), [
    ("🌸 岁月静好 桃1箱", "🌸 岁月静好", "桃1箱"), ("🌸岁月静好 桃1箱", "🌸岁月静好", "桃1箱"),
    ("7-1-301 张姐 桃2箱", "7-1-301 张姐", "桃2箱"),
    ("Amy Wang 1箱", "Amy Wang", "1箱"), ("@丁姐 桃2份", "丁姐", "桃2份"), ("丁姐：桃2份", "丁姐", "桃2份"),
    ("丁姐-桃2份", "丁姐", "桃2份"), ("小陈2人", "小陈", "2人"),
    ("小陈", "小陈", ""),
])
def test_the_name_is_told_from_what_is_wanted(row: str, name: str, wanted: str) -> None:
    assert rows(f"#接龙\n团\n1. {row}") == [(1, name, wanted)]


def test_a_known_name_and_the_place_of_the_wish_help_to_split() -> None:
    assert rows("#接龙\n团\n1. 爱吃 桃的人 桃2份", names=("爱吃 桃的人",)) == [(1, "爱吃 桃的人", "桃2份")]
    assert rows("#接龙\n团\n1. 丁姐桃2份", begins=lambda text: text.find("桃")) == [(1, "丁姐", "桃2份")]


def test_a_copy_with_the_same_number_twice_keeps_both_rows() -> None:
    text = "#接龙\n团\n1. 丁姐 1份\n2. 老韩 1份\n2. 小米 2份"
    assert rows(text) == [(1, "丁姐", "1份"), (2, "老韩", "1份"), (2, "小米", "2份")]


def test_what_has_no_relay_word_is_no_relay() -> None:
    assert read_relay("1. 丁姐 桃2份\n2. 老韩") is None
    assert not is_relay("接龙")
    assert is_relay("大家来 #接龍") and is_relay("#group note")


def test_a_list_longer_than_a_message_is_read_to_its_end() -> None:
    text = "#接龙\n团\n" + "\n".join(f"{number}. 邻居{number}号 桃2份 放门口就行谢谢" for number in range(1, 201))
    assert len(rows(text)) == 200


def test_slots_of_a_row_state_items_people_and_note() -> None:
    assert take_note("桃1盒(晚点拿)") == ("桃1盒", "晚点拿")

    def items(text: str) -> list[dict[str, Any]]:
        return [{"product": "桃", "quantity": 1}] if "桃" in text else []

    assert entry_slots(RelayEntry(1, "丁姐", "桃1盒(晚点拿)"), items) == {
        "position": 1, "name": "丁姐", "items": [{"product": "桃", "quantity": 1}], "note": "晚点拿",
    }
    assert entry_slots(RelayEntry(2, "小陈", "一家三口"), items) == {"position": 2, "name": "小陈", "people": 3}
    assert entry_slots(RelayEntry(3, "小米"), items) == {"position": 3, "name": "小米"}


TEXT = "#接龙\n水果团🍎\n\n1. 丁姐 桃2份\n2. 老韩 梨4斤"


def structure(text: str, second: str, before: str = "") -> str:
    content = f"<i><u>id_ding</u><t>1</t><r>14-6</r></i><i><u>id_han</u><t>2</t><r>{second}</r></i>"
    chain = f"<solitaire><s>.</s><au>id_ding</au><content><s>2</s>{content}</content></solitaire>"
    info = f"<extinfo><solitaire_info><![CDATA[{chain}]]></solitaire_info></extinfo>"
    return f"{before}<msg><appmsg><title>{text}</title><type>53</type>{info}</appmsg></msg>"


def test_the_structure_of_wechat_tells_who_wrote_a_row() -> None:
    relay = read_relay(TEXT, xml=structure(TEXT, "24-6"))
    assert relay is not None and relay.author == "id_ding"
    assert [entry.owner for entry in relay.entries] == ["id_ding", "id_han"]


@pytest.mark.parametrize("xml", [
    structure(TEXT, "20-6"), structure(TEXT, "900-6"), structure(TEXT, "x"), structure("另一个", "24-6"),
    "<msg>", "", "<msg><appmsg><type>5</type></appmsg></msg>",
    structure(TEXT, "24-6", '<!DOCTYPE m [<!ENTITY a "b">]>'),
])
def test_a_structure_that_does_not_fit_is_ignored(xml: str) -> None:
    relay = read_relay(TEXT, xml=xml)
    assert relay is not None and len(relay.entries) == 2
    assert all(entry.owner is None for entry in relay.entries) and relay.author is None


NAMES = st.sampled_from(["丁姐", "老韩", "🌸岁月静好", "7-1-301张姐", "Amy Wang", "小米粒", "3栋老丁", "阿🐟"])
WANTS = st.sampled_from(["桃2份", "梨1斤半 桃3份", "2盒", "一家三口", "桃一箱(晚点拿)", "梨10斤,桃1份",
                          "甘蔗5根\n桃2份"])
CHAINS = st.lists(st.tuples(NAMES, WANTS), min_size=1, max_size=15)
SHAPES = st.builds(
    Shape, word=st.sampled_from(WORDS), before=st.sampled_from(["", "大家看看", "请大家"]),
    separator=st.sampled_from(SEPARATORS),
    space=st.sampled_from(["", " "]),
    example=st.sampled_from(["", "例 姓名 数量", "例如：张三 2份", "格式：姓名 数量"]),
    flattened=st.booleans(),
    empty_rows=st.integers(0, 2), blank_lines=st.booleans(), title_beside=st.booleans(),
)
MENUS = st.sampled_from([(), ((1, "桃 69元/箱"), (2, "梨 4.5元/斤"))])
TAILS = st.sampled_from([(), ("谢谢大家", "周日取货")])


@settings(max_examples=100, deadline=None)
@given(CHAINS, SHAPES, MENUS, TAILS)
def test_any_list_in_any_shape_is_read_back(
    chain: list[tuple[str, str]], shape: Shape, menu: tuple[tuple[int, str], ...], tail: tuple[str, ...]
) -> None:
    if shape.flattened and shape.separator == " ":  # a bare number at the end could as well be a quantity
        shape = replace(shape, empty_rows=0)
    entries = tuple(RelayEntry(number, name, text) for number, (name, text) in enumerate(chain, 1))
    text = render_relay(Relay(("周末水果团", "每户一份"), entries, menu, tail), shape)
    read = read_relay(text)
    assert read is not None
    assert read.title == "周末水果团"
    assert read.menu == menu
    read_rows = [(entry.position, entry.name, normalise(entry.text.replace("\n", " "))) for entry in read.entries]
    assert read_rows == [(e.position, normalise(e.name), normalise(e.text.replace("\n", " "))) for e in entries], text


@settings(max_examples=100, deadline=None)
@given(st.text("1234. 、-\n李姐鸡蛋份#接龙例()元/", max_size=120))
def test_any_text_after_the_relay_word_is_read_without_exception(text: str) -> None:
    assert read_relay("#接龙\n" + text) is not None


@pytest.mark.parametrize("text", [
    "1. " * 6000, "1 2 3 " * 3000, "\n".join(f"{n}." for n in range(1000)), "1、" * 9000, "( " * 9000,
])
def test_a_hostile_list_is_read_quickly(text: str) -> None:
    begin = time.thread_time()
    read_relay("#接龙 " + text)
    assert time.thread_time() - begin < 0.5
