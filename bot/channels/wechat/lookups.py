"""Names and rooms as the gateway knows them: one call each, remembered, and never a reason to lose a message."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from grpclib.exceptions import GRPCError

from bot.channels.wechat.expiring import Remembered
from bot.channels.wechat.gateway import LOST, Gateway, GatewayAway

log = logging.getLogger("linli.wechat")

NAME_S, MOST_NAMES = 3600.0, 20_000
Key = tuple[str, ...]


class Lookups:
    """Who is who. What the gateway cannot tell now is answered by a stand-in and asked again the next time."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._names: Remembered[Key, str] = Remembered(NAME_S, MOST_NAMES)
        self._members: Remembered[Key, tuple[str, ...]] = Remembered(NAME_S, 2_000)

    async def contact_name(self, contact: str) -> str:
        """A person's own nickname; their id where it cannot be told."""
        return await self._name(("contact", contact), self._gateway.puppet.contact_payload, "name") or contact

    async def room_topic(self, room: str) -> str:
        """The name of a room; its id where it cannot be told."""
        return await self._name(("room", room), self._gateway.puppet.room_payload, "topic") or room

    async def alias(self, room: str, contact: str) -> str:
        """What a room shows for a member: the alias there, else the nickname."""
        return await self.room_alias(room, contact) or await self.contact_name(contact)

    async def room_alias(self, room: str, contact: str) -> str:
        """The alias that a member set for this room; "" where none is set."""
        key = ("alias", room, contact)
        held = self._names.get(key)
        if held is not None:
            return held
        payload = await self._ask(lambda: self._gateway.puppet.room_member_payload(room, contact))
        if payload is None:
            return ""
        # Most puppets tell the nickname with it: where a room shows that one, it need not be asked for by a call of its own.
        if payload.name and not payload.room_alias and self._names.get(("contact", contact)) is None:
            self._names.put(("contact", contact), str(payload.name))
        return self._names.put(key, str(payload.room_alias or ""))

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
        self._names.forget(lambda key: any(one in key for one in ids))
        self._members.forget(lambda key: any(one in key for one in ids))

    def clear(self) -> None:
        """A new connection: what was known may have changed meanwhile."""
        self._names.clear()
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
