"""A house in a process of its own, to be killed: it hears through a pipe and sends to a gateway that is not reliable.

What happens in the world outside (received, delivered) goes into a log that survives the kill.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import event, update
from sqlalchemy.orm import Session

from bot.assembly import Parts, assemble
from bot.channels import Uncertain
from bot.house import House
from bot.messages import Incoming, Outgoing
from bot.outbox import Rules
from bot.path import Along, Heard
from bot.path import Path as MessagePath
from bot.sender import Claimed, Sender
from bot.sending.pace import UNPACED, Pace
from bot.sending.right import RightToSend
from catalogue.database import Database, open_database
from catalogue.tables import Outbox
from intents.days import plain_day_kind
from schedules.quiet import QuietHours
from tests.conftest import NOW

ROOM = "青柳湾南区群"
BEGINS = NOW + timedelta(hours=1)
# Between every two steps of a message and of a send.
MESSAGE_POINTS = ("message: received", "message: before commit", "message: after commit")
SEND_POINTS = (
    "send: before marking", "send: after marking", "send: in the gateway", "send: before sent", "send: after sent",
)
RULES = Rules(QuietHours(NOW.time(), NOW.time()), promotions_a_day=1_000_000, notice_wait=timedelta(0))

Message = tuple[str, str, str]  # id, sender, text


@dataclass(frozen=True, slots=True)
class Plan:
    """How one process lives. began: `time.time()` at BEGINS for all; clock_off_s: what this one's clock shows more.

    at: (point, n): there, for the n-th time, the process kills itself, or only pauses. strategy: of sending.
    repeats, loses: shares of messages that come twice, and of sends of which nobody hears whether they arrived.
    """

    url: str
    log: Path
    began: float
    name: str = ""
    seed: int = 0
    at: tuple[str, int] | None = None
    pauses: bool = False
    strategy: str = "linli"
    clock_off_s: float = 0.0
    repeats: float = 0.05
    loses: float = 0.02


class Log:
    """Lines that are in the file before `write` returns; a killed process loses none of them."""

    def __init__(self, file: Path, name: str) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._name = name

    def write(self, line: str) -> None:
        os.write(self._file, f"{self._name} {line}\n".encode())


class Faults:
    """Counts how often each point was passed, and strikes where the plan says."""

    def __init__(self, plan: Plan, log: Log) -> None:
        self._plan = plan
        self._log = log
        self._passed: Counter[str] = Counter()
        self._turn = threading.Lock()
        self.in_message = threading.local()

    def at(self, point: str) -> None:
        """Pass a point."""
        with self._turn:
            self._passed[point] += 1
            struck = self._plan.at == (point, self._passed[point])
        if struck:
            self._log.write(f"{'pauses' if self._plan.pauses else 'killed'} at {point}")
            os.kill(os.getpid(), signal.SIGSTOP if self._plan.pauses else signal.SIGKILL)
            time.sleep(0.2)  # a signal may take a moment; this thread must not go one step further meanwhile


class UnreliableGateway:
    """Delivers into the log; of some sends nobody ever hears whether they arrived."""

    def __init__(self, plan: Plan, log: Log, faults: Faults, chance: random.Random) -> None:
        self._plan, self._log, self._faults, self._chance = plan, log, faults, chance
        self.echo: Callable[[Outgoing], None] = lambda outgoing: None

    async def send(self, outgoing: Outgoing) -> str | None:
        lost, arrives, echoed = (self._chance.random() for _ in range(3))
        if lost < self._plan.loses and arrives < 0.5:
            raise Uncertain("no reply")
        self._faults.at("send: in the gateway")
        self._log.write(f"delivered {outgoing.row} {outgoing.to} {outgoing.text.splitlines()[0]}")
        if lost < self._plan.loses:
            if echoed < 0.5:
                self.echo(outgoing)
            raise Uncertain("no reply")
        return f"out-{outgoing.row}"


class WatchedPath:
    """The path of a message with its points; all else is linli's own path."""

    def __init__(self, path: MessagePath, faults: Faults) -> None:
        self._path, self._faults = path, faults
        event.listen(path.database.engine, "commit", self._before_commit)

    def __getattr__(self, name: str) -> object:
        return getattr(self._path, name)

    def hear(self, incoming: Incoming) -> Heard:
        """One message."""
        return self._watched([incoming], lambda: [self._path.hear(incoming)])[0]

    def hear_all(
        self, incomings: Sequence[Incoming], along: Callable[[], Along | None] = lambda: None
    ) -> list[Heard]:
        """Several that are recorded together."""
        return self._watched(incomings, lambda: self._path.hear_all(incomings, along))

    def _watched(self, incomings: Sequence[Incoming], take: Callable[[], list[Heard]]) -> list[Heard]:
        for _ in incomings:
            self._faults.at("message: received")
        self._faults.in_message.many = len(incomings)
        try:
            heard = take()
        finally:
            self._faults.in_message.many = 0
        for _ in incomings:
            self._faults.at("message: after commit")
        return heard

    def _before_commit(self, _connection: object) -> None:
        for _ in range(getattr(self._faults.in_message, "many", 0)):
            self._faults.at("message: before commit")


