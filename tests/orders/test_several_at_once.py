"""What staff do for several people at once, and what sticks to nobody."""

from __future__ import annotations

from bot.wording.times import aloud
from intents.scene import Doubt
from tests.orders.conftest import Street, items_slot


def test_everybody_named_is_marked_and_the_unknown_are_named_back(street: Street) -> None:
    street.order("a", ("豆角", 2))
    street.order("d", ("豆角", 1))
    slots = {"name": "钟姐", "names": ["钟姐", "阿桃", "柳大爷"], "group_buy": "早市团"}
    said = street.say("staff", "mark_paid", slots).replies[0].text
    assert "钟姐13元" in said and "阿桃6.5元" in said and "没找到柳大爷" in said
    assert "早就记过" in street.say("staff", "mark_paid", slots).replies[0].text


def test_for_whom_a_refused_order_was_does_not_stick_to_the_next_one(street: Street) -> None:
    street.order("a", ("鲜鲈鱼", 4))
    asked = street.say("d", "order", {"items": items_slot(("鲜鲈鱼", 1)), "beneficiary": "钟姐"})
    assert asked.asking and "钟姐家已经订满了" in asked.replies[0].text
    answer = street.say("d", "order", {"items": items_slot(("鲜鲈鱼", 1))}, answers=True)
    assert answer.replies[0].text.startswith("记下了：鲜鲈鱼1条")


def test_for_whom_a_question_is_stays_with_its_answer(street: Street) -> None:
    doubt = Doubt("how_many", "豆角", "豆角")
    street.say("d", "order", {"beneficiary": "钟姐"}, doubts=(doubt,))
    answer = street.say("d", "order", {"items": items_slot(("豆角", 1))}, answers=True)
    assert answer.replies[0].text.startswith("帮钟姐记下了")


def test_a_pick_up_point_to_which_the_group_buy_does_not_go_is_said(street: Street) -> None:
    said = street.order("a", ("豆角", 1), pickup="西岗亭").replies[0].text
    assert "不到西岗亭" in said and "居委会门口、东岗亭取" in said


def test_a_price_finds_the_group_buy_by_its_product(street: Street) -> None:
    said = street.say("staff", "edit_group_buy", {"items": [{"product": "珍珠米", "price": 44}]}).replies[0].text
    assert said.startswith("粮油团：珍珠米从45.5元改成44元")


def test_what_was_not_ordered_cannot_be_cancelled_and_the_order_is_told(street: Street) -> None:
    street.order("a", ("豆角", 2))
    said = street.say("a", "cancel_order", {"items": [{"product": "珍珠米"}]}).replies[0].text
    assert said == "你没有订珍珠米，订的是豆角2斤。"


def test_hours_read_aloud() -> None:
    assert aloud("08:30-11:30,13:30-17:00") == "8点半到11点半、13点半到17点"
    assert aloud("周一至周五 09:00-17:45") == "周一至周五 9点到17点45分"
