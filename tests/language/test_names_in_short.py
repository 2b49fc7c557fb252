"""What people make of a name of the workbook: the brand alone, an event without its kind, a sort of fruit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from intents.lexicon import Entry, Lexicon
from intents.scene import GroupBuy, Message, Product, Scene
from intents.understand import understand


def named(lexicon: Lexicon, text: str, kind: str) -> tuple[str, ...]:
    return tuple(value for found in lexicon.find(text) for value in found.values(kind))


SHOPS = Lexicon.build([
    Entry("雅康口腔门诊部", "merchant", "雅康口腔门诊部"),
    Entry("贝壳牙科", "merchant", "贝壳牙科"),
    Entry("老陈理发", "merchant", "老陈理发"),
    Entry("鑫旺五金店", "merchant", "鑫旺五金店"),
    Entry("鑫旺洗衣", "merchant", "鑫旺洗衣"),
])


def test_a_matter_of_something_is_called_with_a_particle_between() -> None:
    lexicon = Lexicon.build([Entry("动迁房房产证", "guide", "安置房办证"), Entry("老年证", "guide", "老年证")])
    assert [found.values("guide") for found in lexicon.find("动迁房的房产证去办要带点什么")] == [("安置房办证",)]
    assert not lexicon.find("老年的证")


def test_a_shop_is_known_by_its_brand_alone() -> None:
    assert named(SHOPS, "雅康几点关", "merchant") == ("雅康口腔门诊部",)


@pytest.mark.parametrize("text", ["贝壳真好看", "老陈在家吗", "鑫旺几点关"])
def test_a_common_word_a_person_and_what_two_shops_are_called_is_no_brand(text: str) -> None:
    assert named(SHOPS, text, "merchant") == ()


def test_an_event_is_known_without_its_kind() -> None:
    lexicon = Lexicon.build([Entry("亲子烘焙课", "activity", "亲子烘焙课"), Entry("社区清洁日", "activity", "社区清洁日")])
    assert named(lexicon, "亲子烘焙我报名", "activity") == ("亲子烘焙课",)
    assert named(lexicon, "清洁", "activity") == ()


def test_each_sort_of_a_fruit_is_meant_by_the_fruit() -> None:
    lexicon = Lexicon.build([Entry("奉节脐橙", "product", "奉节脐橙"), Entry("伦晚橙", "product", "伦晚橙")])
    assert set(named(lexicon, "橙子来一箱", "product")) == {"奉节脐橙", "伦晚橙"}


def test_of_two_kinds_of_shops_the_one_that_the_words_tell_is_meant() -> None:
    lexicon = Lexicon.build([Entry("手机店", "category", "手机店"), Entry("手机维修", "category", "手机维修")])
    assert named(lexicon, "哪里有修手机的", "category") == ("手机维修",)


def test_stars_that_are_given_are_no_goods_of_a_like_sound() -> None:
    loquats = Lexicon.build([Entry("大五星枇杷", "product", "大五星枇杷"), Entry("大五星", "product", "大五星枇杷")])
    assert named(loquats, "大五星两篮", "product") == ("大五星枇杷",)
    assert named(loquats, "给廖记打五星", "product") == ()


@pytest.mark.parametrize(("text", "wanted"), [
    ("红薯粉来两份", {"红薯粉条": 2}), ("红薯两袋", {"红心红薯": 2}), ("红薯粉3袋 红薯一袋", {"红薯粉条": 3, "红心红薯": 1}),
])
def test_the_beginning_of_one_name_is_no_other_thing_that_it_holds(text: str, wanted: dict[str, float]) -> None:
    lexicon = Lexicon.build([Entry("红心红薯", "product", "红心红薯"), Entry("红薯粉条", "product", "红薯粉条")])
    at = datetime(2026, 11, 28, 2, tzinfo=UTC)
    goods = tuple(Product(name, "冬储团", unit="袋") for name in ("红心红薯", "红薯粉条"))
    reading = understand(Message(text, at), Scene(lexicon, group_buys=(GroupBuy("冬储团", goods, at + timedelta(days=1)),)))
    assert {item["product"]: item["quantity"] for item in reading.slots["items"]} == wanted
