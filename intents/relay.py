"""The #接龙 list: its title, its menu, its rows with names, in every shape that groups write it in."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from intents.normalise import normalise
from intents.numbers import find_quantities
from intents.people_count import read_people
from intents.relay_rows import EXAMPLE, Row, is_menu, split_rows
from intents.relay_xml import owners_of
from intents.scene import Scene

MOST_CHARACTERS = 20_000  # a list of hundreds of rows; what is longer is cut
MOST_LINES = 1000

RELAY_WORD = re.compile(r"# ?(?:接龙|Group ?Note)", re.IGNORECASE)
_JOINTS = " ,:;、.-~—|/_+。"
_LATIN = re.compile(r"[A-Za-z][A-Za-z.'-]*(?: [A-Za-z][A-Za-z.'-]*)*")
_ROOM_FIRST = re.compile("[0-9A-Za-z#栋幢号楼单元室-]{1,16}(?= |$)")
_DIGIT = re.compile("[0-9]")
_NAME_CHARACTER = re.compile(r"[\w一-鿿]")
_NAME_END = re.compile(r"[ ,:;、|/+\n(]|(?<![0-9])-|-(?![0-9])")
_NOTE = re.compile(r"\(([^()]{1,60})\)|(?:备注|注)[: ]([^\n]{1,60})")
# 梅姐妈妈 is not 梅姐
_KIN_OF = re.compile(
    "(?:的|他|她|家)?(?:妈妈?|爸[妈爸]?|父母|奶奶|爷爷|婆婆|公公|外婆|外公|姥姥|姥爷|岳母|岳父|丈母娘|老公|老婆|儿子|女儿|闺女|媳妇|老伴|妹妹|弟弟|姐姐|哥哥)"
)
_SAID_FIRST = re.compile("^(?:我?(?:要|订|定|来|买|拿|报名|参加|报)(?=[^ ])|数量[: ])")


@dataclass(frozen=True, slots=True)
class RelayEntry:
    """One row. position: its number. name: who stands there, as written (normalised). text: what is wanted, which may
    be
    empty and may have several lines. owner: the channel's id of who wrote it, where WeChat's structure tells."""

    position: int
    name: str
    text: str = ""
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Relay:
    """A #接龙 list. title_lines: everything above the rows except
    examples, what follows #接龙 before what precedes it. menu: offered goods by their number.

    author: the channel's id of who began it, where WeChat's structure tells.
    """

    title_lines: tuple[str, ...]
    entries: tuple[RelayEntry, ...]
    menu: tuple[tuple[int, str], ...] = ()
    tail: tuple[str, ...] = ()
    author: str | None = None

    @property
    def title(self) -> str:
        """The first line of the title, empty if there is none."""
        return next((line for line in self.title_lines if line), "")


# Where, in the text of a row, the first thing that is wanted begins (a product, 报名); None: nowhere.
Begins = Callable[[str], int | None]


def is_relay(text: str) -> bool:
    """Whether a text is a #接龙 list at all."""
    return bool(RELAY_WORD.search(normalise(text)))


def read_relay(
    text: str,
    scene: Scene | None = None,
    *,
    begins: Begins | None = None,
    names: Collection[str] = (),
    xml: str | None = None,
) -> Relay | None:
    """Read a #接龙 list from the raw text of a message; None if it is none.

    Known names (those of the scene's people, and `names`) are taken whole where a row begins with one; else a name ends
    where `begins` says that the wish begins, else at the first joint. xml: WeChat's structure; ignored where it does
    not
    fit the text. Empty rows and example rows are no entries; a number may occur twice where two copies were merged.
    """
    text = text[:MOST_CHARACTERS]
    lines = [normalise(line) for line in re.split("\r\n|[\n\r\u2028\u2029]", text)[:MOST_LINES]]
    place = next((number for number, line in enumerate(lines) if RELAY_WORD.search(line)), None)
    if place is None:
        return None
    word = RELAY_WORD.search(lines[place])
    assert word is not None
    before, after = lines[place][: word.start()].strip(), lines[place][word.end():].strip(" :")
    rows = split_rows([*lines[:place], before, after, *lines[place + 1:]])
    entries, menu = _sorted_out(rows.runs)
    known = _known_names(scene, names)
    read = tuple(_entry(row, known, begins) for row in entries if row.text and not EXAMPLE.match(row.text))
    owners, author = owners_of(xml, text) if xml else ({}, None)
    title_lines = [*rows.head[place + 1:], *rows.head[: place + 1]]  # what was said ahead of #接龙 comes last
    return Relay(
        tuple(line for line in title_lines if line and not EXAMPLE.match(line)),
        tuple(replace(entry, owner=owners.get(entry.position)) for entry in read),
        tuple((row.number, row.text) for row in menu), tuple(rows.tail), author,
    )


