"""The connection to a Wechaty gateway: connect, read events, call; come back after its death or freeze.

The high-level client of wechaty is not used: it stops for good when the gateway is away for a minute, and its handlers
overtake each other. The puppet service (stub, types, files) is.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from grpclib.config import Configuration
from grpclib.const import Status
from grpclib.exceptions import GRPCError, StreamTerminatedError

from bot.channels.wechat.corked import CorkedChannel
from bot.channels.wechat.importable import import_wechaty
from intents.errors import LinliError

wechaty: Any = import_wechaty()

from wechaty_grpc.wechaty import PuppetStub  # noqa: E402 - importable only after the repairs
from wechaty_puppet.exceptions import WechatyPuppetError  # noqa: E402
from wechaty_puppet_service import PuppetService  # noqa: E402

log = logging.getLogger("linli.wechat")

T = TypeVar("T")
OnEvent = Callable[[str, dict[str, Any]], Awaitable[None]]
Clock = Callable[[], datetime]

LOST = (OSError, StreamTerminatedError, asyncio.TimeoutError)
CALL_S = 15.0  # a call that takes longer counts as a lost gateway
PING_S = 15.0  # how often a silent gateway is asked whether it lives
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 8.0  # between attempts to connect


class GatewayAway(LinliError):
    """The gateway cannot be reached now; the call was not made."""


@dataclass(slots=True)
class GatewayState:
    """What operators see: logged in as whom, connected or away since when, how often it was lost.

    last_away: from when until when nothing was heard, the last time.
    """

    account: str | None = None
    logged_in: bool = False
    connected: bool = False
    away_since: datetime | None = None
    lost: int = 0
    refused: str | None = None
    last_away: tuple[datetime, datetime] | None = None

    @property
    def hears(self) -> bool:
        """Whether messages arrive: connected, and the account is logged in."""
        return self.connected and self.logged_in


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the gateway listens. Raises: LinliError where the text is no host:port."""

    host: str
    port: int

    @classmethod
    def read(cls, text: str) -> Endpoint:
        """From `host:port`."""
        host, colon, port = text.rpartition(":")
        if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise LinliError(f"the gateway's address {text!r} is no host:port, such as 127.0.0.1:18788")
        return cls(host, int(port))


