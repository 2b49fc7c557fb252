"""How often the gateway is asked for a name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from types import SimpleNamespace
from typing import Any, cast

from bot.channels.wechat.gateway import Gateway
from bot.channels.wechat.lookups import Lookups


class Puppet:
    """Knows one member of a room, and notes what it is asked."""

    def __init__(self, nickname: str, alias: str, tells_nickname: bool = True) -> None:
        self.nickname, self.alias, self.tells_nickname = nickname, alias, tells_nickname
        self.asked: list[str] = []

    async def room_member_payload(self, room: str, contact: str) -> SimpleNamespace:
        self.asked.append("member")
        return SimpleNamespace(room_alias=self.alias, name=self.nickname if self.tells_nickname else "")

    async def contact_payload(self, contact: str) -> SimpleNamespace:
        self.asked.append("contact")
        return SimpleNamespace(name=self.nickname)


class Asked:
    """A gateway that is there."""

    def __init__(self, puppet: Puppet) -> None:
        self.puppet = puppet

    async def call(self, calling: Awaitable[Any]) -> Any:
        return await calling


def shown(puppet: Puppet) -> tuple[str, str]:
    """What the room shows for the member, and the member's own name."""

    async def ask() -> tuple[str, str]:
        lookups = Lookups(cast(Gateway, Asked(puppet)))
        return await lookups.alias("room", "li"), await lookups.contact_name("li")

    return asyncio.run(ask())


def test_somebody_without_an_alias_costs_one_call() -> None:
    puppet = Puppet("李姐", "")
    assert (shown(puppet), puppet.asked) == (("李姐", "李姐"), ["member"])


def test_a_puppet_that_tells_no_nickname_with_the_member_is_asked_for_it() -> None:
    puppet = Puppet("李姐", "", tells_nickname=False)
    assert (shown(puppet), puppet.asked) == (("李姐", "李姐"), ["member", "contact"])


def test_an_alias_of_one_room_is_never_taken_for_the_nickname() -> None:
    puppet = Puppet("李姐", "3-2-502李姐")
    assert (shown(puppet), puppet.asked) == (("3-2-502李姐", "李姐"), ["member", "contact"])
