"""Ordering in the group: what is recorded, what is answered, what is asked."""

from __future__ import annotations

from sqlalchemy import select

from catalogue.order_lines import lines_of
from catalogue.tables import Order, Product
from intents.scene import Doubt
from tests.orders.conftest import Street, items_slot


def book(street: Street) -> list[tuple[str | None, str, str, float]]:
    """Everything in the ledger: sender, status, product, quantity."""
    orders = street.session.scalars(select(Order).order_by(Order.id)).all()
    return [
        (line.order.sender_id and street.session.get(type(street.member("a")), line.order.sender_id).channel_id,
         line.order.status, line.product.name, line.quantity / 1000)
        for line in lines_of(street.session, orders)
    ]


def sold(street: Street, name: str) -> float:
    """How much of a product is counted as sold."""
    street.session.expire_all()
    return street.session.scalars(select(Product.sold).where(Product.name == name)).one() / 1000


def test_an_order_is_recorded_and_answered_with_sum_deadline_and_place(street: Street) -> None:
    outcome = street.order("a", ("鲜鲈鱼", 2), ("豆角", 1.5))
    assert outcome.replies[0].text == (
        "记下了：鲜鲈鱼2条、豆角1.5斤，共65.75元。明天18点截止，居委会门口取。换地方取就说“改到东岗亭”。"
    )
    assert outcome.slots["items"] == items_slot(("鲜鲈鱼", 2), ("豆角", 1.5))
    assert book(street) == [("a", "placed", "鲜鲈鱼", 2), ("a", "placed", "豆角", 1.5)]


def test_a_second_order_adds_to_the_first(street: Street) -> None:
    street.order("a", ("豆角", 1))
    outcome = street.order("a", ("豆角", 2))
    assert book(street) == [("a", "placed", "豆角", 3)]
    assert "一共豆角3斤，19.5元" in outcome.replies[0].text


def test_the_stock_is_never_exceeded_and_what_is_left_is_offered(street: Street) -> None:
    street.order("a", ("鲜鲈鱼", 4))
    street.order("c", ("鲜鲈鱼", 4))
    outcome = street.order("d", ("鲜鲈鱼", 3))
    assert outcome.asking
    assert outcome.replies[0].text == "鲜鲈鱼只剩2条了，要的话回“好”。"
    street.say("d", "order", {"items": items_slot(("鲜鲈鱼", 2))}, answers=True)
    assert sold(street, "鲜鲈鱼") == 10


def test_a_household_shares_its_limit(street: Street) -> None:
    street.order("a", ("鲜鲈鱼", 3))
    outcome = street.order("b", ("鲜鲈鱼", 2))
    assert outcome.replies[0].text == "鲜鲈鱼每户限4条，你家还能订1条，要的话回“好”。"
    assert sold(street, "鲜鲈鱼") == 3


def test_the_limit_of_an_order_for_somebody_counts_for_them(street: Street) -> None:
    street.order("a", ("鲜鲈鱼", 4))
    outcome = street.order("a", ("鲜鲈鱼", 4), beneficiary="鲍奶奶")
    assert not outcome.asking
    assert outcome.replies[0].text.startswith("帮鲍奶奶记下了：鲜鲈鱼4条")
    assert street.order("g", ("鲜鲈鱼", 1)).asking


def test_what_is_clear_is_recorded_and_the_rest_is_asked(street: Street) -> None:
    doubt = Doubt("which_product", "瓜", quantity=1, choices=("冬瓜", "豆角"))
    outcome = street.say("a", "order", {"items": items_slot(("豆角", 1))}, doubts=(doubt,))
    assert outcome.asking
    assert outcome.slots["items"] == items_slot(("豆角", 1))
    first, second = outcome.replies[0].text.split("\n")
    assert first.startswith("记下了：豆角1斤")
    assert second == "瓜有两种：①冬瓜 9元 ②豆角 6.5元，要哪种？"
    assert book(street) == [("a", "placed", "豆角", 1)]


def test_an_answer_records_the_rest_with_what_was_settled_before(street: Street) -> None:
    doubt = Doubt("how_many", "豆角", "豆角")
    street.say("a", "order", {"beneficiary": "鲍奶奶"}, doubts=(doubt,))
    outcome = street.say("a", "order", {"items": items_slot(("豆角", 2))}, answers=True)
    assert outcome.slots == {"items": items_slot(("豆角", 2)), "beneficiary": "鲍奶奶"}
    assert street.session.scalars(select(Order.beneficiary_id)).one() == street.member("g").id


