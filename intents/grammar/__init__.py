"""Reads the grammar files: one TOML for each intent, with its phrases, vetoes, who may say it, examples and near
misses.

The language of a phrase (spaces in it stand for nothing or for a pause):
    [x]        x or nothing                    (a|b)       one of them
    <list>     a word of that list in _words.toml          …   a short gap within a sentence
    ^  $       the beginning, the end of the message
    {category} a known name of that kind; {merchant|cart:name} of one of these kinds, kept as slot `name`
    {number:stars}  a small whole number or decimal; {text:comment}  what stands there; {word:name}  a run without pause
A phrase may fix slots: {say = "{merchant:name}…电话", slots = {field = "phone"}}. `addressed` lists phrases that
count only
when the bot is spoken to. A phrase is matched on the abstracted text (`intents.abstract`), where each known name is
one marker that tells its
kinds, so that patterns never grow with the catalogue.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from intents.errors import LinliError
from intents.grammar.phrases import Expression, PhraseError, read_phrase
from intents.grammar.sieve import Sieve, numbers

FREE, ADDRESSED, STAFF, ADMINISTRATOR = "free", "addressed", "staff", "administrator"
SPEAKS = (FREE, ADDRESSED, STAFF, ADMINISTRATOR)
FOLDER = Path(__file__).parent


class GrammarError(LinliError):
    """A grammar file cannot be read; the message names the file, the entry and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A message and the reading that it must get. context: what else holds (mention, quote, role, ordered, room,
    at, …).
    """

    text: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A message that looks like this intent and is not it, and why."""

    text: str
    why: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to say an intent, and the slots that this way settles."""

    said: Expression
    slots: Mapping[str, Any]

    @property
    def pattern(self) -> re.Pattern[str]:
        """The regular expression of it."""
        return self.said.pattern


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase that fits: its number, where it stands in the abstracted text, what its slots hold there (`said`:
    markers
    or text) and which slots it settles by itself (`settled`)."""

    phrase: int
    start: int
    end: int
    said: Mapping[str, str]
    settled: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Grammar:
    """One intent. speaks: free | addressed | staff | administrator; who: roles that may say it (empty: whoever
    `speaks` admits);
    writes: it records something; help: a sentence that a resident may say, shown as help (empty: not shown)."""

    intent: str
    speaks: str
    who: tuple[str, ...]
    writes: bool
    help: str
    phrases: tuple[Phrase, ...]
    addressed: tuple[Phrase, ...]
    veto: tuple[Expression, ...]
    examples: tuple[Example, ...]
    near_misses: tuple[NearMiss, ...]
    sieve: Sieve  # of `phrases`, `addressed` and `veto`, one after the other

    def match(self, abstracted: str, addressed: bool = False, text: str = "") -> PhraseMatch | None:
        """The first phrase that fits; None where none does, or a veto does (on the abstracted text, or on `text` as
        written).
        """
        phrases = (*self.phrases, *self.addressed) if addressed else self.phrases
        fitting = self.sieve.sift(abstracted)
        for number in numbers(fitting & (1 << len(phrases)) - 1):
            phrase = phrases[number]
            if found := phrase.pattern.search(abstracted):
                if self._vetoed(abstracted, fitting) or (text and self.vetoed(text)):
                    return None
                said = {name: text for name, text in found.groupdict().items() if text}
                return PhraseMatch(number, found.start(), found.end(), said, phrase.slots)
        return None

    def vetoed(self, abstracted: str) -> bool:
        """Whether a veto speaks against this intent."""
        return bool(self.veto) and self._vetoed(abstracted, self.sieve.sift(abstracted))

    def _vetoed(self, abstracted: str, fitting: int) -> bool:
        vetoes = fitting >> len(self.phrases) + len(self.addressed)
        return any(self.veto[number].pattern.search(abstracted) for number in numbers(vetoes))


def load_grammar(path: Path, words: Mapping[str, Iterable[str]]) -> Grammar:
    """One grammar file. Raises: GrammarError naming the file and the entry."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        speaks = content.get("speaks", FREE)
        if content["intent"] != path.stem or speaks not in SPEAKS:
            raise GrammarError(f"{path.name}: intent must be {path.stem}, speaks one of {', '.join(SPEAKS)}")
        phrases = tuple(_phrase(phrase, words) for phrase in content.get("phrases", ()))
        addressed = tuple(_phrase(phrase, words) for phrase in content.get("addressed", ()))
        veto = tuple(read_phrase(phrase, words) for phrase in content.get("veto", ()))
        return Grammar(
            intent=content["intent"],
            speaks=speaks,
            who=tuple(content.get("who", ())),
            writes=bool(content.get("writes", False)),
            help=content.get("help", ""),
            phrases=phrases,
            addressed=addressed,
            veto=veto,
            examples=tuple(Example(**entry) for entry in content.get("examples", ())),
            near_misses=tuple(NearMiss(**entry) for entry in content.get("near_misses", ())),
            sieve=Sieve([*(phrase.said.needs for phrase in (*phrases, *addressed)), *(one.needs for one in veto)]),
        )
    except (KeyError, TypeError, PhraseError, tomllib.TOMLDecodeError) as wrong:
        raise GrammarError(f"{path.name}: {wrong}") from wrong


def _phrase(written: str | Mapping[str, Any], words: Mapping[str, Iterable[str]]) -> Phrase:
    if isinstance(written, str):
        return Phrase(read_phrase(written, words), {})
    return Phrase(read_phrase(written["say"], words), written.get("slots", {}))


def load_words(folder: Path = FOLDER) -> dict[str, tuple[str, ...]]:
    """The shared word lists of `_words.toml` and, for staff, `_staff.toml`, by name."""
    contents = [tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in ("_words.toml", "_staff.toml")]
    return {name: tuple(words) for content in contents for name, words in content.items()}


@cache
def grammars() -> Mapping[str, Grammar]:
    """All intents by name, read once. Raises: GrammarError."""
    words = load_words()
    files = sorted(path for path in FOLDER.glob("*.toml") if not path.name.startswith("_"))
    return {path.stem: load_grammar(path, words) for path in files}
