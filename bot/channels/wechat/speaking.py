"""Sending through the gateway: once, never repeated on a guess, and proved by the bot's own echo where need be."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable
from typing import Any

from grpclib.const import Status
from grpclib.exceptions import GRPCError

from bot.channels import Away, NoSuchRoom, NotSent, TooFast, Uncertain
from bot.channels.mentions import SEPARATOR
from bot.channels.wechat.gateway import LOST, Gateway, GatewayAway, wechaty
from bot.channels.wechat.lookups import Lookups
from bot.channels.wechat.rooms import Rooms
from bot.messages import Incoming, Outgoing

ECHO_S = 20.0  # how long an uncertain send waits for its own echo
REFUSED_ECHO_S = 2.0  # the same where the gateway says that it failed: puppets err, too
LOOK_S = 0.25  # between looks whether the gateway is still there
FILE_BYTES = 3_000_000  # as base64 just under the 4 MiB of one call
REFUSALS = (Status.INVALID_ARGUMENT, Status.NOT_FOUND, Status.PERMISSION_DENIED, Status.UNIMPLEMENTED)
FAILURES = (Status.UNKNOWN, Status.INTERNAL)  # what a gateway answers where the puppet behind it threw an error
_MAY_BE_OUT = re.compile(r"time[d ]*-?out|etimedout|econnreset|socket hang up|超时|deadline", re.IGNORECASE)
_TOO_FAST = re.compile(r"too (?:fast|frequent|many|often)|rate.?limit|frequency|频繁|过快|频率|太快", re.IGNORECASE)

Echo = tuple[str, str, str]  # where, the words, the file's name


class Speaking:
    """What the account says."""

    def __init__(self, gateway: Gateway, lookups: Lookups, rooms: Rooms) -> None:
        self._gateway, self._lookups, self._rooms = gateway, lookups, rooms
        self._echoes: dict[Echo, asyncio.Future[str]] = {}

    async def send(self, outgoing: Outgoing) -> str | None:
        """Send once. Gives the channel's message id, None where the gateway tells none.

        Raises: Away, NoSuchRoom, TooFast or NotSent where it surely did not go out, Uncertain where even its echo did
        not tell.
        """
        if outgoing.room is None and outgoing.to is None:
            raise NotSent("nobody to send to")
        if not self._gateway.state.hears:
            raise Away("the gateway is away")
        place = self._place(outgoing.room) if outgoing.room is not None else str(outgoing.to)
        if outgoing.file is not None:
            return await self._send_file(place, outgoing)
        names = [await self._lookups.alias(place, one) for one in outgoing.mentions] if outgoing.room else []
        text = "".join(f"@{name}{SEPARATOR}" for name in names) + outgoing.text
        return await self._send_text(place, text, list(outgoing.mentions) if outgoing.room else None)

    def heard(self, place: str, incoming: Incoming) -> None:
        """The bot's own message came back: it did go out."""
        waiting = self._echoes.get((place, incoming.text, incoming.file or ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(incoming.id)

    def _place(self, room: str) -> str:
        """The room's id; a room that is not bound yet goes by its name. Raises: NoSuchRoom."""
        if self._rooms.knows(room):
            return room
        found = self._rooms.called(room)
        if found is None and self._rooms.complete and "@" not in room:
            raise NoSuchRoom("the account is in no room of this name")
        return found or room

    async def _send_text(self, place: str, text: str, mentions: list[str] | None = None) -> str | None:
        return await self._once((place, text, ""), self._gateway.puppet.message_send_text(place, text, mentions))

    async def _send_file(self, place: str, outgoing: Outgoing) -> str | None:
        """The file, then what is said of it."""
        file = outgoing.file
        assert file is not None
        try:
            size = file.stat().st_size
        except OSError as error:
            raise NotSent(f"the file {file.name} is not there any more") from error
        if size > FILE_BYTES:
            raise NotSent(f"the file {file.name} is larger than the 3 MB that a gateway takes")
        box = wechaty.FileBox.from_file(str(file), file.name)
        sent, doubt = None, None
        try:
            sent = await self._once((place, "", file.name), self._gateway.puppet.message_send_file(place, box))
        except Uncertain as error:
            doubt = error
        if outgoing.text:
            try:
                await self._send_text(place, outgoing.text)
            except NotSent as error:  # sending both again would repeat the file
                doubt = doubt or Uncertain(f"the file went out, the words with it did not: {error}")
        if doubt is not None:
            raise doubt
        return sent

    async def _once(self, what: Echo, sending: Awaitable[Any]) -> str | None:
        """One call, never repeated: one that timed out may have been delivered, which its echo then proves."""
        echo: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._echoes[what] = echo
        try:
            sent = await self._gateway.call(sending)
            return str(sent) if sent else None
        except GatewayAway as error:
            raise Away(str(error)) from error
        except GRPCError as error:
            return await self._after(error, echo)
        except LOST as error:
            return await self._confirmed(echo, ECHO_S, Uncertain("it is not known whether it went out"), error)
        finally:
            self._echoes.pop(what, None)

    async def _after(self, error: GRPCError, echo: asyncio.Future[str]) -> str:
        """What a refusal means: surely not sent where the gateway says why, uncertain where it ran out of time."""
        said = error.message or ""
        refused = NotSent(f"the gateway refused it: {error.status.name}")
        if error.status in REFUSALS:
            raise refused from error
        if error.status is Status.RESOURCE_EXHAUSTED or _TOO_FAST.search(said):
            raise TooFast("the gateway says that too much is being sent") from error
        if error.status in FAILURES and not _MAY_BE_OUT.search(said):
            return await self._confirmed(echo, REFUSED_ECHO_S, refused, error)
        return await self._confirmed(echo, ECHO_S, Uncertain("it is not known whether it went out"), error)

    async def _confirmed(
        self, echo: asyncio.Future[str], wait_s: float, otherwise: Exception, why: BaseException
    ) -> str:
        """Wait for the echo, but not for one that cannot come: a gateway that is gone keeps none."""
        until = time.monotonic() + wait_s
        while not echo.done() and self._gateway.state.hears and (left_s := until - time.monotonic()) > 0:
            await asyncio.wait((echo,), timeout=min(left_s, LOOK_S))
        if not echo.done():
            raise otherwise from why
        return echo.result()
