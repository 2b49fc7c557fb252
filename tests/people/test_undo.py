"""撤销: what is taken back, by whom, for how long, and why not."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.handlers.undo import all_undo_steps
from bot.wording.undo import TAKEN_BACK
from catalogue.tables import Outbox, Poll, Visit
from tests.people.conftest import NORTH, SOUTH, Street, texts


def test_an_award_is_taken_back(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2)
    assert "撤销了" in texts(street.later(minutes=3).say("north", "undo"))
    assert street.balance("a") == 0


def test_only_ones_own_command_is_taken_back(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2)
    assert "没有" in texts(street.say("boss", "undo"))
    silent = street.say("b", "undo", hash_command=True)
    assert silent.intent == "none" and not silent.replies
    assert street.balance("a") == 2


def test_nothing_is_taken_back_after_ten_minutes(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2)
    outcome = street.later(minutes=11).say("north", "undo", hash_command=True)
    assert outcome.intent == "undo" and street.balance("a") == 2


def test_a_command_in_another_room_stays(street: Street) -> None:
    street.say("boss", "award_points", NORTH, name="小戴", points=2)
    street.say("boss", "undo", SOUTH)
    assert street.balance("a") == 2


def test_commands_are_taken_back_one_after_the_other(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2)
    street.later(minutes=1).say("north", "award_points", name="老谭", points=2)
    street.say("north", "undo")
    assert (street.balance("a"), street.balance("b")) == (2, 0)
    street.say("north", "undo")
    assert street.balance("a") == 0


def test_an_activity_with_sign_ups_stays(street: Street) -> None:
    street.say("north", "open_activity", title="旧衣回收", when="2026-12-12T10:00:00+08:00")
    street.say("a", "sign_up", activity="旧衣回收")
    assert "有人报名" in texts(street.say("north", "undo"))
    assert street.sign_ups("旧衣回收") == {"a": (1, "confirmed")}


def test_an_activity_without_sign_ups_goes(street: Street) -> None:
    street.say("north", "open_activity", title="旧衣回收", when="2026-12-12T10:00:00+08:00")
    street.say("north", "undo")
    assert "没有找到" in texts(street.say("a", "sign_up", activity="旧衣回收"))
    street.say("north", "open_activity", title="旧衣回收", when="2026-12-13T10:00:00+08:00")
    assert "报上了" in texts(street.say("a", "sign_up", activity="旧衣回收"))


def test_a_check_in_is_taken_back_with_its_points_and_certificates(street: Street) -> None:
    street.say("north", "open_activity", title="除草", when="2026-11-28T08:00:00+08:00", points=3)
    street.say("a", "sign_up", activity="除草")
    street.say("b", "sign_up", activity="除草")
    street.later(hours=15).say("north", "check_in", activity="除草", names=["小戴", "老谭"])
    assert street.certificates() == {"V0001": "valid", "V0002": "valid"}
    street.say("north", "undo")
    assert street.certificates() == {} and street.balance("a") == street.balance("b") == 0
    assert street.sign_ups("除草") == {"a": (1, "confirmed"), "b": (1, "confirmed")}
    street.say("north", "check_in", activity="除草", names=["小戴"])
    assert street.balance("a") == 3


def test_points_that_were_spent_stay(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2)
    street.say("a", "redeem_points", item="抹布套装")
    assert "用掉" in texts(street.say("north", "undo"))
    assert street.balance("a") == 0


def test_points_on_which_a_certificate_stands_stay(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2)
    street.say("boss", "award_points", name="小戴", points=1)
    assert "V0001" in texts(street.say("north", "undo"))
    assert street.balance("a") == 3


def test_a_certificate_that_was_used_stays(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=3)
    street.say("shop", "record_visit", None, number="V0001", amount=8)
    assert "用过" in texts(street.say("north", "undo"))
    assert street.balance("a") == 3 and street.certificates() == {"V0001": "valid"}


def test_certificate_and_visit_commands_are_taken_back(street: Street) -> None:
    street.say("boss", "award_points", name="小戴", points=3)
    street.say("north", "revoke_certificate", name="小戴")
    street.say("north", "undo")
    assert street.certificates() == {"V0001": "valid"}
    street.say("shop", "record_visit", None, number="V0001", amount=8)
    street.say("shop", "undo", None)
    assert street.session.scalars(select(Visit)).all() == []


def test_a_poll_with_votes_stays_and_a_closed_one_opens_again(street: Street) -> None:
    street.say("north", "open_poll", title="灯挂哪", options=["东", "西"], deadline="2026-12-01T20:00:00+08:00")
    street.say("a", "vote", option="东")
    assert "有人投票" in texts(street.say("north", "undo"))
    street.later(minutes=1).say("north", "close_poll", title="灯挂哪")
    street.say("north", "undo")
    assert street.session.scalars(select(Poll)).one().status == "open"


def test_a_resident_takes_back_what_they_had_recorded(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫", people=3)
    street.later(minutes=1).say("b", "sign_up", activity="河岸清扫", people=2)
    outcome = street.say("a", "undo")
    assert street.sign_ups("河岸清扫") == {"a": (3, "cancelled"), "b": (2, "confirmed")}
    assert [reply.to for reply in outcome.replies if reply.cause == "promoted"] == [street.member("b").id]


def test_places_that_went_to_others_do_not_come_back(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫", people=3)
    street.later(minutes=1).say("b", "sign_up", activity="河岸清扫", people=2)
    street.say("a", "cancel_sign_up", activity="河岸清扫")
    assert "候补" in texts(street.say("a", "undo"))
    assert street.sign_ups("河岸清扫") == {"a": (3, "cancelled"), "b": (2, "confirmed")}


def test_a_recalled_message_is_undone(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫")
    assert street.recall("a", street.heard).intent == "undo"
    assert street.sign_ups("河岸清扫") == {"a": (1, "cancelled")}
    assert street.recall("a", street.heard).intent == "none"


def test_a_message_is_recalled_only_by_its_sender(street: Street) -> None:
    street.say("a", "sign_up", activity="河岸清扫")
    assert street.recall("b", street.heard).intent == "none"
    assert street.sign_ups("河岸清扫") == {"a": (1, "confirmed")}


def test_a_notice_that_has_not_left_is_held_back(street: Street) -> None:
    street.say("boss", "open_activity", None, title="市集", when="2026-12-02T10:00:00+08:00")
    street.say("boss", "undo", None)
    waiting = street.session.scalars(select(Outbox.status).where(Outbox.cause == "opened")).all()
    assert waiting and set(waiting) == {"cancelled"}


@pytest.mark.parametrize(("command", "slots", "back"), [
    ("grant_role", {"name": "老谭", "role": "网格员"}, "收回"), ("mute", {}, "说话"),
])
def test_roles_and_silence_are_taken_back(
    street: Street, command: str, slots: dict[str, str], back: str
) -> None:
    street.say("boss", command, **slots)
    assert back in texts(street.say("boss", "undo"))
    assert street.say("b", "award_points", name="小戴", points=1).refused
    assert not street.room(NORTH).muted


def test_every_step_has_one_way_back_and_every_answer_is_short() -> None:
    assert all_undo_steps()
    assert all(len(text) < 30 for text in TAKEN_BACK.values())
