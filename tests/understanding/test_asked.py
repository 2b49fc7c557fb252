"""Questions and requests in the words of other regions, ages and input methods; talk that only looks like them is left
alone.

A line of tests/understanding/asked/*.txt: intent and slots | what is said. A line that begins with @ says who speaks
to whom from there on (mention: the bot is addressed); slots that a line does not name are free.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from intents.gate import text_may_concern
from tests.understanding.neighbourhood import SATURDAY, SOUTH, read, scene_of

ASKED = Path(__file__).parent / "asked"


def lines(path: Path) -> Iterator[tuple[str, str, bool]]:
    """What is meant, what is said, whether the bot is addressed."""
    mention = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            mention = "mention" in line
        elif line and not line.startswith("#"):
            meant, _, text = line.partition(" | ")
            yield meant, text, mention


def fault(meant: str, text: str, mention: bool) -> str | None:
    """What is wrong with the reading of a line; None where nothing is."""
    intent, *slots = meant.split()
    if intent != "none" and not mention and not text_may_concern(text, scene_of(SOUTH, SATURDAY)):
        return f"{text}: ended at the gate"
    reading = read(text, mention=mention)
    wanted = dict(slot.split("=", 1) for slot in slots)
    got = {name: str(value).lower() if value is True else str(value) for name, value in reading.slots.items()}
    if reading.intent == intent and all(got.get(name) == value for name, value in wanted.items()):
        return None
    return f"{text}: {meant} was read as {reading.intent} {dict(reading.slots)}"


@pytest.mark.parametrize("path", sorted(ASKED.glob("*.txt")), ids=lambda path: path.stem)
def test_what_is_asked_is_understood(path: Path) -> None:
    wrong = [found for line in lines(path) if (found := fault(*line))]
    assert not wrong, "\n" + "\n".join(wrong)
