"""Answers to the bot's questions, +1 and its kin, requests about a list just shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from intents.scene import Doubt, LastAct, Question, Quote, Shown, Talk
from tests.understanding.neighbourhood import NORTH, SATURDAY, SOUTH, items, read

EGGS, TOFU, GREENS, GAN, NEW = "散养鸡蛋", "卤水老豆腐", "小青菜", "赣南脐橙", "纽荷尔脐橙"


def asked(*doubts: Doubt, intent: str = "order", **slots: Any) -> Question:
    return Question(intent, doubts, SATURDAY, slots)


WHICH_ORANGE = asked(Doubt("which_product", "橙子", None, 1, (GAN, NEW)))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("纽荷尔的", {NEW: 1}),
        ("第二个", {NEW: 1}),
        ("2", {NEW: 1}),
        ("就要第一种", {GAN: 1}),
        ("一样一箱", {GAN: 1, NEW: 1}),
        ("赣南的两箱", {GAN: 2}),
        ("都要", {GAN: 1, NEW: 1}),
        ("便宜的那个", {GAN: 1}),
    ],
)
def test_a_choice_is_taken_by_name_by_place_or_altogether(said: str, wanted: dict[str, float]) -> None:
    reading = read(said, question=WHICH_ORANGE)
    assert reading.answers
    assert items(reading) == wanted


@pytest.mark.parametrize("said", ["两斤", "2斤吧", "就两斤", "2"])
def test_a_number_answers_how_many(said: str) -> None:
    reading = read(said, question=asked(Doubt("vague_quantity", "来点", GREENS)))
    assert reading.answers
    assert items(reading) == {GREENS: 2}


@pytest.mark.parametrize("said", ["好", "要", "行", "可以的", "好的谢谢", "嗯"])
def test_yes_accepts_what_was_offered(said: str) -> None:
    reading = read(said, question=asked(Doubt("too_many", "", EGGS, 9, offer=5)))
    assert reading.answers
    assert items(reading) == {EGGS: 5}


@pytest.mark.parametrize("said", ["算了", "那算了", "不用了", "不要了谢谢", "没事了"])
def test_a_question_is_dropped_without_a_word(said: str) -> None:
    reading = read(said, question=WHICH_ORANGE)
    assert (reading.intent, reading.ends_question) == ("none", True)


def test_the_answer_brings_what_was_settled_before() -> None:
    question = asked(Doubt("which_product", "橙子", None, 1, (GAN, NEW)), beneficiary="钱奶奶")
    assert read("赣南的", question=question).slots["beneficiary"] == "钱奶奶"


def test_a_complete_new_order_ends_the_question() -> None:
    reading = read("豆腐三块", question=WHICH_ORANGE)
    assert items(reading) == {TOFU: 3}
    assert reading.ends_question
    assert not reading.answers


def test_other_talk_of_the_asked_is_no_answer() -> None:
    assert read("今天真冷", question=WHICH_ORANGE).intent == "none"


def test_an_activity_is_chosen_by_its_name() -> None:
    question = asked(
        Doubt("which_activity", "报名", choices=("冬季便民义诊", "长者手机课堂")), intent="sign_up", people=2
    )
    reading = read("手机课", question=question)
    assert (reading.intent, reading.slots) == ("sign_up", {"activity": "长者手机课堂", "people": 2})


def spoken(minutes: float, *titles: str) -> Talk:
    return Talk(group_buy_spoken_at=SATURDAY - timedelta(minutes=minutes), spoken_of=titles)


def acted(minutes: float, kind: str, **what: Any) -> Talk:
    return Talk(LastAct(kind, SATURDAY - timedelta(minutes=minutes), "wx_other", **what))


@pytest.mark.parametrize("said", ["+1", "＋1", "加一", "我也要", "同上", "跟一个", "接", "我也来一份"])
def test_plus_one_is_one_unit_of_the_last_order(said: str) -> None:
    assert items(read(said, talk=acted(5, "order", products=(EGGS,)))) == {EGGS: 1}
    assert read(said, talk=acted(11, "order", products=(EGGS,))).intent == "none"
    assert read(said).intent == "none"


def test_plus_one_after_several_products_asks_which() -> None:
    reading = read("+1", talk=acted(5, "order", products=(EGGS, TOFU)))
    assert [doubt.choices for doubt in reading.doubts] == [(EGGS, TOFU)]


def test_plus_one_after_an_announcement_needs_a_single_product() -> None:
    assert items(read("+1", NORTH, talk=spoken(20, "暖胃羊汤团"))) == {"鲜羊肉汤": 1}
    assert read("+1", SOUTH, talk=spoken(20, "冬日鲜货团")).doubts[0].kind == "which_product"
    assert read("+1", NORTH, talk=spoken(31, "暖胃羊汤团")).intent == "none"


def test_plus_one_repeats_a_sign_up_or_a_vote() -> None:
    assert read("+1", talk=acted(2, "sign_up", activity="冬季便民义诊")).slots == {"activity": "冬季便民义诊"}
    assert read("+1", talk=acted(2, "vote", option="休息长椅")).slots == {"option": "休息长椅"}


def test_me_too_with_a_number_takes_the_number() -> None:
    assert items(read("我也要两盒", talk=acted(5, "order", products=(EGGS,)))) == {EGGS: 2}


@pytest.mark.parametrize("said", ["我也要笑死了", "我也要去接娃了", "支持楼上 +1 早该装了", "接到了 谢谢"])
def test_talk_that_begins_like_plus_one_is_talk(said: str) -> None:
    assert read(said, talk=acted(1, "order", products=(EGGS,))).intent == "none"


@pytest.mark.parametrize("text", ["我家也订鸡蛋，2盒", "鸡蛋2盒", "给我也来两盒鸡蛋"])
def test_an_order_of_ones_own_that_quotes_a_neighbours_is_an_order(text: str) -> None:
    assert items(read(text, quote=Quote("鸡蛋一盒 豆腐4块", "wx_other"))) == {EGGS: 2}


@pytest.mark.parametrize("text", ["鸡蛋两盒够吃吗", "你家两盒鸡蛋吃得完？", "我家上次订的鸡蛋两盒还没吃完"])
def test_talk_about_a_quoted_order_is_talk(text: str) -> None:
    assert read(text, quote=Quote("鸡蛋2盒", "wx_other")).intent == "none"


def test_a_quoted_order_takes_the_place_of_the_last_one() -> None:
    quote = Quote("豆腐4块", "wx_other")
    assert items(read("+1", quote=quote, talk=acted(1, "order", products=(EGGS,)))) == {TOFU: 1}


def test_a_number_for_what_staff_announced_is_an_order() -> None:
    quote = Quote("散养鸡蛋还有80盒,29.8元一盒,要的接", "wx_lvxiao", by_staff=True)
    assert items(read("要2盒", quote=quote)) == {EGGS: 2}


SHOWN = Shown("find_merchant", {"category": "药店"}, ("万安堂药房", "夜灯药房"), SATURDAY)


def test_more_of_a_list_and_one_of_it_are_understood_while_it_is_fresh() -> None:
    more = read("还有吗", shown=SHOWN)
    one = read("第二家电话", shown=SHOWN)
    assert (more.intent, more.more, more.slots) == ("find_merchant", True, {"category": "药店"})
    assert (one.intent, one.slots) == ("merchant_info", {"name": "夜灯药房", "field": "phone"})
    assert read("还有吗").intent == "none"
