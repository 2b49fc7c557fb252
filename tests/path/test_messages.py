"""One message: its effect once, its answer where it was asked, nothing of chatter."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.flood import Flood
from bot.messages import Quoted
from bot.path import Heard
from bot.present import look_up, message_of
from catalogue.tables import AuditEntry, Conversation, Member, NotUnderstood, Room, RoomMember
from intents.scene import Location
from tests.conftest import NOW
from tests.path.conftest import ADMINISTRATOR, NEIGHBOUR, NORTH, RESIDENT, SOUTH, STAFF, Bot


def items(bot: Bot) -> list[tuple[str, str, float]]:
    """(sender, product, quantity) of all orders that stand."""
    return [
        (order["sender"], item["product"], item["quantity"])
        for order in bot.state()["orders"] if order["status"] != "cancelled" for item in order["items"]
    ]


def test_an_order_is_recorded_and_answered_in_one_transaction(bot: Bot) -> None:
    heard = bot.says("鸡蛋两盒")
    assert heard.outcome.intent == "order"
    assert items(bot) == [("wx_new1", "散养鸡蛋", 2)]
    row, = bot.outbox()
    assert (row.status, row.kind, row.message_id) == ("pending", "answer", "m1")
    assert bot.handled() == ["m1"]


def test_a_second_copy_of_a_message_is_ignored(bot: Bot) -> None:
    incoming = bot.incoming("鸡蛋两盒")
    later = replace(incoming, at=incoming.at + timedelta(days=2))
    first, second = bot.parts.path.hear(incoming), bot.parts.path.hear(later)
    assert (first.outcome.intent, second.outcome.intent, second.said) == ("order", "none", ())
    assert items(bot) == [("wx_new1", "散养鸡蛋", 2)]
    assert len(bot.outbox()) == 1


def test_chatter_leaves_no_trace_on_disk_or_in_the_log(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    bot.says("鸡蛋两盒")  # the room is bound and the scene is built
    with bot.parts.database.read() as session:
        before = session.scalar(select(func.count()).select_from(RoomMember))
    with caplog.at_level(logging.DEBUG, logger="bot"):
        for text in ("今天雾真大", "我刚从外面回来", "昨天买的鸡蛋挺新鲜", "哈哈哈"):
            assert bot.says(text, NEIGHBOUR) == Heard()
    with bot.parts.database.read() as session:
        assert session.scalar(select(func.count()).select_from(RoomMember)) == before
        assert session.scalar(select(Member.id).where(Member.channel_id == NEIGHBOUR[0])) is None
    assert caplog.text == ""


def test_chatter_needs_no_database(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    bot.says("鸡蛋两盒")
    bot.says("鸡蛋多少钱一盒")  # the binding of the room moved the version; the scene is built again
    monkeypatch.setattr(type(bot.parts.database), "transaction", lambda self: pytest.fail("the database was asked"))
    assert bot.says("今天雾真大", NEIGHBOUR) == Heard()


def test_a_room_is_bound_by_its_name_at_the_first_effect_and_keeps_its_id(bot: Bot) -> None:
    assert bot.room(SOUTH).channel_ref is None
    bot.says("鸡蛋两盒")
    assert bot.room(SOUTH).channel_ref == f"ref of {SOUTH}"
    assert bot.says("鸡蛋一盒", NEIGHBOUR, room_name="改了名字的群").outcome.intent == "order"


def test_a_room_that_is_not_ours_is_met_with_silence(bot: Bot) -> None:
    assert bot.calls("鸡蛋两盒", room="别处的群") == Heard()
    assert bot.says("鸡蛋两盒", room=SOUTH, room_name="", ).said == () or bot.outbox() == []


def test_the_bots_own_echo_is_ignored(bot: Bot) -> None:
    assert bot.says("鸡蛋两盒", ("bot", "小邻"), own=True) == Heard()
    assert items(bot) == []


def test_what_is_not_understood_gets_one_hint_in_ten_minutes_and_is_kept(bot: Bot) -> None:
    first, second = bot.calls("乌拉乌拉玛卡巴卡"), bot.calls("乌拉乌拉呼呼")
    assert (first.outcome.intent, len(first.said)) == ("none", 1)
    assert second.said == ()
    bot.at += timedelta(minutes=11)
    assert len(bot.calls("乌拉乌拉嘿").said) == 1
    with bot.parts.database.read() as session:
        assert session.scalar(select(func.count()).select_from(NotUnderstood)) == 3


def test_thanks_need_no_answer(bot: Bot) -> None:
    assert bot.calls("谢谢啦").said == ()


def test_a_failing_handler_changes_nothing_and_is_logged_by_id_only(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(context: object, reading: object) -> object:
        context.session.add(NotUnderstood(text="half done", at=context.now))  # type: ignore[attr-defined]
        context.session.flush()  # type: ignore[attr-defined]
        raise RuntimeError("the shelf fell down on 鸡蛋两盒")

    bot.parts.path.handlers = {**bot.parts.path.handlers, "order": fails, "help": fails}  # type: ignore[dict-item]
    silent, sorry = bot.says("鸡蛋两盒"), bot.calls("帮助")
    assert silent.failed and silent.said == ()
    assert sorry.failed and "不好意思" in sorry.said[0].text
    assert "message m1 failed: RuntimeError at" in caplog.text
    assert "鸡蛋" not in caplog.text
    with bot.parts.database.read() as session:
        assert session.scalar(select(func.count()).select_from(NotUnderstood)) == 0


def test_a_shared_position_is_remembered_for_ten_minutes_and_answered_with_silence(bot: Bot) -> None:
    here = Location(120.1, 30.2, "东门")
    assert bot.says("", location=here, kind="location").said == ()
    with bot.parts.database.read() as session:
        row = session.scalars(select(Conversation).where(Conversation.kind == "location")).one()
    assert row.body["label"] == "东门"
    assert row.expires_at - row.at == timedelta(minutes=10)


def test_a_question_that_was_answered_with_a_list_goes_on(bot: Bot) -> None:
    first = bot.says("最近的药店在哪")
    more = bot.says("还有吗")
    assert first.outcome.intent == more.outcome.intent == "find_merchant"
    assert not set(first.outcome.results or []) & set(more.outcome.results or [])


def test_a_recalled_order_is_undone_and_a_recalled_word_is_nothing(bot: Bot) -> None:
    bot.says("鸡蛋两盒")
    assert bot.says("", recall="nothing we know").outcome.intent == "none"
    assert bot.says("", NEIGHBOUR, recall="m1").outcome.intent == "none"  # it is not theirs
    assert items(bot) == [("wx_new1", "散养鸡蛋", 2)]
    assert bot.says("", recall="m1").outcome.intent == "undo"
    assert items(bot) == []


def test_a_command_without_the_role_is_silence_by_hash_and_a_refusal_by_mention(bot: Bot) -> None:
    assert bot.says("#关团 冬日鲜货团") == Heard()
    refused = bot.calls("关团 冬日鲜货团")
    assert (refused.outcome.intent, refused.outcome.refused, len(refused.said)) == ("close_group_buy", True, 1)


def test_a_muted_room_hears_only_the_end_of_the_silence(bot: Bot) -> None:
    assert bot.says("#静音", STAFF).outcome.intent == "mute"
    assert bot.says("鸡蛋两盒") == Heard()
    assert bot.calls("帮助", STAFF) == Heard()
    assert bot.says("#取消静音", STAFF).outcome.intent == "unmute"
    assert bot.says("鸡蛋两盒").outcome.intent == "order"


def test_the_mute_itself_can_be_taken_back(bot: Bot) -> None:
    bot.says("#静音", STAFF)
    assert bot.says("#撤销", ADMINISTRATOR).said == ()
    assert bot.says("#撤销", STAFF).outcome.intent == "undo"
    assert not bot.room(SOUTH).muted


def test_staff_speaking_of_a_group_buy_gives_a_bare_plus_one_its_meaning(bot: Bot) -> None:
    assert bot.says("+1").outcome.intent == "none"
    bot.says("柑橘团的橘子特别甜", STAFF)
    with bot.parts.database.read() as session:
        spoken = session.scalars(select(Conversation).where(Conversation.kind == "spoken")).all()
    assert len(spoken) <= 1
    bot.says("冬日鲜货团还有一天就截止了", STAFF)
    with bot.parts.database.read() as session:
        row = session.scalars(select(Conversation).where(Conversation.kind == "spoken")).one()
    assert "冬日鲜货团" in row.body["titles"]
    assert bot.says("+1").outcome.asking  # several products


def test_a_quote_of_the_bots_words_is_known_by_the_outbox(bot: Bot) -> None:
    answer = bot.says("鸡蛋多少钱一盒").said[0].text
    other = bot.says("两盒", NEIGHBOUR, quote=Quoted("someone", "今天的广场舞几点"))
    assert other.outcome.intent == "none"
    quoting = bot.incoming("两盒", NEIGHBOUR, quote=Quoted("unknown id", answer))
    with bot.parts.database.read() as session:
        room = session.scalars(select(Room).where(Room.name == SOUTH)).one()
        present = look_up(session, bot.parts.scenes, quoting, room, message_of(quoting, (), ()))
    assert present.message.quote is not None and present.message.quote.by_bot


def test_in_private_here_is_where_something_of_theirs_is_recorded(bot: Bot) -> None:
    bot.says("鸡蛋两盒")
    mine = bot.says("我的订单", room=None)
    assert mine.outcome.intent == "my_orders"
    assert mine.said[0].room is None and "散养鸡蛋" in mine.said[0].text


def test_two_things_asked_at_once_are_both_answered(bot: Bot) -> None:
    heard = bot.says("鸡蛋两盒，最近的药店在哪")
    if len(heard.said) > 1:  # the reader found both
        assert heard.outcome.intent == "order"
    assert items(bot) == [("wx_new1", "散养鸡蛋", 2)]


def test_undo_holds_back_what_has_not_been_sent(bot: Bot) -> None:
    bot.says("#定时发送 明天10:00 南区水箱清洗，请提前接水", STAFF)
    bot.says("#撤销", STAFF)
    assert [one["status"] for one in bot.state()["broadcasts"]] in ([], ["cancelled"])
    with bot.parts.database.read() as session:
        undone = select(func.count()).select_from(AuditEntry).where(AuditEntry.undone_at.is_not(None))
        assert session.scalar(undone) == 1


def test_five_answers_in_ten_seconds_then_a_warning_then_none_but_every_order_counts(bot: Bot) -> None:
    bot.parts.path.flood = Flood()
    told = [bot.says(f"青菜{n}斤" if n < 3 else "青菜多少钱", at=NOW + timedelta(seconds=n)).said for n in range(1, 8)]
    assert [len(said) for said in told] == [1, 1, 1, 1, 1, 1, 0]
    assert "有点快" in told[5][0].text
    assert len(bot.handled()) == 7


@pytest.mark.parametrize("room", [SOUTH, NORTH, None])
def test_no_text_whatever_raises(bot: Bot, room: str | None) -> None:
    for text in ("\x00", "\ud800", "＃", "#", "@小邻\u2005", "1" * 5000, "🧧" * 300, "#接龙\n" * 400):
        heard = bot.calls(text, RESIDENT, room)
        assert not heard.failed, repr(text[:10])
