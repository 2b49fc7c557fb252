"""A connection to the gateway that is written to once in a turn of the event loop.

grpclib writes the head and the body of each call by themselves, and each write is a system call during which the workers
take the interpreter away from the event loop.
"""

from __future__ import annotations

import asyncio
from typing import Any

from grpclib.client import Channel
from grpclib.protocol import H2Protocol


class CorkedChannel(Channel):
    """A channel of grpclib whose connection holds back what is written until the turn is over."""

    def _protocol_factory(self) -> H2Protocol:
        protocol = super()._protocol_factory()
        begin = protocol.connection_made

        def begin_corked(transport: asyncio.BaseTransport) -> None:
            begin(Corked(transport))  # type: ignore[arg-type]

        protocol.connection_made = begin_corked  # type: ignore[method-assign]
        return protocol


class Corked:
    """A transport that writes all that was said in one turn of the event loop at once; else as the one it stands for."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._held: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send it when this turn is over."""
        if not self._held:
            self._loop.call_soon(self._flush)
        self._held.append(data)

    def close(self) -> None:
        """Send what is left, then close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        held, self._held = self._held, []
        if held and not self._transport.is_closing():
            self._transport.write(b"".join(held))
