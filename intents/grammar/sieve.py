"""Which of many phrases can fit a text at all, told by one pass over it; only these are then searched for.

The grammar files have some 1,500 phrases and vetoes; to search for each of them in every message that is said to the
bot took 0.6 of the time of reading it. Nearly every phrase has words without which it cannot fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import AhoCorasick

Clause = frozenset[str]  # one of these has to stand in the text
MOST_CLAUSES = 3  # of one phrase; more of them hold back hardly any more texts


def strongest(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """The clauses that hold back most texts: few words, long ones. A word that holds another of the clause goes."""
    plain = {frozenset(_shortest(clause)) for clause in clauses if clause and "" not in clause}
    return tuple(sorted(plain, key=lambda clause: (_commonness(clause), sorted(clause)))[:MOST_CLAUSES])


def _shortest(clause: Clause) -> Iterator[str]:
    return (word for word in clause if not any(other != word and other in word for other in clause))


def _commonness(clause: Clause) -> float:
    return sum(0.03 ** len(word) for word in clause)


class Sieve:
    """Made of the clauses of each phrase; every phrase that fits a text is among the numbers that `sift` gives."""

    def __init__(self, phrases: Sequence[Sequence[Clause]]) -> None:
        count = len(phrases)
        bits: dict[str, int] = {}
        unmet = 0
        # One whole number holds, for the first clause of every phrase, then for the second and third, whether it is met.
        for number, clauses in enumerate(phrases):
            for place in range(MOST_CLAUSES):
                bit = 1 << (place * count + number)
                unmet |= bit
                for word in clauses[place] if place < len(clauses) else ("",):
                    bits[word] = bits.get(word, 0) | bit
        self._count = count
        self._always = bits.pop("", 0)
        self._every = (1 << count) - 1
        self._without_words = self._always & self._always >> count & self._always >> 2 * count & self._every
        self._bits = bits
        self._words = AhoCorasick(list(bits), store_patterns=True) if bits else None

    def sift(self, text: str) -> int:
        """The phrases that may fit this text, as the bits of a number."""
        hits = self._words.find_matches_as_strings(text, overlapping=True) if self._words is not None else ()
        if not hits:
            return self._without_words
        met, bits = self._always, self._bits
        for word in hits:
            met |= bits[word]
        count = self._count
        return met & met >> count & met >> 2 * count & self._every


def numbers(bits: int) -> Iterator[int]:
    """The places of the bits that are set, in order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
