"""#接龙 against the ledger."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.messages import Outcome
from catalogue.order_lines import lines_of
from catalogue.tables import Member, Order
from tests.orders.conftest import Street, items_slot


def post(street: Street, who: str, *rows: tuple[str, str, float], title: str = "早市团") -> Outcome:
    """Post a list of (name, product, quantity)."""
    entries = [
        {"position": position, "name": name, "items": items_slot((product, quantity))}
        for position, (name, product, quantity) in enumerate(rows, 1)
    ]
    return street.say(who, "relay", {"title": title, "entries": entries})


def ledger(street: Street) -> list[tuple[Any, ...]]:
    """Sender, beneficiary, who entered it, product, quantity of all live orders."""
    ids: dict[int | None, str | None] = {
        row[0]: row[1] for row in street.session.execute(select(Member.id, Member.channel_id))
    }
    orders = street.session.scalars(select(Order).where(Order.status != "cancelled").order_by(Order.id)).all()
    return [
        (ids.get(line.order.sender_id), line.order.beneficiary_name, ids.get(line.order.entered_by),
         line.product.name, line.quantity / 1000)
        for line in lines_of(street.session, orders)
    ]


def test_each_row_is_its_name_s_and_names_of_nobody_are_the_sender_s_to_change(street: Street) -> None:
    outcome = post(street, "a", ("钟姐", "豆角", 1), ("阿桃", "鲜鲈鱼", 2), ("小卖部老板", "豆角", 3))
    assert ledger(street) == [
        ("a", None, None, "豆角", 1), ("d", None, "a", "鲜鲈鱼", 2), ("a", "小卖部老板", None, "豆角", 3),
    ]
    assert outcome.replies[0].text == "接龙记下了：钟姐 豆角1斤｜阿桃 鲜鲈鱼2条｜小卖部老板 豆角3斤。"


def test_the_same_list_again_changes_nothing_and_is_not_answered(street: Street) -> None:
    rows = (("钟姐", "豆角", 1), ("小卖部老板", "豆角", 3))
    post(street, "a", *rows)
    before = ledger(street)
    assert post(street, "a", *rows).replies == []
    assert post(street, "d", *rows).replies == []
    assert ledger(street) == before


def test_two_who_repost_the_same_ancestor_are_both_kept(street: Street) -> None:
    post(street, "a", ("钟姐", "豆角", 1))
    assert post(street, "d", ("钟姐", "豆角", 1), ("阿桃", "豆角", 2)).replies[0].text == "接龙记下了：阿桃 豆角2斤。"
    text = post(street, "g", ("钟姐", "豆角", 1), ("鲍奶奶", "豆角", 3)).replies[0].text
    assert text == "接龙记下了：鲍奶奶 豆角3斤。\n没抄到的照旧：阿桃。"
    assert len(ledger(street)) == 3


def test_a_row_of_somebody_else_that_reads_otherwise_stays(street: Street) -> None:
    post(street, "a", ("钟姐", "豆角", 1))
    text = post(street, "d", ("钟姐", "豆角", 9), ("阿桃", "豆角", 2)).replies[0].text
    assert "钟姐那行和我记的不一样，还按原来的算" in text
    assert ("a", None, None, "豆角", 1) in ledger(street)


def test_one_s_own_row_that_changed_is_an_amendment(street: Street) -> None:
    post(street, "a", ("钟姐", "豆角", 1))
    assert post(street, "a", ("钟姐", "鲜鲈鱼", 2)).replies[0].text == "改好了：钟姐 鲜鲈鱼2条。"
    assert ledger(street) == [("a", None, None, "鲜鲈鱼", 2)]


def test_who_entered_a_row_for_somebody_may_change_it(street: Street) -> None:
    post(street, "a", ("阿桃", "豆角", 1), ("小卖部老板", "豆角", 3))
    post(street, "a", ("阿桃", "豆角", 2), ("小卖部老板", "豆角", 4))
    assert [row[-1] for row in ledger(street)] == [2, 4]
    text = post(street, "b", ("阿桃", "豆角", 5), ("小卖部老板", "豆角", 6)).replies[0].text
    assert "阿桃、小卖部老板那行" in text
    post(street, "d", ("阿桃", "豆角", 7), ("小卖部老板", "豆角", 4))
    assert [row[-1] for row in ledger(street)] == [7, 4]


def test_a_row_of_somebody_who_ordered_by_message_is_asked_about_once(street: Street) -> None:
    street.order("d", ("豆角", 2))
    outcome = post(street, "a", ("钟姐", "豆角", 1), ("阿桃", "豆角", 2))
    assert outcome.asking
    question_line = outcome.replies[0].text.split("\n")[1]
    assert question_line == "阿桃在群里已经订过了，接龙里写的是同一单，还是另外再要？另外要就回“再加”。"
    assert [row[-1] for row in ledger(street)] == [2, 1]
    question = street.context("a").memory.question()
    assert question is not None and question.intent == "relay"
    street.say("a", "relay", dict(question.slots), answers=True)
    assert [row[-1] for row in ledger(street)] == [2, 1, 2]
    assert post(street, "a", ("钟姐", "豆角", 1), ("阿桃", "豆角", 2)).replies == []


def test_the_same_order_is_not_recorded_twice_when_its_owner_says_so(street: Street) -> None:
    street.order("a", ("豆角", 2))
    asked = post(street, "a", ("钟姐", "豆角", 2), ("阿桃", "豆角", 1)).replies[0].text
    if "已经订过" in asked:
        assert "你在群里已经订过了" in asked and "钟姐在群里" not in asked
    question = street.context("a").memory.question()
    slots = dict(question.slots) if question is not None else {"entries": []}
    said = street.say("a", "relay", slots, text="是同一个", answers=True).replies[0].text
    assert "算一单" in said
    assert sum(row[-1] for row in ledger(street)) == 3


def test_the_same_question_is_not_put_again_with_every_copy(street: Street) -> None:
    street.order("d", ("豆角", 2))
    post(street, "a", ("钟姐", "豆角", 1), ("阿桃", "豆角", 2))
    outcome = post(street, "g", ("钟姐", "豆角", 1), ("阿桃", "豆角", 2), ("鲍奶奶", "豆角", 1))
    assert not outcome.asking
    assert outcome.replies[0].text == "接龙记下了：鲍奶奶 豆角1斤。"


def test_an_order_cancelled_by_message_does_not_come_back_with_an_old_copy(street: Street) -> None:
    post(street, "a", ("钟姐", "豆角", 1))
    street.say("a", "cancel_order", {})
    text = post(street, "d", ("钟姐", "豆角", 1), ("阿桃", "豆角", 1)).replies[0].text
    assert "钟姐之前取消了，没有再记" in text
    assert ledger(street) == [("d", None, None, "豆角", 1)]


def test_no_more_than_the_stock_is_taken_from_a_list_and_the_row_is_named(street: Street) -> None:
    names = ("钟姐", "阿桃", "鲍奶奶")
    text = post(street, "a", *((name, "鲜鲈鱼", 4) for name in names)).replies[0].text
    assert text.endswith("鲜鲈鱼只剩2条，鲍奶奶的没记上。")


def test_a_room_number_in_a_row_s_name_is_not_repeated(street: Street) -> None:
    text = post(street, "a", ("9-1-301鲁叔", "豆角", 1), ("5-2-402", "豆角", 1)).replies[0].text
    assert text == "接龙记下了：鲁叔 豆角1斤｜第2行 豆角1斤。"


def test_the_xml_s_owner_is_whose_row_it_is(street: Street) -> None:
    entries = [{"position": 1, "name": "别的名字", "owner": "a", "items": items_slot(("豆角", 1))}]
    outcome = street.say("a", "relay", {"title": "早市团", "entries": entries})
    assert ledger(street) == [("a", None, None, "豆角", 1)]
    assert "owner" not in outcome.slots["entries"][0]


def test_a_row_with_two_lines_of_one_person_is_added_up(street: Street) -> None:
    post(street, "a", ("钟姐", "豆角", 1), ("钟姐", "鲜鲈鱼", 1), ("钟姐", "豆角", 1))
    assert ledger(street) == [("a", None, None, "豆角", 1), ("a", None, None, "鲜鲈鱼", 1)]


def test_a_very_long_list_is_answered_in_at_most_six_lines(street: Street) -> None:
    rows = [(f"邻居{char}", "豆角", 1.0) for char in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"]
    street.order("d", ("豆角", 1))
    outcome = post(street, "a", *rows, ("阿桃", "豆角", 1), ("鲍奶奶", "冬瓜", 1))
    assert len(outcome.replies[0].text.split("\n")) <= 6
    assert "等20位" in outcome.replies[0].text


def test_an_older_list_brings_back_nothing_that_was_cancelled(street: Street) -> None:
    post(street, "a", ("钟姐", "豆角", 2))
    post(street, "a", ("钟姐", "豆角", 3))
    street.say("a", "cancel_order")
    text = post(street, "d", ("钟姐", "豆角", 2), ("阿桃", "豆角", 1)).replies[0].text
    assert "钟姐之前取消了，没有再记" in text
    assert [row[0] for row in ledger(street)] == ["d"]
    post(street, "a", ("钟姐", "豆角", 4), ("阿桃", "豆角", 1))
    assert [row[-1] for row in ledger(street)] == [1, 4]
