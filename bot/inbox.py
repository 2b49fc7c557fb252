"""The inbox: messages of a room one after another, rooms side by side, chatter dropped on the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field

from bot.logs import trouble
from bot.messages import Incoming
from bot.path import Heard, Path

log = logging.getLogger(__name__)

PATIENCE = 5  # messages of one person waiting in a lane; what comes beyond lets the others go first


@dataclass(slots=True)
class Lane:
    """What waits in one room or private chat. late: of people who send more than others could wait for."""

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

    def take(self) -> tuple[Incoming, asyncio.Future[Heard]] | None:
        """The next message; None where nothing waits."""
        queue, held = (self.waiting, self.held) if self.waiting else (self.late, self.late_held)
        if not queue:
            return None
        incoming, result = queue.popleft()
        held[incoming.sender] -= 1
        return incoming, result


class Inbox:
    """Takes what a channel hears. `answered` is called when something may stand in the outbox."""

    def __init__(self, path: Path, workers: Executor, answered: Callable[[], None]) -> None:
        self._path = path
        self._workers = workers
        self._answered = answered
        self._lanes: dict[str, Lane] = {}
        self._walks: set[asyncio.Task[None]] = set()

    async def hear(self, incoming: Incoming) -> Heard:
        """What came of a message, once it is recorded. Chatter never leaves the event loop."""
        if not self._path.concerns(incoming):
            return Heard()
        key = incoming.room if incoming.room is not None else f"private {incoming.sender}"
        result: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane()
            walk = asyncio.create_task(self._walk(key, lane))
            self._walks.add(walk)
            walk.add_done_callback(self._walks.discard)
        lane.put(incoming, result)
        return await asyncio.shield(result)

    async def _walk(self, key: str, lane: Lane) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(0)  # the first message is put after the walk was made
        while (following := lane.take()) is not None:
            incoming, result = following
            try:
                heard = await loop.run_in_executor(self._workers, self._path.hear, incoming)
            except Exception as error:
                log.error("message %s was not taken in: %s", incoming.id, trouble(error))
                heard = Heard(failed=True)
            if not result.done():
                result.set_result(heard)
            if heard.rows:
                self._answered()
        del self._lanes[key]

    async def close(self) -> None:
        """Finish what was taken in."""
        while self._walks:
            await asyncio.gather(*self._walks, return_exceptions=True)
