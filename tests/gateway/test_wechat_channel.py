"""The WeChat channel against a real gateway: what it hears, what it says, and what it survives."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.channels import NotSent, Uncertain
from bot.channels.wechat import speaking
from bot.channels.wechat.channel import WechatChannel
from bot.messages import Incoming, Outgoing
from tests.gateway.conftest import OTHER_ROOM, ROOM, TOKEN, TestGateway

BOT = "wxid_linli"


class Listener:
    """A bot that only listens, or does what a test tells it."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []

    async def hear(self, incoming: Incoming) -> None:
        self.heard.append(incoming)

    def others(self) -> list[Incoming]:
        return [one for one in self.heard if not one.own]


async def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def with_channel(
    gateway: TestGateway, story: Callable[[WechatChannel, Listener], Awaitable[None]], **settings: float
) -> Listener:
    """Run a story with a connected channel."""
    listener = Listener()

    async def run() -> None:
        channel = WechatChannel(gateway.endpoint, TOKEN, listener.hear, **settings)
        running = asyncio.create_task(channel.run())
        try:
            await until(lambda: channel.state.connected and channel.state.account is not None)
            await story(channel, listener)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    asyncio.run(run())
    return listener


def hears(gateway: TestGateway, say: Callable[[], object], count: int = 1) -> list[Incoming]:
    """What the channel makes of what is said."""

    async def story(channel: WechatChannel, listener: Listener) -> None:
        await asyncio.to_thread(say)
        await until(lambda: len(listener.others()) >= count)

    return with_channel(gateway, story).others()


def test_a_message_in_a_room_comes_with_its_rooms_name_and_the_members_alias_there(gateway: TestGateway) -> None:
    gateway.order("alias", room=ROOM, contact="wxid_zhang", alias="3-2-502张姐")
    (heard,) = hears(gateway, lambda: gateway.say("鸡蛋两份"))
    assert (heard.room, heard.room_name, heard.sender, heard.name) == (ROOM, "青柳湾南区群", "wxid_zhang", "3-2-502张姐")
    assert heard.text == "鸡蛋两份" and heard.kind == "text" and not heard.own and not heard.mention
    assert heard.at.tzinfo is not None


def test_a_private_message_has_no_room_and_the_persons_own_name(gateway: TestGateway) -> None:
    (heard,) = hears(gateway, lambda: gateway.say("我的订单", room=None))
    assert heard.room is None and heard.name == "张姐"


def test_a_mention_is_known_by_id_and_where_the_puppet_tells_no_ids_by_the_name(gateway: TestGateway) -> None:
    def say() -> None:
        gateway.say("@小邻\u2005帮助", mentions=[BOT])
        gateway.say("@小邻\u2005帮助")
        gateway.say("@小邻居\u2005在吗")
        gateway.say("@老李\u2005在吗", mentions=["wxid_li"])

    assert [one.mention for one in hears(gateway, say, 4)] == [True, True, False, False]


def test_everybody_is_no_mention_of_the_bot(gateway: TestGateway) -> None:
    (heard,) = hears(gateway, lambda: gateway.say("@所有人\u2005明天停水", mentions=[BOT, "wxid_li", "wxid_wang"]))
    assert not heard.mention


def test_the_bots_alias_in_a_room_is_its_name_there(gateway: TestGateway) -> None:
    gateway.order("alias", room=ROOM, contact=BOT, alias="社区小帮手")
    (heard,) = hears(gateway, lambda: gateway.say("@社区小帮手\u2005帮助"))
    assert heard.mention


def test_a_shared_position_is_understood(gateway: TestGateway) -> None:
    place = {"accuracy": 10, "address": "柳岸路3号", "latitude": 30.26, "longitude": 120.17, "name": "柳岸花园"}
    (heard,) = hears(gateway, lambda: gateway.say(location=place))
    assert heard.kind == "location" and heard.location is not None
    assert (round(heard.location.lng, 4), round(heard.location.lat, 4), heard.location.label) == (120.17, 30.26, "柳岸花园")


def test_a_sticker_and_an_unknown_type_carry_no_words(gateway: TestGateway) -> None:
    heard = hears(gateway, lambda: (gateway.say("<x/>", type=5), gateway.say("", type=16), gateway.say("在吗")), 3)
    assert [(one.kind, one.text) for one in heard] == [("other", ""), ("other", ""), ("text", "在吗")]


