"""What the ear for talk learns from: messages nobody addressed to the bot, and whether each means something to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from intents.grammar import FREE, grammars
from intents.heard import Heard, hear
from intents.scene import Message, Speaker, Talk
from intents.sounds_like import IN_PASSING, SHORTEST, as_heard, runs
from tests.bench.corpora import cases_of
from tests.bench.street import incoming_of, street
from tests.conversations.talks import read_talk
from tests.understanding.neighbourhood import SATURDAY, SOUTH, scene_of
from tests.understanding.saying import SAID, said
from tests.understanding.test_asked import ASKED, lines

TALKS = Path(__file__).parents[1] / "conversations"
_CHANGES = re.compile("不|别|改|取消|退|换|成")  # a change of what is one's own, in a talk, where no intent is written
Example = tuple[frozenset[str], bool]  # the runs that are heard; whether they mean something to the bot


def examples_of(folder: Path) -> list[Example]:
    """The labelled messages of a neighbourhood."""
    cases = [case for case in cases_of(folder) if case["text"].strip()]
    for further in (folder / "silence.jsonl", folder / "heard.jsonl"):
        if further.is_file():
            cases += map(json.loads, further.read_text(encoding="utf-8").splitlines())
    found: list[Example] = []
    with street(folder, 0) as here:
        for case in cases:
            there = here.present(incoming_of(case))
            heard = hear(there.message, there.scene, there.speaker, there.talk)
            if not heard.addressed:
                found += _example(heard, case["expect"]["intent"])
    return found


def examples_of_our_own() -> list[Example]:
    """What is said to the sample neighbourhood in the tests of understanding and in talks; what the grammar has for examples."""
    return [one for text, room, intent in _said() for one in _example(_in_the_sample(text, room), intent)]


def _said() -> Iterator[tuple[str, str, str]]:
    for path in sorted(SAID.glob("*.txt")):
        for one in said(path):
            if not one.situation.get("mention"):
                yield one.text, one.room, one.intent
    for path in sorted(ASKED.glob("*.txt")):
        for meant, text, mention in lines(path):
            if not mention:
                yield text, SOUTH, meant.split()[0]
    for grammar in grammars().values():
        if grammar.speaks == FREE:
            for example in grammar.examples:
                if not {"mention", "private", "quote"} & set(example.context):
                    yield example.text, example.context.get("room", SOUTH), grammar.intent
            for near in grammar.near_misses:
                if not near.context:
                    yield near.text, SOUTH, "none"
    yield from _said_in_talks()


def _said_in_talks() -> Iterator[tuple[str, str, str]]:
    for path in sorted(TALKS.glob("*.talk")):
        for spoken in read_talk(path).spoken:
            text, room = spoken.message["text"], spoken.message["room"]
            if not room or spoken.message["mention"] or "quote" in spoken.message or len(text) < SHORTEST:
                continue
            silent = [one.words == "-" for one in spoken.expected if not one.own]
            if silent and (silent[0] or not _CHANGES.search(text)):
                yield text, room, "none" if silent[0] else "meant"


def _in_the_sample(text: str, room: str) -> Heard:
    return hear(Message(text, SATURDAY, "wx_somebody", "某人"), scene_of(room, SATURDAY), Speaker(), Talk())


def _example(heard: Heard, intent: str) -> list[Example]:
    """None of what is never judged by its sound."""
    if intent in IN_PASSING or heard.text.startswith("#"):
        return []
    return [(frozenset(runs(as_heard(heard.abstracted))), intent != "none")]
