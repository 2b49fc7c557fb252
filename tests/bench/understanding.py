"""How long a message takes: chatter at the gate, messages acted on, and both as the names grow."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Sequence

import jieba

from bot.messages import Incoming
from bot.present import Present
from intents.reading import Reading
from intents.understand import understand
from tests.bench.corpora import NEIGHBOURHOODS, cases_of, chatter
from tests.bench.figures import Figure, at_most
from tests.bench.measuring import busy_in_turns, in_turns, ratio
from tests.bench.street import Street, incoming_of, street

ROUNDS, A_ROUND = 5, 2_000


def common_jieba() -> jieba.Tokenizer:
    """jieba as anybody has it, with a private folder for what it caches."""
    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    cutter.tmp_dir = tempfile.mkdtemp(prefix="linli-bench-jieba-")
    cutter.initialize()
    return cutter


def chatter_rounds(here: Street, quick: bool) -> list[list[Incoming]]:
    """Different messages of 10 to 30 characters in each round, as many as there are."""
    texts = [text for text in chatter().texts if 10 <= len(text) <= 30]
    wanted = 200 if quick else A_ROUND
    rounds = [texts[start : start + wanted] for start in range(0, wanted * ROUNDS, wanted)]
    if len(rounds[-1]) < wanted:
        rounds = [texts[:wanted]] * ROUNDS
    return [[here.says(number, text) for number, text in enumerate(one)] for one in rounds]


def read(present: Present) -> Reading:
    """The reading of a message of which all is known."""
    return understand(present.message, present.scene, present.speaker, present.talk)


def acted_on(here: Street, every: int) -> list[Present]:
    """The labelled messages of this neighbourhood that mean something to the bot; of all, each so manieth."""
    cases = [case for case in cases_of(here.folder) if case["expect"]["intent"] != "none" and case["text"].strip()]
    found = [here.present(incoming_of(case)) for case in cases[::every]]
    return [present for present in found if read(present).intent != "none"]


def chatter_figures(quick: bool) -> Iterator[Figure]:
    """Chatter at the gate against jieba cutting the same messages."""
    cutter = common_jieba()
    with street(NEIGHBOURHOODS[1], 1_000) as here:
        scene = here.present(here.says(0, "好")).scene
        rounds = chatter_rounds(here, quick)
        concerns = here.parts.path.concerns
        found = busy_in_turns(rounds, {"gate": concerns, "jieba": lambda one: cutter.lcut(one.text)})
        gate, cut = found["gate"], found["jieba"]
        p99 = in_turns(rounds, {"gate": concerns})["gate"].percentile_us(0.99)
        passed = [one for one in rounds[0] if concerns(one)]
        presents = [here.present(one) for one in passed]
        went_on = busy_in_turns([presents] * 3, {"read": read})["read"].mean_us() if passed else 0.0
    what = f"{sum(len(one) for one in rounds)} messages of 10–30 characters ({chatter().source}), {here.names} names"
    yield Figure(
        f"chatter: {what}; open: {len(scene.group_buys)} group buys, {len(scene.activities)} activities, "
        f"{len(scene.collections)} demands, {len(scene.polls)} polls", "",
    )
    yield at_most(
        "chatter, mean of Path.concerns", ratio(gate, cut), 0.10,
        f"{ratio(gate, cut):.3f} × jieba.lcut ({gate.mean_us():.1f} against {cut.mean_us():.1f} µs)",
        "≤ 0.10 × jieba.lcut",
    )
    yield at_most("chatter, p99 of Path.concerns", p99, 300, f"{p99:.0f} µs", "≤ 300 µs")
    share = len(passed) / len(rounds[0])
    yield Figure("chatter that is read after the gate", f"{share:.1%}, {went_on:.0f} µs each in understand")
    together = (gate.mean_us() + share * went_on) / cut.mean_us()
    yield Figure("chatter, gate and understand together, mean", f"{together:.3f} × jieba.lcut")


def acted_figures(quick: bool) -> Iterator[Figure]:
    """Messages that the bot acts on against jieba cutting the same messages."""
    cutter = common_jieba()
    for folder in NEIGHBOURHOODS:
        with street(folder, 1_000) as here:
            rounds = [acted_on(here, 8 if quick else 1)] * (2 if quick else ROUNDS)
            yield _acted(f"messages acted on, {folder.name}, {here.names} names", rounds, cutter)


def _acted(what: str, rounds: Sequence[Sequence[Present]], cutter: jieba.Tokenizer) -> Figure:
    found = busy_in_turns(rounds, {"read": read, "jieba": lambda one: cutter.lcut(one.message.text)})
    took, cut = found["read"], found["jieba"]
    return at_most(
        f"{what} ({len(rounds[0])} messages)", ratio(took, cut), 1.5,
        f"{ratio(took, cut):.2f} × jieba.lcut ({took.mean_us():.0f} against {cut.mean_us():.0f} µs)",
        "≤ 1.5 × jieba.lcut",
    )


def growth_figures(quick: bool) -> Iterator[Figure]:
    """The same as the names grow: half shops, half products on sale.

    Each size is taken against jieba, for the machine does not stay as fast as it was.
    """
    cutter = common_jieba()
    sizes = (300, 2_000) if quick else (300, 10_000, 100_000)
    chat: dict[int, tuple[float, float]] = {}
    acted: dict[int, tuple[float, float]] = {}
    for size in sizes:
        with street(NEIGHBOURHOODS[1], size) as here:
            rounds = chatter_rounds(here, quick)
            gate = busy_in_turns(rounds, {"gate": here.parts.path.concerns, "jieba": lambda one: cutter.lcut(one.text)})
            chat[size] = ratio(gate["gate"], gate["jieba"]), gate["gate"].mean_us()
            messages = acted_on(here, 8 if quick else 4)
            both = busy_in_turns([messages] * 3, {"read": read, "jieba": lambda one: cutter.lcut(one.message.text)})
            acted[size] = ratio(both["read"], both["jieba"]), both["read"].mean_us()
    least = sizes[0]
    for size in sizes[1:]:
        times = chat[size][0] / chat[least][0]
        yield at_most(
            f"chatter, {size} names against {least}", times, 1.5,
            f"{times:.2f} × ({chat[least][1]:.1f} → {chat[size][1]:.1f} µs)", "≤ 1.5 ×",
        )
    for size in sizes[1:]:
        times = acted[size][0] / acted[least][0]
        yield at_most(
            f"messages acted on, {size} names against {least}", times, 3.0,
            f"{times:.2f} × ({acted[least][1]:.0f} → {acted[size][1]:.0f} µs)", "≤ 3 ×",
        )
