"""What people make of a name of the workbook: the brand alone, an event without its kind, a sort of fruit."""

from __future__ import annotations

import pytest

from intents.lexicon import Entry, Lexicon


def named(lexicon: Lexicon, text: str, kind: str) -> tuple[str, ...]:
    return tuple(value for found in lexicon.find(text) for value in found.values(kind))


SHOPS = Lexicon.build([
    Entry("雅康口腔门诊部", "merchant", "雅康口腔门诊部"),
    Entry("贝壳牙科", "merchant", "贝壳牙科"),
    Entry("老陈理发", "merchant", "老陈理发"),
    Entry("鑫旺五金店", "merchant", "鑫旺五金店"),
    Entry("鑫旺洗衣", "merchant", "鑫旺洗衣"),
])


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
