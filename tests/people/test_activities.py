"""Activities: capacity, waiting lists, check-in, and what is taken back."""

from __future__ import annotations

import pytest

from tests.people.conftest import NORTH, SOUTH, Street, texts


def opened(street: Street, **slots: object) -> None:
    given = {"title": "楼道粉刷", "when": "2026-11-28T14:00:00+08:00", "place": "6栋", "capacity": 3, "points": 2}
    street.say("north", "open_activity", **{**given, **slots})


def test_an_activity_opened_in_a_room_can_be_signed_up_for_there_only(street: Street) -> None:
    opened(street)
    assert "报上了" in texts(street.say("a", "sign_up", activity="楼道粉刷"))
    assert "要到榆荫北群报名" in texts(street.say("d", "sign_up", SOUTH, activity="楼道粉刷"))
    assert street.sign_ups("楼道粉刷") == {"a": (1, "confirmed")}


def test_a_party_that_does_not_fit_whole_waits_whole(street: Street) -> None:
    opened(street)
    street.say("a", "sign_up", activity="楼道粉刷", people=2)
    assert "候补第1位" in texts(street.say("b", "sign_up", activity="楼道粉刷", people=2))
    assert street.sign_ups("楼道粉刷")["b"] == (2, "waitlisted")


def test_the_first_waiting_party_that_fits_gets_the_places_and_is_told(street: Street) -> None:
    opened(street)
    street.say("a", "sign_up", activity="楼道粉刷", people=3)
    street.later(minutes=1).say("b", "sign_up", activity="楼道粉刷", people=3)
    street.later(minutes=1).say("c", "sign_up", activity="楼道粉刷", people=1)
    street.say("a", "sign_up", activity="楼道粉刷", people=2)
    assert street.sign_ups("楼道粉刷")["c"] == (1, "confirmed")
    outcome = street.say("a", "cancel_sign_up", activity="楼道粉刷")
    assert street.sign_ups("楼道粉刷")["b"] == (3, "waitlisted")
    outcome = street.say("c", "cancel_sign_up", activity="楼道粉刷")
    assert street.sign_ups("楼道粉刷")["b"] == (3, "confirmed")
    told = [reply for reply in outcome.replies if reply.cause == "promoted"]
    assert [reply.to for reply in told] == [street.member("b").id]


def test_the_same_number_again_is_answered_and_changes_nothing(street: Street) -> None:
    opened(street)
    street.say("a", "sign_up", activity="楼道粉刷", people=2)
    assert "已经报过名" in texts(street.say("a", "sign_up", activity="楼道粉刷", people=2))
    assert "已经报过名" in texts(street.say("a", "sign_up", activity="楼道粉刷"))
    assert street.sign_ups("楼道粉刷") == {"a": (2, "confirmed")}


def test_another_number_sets_the_size_of_the_party(street: Street) -> None:
    opened(street)
    street.say("a", "sign_up", activity="楼道粉刷")
    street.say("a", "sign_up", activity="楼道粉刷", people=3)
    assert street.sign_ups("楼道粉刷") == {"a": (3, "confirmed")}


def test_a_party_that_outgrows_what_is_free_waits_and_frees_its_places(street: Street) -> None:
    opened(street)
    street.say("a", "sign_up", activity="楼道粉刷", people=2)
    street.later(minutes=1).say("b", "sign_up", activity="楼道粉刷", people=2)
    outcome = street.later(minutes=1).say("a", "sign_up", activity="楼道粉刷", people=5)
    assert street.sign_ups("楼道粉刷") == {"a": (5, "waitlisted"), "b": (2, "confirmed")}
    assert [reply.to for reply in outcome.replies if reply.cause == "promoted"] == [street.member("b").id]


def test_a_bare_sign_up_asks_which_activity_where_several_are_open(street: Street) -> None:
    opened(street)
    outcome = street.say("a", "sign_up", people=2)
    assert outcome.asking and "楼道粉刷" in texts(outcome) and "河岸清扫" in texts(outcome)
    assert not street.sign_ups("楼道粉刷") and not street.sign_ups("河岸清扫")
    done = street.say("a", "sign_up", activity="河岸清扫", people=2)
    assert done.slots == {"activity": "河岸清扫", "people": 2}
    assert street.sign_ups("河岸清扫") == {"a": (2, "confirmed")}


def test_a_bare_sign_up_is_clear_where_one_activity_is_open(street: Street) -> None:
    assert street.say("a", "sign_up").slots == {"activity": "河岸清扫"}


def test_sign_up_is_open_until_the_start(street: Street) -> None:
    opened(street)
    street.later(hours=19)
    assert "结束" in texts(street.say("a", "sign_up", activity="楼道粉刷"))


def test_a_recurring_activity_is_signed_up_for_on_its_next_date(street: Street) -> None:
    assert "明天9:00" in texts(street.say("a", "sign_up", activity="河岸清扫"))
    street.later(days=1)
    assert "12月5日" in texts(street.say("a", "sign_up", activity="河岸清扫")) or "周六" in texts(
        street.say("b", "sign_up", activity="河岸清扫")
    )


def test_what_is_coming_is_listed_soonest_first_and_within_a_span(street: Street) -> None:
    opened(street)
    assert street.say("d", "list_activities").results == ["河岸清扫", "楼道粉刷"]
    assert street.say("d", "list_activities", when="2026-11-28").results == ["河岸清扫", "楼道粉刷"]
    assert street.say("d", "list_activities", when="2026-11-28T12:00:00+08:00/2026-11-28T18:00:00+08:00").results == [
        "楼道粉刷"
    ]
    nothing = street.say("d", "list_activities", when="2026-12-01/2026-12-02")
    assert nothing.results == [] and "河岸清扫" in texts(nothing)


