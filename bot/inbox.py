"""The inbox: messages of a room one after another, rooms side by side, chatter dropped on the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from bot.logs import trouble
from bot.messages import Incoming
from bot.path import Along, Heard, Path

log = logging.getLogger(__name__)

MOST_TOGETHER = 20  # messages recorded at once: the first of them waits for the last
PATIENCE = 5  # messages of one person waiting in a lane; what comes beyond lets the others go first


@dataclass(slots=True)
class Lane:
    """What waits in one room or private chat. late: of people who send more than others could wait for."""

    key: str
    waiting: deque[tuple[Incoming, asyncio.Future[Heard]]] = field(default_factory=deque)
    late: deque[tuple[Incoming, asyncio.Future[Heard]]] = field(default_factory=deque)
    held: Counter[str] = field(default_factory=Counter)
    late_held: Counter[str] = field(default_factory=Counter)

    def put(self, incoming: Incoming, result: asyncio.Future[Heard]) -> None:
        """Add a message; of one person the order is always kept."""
        sender = incoming.sender
        if self.late_held[sender] or self.held[sender] >= PATIENCE:
            self.late.append((incoming, result))
            self.late_held[sender] += 1
        else:
            self.waiting.append((incoming, result))
            self.held[sender] += 1

    def take(self) -> tuple[Incoming, asyncio.Future[Heard]]:
        """The next message. Raises: IndexError where nothing waits."""
        queue, held = (self.waiting, self.held) if self.waiting else (self.late, self.late_held)
        incoming, result = queue.popleft()
        held[incoming.sender] -= 1
        return incoming, result

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self.waiting or self.late)


class Inbox:
    """Takes what a channel hears. `answered` is called when something may stand in the outbox; `along` is asked, by a worker,
    what is recorded together with the messages before it.

    On SQLite, where one writes at a time, what has come meanwhile is recorded together: one wait for the disk for all. On
    PostgreSQL the rooms go side by side: together they would only hold each other's products for longer.
    """

    def __init__(
        self, path: Path, workers: Executor, answered: Callable[[], None], along: Callable[[], Along | None] = lambda: None
    ) -> None:
        self._path = path
        self._workers = workers
        self._answered = answered
        self._along = along
        self._one_writes = path.database.is_sqlite
        self._lanes: dict[str, Lane] = {}
        self._ready: deque[Lane] = deque()  # the lanes of which nothing is being recorded now
        self._hands: set[asyncio.Task[None]] = set()
        self._at_work = 0  # hands that will still look at `_ready`
        self._waiting = 0  # messages of which none is being recorded now
        self._unhurried = 0  # messages recorded since the sender was last told
        self._answers = False  # whether any of them was answered
        self._held_back = False  # whether those answers leave with the next ones

    async def hear(self, incoming: Incoming) -> Heard:
        """What came of a message, once it is recorded. Chatter never leaves the event loop."""
        if not self._path.concerns(incoming):
            return Heard()
        key = incoming.room if incoming.room is not None else f"private {incoming.sender}"
        result: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane(key)
            self._ready.append(lane)
            if not (self._at_work and self._one_writes):
                self._at_work += 1
                hand = asyncio.create_task(self._work())
                self._hands.add(hand)
                hand.add_done_callback(self._hands.discard)
        lane.put(incoming, result)
        self._waiting += 1
        return await asyncio.shield(result)

    async def _work(self) -> None:
        """Record what waits until nothing does."""
        while self._ready:
            lanes, batch = self._next(MOST_TOGETHER if self._one_writes else 1)
            await self._record(batch)
            for lane in lanes:
                if lane.is_empty:
                    del self._lanes[lane.key]
                else:
                    self._ready.append(lane)
        self._at_work -= 1

    def _next(self, most: int) -> tuple[list[Lane], list[tuple[Incoming, asyncio.Future[Heard]]]]:
        """The next messages, one of each room in turn, and the lanes that they come from."""
        lanes: dict[str, Lane] = {}
        batch: list[tuple[Incoming, asyncio.Future[Heard]]] = []
        while self._ready and len(batch) < most:
            lane = self._ready.popleft()
            lanes[lane.key] = lane
            batch.append(lane.take())
            if not lane.is_empty:
                self._ready.append(lane)
        self._ready = deque(lane for lane in self._ready if lane.key not in lanes)
        return list(lanes.values()), batch

    async def _record(self, batch: Sequence[tuple[Incoming, asyncio.Future[Heard]]]) -> None:
        incomings = [incoming for incoming, _ in batch]
        self._waiting -= len(batch)
        self._unhurried += len(batch)
        self._held_back = False
        try:
            all_heard = await asyncio.get_running_loop().run_in_executor(
                self._workers, self._path.hear_all, incomings, self._recorded_last
            )
        except Exception as error:
            for incoming in incomings:
                log.error("message %s was not taken in: %s", incoming.id, trouble(error))
            all_heard = [Heard(failed=True)] * len(batch)
        for (_, result), heard in zip(batch, all_heard, strict=True):
            if not result.done():
                result.set_result(heard)
        self._answers = self._answers or any(heard.rows for heard in all_heard)
        if self._answers and not self._held_back:
            self._unhurried, self._answers = 0, False
            self._answered()

    def _recorded_last(self) -> Along | None:
        """Called by a worker. Where more is waiting, its answers may leave together with those that were just recorded."""
        self._held_back = self._one_writes and self._waiting > 0 and self._unhurried < MOST_TOGETHER
        return None if self._held_back else self._along()

    async def close(self) -> None:
        """Finish what was taken in."""
        while self._hands:
            await asyncio.gather(*self._hands, return_exceptions=True)
