"""Lives of such processes, begun quickly one after another: what they need is imported once, in a server that forks."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.serving import Message, Plan, serve

PATIENCE_S = 60.0  # for what surely comes; a machine may be very busy
_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(["tests.chaos.warm"])


@dataclass(slots=True)
class Chronicle:
    """The log of all processes of one trial, read as it grows."""

    file: Path
    _read: int = 0
    _said: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def said(self, what: str, name: str | None = None) -> list[str]:
        """What follows this first word in each line that begins with it, in order; of one process, or of all."""
        self._read_on()
        return [rest for who, rest in self._said.get(what, ()) if name in (None, who)]

    def _read_on(self) -> None:
        if not self.file.exists():
            return
        with self.file.open("rb") as file:
            file.seek(self._read)
            fresh = file.read()
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.decode().splitlines():
            name, what, *rest = line.split(" ", 2)
            self._said.setdefault(what, []).append((name, rest[0] if rest else ""))


class Life:
    """One life of a process, from its start to its end or kill."""

    def __init__(self, plan: Plan, chronicle: Chronicle) -> None:
        self.plan = plan
        self._chronicle = chronicle
        self._pipe, theirs = _forking.Pipe()
        self.process = _forking.Process(target=serve, args=(plan, theirs), daemon=True)
        self.process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        """Of the process."""
        assert self.process.pid is not None
        return self.process.pid

    @property
    def over(self) -> bool:
        """Whether it lives no more."""
        return not self.process.is_alive()

    def wait_for(self, what: str, count: int = 1) -> None:
        """Until this life has written so many such lines."""
        wait_until(
            lambda: len(self._chronicle.said(what, self.plan.name)) >= count, f"{what} of {self.plan.name}",
            unless=lambda: self.over and len(self._chronicle.said(what, self.plan.name)) < count,
        )

    def give(self, messages: Iterable[Message]) -> None:
        """Say something to it; who is dead hears nothing."""
        with suppress(BrokenPipeError, ConnectionResetError):
            for message in messages:
                self._pipe.send(message)

    def signal(self, number: int) -> None:
        """SIGKILL, SIGSTOP, SIGCONT."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Without a warning."""
        self.signal(signal.SIGKILL)
        self.bury()

    def bury(self) -> None:
        """Wait for a process that was killed, or kills itself."""
        self.process.join(PATIENCE_S)
        assert self.over, f"{self.plan.name} still lives"
        self._pipe.close()

    def end(self) -> None:
        """Let it finish what it has."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self._pipe.send(None)
        self.bury()
        assert self.process.exitcode == 0, f"{self.plan.name} ended with {self.process.exitcode}"


class Died(AssertionError):
    """A process ended that should live."""


def wait_until(
    true: Callable[[], bool], what: str, unless: Callable[[], bool] = lambda: False, pause_s: float = 0.001
) -> None:
    """Look again and again. Raises: Died where `unless` holds, AssertionError after a long time."""
    ends = time.monotonic() + PATIENCE_S
    while not true():
        if unless():
            raise Died(f"waited for {what}")
        assert time.monotonic() < ends, f"no {what} in time"
        time.sleep(pause_s)
