"""Polls, tickets, bookings, stars, addresses, roles and silence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from catalogue.tables import Booking, Merchant, Poll, Rating, Ticket, Vote
from tests.people.conftest import NORTH, SOUTH, Street, texts

SCREENING: dict[str, Any] = {"title": "看哪部片", "options": ["老片", "新片"], "deadline": "2026-12-01T20:00:00+08:00"}


def test_one_vote_a_member_and_the_last_one_counts(street: Street) -> None:
    street.say("north", "open_poll", **SCREENING)
    street.say("a", "vote", option="老片")
    assert "改投新片" in texts(street.say("a", "vote", option="新片"))
    street.say("b", "vote", option="新片")
    votes = street.session.execute(select(Vote.option)).scalars().all()
    assert votes == ["新片", "新片"]
    assert "新片2票，老片0票" in texts(street.say("north", "close_poll"))


def test_a_vote_after_the_end_or_for_no_option_is_explained(street: Street) -> None:
    street.say("north", "open_poll", **SCREENING)
    assert "老片、新片" in texts(street.say("a", "vote", option="动画片"))
    street.later(days=9)
    assert "没有正在进行" in texts(street.say("a", "vote", option="老片"))
    assert street.session.scalars(select(Vote)).all() == []


@pytest.mark.parametrize("slots", [
    {"options": ["老片"]}, {"options": ["老片", "老片"]}, {"deadline": "2026-11-01T20:00:00+08:00"},
    {"deadline": "改天"},
])
def test_a_poll_that_makes_no_sense_is_not_opened(street: Street, slots: dict[str, object]) -> None:
    street.say("north", "open_poll", **{**SCREENING, **slots})
    assert street.session.scalars(select(Poll)).all() == []


def test_a_poll_without_an_end_lasts_three_days(street: Street) -> None:
    street.say("north", "open_poll", title="看哪部片", options=["老片", "新片"])
    assert street.session.scalars(select(Poll)).one().deadline.isoformat().startswith("2026-11-30T12:00")


def test_the_polls_of_another_room_are_not_closed(street: Street) -> None:
    street.say("north", "open_poll", **SCREENING)
    assert "不是这个群" in texts(street.say("south", "close_poll", SOUTH, title="看哪部片"))
    assert street.session.scalars(select(Poll)).one().status == "open"


def test_a_changed_end_is_taken_back_by_whoever_comes_later(street: Street) -> None:
    street.say("north", "open_poll", **SCREENING)
    street.session.expire_all()
    assert "改好了" in texts(street.say("north", "edit_poll", deadline="2026-12-02T20:00:00+08:00", options=["戏曲"]))
    street.session.expire_all()
    assert "撤不回来" not in texts(street.say("north", "undo"))
    street.session.expire_all()
    poll = street.session.scalars(select(Poll)).one()
    assert (poll.deadline, poll.options) == (datetime.fromisoformat(SCREENING["deadline"]), SCREENING["options"])


def test_the_end_that_a_poll_has_already_changes_nothing(street: Street) -> None:
    street.say("north", "open_poll", **SCREENING)
    street.session.expire_all()
    assert "本来就是这样" in texts(street.say("north", "edit_poll", deadline=SCREENING["deadline"]))


@pytest.mark.parametrize(("slots", "end"), [
    ({"deadline": "2026-11-29T20:00:00+08:00", "weekday": True, "later": True}, "2026-12-06T20:00:00+08:00"),
    ({"deadline": "2026-11-29T20:00:00+08:00", "later": True}, SCREENING["deadline"]),
    ({"deadline": "2026-11-29T20:00:00+08:00", "weekday": True}, "2026-11-29T20:00:00+08:00"),
])
def test_a_poll_that_is_to_go_on_longer_never_ends_earlier(street: Street, slots: dict[str, object], end: str) -> None:
    street.say("north", "open_poll", **SCREENING)
    street.session.expire_all()
    said = texts(street.say("north", "edit_poll", **slots))
    assert ("说的时间更早" in said) == (end == SCREENING["deadline"])
    assert street.session.scalars(select(Poll)).one().deadline == datetime.fromisoformat(end)


def test_a_vote_is_not_taken_back_to_an_option_that_is_gone(street: Street) -> None:
    street.say("north", "open_poll", title="看哪部片", options=["老片", "新片", "戏曲"], deadline=SCREENING["deadline"])
    street.say("a", "vote", option="戏曲")
    street.say("a", "vote", option="老片")
    street.say("north", "edit_poll", dropped=["戏曲"])
    street.session.expire_all()
    assert "“戏曲”这个选项后来去掉了" in texts(street.say("a", "undo"))
    assert street.session.scalars(select(Vote.option)).all() == ["老片"]


def test_tickets_are_numbered_from_one_all_kinds_together(street: Street) -> None:
    assert "报修1号" in texts(street.say("a", "report_issue", kind="repair", text="门灯不亮"))
    assert "建议2号" in texts(street.say("b", "report_issue", kind="suggestion", text="多放椅子"))
    rows = street.session.scalars(select(Ticket).order_by(Ticket.number)).all()
    assert [(row.number, row.kind, row.status) for row in rows] == [(1, "repair", "open"), (2, "suggestion", "open")]


def test_a_ticket_is_shown_to_whoever_reported_it_and_to_staff_only(street: Street) -> None:
    street.say("a", "report_issue", kind="repair", text="门灯不亮 13912345678")
    assert "等着处理" in texts(street.say("a", "ticket_status"))
    assert "等着处理" in texts(street.say("north", "ticket_status", number="1"))
    assert "不是你报的" in texts(street.say("b", "ticket_status", number="1"))
    assert "没有查到" in texts(street.say("b", "ticket_status", number="77"))
    assert "139" not in texts(street.say("a", "ticket_status"))


def test_whoever_reported_it_is_told_when_it_is_done(street: Street) -> None:
    street.say("a", "report_issue", kind="repair", text="门灯不亮")
    outcome = street.say("north", "close_ticket", number="1", text="换了灯泡")
    told = [reply for reply in outcome.replies if reply.cause == "ticket"]
    assert [reply.to for reply in told] == [street.member("a").id] and "换了灯泡" in told[0].text
    assert "办结" in texts(street.say("a", "ticket_status"))
    assert "之前就办结" in texts(street.say("north", "close_ticket", number="1"))
    street.say("north", "undo")
    assert "等着处理" in texts(street.say("a", "ticket_status"))


def test_a_ticket_of_another_grid_is_closed_by_its_own_staff(street: Street) -> None:
    street.say("a", "report_issue", kind="repair", text="门灯不亮")
    assert "不是你网格里的" in texts(street.say("south", "close_ticket", SOUTH, number="1"))
    assert street.session.scalars(select(Ticket)).one().status == "open"


def test_a_part_of_a_day_is_booked_without_an_hour_of_our_own(street: Street) -> None:
    span = "2026-12-01T08:00:00+08:00/2026-12-01T12:00:00+08:00"
    said = texts(street.say("a", "book_service", service="磨刀", when=span))
    assert "上午" in said and "商量几点" in said and "8:00" not in said


def test_a_booking_without_a_time_asks_for_it(street: Street) -> None:
    outcome = street.say("a", "book_service", service="磨刀", address="6栋")
    assert outcome.asking and "5元一把" in texts(outcome) and "9点到17点" in texts(outcome)
    assert street.session.scalars(select(Booking)).all() == []
    street.say("a", "book_service", service="磨刀", address="6栋", when="2026-11-30T10:00:00+08:00")
    row = street.session.scalars(select(Booking)).one()
    assert (row.status, row.address) == ("requested", "6栋")


@pytest.mark.parametrize("when", [
    "2026-11-29T10:00:00+08:00", "2026-11-30T20:00:00+08:00", "2026-11-26T10:00:00+08:00", "2028-01-03T10:00:00+08:00",
    "2026-11-29",
])
def test_a_booking_outside_the_hours_is_refused_with_them(street: Street, when: str) -> None:
    street.say("a", "book_service", service="磨刀", when=when)
    assert street.session.scalars(select(Booking)).all() == []


def test_a_day_without_an_hour_can_be_booked(street: Street) -> None:
    assert "商量几点" in texts(street.say("a", "book_service", service="磨刀", when="2026-11-30"))


def test_a_booking_is_cancelled_by_its_service_and_asked_for_among_several(street: Street) -> None:
    street.say("a", "book_service", service="磨刀", when="2026-11-30T10:00:00+08:00")
    street.say("a", "book_service", service="陪诊", when="2026-12-01T08:00:00+08:00")
    assert street.say("a", "cancel_booking").asking
    street.say("a", "cancel_booking", service="磨刀")
    assert "不用取消" in texts(street.say("b", "cancel_booking", service="磨刀"))
    rows = street.session.scalars(select(Booking).order_by(Booking.id)).all()
    assert [row.status for row in rows] == ["cancelled", "requested"]


def test_services_are_listed_with_their_price(street: Street) -> None:
    assert "磨刀，5元一把" in texts(street.say("a", "list_services"))


def test_stars_replace_earlier_ones_of_the_year_and_not_for_ones_own_shop(street: Street) -> None:
    street.say("a", "rate_merchant", name="桥头面馆", stars=2)
    assert "改成5颗星" in texts(street.say("a", "rate_merchant", name="桥头面馆", stars=5))
    assert "自己的店" in texts(street.say("shop", "rate_merchant", None, name="阿福修鞋铺", stars=5))
    assert "1到5" in texts(street.say("b", "rate_merchant", name="桥头面馆", stars=6))
    assert [row.stars for row in street.session.scalars(select(Rating))] == [5]
    assert street.session.scalars(select(Merchant).where(Merchant.name == "桥头面馆")).one()


def test_an_address_is_kept_and_not_repeated_in_a_group(street: Street) -> None:
    said = texts(street.say("a", "set_home", address="榆荫里6栋1单元502"))
    assert "502" not in said and street.member("a").home == "榆荫里6栋1单元502"
    assert "302" in texts(street.say("b", "set_home", None, address="榆荫里6栋2单元302"))


def test_a_building_is_measured_from_itself_else_from_its_compound(street: Street) -> None:
    street.say("a", "set_home", address="榆荫里6栋1单元502")
    street.say("b", "set_home", address="榆荫里61栋1单元502")
    street.say("c", "set_home", address="6栋1单元502")
    first, second, third = (street.member(who).home_place_id for who in "abc")
    assert first == third != second and second is not None


def test_a_role_is_given_once_and_only_a_known_one(street: Street) -> None:
    assert "现在是志愿者" in texts(street.say("boss", "grant_role", name="老谭", role="志愿者"))
    assert "已经是" in texts(street.say("boss", "grant_role", name="老谭", role="志愿者"))
    assert "角色只有" in texts(street.say("boss", "grant_role", name="老谭", role="国王"))
    assert street.say("north", "grant_role", name="老谭", role="管理员").refused


def test_a_room_falls_silent_and_speaks_again(street: Street) -> None:
    street.say("north", "mute")
    assert street.room(NORTH).muted
    assert "已经安静" in texts(street.say("north", "mute"))
    street.say("north", "unmute")
    assert not street.room(NORTH).muted


def test_promotions_and_mentions_can_be_declined(street: Street) -> None:
    street.say("a", "opt_out", what="promotions")
    street.say("a", "opt_out", what="mentions")
    assert street.member("a").no_promotions and street.member("a").no_mentions
    assert "已经" in texts(street.say("a", "opt_out", what="mentions"))
