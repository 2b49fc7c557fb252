"""Learns the weights of `intents/sounds_like.py` from all labelled messages there are (`examples.py`): `make ear`. Run it when
neighbourhoods have come in; it takes half a minute.

Logistic regression with weights held small (L2), both classes weighing the same, by stochastic gradient steps that shrink with
what each weight has moved already (AdaGrad: Duchi, Hazan, Singer 2011).
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.progress import track

from tests.bench.corpora import NEIGHBOURHOODS
from tests.sounds.examples import Example, examples_of, examples_of_our_own

TABLE = Path(__file__).parents[2] / "intents" / "tables" / "sounds.tsv"
PASSES, STEP, SMALLNESS = 12, 0.2, 0.01
SELDOM = 5  # messages that must have a run
NOTHING = 0.1  # a weight that is not worth keeping
HEADER = "# hundredths of a weight, run: learned by tests/sounds/learn.py from {count} labelled messages"

def learn(examples: Sequence[Example]) -> dict[str, float]:
    """The weight of each run that tells anything, and under "" what all messages begin with."""
    often = Counter(run for heard, _ in examples for run in heard)
    kept = {run for run, count in often.items() if count >= SELDOM}
    rows = [((*sorted(heard & kept), ""), meant) for heard, meant in examples]
    share = sum(meant for _, meant in rows) / len(rows)
    weigh = {True: 0.5 / share, False: 0.5 / (1 - share)}
    weights: dict[str, float] = defaultdict(float)
    moved: dict[str, float] = defaultdict(lambda: 1e-2)
    chance = random.Random(3)
    for _ in range(PASSES):
        chance.shuffle(rows)
        for heard, meant in rows:
            off = (_odds(sum(map(weights.__getitem__, heard))) - meant) * weigh[meant]
            for run in heard:
                slope = off + SMALLNESS * weights[run]
                moved[run] += slope * slope
                weights[run] -= STEP * slope / math.sqrt(moved[run])
    return {run: weight for run, weight in weights.items() if abs(weight) >= NOTHING or not run}


def _odds(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def table_lines(weights: Mapping[str, float], count: int) -> Iterable[str]:
    """The table as it is shipped."""
    yield HEADER.format(count=count)
    for run, weight in sorted(weights.items()):
        yield f"{round(100 * weight)}\t{run}"


def main() -> None:
    """Learn from all there are and write the table."""
    examples = [*examples_of_our_own(), *(one for folder in track(NEIGHBOURHOODS, "reading") for one in examples_of(folder))]
    lines = "\n".join(table_lines(learn(examples), len(examples)))
    TABLE.write_text(f"{lines}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
