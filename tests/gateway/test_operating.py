"""Questions of an operator to a real gateway, while the bot listens there and while it does not."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.wechat.channel import WechatChannel
from bot.messages import Incoming
from bot.operating.gateway import knock, neighbours
from intents.errors import LinliError
from tests.gateway.conftest import ROOM, TOKEN, TestGateway


def test_the_right_token_is_let_in_and_a_wrong_one_is_told(gateway: TestGateway) -> None:
    assert knock(gateway.endpoint, TOKEN, 10) is None
    assert "令牌不对" in (knock(gateway.endpoint, "wrong", 10) or "")


def test_members_are_listed_with_names_and_aliases(gateway: TestGateway) -> None:
    gateway.order("alias", room=ROOM, contact="wxid_zhang", alias="3-2-502张姐")
    found = {one.channel_id: one for one in neighbours(gateway.endpoint, TOKEN, None, "青柳湾南区群", 20)}
    assert {"wxid_zhang", "wxid_li", "wxid_wang"} <= set(found)
    assert (found["wxid_zhang"].nickname, found["wxid_zhang"].alias) == ("张姐", "3-2-502张姐")
    with pytest.raises(LinliError, match="一字不差"):
        neighbours(gateway.endpoint, TOKEN, None, "没有的群", 1)


def test_asking_does_not_push_the_listening_bot_out_and_mentions_come_with_ids(gateway: TestGateway) -> None:
    heard: list[Incoming] = []

    async def hear(incoming: Incoming) -> None:
        heard.append(incoming)

    async def story() -> None:
        channel = WechatChannel(gateway.endpoint, TOKEN, hear)
        running = asyncio.create_task(channel.run())
        while not (channel.state.connected and channel.state.account):
            await asyncio.sleep(0.05)
        assert await asyncio.to_thread(knock, gateway.endpoint, TOKEN, 10) is None
        assert await asyncio.to_thread(neighbours, gateway.endpoint, TOKEN, ROOM, "青柳湾南区群", 20)
        text = "@小邻\u2005@老李\u2005是网格员"
        await asyncio.to_thread(gateway.say, text, mentions=["wxid_linli", "wxid_li"])
        for _ in range(200):
            if heard:
                break
            await asyncio.sleep(0.05)
        assert channel.state.connected and channel.state.lost == 0
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(story())
    only, = heard
    assert only.mention and only.mentions == (("wxid_li", "老李"),)
