from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import intents.tables.foods as foods
from intents.lexicon import Entry, Lexicon
from intents.tables.foods import LONGEST, as_others_say, other_words


@pytest.mark.parametrize(("name", "said"), [
    ("西红柿", "番茄"), ("土豆", "洋芋"), ("黄心土豆", "马铃薯"), ("沙地红薯", "地瓜"),
    ("本地番茄", "本地西红柿"), ("花生油", "食用油"),
    ("砂糖橘", "桔子"), ("手工水饺", "饺子"), ("鲜百合", ""), ("五香豆干", "香干"), ("白菜猪肉水饺", "白菜猪肉饺子"),
    ("公大闸蟹", "螃蟹"), ("梭子蟹", "螃蟹"), ("长粒香米", "大米"), ("珍珠米", "大米"), ("卤牛腱", "卤牛肉"), ("蛋黄粽", "粽子"),
    ("螺丝椒", "辣椒"), ("鲜香菇", "蘑菇"),
])
def test_goods_are_known_by_what_other_people_call_them(name: str, said: str) -> None:
    others = as_others_say(name)
    if said in ("", "桔子"):
        assert said not in others
    else:
        assert said in others
    lexicon = Lexicon.build([Entry(name, "product", name)])
    for other in others:
        (found,) = lexicon.find(other)
        assert found.values("product") == (name,)


def test_the_workbooks_own_word_goes_before_a_word_of_other_people() -> None:
    lexicon = Lexicon.build([Entry("番茄", "product", "番茄"), Entry("西红柿", "product", "西红柿")])
    (found,) = lexicon.find("番茄")
    assert found.full_values("product") == ("番茄",)


def test_goods_are_not_known_by_a_word_inside_their_name() -> None:
    assert as_others_say("西红柿鸡蛋面") == ()
    assert as_others_say("土豆粉") == ()


@pytest.mark.parametrize(("name", "other"), [("山核桃", "桃子"), ("大樱桃", "桃子"), ("凤梨", "梨子"), ("玉米", "大米")])
def test_what_only_ends_like_a_kind_is_none_of_it(name: str, other: str) -> None:
    assert other not in as_others_say(name)


def test_every_word_of_the_table_is_a_plain_word_of_two_characters_or_more() -> None:
    content = tomllib.loads(Path(foods.__file__).with_name("foods.toml").read_text(encoding="utf-8"))
    lines = [line for lines in content.values() for line in lines]
    assert len(lines) > 120
    assert len(set(lines)) == len(lines)
    for line in lines:
        words = [word for word in line.split() if word != "<"]
        assert len(words) == len(set(words)) >= 2, line
        assert all(re.fullmatch(f"[一-鿿]{{2,{LONGEST}}}", word) for word in words), line


def test_the_same_thing_is_said_both_ways() -> None:
    words = other_words()
    assert "番茄" in words["西红柿"] and "西红柿" in words["番茄"]
    assert "食用油" in words["花生油"] and "花生油" not in words.get("食用油", ())