def test_a_quote_a_relay_and_a_recall_are_read_from_xml(gateway: TestGateway) -> None:
    quote = (
        "<msg><appmsg><title>要2份</title><type>57</type><refermsg><chatusr>wxid_li</chatusr>"
        "<content>土鸡蛋28元一份</content></refermsg></appmsg></msg>"
    )
    relay = "<msg><appmsg><title>#接龙\n鸡蛋\n\n1. 张姐 2份</title><type>53</type></appmsg></msg>"
    recall = '<sysmsg type="revokemsg"><revokemsg><newmsgid>m7</newmsgid></revokemsg></sysmsg>'
    heard = hears(gateway, lambda: (gateway.say(quote), gateway.say(relay), gateway.say(recall, type=13)), 3)
    assert heard[0].text == "要2份" and heard[0].quote is not None
    assert (heard[0].quote.sender, heard[0].quote.text) == ("wxid_li", "土鸡蛋28元一份")
    assert heard[1].text.startswith("#接龙") and heard[1].relay_xml == relay
    assert heard[2].recall == "m7"


def test_xml_with_an_entity_is_read_as_plain_words(gateway: TestGateway) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><msg><appmsg><title>&a;</title></appmsg></msg>'
    (heard,) = hears(gateway, lambda: gateway.say(bomb))
    assert heard.text == bomb


def test_a_room_hears_its_messages_in_order_and_a_repeated_one_once(gateway: TestGateway) -> None:
    gateway.order("faults", repeat=2)
    texts = [f"第{i}条" for i in range(60)]
    heard = hears(gateway, lambda: gateway.order("burst", room=ROOM, texts=texts, **{"from": "wxid_li"}), 60)
    assert [one.text for one in heard] == texts


def test_a_room_that_is_slow_does_not_hold_the_others_back(gateway: TestGateway) -> None:
    released = asyncio.Event()
    done: list[str] = []

    async def story(channel: WechatChannel, listener: Listener) -> None:
        async def hear(incoming: Incoming) -> None:
            if incoming.room == ROOM:
                await released.wait()
            done.append(incoming.text)

        channel._hear = hear
        await asyncio.to_thread(lambda: (gateway.say("慢"), gateway.say("快", room=OTHER_ROOM)))
        await until(lambda: done == ["快"])
        released.set()
        await until(lambda: done == ["快", "慢"])

    with_channel(gateway, story)


def test_a_message_whose_sender_cannot_be_looked_up_is_still_heard(gateway: TestGateway) -> None:
    gateway.order("faults", nameless="wxid_li")
    heard = hears(gateway, lambda: gateway.say("鸡蛋两份", by="wxid_li"))
    assert (heard[0].sender, heard[0].name, heard[0].text) == ("wxid_li", "wxid_li", "鸡蛋两份")


def test_a_message_that_cannot_be_fetched_does_not_end_the_stream(gateway: TestGateway) -> None:
    gateway.order("faults", unreadable="broken")
    heard = hears(gateway, lambda: (gateway.say("坏的", id="broken"), gateway.say("好的")))
    assert [one.text for one in heard] == ["好的"]


def test_a_new_topic_and_a_new_alias_are_noticed(gateway: TestGateway) -> None:
    async def story(channel: WechatChannel, listener: Listener) -> None:
        await asyncio.to_thread(gateway.say, "一")
        await until(lambda: len(listener.others()) == 1)
        await asyncio.to_thread(lambda: gateway.order("topic", room=ROOM, topic="新群名", by="wxid_zhang"))
        await asyncio.to_thread(lambda: gateway.order("alias", room=ROOM, contact="wxid_zhang", alias="张组长"))
        await asyncio.sleep(0.3)
        await asyncio.to_thread(gateway.say, "二")
        await until(lambda: len(listener.others()) == 2)

    last = with_channel(gateway, story).others()[-1]
    assert (last.room_name, last.name) == ("新群名", "张组长")


def test_somebody_met_before_is_heard_by_the_last_known_name_which_is_asked_for_anew_a_little_later(gateway: TestGateway) -> None:
    gateway.order("alias", room=ROOM, contact="wxid_zhang", alias="张组长")

    async def story(channel: WechatChannel, listener: Listener) -> None:
        channel.lookups._met = lambda room, who: "3-2-502张姐" if (room, who) == (ROOM, "wxid_zhang") else None
        await asyncio.to_thread(gateway.say, "一")
        await until(lambda: len(listener.others()) == 1)
        await asyncio.sleep(0.5)
        await asyncio.to_thread(gateway.say, "二")
        await until(lambda: len(listener.others()) == 2)

    heard = with_channel(gateway, story).others()
    assert [one.name for one in heard] == ["3-2-502张姐", "张组长"]


def test_what_was_known_before_of_somebody_is_not_used_once_they_have_changed(gateway: TestGateway) -> None:
    async def story(channel: WechatChannel, listener: Listener) -> None:
        channel.lookups._met = lambda room, who: "3-2-502张姐"
        await asyncio.to_thread(lambda: gateway.order("alias", room=ROOM, contact="wxid_zhang", alias="张组长"))
        await asyncio.sleep(0.3)
        await asyncio.to_thread(gateway.say, "一")
        await until(lambda: len(listener.others()) == 1)

    (heard,) = with_channel(gateway, story).others()
    assert heard.name == "张组长"


