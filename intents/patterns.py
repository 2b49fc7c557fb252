"""Patterns that are tried only where they may fit: what that takes is read from the pattern itself.

`re` tries a pattern of many words at each place of a text, word for word, and in nearly all texts for nothing. But a
match begins with one of few characters (`quick`), and some words stand in every text that has one (`Sifted`). Both are
compiled when they are first needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from sys import maxsize
from typing import Any, cast

from ahocorasick_rs import AhoCorasick

from intents.grammar.sieve import Clause, strongest

Items = Iterable[tuple[Any, Any]]  # a pattern as `re` has parsed it: operations and what they are told

OF_A_PATTERN = (
    "findall", "finditer", "flags", "fullmatch", "groupindex", "groups", "match", "pattern", "search", "split", "sub", "subn",
)
MOST_FORMS = 200  # of a stretch that is written out; more words are looked for singly
MOST_OF_CLASS = 40  # characters of a class such as [一二三四]; of more, one stands nearly everywhere
MOST_FIRST = 500  # characters with which a match may begin
_ZERO_WIDTH = (code.AT, code.ASSERT, code.ASSERT_NOT)
_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)


def quick(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, tried only at characters with which a match may begin. It finds what it would find without that."""
    return cast("re.Pattern[str]", Quick(pattern, flags))