class WatchedSender(Sender):
    """linli's own sender with its points."""

    faults: Faults

    def _claim(self) -> tuple[Claimed | None, float]:
        if self._anything_waits():
            self.faults.at("send: before marking")
        claimed, wait_s = super()._claim()
        if claimed is not None:
            self.faults.at("send: after marking")
        return claimed, wait_s

    def _sent(self, told: Mapping[int, str | None]) -> None:
        self.faults.at("send: before sent")
        super()._sent(told)
        self.faults.at("send: after sent")

    def _mark_and_claim(self, session: Session, told: Mapping[int, str | None]) -> tuple[list[Claimed], float]:
        if told:
            self.faults.at("send: before sent")
        return super()._mark_and_claim(session, told)

    def _forget(self, told: Mapping[int, str | None]) -> None:
        if told:  # they are on disk
            self.faults.at("send: after sent")
        super()._forget(told)


class SendThenMark(WatchedSender):
    """The control that must be found out: what is being sent still stands as waiting."""

    def _claim(self) -> tuple[Claimed | None, float]:
        claimed, wait_s = super()._claim()
        if claimed is not None:
            with self._database.transaction() as session:
                session.execute(update(Outbox).where(Outbox.id.in_(claimed.rows)).values(status="pending"))
        return claimed, wait_s


class MarkThenSend(WatchedSender):
    """The other control: what is being sent already stands as sent."""

    def _claim(self) -> tuple[Claimed | None, float]:
        claimed, wait_s = Sender._claim(self)
        if claimed is not None:
            with self._database.transaction() as session:
                session.execute(update(Outbox).where(Outbox.id.in_(claimed.rows)).values(status="sent"))
            self.faults.at("send: after marking")
        return claimed, wait_s


STRATEGIES: dict[str, type[WatchedSender]] = {
    "linli": WatchedSender, "send, then mark": SendThenMark, "mark, then send": MarkThenSend,
}


class LoggedHouse(House):
    """linli's own house; the log shows that it still lets time pass."""

    log: Log

    async def tick(self) -> None:
        await super().tick()
        self.log.write("ticked")


class Served:
    """One house and what it is wired to."""

    def __init__(self, plan: Plan, database: Database) -> None:
        self.plan = plan
        self.log = Log(plan.log, plan.name)
        self.chance = random.Random(plan.seed)
        self.faults = Faults(plan, self.log)
        self.gateway = UnreliableGateway(plan, self.log, self.faults, self.chance)
        self.parts: Parts = assemble(database, files=plan.log.parent, rules=RULES, day_kind=plain_day_kind)
        self.house = self._furnished(database)
        self.tasks: set[asyncio.Task[None]] = set()

    def clock(self) -> datetime:
        """What this process takes for now."""
        return BEGINS + timedelta(seconds=time.time() - self.plan.began + self.plan.clock_off_s)

    def _furnished(self, database: Database) -> House:
        right = RightToSend(database)
        house = LoggedHouse(self.parts, self.gateway, limits=UNPACED, clock=self.clock, wake_every_s=0.1, right=right)
        house.log = self.log
        sender = STRATEGIES[self.plan.strategy](
            self.parts, self.gateway, Pace(UNPACED), house._workers, self.clock, right
        )
        sender.faults = self.faults
        house.sender, house.inbox._answered = sender, sender.wake
        house.inbox._path = WatchedPath(self.parts.path, self.faults)  # type: ignore[assignment]
        self.gateway.echo = self._echo
        return house

    def _echo(self, outgoing: Outgoing) -> None:
        room = ROOM if outgoing.room == ROOM else outgoing.room
        own = Incoming(f"echo-{outgoing.row}", self.clock(), room, "bot", "小邻", outgoing.text, room or "", own=True)
        self._begin(self._hear_echo(own))

    async def _hear_echo(self, own: Incoming) -> None:
        await self.house.hear(own)

    def _begin(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def take(self, message: Message) -> None:
        """A message of the gateway, which says some of them twice."""
        self._begin(self._hear(message))
        if self.chance.random() < self.plan.repeats:
            self._begin(self._hear(message))

    async def _hear(self, message: Message) -> None:
        message_id, sender, text = message
        self.log.write(f"received {message_id}")
        heard = await self.house.hear(Incoming(message_id, self.clock(), ROOM, sender, sender, text, ROOM))
        asked = "asked" if heard.outcome.asking else "acted"
        self.log.write(f"{'failed' if heard.failed else 'done'} {message_id} {heard.outcome.intent} {asked}")


def serve(plan: Plan, pipe: Connection) -> None:
    """Live as planned until the pipe says None; what was taken in is finished then."""
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # wake-ups too soon, or in the middle of the end
    database = open_database(plan.url)
    try:
        asyncio.run(_serve(Served(plan, database), pipe))
    finally:
        database.close()


async def _serve(served: Served, pipe: Connection) -> None:
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def read() -> None:
        try:
            message = pipe.recv()
        except EOFError:
            message = None
        if message is None:
            loop.remove_reader(pipe.fileno())
            over.set()
        else:
            served.take(message)

    served.log.write("started")
    async with served.house as house:
        served.log.write("ready")
        loop.add_reader(pipe.fileno(), read)
        await over.wait()
        while served.tasks:
            await asyncio.gather(*served.tasks)
        await house.sender.drain()
    served.log.write("ended")