def test_what_is_sold_out_may_be_waited_for(street: Street) -> None:
    outcome = street.order("a", ("冬瓜", 1))
    assert outcome.asking
    assert outcome.replies[0].text == "冬瓜已经订完了，要不要排队等？回“排队”，有人退了先给你。"
    assert book(street) == []


def test_the_same_words_within_three_minutes_are_asked_about(street: Street) -> None:
    street.say("a", "order", {"items": items_slot(("豆角", 1))}, text="豆角一斤")
    outcome = street.say("a", "order", {"items": items_slot(("豆角", 1))}, text="豆角 一斤！")
    assert outcome.asking
    assert outcome.replies[0].text == "刚才已经记下豆角1斤了，要再加一次吗？要就回“好”。"
    street.say("a", "order", {"items": items_slot(("豆角", 1))}, text="好", answers=True)
    assert book(street) == [("a", "placed", "豆角", 2)]


def test_the_same_words_later_or_after_cancelling_are_an_order(street: Street) -> None:
    street.say("a", "order", {"items": items_slot(("豆角", 1))}, text="豆角一斤")
    street.minute += 3
    assert not street.say("a", "order", {"items": items_slot(("豆角", 1))}, text="豆角一斤").asking
    street.say("a", "cancel_order", {})
    assert not street.say("a", "order", {"items": items_slot(("豆角", 1))}, text="豆角一斤").asking


def test_one_message_may_order_from_two_group_buys(street: Street) -> None:
    outcome = street.order("a", ("豆角", 1), ("珍珠米", 1))
    assert outcome.replies[0].text == (
        "记下了：豆角1斤、珍珠米1袋，共52元。早市团明天18点截止，居委会门口取；粮油团后天9点截止，居委会门口取。"
    )
    assert {order.group_buy_id for order in street.session.scalars(select(Order))} == {1, 2}


def test_the_pickup_point_that_is_named_is_kept_when_more_is_ordered(street: Street) -> None:
    street.order("a", ("豆角", 1), pickup="东岗亭")
    street.order("a", ("豆角", 1))
    assert street.session.scalars(select(Order.pickup)).all() == ["东岗亭"]


def test_an_amendment_sets_the_total_of_what_it_names(street: Street) -> None:
    street.order("a", ("鲜鲈鱼", 1), ("豆角", 1))
    outcome = street.say("a", "amend_order", {"items": items_slot(("鲜鲈鱼", 3))})
    assert outcome.replies[0].text == "改好了：鲜鲈鱼3条。现在一共鲜鲈鱼3条、豆角1斤，90.5元。"
    street.say("a", "amend_order", {"items": items_slot(("鲜鲈鱼", 2))})
    assert sold(street, "鲜鲈鱼") == 2
    assert street.say("a", "amend_order", {"items": items_slot(("鲜鲈鱼", 9))}).replies[0].text == (
        "鲜鲈鱼每户限4条，你家还能订4条，要的话回“好”。"
    )
    assert sold(street, "鲜鲈鱼") == 2


def test_the_one_for_whom_it_is_may_change_it(street: Street) -> None:
    street.order("a", ("珍珠米", 1), beneficiary="鲍奶奶")
    street.say("g", "amend_order", {"items": items_slot(("珍珠米", 2))})
    assert book(street) == [("a", "placed", "珍珠米", 2)]
    street.say("d", "cancel_order", {})
    assert book(street) == [("a", "placed", "珍珠米", 2)]


def test_cancelling_one_thing_leaves_the_others(street: Street) -> None:
    street.order("a", ("鲜鲈鱼", 1), ("豆角", 1))
    outcome = street.say("a", "cancel_order", {"items": [{"product": "鲜鲈鱼"}]})
    assert outcome.replies[0].text == "取消了：鲜鲈鱼1条。现在一共豆角1斤，6.5元。"
    street.say("a", "cancel_order", {})
    assert book(street) == [("a", "cancelled", "豆角", 1)]
    assert sold(street, "豆角") == sold(street, "鲜鲈鱼") == 0


def test_after_cancelling_everything_a_new_order_has_the_next_number(street: Street) -> None:
    street.order("a", ("豆角", 1))
    street.say("a", "cancel_order", {})
    street.order("a", ("豆角", 3))
    assert street.session.execute(select(Order.number, Order.status)).all() == [(1, "cancelled"), (2, "placed")]
    assert sold(street, "豆角") == 3


