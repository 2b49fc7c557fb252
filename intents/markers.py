"""Known names as markers: each name found in a text becomes a few private-use characters that tell its kinds and
its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intents.lexicon import Found

KINDS = (
    "merchant",
    "category",
    "offering",
    "cart",
    "cart_offering",
    "place",
    "pickup",
    "product",
    "group_buy",
    "activity",
    "collection",
    "poll",
    "option",
    "service",
    "guide",
    "job",
    "reward",
    "room",
    "person",
)
OPEN, CLOSE = "\ue000", "\ue001"
FIRST_NUMBER = 0xE100
# An alias of one place, and the word that a question is asked with.
PLAIN = frozenset(("自提点", "取货点", "提货点", "自提", "团购", "接龙"))
MOST_NAMES = 1000  # of one message; a text of 2,000 characters has no more names of two characters

_CODE = {kind: chr(0xE010 + index) for index, kind in enumerate(KINDS)}
_ANY = "[\ue010-\ue02f]{0,32}"
_NUMBER = "[\ue100-\ue4ff]"
ANY_NAME = f"{OPEN}{_ANY}{CLOSE}{_NUMBER}"


def kind_codes(kinds: Sequence[str]) -> str:
    """The characters of these kinds: one of them stands in the marker of a name that is of one of these kinds."""
    return "".join(_CODE[kind] for kind in kinds)


def kind_pattern(kinds: Sequence[str]) -> str:
    """A pattern of one name that is of one of these kinds (perhaps of others too)."""
    codes = kind_codes(kinds)
    return f"{OPEN}[\ue010-\ue02f]{{0,31}}?[{codes}]{_ANY}{CLOSE}{_NUMBER}"


def abstract(text: str, names: Iterable[Found]) -> str:
    """The text with each name replaced by its marker, but those that are words of every question (自提点). `names` are in
    order, do not overlap, and are numbered as they come.
    """
    parts: list[str] = []
    end = 0
    for number, found in enumerate(names):
        if number >= MOST_NAMES:
            break
        if found.said in PLAIN:
            continue
        codes = "".join(sorted({_CODE[name.kind] for name in found.names}))
        parts += (text[end : found.start], OPEN, codes, CLOSE, chr(FIRST_NUMBER + number))
        end = found.end
    return "".join((*parts, text[end:]))


def name_number(marker: str) -> int:
    """Which name of the message a marker (as a slot of a phrase holds it) stands for."""
    return ord(marker[-1]) - FIRST_NUMBER
