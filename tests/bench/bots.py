"""The bots that answer through the gateway, each as a process: linli almost without a pace, and one that only echoes.

All hear through the same channel. `gathering` gathers answers as linli does on WeChat, but with hardly a gap between two
messages, as no operator would ever set it: else the pace would be measured, and not the way of a message. `each` answers
everybody in a message of their own, as the echo does.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.assembly import assemble
from bot.channels.wechat.channel import WechatChannel
from bot.house import House
from bot.messages import Incoming, Outgoing
from bot.sending.pace import UNPACED, Limits
from catalogue.database import open_database

PACES = {"gathering": Limits(gap_max_s=0.02), "each": UNPACED}


async def echo(endpoint: str, token: str) -> None:
    """Say everything again to whoever said it."""

    async def hear(incoming: Incoming) -> None:
        if not incoming.own:
            await channel.send(Outgoing(0, incoming.room, None, incoming.text, (incoming.sender,)))

    channel = WechatChannel(endpoint, token, hear)
    await channel.run()


async def linli(pace: str, endpoint: str, token: str, store: str) -> None:
    """The house as `linli run` furnishes it, but for the pace."""
    database = open_database(f"sqlite:///{store}")

    async def hear(incoming: Incoming) -> None:
        await house.hear(incoming)

    parts = assemble(database, files=Path(store).parent)
    channel = WechatChannel(endpoint, token, hear, met=parts.scenes.shown)
    house = House(parts, channel, limits=PACES[pace])
    async with house:
        await channel.run()


if __name__ == "__main__":
    asyncio.run(echo(*sys.argv[2:]) if sys.argv[1] == "echo" else linli(*sys.argv[1:]))
