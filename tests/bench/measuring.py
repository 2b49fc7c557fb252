"""Timing two or more things in turns, so that a noisy machine troubles all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Thing = TypeVar("Thing")


@dataclass(slots=True)
class Timings:
    """Microseconds for each single call, a list for each round."""

    rounds: list[list[float]] = field(default_factory=list)

    def mean_us(self) -> float:
        """The median over the rounds of their means."""
        return statistics.median(statistics.fmean(one) for one in self.rounds)

    def percentile_us(self, share: float) -> float:
        """The median over the rounds of this percentile."""
        return statistics.median(sorted(one)[min(len(one) - 1, int(share * len(one)))] for one in self.rounds)


def ratio(one: Timings, other: Timings) -> float:
    """The median over the rounds of how much longer one takes than the other."""
    pairs = zip(one.rounds, other.rounds, strict=True)
    return statistics.median(sum(a) / sum(b) for a, b in pairs)


def busy_in_turns(
    rounds: Sequence[Sequence[Thing]], calls: Mapping[str, Callable[[Thing], object]]
) -> dict[str, Timings]:
    """The time in which the processor was busy with each call, for what waits for nothing: who else uses the machine is
    not counted. One mean for each round.
    """
    found = {name: Timings() for name in calls}
    order = list(calls)
    for number, things in enumerate(rounds):
        for name in order if number % 2 == 0 else reversed(order):
            call = calls[name]
            begun = time.process_time_ns()
            for thing in things:
                call(thing)
            found[name].rounds.append([(time.process_time_ns() - begun) / 1000 / len(things)])
    return found


def in_turns(
    rounds: Sequence[Sequence[Thing]], calls: Mapping[str, Callable[[Thing], object]]
) -> dict[str, Timings]:
    """Time every call on every thing: in each round one call on all things of that round, then the next call."""
    found = {name: Timings() for name in calls}
    clock = time.perf_counter_ns
    order = list(calls)
    for number, things in enumerate(rounds):
        for name in order if number % 2 == 0 else reversed(order):
            call, took = calls[name], []
            for thing in things:
                begun = clock()
                call(thing)
                took.append((clock() - begun) / 1000)
            found[name].rounds.append(took)
    return found
