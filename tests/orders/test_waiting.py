"""What is sold out may be waited for: first come, first served, each the whole or nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.announce import announce
from bot.handlers.waiting import served_told
from bot.messages import Outcome
from catalogue.amendments import cancel
from catalogue.audit import take_back
from catalogue.group_buys import UNDO_STEPS as BUY_STEPS
from catalogue.group_buys import Offer, close_group_buy, edit_group_buy
from catalogue.order_lines import orders_of
from catalogue.privacy import erase, everything_about
from catalogue.releases import UNDO_STEPS
from catalogue.tables import AuditEntry, GroupBuy, Member, Order, Product, Wait, WaitEntry
from catalogue.waiting import UNDO_STEPS as WAIT_STEPS
from catalogue.waiting import queue_for, where_something_came_in
from intents.days import plain_day_kind
from schedules.due import GroupBuyClosed, fire
from tests.orders.conftest import Street, items_slot
from tests.orders.test_ordering import book, sold


def queue(street: Street) -> list[tuple[str | None, float]]:
    """Who waits for how much, first come first."""
    ids = list(street.session.scalars(select(Product.id)))
    return [
        (street.session.get_one(Member, one.wait.sender_id).channel_id, one.quantity / 1000)
        for one in queue_for(street.session, ids)
    ]


def waits(street: Street, who: str, quantity: float, said: str = "排队", **slots: Any) -> Outcome:
    """Order a fish that is sold out, and say yes to a place in the queue."""
    street.order(who, ("鲜鲈鱼", quantity), **slots)
    return street.say(who, "order", {"items": items_slot(("鲜鲈鱼", quantity))}, text=said, answers=True)


def sell_out(street: Street) -> None:
    """Ten fish: a has 4, c 4, d 2."""
    for who, quantity in (("a", 4), ("c", 4), ("d", 2)):
        street.order(who, ("鲜鲈鱼", quantity))


def told(street: Street) -> list[str]:
    """What those are told who were served just now."""
    return [reply.text for reply in served_told(street.session, street.now)]


def test_a_place_in_the_queue_is_told_with_how_many_are_before(street: Street) -> None:
    sell_out(street)
    assert waits(street, "g", 2).replies[0].text == (
        "排上队了：鲜鲈鱼2条，你是第一位。有货了先给你，我在群里叫你；不等了就说“鲜鲈鱼不要了”。"
    )
    assert "前面还有1位" in waits(street, "d", 1).replies[0].text
    assert queue(street) == [("g", 2), ("d", 1)]
    assert sold(street, "鲜鲈鱼") == 10


def test_a_cancellation_serves_the_first_who_fits_and_tells_them(street: Street) -> None:
    sell_out(street)
    waits(street, "g", 3)
    waits(street, "d", 1)
    street.say("d", "amend_order", {"items": items_slot(("鲜鲈鱼", 3))})  # 2 held, 1 waited for: nothing changes
    assert queue(street) == [("g", 3), ("d", 1)]
    street.say("c", "amend_order", {"items": items_slot(("鲜鲈鱼", 3))})
    assert queue(street) == [("g", 3)]  # three did not fit yet, one did
    assert told(street) == [
        "轮到你了：排队的鲜鲈鱼1条记下了，28元。明天18点截止，居委会门口取。不想要了说“鲜鲈鱼不要了”。"
    ]
    street.say("c", "cancel_order", {"items": [{"product": "鲜鲈鱼"}]})
    assert queue(street) == []
    assert ("g", "placed", "鲜鲈鱼", 3) in book(street)
    assert sold(street, "鲜鲈鱼") == 10


def test_more_in_stock_serves_the_queue_in_its_order(street: Street) -> None:
    sell_out(street)
    waits(street, "g", 2)
    waits(street, "d", 1)
    edit_group_buy(street.session, street.session.get_one(GroupBuy, 1), [Offer("鲜鲈鱼", stock=12_000)], street.act("staff"))
    assert queue(street) == [("d", 1)]
    assert sold(street, "鲜鲈鱼") == 12


def test_who_waits_may_leave_or_wait_for_less(street: Street) -> None:
    sell_out(street)
    waits(street, "g", 3)
    assert "鲜鲈鱼2条排着队" in street.say("g", "amend_order", {"items": items_slot(("鲜鲈鱼", 2))}).replies[0].text
    assert queue(street) == [("g", 2)]
    outcome = street.say("g", "cancel_order", {"items": [{"product": "鲜鲈鱼"}]})
    assert outcome.replies[0].text == "好的，鲜鲈鱼不排队了。"
    assert queue(street) == []


def test_who_wants_more_goes_to_the_end_of_the_queue(street: Street) -> None:
    sell_out(street)
    waits(street, "g", 1)
    waits(street, "d", 1)
    street.say("g", "amend_order", {"items": items_slot(("鲜鲈鱼", 2))})
    assert queue(street) == [("d", 1), ("g", 2)]


def test_cancelling_all_does_not_serve_whoever_cancels(street: Street) -> None:
    sell_out(street)
    waits(street, "d", 1)
    street.say("d", "cancel_order", {})
    assert queue(street) == []
    assert sold(street, "鲜鲈鱼") == 8


def test_a_household_with_its_share_cannot_wait_for_more(street: Street) -> None:
    sell_out(street)
    assert street.order("b", ("鲜鲈鱼", 1)).replies[0].text == "鲜鲈鱼每户限4条，你家已经订满了，换点别的吗？"
    street.order("d", ("鲜鲈鱼", 3))
    street.say("d", "order", {"items": items_slot(("鲜鲈鱼", 2))}, text="好", answers=True)
    assert queue(street) == [("d", 2)]


def test_two_of_one_household_do_not_wait_for_more_than_its_share(street: Street) -> None:
    for who, quantity in (("c", 4), ("d", 4), ("g", 2)):
        street.order(who, ("鲜鲈鱼", quantity))
    waits(street, "a", 3)
    outcome = waits(street, "b", 2)
    assert "每户限4条" in outcome.replies[0].text
    assert queue(street) == [("a", 3)]


def test_who_is_no_longer_entitled_keeps_the_place_and_the_next_is_served(street: Street) -> None:
    for who, quantity in (("c", 4), ("d", 4), ("g", 2)):
        street.order(who, ("鲜鲈鱼", quantity))
    waits(street, "a", 3)
    waits(street, "g", 1)
    product = street.session.scalars(select(Product).where(Product.name == "鲜鲈鱼")).one()
    product.stock = 12_000
    street.session.flush()
    street.order("b", ("鲜鲈鱼", 2))
    street.say("c", "cancel_order", {"items": [{"product": "鲜鲈鱼"}]})
    assert queue(street) == [("a", 3)]
    assert ("g", "placed", "鲜鲈鱼", 3) in book(street)


def test_who_waits_for_a_neighbour_is_told_for_whom(street: Street) -> None:
    sell_out(street)
    outcome = waits(street, "d", 1, beneficiary="鲍奶奶")
    assert outcome.replies[0].text.startswith("帮鲍奶奶排上队了")
    street.say("c", "cancel_order", {"items": [{"product": "鲜鲈鱼"}]})
    assert told(street)[0].startswith("轮到你了：帮鲍奶奶排队的鲜鲈鱼1条")
    assert street.session.scalars(select(Order.beneficiary_id).order_by(Order.id.desc())).first() == street.member("g").id


def test_the_words_may_say_at_once_that_one_will_wait(street: Street) -> None:
    sell_out(street)
    outcome = street.say("g", "order", {"items": items_slot(("鲜鲈鱼", 1))}, text="鱼来一条 没有就排队")
    assert not outcome.asking
    assert queue(street) == [("g", 1)]


def test_who_waits_already_keeps_the_place(street: Street) -> None:
    sell_out(street)
    waits(street, "g", 1)
    waits(street, "d", 1)
    assert "你是第一位" in waits(street, "g", 1).replies[0].text
    assert queue(street) == [("g", 1), ("d", 1)]


def test_a_closed_group_buy_serves_nobody_until_it_goes_on(street: Street) -> None:
    sell_out(street)
    waits(street, "g", 1)
    close_group_buy(street.session, street.session.get_one(GroupBuy, 1), street.act("staff"))
    cancel(street.session, orders_of(street.session, [1], street.member("c").id), None, street.act("staff"), by_staff=True)
    assert queue(street) == [("g", 1)]
    entry = street.session.scalars(select(AuditEntry).where(AuditEntry.action == "group_buy.close")).one()
    take_back(street.session, entry, BUY_STEPS, street.now)
    assert queue(street) == []


def test_a_cancellation_cannot_be_taken_back_once_somebody_was_served(street: Street) -> None:
    sell_out(street)
    waits(street, "g", 4)
    street.say("c", "cancel_order", {"items": [{"product": "鲜鲈鱼"}]})
    entry = street.session.scalars(select(AuditEntry).where(AuditEntry.action == "order.cancel")).one()
    try:
        with street.session.begin_nested():
            take_back(street.session, entry, UNDO_STEPS, street.now)
        raise AssertionError("the fish are somebody else's")
    except Exception as error:
        assert "恢复不了" in str(error)
    assert sold(street, "鲜鲈鱼") == 10


def test_a_place_given_up_by_mistake_comes_back_where_it_was(street: Street) -> None:
    sell_out(street)
    waits(street, "g", 1)
    waits(street, "d", 1)
    street.say("g", "cancel_order", {"items": [{"product": "鲜鲈鱼"}]})
    entry = street.session.scalars(select(AuditEntry).where(AuditEntry.action == "wait.leave")).one()
    take_back(street.session, entry, WAIT_STEPS, street.now)
    assert queue(street) == [("g", 1), ("d", 1)]


def test_what_the_workbook_brings_is_found_by_the_clock(street: Street) -> None:
    sell_out(street)
    waits(street, "g", 1)
    assert where_something_came_in(street.session) == []
    street.session.scalars(select(Product).where(Product.name == "鲜鲈鱼")).one().stock = 11_000
    street.session.flush()
    assert [one.title for one in where_something_came_in(street.session)] == ["早市团"]


def test_entries_of_the_queue_are_only_ever_added(street: Street) -> None:
    sell_out(street)
    waits(street, "g", 1)
    before = street.session.execute(select(WaitEntry.id, WaitEntry.quantity)).all()
    street.say("g", "cancel_order", {"items": [{"product": "鲜鲈鱼"}]})
    after = street.session.execute(select(WaitEntry.id, WaitEntry.quantity)).all()
    assert after[: len(before)] == before
    assert [row[1] for row in after] == [1_000, -1_000]


def test_who_erases_themselves_waits_no_longer_and_leaves_no_address(street: Street) -> None:
    sell_out(street)
    waits(street, "g", 1)
    waits(street, "d", 2, beneficiary="我舅妈")
    assert everything_about(street.session, street.member("g"))["排队"] == [
        {"商品": "鲜鲈鱼", "数量": 1, "时间": "2026-11-28 09:04"}
    ]
    gone = street.member("g")
    erase(street.session, gone, street.act("g"))
    erase(street.session, street.member("d"), street.act("staff"))
    assert queue(street) == []
    kept = street.session.execute(select(Wait.household, Wait.beneficiary_name)).all()
    assert {name for _, name in kept} == {None}
    assert all(household.startswith("member:") for household, _ in kept)


def test_the_tally_tells_what_is_waited_for(street: Street) -> None:
    sell_out(street)
    waits(street, "g", 2)
    text = street.say("staff", "order_tally", {"group_buy": "早市团"}).replies[0].text
    assert text.split("\n")[0] == "早市团：3户、10件、280元，明天18点截止。还有1户排队等鲜鲈鱼2条。"


def test_who_waited_in_vain_is_told_when_it_ends(street: Street) -> None:
    sell_out(street)
    waits(street, "g", 1)
    market = street.session.get_one(GroupBuy, 1)
    happened = [one for one in fire(street.session, market.deadline, plain_day_kind) if isinstance(one, GroupBuyClosed)]
    replies = announce(street.session, happened[0], market.deadline)
    told_so = [reply for reply in replies if reply.cause == "waiting"]
    assert [(reply.room, reply.mentions) for reply in told_so] == [(1, (street.member("g").id,))]
    assert told_so[0].text == "鲍奶奶：早市团的鲜鲈鱼到截止也没有人退，这次没排上，下次再团我会说。"
