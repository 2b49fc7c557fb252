"""A change of an activity among its other dates: who is told of which, what was called off, what was taken back since."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.messages import Outcome
from catalogue.tables import Activity, Outbox
from intents.days import CHINA
from tests.people.conftest import Street, texts
from tests.people.test_activity_changes import cleaning, riddles, starts


def test_a_change_of_a_one_off_activity_is_taken_back_by_a_later_message(street: Street) -> None:
    riddles(street)
    street.say("a", "sign_up", activity="灯谜会")
    street.session.expire_all()
    street.say("north", "edit_activity", activity="灯谜会", day="2026-12-13", clock="07:30", loose=True)
    street.session.expire_all()
    assert "撤不回来" not in texts(street.say("north", "undo"))
    assert starts(street) == ["12-12 19:00"]
    there = street.session.scalars(select(Activity).where(Activity.name == "灯谜会")).one()
    assert (there.when, there.ends) == ("2026-12-12 19:00", "2026-12-12 21:00")
    assert there.starts_at == datetime(2026, 12, 12, 19, 0, tzinfo=CHINA)


def test_a_change_of_time_is_not_taken_back_from_those_who_signed_up_since(street: Street) -> None:
    riddles(street)
    for activity, day in (("灯谜会", "2026-12-13"), ("河岸清扫", "2026-11-29")):
        street.say("north", "edit_activity", activity=activity, day=day)
        street.say("a", "sign_up", activity=activity)
        assert "又有人报上了，撤不回来" in texts(street.say("north", "undo"))
    assert starts(street) == ["11-29 09:00", "12-13 19:00"]
    street.say("a", "cancel_sign_up", activity="河岸清扫")
    assert "撤不回来" not in texts(street.say("north", "undo"))
    assert cleaning(street).moved == {}


def test_all_dates_are_not_moved_back_from_those_who_signed_up_since(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫")
    street.say("north", "edit_activity", activity="河岸清扫", recurrence="每周日 09:00", for_good=True)
    street.say("b", "sign_up", activity="河岸清扫")
    assert "撤不回来" in texts(street.say("north", "undo"))
    assert starts(street) == ["11-29 09:00"]


def test_who_signed_up_since_for_another_date_hinders_no_taking_back(street: Street) -> None:
    street.say("north", "edit_activity", activity="河岸清扫", on="2026-12-05", day="2026-12-06")
    street.say("a", "sign_up", activity="河岸清扫")
    street.say("north", "undo")
    assert (starts(street), cleaning(street).moved) == (["11-28 09:00"], {})
    street.say("north", "edit_activity", activity="河岸清扫", place="水闸")
    street.say("b", "sign_up", activity="河岸清扫")
    street.say("north", "undo")
    assert cleaning(street).place == "河岸"


def two_dates(street: Street) -> None:
    """小戴 comes on 28 November, 老谭 on 5 December."""
    street.say("a", "sign_up", activity="河岸清扫")
    street.later(days=2)
    street.say("b", "sign_up", activity="河岸清扫")
    street.later(days=-2)


def notices(street: Street, outcome: Outcome) -> dict[str, str]:
    """What was told of its own accord: id → text."""
    who = {street.member(one).id: one for one in ("a", "b", "c")}
    return {who[one]: reply.text for reply in outcome.replies if reply.kind == "notice" for one in reply.mentions}


def test_everybody_is_told_of_the_own_date(street: Street) -> None:
    two_dates(street)
    told = notices(street, street.say("north", "edit_activity", activity="河岸清扫", recurrence="每周日 09:00", for_good=True))
    assert "后天9:00" in told["a"] and "12月6日9:00" in told["b"]


def test_a_new_place_is_told_to_all_dates_and_a_new_time_to_its_own(street: Street) -> None:
    two_dates(street)
    told = notices(street, street.say("north", "edit_activity", activity="河岸清扫", clock="10:00", place="水闸"))
    assert "改时间地点了：明天10:00，水闸" in told["a"]
    assert "改地点了：12月5日9:00，水闸" in told["b"]
    told = notices(street, street.say("north", "edit_activity", activity="河岸清扫", clock="11:00", place="水闸"))
    assert "改时间了：明天11:00，水闸" in told["a"] and "b" not in told


def test_everybody_who_was_told_is_told_back_of_the_own_date(street: Street) -> None:
    two_dates(street)
    street.say("north", "edit_activity", activity="河岸清扫", recurrence="每周日 09:00", for_good=True)
    for row in street.session.scalars(select(Outbox).where(Outbox.cause == "activity_changed")):
        row.status = "sent"
    street.say("b", "cancel_sign_up", activity="河岸清扫")
    told = notices(street, street.say("north", "undo"))
    assert "还是明天9:00，河岸" in told["a"] and "还是12月5日9:00，河岸" in told["b"]


def test_a_date_takes_the_place_of_one_that_was_called_off(street: Street) -> None:
    street.say("north", "close_activity", activity="河岸清扫", cancel=True)
    said = texts(street.say("north", "edit_activity", activity="河岸清扫", day="2026-11-28"))
    assert "改到明天" in said and "以后都改就说" not in said  # all of them begin then on a Saturday as it is
    assert "明天9:00" in texts(street.say("a", "list_activities", activity="河岸清扫"))
    street.say("a", "sign_up", activity="河岸清扫")
    assert starts(street) == ["11-28 09:00"]
    street.later(days=2)
    assert "12月12日9:00" in texts(street.say("b", "list_activities", activity="河岸清扫"))


def test_a_date_that_took_the_place_of_one_that_was_called_off_goes_back(street: Street) -> None:
    street.say("north", "close_activity", activity="河岸清扫", cancel=True)
    off = list(cleaning(street).skipped)
    street.say("north", "edit_activity", activity="河岸清扫", day="2026-11-28")
    street.say("north", "edit_activity", activity="河岸清扫", day="2026-12-05")
    street.session.expire_all()
    assert (cleaning(street).skipped, cleaning(street).moved) == (off, {})


def test_who_had_signed_up_for_a_date_that_was_called_off_hinders_no_other_date(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫")
    street.say("north", "close_activity", activity="河岸清扫", cancel=True)
    street.say("b", "sign_up", activity="河岸清扫", people=2)
    told = notices(street, street.say("north", "edit_activity", activity="河岸清扫", day="2026-11-28"))
    assert told.keys() == {"b"} and "明天9:00" in told["b"]
    assert "还剩1个名额" in texts(street.say("c", "list_activities", activity="河岸清扫"))
    street.say("north", "undo")
    assert "12月5日9:00" in texts(street.say("c", "list_activities", activity="河岸清扫"))
    assert starts(street) == ["11-28 09:00", "12-05 09:00"]
    street.say("north", "undo")
    assert street.sign_ups("河岸清扫") == {"a": (1, "confirmed"), "b": (2, "confirmed")}
    assert "明天9:00" in texts(street.say("c", "list_activities", activity="河岸清扫"))


def test_no_date_is_moved_to_where_people_stand_for_one_that_was_called_off(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫")
    street.say("a", "cancel_sign_up", activity="河岸清扫")
    street.say("north", "close_activity", activity="河岸清扫", cancel=True)
    street.say("a", "undo")  # of the cancelling, before they heard of it
    assert "已经有人报上了" in texts(street.say("north", "edit_activity", activity="河岸清扫", day="2026-11-28"))
    assert (starts(street), cleaning(street).moved) == (["11-28 09:00"], {})


def test_all_dates_follow_the_day_that_was_told_though_one_of_them_was_moved_to_it(street: Street) -> None:
    street.say("north", "edit_activity", activity="河岸清扫", day="2026-11-29", weekday=True)
    street.say("north", "edit_activity", activity="河岸清扫", day="2026-11-29", weekday=True, for_good=True)
    assert (cleaning(street).when, cleaning(street).moved) == ("每周日 09:00", {})


def test_all_dates_keep_their_day_though_one_of_them_was_moved_to_another(street: Street) -> None:
    street.say("north", "edit_activity", activity="河岸清扫", day="2026-11-29", weekday=True)
    street.say("north", "edit_activity", activity="河岸清扫", clock="10:00", for_good=True)
    assert cleaning(street).when == "每周六 10:00"


def test_a_day_that_is_called_off_stays_so_when_all_dates_begin_at_another_hour(street: Street) -> None:
    street.say("north", "close_activity", activity="河岸清扫", cancel=True)
    street.say("b", "sign_up", activity="河岸清扫")
    street.say("north", "edit_activity", activity="河岸清扫", clock="08:00", for_good=True)
    assert starts(street) == ["12-05 08:00"]
    assert "12月5日8:00" in texts(street.say("a", "list_activities", activity="河岸清扫"))
    street.say("north", "undo")
    street.say("north", "undo")
    assert "明天9:00" in texts(street.say("a", "list_activities", activity="河岸清扫"))


def test_a_date_for_which_nobody_comes_any_more_takes_no_day_from_the_others(street: Street) -> None:
    street.say("north", "edit_activity", activity="河岸清扫", recurrence="每天 09:00", for_good=True)
    street.say("a", "sign_up", activity="河岸清扫")
    street.say("a", "cancel_sign_up", activity="河岸清扫")
    street.later(days=1)
    street.say("b", "sign_up", activity="河岸清扫", people=2)
    street.later(days=-1)
    told = notices(street, street.say("north", "edit_activity", activity="河岸清扫", recurrence="每周三 09:00", for_good=True))
    assert "周三9:00" in told["b"]
    assert "还剩1个名额" in texts(street.say("c", "list_activities", activity="河岸清扫"))


def test_the_last_date_that_fits_is_for_those_who_come(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫")
    street.say("a", "cancel_sign_up", activity="河岸清扫")
    street.later(days=2)
    street.say("b", "sign_up", activity="河岸清扫")
    street.later(days=-2)
    street.say("north", "edit_activity", activity="河岸清扫", recurrence="2026-12-06 09:00", for_good=True)
    assert "12-06 09:00" in starts(street)


def test_a_lower_number_of_places_that_is_taken_back_gives_places_to_those_who_wait(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫")
    street.say("north", "edit_activity", activity="河岸清扫", capacity=1)
    street.say("b", "sign_up", activity="河岸清扫")
    assert street.sign_ups("河岸清扫")["b"] == (1, "waitlisted")
    outcome = street.say("north", "undo")
    assert street.sign_ups("河岸清扫")["b"] == (1, "confirmed")
    assert "有空位了" in texts(outcome)
