"""The only one that sends: claims rows of the outbox, marks them `sending`, sends, marks them `sent`."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot import outbox
from bot.assembly import Parts
from bot.channels import Away, Channel, NoSuchRoom, NotSent, TooFast, Uncertain
from bot.comings import ask_to_be_friends, unreached
from bot.logs import trouble
from bot.messages import Incoming
from bot.sending.claiming import IDLE_S, Claimed, Claiming
from bot.sending.pace import Pace
from bot.sending.proof import Unsure, older_row, proactive_today, recover
from bot.sending.right import RightToSend
from catalogue.database import Database
from catalogue.tables import Outbox
from intents.days import CHINA
from schedules.clock import ClockWatch

log = logging.getLogger(__name__)

Result = TypeVar("Result")

ATTEMPTS = 3
AGAIN_AFTER = timedelta(seconds=30)
AWAY_S = 1.0  # between looks whether the channel is back
LAST_S = 3.0  # for the message that is under way when the program is told to stop


class Sender:
    """Sends for one account through one channel. `clock` gives the instant.

    unreached: channel ids of people whom a private message could not reach.
    right: where several processes share a store, only the one that has it sends. watch: while it doubts the clock,
    only answers and what is urgent leave.
    """

    def __init__(
        self, parts: Parts, channel: Channel, pace: Pace, workers: Executor, clock: Callable[[], datetime],
        right: RightToSend | None = None, watch: ClockWatch | None = None,
    ) -> None:
        self._parts = parts
        self._database: Database = parts.database
        self._channel = channel
        self._pace = pace
        self._workers = workers
        self._clock = clock
        self._right = right
        self._recovered = False
        self._recovered_in = 0
        self._sends: bool | None = True if right is None else None
        self._claiming = Claiming(parts, pace, watch)
        self._ahead: deque[Claimed] = deque()  # claimed together with what is being sent, and next
        self._told: dict[int, str | None] = {}  # rows that the channel took, to be marked, with its message ids
        self._marking: asyncio.Task[None] | None = None
        self._unsure = Unsure()
        self.unreached: set[str] = set()
        self._news = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._stopped = False

    @property
    def sends(self) -> bool:
        """Whether it is this process that sends."""
        return self._sends is True

    @property
    def stands_by(self) -> bool:
        """Whether another process is known to send."""
        return self._sends is False

    @property
    def paused_until(self) -> datetime | None:
        """Until when nothing proactive goes because the channel found us too fast; None: there was no warning."""
        return self._pace.paused_until

    def wake(self) -> None:
        """Something may stand in the outbox. Called on the event loop."""
        self._news.set()

    async def run(self) -> None:
        """Send until cancelled; what went out is marked before it ends."""
        if self._right is None:
            await self._surely(self.recover)
        try:
            while True:
                self._news.clear()
                try:
                    wait_s = await self._step()
                except DBAPIError as error:
                    self._store_away(error)
                    wait_s = AWAY_S
                except Exception as error:  # the edge: nothing would ever be sent again
                    log.error("sending failed, it is tried again every second: %s", trouble(error))
                    wait_s = AWAY_S
                if wait_s > 0:
                    await self._rest(wait_s)
        finally:
            if self._told:
                self._mark_soon()
            if self._marking is not None:
                await asyncio.wait((self._marking,), timeout=AWAY_S)
                self._marking.cancel()

    async def stop(self) -> None:
        """Begin no other message. The one under way is finished where that takes no longer than LAST_S seconds, and
        what was claimed with it keeps its place for the next start."""
        if self._stopped:
            return
        self._stopped = True
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_S):
                await self._one_at_a_time.acquire()  # never given back
                await self._put_back_ahead()

    async def _rest(self, wait_s: float) -> None:
        """Wait until it is time to look again, or there is something new."""
        with suppress(TimeoutError):
            async with asyncio.timeout(min(wait_s, IDLE_S)):  # wait_for can lose a cancellation before 3.12
                await self._news.wait()

    async def drain(self) -> None:
        """Send all that may go now."""
        while await self._step() <= 0:
            pass

    async def _step(self) -> float:
        """Send one message; seconds until the next may go, 0: at once, IDLE_S where nothing waits."""
        async with self._one_at_a_time:
            claimed, wait_s = await self._next()
            if claimed is None:
                return wait_s
            if not await self._send(claimed):
                await self._put_back_ahead()
            if self._ahead:
                self._mark_soon()
            elif self._marking is not None:
                await asyncio.shield(self._marking)
            return 0.0

    async def _next(self) -> tuple[Claimed | None, float]:
        # On SQLite nobody else can get the right to send while this process lives: a busy worker need not be waited for.
        if self._ahead and self._database.is_sqlite:
            return self._ahead.popleft(), 0.0
        return await self._in_worker(self._claim)

    async def _send(self, claimed: Claimed) -> bool:
        """Send and note what came of it; whether it went out. An uncertain send is never repeated on a guess."""
        try:
            message_id = await self._channel.send(claimed.outgoing)
        except Away:
            await self._surely(lambda: self._put_back(claimed.rows))
            await asyncio.sleep(AWAY_S)
        except NoSuchRoom:
            log.warning("row %s is for a room in which the account is not", claimed.rows[0])
            await self._surely(lambda: self._mark(claimed.rows, "skipped", "no_room"))
        except TooFast:
            until = self._pace.warned(self._clock())
            log.warning("the channel says that too much is sent: nothing of our own accord until %s", until.isoformat())
            await self._surely(lambda: self._not_sent(claimed.rows, counts=False))
        except NotSent as error:
            log.warning("row %s was not sent: %s", claimed.rows[0], type(error).__name__)
            if claimed.outgoing.room is None and claimed.outgoing.to is not None:
                self.unreached.add(claimed.outgoing.to)
            await self._surely(lambda: self._not_sent(claimed.rows))
        except Uncertain:
            log.warning("row %s may or may not have been sent", claimed.rows[0])
            self._unsure.note(claimed.outgoing, claimed.rows, self._clock())
            await self._surely(lambda: self._mark(claimed.rows, "uncertain", "no_confirmation"))
        except Exception as error:
            log.error("row %s failed while being sent: %s", claimed.rows[0], trouble(error))
            self._unsure.note(claimed.outgoing, claimed.rows, self._clock())
            await self._surely(lambda: self._mark(claimed.rows, "uncertain", "channel_error"))
        else:
            self._told.update(dict.fromkeys(claimed.rows, message_id))
            return True
        return False

    def _mark_soon(self) -> None:
        """Mark what went out while the next answers do; the last of them are marked by the next claim."""
        if self._marking is None or self._marking.done():
            self._marking = asyncio.create_task(self._mark_sent())

    async def _mark_sent(self) -> None:
        while self._told:
            told, self._told = self._told, {}
            await self._surely(partial(self._sent, told))

    async def _put_back_ahead(self) -> None:
        """Whatever was the trouble with one may be that of the next ones too: they are judged anew."""
        rows = self._take_ahead()
        if rows:
            await self._surely(lambda: self._put_back(rows))

    def _take_ahead(self) -> tuple[int, ...]:
        """The rows of all that was claimed ahead, one by one: a worker may add to it meanwhile."""
        rows: list[int] = []
        with suppress(IndexError):
            while True:
                rows += self._ahead.popleft().rows
        return tuple(rows)

    async def _surely(self, work: Callable[[], Result]) -> Result:
        """Do it as soon as the store can be used: what became of a message must be written down, however late."""
        while True:
            try:
                return await self._in_worker(work)
            except DBAPIError as error:
                self._store_away(error)
                await asyncio.sleep(AWAY_S)

    def _store_away(self, error: DBAPIError) -> None:
        log.error("the store cannot be used now, it is tried again every second: %s", trouble(error))

    async def _in_worker(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._workers, work)

    def recover(self) -> None:
        """After a crash: answers that were being sent are sent again, everything else may have gone: uncertain."""
        now = self._clock()
        self._ahead.clear()
        with self._database.transaction() as session:
            self._unsure.begin(now, recover(session))
            self.unreached |= unreached(session, now)
            self._pace.begin_day(now.astimezone(CHINA).date(), proactive_today(session, now))
        self._recovered = True

    def _may_send(self) -> bool:
        """Whether it is us who send; whoever gets the right first sees what the one before left undone."""
        if self._right is None:
            return True
        turn = self._right.take()
        if turn != self._recovered_in and self._told:  # what went out is no riddle for whoever recovers now
            told = dict(self._told)
            self._sent(told)
            self._forget(told)
        if turn and turn != self._recovered_in:
            self.recover()
            self._recovered_in = turn
        self._sends = bool(turn)
        return self._sends

    def _claim(self) -> tuple[Claimed | None, float]:
        """The next to be sent. What follows it at once is claimed with it."""
        if not self._may_send():
            self._ahead.clear()  # whoever sends now has found them
            return None, IDLE_S
        wait_s = 0.0
        if not self._ahead and (self._told or self._anything_waits()):
            told = dict(self._told)  # marked together with the claim: one wait for the disk less
            claimed, wait_s = self._database.run(lambda session: self._mark_and_claim(session, told))
            self._forget(told)
            self._ahead.extend(claimed)
        return (self._ahead.popleft(), 0.0) if self._ahead else (None, wait_s or IDLE_S)

    def along(self) -> Callable[[Session], Callable[[], None]] | None:
        """What records, together with answers, that they leave at once: one wait for the disk less. None: they do not.

        Called by a worker. On PostgreSQL answers are recorded side by side, and none could say which is the next.
        """
        now = self._clock()
        if self._ahead or not self._recovered or self._stopped or self._sends is not True or not self._database.is_sqlite:
            return None
        return self._claim_along if self._pace.free_at(None, now, proactive=False) <= now else None

    def _claim_along(self, session: Session) -> Callable[[], None]:
        """Claim the answers that may leave now; what is given is called once that is on disk.

        Something may be on its way out: whatever else were claimed meanwhile would after a crash be a riddle, too.
        """
        told = dict(self._told)
        claimed, _ = self._mark_and_claim(session, told, answers_only=True)

        def recorded() -> None:
            self._forget(told)
            self._ahead.extend(claimed)
            if self._stopped and (rows := self._take_ahead()):  # meanwhile: nothing else is begun
                self._put_back(rows)

        return recorded

    def _mark_and_claim(
        self, session: Session, told: Mapping[int, str | None], *, answers_only: bool = False
    ) -> tuple[list[Claimed], float]:
        if told:
            outbox.mark_all_sent(session, told, self._clock())
        return self._claiming.claim(session, self._clock(), answers_only=answers_only)

    def _forget(self, told: Mapping[int, str | None]) -> None:
        for row in told:
            self._told.pop(row, None)

    def _anything_waits(self) -> bool:
        with self._database.read() as session:
            first = outbox.next_release(session)
        return first is not None and first <= self._clock()

    def _sent(self, told: Mapping[int, str | None]) -> None:
        with self._database.transaction() as session:
            outbox.mark_all_sent(session, told, self._clock())

    def _mark(self, rows: tuple[int, ...], status: str, reason: str) -> None:
        with self._database.transaction() as session:
            outbox.mark(session, rows, status, reason)

    def _put_back(self, rows: tuple[int, ...]) -> None:
        with self._database.transaction() as session:
            outbox.put_back(session, rows)

    def _not_sent(self, rows: tuple[int, ...], *, counts: bool = True) -> None:
        """Surely not sent: try again a little later, and give up after some attempts. counts False: this was none."""
        now = self._clock()
        with self._database.transaction() as session:
            for row in session.scalars(select(Outbox).where(Outbox.id.in_(rows))).all():
                again_after = AGAIN_AFTER * row.attempts
                row.attempts -= 0 if counts else 1
                if row.attempts >= ATTEMPTS:
                    row.status, row.reason = "expired", "not_sent"
                else:
                    row.status, row.not_before = "pending", now + again_after
                ask_to_be_friends(session, row, self._parts.rules, now)

    async def confirm(self, echo: Incoming) -> None:
        """The bot's own echo: an uncertain message with these words, or this file, in this place did go out."""
        rows = self._unsure.proved(echo)
        if rows:
            await self._surely(lambda: self._sent(dict.fromkeys(rows, echo.id)))
        elif self._unsure.may_be_older(echo):
            await self._in_worker(lambda: self._confirm_older(echo))

    def _confirm_older(self, echo: Incoming) -> None:
        with self._database.transaction() as session:
            row = older_row(session, self._parts.scenes.refresh(session), echo)
            if row is not None:
                row.status, row.channel_message_id, row.reason = "sent", echo.id, None