def test_a_paid_item_is_cancelled_only_by_staff_and_more_is_a_new_record(street: Street) -> None:
    street.order("a", ("豆角", 2))
    street.say("staff", "mark_paid", {"name": "钟姐", "group_buy": "早市团"})
    assert street.say("a", "cancel_order", {}).replies[0].text == "豆角2斤已经付过款了，要退请找网格员。"
    street.order("a", ("豆角", 1))
    assert book(street) == [("a", "paid", "豆角", 2), ("a", "placed", "豆角", 1)]
    assert "付过款" in street.say("a", "amend_order", {"items": items_slot(("豆角", 1))}).replies[0].text
    street.say("a", "amend_order", {"items": items_slot(("豆角", 2))})
    assert book(street) == [("a", "paid", "豆角", 2), ("a", "cancelled", "豆角", 1)]


def test_a_price_change_leaves_placed_orders_and_less_is_taken_from_the_newest(street: Street) -> None:
    street.order("a", ("豆角", 2))
    outcome = street.say("staff", "edit_group_buy", {"group_buy": "早市团", "items": [{"product": "豆角", "price": 6}]})
    assert outcome.replies[0].text.startswith("早市团：豆角从6.5元改成6元。已下的1单还按原价。")
    assert "19元" in street.order("a", ("豆角", 1)).replies[0].text
    assert "13元" in street.say("a", "amend_order", {"items": items_slot(("豆角", 2))}).replies[0].text


def test_nobody_s_room_number_is_said_to_others(street: Street) -> None:
    outcome = street.order("a", ("豆角", 1), beneficiary="9-1-301鲁叔")
    assert outcome.replies[0].text.startswith("帮鲁叔记下了")


def test_a_name_of_two_members_is_asked_about_and_nobody_s_name_is_kept_as_text(street: Street) -> None:
    street.member("d").nickname = "鲍奶奶"
    street.session.flush()
    outcome = street.order("a", ("豆角", 1), beneficiary="鲍奶奶")
    assert outcome.asking
    assert book(street) == []
    street.order("a", ("豆角", 1), beneficiary="我舅妈")
    assert street.session.scalars(select(Order.beneficiary_name)).all() == ["我舅妈"]


def test_without_an_open_group_buy_the_reason_is_told(street: Street) -> None:
    street.minute = 60 * 24 * 5
    outcome = street.order("a", ("豆角", 1))
    assert outcome.replies[0].text == "现在没有正在进行的团购，下次开团我会在群里说。"
    assert outcome.intent == "order"


def test_my_orders_come_in_private(street: Street) -> None:
    street.order("a", ("豆角", 1))
    outcome = street.say("a", "my_orders")
    assert [reply.room for reply in outcome.replies] == [1, None]
    assert "豆角" not in outcome.replies[0].text
    assert outcome.replies[1].text == "早市团1号：豆角1斤，6.5元，未付款，居委会门口取"
    assert street.say("d", "my_orders", private=True).replies[0].text == "你现在没有还没取的订单。"


def test_plus_one_has_something_to_repeat(street: Street) -> None:
    street.order("a", ("豆角", 1))
    talk = street.context("b").memory.talk()
    assert talk.last_act is not None and talk.last_act.products == ("豆角",)
    assert talk.spoken_of == ("早市团",)


def test_in_private_the_group_buy_to_cancel_is_asked_for(street: Street) -> None:
    street.order("a", ("豆角", 1), ("珍珠米", 1))
    outcome = street.say("a", "cancel_order", private=True)
    assert outcome.asking
    assert outcome.replies[0].text == "要取消哪个团的？①早市团 ②粮油团"
    street.say("a", "cancel_order", {"group_buy": "粮油团"}, private=True, answers=True)
    assert book(street) == [("a", "placed", "豆角", 1), ("a", "cancelled", "珍珠米", 1)]


def test_whether_one_may_still_order_what_is_sold_out_is_answered_with_that(street: Street) -> None:
    asked = {"product": "冬瓜", "field": "deadline"}
    outcome = street.say("a", "group_buy_info", asked, text="冬瓜还能订么")
    assert outcome.replies[0].text == "冬瓜已经订完了。"
    assert outcome.slots["field"] == "stock"
    assert "截止" in street.say("a", "group_buy_info", asked, text="冬瓜几点截止").replies[0].text


def test_a_number_that_nobody_means_is_asked_about(street: Street) -> None:
    outcome = street.order("a", ("豆角", 10_000))
    assert outcome.asking
    assert outcome.replies[0].text == "豆角要10000斤？太多了吧，是不是多打了？再说一次要几斤。"
    assert book(street) == []
