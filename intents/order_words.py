"""The words of an order besides what is ordered: verbs, politeness, what people say around it."""

from __future__ import annotations

import re
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from intents.grammar import load_words
from intents.grammar.phrases import alternatives


@cache
def order_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What asks for something, and everything that may stand in an order."""
    words = load_words()
    verbs, fillers = words["order_verbs"], words["order_fillers"]
    return re.compile(alternatives(verbs)), re.compile(alternatives((*verbs, *fillers)))


def without_order_words(text: str) -> str:
    """A text without the words that may stand in an order, the longest taken first: as the pattern of them takes them out."""
    found = _order_word_finder().find_matches_as_indexes(text) if text else ()
    for _, start, end in reversed(found):
        text = text[:start] + text[end:]
    return text


@cache
def _order_word_finder() -> AhoCorasick:
    words = load_words()
    return AhoCorasick([*words["order_verbs"], *words["order_fillers"]], matchkind=MatchKind.LeftmostLongest)