def test_an_answer_mentions_the_member_by_the_alias_in_that_room(gateway: TestGateway) -> None:
    gateway.order("alias", room=ROOM, contact="wxid_zhang", alias="3-2-502张姐")

    async def story(channel: WechatChannel, listener: Listener) -> None:
        sent = await channel.send(Outgoing(1, ROOM, "wxid_zhang", "记下了", mentions=("wxid_zhang",)))
        assert sent
        await until(lambda: any(one.own for one in listener.heard))

    listener = with_channel(gateway, story)
    (entry,) = gateway.sent()
    assert entry["text"] == "@3-2-502张姐\u2005记下了" and entry["mentions"] == ["wxid_zhang"]
    assert [one.own for one in listener.heard] == [True]


def test_a_file_is_sent_and_one_too_large_is_refused_with_the_reason(gateway: TestGateway, tmp_path: Path) -> None:
    small, large = tmp_path / "清单.xlsx", tmp_path / "大.xlsx"
    small.write_bytes(b"x" * 1000)
    large.write_bytes(b"x" * 3_100_000)

    async def story(channel: WechatChannel, listener: Listener) -> None:
        await channel.send(Outgoing(1, None, "wxid_zhang", "清单在这里", file=small))
        with pytest.raises(NotSent, match="3 MB"):
            await channel.send(Outgoing(2, None, "wxid_zhang", "", file=large))

    with_channel(gateway, story)
    file, text = gateway.sent()
    assert (file["file"], file["bytes"], text["text"]) == ("清单.xlsx", 1000, "清单在这里")


def test_a_send_that_never_returned_is_confirmed_by_its_echo(gateway: TestGateway) -> None:
    gateway.order("faults", swallow=1)

    async def story(channel: WechatChannel, listener: Listener) -> None:
        assert await channel.send(Outgoing(1, ROOM, None, "截单了"))

    with_channel(gateway, story, call_s=1.0)
    assert len(gateway.sent()) == 1


def test_a_send_without_return_and_without_echo_is_uncertain_and_not_repeated(
    gateway: TestGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "ECHO_S", 1.0)
    gateway.order("faults", swallow=1, echo=False)

    async def story(channel: WechatChannel, listener: Listener) -> None:
        with pytest.raises(Uncertain):
            await channel.send(Outgoing(1, ROOM, None, "截单了"))

    with_channel(gateway, story, call_s=1.0)
    assert len(gateway.sent()) == 1


def test_a_friend_request_is_accepted(gateway: TestGateway) -> None:
    async def story(channel: WechatChannel, listener: Listener) -> None:
        asked = await asyncio.to_thread(lambda: gateway.order("befriend", contact="wxid_wang")["id"])
        await until(lambda: any(entry.get("accepted") == asked for entry in gateway.sent()))

    with_channel(gateway, story)


def test_the_channel_comes_back_after_the_gateways_death(gateway: TestGateway) -> None:
    async def story(channel: WechatChannel, listener: Listener) -> None:
        await asyncio.to_thread(gateway.kill)
        await until(lambda: not channel.state.connected)
        assert channel.state.away_since is not None
        with pytest.raises(NotSent, match="away"):
            await channel.send(Outgoing(1, ROOM, None, "没人听"))
        await asyncio.to_thread(gateway.start)
        await until(lambda: channel.state.connected and channel.state.account is not None, 12)
        await asyncio.to_thread(gateway.say, "回来了")
        await until(lambda: len(listener.others()) == 1)

    assert with_channel(gateway, story).others()[0].text == "回来了"


def test_a_frozen_gateway_is_noticed_and_heard_again_after_it_thaws(gateway: TestGateway) -> None:
    async def story(channel: WechatChannel, listener: Listener) -> None:
        gateway.freeze()
        await until(lambda: not channel.state.connected)
        gateway.thaw()
        await until(lambda: channel.state.connected, 25)
        await asyncio.to_thread(gateway.say, "醒了")
        await until(lambda: len(listener.others()) == 1)

    with_channel(gateway, story, call_s=1.0, ping_s=0.5)


def test_a_wrong_token_is_told_to_the_operator_and_tried_again(gateway: TestGateway) -> None:
    async def run() -> None:
        channel = WechatChannel(gateway.endpoint, "wrong", Listener().hear)
        running = asyncio.create_task(channel.run())
        await until(lambda: channel.state.refused is not None)
        assert "LINLI_GATEWAY_TOKEN" in (channel.state.refused or "") and not running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(run())
