"""The phrase language of the grammar files: a phrase in, a plain regular expression without nested quantifiers out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from intents.errors import LinliError
from intents.grammar.sieve import Clause, strongest
from intents.markers import KINDS, kind_codes, kind_pattern

GAP = "[^\n。；;]{0,12}?"
PAUSE = "[ ,，、。.！!~～:：\n]{0,3}"
FREE_SLOTS = {
    "number": r"[0-9]{1,6}(?:\.[0-9]{1,2})?|[零一二两俩三四五六七八九十百半]{1,5}",
    "text": r"[^\n]{1,200}",
    "code": r"[A-Za-z]{1,4}-?[0-9]{2,10}",
    "word": r"[^\s,，、。；;:：!！?？]{1,30}",
}

_TOKEN = re.compile(
    r"\{(?P<slot>[^{}]+)\}|<(?P<list>[^<>]+)>|(?P<mark>[\[\]()|…^$])|(?P<pause>\s+)|(?P<literal>.)",
    re.S,
)
_MARKS = {
    "[": "(?:",
    "]": ")?",
    "(": "(?:",
    ")": ")",
    "|": "|",
    "…": GAP,
    "^": r"\A[\s,，。!！~～]{0,3}",
    "$": r"[\s,，。.!！?？~～]{0,6}\Z",
}
_CLOSES = {"(": ")", "[": "]"}


class PhraseError(LinliError):
    """A phrase cannot be read; the message names the phrase and the part."""


@dataclass(frozen=True)
class Expression:
    """A phrase that was read. needs: of each of these sets of words one stands in every text that it fits."""

    source: str
    needs: tuple[Clause, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The regular expression, made when a text first may fit it: to make all of them took a second of each start."""
        return re.compile(self.source)


def read_phrase(phrase: str, words: Mapping[str, Iterable[str]]) -> Expression:
    """A phrase as an expression. Raises: PhraseError for an unknown list or kind, or unbalanced brackets."""
    tokens = list(_TOKEN.finditer(phrase))
    _balanced(phrase, tokens)
    source = "".join(_source(token, phrase, words) for token in tokens)
    return Expression(source, strongest(_Needs(tokens, words).of_group("")))


def _balanced(phrase: str, tokens: Iterable[re.Match[str]]) -> None:
    """Raises: PhraseError for brackets that do not close, or a slot that is named twice."""
    due: list[str] = []
    slots: list[str] = []
    for token in tokens:
        mark, slot = token["mark"], token["slot"]
        if mark in _CLOSES:
            due.append(_CLOSES[mark])
        elif mark in _CLOSES.values() and (not due or due.pop() != mark):
            raise PhraseError(f"{phrase}: there is a {mark} too many")
        if slot:
            slots.append(_slot_name(slot))
    if due:
        raise PhraseError(f"{phrase}: a {due[-1]} is missing")
    if twice := [name for name in slots if slots.count(name) > 1]:
        raise PhraseError(f"{phrase}: there are two slots {twice[0]}")


def _source(token: re.Match[str], phrase: str, words: Mapping[str, Iterable[str]]) -> str:
    if slot := token["slot"]:
        return _slot(slot, phrase)
    if name := token["list"]:
        if name not in words:
            raise PhraseError(f"{phrase}: there is no list <{name}> in _words.toml")
        return alternatives(words[name])
    if mark := token["mark"]:
        return _MARKS[mark]
    return PAUSE if token["pause"] else re.escape(token["literal"])


class _Needs:
    """The words without which a phrase cannot fit, found while its tokens are walked through once."""

    def __init__(self, tokens: Iterable[re.Match[str]], words: Mapping[str, Iterable[str]]) -> None:
        self._tokens: Iterator[re.Match[str]] = iter(tokens)
        self._words = words

    def of_group(self, end: str) -> list[Clause]:
        """What is needed up to the bracket that ends this group: by all of its alternatives, one word of each."""
        alternatives: list[list[Clause]] = [[]]
        run = ""
        for token in self._tokens:
            if token["literal"]:
                run += token["literal"]
                continue
            if run:
                alternatives[-1].append(frozenset((run,)))
                run = ""
            mark = token["mark"]
            if mark == end:
                break
            if mark == "|":
                alternatives.append([])
            else:
                alternatives[-1] += self._of(token, mark)
        if run:
            alternatives[-1].append(frozenset((run,)))
        if len(alternatives) == 1:
            return alternatives[0]
        best = [strongest(clauses)[:1] for clauses in alternatives]
        return [frozenset().union(*(clause for clauses in best for clause in clauses))] if all(best) else []

    def _of(self, token: re.Match[str], mark: str | None) -> list[Clause]:
        if mark == "(":
            return self.of_group(")")
        if mark == "[":
            self.of_group("]")
            return []
        if name := token["list"]:
            return [frozenset(self._words[name])]
        if (slot := token["slot"]) and (kinds := slot.partition(":")[0]) not in FREE_SLOTS:
            return [frozenset(kind_codes(kinds.split("|")))]
        return []


def alternatives(words: Iterable[str]) -> str:
    """A group that matches any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _slot_name(slot: str) -> str:
    kinds, _, name = slot.partition(":")
    return name or kinds.split("|")[0]


def _slot(slot: str, phrase: str) -> str:
    kinds, name = slot.partition(":")[0], _slot_name(slot)
    if not name.isidentifier():
        raise PhraseError(f"{phrase}: a slot cannot be called {name}")
    if kinds in FREE_SLOTS:
        return f"(?P<{name}>{FREE_SLOTS[kinds]})"
    wanted = kinds.split("|")
    if unknown := [kind for kind in wanted if kind not in KINDS]:
        raise PhraseError(f"{phrase}: {unknown[0]} is no kind of name")
    return f"(?P<{name}>{kind_pattern(wanted)})"
