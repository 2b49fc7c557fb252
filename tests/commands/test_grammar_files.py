"""Each example of a command's grammar file is read as it says; none of its near misses is."""

from __future__ import annotations

import pytest

from intents.commands import read_command
from intents.commands.table import SLOTS
from intents.grammar import Example, Grammar, NearMiss, grammars
from tests.commands.neighbourhood import heard, holds

COMMANDS = [grammar for name, grammar in grammars().items() if name in SLOTS]
EXAMPLES = [(grammar.intent, example) for grammar in COMMANDS for example in grammar.examples]
NEAR_MISSES = [(grammar.intent, miss) for grammar in COMMANDS for miss in grammar.near_misses]


@pytest.mark.parametrize(("intent", "example"), EXAMPLES, ids=[f"{intent}:{one.text[:20]}" for intent, one in EXAMPLES])
def test_an_example_is_read_as_its_file_says(intent: str, example: Example) -> None:
    reading = read_command(*heard(example.text, example.context))
    assert reading is not None and reading.intent == intent
    assert holds(reading.slots, example.slots), reading.slots


@pytest.mark.parametrize(
    ("intent", "miss"), NEAR_MISSES, ids=[f"{intent}:{one.text[:20]}" for intent, one in NEAR_MISSES]
)
def test_a_near_miss_is_not_taken_for_the_intent(intent: str, miss: NearMiss) -> None:
    reading = read_command(*heard(miss.text, miss.context))
    assert reading is None or reading.intent != intent, miss.why


def test_every_command_has_a_file() -> None:
    assert {grammar.intent for grammar in COMMANDS} == set(SLOTS)


@pytest.mark.parametrize("grammar", COMMANDS, ids=[grammar.intent for grammar in COMMANDS])
def test_a_command_has_examples_of_its_own_and_near_misses_with_reasons(grammar: Grammar) -> None:
    assert len(grammar.examples) >= 4
    assert not grammar.writes or len([miss for miss in grammar.near_misses if miss.why]) >= 3
