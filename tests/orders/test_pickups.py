"""Where the goods are fetched: the point used last goes before the nearest one, and what was said before both."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from catalogue.marks import mark_picked_up
from catalogue.tables import GroupBuy, Order, Place, Product
from tests.orders.conftest import START, Street


def next_week(street: Street, *points: str) -> None:
    """The market again, with these points."""
    market = GroupBuy(title="下周早市团", rooms=[1], deadline=START + timedelta(days=6), pickup_points=list(points))
    street.session.add(market)
    street.session.flush()
    street.session.add(Product(group_buy_id=market.id, name="丝瓜", unit="斤", price_fen=400))
    street.session.flush()


def points(street: Street) -> list[str | None]:
    return list(street.session.scalars(select(Order.pickup).order_by(Order.id)))


def test_the_point_that_was_chosen_last_is_proposed_next_time(street: Street) -> None:
    street.order("a", ("豆角", 1), pickup="东岗亭")
    next_week(street, "居委会门口", "东岗亭")
    assert "东岗亭取" in street.order("a", ("丝瓜", 1)).replies[0].text
    assert points(street) == ["东岗亭", "东岗亭"]


def test_the_point_where_they_fetched_last_is_proposed_next_time(street: Street) -> None:
    street.order("a", ("豆角", 1))
    orders = list(street.session.scalars(select(Order)))
    orders[0].pickup = "东岗亭"
    mark_picked_up(street.session, orders, street.act("staff"))
    next_week(street, "居委会门口", "东岗亭")
    street.order("a", ("丝瓜", 1))
    assert points(street) == ["东岗亭", "东岗亭"]


def test_a_proposal_that_nobody_chose_does_not_stick(street: Street) -> None:
    street.order("a", ("豆角", 1))
    next_week(street, "东岗亭", "居委会门口")
    assert "换地方取就说“改到居委会门口”" in street.order("a", ("丝瓜", 1)).replies[0].text
    assert points(street) == ["居委会门口", "东岗亭"]


def test_a_point_that_this_group_buy_does_not_have_is_not_proposed(street: Street) -> None:
    street.order("a", ("豆角", 1), pickup="东岗亭")
    next_week(street, "居委会门口", "西门药房")
    street.order("a", ("丝瓜", 1))
    assert points(street) == ["东岗亭", "居委会门口"]


def test_what_is_said_goes_before_what_was_used(street: Street) -> None:
    street.order("a", ("豆角", 1), pickup="东岗亭")
    next_week(street, "居委会门口", "东岗亭")
    street.order("a", ("丝瓜", 1), pickup="居委会门口")
    assert points(street) == ["东岗亭", "居委会门口"]


def test_changing_the_point_counts_as_choosing_it(street: Street) -> None:
    street.order("a", ("豆角", 1))
    assert "改到东岗亭取" in street.say("a", "amend_order", {"pickup": "东岗亭"}).replies[0].text
    next_week(street, "居委会门口", "东岗亭")
    street.order("a", ("丝瓜", 1))
    assert points(street) == ["东岗亭", "东岗亭"]


def test_who_lives_where_we_know_is_not_told_of_other_points(street: Street) -> None:
    for name, lng in (("梧桐里3栋", 120.0), ("居委会门口", 120.01), ("东岗亭", 120.001)):
        street.session.add(Place(name=name, kind="自提点", lng=lng, lat=30.0, aliases=[]))
    street.session.flush()
    street.member("a").home_place_id = 1
    street.session.flush()
    text = street.order("a", ("豆角", 1)).replies[0].text
    assert "东岗亭取" in text and "换地方" not in text
