"""The rooms in which the account is, and who else is in each: asked once, then kept true by what happens."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from grpclib.exceptions import GRPCError

from bot.channels.wechat.gateway import LOST, Gateway, GatewayAway
from bot.channels.wechat.lookups import Lookups

log = logging.getLogger("linli.wechat")

AT_ONCE = 4  # rooms asked about at the same time
AGAIN_S = 1.0
TRIES = 5  # an account knows a room that it was just taken into a little later


class Rooms:
    """Topics and members by room id. complete: all rooms were asked about. Belongs to the event loop."""

    def __init__(self, gateway: Gateway, lookups: Lookups) -> None:
        self._gateway, self._lookups = gateway, lookups
        self._members: dict[str, frozenset[str]] = {}
        self._topics: dict[str, str] = {}
        self.complete = False

    async def look_around(self) -> dict[str, str]:
        """Ask for all rooms and their members anew; names by id of those whose name is known."""
        try:
            ids = list(await self._gateway.call(self._gateway.puppet.room_list()))
        except (GRPCError, GatewayAway, *LOST) as error:
            log.warning("the rooms could not be listed: %s", type(error).__name__)
            return {}
        turns = asyncio.Semaphore(AT_ONCE)

        async def look(room: str) -> None:
            async with turns:
                await self.look_at(room)

        await asyncio.gather(*(look(room) for room in ids))
        self.complete = True
        for room in set(self._topics) - set(ids):
            self.forget(room)
        return dict(self._topics)

    async def look_at(self, room: str) -> None:
        """Ask for the name and the members of one room anew; what cannot be told now stays as it was."""
        self._lookups.forget_room(room)
        topic = await self._lookups.room_topic(room)
        if topic != room:
            self._topics[room] = topic
        members = await self._lookups.members(room)
        if members:
            self._members[room] = frozenset(members)

    async def topic_of(self, room: str) -> str:
        """The name of a room into which the account was just taken; "" where it stays unknown."""
        for _ in range(TRIES):
            await self.look_at(room)
            if room in self._topics:
                return self._topics[room]
            await asyncio.sleep(AGAIN_S)
        return ""

    def knows(self, room: str) -> bool:
        """Whether this is the id of a room in which the account is."""
        return room in self._topics or room in self._members

    def called(self, topic: str) -> str | None:
        """The id of the only room with this name."""
        found = [room for room, name in self._topics.items() if name == topic]
        return found[0] if len(found) == 1 else None

    def shared_with(self, contact: str) -> tuple[str, ...] | None:
        """The rooms in which somebody is; None while that is not known yet."""
        if not self.complete:
            return None
        return tuple(sorted(room for room, members in self._members.items() if contact in members))

    def rename(self, room: str, topic: str) -> None:
        """The room has another name."""
        self._topics[room] = topic

    def join(self, room: str, who: Sequence[str]) -> None:
        """These people came into a room."""
        self._members[room] = self._members.get(room, frozenset()) | set(who)

    def leave(self, room: str, who: Sequence[str]) -> None:
        """These people left a room."""
        self._members[room] = self._members.get(room, frozenset()) - set(who)

    def forget(self, room: str) -> None:
        """The account itself is no longer there."""
        self._members.pop(room, None)
        self._topics.pop(room, None)

    def clear(self) -> None:
        """A new connection: who came and went meanwhile is not known."""
        self.complete = False
