"""kill -9 at random points of processes that share a store, with a gateway that repeats and loses."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from catalogue.database import open_database
from tests.chaos.judging import boxes_in_orders, faults_of_orders, faults_of_promotions
from tests.chaos.lives import Chronicle, Life
from tests.chaos.serving import MESSAGE_POINTS, SEND_POINTS, Message, Plan
from tests.chaos.stores import prepare, waiting

BATCH = 5  # orders given to the processes between two kills
ROUND_S = 0.5  # a promotion falls due so often


@dataclass(slots=True)
class Told:
    """What a trial found. in_between: kills that fell between receipt and acknowledgement, as the log proves."""

    kills: int = 0
    in_between: int = 0
    orders: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Trial:
    """Processes that share a store; each that is killed is followed by another."""

    url: str
    folder: Path
    processes: int
    chance: random.Random
    chronicle: Chronicle = field(init=False)
    began: float = field(default_factory=time.time)
    lives: list[Life] = field(default_factory=list)
    given: list[Message] = field(default_factory=list)
    born: int = 0

    def __post_init__(self) -> None:
        self.chronicle = Chronicle(self.folder / "log")

    def begin(self, at: tuple[str, int] | None = None) -> Life:
        """One more process; it is ready."""
        self.born += 1
        plan = Plan(self.url, self.chronicle.file, self.began, f"p{self.born}", self.born, at)
        life = Life(plan, self.chronicle)
        self.lives.append(life)
        life.wait_for("ready" if at is None else "started")  # who falls while sending may do so before it is ready
        return life

    def speak(self, to: Life | None = None) -> None:
        """New orders and some old ones, to one process or to any; some come to two of them at once."""
        start = len(self.given)
        new = [(f"k{start + n}", f"wx_k{start + n}", "鸡蛋一盒") for n in range(BATCH)]
        old = self.chance.sample(self.given, min(len(self.given), 3))
        self.given += new
        for message in (*new, *old):
            (to or self.chance.choice(self.lives)).give([message])
            if self.chance.random() < 0.05:
                self.chance.choice(self.lives).give([message])

    def strike(self, inside: bool) -> bool:
        """Kill a process; inside: at a point of a message. Whether it fell between receipt and acknowledgement."""
        if inside:
            victim = self.begin((self.chance.choice(MESSAGE_POINTS), self.chance.randint(1, BATCH)))
            self.speak(victim)
            victim.bury()
        else:
            at = (self.chance.choice(SEND_POINTS), self.chance.randint(1, 4)) if self.chance.random() < 0.5 else None
            victim = self.begin(at)
            self.speak()
            time.sleep(self.chance.random() * 0.2)  # a random moment, not one that is waited for
            victim.kill()
        self.lives.remove(victim)
        name = victim.plan.name
        return len(set(self.chronicle.said("received", name)) - self.acknowledged(name)) > 0

    def acknowledged(self, name: str | None = None) -> set[str]:
        """Ids of the messages that were dealt with."""
        return {line.split()[0] for what in ("done", "failed") for line in self.chronicle.said(what, name)}

    def finish(self) -> None:
        """Everything once more to a last process, until nothing waits any more."""
        for life in self.lives:
            life.end()
        self.lives.clear()
        last = self.begin()
        last.give(self.given)
        last.wait_for("received", len(self.given))
        ends = time.monotonic() + 60 + len(self.given) / 10
        while waiting(self.url):
            assert not last.over and time.monotonic() < ends, "promotions are still waiting"
            time.sleep(0.05)
        last.end()

    def stop(self) -> None:
        """Whatever happened, leave no process behind."""
        for life in self.lives:
            if not life.over:
                life.kill()


def kill_trial(
    url: str, folder: Path, *, kills: int, processes: int, seed: int,
    crash: Callable[[Trial], None] | None = None, crashes: int = 0, progress: Callable[[], None] = lambda: None,
) -> Told:
    """Kill so often; `crash` breaks the database in between, `crashes` times."""
    rooms = prepare(url, promotions=kills + crashes, apart_s=ROUND_S)
    told = Told()
    trial = Trial(url, folder, processes, random.Random(seed))
    breaks = {(n + 1) * kills // (crashes + 1) for n in range(crashes)}
    try:
        for _ in range(processes - 1):
            trial.begin()
        for kill in range(kills):
            if kill in breaks and crash is not None:
                crash(trial)
            told.in_between += trial.strike(inside=kill % 2 == 0)
            told.kills += 1
            progress()
        told.faults += faults_of_orders(url, trial.chronicle)
        trial.finish()
        told.faults += faults_of_orders(url, trial.chronicle) + faults_of_promotions(url, trial.chronicle, rooms)
        told.faults += _faults_in_the_end(url, trial.given)
        told.orders = len(trial.given)
    finally:
        trial.stop()
    if told.in_between * 2 < told.kills:
        told.faults.append(f"only {told.in_between} of {told.kills} kills fell between receipt and acknowledgement")
    return told


def _faults_in_the_end(url: str, given: list[Message]) -> list[str]:
    """After everything was said once more, each has exactly what they ordered."""
    database = open_database(url)
    with database.read() as session:
        boxes = boxes_in_orders(session)
    database.close()
    wrong = {sender: boxes[sender] for _, sender, _ in given if boxes[sender] != 1}
    return [f"{who} has {count} boxes instead of one" for who, count in list(wrong.items())[:10]]
