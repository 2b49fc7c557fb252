"""What somebody needs when they say what is broken, dirty or wanted: a washing machine and 修 ask for who mends it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intents.lexicon import Lexicon

_SOUGHT = ("category", "cart_offering", "offering")


@dataclass(frozen=True, slots=True)
class Need:
    """A kind of need. by: what the workbook may call who meets it; things, doings, trouble, alone: see `_needs.toml`."""

    by: tuple[str, ...]
    things: re.Pattern[str]
    doings: frozenset[str]
    trouble: re.Pattern[str]
    alone: frozenset[str]


@cache
def needs() -> tuple[Need, ...]:
    """All kinds of needs, in the order of the file: where two fit, the first is meant."""
    content = tomllib.loads((Path(__file__).parent / "grammar" / "_needs.toml").read_text(encoding="utf-8"))
    return tuple(
        Need(
            tuple(need["by"]),
            re.compile(_any_of(need["things"])),
            frozenset(need["doings"]),
            re.compile(_any_of(need.get("trouble", ()))),
            frozenset(need.get("alone", ())),
        )
        for need in content["needs"]
    )


@cache
def doings() -> str:
    """Everything that may be done about a need, as a pattern, the longest first."""
    return _any_of({word for need in needs() for word in (*need.doings, *need.alone)})


@cache
def need_words() -> tuple[str, ...]:
    """The words by which the gate knows that a need may be told: things, and what needs no thing. In order."""
    content = tomllib.loads((Path(__file__).parent / "grammar" / "_needs.toml").read_text(encoding="utf-8"))
    words: set[str] = set()
    for need in content["needs"]:
        words.update(need.get("alone", ()), need["doings"] if need.get("talked_of") else need["things"])
    return tuple(sorted(word for word in words if len(word) > 1 or word in "牙刀伞锁"))


def who_does(lexicon: Lexicon, text: str, doing: str | None) -> str | None:
    """The category or service of the workbook that meets the need told in a text; None where it has none.

    doing: what is to be done, where the question says so; None: the trouble alone has to tell.
    """
    for need in needs():
        if doing is not None and doing not in need.doings and doing not in need.alone:
            continue
        thing = need.things.search(text)
        if doing is None:
            fits = thing is not None and bool(need.trouble.search(text))
        else:
            fits = thing is not None or doing in need.alone
        if fits and (who := _called_here(lexicon, need.by, thing[0] if thing else "", doing or "修")):
            return who
    return None


def _called_here(lexicon: Lexicon, by: Iterable[str], thing: str, doing: str) -> str | None:
    for form in by:
        if not thing and "{thing}" in form:
            continue
        surface = form.format(thing=thing, doing=doing)
        found = lexicon.find(surface)
        if len(found) == 1 and found[0].said == surface and found[0].exact and (here := found[0].full_values(*_SOUGHT)):
            return here[0]
    return None


def _any_of(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first; of none it fits nothing."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) or r"(?!)"
