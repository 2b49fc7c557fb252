"""Calling an activity off, and cases against members: what is recorded, and that it is all taken back again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from catalogue import alliance, tickets
from catalogue.audit import Act
from catalogue.called_off import call_off
from catalogue.tables import Activity, Merchant, Occurrence
from intents.days import CHINA
from tests.people.conftest import Street, texts

SATURDAY = datetime(2026, 11, 28, 9, 0, tzinfo=CHINA)


def test_calling_off_one_date_frees_its_places_and_undo_gives_them_back(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫", people=2)
    street.say("b", "sign_up", activity="河岸清扫", people=2)
    outcome = street.say("north", "close_activity", activity="河岸清扫", cancel=True, reason="涨水")
    told = [reply for reply in outcome.replies if reply.cause == "called_off"]
    assert [set(reply.mentions) for reply in told] == [{street.member("a").id, street.member("b").id}]
    assert "涨水" in told[0].text
    assert street.sign_ups("河岸清扫") == {"a": (2, "cancelled"), "b": (2, "cancelled")}
    assert street.session.scalars(select(Occurrence.taken)).one() == 0
    street.say("north", "undo")
    assert street.sign_ups("河岸清扫") == {"a": (2, "confirmed"), "b": (2, "waitlisted")}
    street.session.expire_all()
    assert street.session.scalars(select(Occurrence.taken)).one() == 2


def test_after_a_date_was_called_off_the_next_one_is_signed_up_for(street: Street) -> None:
    street.say("north", "close_activity", activity="河岸清扫", cancel=True)
    assert "12月5日" in texts(street.say("a", "sign_up", activity="河岸清扫"))
    assert "没有河岸清扫" in texts(
        street.say("north", "close_activity", activity="河岸清扫", cancel=True, when="2026-11-28")
    )


def test_what_is_called_off_for_good_takes_no_sign_ups(street: Street) -> None:
    activity = street.session.scalars(select(Activity).where(Activity.name == "河岸清扫")).one()
    call_off(street.session, activity, SATURDAY, None, Act(street.now, street.member("north").id), whole=True)
    assert "没有找到" in texts(street.say("a", "sign_up", activity="河岸清扫"))


def test_the_second_founded_case_since_joining_ends_the_membership(street: Street) -> None:
    shop = street.session.scalars(select(Merchant).where(Merchant.name == "阿福修鞋铺")).one()
    act = Act(street.now, street.member("north").id)
    alliance.join(street.session, shop, "志愿者8.5折", 850, act)
    ended = []
    for _ in range(2):
        ticket = tickets.report(street.session, street.member("a"), "complaint", "没给折扣", act)
        case = alliance.open_case(street.session, ticket, shop)
        ended.append(alliance.rule(street.session, case, ticket, True, None, act).expelled)
    assert ended == [False, True]
    assert not shop.alliance and shop.left_reason
    alliance.join(street.session, shop, None, None, act)
    assert shop.alliance and shop.left_on is None
