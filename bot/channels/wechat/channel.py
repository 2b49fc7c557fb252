"""The WeChat channel: hears what the gateway tells, in order within a room, and sends what the outbox gives it."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from grpclib.exceptions import GRPCError

from bot.channels.happenings import Happening, Invited
from bot.channels.wechat.gateway import LOST, Endpoint, Gateway, GatewayAway, GatewayState
from bot.channels.wechat.happening import HAPPENINGS, Happenings
from bot.channels.wechat.hearing import Hearing
from bot.channels.wechat.lookups import Lookups, Met, nobody_met
from bot.channels.wechat.rooms import Rooms
from bot.channels.wechat.speaking import Speaking
from bot.messages import Incoming, Outgoing

log = logging.getLogger("linli.wechat")

Hear = Callable[[Incoming], Awaitable[object]]
Happen = Callable[[Happening], Awaitable[object]]

MOST_FETCHED = 64  # messages whose payload is being fetched at once
MOST_HANDED_ON = 50  # messages of one conversation of which nobody knows yet what became of them
MOST_WAITING = 1_000  # in one conversation; beyond that the stream is held back
SEEN = 50_000


async def _nothing(happening: Happening) -> None:
    """For whoever only wants to hear messages."""


class WechatChannel:
    """One account on one gateway."""

    def __init__(
        self, endpoint: str, token: str, hear: Hear, happen: Happen | None = None, *, call_s: float = 15.0,
        ping_s: float = 15.0, away_since: datetime | None = None, met: Met = nobody_met,
    ) -> None:
        """happen: is told what happens besides messages, and says True of an invitation that is to be accepted.
        away_since: since when nothing was heard before, None: now. met: what a room showed for somebody when they were
        last met there, both by the channel's id.

        Raises: LinliError where the endpoint is no host:port.
        """
        self._hear, self._happen = hear, happen or _nothing
        self._gateway = Gateway(
            Endpoint.read(endpoint), token, self._event, call_s=call_s, ping_s=ping_s, away_since=away_since
        )
        self.lookups = Lookups(self._gateway, met)
        self.rooms = Rooms(self._gateway, self.lookups)
        self._hearing = Hearing(self._gateway, self.lookups, self.rooms)
        self._speaking = Speaking(self._gateway, self.lookups, self.rooms)
        self._happenings = Happenings(self._gateway, self.lookups, self.rooms)
        self._happened: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self._fetched: asyncio.Queue[asyncio.Task[Any]] = asyncio.Queue(MOST_FETCHED)
        self._lanes: dict[str, asyncio.Queue[Any]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen: OrderedDict[str, None] = OrderedDict()

    @property
    def state(self) -> GatewayState:
        """What operators see of the gateway."""
        return self._gateway.state

    async def run(self) -> None:
        """Hear until cancelled; the gateway's death or freeze is survived."""
        working = [asyncio.create_task(one) for one in (self._sort(), self._live(), self.lookups.freshen())]
        try:
            await self._gateway.run()
        finally:
            await _end(*working, *self._tasks)
            self._lanes.clear()  # whoever walked them has ended

    # hearing

    async def _event(self, kind: str, data: dict[str, Any]) -> None:
        if kind == "message" and (message_id := data.get("messageId")):
            await self._message(str(message_id))
            return
        if kind == "login":
            self.lookups.clear()
            self.rooms.clear()
        elif kind == "dirty":
            self.lookups.forget(str(data.get("payloadId", "")))
        elif kind in ("room_join", "room_leave", "room_topic"):
            self.lookups.forget(str(data.get("roomId", "")))
        if kind in HAPPENINGS:
            self._happened.put_nowait((kind, data))

    async def _message(self, message_id: str) -> None:
        """Fetch it while earlier ones are still under way; `_sort` hands them on in the order of the stream."""
        if message_id in self._seen:
            return
        self._seen[message_id] = None
        if len(self._seen) > SEEN:
            self._seen.popitem(last=False)
        stub = self._gateway.puppet.puppet_stub
        await self._fetched.put(asyncio.create_task(self._gateway.call(stub.message_payload(id=message_id))))

    async def _sort(self) -> None:
        """One lane for each conversation: in order there, and no room waits for another."""
        while True:
            try:
                # Shielded: else the stop of this loop would end the fetch, whose error then hides the stop.
                payload = await asyncio.shield(await self._fetched.get())
            except (GRPCError, GatewayAway, *LOST) as error:
                log.warning("a message could not be fetched: %s", type(error).__name__)
                continue
            place = payload.room_id or payload.from_id
            lane = self._lanes.get(place)
            if lane is None:
                lane = self._lanes[place] = asyncio.Queue(MOST_WAITING)
                self._begin(self._walk(lane))
            await lane.put(payload)

    async def _walk(self, lane: asyncio.Queue[Any]) -> None:
        """Hand on in order what is said in one conversation, without waiting for what becomes of each message."""
        slots = asyncio.Semaphore(MOST_HANDED_ON)
        while True:
            payload = await lane.get()
            try:
                incoming = await self._hearing.incoming(payload)
                if incoming.own:
                    self._speaking.heard(payload.room_id or payload.to_id, incoming)
            except Exception:  # the edge: one message must not end a room's lane
                log.exception("message %s failed", payload.id)
                continue
            await slots.acquire()
            # Tasks begin in the order in which they were made, so whoever hears gets the messages in theirs.
            self._begin(self._hand_on(incoming, slots))

    async def _hand_on(self, incoming: Incoming, slots: asyncio.Semaphore) -> None:
        try:
            await self._hear(incoming)
        except Exception:
            log.exception("message %s failed", incoming.id)
        finally:
            slots.release()

    def _begin(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # what else happens

    async def _live(self) -> None:
        """Tell what happens, one thing after the other, while messages go on being heard."""
        while True:
            kind, data = await self._happened.get()
            try:
                async for happening in self._happenings.of(kind, data):
                    wanted = await self._happen(happening)
                    if isinstance(happening, Invited) and wanted is True:
                        await self._happenings.accept(happening)
            except Exception:  # the edge: one happening must not hide the next
                log.exception("a %s could not be taken in", kind)

    # sending

    async def send(self, outgoing: Outgoing) -> str | None:
        """Send once. Gives the channel's message id, None where the gateway tells none.

        Raises: Away, NoSuchRoom, TooFast or NotSent where it surely did not go out, Uncertain where even its echo did
        not tell.
        """
        return await self._speaking.send(outgoing)


async def _end(*tasks: asyncio.Task[None]) -> None:
    """Cancel until all have ended: a look-up that fails at the same moment may hide the first cancellation."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=1)
