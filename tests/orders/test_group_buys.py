"""What staff do with group buys, and what taking it back does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.handlers.undo import undo_message
from bot.messages import Outcome
from catalogue.audit import Act
from catalogue.group_buys import open_here
from catalogue.settlement import due_group_buys, settle_due
from catalogue.tables import GroupBuy, Member, Order, Product, Room
from tests.orders.conftest import START, Street
from tests.orders.test_ordering import book, sold

VEGETABLES: dict[str, Any] = {
    "title": "菜篮团",
    "items": [
        {"product": "菠菜", "price": 4.5, "unit": "斤", "stock": 100, "limit": 5},
        {"product": "莲藕", "price": 6, "unit": "斤"},
    ],
    "deadline": "2026-12-01T18:00:00+08:00", "pickup": "居委会门口",
}


def undo(street: Street, who: str = "staff") -> Outcome:
    """撤销 by somebody."""
    from bot.handlers.undo import undo as take_back
    from intents.reading import Reading

    outcome = take_back(street.context(who, "#撤销"), Reading("undo"))
    street.said.append(outcome)
    street.minute += 1
    return outcome


def group_buy(street: Street, title: str) -> GroupBuy:
    """The group buy of that title."""
    return street.session.scalars(select(GroupBuy).where(GroupBuy.title == title)).one()


def test_a_group_buy_is_opened_where_it_is_commanded(street: Street) -> None:
    outcome = street.say("staff", "open_group_buy", VEGETABLES)
    assert outcome.replies[0].text.startswith(
        "菜篮团开团了：菠菜4.5元/斤（共100斤，每户限5斤）、莲藕6元/斤。\n周二18点截止，居委会门口取。"
    )
    assert outcome.slots == VEGETABLES
    opened = group_buy(street, "菜篮团")
    assert (opened.rooms, opened.if_short, opened.pickup_points) == ([1], "取消", ["居委会门口"])
    spinach = street.session.scalars(select(Product).where(Product.name == "菠菜")).one()
    assert (spinach.price_fen, spinach.stock, spinach.household_limit) == (450, 100_000, 5_000)
    assert not open_here(street.session, [street.session.get_one(Room, 2)], street.now)[1:]
    assert "菠菜2斤" in street.order("a", ("菠菜", 2)).replies[0].text


@pytest.mark.parametrize(("gone", "asked"), [("deadline", "截止"), ("items", "多少钱")])
def test_what_is_missing_is_asked_for_and_the_rest_is_kept(street: Street, gone: str, asked: str) -> None:
    slots = {name: value for name, value in VEGETABLES.items() if name != gone}
    outcome = street.say("staff", "open_group_buy", slots)
    assert outcome.asking
    assert asked in outcome.replies[0].text
    answered = street.say("staff", "open_group_buy", {gone: VEGETABLES[gone]}, answers=True)
    assert answered.slots == VEGETABLES
    assert group_buy(street, "菜篮团").status == "open"


def test_a_running_title_is_refused_and_a_past_one_may_be_used_again(street: Street) -> None:
    again = {**VEGETABLES, "title": "早市团"}
    assert "还在进行" in street.say("staff", "open_group_buy", again).replies[0].text
    street.order("a", ("豆角", 1))
    street.say("staff", "close_group_buy", {"group_buy": "早市团"})
    street.say("staff", "open_group_buy", again)
    titles = set(street.session.scalars(select(GroupBuy.title)))
    assert titles == {"早市团", "早市团（2026-11-29）", "粮油团"}
    street.order("a", ("菠菜", 1))
    assert street.session.scalars(select(Order.number).order_by(Order.id)).all() == [1, 1]


def test_a_group_buy_from_a_collection_takes_units_and_names_those_who_wait(street: Street) -> None:
    street.say("a", "express_demand", {"items": [{"product": "砂糖橘", "quantity": 2, "unit": "箱"}]})
    outcome = street.say("staff", "open_group_buy", {
        "title": "年货团", "from_demand": "年货征集", "items": [{"product": "砂糖橘", "price": 39}],
        "deadline": "2026-12-05T20:00:00+08:00",
    })
    assert "砂糖橘39元/箱" in outcome.replies[0].text
    told = outcome.replies[-1]
    assert told.text == "钟姐：你们想要的开团了，砂糖橘39元/箱。要的话说一声要多少。"
    assert (told.room, told.mentions) == (1, (street.member("a").id,))


def test_closing_tells_the_sums_and_sends_the_list_in_private(street: Street) -> None:
    street.order("a", ("豆角", 2))
    street.order("g", ("鲜鲈鱼", 1))
    outcome = street.say("staff", "close_group_buy", {"group_buy": "早市团"})
    assert outcome.replies[0].text == "早市团已截止：2户、1件、2斤、41元。清单发你私信了。10分钟内回“撤销”可恢复。"
    assert outcome.replies[1].room is None
    assert outcome.replies[1].file is not None and outcome.replies[1].file.exists()
    assert street.order("a", ("豆角", 1)).asking
    undo(street)
    assert not street.order("a", ("豆角", 1)).asking


def test_a_new_price_is_not_taken_back_once_somebody_ordered_at_it(street: Street) -> None:
    edit = {"group_buy": "早市团", "items": [{"product": "豆角", "price": 6}]}
    street.order("a", ("豆角", 2))
    street.say("staff", "edit_group_buy", edit)
    undo(street)
    assert street.session.scalars(select(Product.price_fen).where(Product.name == "豆角")).one() == 650
    street.say("staff", "edit_group_buy", edit)
    street.order("d", ("豆角", 1))
    assert "已经有人按豆角的新价格下单了" in undo(street).replies[0].text


def test_opening_is_taken_back_until_somebody_has_ordered(street: Street) -> None:
    street.say("staff", "open_group_buy", VEGETABLES)
    undo(street)
    assert street.session.scalar(select(func.count()).select_from(GroupBuy)) == 2
    street.say("staff", "open_group_buy", VEGETABLES)
    street.order("a", ("菠菜", 1))
    assert "已经有人下单了" in undo(street).replies[0].text
    assert group_buy(street, "菜篮团").status == "open"


def test_paid_is_taken_back_unless_it_was_picked_up(street: Street) -> None:
    street.order("a", ("豆角", 2))
    street.say("staff", "mark_paid", {"name": "钟姐", "group_buy": "早市团"})
    undo(street)
    assert book(street) == [("a", "placed", "豆角", 2)]
    street.say("staff", "mark_paid", {"name": "钟姐", "group_buy": "早市团"})
    street.say("staff", "mark_picked_up", {"name": "钟姐"})
    assert book(street) == [("a", "picked_up", "豆角", 2)]
    undo(street)
    assert book(street) == [("a", "paid", "豆角", 2)]


def test_an_order_is_marked_by_number_by_building_and_for_whom_it_is(street: Street) -> None:
    street.order("a", ("豆角", 1))
    street.order("d", ("豆角", 2), beneficiary="鲍奶奶")
    street.say("staff", "mark_paid", {"number": "1", "group_buy": "早市团"})
    assert [row[1] for row in book(street)] == ["paid", "placed"]
    outcome = street.say("staff", "mark_paid", {"name": "鲍奶奶"})
    assert outcome.replies[0].text.startswith("记好了：鲍奶奶在早市团的13元，已付款。")
    street.order("c", ("豆角", 1))
    street.say("staff", "mark_picked_up", {"name": "9栋", "group_buy": "早市团"})
    assert [row[1] for row in book(street)] == ["paid", "picked_up", "picked_up"]
    assert "没找到" in street.say("staff", "mark_paid", {"name": "无名氏"}).replies[0].text


def test_a_recalled_order_is_undone_unless_something_came_of_it(street: Street) -> None:
    street.order("a", ("鲜鲈鱼", 2))
    street.order("a", ("鲜鲈鱼", 1), pickup="东岗亭")
    undo_message(street.context("a"), "m1")
    assert book(street) == [("a", "placed", "鲜鲈鱼", 2)]
    undo_message(street.context("a"), "m0")
    assert book(street) == [("a", "cancelled", "鲜鲈鱼", 2)]
    assert sold(street, "鲜鲈鱼") == 0
    street.order("d", ("豆角", 1))
    street.say("staff", "mark_paid", {"name": "阿桃"})
    assert "付款" in undo_message(street.context("d"), "m2").replies[0].text
    assert book(street)[1] == ("d", "paid", "豆角", 1)


def test_a_recalled_cancellation_revives_the_order_only_if_the_stock_is_still_there(street: Street) -> None:
    street.order("a", ("鲜鲈鱼", 4))
    street.order("c", ("鲜鲈鱼", 4))
    street.say("a", "cancel_order", {})
    street.order("g", ("鲜鲈鱼", 4))
    assert "被别人订走" in undo_message(street.context("a"), "m2").replies[0].text
    street.say("g", "cancel_order", {})
    undo_message(street.context("a"), "m2")
    assert [row[1] for row in book(street)] == ["placed", "placed", "cancelled"]
    assert sold(street, "鲜鲈鱼") == 8


def test_the_tally_counts_households_and_what_is_missing(street: Street) -> None:
    street.order("a", ("珍珠米", 1))
    street.order("b", ("珍珠米", 2))
    outcome = street.say("staff", "order_tally", {"group_buy": "粮油团"})
    assert outcome.replies[0].text == "粮油团：1户、3件、136.5元，后天9点截止。\n珍珠米3袋（1户），还差2成团"


def settle(street: Street, minutes: int = 0) -> Any:
    """The deadline of 粮油团 comes."""
    now = START + timedelta(days=2, minutes=minutes)
    [due] = [one for one in due_group_buys(street.session, now) if one.title == "粮油团"]
    return settle_due(street.session, due, now, Act(now))


def test_a_product_that_misses_its_minimum_is_cancelled_and_its_buyers_are_known_once(street: Street) -> None:
    street.order("a", ("珍珠米", 1), ("豆角", 1))
    settlement = settle(street)
    assert [product.name for product in settlement.dropped] == ["珍珠米"]
    assert set(settlement.told()) == {street.member("a").id}
    assert book(street) == [("a", "placed", "豆角", 1), ("a", "cancelled", "珍珠米", 1)]
    assert sold(street, "珍珠米") == 0
    assert settle_due(street.session, group_buy(street, "粮油团"), START + timedelta(days=3), Act(START)).nothing


def test_an_extension_is_for_24_hours_and_once_and_only_for_what_is_short(street: Street) -> None:
    grain = group_buy(street, "粮油团")
    grain.if_short = "延期"
    street.session.add(Product(group_buy_id=grain.id, name="绿豆", unit="斤", price_fen=900))
    street.session.flush()
    street.order("a", ("珍珠米", 1), ("绿豆", 1))
    settlement = settle(street)
    assert [product.name for product in settlement.extended] == ["珍珠米"]
    assert grain.deadline == START + timedelta(days=3)
    street.minute = 60 * 49
    assert not street.order("d", ("珍珠米", 1)).asking
    assert street.order("d", ("绿豆", 1)).asking
    later = settle_due(street.session, grain, START + timedelta(days=3), Act(START + timedelta(days=3)))
    assert [product.name for product in later.dropped] == ["珍珠米"]
    assert grain.status == "settled"
    assert sold(street, "珍珠米") == 0
    assert sold(street, "绿豆") == 1


def test_a_reached_minimum_or_going_ahead_cancels_nothing(street: Street) -> None:
    street.order("a", ("珍珠米", 1))
    group_buy(street, "粮油团").if_short = "照常"
    assert settle(street).dropped == []
    assert book(street) == [("a", "placed", "珍珠米", 1)]


def test_information_answers_first(street: Street) -> None:
    street.order("a", ("鲜鲈鱼", 3))
    told = {
        field: street.say("d", "group_buy_info", {"product": "鲜鲈鱼", "field": field}).replies[0].text
        for field in ("price", "stock", "limit", "deadline", "pickup")
    }
    assert told == {
        "price": "鲜鲈鱼28元一条。", "stock": "鲜鲈鱼还有7条。", "limit": "鲜鲈鱼每户限4条。",
        "deadline": "鲜鲈鱼明天18点截止。", "pickup": "居委会门口或东岗亭取。",
    }
    assert "早市团：鲜鲈鱼28元/条" in street.say("d", "group_buy_info", {"field": "items"}).replies[0].text


def test_an_erased_member_s_orders_still_count(street: Street) -> None:
    street.order("d", ("豆角", 1))
    person = street.session.get_one(Member, street.member("d").id)
    person.channel_id = person.nickname = None
    street.session.flush()
    assert "1户" in street.say("staff", "order_tally", {"group_buy": "早市团"}).replies[0].text


def test_a_command_that_may_mean_several_group_buys_asks_which(street: Street) -> None:
    outcome = street.say("staff", "close_group_buy")
    assert outcome.asking
    assert outcome.replies[0].text == "哪个团？①粮油团 ②早市团"
    question = street.context("staff").memory.question()
    assert question is not None and question.doubts[0].choices == ("粮油团", "早市团")
    street.say("staff", "close_group_buy", {"group_buy": "早市团"}, answers=True)
    assert group_buy(street, "早市团").status == "closed"
