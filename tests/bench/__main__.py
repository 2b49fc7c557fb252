"""`python -m tests.bench`: measure, print every figure with its target, and write results.md beside this file."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from tests.bench.figures import Figure, show, write

# name → section, module, function
GROUPS = {
    "chatter": ("Understanding", "understanding", "chatter_figures"),
    "acted": ("Understanding", "understanding", "acted_figures"),
    "growth": ("Understanding", "understanding", "growth_figures"),
    "triggers": ("Understanding", "labelled", "trigger_figures"),
    "labelled": ("Understanding", "labelled", "labelled_figures"),
    "sides": ("Side by side", "side_by_side", "side_figures"),
    "memory": ("Understanding", "running", "memory_figures"),
    "sqlite": ("Recording", "orders", "sqlite_figures"),
    "postgres": ("Recording", "orders", "postgres_figures"),
    "gateway": ("Recording", "through_gateway", "gateway_figures"),
    "nearest": ("Recording", "scale", "nearest_figures"),
    "broadcast": ("Recording", "scale", "broadcast_figures"),
    "isolated": ("Recording", "scale", "isolated_figures"),
}
RESULTS = Path(__file__).with_name("results.md")


def measured(name: str, quick: bool) -> tuple[list[Figure], float]:
    """The figures of one group and the seconds that they took; a group that cannot be measured is a target missed."""
    _, module, function = GROUPS[name]
    begun = time.perf_counter()
    try:
        measure: Callable[[bool], Iterator[Figure]] = getattr(import_module(f"tests.bench.{module}"), function)
        figures = list(measure(quick))
    except Exception as error:
        figures = [Figure(name, f"not measured: {type(error).__name__}: {error}"[:300], "to be measured", False)]
    return figures, time.perf_counter() - begun


def main() -> None:
    """Measure what was asked for."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument("--only", action="append", choices=sorted(GROUPS), help="only this group; may be repeated")
    asked.add_argument("--quick", action="store_true", help="small sizes: to see that it runs, not to judge by")
    asked.add_argument("--out", type=Path, help="where to write the page; with --only or --quick nothing by default")
    chosen = asked.parse_args()
    sections: dict[str, list[Figure]] = {}
    begun = time.perf_counter()
    for name in chosen.only or GROUPS:
        figures, took = measured(name, chosen.quick)
        sections.setdefault(GROUPS[name][0], []).extend(figures)
        print(f"{name}: {took:.0f} s", flush=True)
    show(list(sections.items()))
    file = chosen.out or (None if chosen.only or chosen.quick else RESULTS)
    if file:
        note = f"The whole run took {time.perf_counter() - begun:.0f} s."
        write(file, list(sections.items()), note + (" Quick: sizes too small to judge by." if chosen.quick else ""))
        print(f"written to {file}")


if __name__ == "__main__":
    main()