def _sorted_out(runs: list[list[Row]]) -> tuple[list[Row], list[Row]]:
    """Which rows are entries, and which the menu above them."""
    if not runs:
        return [], []
    if len(runs) == 1:
        return ([], runs[0]) if is_menu(runs[0]) else (runs[0], [])
    *earlier, last = runs
    menu = [row for run in earlier for row in run]
    if is_menu(last) and not is_menu(menu):
        return menu, last
    return last, menu


def _known_names(scene: Scene | None, names: Collection[str]) -> list[str]:
    known = {normalise(name) for name in (*(scene.people if scene else ()), *names)}
    return sorted((name for name in known if name), key=len, reverse=True)


def _entry(row: Row, known: list[str], begins: Begins | None) -> RelayEntry:
    text = row.text.removeprefix("@").strip()
    name = next((name for name in known if text.startswith(name)), None)
    if name is not None and (kin := _KIN_OF.match(text, len(name))):
        name = text[: kin.end()]
    if name is None:
        name = text[: _name_end(text, begins)].strip(_JOINTS + "\n(")
    wanted = text[len(name):] if text.startswith(name) else text[text.find(name) + len(name):] if name else text
    wanted = wanted.lstrip(_JOINTS + "\n")
    return RelayEntry(row.number, name, wanted.strip())


def _name_end(text: str, begins: Begins | None) -> int:
    wish = begins(text) if begins else None
    limit = wish if wish is not None else len(text)
    start = 0
    while start < limit:  # an emoji or a room before the name belongs to it
        piece_end = _piece_end(text, start)
        piece = text[start:piece_end]
        is_room = _ROOM_FIRST.fullmatch(piece) and _DIGIT.search(piece)
        stands_alone = is_room or not _NAME_CHARACTER.search(piece)
        more = text[piece_end:].lstrip(" ")
        if not stands_alone or not more or (find_quantities(piece) and start):
            break
        if (following := find_quantities(more)) and following[0].start == 0:
            break
        start = len(text) - len(more)
    end = _piece_end(text, start)
    if latin := _LATIN.match(text, start):
        end = max(end, latin.end())
    first = next((found.start for found in find_quantities(text[start:]) if not found.bare or found.start), None)
    if wish is None and first and start + first < end:
        end = start + first  # 小陈2人
    return min(end, limit)


def _piece_end(text: str, start: int) -> int:
    end = _NAME_END.search(text, start)
    return end.start() if end and end.start() > start else len(text)


def take_note(text: str) -> tuple[str, str]:
    """What is wanted without the note in brackets or after 备注, and the note (empty if there is none)."""
    note = next((found for found in _NOTE.finditer(text) if not find_quantities(found[1] or found[2])), None)
    if note is None:
        return text, ""
    return f"{text[: note.start()]} {text[note.end():]}".strip(), (note[1] or note[2]).strip()


def entry_slots(
    entry: RelayEntry,
    read_items: Callable[[str], list[dict[str, Any]]],
    count_people: Callable[[str], int | None] = read_people,
) -> Mapping[str, Any]:
    """A row as a slot of the relay intent: position, name, and what it states of items, people and note.

    read_items gives what is ordered as the order reader writes it, empty where nothing is; people are counted only
    then.
    """
    wanted, note = take_note(entry.text)
    wanted = _SAID_FIRST.sub("", wanted)
    slots: dict[str, Any] = {"position": entry.position, "name": entry.name}
    items = read_items(wanted) if wanted else []
    if items:
        slots["items"] = items
    elif wanted and (people := count_people(wanted)) is not None:
        slots["people"] = people
    if note:
        slots["note"] = note
    return slots
