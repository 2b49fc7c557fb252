"""Several patterns of which one pass over a text tells which may fit it, so that most are never tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from intents.grammar.sieve import Sieve, numbers
from intents.patterns import Sifted, needs_of, quick


class Sieved:
    """Patterns of which some may fit a text. What stands in their matches is looked up when it is first asked."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._sources = tuple(patterns)

    @cached_property
    def fitting(self) -> Callable[[str], int]:
        """Gives the numbers of the patterns that may fit a text, as the bits of a number: 0 where none does."""
        return Sieve([needs_of(source) for source in self._sources]).sift


class Together:
    """Patterns of each of which some texts have matches: one pass over a text spares most of them the search."""

    def __init__(self, *patterns: Sifted) -> None:
        self._patterns = patterns
        self._sieved = Sieved(pattern.source for pattern in patterns)

    def matches(self, text: str) -> dict[Sifted, list[re.Match[str]]]:
        """The matches of each pattern that has one."""
        may_fit = self._sieved.fitting(text)
        if not may_fit:
            return {}
        fitting = [self._patterns[number] for number in numbers(may_fit)]
        return {one: found for one in fitting if (found := list(one.pattern.finditer(text)))}


class Rewrites:
    """Replacements that are done one after the other, each on what those before it have made of the text."""

    def __init__(self, rules: Iterable[tuple[str, str]]) -> None:
        told = tuple(rules)
        self._sieved = Sieved(pattern for pattern, _ in told)
        self.rules = tuple((quick(pattern), by) for pattern, by in told)

    def of(self, text: str) -> str:
        """The text after all replacements."""
        done = 0
        while left := self._sieved.fitting(text) >> done << done:
            for number in numbers(left):
                pattern, by = self.rules[number]
                done = number + 1
                if (changed := pattern.sub(by, text)) != text:
                    text = changed
                    break  # what was not there before may stand there now
            else:
                break
        return text
