"""The house: the one place where all is wired. A channel on one side, the store on the other, time passing."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.assembly import Parts, assemble
from bot.channels import Channel
from bot.flood import Flood
from bot.inbox import Inbox
from bot.logs import trouble
from bot.messages import Incoming
from bot.operating.clock import latest_trace, tell_of_jump
from bot.operating.heartbeat import GatewaySight, signs_of_life
from bot.outbox import Rules
from bot.path import Heard
from bot.sender import Sender, sole_sender
from bot.sending.pace import UNPACED, Limits, Pace
from bot.sending.right import RightToSend
from bot.settings import Settings
from catalogue.database import Database, open_database
from intents.errors import LinliError
from schedules.clock import ClockWatch
from schedules.quiet import QuietHours
from schedules.wake import Wake

log = logging.getLogger(__name__)

WAKE_EVERY_S = 2.0
POSTGRES_WORKERS = 8
Hear = Callable[[Incoming], Awaitable[Heard]]


class House:
    """The running bot on one channel. `async with` it: inside, it hears, sends, and lets time pass."""

    def __init__(
        self, parts: Parts, channel: Channel, *, limits: Limits = UNPACED,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC), wake_every_s: float = WAKE_EVERY_S,
        right: RightToSend | None = None, watch: ClockWatch | None = None,
    ) -> None:
        """`right`: several houses share the store. `watch`: looks whether `clock` jumps; None: it may."""
        self.parts = parts
        parts.path.flood = Flood()
        self._clock = clock
        # On SQLite one writes at a time anyway; a second thread would only wait for the first.
        self._workers = ThreadPoolExecutor(1 if parts.database.is_sqlite else POSTGRES_WORKERS, "linli")
        self._right = right
        self._watch = watch
        self.sender = Sender(parts, channel, Pace(limits), self._workers, clock, right, watch)
        self.inbox = Inbox(parts.path, self._workers, self.sender.wake)
        self._wake = Wake(self.tick, wake_every_s)
        self._sending: asyncio.Task[None] | None = None

    async def __aenter__(self) -> House:
        await asyncio.get_running_loop().run_in_executor(self._workers, self._look_around)
        self._sending = asyncio.create_task(self.sender.run())
        self._wake.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        """Finish what was taken in; what is not sent yet stays in the outbox for the next start."""
        self._wake.stop()
        await self.inbox.close()
        if self._sending is not None:
            self._sending.cancel()
            with suppress(asyncio.CancelledError):
                await self._sending
        self._workers.shutdown(wait=True)
        if self._right is not None:
            self._right.give_back()

    async def hear(self, incoming: Incoming) -> Heard:
        """Take in a message of the channel; the answer goes out through its `send`."""
        if incoming.own:
            self.parts.path.concerns(incoming)
            await asyncio.get_running_loop().run_in_executor(self._workers, self.sender.confirm, incoming)
            return Heard()
        if self._watch is not None:
            self._watch.confirm(incoming.at)
        now = self._clock()
        # A gateway whose clock is ahead must not make answers wait for our own to catch up.
        return await self.inbox.hear(incoming if incoming.at <= now else replace(incoming, at=now))

    async def tick(self) -> None:
        """Do what has fallen due; nothing does while the clock is in doubt."""
        try:
            made = await asyncio.get_running_loop().run_in_executor(self._workers, self._tick)
        except Exception as error:  # the next wake-up tries again
            log.error("what fell due could not be done: %s", trouble(error))
            return
        if made:
            self.sender.wake()

    def _tick(self) -> int:
        if self._watch is None:
            return self.parts.clockwork.tick(self._clock())
        moved = self._watch.look()
        if moved is not None:
            log.warning("the clock jumped by %d s: nothing planned is sent until it is right", moved.total_seconds())
            return self.parts.database.run(lambda session: tell_of_jump(session, moved, self._clock()))
        return 0 if self._watch.doubtful else self.parts.clockwork.tick(self._clock())

    def _look_around(self) -> None:
        with self.parts.database.read() as session:
            self.parts.scenes.refresh(session)
            last = latest_trace(session) if self._watch is not None else None
        if self._watch is not None and last is not None:
            self._watch.remember(last)


def open_store(settings: Settings) -> Database:
    """The store at its newest schema. Raises: LinliError."""
    database = open_database(settings.database_url)
    try:
        database.upgrade()
    except BaseException:
        database.close()
        raise
    return database


def rules_of(settings: Settings) -> Rules:
    """The rules of sending that were chosen."""
    return Rules(
        QuietHours(settings.quiet_from, settings.quiet_until), settings.promotions_a_day,
        timedelta(seconds=settings.notice_wait_s),
    )


def limits_of(settings: Settings) -> Limits:
    """The pace of the WeChat account that was chosen."""
    return Limits(
        settings.gap_min_s, settings.gap_max_s, settings.room_gap_s, settings.per_minute, settings.per_day,
        settings.account_since,
    )


def furnish(settings: Settings, database: Database) -> Parts:
    """The parts as chosen; the folder for exports is made. Raises: LinliError where it cannot be."""
    folder = Path(settings.files).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LinliError(f"建不了导出文件夹 {folder}：{error.strerror}。请改一改设置 files。") from error
    return assemble(database, files=folder, rules=rules_of(settings), bot_names=settings.bot_names)


def run(settings: Settings, tell: Callable[[str], None]) -> None:
    """Run until told to stop: on WeChat where a gateway is set, else on the web page. Raises: LinliError."""
    database = open_store(settings)
    try:
        # On WeChat several may share one store: all listen, one sends, and the next takes over when that one ends.
        with nullcontext() if settings.gateway else sole_sender(database):
            parts = furnish(settings, database)
            work = on_wechat(settings, parts, tell) if settings.gateway else on_web(settings, parts, tell)
            with suppress(KeyboardInterrupt):
                asyncio.run(work)
    finally:
        database.close()


async def on_web(settings: Settings, parts: Parts, tell: Callable[[str], None]) -> None:
    """The house with the web page as its only channel."""
    from bot.channels.web import Address
    from bot.demo import play

    def opened(url: str) -> None:
        tell(f"小邻开好了：{url}")

    address = Address(settings.host, settings.port, settings.web_password)
    async with signs_of_life(parts.path.files):
        await play(parts, datetime.now(UTC), address, opened, fresh=False)


async def on_wechat(settings: Settings, parts: Parts, tell: Callable[[str], None]) -> None:
    """The house on a WeChat account behind a gateway."""
    from bot.channels.wechat.channel import WechatChannel

    house: House | None = None

    async def hear(incoming: Incoming) -> None:
        assert house is not None
        await house.hear(incoming)

    channel = WechatChannel(settings.gateway, settings.gateway_token, hear)
    clock = ClockWatch(lambda: datetime.now(UTC))
    right = RightToSend(parts.database)
    house = House(parts, channel, limits=limits_of(settings), right=right, watch=clock)

    def gateway() -> GatewaySight:
        state = channel.state
        return GatewaySight(state.connected, state.away_since, state.lost, state.refused)

    async with house, signs_of_life(parts.path.files, gateway):
        tell(f"小邻开好了，接在网关 {settings.gateway} 上。想停下来，按 Ctrl+C。")
        listening = asyncio.create_task(channel.run())
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):  # not on Windows
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((listening, stopping), return_when=asyncio.FIRST_COMPLETED)
        for task in (listening, stopping):
            task.cancel()
        outcomes = await asyncio.gather(listening, stopping, return_exceptions=True)
    if isinstance(outcomes[0], Exception):
        raise outcomes[0]
