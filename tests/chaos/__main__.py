"""make chaos: the long trials. Shows how far they are, and a table in the end; exit code 1 where anything was wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.chaos.kills import Trial, kill_trial
from tests.chaos.models import orders_model, volunteers_model
from tests.chaos.rush import rush_trial
from tests.chaos.sends import CLOCKS_OFF_S, clocks_trial, pause_trial, sends_trial
from tests.chaos.serving import SEND_POINTS
from tests.chaos.stores import own_postgres, sample_on
from tests.chaos.takeovers import takeover_trial
from tests.gateway.conftest import TestGateway, install
from tests.security.mutants import MUTANTS, survivors

KINDS = ("sqlite", "postgres")
PROJECT = Path(__file__).parents[2]
Step = Callable[[], None]
# What pytest runs in a longer form: the tests, and the settings that make them long.
LONG_TESTS = ("tests/security", "tests/operating")


@dataclass(frozen=True, slots=True)
class Size:
    """How long it takes."""

    kills: int
    crashes: int
    takeovers: int
    sends: int
    rushes: int
    buyers: int
    examples: int
    steps: int
    strings: int


SIZES = {
    "full": Size(500, 10, 90, 20, 10, 2000, 20_000, 50, 10_000),
    "small": Size(20, 1, 10, 2, 1, 300, 200, 30, 2_000),
    "tiny": Size(4, 1, 2, 1, 1, 60, 10, 10, 200),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One trial. steps: how often it calls `step`; run gives the faults and a line about what was done."""

    name: str
    steps: int
    run: Callable[[Step], tuple[list[str], str]]


