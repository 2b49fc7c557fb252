"""From the gateway's events besides messages to what happened, with the look-ups and the acceptance that belong to it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from grpclib.exceptions import GRPCError

from bot.channels.happenings import (
    Befriended,
    Entered,
    Happening,
    Invited,
    LookedAround,
    Parted,
    Removed,
    Renamed,
    Returned,
)
from bot.channels.wechat.gateway import LOST, Gateway, GatewayAway, wechaty
from bot.channels.wechat.lookups import Lookups
from bot.channels.wechat.rooms import Rooms

log = logging.getLogger("linli.wechat")

HAPPENINGS = frozenset({"login", "ready", "room_join", "room_leave", "room_topic", "room_invite", "friendship"})
Result = TypeVar("Result")
ACCEPT_TRIES, ACCEPT_AGAIN_S = 3, 2.0


class Happenings:
    """Reads one event after the other."""

    def __init__(self, gateway: Gateway, lookups: Lookups, rooms: Rooms) -> None:
        self._gateway, self._lookups, self._rooms = gateway, lookups, rooms
        self._told: tuple[datetime, datetime] | None = None

    async def of(self, kind: str, data: dict[str, Any]) -> AsyncIterator[Happening]:
        """What an event of one of the `HAPPENINGS` comes to."""
        if kind in ("login", "ready"):
            async for happening in self._arrival():
                yield happening
        elif room := str(data.get("roomId") or ""):
            async for happening in self._in_room(kind, room, data):
                yield happening
        elif kind == "room_invite" and (invitation := str(data.get("roomInvitationId") or "")):
            invited = await self._again(lambda: self._invited(invitation), "a room invitation could not be looked up")
            if invited is not None:
                yield invited
        elif kind == "friendship" and (friendship := str(data.get("friendshipId") or "")):
            who_asked = await self._again(lambda: self._befriend(friendship), "a friend request could not be accepted")
            if who_asked:
                yield Befriended(who_asked, await self._lookups.contact_name(who_asked))

    async def _in_room(self, kind: str, room: str, data: dict[str, Any]) -> AsyncIterator[Happening]:
        if kind == "room_topic" and data.get("newTopic"):
            self._rooms.rename(room, str(data["newTopic"]))
            yield Renamed(room, str(data["newTopic"]))
        elif kind == "room_join":
            who = [str(one) for one in data.get("inviteeIdList") or ()]
            if self._gateway.state.account in who:
                yield Entered(room, await self._rooms.topic_of(room))
            self._rooms.join(room, who)
        elif kind == "room_leave":
            for happening in self._leave(room, [str(one) for one in data.get("removeeIdList") or ()]):
                yield happening

    async def _arrival(self) -> AsyncIterator[Happening]:
        """The account is (again) there: where it is, and then how long it was away, so that the right rooms are told."""
        yield LookedAround(await self._rooms.look_around())
        away = self._gateway.state.last_away
        if away is not None and away != self._told:
            self._told = away
            yield Returned(*away)

    def _leave(self, room: str, who: list[str]) -> list[Happening]:
        if self._gateway.state.account in who:
            self._rooms.forget(room)
            return [Removed(room)]
        self._rooms.leave(room, who)
        return [Parted(room, one) for one in who]

    async def _befriend(self, friendship: str) -> str | None:
        """Accept whoever asks: WeChat lets nobody be written to in private who is no friend. Gives who is a friend now."""
        puppet = self._gateway.puppet
        payload = await self._gateway.call(puppet.friendship_payload(friendship))
        if payload.type == wechaty.FriendshipType.FRIENDSHIP_TYPE_RECEIVE:
            await self._gateway.call(puppet.friendship_accept(friendship))
        elif payload.type != wechaty.FriendshipType.FRIENDSHIP_TYPE_CONFIRM:
            return None
        return str(payload.contact_id) or None

    async def _invited(self, invitation: str) -> Invited:
        # By hand: the SDK's own look-up fails at the names of the gateway's fields.
        told = await self._gateway.call(self._gateway.puppet.puppet_stub.room_invitation_payload(id=invitation))
        return Invited(invitation, told.inviter_id, await self._lookups.contact_name(told.inviter_id), told.topic)

    async def accept(self, invited: Invited) -> None:
        """Enter the room; that it was done is told by an event of its own."""
        puppet = self._gateway.puppet
        await self._again(
            lambda: self._gateway.call(puppet.room_invitation_accept(invited.invitation)),
            "a room invitation could not be accepted",
        )

    async def _again(self, ask: Callable[[], Awaitable[Result]], trouble: str) -> Result | None:
        """What came of it, in one of some attempts; None where all failed, which is logged."""
        for attempt in range(ACCEPT_TRIES):
            try:
                return await ask()
            except (GRPCError, GatewayAway, *LOST) as error:
                log.warning("%s (%s)", trouble, type(error).__name__)
                if attempt + 1 < ACCEPT_TRIES:
                    await asyncio.sleep(ACCEPT_AGAIN_S)
        return None
