"""Room and telephone numbers in names and texts: how they look, and names and texts as others may read them."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Without one of these three characters nothing can be a room or a telephone. They may overlap.
_PART = re.compile(r"(?=([0-9]{3}|[0-9][-－—#栋幢号座单][0-9元楼]))")
# What in a name may tell where somebody lives, or how to call them: 7-1-301, 12栋, 3#, 502, 139….
_IN_NAMES = re.compile(
    r"[0-9０-９]{1,4}(?:\s*[-－—–_/#.]\s*[0-9０-９]{1,4})+室?|[0-9０-９]+\s*(?:号楼|栋|幢|座|单元|室|号|楼|[-－—–#])+|[0-9０-９]{3,}室?"
)
_EDGES = " -－—–_,，.。·#/"
# In a text a number may be many things: a room is what is written as one, and no part of a date or a time.
_ROOMS = re.compile(
    r"(?<![0-9])(?<![0-9][.:：-])[0-9]{1,3}(?:栋|幢|号楼|座|#|[-－—])[0-9]{1,2}(?:单元|[-－—])[0-9]{3,4}(?![0-9])室?"
    r"|(?<![0-9])(?<![0-9][.:：-])[0-9]{1,3}(?:栋|幢|号楼|座|#|[-－—])[0-9]{3,4}(?![0-9])室?"
    r"|(?<![0-9])(?<![0-9][.:：-])[0-9]{1,2}单元[0-9]{3,4}(?![0-9])室?|(?<![0-9])[0-9]{3,4}室"
)
_PHONES = re.compile(r"(?<![0-9])(?:1[3-9](?:[- ]?[0-9]){9}|0[0-9]{2,3}[- ]?[0-9]{7,8})(?![0-9])")
_DIGITS = re.compile("[0-9]+")
SOMEBODY = "这位邻居"


def safe_name(name: str | None, instead: str = SOMEBODY) -> str:
    """A name that others may read, 7-1-301张姐 as 张姐; `instead` where nothing is left of it."""
    return _IN_NAMES.sub("", name or "").strip(_EDGES).removeprefix("的") or instead


def without_rooms(text: str, said: Iterable[str]) -> str:
    """The text without the room numbers that stand in one of these, however they are written there."""
    rooms = {_digits(found) for one in said for found in _ROOMS.findall(one)}
    return _ROOMS.sub(lambda found: "" if _digits(found[0]) in rooms else found[0], text)


def without_telephones(text: str, said: Iterable[str]) -> str:
    """The text without the telephone numbers that stand in one of these."""
    phones = {"".join(_digits(found)) for one in said for found in _PHONES.findall(one)}
    return _PHONES.sub(lambda found: "…" if "".join(_digits(found[0])) in phones else found[0], text)


def _digits(number: str) -> tuple[str, ...]:
    return tuple(_DIGITS.findall(number))


def may_hold_number(text: str) -> bool:
    """Whether a room or a telephone number can stand in this text."""
    return _PART.search(text) is not None


class NumberedNames:
    """Some people's display names; those that can hold no number are left out."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_part: dict[str, set[str]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """One more name."""
        part = _PART.search(name)
        if part is not None:
            self._by_part.setdefault(part[1], set()).add(name)

    def found_in(self, text: str) -> set[str]:
        """The names that stand in this text."""
        parts = set(_PART.findall(text))
        return {name for part in parts for name in self._by_part.get(part, ()) if name in text}
