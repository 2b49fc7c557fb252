"""An activity that was announced is changed: sign-ups go along with their date, those who come are told, 撤销 takes it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from catalogue.tables import Activity, Occurrence
from intents.days import CHINA
from tests.people.conftest import Street, texts


def starts(street: Street) -> list[str]:
    """When the dates are for which somebody signed up, in China's time."""
    street.session.expire_all()
    found = street.session.scalars(select(Occurrence.starts_at).order_by(Occurrence.starts_at))
    return [one.astimezone(CHINA).strftime("%m-%d %H:%M") for one in found]


def cleaning(street: Street) -> Activity:
    return street.session.scalars(select(Activity).where(Activity.name == "河岸清扫")).one()


def riddles(street: Street) -> None:
    """A one-off activity, read from the store as any message finds it."""
    street.session.add(Activity(
        name="灯谜会", when="2026-12-12 19:00", starts_at=datetime(2026, 12, 12, 19, 0, tzinfo=CHINA),
        ends="2026-12-12 21:00", rooms=[street.room("榆荫北群").id],
    ))
    street.session.flush()
    street.session.expire_all()


def test_one_date_is_moved_with_its_sign_ups_and_the_next_stays(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫", people=2)
    outcome = street.say("north", "edit_activity", activity="河岸清扫", day="2026-11-29", weekday=True, clock="15:00")
    assert outcome.slots["when"] == "2026-11-29T15:00:00+08:00"
    assert "只改这一次" in texts(outcome) and "11月28日" not in texts(outcome)
    told = [reply for reply in outcome.replies if reply.cause == "activity_changed"]
    assert [reply.mentions for reply in told] == [(street.member("a").id,)]
    assert starts(street) == ["11-29 15:00"]
    street.later(days=2)
    assert "周六9:00" in texts(street.say("b", "list_activities", activity="河岸清扫"))


def test_a_moved_date_is_checked_in_on_its_new_day(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫")
    street.say("north", "edit_activity", activity="河岸清扫", day="2026-11-29", clock="15:00")
    street.later(days=1)
    street.say("north", "check_in", activity="河岸清扫", all=True)
    assert street.balance("a") == 0
    street.later(days=1)
    street.say("north", "check_in", activity="河岸清扫", all=True)
    assert street.balance("a") == 2


def test_a_date_that_is_moved_back_is_no_moved_date_any_more(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫")
    street.say("north", "edit_activity", activity="河岸清扫", day="2026-11-29")
    street.say("north", "edit_activity", activity="河岸清扫", day="2026-11-28")
    assert starts(street) == ["11-28 09:00"]
    assert cleaning(street).moved == {}


def test_a_moved_date_can_be_called_off(street: Street) -> None:
    street.say("north", "edit_activity", activity="河岸清扫", day="2026-11-29")
    assert "取消了" in texts(street.say("north", "close_activity", activity="河岸清扫", cancel=True))
    assert "12月5日" in texts(street.say("a", "sign_up", activity="河岸清扫"))


def test_no_date_is_moved_onto_another_one_or_into_the_past(street: Street) -> None:
    assert "本来就有一次" in texts(street.say("north", "edit_activity", activity="河岸清扫", day="2026-12-05"))
    assert "已经过了" in texts(street.say("north", "edit_activity", activity="河岸清扫", day="2026-11-26"))
    assert "本来就是这样" in texts(street.say("north", "edit_activity", activity="河岸清扫", clock="09:00", loose=True))


def test_all_dates_are_moved_to_another_weekday(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫")
    outcome = street.say(
        "north", "edit_activity", activity="河岸清扫", day="2026-11-29", weekday=True, clock="08:00", for_good=True
    )
    assert "每周日 08:00" in texts(outcome)
    assert starts(street) == ["11-29 08:00"]
    street.say("north", "undo")
    assert starts(street) == ["11-28 09:00"]
    assert cleaning(street).when == "每周六 09:00"


def test_dates_that_follow_one_another_are_moved_together(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫")
    street.later(days=2)
    street.say("a", "sign_up", activity="河岸清扫")
    street.say("north", "edit_activity", activity="河岸清扫", recurrence="每天 09:00", for_good=True)
    assert starts(street) == ["11-28 09:00", "12-05 09:00"]
    street.say("north", "edit_activity", activity="河岸清扫", recurrence="每周日 09:00", for_good=True)
    assert starts(street) == ["11-28 09:00", "12-06 09:00"]


def test_a_one_off_activity_takes_its_end_along(street: Street) -> None:
    riddles(street)
    street.say("a", "sign_up", activity="灯谜会")
    street.say("north", "edit_activity", activity="灯谜会", day="2026-12-13", clock="07:30", loose=True)
    there = street.session.scalars(select(Activity).where(Activity.name == "灯谜会")).one()
    assert (there.when, there.ends) == ("2026-12-13 19:30", "2026-12-13 21:30")
    assert starts(street) == ["12-13 19:30"]


def test_more_places_go_to_those_who_wait_and_are_not_taken_back_from_them(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫", people=2)
    street.say("b", "sign_up", activity="河岸清扫", people=2)
    outcome = street.say("north", "edit_activity", activity="河岸清扫", more_places=1)
    assert "名额改成4个" in texts(outcome) and "候补的2人有位子了" in texts(outcome)
    assert street.sign_ups("河岸清扫")["b"] == (2, "confirmed")
    assert "撤不回来" in texts(street.say("north", "undo"))
    assert "已经报上的4人都保留" in texts(street.say("north", "edit_activity", activity="河岸清扫", capacity=3))
    street.say("north", "edit_activity", activity="河岸清扫", no_limit=True)
    assert cleaning(street).capacity is None
    assert "不用加" in texts(street.say("north", "edit_activity", activity="河岸清扫", more_places=1))
    assert "之间" in texts(street.say("north", "edit_activity", activity="河岸清扫", points=1000))


def test_a_new_place_is_told_and_told_back(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫")
    outcome = street.say("north", "edit_activity", activity="河岸清扫", place="水闸")
    assert "水闸" in outcome.replies[-1].text and outcome.replies[-1].mentions == (street.member("a").id,)
    street.say("north", "undo")
    assert cleaning(street).place == "河岸"


def test_whoever_is_no_staff_changes_nothing(street: Street) -> None:
    assert street.say("a", "edit_activity", activity="河岸清扫", capacity=50).refused
    assert street.say("south", "edit_activity", activity="河岸清扫", capacity=50).refused
    assert cleaning(street).capacity == 3
