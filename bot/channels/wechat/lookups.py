"""Names and rooms as the gateway knows them: one call each, remembered, and never a reason to lose a message.

Of somebody met before the message does not wait for the name: the last one known is used, and asked for anew a little
later. So a rush after a start or a lost connection costs no call for each neighbour.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from grpclib.exceptions import GRPCError

from bot.channels.wechat.expiring import Remembered
from bot.channels.wechat.gateway import LOST, Gateway, GatewayAway

log = logging.getLogger("linli.wechat")

NAME_S, MOST_NAMES = 3600.0, 20_000
FRESHEN_S = 0.2  # between two names that are asked for anew: never in the way of messages
Key = tuple[str, ...]
Met = Callable[[str, str], str | None]


def nobody_met(room: str, contact: str) -> None:
    """For whoever keeps no record of the people it met."""


class Lookups:
    """Who is who. What the gateway cannot tell now is answered by a stand-in and asked again the next time."""

    def __init__(self, gateway: Gateway, met: Met = nobody_met) -> None:
        """met: what a room showed for a member when they were last met there, None where they never were."""
        self._gateway, self._met = gateway, met
        self._names: Remembered[Key, str] = Remembered(NAME_S, MOST_NAMES)
        self._members: Remembered[Key, tuple[str, ...]] = Remembered(NAME_S, 2_000)
        self._changed: set[str] = set()  # rooms and people of whom what was known before is not true any more
        self._to_ask: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    async def contact_name(self, contact: str) -> str:
        """A person's own nickname; their id where it cannot be told."""
        return await self._name(("contact", contact), self._gateway.puppet.contact_payload, "name") or contact

    async def room_topic(self, room: str) -> str:
        """The name of a room; its id where it cannot be told."""
        return await self._name(("room", room), self._gateway.puppet.room_payload, "topic") or room

    async def alias(self, room: str, contact: str) -> str:
        """What a room shows for a member: the alias there, else the nickname."""
        held = self._names.get(("alias", room, contact))
        if held is None:
            if (last := self._last_shown(room, contact)) is not None:
                return last
            held = await self.room_alias(room, contact)
        return held or await self.contact_name(contact)

    def _last_shown(self, room: str, contact: str) -> str | None:
        """What the room showed before, which holds until it is asked for anew; None where that cannot be relied on."""
        shown = self._names.last(("alias", room, contact))
        if shown is not None:
            shown = shown or self._names.last(("contact", contact))
        elif self._changed.isdisjoint((room, contact)):
            shown = self._met(room, contact)
        if not shown:
            return None
        self._to_ask.put_nowait((room, contact))
        return self._names.put(("alias", room, contact), shown)

    async def freshen(self) -> None:
        """Ask anew for the names that were used from before, one after the other, until cancelled."""
        while True:
            await self._ask_alias(*await self._to_ask.get())
            await asyncio.sleep(FRESHEN_S)

    async def room_alias(self, room: str, contact: str) -> str:
        """The alias that a member set for this room; "" where none is set."""
        held = self._names.get(("alias", room, contact))
        return held if held is not None else await self._ask_alias(room, contact)

    async def _ask_alias(self, room: str, contact: str) -> str:
        payload = await self._ask(lambda: self._gateway.puppet.room_member_payload(room, contact))
        if payload is None:
            return ""
        # Most puppets tell the nickname with it: where a room shows that one, it need not be asked for by a call of its own.
        if payload.name and not payload.room_alias and self._names.get(("contact", contact)) is None:
            self._names.put(("contact", contact), str(payload.name))
        return self._names.put(("alias", room, contact), str(payload.room_alias or ""))

    def names_in(self, room: str) -> dict[str, set[str]]:
        """Ids by the names, as far as they are remembered, of those who spoke in a room lately."""
        found: dict[str, set[str]] = {}
        held = dict(self._names.items())
        for key, alias in held.items():
            if key[:2] == ("alias", room):
                for name in (alias, held.get(("contact", key[2]), "")):
                    if name:
                        found.setdefault(name, set()).add(key[2])
        return found

    async def members(self, room: str) -> tuple[str, ...]:
        """Ids of a room's members; () where they cannot be told."""
        key = ("members", room)
        held = self._members.get(key)
        if held is not None:
            return held
        found = await self._ask(lambda: self._gateway.puppet.room_members(room))
        return self._members.put(key, tuple(found)) if found is not None else ()

    def forget(self, *ids: str) -> None:
        """Something changed about these rooms or people: ask again."""
        self._changed.update(ids)
        self._names.forget(lambda key: any(one in key for one in ids))
        self._members.forget(lambda key: any(one in key for one in ids))

    def forget_room(self, room: str) -> None:
        """Ask anew for the name of a room and who is in it; what it shows for them stays."""
        self._names.forget(lambda key: key == ("room", room))
        self._members.forget(lambda key: key == ("members", room))

    def clear(self) -> None:
        """A new connection: what was known may have changed meanwhile."""
        self._names.expire()
        self._members.clear()

    async def _name(self, key: Key, call: Callable[..., Awaitable[Any]], attribute: str) -> str:
        held = self._names.get(key)
        if held is not None:
            return held
        payload = await self._ask(lambda: call(*key[1:]))
        return self._names.put(key, str(getattr(payload, attribute, "") or "")) if payload is not None else ""

    async def _ask(self, call: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await self._gateway.call(call())
        except (GRPCError, GatewayAway, *LOST) as error:
            log.info("a name could not be looked up: %s", type(error).__name__)
        return None
