"""The WeChat channel: hears what the gateway tells, in order within a room, and sends what the outbox gives it."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from grpclib.const import Status
from grpclib.exceptions import GRPCError

from bot.channels import Away, NotSent, Uncertain
from bot.channels.wechat.gateway import LOST, Endpoint, Gateway, GatewayAway, GatewayState, wechaty
from bot.channels.wechat.hearing import SEPARATOR, Hearing
from bot.channels.wechat.lookups import Lookups
from bot.messages import Incoming, Outgoing

log = logging.getLogger("linli.wechat")

Hear = Callable[[Incoming], Awaitable[object]]

MOST_FETCHED = 64  # messages whose payload is being fetched at once
MOST_WAITING = 1_000  # in one conversation; beyond that the stream is held back
SEEN = 50_000
ECHO_S = 20.0  # how long an uncertain send waits for its own echo
FILE_BYTES = 3_000_000  # as base64 just under the 4 MiB of one call
REFUSALS = (Status.INVALID_ARGUMENT, Status.NOT_FOUND, Status.PERMISSION_DENIED, Status.UNIMPLEMENTED)


class WechatChannel:
    """One account on one gateway."""

    def __init__(self, endpoint: str, token: str, hear: Hear, *, call_s: float = 15.0, ping_s: float = 15.0) -> None:
        """Raises: LinliError where the endpoint is no host:port."""
        self._hear = hear
        self._gateway = Gateway(Endpoint.read(endpoint), token, self._event, call_s=call_s, ping_s=ping_s)
        self.lookups = Lookups(self._gateway)
        self._hearing = Hearing(self._gateway, self.lookups)
        self._fetched: asyncio.Queue[asyncio.Task[Any]] = asyncio.Queue(MOST_FETCHED)
        self._lanes: dict[str, asyncio.Queue[Any]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._echoes: dict[tuple[str, str], asyncio.Future[str]] = {}

    @property
    def state(self) -> GatewayState:
        """What operators see of the gateway."""
        return self._gateway.state

    async def run(self) -> None:
        """Hear until cancelled; the gateway's death or freeze is survived."""
        sorting = asyncio.create_task(self._sort())
        try:
            await self._gateway.run()
        finally:
            await _end(sorting, *self._tasks)

    # hearing

    async def _event(self, kind: str, data: dict[str, Any]) -> None:
        if kind == "message" and (message_id := data.get("messageId")):
            await self._message(str(message_id))
        elif kind == "login":
            self.lookups.clear()
        elif kind in ("room_join", "room_leave", "room_topic"):
            self.lookups.forget(str(data.get("roomId", "")))
        elif kind == "dirty":
            self.lookups.forget(str(data.get("payloadId", "")))
        elif kind == "friendship":
            self._begin(self._befriend(str(data.get("friendshipId", ""))))

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
        while True:
            payload = await lane.get()
            try:
                incoming = await self._hearing.incoming(payload)
                if incoming.own:
                    self._echo(payload.room_id or payload.to_id, incoming)
                await self._hear(incoming)
            except Exception:  # the edge: one message must not end a room's lane
                log.exception("message %s failed", payload.id)

    def _begin(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _befriend(self, friendship: str) -> None:
        """Accept whoever asks: WeChat lets nobody be written to in private who is no friend."""
        puppet = self._gateway.puppet
        try:
            payload = await self._gateway.call(puppet.friendship_payload(friendship))
            if payload.type == wechaty.FriendshipType.FRIENDSHIP_TYPE_RECEIVE:
                await self._gateway.call(puppet.friendship_accept(friendship))
        except (GRPCError, GatewayAway, *LOST) as error:
            log.warning("a friend request could not be accepted: %s", type(error).__name__)

    # sending

    async def send(self, outgoing: Outgoing) -> str | None:
        """Send once. Gives the channel's message id, None where the gateway tells none.

        Raises: Away or NotSent where it surely did not go out, Uncertain where even its echo did not tell.
        """
        place = outgoing.room or outgoing.to
        if place is None:
            raise NotSent("nobody to send to")
        if not self.state.connected:
            raise Away("the gateway is away")
        if outgoing.file is not None:
            return await self._send_file(place, outgoing)
        names = [await self.lookups.alias(place, one) for one in outgoing.mentions] if outgoing.room else []
        text = "".join(f"@{name}{SEPARATOR}" for name in names) + outgoing.text
        mentions = list(outgoing.mentions) if outgoing.room else None
        return await self._once(place, text, self._gateway.puppet.message_send_text(place, text, mentions))

    async def _send_file(self, place: str, outgoing: Outgoing) -> str | None:
        assert outgoing.file is not None
        if outgoing.file.stat().st_size > FILE_BYTES:
            raise NotSent(f"the file {outgoing.file.name} is larger than the 3 MB that a gateway takes")
        box = wechaty.FileBox.from_file(str(outgoing.file), outgoing.file.name)
        sent = await self._once(place, "", self._gateway.puppet.message_send_file(place, box))
        if outgoing.text:
            await self._once(place, outgoing.text, self._gateway.puppet.message_send_text(place, outgoing.text))
        return sent

    async def _once(self, place: str, text: str, sending: Awaitable[Any]) -> str | None:
        """One call, never repeated: one that timed out may have been delivered, which its echo then proves."""
        echo: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._echoes[place, text] = echo
        try:
            sent = await self._gateway.call(sending)
            return str(sent) if sent else None
        except GatewayAway as error:
            raise Away(str(error)) from error
        except GRPCError as error:
            if error.status in REFUSALS:
                raise NotSent(f"the gateway refused it: {error.status.name}") from error
            return await self._confirmed(echo, error)
        except LOST as error:
            return await self._confirmed(echo, error)
        finally:
            self._echoes.pop((place, text), None)

    async def _confirmed(self, echo: asyncio.Future[str], why: BaseException) -> str:
        try:
            return await asyncio.wait_for(echo, ECHO_S)
        except TimeoutError:
            raise Uncertain("it is not known whether it went out") from why

    def _echo(self, place: str, incoming: Incoming) -> None:
        waiting = self._echoes.get((place, incoming.text))
        if waiting is not None and not waiting.done():
            waiting.set_result(incoming.id)


async def _end(*tasks: asyncio.Task[None]) -> None:
    """Cancel until all have ended: a look-up that fails at the same moment may hide the first cancellation."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=1)
