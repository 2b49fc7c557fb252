"""WeChat's own structure of a #接龙 list (appmsg type 53): who began it, and who wrote each row."""

from __future__ import annotations

import re
from xml.etree import ElementTree

MOST_CHARACTERS = 200_000
MOST_ROWS = 1000

_NUMBERED = re.compile(r"(?:^|\n)[ \t]*([0-9]{1,3})[ \t]*[.．、,，:：)）;；_~。\- ][ \t]*$")
_STRETCH = re.compile("([0-9]{1,6})-([0-9]{1,6})")


def owners_of(xml: str, text: str) -> tuple[dict[int, str], str | None]:
    """The owner of each row by its number, and the author; ({}, None) where the structure is broken or does not fit
    `text`.

    Offsets in the structure count UTF-16 units of the title. A row counts only where a number stands right before it;
    if the title is not the text, or a row lies elsewhere, all of it is dropped.
    """
    message = _parsed(xml)
    app = message if message is None or message.tag == "appmsg" else message.find(".//appmsg")
    if app is None or (app.findtext("type") or "").strip() != "53":
        return {}, None
    info = app.find("extinfo/solitaire_info")
    chain = None if info is None else info.find("solitaire")
    if chain is None and info is not None:
        chain = _parsed((info.text or "").strip())
    title = app.findtext("title") or text
    if chain is None or chain.tag != "solitaire" or title.strip() != text.strip():
        return {}, None
    rows = chain.findall("content/i")[:MOST_ROWS]
    owners: dict[int, str] = {}
    for row in rows:
        number = _number_before(title, (row.findtext("r") or "").strip())
        if number is None:
            return {}, None
        if owner := (row.findtext("u") or "").strip():
            owners[number] = owner
    return owners, (chain.findtext("au") or "").strip() or None


def _number_before(title: str, stretch: str) -> int | None:
    """The number of the row whose text lies at a stretch such as 91-43 (offset, length); None where no row is there."""
    parts = _STRETCH.fullmatch(stretch)
    if parts is None:
        return None
    units = title.encode("utf-16-le", "surrogatepass")
    offset, length = int(parts[1]) * 2, int(parts[2]) * 2
    if offset + length > len(units):
        return None
    before = units[:offset].decode("utf-16-le", "replace")
    numbered = _NUMBERED.search(before[-12:] if "\n" in before[-12:] else "\n" + before[-12:])
    return int(numbered[1]) if numbered else None


def _parsed(xml: str) -> ElementTree.Element | None:
    """The root; None for what is broken, too long, or declares entities (which could be made to grow without bound)."""
    if len(xml) > MOST_CHARACTERS or "<!DOCTYPE" in xml.upper() or "<!ENTITY" in xml.upper():
        return None
    try:
        return ElementTree.fromstring(xml.strip())  # noqa: S314 - no document type, so no entities
    except (ElementTree.ParseError, ValueError):
        return None
