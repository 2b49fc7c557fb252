"""A house in a process of its own, to be killed: it takes orders from a pipe and logs what it received and answered.

Run as: python -m tests.path.lossy DATABASE_URL LOG; each line of standard input is `id sender text`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

from bot.assembly import assemble
from bot.house import House
from bot.messages import Incoming, Outgoing
from bot.sending.pace import UNPACED
from catalogue.database import open_database
from intents.days import plain_day_kind
from tests.conftest import NOW

ROOM = "青柳湾南区群"
LATER = NOW + timedelta(hours=1)


class Log:
    """Lines that are in the file before `write` returns; a killed process loses none of them."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(self, line: str) -> None:
        os.write(self._file, (line + "\n").encode())


class LoggingChannel:
    """Sends into the log: what stands there was acknowledged to somebody."""

    def __init__(self, log: Log) -> None:
        self._log = log

    async def send(self, outgoing: Outgoing) -> str | None:
        self._log.write(f"sent {outgoing.to} {outgoing.text.splitlines()[0]}")
        return f"out-{outgoing.row}"


async def serve(url: str, log: Log) -> None:
    """Take messages until the input ends."""
    database = open_database(url)
    files = Path(url.removeprefix("sqlite:///")).parent
    parts = assemble(database, files=files, day_kind=plain_day_kind)
    house = House(parts, LoggingChannel(log), limits=UNPACED, clock=lambda: LATER, wake_every_s=60)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async with house:
        log.write("ready")
        taken: set[asyncio.Task[None]] = set()

        async def hear(message_id: str, sender: str, text: str) -> None:
            log.write(f"received {message_id}")
            incoming = Incoming(message_id, LATER, ROOM, sender, sender, text, ROOM)
            heard = await house.hear(incoming)
            log.write(f"done {message_id} {heard.outcome.intent}")

        while written := (await reader.readline()).decode():
            message_id, sender, text = written.rstrip("\n").split(" ", 2)
            task = asyncio.create_task(hear(message_id, sender, text))
            taken.add(task)
            task.add_done_callback(taken.discard)
        await asyncio.gather(*taken)
        await house.sender.drain()
    database.close()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Log(Path(sys.argv[2]))))
