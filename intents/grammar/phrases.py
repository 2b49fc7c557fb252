"""The phrase language of the grammar files: a phrase in, a plain regular expression without nested quantifiers out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from intents.errors import LinliError
from intents.markers import KINDS, kind_pattern

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


class PhraseError(LinliError):
    """A phrase cannot be read; the message names the phrase and the part."""


def compile_phrase(phrase: str, words: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    """The regular expression of a phrase. Raises: PhraseError for an unknown list or kind, or unbalanced brackets."""
    parts = []
    for token in _TOKEN.finditer(phrase):
        if slot := token["slot"]:
            parts.append(_slot(slot, phrase))
        elif name := token["list"]:
            if name not in words:
                raise PhraseError(f"{phrase}: there is no list <{name}> in _words.toml")
            parts.append(alternatives(words[name]))
        elif mark := token["mark"]:
            parts.append(_MARKS[mark])
        else:
            parts.append(PAUSE if token["pause"] else re.escape(token["literal"]))
    try:
        return re.compile("".join(parts))
    except re.error as wrong:
        raise PhraseError(f"{phrase}: {wrong}") from wrong


def alternatives(words: Iterable[str]) -> str:
    """A group that matches any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _slot(slot: str, phrase: str) -> str:
    kinds, _, name = slot.partition(":")
    if kinds in FREE_SLOTS:
        return f"(?P<{name or kinds}>{FREE_SLOTS[kinds]})"
    wanted = kinds.split("|")
    if unknown := [kind for kind in wanted if kind not in KINDS]:
        raise PhraseError(f"{phrase}: {unknown[0]} is no kind of name")
    return f"(?P<{name or wanted[0]}>{kind_pattern(wanted)})"
