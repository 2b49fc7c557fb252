"""linli beside what one would write first: a handful of patterns, and a linear classifier over characters."""

from __future__ import annotations

import random
import re
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.corpora import NEIGHBOURHOODS, cases_of, chatter
from tests.bench.figures import Figure
from tests.bench.labelled import replayed, what_came
from tests.bench.street import street

Labelled = tuple[str, bool, str]  # text, mention, intent
Guess = Callable[[str, bool], str]

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("relay", re.compile(r"^#接龙")),
    ("cancel_order", re.compile(r"不要了|退了|取消")),
    ("sign_up", re.compile(r"报名|我参加|算我")),
    ("find_merchant", re.compile(r"(哪里|哪儿|哪家|附近|最近).*(店|修|洗|买|吃)|(店|修|洗).*(哪里|哪儿|哪家)")),
    ("merchant_info", re.compile(r"电话|几点(开|关)门|地址")),
    ("group_buy_info", re.compile(r"多少钱|几点截止|什么时候到")),
    ("order", re.compile(r"(要|来|买|订)?[0-9一二两三四五六七八九十半]+(份|斤|箱|盒|袋|个|瓶|只)|\+[0-9]")),
)
BUCKETS = 1 << 18
PASSES = 8


def by_patterns(text: str, mention: bool) -> str:
    """The intent whose pattern is found first."""
    return next((intent for intent, pattern in PATTERNS if pattern.search(text)), "none")


def features(text: str, mention: bool) -> list[int]:
    """Hashed runs of one to three characters, and whether the bot was mentioned."""
    text = f"^{text}$"
    runs = {text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1)}
    return [zlib.crc32(run.encode()) % BUCKETS for run in runs] + [BUCKETS + mention]


class Perceptron:
    """An averaged perceptron: one weight for each intent and feature."""

    def __init__(self, examples: Sequence[Labelled]) -> None:
        """Learn from these examples."""
        self.intents = sorted({intent for _, _, intent in examples})
        now: dict[str, dict[int, float]] = {intent: defaultdict(float) for intent in self.intents}
        total: dict[str, dict[int, float]] = {intent: defaultdict(float) for intent in self.intents}
        seen, chance = 1, random.Random(9)
        rows = [(features(text, mention), intent) for text, mention, intent in examples]
        for _ in range(PASSES):
            chance.shuffle(rows)
            for active, intent in rows:
                guessed = self._best(now, active)
                if guessed != intent:
                    for one, step in ((intent, 1.0), (guessed, -1.0)):
                        for feature in active:
                            now[one][feature] += step
                            total[one][feature] += step * seen
                seen += 1
        self.weights = {
            intent: {feature: weight - total[intent][feature] / seen for feature, weight in row.items()}
            for intent, row in now.items()
        }

    def _best(self, weights: dict[str, dict[int, float]], active: Sequence[int]) -> str:
        return max(self.intents, key=lambda intent: sum(weights[intent].get(one, 0.0) for one in active))

    def guess(self, text: str, mention: bool) -> str:
        """The intent with the highest score."""
        return self._best(self.weights, features(text, mention))


def side_figures(quick: bool) -> Iterator[Figure]:
    """Train on one half of the labelled messages, judge all three on the other half and on plain chatter."""
    halves: tuple[list[tuple[Path, dict[str, Any]]], list[tuple[Path, dict[str, Any]]]] = [], []
    chance = random.Random(11)
    for folder in NEIGHBOURHOODS:
        cases = cases_of(folder)[:: 4 if quick else 1]
        chance.shuffle(cases)
        for number, case in enumerate(cases):
            halves[number % 2].append((folder, case))
    begun = time.perf_counter()
    learned = Perceptron([(case["text"], case["mention"], case["expect"]["intent"]) for _, case in halves[0]])
    took = time.perf_counter() - begun
    texts = chatter().texts[-(300 if quick else 6_000) :]
    yield _row("linli", _read_by_linli(halves[1]), halves[1], _linli_triggers(texts), len(texts))
    for name, guess in (
        ("seven patterns", by_patterns),
        (f"a linear classifier of 1–3 characters (learned in {took:.0f} s)", learned.guess),
    ):
        guessed = [guess(case["text"], case["mention"]) for _, case in halves[1]]
        yield _row(name, guessed, halves[1], sum(guess(text, False) != "none" for text in texts), len(texts))


def _read_by_linli(half: Sequence[tuple[Path, dict[str, Any]]]) -> list[str]:
    found: dict[tuple[Path, str], str] = {}
    for folder in NEIGHBOURHOODS:
        answers = replayed(folder, [case for one, case in half if one == folder])
        found |= {(folder, name): answer["intent"] for name, answer in answers.items()}
    return [found[folder, case["id"]] for folder, case in half]


def _linli_triggers(texts: Sequence[str]) -> int:
    with street(NEIGHBOURHOODS[0], 0) as here:
        return sum(what_came(here, number, text) is not None for number, text in enumerate(texts))


def _row(
    name: str, guessed: Sequence[str], half: Sequence[tuple[Path, dict[str, Any]]], triggers: int, texts: int
) -> Figure:
    """Any intent that the label accepts is right; nobody is judged by slots here."""
    accepted = [
        {case["expect"]["intent"], *(one["intent"] for one in case["expect"].get("alternatives") or ())}
        for _, case in half
    ]
    right = sum(guess in one for guess, one in zip(guessed, accepted, strict=True))
    none = [guess for guess, (_, case) in zip(guessed, half, strict=True) if case["expect"]["intent"] == "none"]
    alone = none.count("none") / max(1, len(none))
    return Figure(
        name, f"intent {right / len(half):.1%} of {len(half)}; `none` left alone {alone:.1%} of {len(none)}; "
        f"false triggers {1000 * triggers / texts:.1f} in 1,000",
    )
