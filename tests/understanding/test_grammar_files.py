"""Each grammar file's examples are understood, its near misses are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intents.grammar import FREE, Example, GrammarError, NearMiss, grammars, load_grammar, load_words
from tests.understanding.neighbourhood import read

SAID = [(g.intent, e) for g in grammars().values() if g.speaks == FREE for e in g.examples]
NOT_SAID = [(g.intent, n) for g in grammars().values() if g.speaks == FREE for n in g.near_misses]


@pytest.mark.parametrize(("intent", "example"), SAID, ids=[f"{i}: {e.text[:20]}" for i, e in SAID])
def test_an_example_is_understood(intent: str, example: Example) -> None:
    reading = read(example.text, **example.context)
    assert reading.intent == intent, reading.reasons
    assert not reading.doubts
    assert {name: plain(reading.slots.get(name)) for name in example.slots} == {
        name: plain(value) for name, value in example.slots.items()
    }


@pytest.mark.parametrize(("intent", "near"), NOT_SAID, ids=[f"{i}: {n.text[:20]}" for i, n in NOT_SAID])
def test_a_near_miss_is_left_alone(intent: str, near: NearMiss) -> None:
    assert read(near.text, **near.context).intent == "none", near.why


def test_every_intent_of_residents_has_examples_and_near_misses() -> None:
    for grammar in grammars().values():
        assert grammar.examples, grammar.intent
        assert grammar.near_misses, grammar.intent


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('intent = "other"', "intent must be"),
        ('intent = "bad"\nphrases = ["{nobody}"]', "nobody"),
        ('intent = "bad"\nphrases = ["<nowhere>"]', "nowhere"),
        ('intent = "bad"\nphrases = ["(a|b"]', "(a|b"),
        ("intent = ", "bad.toml"),
    ],
)
def test_a_wrong_grammar_file_is_named_with_its_mistake(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GrammarError, match=r"bad\.toml") as wrong:
        load_grammar(path, load_words())
    assert said in str(wrong.value)


def plain(value: Any) -> Any:
    """Lists without regard to order, numbers by value, entries without what the example does not state."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return sorted((plain(one) for one in value), key=str)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
