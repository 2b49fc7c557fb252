"""Members named in a command: 李姐、老周 和 赵阿姨, 除了老王, 3栋的."""

from __future__ import annotations

import re

from intents.commands.callings import titled_people
from intents.commands.numerals import DIGITS
from intents.commands.said import CUT, Remainder, Said, tidy
from intents.normalise import normalise

BUILDING = re.compile(rf"({DIGITS})(?:栋|幢|号楼|座)(?:楼)?(?:的)?")
# 签到 鹏、花; 林的钱收到了; 鹏来了: a name of one character stands alone or before a word that says what is told of it
_STANDS_ALONE = re.compile(
    r"(?<![^\x00\s,，、。;；:：@把给替和跟与消掉])[^\W_](?=$|[\x00\s,，、。;；:：和跟与的]|[也已]?[来到](?:了|$)|[没未]来|[取领拿提付交][货钱款]?了)"
)
_BETWEEN = re.compile(r"[\x00\s,，、。;；:：和跟与及@]+")


def find_people(said: Said, remainder: Remainder) -> list[str]:
    """The members of the scene who are named in what remains, in order, each cut out. The longest name wins.

    Where none is, somebody with a title (付大爷).
    """
    found = people_in(said, remainder.text)
    if not found:
        found = [(start, end, remainder.text[start:end]) for start, end in titled_people(remainder.text)[:1]]
    for start, end, _ in found:
        remainder.cut(start, end)
    return [name for _, _, name in found]


def people_in(said: Said, text: str) -> list[tuple[int, int, str]]:
    """Where in a text members of the scene are named, in order: start, end, name. The longest name wins."""
    short = said.scene.people_of_one_character
    found = [(one.start(), one.end(), short[one[0]]) for one in _STANDS_ALONE.finditer(text) if one[0] in short] if short else []
    if not any(said.scene.people_said(text)):
        return found
    named = {plain for plain, _, _ in said.scene.people_said(text)}
    for name in sorted(said.scene.people, key=len, reverse=True):
        plain = normalise(name)
        start = text.find(plain) if plain in named else -1
        stop = start + len(plain)
        if start >= 0 and not any(start < end and begin < stop for begin, end, _ in found):
            found.append((start, stop, name))
    return sorted(found)


def listed_names(said: Said, remainder: Remainder) -> list[str]:
    """All names of a list, known members or not: what stands between marks and is short enough to be a name."""
    known = find_people(said, remainder)
    order = {name: said.text.find(normalise(name)) for name in known}
    for piece in _BETWEEN.split(remainder.text.replace(CUT, " ")):
        if (name := tidy(piece)) and 1 < len(name) < 9 and not re.search(r"[0-9]{3,}", name):
            order.setdefault(name, said.text.find(name))
    return sorted(order, key=lambda name: order[name])
