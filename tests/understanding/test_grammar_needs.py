"""Each phrase of a grammar file is there for something that people say: one of its examples is lost without it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from intents.commands import read_command
from intents.commands.table import SLOTS
from intents.grammar import FOLDER, Example, Phrase, grammars
from intents.normalise import normalise
from tests.commands.neighbourhood import heard
from tests.understanding.neighbourhood import read

NEVER = re.compile("(?!)")
INTENTS = sorted(name for name, grammar in grammars().items() if grammar.phrases or grammar.addressed)


def understood(intent: str, example: Example) -> Any:
    """What an example is read as."""
    reading = read_command(*heard(example.text, example.context)) if intent in SLOTS else read(example.text, **example.context)
    return (reading.intent, reading.slots, bool(reading.doubts)) if reading else None


def written(intent: str) -> Iterator[tuple[str, Phrase]]:
    """The phrases of a grammar file, as written and as read."""
    content = tomllib.loads((FOLDER / f"{intent}.toml").read_text(encoding="utf-8"))
    grammar = grammars()[intent]
    entries = [*content.get("phrases", ()), *content.get("addressed", ())]
    for entry, phrase in zip(entries, (*grammar.phrases, *grammar.addressed), strict=True):
        yield (entry if isinstance(entry, str) else entry["say"]), phrase


def needed_by_none(intent: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The phrases of an intent without which all of its examples are read as before."""
    examples = [(one, understood(intent, one)) for one in grammars()[intent].examples]
    idle = set()
    for said, phrase in written(intent):
        phrase.pattern  # noqa: B018  made now, so that it stands in the expression and can be taken away
        with monkeypatch.context() as without:
            without.setitem(vars(phrase.said), "pattern", NEVER)
            if all(understood(intent, one) == before for one, before in examples):
                idle.add(said)
    return idle


@pytest.fixture(autouse=True)
def nothing_is_read_for_its_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some of what a phrase is there for would be guessed without it, where it sounds like a question to the bot."""
    monkeypatch.setattr("intents.understand.is_asked", lambda *_, **__: False)
    monkeypatch.setattr("intents.understand.read_by_sound", lambda *_: None)


@pytest.mark.parametrize("intent", INTENTS)
def test_each_phrase_is_needed_by_an_example(intent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not needed_by_none(intent, monkeypatch), "no example needs these phrases: write one, or take them out"


@pytest.mark.parametrize("intent", INTENTS)
def test_no_example_merely_repeats_a_phrase(intent: str) -> None:
    literal = {said.strip("^$ ") for said, _ in written(intent) if not re.search(r"[\[\](){}<>|…]", said)}
    assert not [one.text for one in grammars()[intent].examples if normalise(one.text).strip("# ") in literal]


@pytest.mark.parametrize("intent", sorted(name for name, grammar in grammars().items() if grammar.writes))
def test_an_intent_that_writes_has_near_misses(intent: str) -> None:
    assert any(miss.why for miss in grammars()[intent].near_misses)
