"""One-time codes in a private chat: the first administrator, and somebody whose id has changed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.binding import ALREADY, WELCOME, WELCOME_BACK, WRONG, code_for, make_code
from catalogue.tables import Conversation, Member, MemberRole, RoomMember, Vote
from intents.errors import LinliError
from tests.path.conftest import ADMINISTRATOR, NEIGHBOUR, RESIDENT, SOUTH, STAFF, Bot

NEW = ("wx_new_id", "阿芬")


def administrators(bot: Bot) -> list[str]:
    return [row["sender"] for row in bot.state()["roles"] if row["role"] == "管理员"]


def a_code(bot: Bot) -> str:
    with bot.parts.database.transaction() as session:
        return make_code(session, bot.at)


def code_of(bot: Bot, channel_id: str) -> str:
    with bot.parts.database.transaction() as session:
        return code_for(session, channel_id, bot.at)


def answers(bot: Bot, text: str, who: tuple[str, str], room: str | None = None) -> list[str]:
    return [said.text for said in bot.says(text, who, room).said]


def test_a_code_makes_one_administrator_once(bot: Bot) -> None:
    code = a_code(bot)
    assert answers(bot, code, RESIDENT) == [WELCOME]
    assert answers(bot, code, NEIGHBOUR) != [WELCOME]
    assert RESIDENT[0] in administrators(bot) and NEIGHBOUR[0] not in administrators(bot)


def test_a_code_is_void_after_half_an_hour_and_when_a_new_one_is_made(bot: Bot) -> None:
    first = a_code(bot)
    second = a_code(bot)
    assert answers(bot, first, RESIDENT) == [WRONG]
    bot.at += timedelta(minutes=31)
    answers(bot, second, RESIDENT)
    assert RESIDENT[0] not in administrators(bot)


def test_a_code_said_in_a_group_is_nothing(bot: Bot) -> None:
    code = a_code(bot)
    answers(bot, code, RESIDENT, SOUTH)
    bot.calls(code)
    assert RESIDENT[0] not in administrators(bot)
    assert answers(bot, code, RESIDENT) == [WELCOME]


def test_who_guesses_gets_silence_after_five_tries_and_nobody_else_is_hindered(bot: Bot) -> None:
    code = a_code(bot)
    wrong = [f"{number:08d}" for number in range(8) if f"{number:08d}" != code]
    said = [answers(bot, guess, RESIDENT) for guess in wrong[:7]]
    assert said == [[WRONG]] * 5 + [[]] * 2
    assert answers(bot, code, RESIDENT) == []
    assert answers(bot, code, NEIGHBOUR) == [WELCOME]


def test_only_the_digest_of_a_code_is_kept(bot: Bot) -> None:
    code = a_code(bot)
    with bot.parts.database.read() as session:
        bodies = [str(body) for body in session.scalars(select(Conversation.body))]
    assert bodies and all(code not in body for body in bodies)


def test_orders_points_and_roles_come_along_to_the_new_id(bot: Bot) -> None:
    bot.says("鸡蛋两盒", STAFF)
    bot.calls("给钱奶奶加3分", STAFF)
    before = bot.state()
    assert answers(bot, code_of(bot, STAFF[0]), NEW) == [WELCOME_BACK]
    after = bot.state()
    assert {row["sender"] for row in after["roles"] if row["role"] == "网格员"} == {NEW[0], "wx_luojie"}
    assert [order["sender"] for order in after["orders"]] == [NEW[0]]
    assert after["points"] == before["points"]
    assert not bot.calls("关团 冬日鲜货团", NEW).outcome.refused
    assert bot.calls("关团 冬日鲜货团", STAFF).outcome.refused


def test_what_was_done_under_the_new_id_meanwhile_is_kept_too(bot: Bot) -> None:
    bot.says("鸡蛋两盒")
    bot.says("乒乓球桌")
    bot.says("青菜三斤", NEW)
    bot.says("我选休息长椅", NEW)
    bot.says("周六捡垃圾我去", NEW)
    votes_before = len(bot.state()["votes"])
    assert answers(bot, code_of(bot, RESIDENT[0]), NEW) == [WELCOME_BACK]
    state = bot.state()
    items = {item["product"]: order["sender"] for order in state["orders"] for item in order["items"]}
    assert items == {"散养鸡蛋": NEW[0], "小青菜": NEW[0]}
    assert {row["sender"] for row in state["sign_ups"]} == {NEW[0]}
    assert len(state["votes"]) == min(votes_before, 1)
    with bot.parts.database.read() as session:
        ids = session.scalars(select(Member.id).where(Member.channel_id == NEW[0])).all()
        assert len(ids) == 1
        seen = session.scalars(select(RoomMember).where(RoomMember.member_id == ids[0])).all()
        assert len(seen) == 1
        assert session.scalar(select(Member.id).where(Member.channel_id == RESIDENT[0])) is None


def test_one_person_has_one_vote_after_the_change(bot: Bot) -> None:
    with bot.parts.database.transaction() as session:
        for who, option in ((RESIDENT, "乒乓球桌"), (NEW, "休息长椅")):
            member = Member(channel_id=who[0], nickname=who[1])
            session.add(member)
            session.flush()
            session.add(MemberRole(member_id=member.id, role="居民"))
            session.add(Vote(poll_id=1, member_id=member.id, option=option, at=bot.at))
    assert answers(bot, code_of(bot, RESIDENT[0]), NEW) == [WELCOME_BACK]
    assert [(row["sender"], row["option"]) for row in bot.state()["votes"]] == [(NEW[0], "休息长椅")]
    assert [row["role"] for row in bot.state()["roles"] if row["sender"] == NEW[0]] == ["居民"]


def test_the_household_limit_still_counts_what_was_ordered_before(bot: Bot) -> None:
    bot.says("鸡蛋三盒")
    bot.says("鸡蛋两盒", NEW)
    answers(bot, code_of(bot, RESIDENT[0]), NEW)
    bot.says("再加一盒鸡蛋", NEW)
    assert sum(item["quantity"] for order in bot.state()["orders"] for item in order["items"]) == 5


def test_an_id_that_is_somebody_elses_is_refused(bot: Bot) -> None:
    code = code_of(bot, "wx_qiannn")
    said, = answers(bot, code, STAFF)
    assert "另一位" in said
    assert not bot.calls("关团 冬日鲜货团", STAFF).outcome.refused
    assert answers(bot, code, ("wx_qiannn", "钱奶奶")) == [ALREADY]


def test_an_administrator_gets_a_code_in_private_and_nobody_else_does(bot: Bot) -> None:
    for who in (RESIDENT, STAFF):
        assert not any(re.search("[0-9]{8}", said) for said in answers(bot, "换微信 钱奶奶", who))
    assert not any(re.search("[0-9]{8}", said) for said in answers(bot, "换微信 钱奶奶", ADMINISTRATOR, SOUTH))
    said, = answers(bot, "换微信 钱奶奶", ADMINISTRATOR)
    code = said.split()[0]
    assert answers(bot, code, NEW) == [WELCOME_BACK]
    assert {"sender": NEW[0], "role": "居民"} in bot.state()["roles"]


def test_a_code_for_an_unknown_id_is_refused(bot: Bot) -> None:
    with pytest.raises(LinliError, match="linli members"):
        code_of(bot, "wx_nobody")


@pytest.mark.parametrize("name", ["王敏", "7-1-301王敏", "🌸小敏的妈妈🌸", "A阳光 开锁"])
def test_a_mentioned_neighbour_becomes_grid_worker_by_id(bot: Bot, name: str) -> None:
    heard = bot.says(
        f"@小邻\u2005@{name}\u2005是网格员", ADMINISTRATOR, mention=True, mentions=(("wx_wangmin", name),)
    )
    assert heard.outcome.intent == "grant_role"
    assert {"sender": "wx_wangmin", "role": "网格员"} in bot.state()["roles"]
    assert not bot.calls("关团 冬日鲜货团", ("wx_wangmin", "随便什么")).outcome.refused


def test_who_copies_the_name_of_the_mentioned_gets_nothing(bot: Bot) -> None:
    bot.says("鸡蛋两盒", ("wx_copy", "王敏"))  # the only one of this name who was ever heard here
    bot.says("@小邻\u2005@王敏\u2005是网格员", ADMINISTRATOR, mention=True, mentions=(("wx_wangmin", "王敏"),))
    workers = {row["sender"] for row in bot.state()["roles"] if row["role"] == "网格员"}
    assert "wx_wangmin" in workers and "wx_copy" not in workers


def test_two_mentioned_of_one_name_are_asked_about(bot: Bot) -> None:
    before = bot.state()["roles"]
    heard = bot.says(
        "@小邻\u2005@王敏\u2005是网格员", ADMINISTRATOR, mention=True,
        mentions=(("wx_wangmin", "王敏"), ("wx_copy", "王敏")),
    )
    assert "不止一位" in heard.said[0].text
    assert bot.state()["roles"] == before
