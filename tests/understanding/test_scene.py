"""A scene and what is derived from it."""

from __future__ import annotations

from datetime import UTC, datetime

from intents.lexicon import Lexicon
from intents.scene import GroupBuy, Product, Scene

SATURDAY = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


def test_products_are_found_by_name_and_by_ending_in_the_order_of_their_sale() -> None:
    first = Product("土鸡蛋", "早市", ("柴鸡蛋",)), Product("鸡汤", "早市")
    second = Product("鸡汤", "晚市"), Product("咸鸭蛋", "晚市", ("高邮蛋",))
    scene = Scene(Lexicon(), group_buys=(GroupBuy("早市", first, SATURDAY), GroupBuy("晚市", second, SATURDAY)))
    assert scene.ending_in("蛋") == [first[0], second[1]]
    assert scene.ending_in("柴鸡蛋") == [first[0]]
    assert scene.ending_in("鸭") == []
    assert scene.sold_as({"咸鸭蛋", "鸡汤", "没有的"}) == [first[1], second[0], second[1]]


def test_somebody_new_is_known_and_what_is_on_sale_stays() -> None:
    scene = Scene(Lexicon(), group_buys=(GroupBuy("早市", (Product("鸡汤", "早市"),), SATURDAY),), people={"老王": ("w1",)})
    known = scene.knowing("陈 姐", "w2")
    assert known.people == {"老王": ("w1",), "陈 姐": ("w2",)}
    assert scene.knowing("老王", "w3").people == {"老王": ("w1", "w3")}
    assert known.plain_people == ("老王", "陈 姐")
    assert scene.knowing("老王", "w3").plain_people == ("老王",)
    assert scene.knowing("老王", "w1") is scene and scene.knowing("", "w1") is scene
    assert known.products is scene.products and known.ending_in("汤") == list(scene.products)


def test_people_are_found_wherever_a_text_names_them_also_who_is_known_for_this_message_alone() -> None:
    scene = Scene(Lexicon(), people={"老王": ("w1",), "王哈哈": ("w2",), "哈哈": ("w3",), "李": ("w4",)}).knowing("陈 姐", "w5")
    said = "老王和王哈哈,哈哈哈李 陈 姐"
    found = list(scene.people_said(said))
    assert all(said[start:end] == name for name, start, end in found)
    assert [(name, start) for name, start, _ in found] == [
        ("老王", 0), ("王哈哈", 3), ("哈哈", 4), ("哈哈", 7), ("陈 姐", 12)]
    assert not list(Scene(Lexicon()).people_said(said))
