"""What is held about a member: taken away by them, erased for them."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import inspect, select

from catalogue import orders
from catalogue.audit import Act
from catalogue.marks import mark_paid
from catalogue.stock import Want
from catalogue.tables import Base, GroupBuy, Member, Order, Product, Ticket
from tests.people.conftest import Street, texts

CONFIRM = "确认"
TRACES = ("小戴", "1单元502", "13912345678", "K7777")


def ordered(street: Street, title: str) -> Order:
    group_buy = GroupBuy(title=title, rooms=[], deadline=street.now + timedelta(days=1), pickup_points=[])
    street.session.add(group_buy)
    street.session.flush()
    product = Product(group_buy_id=group_buy.id, name=f"{title}的米", price_fen=100)
    street.session.add(product)
    street.session.flush()
    member = street.member("a")
    recipient = orders.recipient_for(street.session, member)
    placed = orders.place(street.session, recipient, [Want(product, 1_000)], Act(street.now, member.id)).orders[0]
    return street.session.get_one(Order, placed.id)


def filled(street: Street) -> tuple[Order, Order]:
    member = street.member("a")
    member.card_no = "K7777"
    street.say("a", "set_home", address="榆荫里6栋1单元502")
    street.say("a", "sign_up", activity="河岸清扫", people=3)
    street.later(seconds=5).say("b", "sign_up", activity="河岸清扫", people=2)
    street.say("a", "report_issue", kind="repair", text="灯不亮 找我13912345678")
    street.say("north", "award_points", name="小戴", points=3)
    paid = ordered(street, "早团")
    mark_paid(street.session, [paid], Act(street.now, street.member("north").id))
    return paid, ordered(street, "晚团")


def test_erasing_waits_for_the_word_within_two_minutes(street: Street) -> None:
    asked = street.say("a", "forget_me", field="erase")
    assert asked.asking and CONFIRM in texts(asked)
    late = street.later(minutes=3).say("a", "forget_me", field="erase")
    assert "没有删" in texts(late) and street.member("a").erased_at is None
    street.say("a", "forget_me", field="erase")
    assert "删好了" in texts(street.later(minutes=1).say("a", "forget_me", field="erase"))


def test_nothing_of_an_erased_person_is_left(street: Street) -> None:
    filled(street)
    row = street.member("a")
    street.say("a", "forget_me", None, field="erase")
    street.say("a", "forget_me", None, field="erase")
    assert row.erased_at is not None and row.channel_id is None
    tables = inspect(street.session.connection()).get_table_names()
    for name in set(tables) & set(Base.metadata.tables):
        for found in street.session.execute(select(Base.metadata.tables[name])):
            assert not any(trace in str(found) for trace in TRACES), (name, found)


def test_unpaid_open_orders_are_cancelled_and_paid_ones_kept_without_the_person(street: Street) -> None:
    paid, unpaid = filled(street)
    street.say("a", "forget_me", field="erase")
    street.say("a", "forget_me", field="erase")
    assert (paid.status, unpaid.status) == ("paid", "cancelled")
    assert paid.sender_id is not None and street.session.get_one(Member, paid.sender_id).channel_id is None
    assert "13912345678" not in street.session.scalars(select(Ticket)).one().text


def test_the_places_of_an_erased_person_go_to_who_waits(street: Street) -> None:
    filled(street)
    street.say("a", "forget_me", field="erase")
    outcome = street.say("a", "forget_me", field="erase")
    assert street.sign_ups("河岸清扫")["b"] == (2, "confirmed")
    assert [reply.to for reply in outcome.replies if reply.cause == "promoted"] == [street.member("b").id]


def test_the_certificate_of_an_erased_person_is_worth_nothing(street: Street) -> None:
    filled(street)
    street.say("a", "forget_me", field="erase")
    street.say("a", "forget_me", field="erase")
    assert street.certificates() == {"V0001": "revoked"}


def test_ones_own_data_comes_as_a_file_to_oneself_only(street: Street) -> None:
    filled(street)
    outcome = street.say("a", "forget_me", field="export")
    files = [reply for reply in outcome.replies if reply.file is not None]
    assert len(files) == 1 and files[0].room is None and files[0].to == street.member("a").id
    assert files[0].file is not None
    held = json.loads(files[0].file.read_text(encoding="utf-8"))
    assert held["我的资料"]["住址"] == "榆荫里6栋1单元502" and held["积分"]["余额"] == 3
    assert len(held["订单"]) == 2 and held["报名"][0]["人数"] == 3 and held["反映的事"][0]["编号"] == 1
