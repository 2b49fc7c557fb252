"""What WeChat hides in XML: quotes, #接龙 lists, positions, recalled messages.

Messages come from strangers: no entity is expanded, nothing is fetched, and what cannot be read is no error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from bot.messages import Quoted
from intents.scene import Location

MOST_CHARACTERS = 200_000
QUOTE, RELAY = "57", "53"


@dataclass(frozen=True, slots=True)
class Note:
    """What a structured message says: its words, and what it quotes or lists. recalled: id of a message taken back."""

    text: str = ""
    quote: Quoted | None = None
    relay_xml: str | None = None
    recalled: str | None = None
    location: Location | None = None


def looks_like_xml(text: str) -> bool:
    """Whether it is worth reading as XML."""
    return text.lstrip()[:6].lower().startswith(("<msg", "<?xml", "<sysms", "<appms"))


def read_note(text: str) -> Note | None:
    """Read a structured message; None where it is none, or broken."""
    root = _parse(text)
    if root is None:
        return None
    if (revoked := root.find(".//revokemsg")) is not None:
        return Note(recalled=_text(revoked, "newmsgid") or _text(revoked, "msgid"))
    if (position := root.find(".//location")) is not None:
        return Note(location=_location(position))
    app = root if root.tag == "appmsg" else root.find(".//appmsg")
    if app is None:
        return None
    kind, title = _text(app, "type"), _text(app, "title")
    if kind == RELAY:
        return Note(text=title, relay_xml=text)
    if kind == QUOTE and (quoted := app.find("refermsg")) is not None:
        return Note(text=title, quote=Quoted(_text(quoted, "chatusr") or _text(quoted, "fromusr"), _words(quoted)))
    return Note(text=title)


def _parse(text: str) -> ElementTree.Element | None:
    if len(text) > MOST_CHARACTERS or re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        return None
    try:
        return ElementTree.fromstring(text.strip())  # noqa: S314 - no DTD, see above
    except (ElementTree.ParseError, ValueError):
        return None


def _text(element: ElementTree.Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()


def _words(quoted: ElementTree.Element) -> str:
    """What was quoted; a quoted quote or list is itself XML, of which the words count."""
    content = _text(quoted, "content")
    if looks_like_xml(content):
        inner = read_note(content)
        return inner.text if inner is not None else ""
    return content


def _location(element: ElementTree.Element) -> Location | None:
    """WeChat writes x for the latitude and y for the longitude."""
    try:
        lat, lng = float(element.get("x", "")), float(element.get("y", ""))
    except ValueError:
        return None
    return Location(lng, lat, element.get("poiname") or element.get("label") or "")