def test_checking_in_gives_the_points_once_and_asks_about_somebody_not_signed_up(street: Street) -> None:
    opened(street)
    street.say("a", "sign_up", activity="楼道粉刷")
    street.later(hours=20)
    outcome = street.say("north", "check_in", activity="楼道粉刷", names=["小戴", "老谭", "张三丰"])
    assert "没找到张三丰" in texts(outcome) and outcome.asking and "老谭没有报" in texts(outcome)
    assert (street.balance("a"), street.balance("b")) == (2, 0)
    street.say("north", "check_in", activity="楼道粉刷", names=["老谭"], add=["老谭"])
    again = street.say("north", "check_in", activity="楼道粉刷", names=["小戴"])
    assert "没有重复" in texts(again)
    assert (street.balance("a"), street.balance("b")) == (2, 2)
    assert street.sign_ups("楼道粉刷") == {"a": (1, "attended"), "b": (1, "attended")}


def test_all_who_signed_up_but_some_can_be_checked_in_at_once(street: Street) -> None:
    opened(street)
    for who in "abc":
        street.say(who, "sign_up", activity="楼道粉刷")
    street.later(hours=20).say("north", "check_in", activity="楼道粉刷", **{"all": True, "except": ["老谭"]})
    assert [street.balance(who) for who in "abc"] == [2, 0, 2]


def test_a_late_check_in_needs_an_administrator(street: Street) -> None:
    opened(street)
    street.later(days=5)
    assert "管理员" in texts(street.say("north", "check_in", activity="楼道粉刷", names=["小戴"]))
    assert street.balance("a") == 0
    street.say("boss", "check_in", activity="楼道粉刷", names=["小戴"])
    assert street.balance("a") == 2


def test_a_check_in_before_the_day_is_explained(street: Street) -> None:
    opened(street)
    assert "还没到日子" in texts(street.say("north", "check_in", activity="楼道粉刷", names=["小戴"]))


def test_three_points_bring_a_certificate_that_the_member_is_told_of(street: Street) -> None:
    opened(street, points=3)
    street.later(hours=20)
    outcome = street.say("north", "check_in", activity="楼道粉刷", names=["小戴"])
    assert street.certificates() == {"V0001": "valid"}
    told = [reply for reply in outcome.replies if reply.cause == "certificate"]
    assert {reply.to for reply in told} == {street.member("a").id}
    assert ["V0001" in reply.text for reply in told if reply.room is None] == [True]
    assert not any("V0001" in reply.text for reply in outcome.replies if reply.room is not None)


def test_closing_stops_sign_ups_and_can_be_taken_back(street: Street) -> None:
    opened(street)
    street.say("a", "sign_up", activity="楼道粉刷", people=2)
    assert "2人" in texts(street.say("north", "close_activity", activity="楼道粉刷"))
    assert "结束" in texts(street.say("b", "sign_up", activity="楼道粉刷"))
    street.say("north", "undo")
    assert "报上了" in texts(street.say("b", "sign_up", activity="楼道粉刷"))


def test_a_name_is_used_again_when_the_earlier_activity_is_over(street: Street) -> None:
    opened(street)
    assert "已经在报名" in texts(street.say(
        "north", "open_activity", title="楼道粉刷", when="2026-11-29T14:00:00+08:00"
    ))
    street.say("a", "sign_up", activity="楼道粉刷", people=3)
    street.later(days=7)
    opened(street, when="2026-12-12T14:00:00+08:00")
    assert "还剩2个" in texts(street.say("b", "sign_up", activity="楼道粉刷"))


@pytest.mark.parametrize("slots", [
    {"when": "2026-11-26T14:00:00+08:00"}, {"capacity": 0}, {"capacity": 2.5}, {"points": 1000},
    {"when": "2026-11-28"}, {"when": "2026-11-30T09:00:00+08:00/", "capacity": -1},
])
def test_an_activity_that_makes_no_sense_is_refused_with_the_reason(
    street: Street, slots: dict[str, object]
) -> None:
    opened(street, **slots)
    assert street.say("d", "list_activities").results == ["河岸清扫"]


def test_what_a_command_lacks_is_asked_for(street: Street) -> None:
    outcome = street.say("north", "open_activity", title="楼道粉刷")
    assert outcome.asking
    street.say("north", "open_activity", title="楼道粉刷", when="2026-11-28T14:00:00+08:00")
    assert "楼道粉刷" in (street.say("d", "list_activities").results or [])


def test_opened_in_private_it_is_told_in_each_room_of_the_grid(street: Street) -> None:
    outcome = street.say("boss", "open_activity", None, title="邻里市集", when="2026-12-02T10:00:00+08:00")
    told = {reply.room for reply in outcome.replies if reply.cause == "opened"}
    assert {street.room(NORTH).id, street.room(SOUTH).id} <= told


def test_a_repeated_plus_one_repeats_a_sign_up(street: Street) -> None:
    from bot.conversation import Memory

    street.say("a", "sign_up", activity="河岸清扫")
    talk = Memory(street.session, street.room(NORTH), street.member("b"), street.now).talk()
    assert talk.last_act is not None and talk.last_act.activity == "河岸清扫"
