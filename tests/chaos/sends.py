"""Faults between every two steps of a send, with two schedulers on one store: no promotion twice, none silently missing."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.judging import faults_of_promotions
from tests.chaos.lives import Chronicle, Life, wait_until
from tests.chaos.serving import SEND_POINTS, Plan
from tests.chaos.stores import planned, prepare, terminate_backends, waiting

PER_FAULT = 4  # promotions due for each fault, so that there is something left to be sent at the next one
HOUR_S, DAY_S = 3600.0, 86_400.0
CLOCKS_OFF_S = (HOUR_S, -HOUR_S, DAY_S, -DAY_S)


@dataclass(slots=True)
class Pair:
    """Two processes on one store; whichever falls is followed by another."""

    url: str
    folder: Path
    strategy: str = "linli"
    loses: float = 0.0
    chronicle: Chronicle = field(init=False)
    began: float = field(default_factory=time.time)
    lives: list[Life] = field(default_factory=list)
    born: int = 0

    def __post_init__(self) -> None:
        self.chronicle = Chronicle(self.folder / "log")

    def begin(self, at: tuple[str, int] | None, *, pauses: bool = False, clock_off_s: float = 0.0) -> Life:
        """One more process; it is ready."""
        self.born += 1
        plan = Plan(
            self.url, self.chronicle.file, self.began, f"p{self.born}", self.born, at, pauses, self.strategy,
            clock_off_s, 0.0, self.loses,
        )
        life = Life(plan, self.chronicle)
        self.lives.append(life)
        life.wait_for("started")
        return life

    def wait_for_a_death(self) -> Life:
        """The one that struck itself."""
        fallen: list[Life] = []

        def look() -> bool:
            fallen.extend(life for life in self.lives if life.over)
            return bool(fallen)

        wait_until(look, "a death", pause_s=0.005)
        fallen[0].bury()
        self.lives.remove(fallen[0])
        return fallen[0]

    def settle(self) -> None:
        """Until nothing waits any more; then both end."""
        wait_until(
            lambda: not waiting(self.url), "the last promotion", unless=lambda: all(one.over for one in self.lives),
            pause_s=0.05,
        )
        for life in self.lives:
            life.end()
        self.lives.clear()

    def stop(self) -> None:
        """Whatever happened, leave no process behind."""
        for life in self.lives:
            life.signal(signal.SIGCONT)
            if not life.over:
                life.kill()


def sends_trial(
    url: str, folder: Path, points: Sequence[str] = SEND_POINTS, *, strategy: str = "linli", times: int = 1,
    loses: float = 0.0, progress: Callable[[], None] = lambda: None,
) -> list[str]:
    """A kill at each of these points, `times` over, while another process waits to take over; what is wrong then."""
    faults = [(point, 1 + turn % 3) for turn in range(times) for point in points]
    rooms = prepare(url, promotions=PER_FAULT * len(faults))
    pair = Pair(url, folder, strategy, loses)
    try:
        for at in faults:
            # Both fall there: first the one that sends, then the other, which has taken over.
            pair.begin(at)
            pair.begin(at)
            for _ in range(2):
                pair.wait_for_a_death()
            progress()
        pair.begin(None)
        pair.begin(None)
        pair.settle()
        return faults_of_promotions(url, pair.chronicle, rooms)
    finally:
        pair.stop()


def pause_trial(url: str, folder: Path, point: str, *, takeover: bool) -> list[str]:
    """The one that sends is stopped (SIGSTOP) at this point, time passes, and it goes on.

    takeover: its connections are cut meanwhile, as a firewall or a restart does, so that the other one sends.
    """
    rooms = prepare(url, promotions=6, apart_s=0.2)
    pair = Pair(url, folder)
    try:
        paused = pair.begin((point, 2), pauses=True)
        paused.wait_for("pauses")
        other = pair.begin(None)
        other.wait_for("ready")
        if takeover:
            terminate_backends(url)
            other.wait_for("delivered", 2)
        else:
            seen = len(pair.chronicle.said("ticked", other.plan.name))
            other.wait_for("ticked", seen + 5)
        paused.signal(signal.SIGCONT)
        pair.settle()
        return faults_of_promotions(url, pair.chronicle, rooms)
    finally:
        pair.stop()


def clocks_trial(url: str, folder: Path, off_s: float) -> list[str]:
    """Two schedulers, one of which has its clock set wrong: what either fires, too early or late, is fired once.

    The wrong one goes when all has been fired, because one that is behind would keep what it fired for its own time.
    """
    rooms = prepare(url, promotions=6, apart_s=0.3)
    pair = Pair(url, folder)
    try:
        wrong = pair.begin(None, clock_off_s=off_s)
        pair.begin(None)
        wait_until(lambda: not planned(url), "the last firing", pause_s=0.05)
        pair.lives.remove(wrong)
        wrong.end()
        pair.settle()
        return faults_of_promotions(url, pair.chronicle, rooms)
    finally:
        pair.stop()