class Gateway:
    """One gateway, one account. `run` connects again and again until it is cancelled; calls go through `call`."""

    def __init__(
        self, endpoint: Endpoint, token: str, on_event: OnEvent, now: Clock = lambda: datetime.now(UTC),
        *, call_s: float = CALL_S, ping_s: float = PING_S, away_since: datetime | None = None,
    ) -> None:
        """away_since: since when nothing was heard before, None: since now."""
        self._endpoint, self._token, self._on_event, self._now = endpoint, token, on_event, now
        self._call_s, self._ping_s = call_s, ping_s
        options = wechaty.wechaty.PuppetOptions(token=token, end_point=f"{endpoint.host}:{endpoint.port}")
        self.puppet: Any = PuppetService(options)
        self.state = GatewayState(away_since=away_since or now())

    async def call(self, calling: Awaitable[T]) -> T:
        """Await one call to the gateway.

        Raises: GatewayAway where it was not made, GRPCError where the gateway refused it, asyncio.TimeoutError,
        OSError or StreamTerminatedError where its outcome is unknown.
        """
        try:
            async with asyncio.timeout(self._call_s):  # wait_for can lose a cancellation before Python 3.12
                return await calling
        except WechatyPuppetError as error:
            raise GatewayAway("the gateway is not connected; it is tried again by itself") from error

    async def run(self) -> None:
        """Stay connected until cancelled. Each loss is logged once, each return once."""
        wait_s = FIRST_WAIT_S
        while True:
            served = False
            try:
                served = await self._session()
            except GRPCError as error:
                self._refused(error)
            except LOST as error:
                log.info("gateway away: %s", type(error).__name__)
            except GatewayAway:
                log.info("gateway away")
            finally:
                self._close()
            was_up = self.state.connected or served
            self._mark_away()
            wait_s = FIRST_WAIT_S if was_up else min(wait_s * 2, LONGEST_WAIT_S)
            await asyncio.sleep(wait_s * (0.75 + random.random() / 2))  # noqa: S311 - spreads attempts, no secret

    @asynccontextmanager
    async def visit(self) -> AsyncIterator[Any]:
        """Inside, the stub to call the gateway with, beside whoever listens there; nothing is heard."""
        try:
            yield self._connect()
        finally:
            self._close()

    async def _session(self) -> bool:
        """One connection, from its greeting to its end; True if it ended in order."""
        stub = self._connect()
        events, greeting = await self._listen(stub)
        await self.call(stub.start())
        self._mark_connected()
        await self._take(greeting)
        reading = asyncio.create_task(self._read(events))
        asking = asyncio.create_task(self._ask_for_life(stub))
        try:
            done, _ = await asyncio.wait({reading, asking}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            reading.cancel()
            asking.cancel()
            await asyncio.gather(reading, asking, return_exceptions=True)
        return True

    def _connect(self) -> Any:
        # Keep-alive notices a dead peer even where nothing is being called.
        config = Configuration(_keepalive_time=10, _keepalive_timeout=5, _keepalive_permit_without_calls=True)
        channel = CorkedChannel(self._endpoint.host, self._endpoint.port, config=config)
        channel._authority = self._token  # the gateway reads the token from :authority
        self.puppet.channel, self.puppet._puppet_stub = channel, PuppetStub(channel)
        return self.puppet.puppet_stub

    async def _listen(self, stub: Any) -> tuple[Any, Any]:
        """The stream of events and its first one, the greeting.

        A gateway serves one listener. After our own crash it may still hold the dead one: then, and only then, it is
        told to stop (which logs the account out for a moment).
        """
        events = stub.event()
        try:
            return events, await self.call(events.__anext__())
        except GRPCError as error:
            if error.status is not Status.ALREADY_EXISTS:
                raise
        log.warning("the gateway still served another listener; it was told to stop that one")
        await self.call(stub.stop())
        events = stub.event()
        return events, await self.call(events.__anext__())

    async def _read(self, events: Any) -> None:
        async for event in events:
            await self._take(event)

    async def _take(self, event: Any) -> None:
        """Hand one event on; a malformed one is logged and left."""
        try:
            data = json.loads(event.payload or "{}")
            kind = wechaty.EventType(event.type).name.removeprefix("EVENT_TYPE_").lower()
        except ValueError:
            log.warning("unreadable event of type %s", event.type)
            return
        if kind == "login":
            self.state.account, self.state.logged_in = data.get("contactId"), True
            self._mark_hearing()
        elif kind == "logout":
            self.state.logged_in = False
            self.state.away_since = self.state.away_since or self._now()
            log.warning("the account was logged out: scan the code at the gateway again")
        await self._on_event(kind, data if isinstance(data, dict) else {})

    async def _ask_for_life(self, stub: Any) -> None:
        """A frozen gateway keeps its connection open; only a call that stays without answer shows it."""
        while True:
            await asyncio.sleep(self._ping_s)
            await self.call(stub.ding(data="linli"))

    def _mark_connected(self) -> None:
        self.state.connected, self.state.refused = True, None
        log.info("gateway connected")
        self._mark_hearing()

    def _mark_hearing(self) -> None:
        """A gateway without an account, or an account without a gateway, hears nothing."""
        if self.state.hears and self.state.away_since is not None:
            self.state.last_away = (self.state.away_since, self._now())
            self.state.away_since = None

    def _mark_away(self) -> None:
        if self.state.connected:
            self.state.lost += 1
            log.warning("gateway lost (%d times since start)", self.state.lost)
        self.state.connected = self.state.logged_in = False  # the gateway tells anew who is logged in
        self.state.away_since = self.state.away_since or self._now()

    def _refused(self, error: GRPCError) -> None:
        """Say once what the operator must mend: mostly a wrong token."""
        wrong_token = error.status in (Status.UNAUTHENTICATED, Status.PERMISSION_DENIED)
        hint = "check LINLI_GATEWAY_TOKEN" if wrong_token else "see the gateway's log"
        reason = f"{error.status.name}: {hint}"
        if self.state.refused != reason:
            log.error("the gateway refused the connection (%s)", reason)
        self.state.refused = reason

    def _close(self) -> None:
        if self.puppet.channel is not None:
            self.puppet.channel.close()
        self.puppet.channel = self.puppet._puppet_stub = None
