"""The clock of this machine, watched: when it jumps, nothing may fall due by it until it is known to be right."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

JUMP = timedelta(minutes=5)


def steady_s() -> float:
    """Seconds that only ever pass, also while the machine sleeps where the system can tell."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boottime) if boottime is not None else time.monotonic()


class ClockWatch:
    """Compares the clock on the wall with one that nobody can set. Safe to ask from several threads."""

    def __init__(self, wall: Callable[[], datetime], steady: Callable[[], float] = steady_s) -> None:
        self._wall = wall
        self._steady = steady
        self._trusted = self._begun()
        self._told = False

    def moved(self) -> timedelta:
        """How far the clock stands from where it should stand; negative: behind."""
        return self._begun() - self._trusted

    @property
    def doubtful(self) -> bool:
        """Whether the clock jumped by more than five minutes and nothing has shown since that it is right."""
        return abs(self.moved()) > JUMP

    def look(self) -> timedelta | None:
        """How far the clock jumped, once for each jump; None: nothing new. Small steps are followed."""
        moved = self.moved()
        if abs(moved) <= JUMP:
            self._trusted, self._told = self._trusted + moved, False
            return None
        if self._told:
            return None
        self._told = True
        return moved

    def look_again(self) -> None:
        """Tell of the jump once more at the next look: nobody could be told."""
        self._told = False

    def confirm(self, at: datetime) -> None:
        """Somebody else's clock, just now: where it agrees with ours, ours is right."""
        if self.doubtful and abs(self._wall() - at) <= JUMP:
            self._trusted, self._told = self._begun(), False

    def remember(self, last: datetime) -> None:
        """The latest instant on record: a clock that stands well before it has been set back."""
        if last - self._wall() > JUMP:
            self._trusted = last - timedelta(seconds=self._steady())

    def _begun(self) -> datetime:
        """The instant at which the steady clock would have stood at zero."""
        return self._wall() - timedelta(seconds=self._steady())
