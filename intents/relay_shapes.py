"""Writes a #接龙 list in any of the shapes that groups use: for examples, for tests, for trying the bot out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intents.relay import Relay

WORDS = ("#接龙", "#接龍", "＃接龙", "#Group Note")
SEPARATORS = (".", "．", "、", ",", "，", "：", ":", ")", "）", ";", "-", "_", "~", "。", " ")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a list is written. before: words ahead of #接龙. space: what stands after the number's separator.

    example: a line above the rows. flattened: all rows in one line. empty_rows: numbers at the end that nobody took.
    tail: lines after an empty line. blank_lines: an empty line between the title and the rows.
    """

    word: str = "#接龙"
    before: str = ""
    separator: str = "."
    space: str = " "
    example: str = ""
    flattened: bool = False
    empty_rows: int = 0
    blank_lines: bool = True
    title_beside: bool = False


def render_relay(relay: Relay, shape: Shape) -> str:
    """The text of a list in a shape; `read_relay` reads the same entries from it."""
    word = f"{shape.before} {shape.word}".strip()
    title = list(relay.title_lines)
    if shape.title_beside and title:
        word, title = f"{word} {title[0]}", title[1:]
    lines = [word, *title, *(f"{number}. {text}" for number, text in relay.menu)]
    if shape.blank_lines:
        lines.append("")
    if shape.example:
        lines.append(shape.example)
    lines.extend(_rows(relay, shape))
    if relay.tail:
        lines.extend(["", *relay.tail])
    return "\n".join(lines)


def _rows(relay: Relay, shape: Shape) -> Sequence[str]:
    marks = shape.separator + (shape.space if shape.separator != " " else "")
    rows = [f"{entry.position}{marks}{entry.name} {entry.text}".rstrip() for entry in relay.entries]
    last = max((entry.position for entry in relay.entries), default=0)
    rows += [f"{last + step}{marks}".rstrip() for step in range(1, shape.empty_rows + 1)]
    return [" ".join(row.replace("\n", " ") for row in rows)] if shape.flattened else rows
