"""Members named in a command: 李姐、老周 和 赵阿姨, 除了老王, 3栋的."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intents.commands.numerals import DIGITS
from intents.commands.said import CUT, Remainder, Said, tidy
from intents.normalise import normalise

BUILDING = re.compile(rf"({DIGITS})(?:栋|幢|号楼|座)(?:楼)?(?:的)?")
_BETWEEN = re.compile(r"[\x00\s,，、。;；:：和跟与及@]+")


def find_people(said: Said, remainder: Remainder) -> list[str]:
    """The members of the scene who are named in what remains, in order, each cut out. The longest name wins."""
    text = remainder.text
    found: list[tuple[int, int, str]] = []
    for name in sorted(said.scene.people, key=len, reverse=True):
        for plain in _ways(name):
            start = text.find(plain) if len(plain) > 1 else -1
            stop = start + len(plain)
            if start >= 0 and not any(start < end and begin < stop for begin, end, _ in found):
                found.append((start, stop, name))
                break
    for start, end, _ in found:
        remainder.cut(start, end)
    return [name for _, _, name in sorted(found)]


def _ways(name: str) -> Iterable[str]:
    yield normalise(name)


def listed_names(said: Said, remainder: Remainder) -> list[str]:
    """All names of a list, known members or not: what stands between marks and is short enough to be a name."""
    known = find_people(said, remainder)
    order = {name: said.text.find(normalise(name)) for name in known}
    for piece in _BETWEEN.split(remainder.text.replace(CUT, " ")):
        if (name := tidy(piece)) and 1 < len(name) < 9 and not re.search(r"[0-9]{3,}", name):
            order.setdefault(name, said.text.find(name))
    return sorted(order, key=lambda name: order[name])