class Quick:
    """Such a pattern, compiled when it is first asked anything: to compile all of them took a quarter of each start.

    From then on `search` and the others are the compiled pattern's own, so that nothing stands between.
    """

    __slots__ = ("_flags", "_source", *OF_A_PATTERN)

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._source = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet."""
        if name not in OF_A_PATTERN:
            raise AttributeError(name)
        first = firsts_of(self._source, self._flags)
        head = f"(?=[{re.escape(''.join(sorted(first)))}])" if first else ""
        compiled = re.compile(f"{head}(?:{self._source})" if head else self._source, self._flags)
        for one in OF_A_PATTERN:
            setattr(self, one, getattr(compiled, one))
        return getattr(compiled, name)


class Sifted:
    """A pattern that is searched for only in a text in which one of its words stands. It finds what the pattern finds.

    What stands in each match is looked up when it is first asked; it is compiled when a text first may have a match.
    """

    __slots__ = ("_flags", "_may_fit", "pattern", "source")

    _may_fit: Callable[[str], object]

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.source = pattern
        self.pattern = quick(pattern, flags)
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet."""
        if name != "_may_fit":
            raise AttributeError(name)
        needs = needs_of(self.source, self._flags)
        self._may_fit = _finder(needs[0]) if needs else _anything
        return self._may_fit

    def search(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """As the pattern's own."""
        return self.pattern.search(text, start, end) if self._may_fit(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """As the pattern's own."""
        return self.pattern.match(text) if self._may_fit(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As the pattern's own."""
        return self.pattern.finditer(text) if self._may_fit(text) else iter(())

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str) -> str:
        """As the pattern's own."""
        return self.pattern.sub(by, text) if self._may_fit(text) else text


def _anything(text: str) -> object:
    return True


def _finder(words: Clause) -> Callable[[str], object]:
    """What tells whether one of the words stands in a text."""
    if all(len(word) == 1 for word in words):
        return re.compile(f"[{re.escape(''.join(sorted(words)))}]").search
    return AhoCorasick(sorted(words)).find_matches_as_indexes


def firsts_of(pattern: str, flags: int = 0) -> frozenset[str]:
    """The characters with which a match may begin; none where it may be empty, or where they are too many to tell."""
    parsed = parser.parse(pattern, flags)
    first, may_be_empty = _firsts(parsed)
    if first is None or may_be_empty or len(first) > MOST_FIRST or parsed.state.flags & re.IGNORECASE:
        return frozenset()
    return first


def _firsts(sequence: Items) -> tuple[frozenset[str] | None, bool]:
    """The characters with which a sequence may begin (None: they are too many), and whether it may be empty."""
    found: frozenset[str] = frozenset()
    for operation, told in sequence:
        if operation in _ZERO_WIDTH:
            continue
        first, may_be_empty = _first(operation, told)
        if first is None:
            return None, False
        found |= first
        if not may_be_empty:
            return found, False
    return found, True


def _first(operation: Any, told: Any) -> tuple[frozenset[str] | None, bool]:
    if operation is code.LITERAL:
        return frozenset((chr(told),)), False
    if operation is code.IN:
        return _members(told, MOST_FIRST), False
    if operation is code.SUBPATTERN and not told[1] & re.IGNORECASE:
        return _firsts(told[3])
    if operation in _REPEATS:
        first, may_be_empty = _firsts(told[2])
        return first, may_be_empty or told[0] == 0
    if operation is code.BRANCH:
        branches = [_firsts(one) for one in told[1]]
        sets = [first for first, _ in branches if first is not None]
        whole = frozenset[str]().union(*sets) if len(sets) == len(branches) else None
        return whole, any(may_be_empty for _, may_be_empty in branches)
    return None, False


def needs_of(pattern: str, flags: int = 0) -> tuple[Clause, ...]:
    """Sets of words of each of which one stands in every text that has a match, the rarest first; () where none is known."""
    parsed = parser.parse(pattern, flags)
    return () if parsed.state.flags & re.IGNORECASE else strongest(_clauses(parsed))


def _clauses(sequence: Items) -> list[Clause]:
    """What all items of a sequence need; neighbours that can be written out are words together."""
    found: list[Clause] = []
    run: Clause = frozenset(("",))
    for operation, told in sequence:
        if operation in _ZERO_WIDTH:
            found += _clauses(told[1]) if operation is code.ASSERT else []
            continue
        forms = _forms(operation, told)
        if forms is not None and len(forms) * len(run) <= MOST_FORMS:
            run = frozenset(map("".join, product(run, forms)))
            continue
        found += (run, *(_inside(operation, told) if forms is None else ()))
        run = frozenset(("",)) if forms is None else forms
    return [clause for clause in (*found, run) if "" not in clause]


def _inside(operation: Any, told: Any) -> list[Clause]:
    """What an item needs that cannot be written out."""
    if operation is code.SUBPATTERN and not told[1] & re.IGNORECASE:
        return _clauses(told[3])
    if operation in _REPEATS and told[0] > 0:
        return _clauses(told[2])
    if operation is code.BRANCH:
        best = [strongest(_clauses(one))[:1] for one in told[1]]
        return [frozenset[str]().union(*(clause for one in best for clause in one))] if all(best) else []
    return []


def _forms(operation: Any, told: Any) -> Clause | None:
    """All texts that an item fits; None where they are too many to write out."""
    if operation is code.LITERAL:
        return frozenset((chr(told),))
    if operation is code.IN:
        return _members(told, MOST_OF_CLASS)
    if operation is code.SUBPATTERN and not told[1] & re.IGNORECASE:
        return _written(told[3])
    if operation is code.BRANCH:
        forms = [_written(one) for one in told[1]]
        known = frozenset[str]().union(*(one for one in forms if one is not None))
        return known if None not in forms and len(known) <= MOST_FORMS else None
    if operation in (code.MAX_REPEAT, code.MIN_REPEAT) and told[1] == 1:
        once = _written(told[2])
        return once if told[0] or once is None else once | {""}
    return None


def _written(sequence: Items) -> Clause | None:
    """All texts that a sequence fits; None where they are too many, or something in it fits too many."""
    run: Clause = frozenset(("",))
    for operation, told in sequence:
        forms = _forms(operation, told)
        if forms is None or len(forms) * len(run) > MOST_FORMS:
            return None
        run = frozenset(map("".join, product(run, forms)))
    return run


def _members(told: Items, most: int) -> Clause | None:
    """The characters of a class; None where they are more than so many, or it is one of all but some."""
    found: set[str] = set()
    for operation, what in told:
        if operation is code.LITERAL:
            found.add(chr(what))
        elif operation is code.RANGE and what[1] - what[0] < most:
            found.update(map(chr, range(what[0], what[1] + 1)))
        else:
            return None
    return frozenset(found) if len(found) <= most else None
