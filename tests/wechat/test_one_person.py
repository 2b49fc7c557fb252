"""Somebody whose id has changed and who signed up again meanwhile: after the binding they are one person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.binding import WELCOME_BACK, code_for
from catalogue import versions
from catalogue.tables import Activity, Certificate, Member, Occurrence, PointsEntry, SignUp
from tests.path.conftest import NEIGHBOUR, SOUTH, Bot

OLD, NEW = ("wx_old", "阿芬"), ("wx_new_id", "阿芬")


def bind(bot: Bot) -> list[str]:
    with bot.parts.database.transaction() as session:
        code = code_for(session, OLD[0], bot.at)
    return [said.text for said in bot.says(code, NEW, None).said]


def open_one(bot: Bot, capacity: int) -> None:
    """An activity with so many places; all others are over."""
    with bot.parts.database.transaction() as session:
        for other in session.scalars(select(Activity)):
            other.status = "closed"
        at = bot.at + timedelta(days=2)
        session.add(Activity(
            name="清扫河道", when=f"{at:%Y-%m-%d %H:%M}", starts_at=at, rooms=[], capacity=capacity, points=1, status="open",
        ))
        versions.touch(session)


def sign_ups(bot: Bot) -> list[tuple[str | None, int, str]]:
    with bot.parts.database.read() as session:
        rows = session.execute(
            select(Member.channel_id, SignUp.people, SignUp.status).join(Member, Member.id == SignUp.member_id)
            .where(SignUp.status != "cancelled").order_by(SignUp.id)
        ).all()
        return [tuple(row) for row in rows]


def taken(bot: Bot) -> int:
    with bot.parts.database.read() as session:
        return session.scalars(select(Occurrence.taken)).one()


def test_two_sign_ups_become_one_of_the_later_size_and_who_waited_gets_the_place(bot: Bot) -> None:
    open_one(bot, 5)
    bot.says("清扫河道我报名，3个人", OLD)
    bot.says("清扫河道我报名，2个人", NEW)
    bot.says("清扫河道我报名，2个人", NEIGHBOUR)
    assert sign_ups(bot) == [(OLD[0], 3, "confirmed"), (NEW[0], 2, "confirmed"), (NEIGHBOUR[0], 2, "waitlisted")]
    told = bind(bot)
    assert told[0] == WELCOME_BACK and len(told) == 2 and "有空位了" in told[1]
    assert sign_ups(bot) == [(NEW[0], 2, "confirmed"), (NEIGHBOUR[0], 2, "confirmed")]
    assert taken(bot) == 4


def test_a_place_is_kept_rather_than_a_wait(bot: Bot) -> None:
    open_one(bot, 3)
    bot.says("清扫河道我报名，2个人", OLD)
    bot.says("清扫河道我报名，3个人", NEW)
    assert [row[2] for row in sign_ups(bot)] == ["confirmed", "waitlisted"]
    bind(bot)
    assert sign_ups(bot) == [(NEW[0], 2, "confirmed")] and taken(bot) == 2


def test_of_two_waits_the_earlier_place_in_the_row_stays(bot: Bot) -> None:
    open_one(bot, 1)
    bot.says("清扫河道我报名", NEIGHBOUR)
    bot.says("清扫河道我报名", OLD)
    bot.says("清扫河道我报名", ("wx_third", "老金"))
    bot.says("清扫河道我报名", NEW)
    bind(bot)
    bot.calls("清扫河道我不去了", NEIGHBOUR)
    assert sign_ups(bot) == [(NEW[0], 1, "confirmed"), ("wx_third", 1, "waitlisted")] and taken(bot) == 1


def test_one_taken_back_under_the_old_id_does_not_hide_the_new_one(bot: Bot) -> None:
    open_one(bot, 5)
    bot.says("清扫河道我报名，2个人", OLD)
    bot.calls("清扫河道我不去了", OLD)
    bot.says("清扫河道我报名，4个人", NEW)
    bind(bot)
    assert sign_ups(bot) == [(NEW[0], 4, "confirmed")] and taken(bot) == 4


def test_points_sum_and_orders_stay(bot: Bot) -> None:
    bot.says("鸡蛋一盒", OLD)
    bot.says("青菜两斤", NEW)
    with bot.parts.database.transaction() as session:
        for channel_id, points in ((OLD[0], 2), (NEW[0], 4)):
            member = session.scalars(select(Member).where(Member.channel_id == channel_id)).one()
            session.add(PointsEntry(member_id=member.id, points=points, origin="award", at=bot.at))
    bind(bot)
    state = bot.state()
    assert state["points"][NEW[0]] == 6
    assert {order["sender"] for order in state["orders"]} == {NEW[0]} and len(state["orders"]) >= 1


@pytest.mark.parametrize("both", [True, False])
def test_one_person_has_one_valid_certificate(bot: Bot, both: bool) -> None:
    for who in (OLD, NEW):
        bot.says("鸡蛋一盒", who)
    with bot.parts.database.transaction() as session:
        for number, channel_id in enumerate((OLD[0], NEW[0])[: 2 if both else 1], 1):
            member = session.scalars(select(Member).where(Member.channel_id == channel_id)).one()
            session.add(Certificate(number=f"V{number:04d}", member_id=member.id, status="valid", issued_at=bot.at))
    bind(bot)
    valid = [one["number"] for one in bot.state()["certificates"] if one["status"] == "valid"]
    assert valid == (["V0002"] if both else ["V0001"])


def test_what_was_merged_away_cannot_be_taken_back_afterwards(bot: Bot) -> None:
    open_one(bot, 5)
    bot.says("清扫河道我报名，2个人", OLD)
    bot.says("清扫河道我报名，2个人", NEW)
    bind(bot)
    bot.calls("撤销", NEW, SOUTH)
    assert sum(people for _, people, _ in sign_ups(bot)) == taken(bot)
