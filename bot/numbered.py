"""Names in which a room or telephone number may stand, found in a text without trying each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Without one of these three characters nothing can be a room or a telephone. They may overlap.
_PART = re.compile(r"(?=([0-9]{3}|[0-9][-－—#栋幢号座单][0-9元楼]))")


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
