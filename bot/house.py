"""The house: the one place where all is wired. A channel on one side, the store on the other, time passing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from bot.assembly import Parts, assemble
from bot.channels import Channel
from bot.channels.happenings import Befriended, Entered, Happening, Invited
from bot.comings import is_staff, take_in
from bot.flood import Flood
from bot.inbox import Inbox
from bot.logs import trouble
from bot.messages import Incoming
from bot.operating.clock import latest_trace, tell_of_jump
from bot.operating.heartbeat import signs_of_life
from bot.operating.watch import asking, watched
from bot.outbox import Rules
from bot.path import Heard
from bot.sender import Sender
from bot.sending.pace import UNPACED, Limits, Pace
from bot.sending.proof import recover
from bot.sending.right import RightToSend, sole_sender
from bot.settings import Settings
from catalogue import rooms
from catalogue.database import Database, clear_errors, open_database
from intents.errors import LinliError
from schedules.clock import ClockWatch
from schedules.quiet import QuietHours
from schedules.wake import Wake

log = logging.getLogger(__name__)

WAKE_EVERY_S = 2.0
POSTGRES_WORKERS = 8
WORDS_AFTER_REMOVAL = timedelta(minutes=1)  # WeChat tells of the removal in the room itself
NO_GATEWAY = (
    "没有设网关，所以没接微信，只开网页。要接微信，请设好网关的地址和令牌再开一次："
    "LINLI_GATEWAY=主机:端口，LINLI_GATEWAY_TOKEN=令牌（或写进 linli.toml 的 gateway、gateway_token）。"
)
Hear = Callable[[Incoming], Awaitable[Heard]]
Result = TypeVar("Result")


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
        self.inbox = Inbox(parts.path, self._workers, self.sender.wake, self.sender.along)
        self._wake = Wake(self.tick, wake_every_s)
        self._sending: asyncio.Task[None] | None = None
        self._removed_from: Mapping[str, datetime] = {}

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
            await self.sender.stop()
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
            await self.sender.confirm(incoming)
            return Heard()
        if incoming.room in self._removed_from or (incoming.room is None and incoming.sender in self.sender.unreached):
            await self._in_touch(incoming)
        if self._watch is not None:
            self._watch.confirm(incoming.at)
        now = self._clock()
        # A gateway whose clock is ahead must not make answers wait for our own to catch up.
        return await self.inbox.hear(incoming if incoming.at <= now else replace(incoming, at=now))

    async def happen(self, happening: Happening) -> bool:
        """Take in what the channel tells besides messages. True: it is an invitation that is to be accepted."""
        if await self._in_worker(lambda: self._take_in(happening)):
            self.sender.wake()
        return isinstance(happening, Invited) and await self._in_worker(lambda: self._follows(happening))

    def _follows(self, invited: Invited) -> bool:
        with self.parts.database.read() as session:
            return is_staff(session, invited.who)

    def _take_in(self, happening: Happening) -> int:
        parts, now = self.parts, self._clock()
        made = parts.database.run(
            lambda session: take_in(session, parts.scenes, parts.rules, happening, now)
        )
        with parts.database.read() as session:
            parts.scenes.refresh(session)
            self._removed_from = rooms.removed_from(session)
        return made

    async def _in_touch(self, incoming: Incoming) -> None:
        """Who writes in private can be written to; who is heard in a room from which we were removed: we are back."""
        if incoming.room is None:
            self.sender.unreached.discard(incoming.sender)
            await self.happen(Befriended(incoming.sender, incoming.name))
        elif incoming.kind == "text" and incoming.at > self._removed_from[incoming.room] + WORDS_AFTER_REMOVAL:
            await self.happen(Entered(incoming.room, incoming.room_name))

    async def _in_worker(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._workers, work)

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
            try:
                return self.parts.database.run(lambda session: tell_of_jump(session, moved, self._clock()))
            except Exception:
                self._watch.look_again()
                raise
        return 0 if self._watch.doubtful else self.parts.clockwork.tick(self._clock())

    def _look_around(self) -> None:
        with self.parts.database.read() as session:
            self.parts.scenes.refresh(session)
            self._removed_from = rooms.removed_from(session)
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
        timedelta(seconds=settings.notice_wait_s), spread=True,
    )


def limits_of(settings: Settings) -> Limits:
    """The pace of the WeChat account that was chosen."""
    return Limits(
        settings.gap_min_s, settings.gap_max_s, settings.room_gap_s, settings.per_minute, settings.per_day,
        settings.account_since, settings.gather_s, settings.gather_late_s, settings.first_day, settings.warm_up_days,
        settings.pause_min,
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
            # While the house stands it waits for a store that is away; one that goes away during the start ends it.
            with clear_errors(database.engine.url, OperationalError), suppress(KeyboardInterrupt):
                asyncio.run(_work(settings, parts, tell))
    finally:
        database.close()


async def _work(settings: Settings, parts: Parts, tell: Callable[[str], None]) -> None:
    if not settings.gateway:
        return await on_web(settings, parts, tell)
    from bot.on_wechat import on_wechat  # the gateway's SDK takes 79 MB

    await on_wechat(settings, parts, tell)


async def on_web(settings: Settings, parts: Parts, tell: Callable[[str], None]) -> None:
    """The house with the web page as its only channel."""
    from bot.channels.web import Address
    from bot.demo import play

    def opened(url: str) -> None:
        tell(f"小邻开好了：{url}")

    address = Address(settings.host, settings.port, settings.web_password)
    with parts.database.transaction() as session:
        recover(session)
    tell(NO_GATEWAY)
    figures = asking(parts.database, lambda: datetime.now(UTC), lambda: None)
    async with signs_of_life(parts.path.files), watched(settings.watch_port, figures):
        await play(parts, datetime.now(UTC), address, opened, fresh=False)