class Said:
    """Plain lines about one trial where nobody sees a bar: at its beginning, at each tenth of it, at its end."""

    def __init__(self, part: Part, console: Console) -> None:
        self._part = part
        self._seen = console.is_terminal
        self._begun = time.monotonic()
        self._steps = 0
        self._line("begins")

    def step(self) -> None:
        """One step is done."""
        self._steps += 1
        if self._steps % max(1, self._part.steps // 10) == 0:
            self._line(f"{self._steps} of {self._part.steps}")

    def end(self, result: str) -> None:
        """It is over."""
        self._line(result)

    def _line(self, what: str) -> None:
        if not self._seen:
            print(f"{self._part.name}: {what}, {time.monotonic() - self._begun:.0f} s", flush=True)


@contextmanager
def a_store(kind: str) -> Iterator[tuple[str, Path]]:
    """A store with the sample, and a folder for the log."""
    with tempfile.TemporaryDirectory(prefix="linli-chaos-") as name:
        folder = Path(name)
        if kind == "sqlite":
            yield sample_on(f"sqlite:///{folder}/linli.db"), folder
        else:
            with own_postgres() as own:
                yield sample_on(own.server.url(own.server.make())), folder


def kills_on_sqlite(size: Size, step: Step) -> tuple[list[str], str]:
    """One process, one file."""
    with a_store("sqlite") as (url, folder):
        told = kill_trial(url, folder, kills=size.kills, processes=1, seed=time.time_ns(), progress=step)
    return told.faults, f"{told.orders} orders, {told.in_between} kills between receipt and acknowledgement"


def kills_on_postgres(size: Size, step: Step) -> tuple[list[str], str]:
    """Three processes, one server that crashes now and then."""
    with tempfile.TemporaryDirectory(prefix="linli-chaos-") as name, own_postgres() as own:
        url = sample_on(own.server.url(own.server.make()))

        def crash(trial: Trial) -> None:
            trial.speak()
            own.crash()
            trial.speak()
            own.start()

        told = kill_trial(
            url, Path(name), kills=size.kills, processes=3, seed=time.time_ns(), crash=crash, crashes=size.crashes,
            progress=step,
        )
    return told.faults, f"{told.orders} orders, {told.in_between} kills in between, {size.crashes} crashes of the database"


def takeovers(size: Size, step: Step) -> tuple[list[str], str]:
    """Three whole programs on one gateway; whoever sends is killed."""
    install()
    gateway = TestGateway()
    gateway.start()
    with tempfile.TemporaryDirectory(prefix="linli-chaos-") as name, own_postgres() as own:
        try:
            told = takeover_trial(
                own, Path(name), gateway, kills=size.takeovers, crashes=size.crashes, seed=time.time_ns(), progress=step
            )
        finally:
            gateway.stop()
    slowest = max(told.took_s)
    return told.faults, f"{told.acknowledged} orders acknowledged, {size.crashes} crashes, each takeover in {slowest:.1f} s"


def sends(kind: str, size: Size, step: Step) -> tuple[list[str], str]:
    """Kills between every two steps of a send."""
    with a_store(kind) as (url, folder):
        return sends_trial(url, folder, times=size.sends, loses=0.02, progress=step), "every point of a send"


def controls(kind: str, step: Step) -> tuple[list[str], str]:
    """The same with the two ways that must fail."""
    faults: list[str] = []
    for strategy, point in (("send, then mark", "send: before sent"), ("mark, then send", "send: after marking")):
        with a_store(kind) as (url, folder):
            if not sends_trial(url, folder, (point,), strategy=strategy):
                faults.append(f"“{strategy}” was not found out")
        step()
    return faults, "both found out" if not faults else ""


def pauses_and_clocks(kind: str, step: Step) -> tuple[list[str], str]:
    """SIGSTOP, and two schedulers of which one has a wrong clock."""
    faults: list[str] = []
    for point in ("send: after marking", "send: before sent"):
        with a_store(kind) as (url, folder):
            faults += pause_trial(url, folder, point, takeover=kind == "postgres")
        step()
    for off_s in CLOCKS_OFF_S:
        with a_store(kind) as (url, folder):
            faults += clocks_trial(url, folder, off_s)
        step()
    return faults, "2 pauses, 4 clocks"


def rushes(kind: str, size: Size, step: Step) -> tuple[list[str], str]:
    """Eight processes, one product."""
    faults: list[str] = []
    for seed in range(size.rushes):
        with a_store(kind) as (url, folder):
            faults += rush_trial(url, folder, units=size.buyers // 2, buyers=size.buyers, seed=seed)
        step()
    return faults, f"{size.buyers} buyers, {size.buyers // 2} units"


def long_tests(size: Size, step: Step) -> tuple[list[str], str]:
    """Random strings in great number, each defence with and without it, upgrades broken off."""
    faults = []
    for target in LONG_TESTS:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", target, "-q", "-p", "no:cacheprovider"],
            cwd=PROJECT, env=os.environ | {"LINLI_TEST_STRINGS": str(size.strings)}, capture_output=True, text=True,
        )
        if done.returncode:
            faults.append(f"{target}: {done.stdout[-1500:]}")
        step()
    return faults, f"{size.strings} strings"


def models(size: Size, step: Step) -> tuple[list[str], str]:
    """Anything in any order; the sums are conserved."""
    faults = orders_model("sqlite", size.examples, size.steps)
    step()
    faults += orders_model("postgres", max(1, size.examples // 10), size.steps)
    step()
    faults += volunteers_model("sqlite", size.examples, size.steps)
    step()
    faults += volunteers_model("postgres", max(1, size.examples // 10), size.steps)
    step()
    return faults, f"{size.examples} × {size.steps} steps, a tenth on PostgreSQL"


def parts(size: Size) -> list[Part]:
    """Everything, in the order in which it is tried."""
    found = [
        Part("kill -9, SQLite", size.kills, lambda step: kills_on_sqlite(size, step)),
        Part("kill -9, PostgreSQL, 3 processes", size.kills, lambda step: kills_on_postgres(size, step)),
        Part("kill -9 of the sender, PostgreSQL, 3 programs", size.takeovers, lambda step: takeovers(size, step)),
    ]
    for kind in KINDS:
        found += [
            Part(f"faults of a send, {kind}", size.sends * len(SEND_POINTS), lambda step, k=kind: sends(k, size, step)),
            Part(f"controls, {kind}", 2, lambda step, k=kind: controls(k, step)),
            Part(f"pauses and clocks, {kind}", 6, lambda step, k=kind: pauses_and_clocks(k, step)),
            Part(f"rush of 8 processes, {kind}", size.rushes, lambda step, k=kind: rushes(k, size, step)),
        ]
    return [
        *found, Part("models", 4, lambda step: models(size, step)),
        Part("each defence switched off", len(MUTANTS), lambda step: (survivors([], step), "each was missed")),
        Part("strings, defences, upgrades", len(LONG_TESTS), lambda step: long_tests(size, step)),
    ]


@click.command()
@click.option("--size", type=click.Choice(list(SIZES)), default="full", show_default=True, help="how long it takes")
@click.option("--only", default="", help="only the trials whose name holds this")
def chaos(size: str, only: str) -> None:
    """Break linli in every way that we know, and look whether anything was lost or done twice."""
    console = Console()
    table = Table("trial", "seconds", "what was done", "result")
    bad: list[str] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        for part in parts(SIZES[size]):
            if only not in part.name:
                continue
            task, begun = progress.add_task(part.name, total=part.steps), time.monotonic()
            said = Said(part, console)
            try:
                faults, done = part.run(lambda task=task, said=said: (progress.advance(task), said.step()))  # type: ignore[misc]
            except Exception as error:  # one trial that breaks must not hide what the others find
                faults, done = [f"{type(error).__name__}: {error}"], ""
            result = f"{len(faults)} faults" if faults else "well"
            table.add_row(part.name, f"{time.monotonic() - begun:.0f}", done, result)
            said.end(result)
            bad += [f"{part.name}: {fault}" for fault in faults]
    console.print(table)
    for fault in bad:
        console.print(fault, markup=False)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    chaos()
