"""One wake-up every few seconds; what is due stands in our own rows, so waking twice or late harms nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from intents.days import CHINA


class _LettingEnd(AsyncIOExecutor):  # type: ignore[misc]
    """Does not break off what is under way when the scheduler stops."""

    def shutdown(self, wait: bool = True) -> None:
        """Forget it; it ends by itself."""
        self._pending_futures.clear()


class Wake:
    """Calls `work` every so many seconds on the running event loop, never twice at once."""

    def __init__(self, work: Callable[[], Awaitable[object]], every_s: float) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=CHINA, jobstores={"default": MemoryJobStore()}, executors={"default": _LettingEnd()},
        )
        # Firings that were missed while the machine slept become one, however late: the rows know what is due.
        self._scheduler.add_job(
            work, "interval", seconds=every_s, coalesce=True, max_instances=1, misfire_grace_time=None
        )

    def start(self) -> None:
        """Begin; the first call comes after one interval."""
        self._scheduler.start()

    def stop(self) -> None:
        """Call no more; a call that is under way ends by itself."""
        self._scheduler.shutdown(wait=False)
