"""Sentences of our own, as residents, grid workers and merchants would say them, and what each must be read as."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from intents.commands import read_command
from intents.commands.table import SLOTS
from tests.commands.neighbourhood import heard, holds

Sentence = tuple[str, str, Mapping[str, Any], Mapping[str, Any]]


def sentences() -> Iterator[Sentence]:
    for file in sorted(Path(__file__).parent.glob("*.toml")):
        for group in tomllib.loads(file.read_text(encoding="utf-8"))["by"]:
            yield from ((text, intent, slots, group["context"]) for text, intent, slots in group["said"])


ALL = list(sentences())


@pytest.mark.parametrize(("text", "intent", "slots", "context"), ALL, ids=[sentence[0][:24] for sentence in ALL])
def test_a_sentence_is_read_as_it_is_meant(
    text: str, intent: str, slots: Mapping[str, Any], context: Mapping[str, Any]
) -> None:
    reading = read_command(*heard(text, context))
    assert (reading.intent if reading else "") == intent, reading and (reading.intent, reading.slots)
    assert reading is None or holds(reading.slots, slots), reading.slots


def test_there_are_sentences_for_every_command() -> None:
    assert {intent for _, intent, _, _ in ALL if intent} == set(SLOTS)
    assert len(ALL) >= 150


@pytest.mark.parametrize("text", [
    "除了沈姐，老丁都付了", "都付了，除了沈姐，老丁", "全部付了，2号，3号除外", "都付了，除了", "沈姐付了，还差5元",
    "除了3栋502都付了",
])
def test_nobody_is_marked_where_it_is_not_clear_who_is_left_out(text: str) -> None:
    reading = read_command(*heard(text, {"mention": True, "role": "网格员"}))
    assert reading is not None
    assert (reading.intent, reading.slots) == ("mark_paid", {})


@pytest.mark.parametrize("text", [
    "百姓广场添什么延长两天", "百姓广场添什么投票提前到今晚8点截止", "百姓广场添什么这个投票去掉秋千",
])
def test_the_name_of_a_poll_adds_no_option(text: str) -> None:
    reading = read_command(*heard(text, {"mention": True, "role": "网格员"}))
    assert reading is not None
    assert reading.intent == "edit_poll"
    assert "options" not in reading.slots
