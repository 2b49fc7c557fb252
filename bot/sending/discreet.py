"""What is said in a group carries no resident's room or telephone number, whoever wrote it and wherever it stood.

The last look before a reply is written down: handlers word what they mean, and a name may be 7-1-301张姐.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.messages import Incoming, Reply
from bot.numbered import may_hold_number
from bot.scenes import Known
from bot.sending.gathering import without_numbers

SOMEBODY = "邻居"
_ROOM = re.compile(
    r"(?<![0-9])(?<![0-9][.:：-])[0-9]{1,3}(?:栋|幢|号楼|座|#|[-－—])[0-9]{1,2}(?:单元|[-－—])[0-9]{3,4}(?![0-9])室?"
    r"|(?<![0-9])(?<![0-9][.:：-])[0-9]{1,3}(?:栋|幢|号楼|座|#|[-－—])[0-9]{3,4}(?![0-9])室?"
    r"|(?<![0-9])(?<![0-9][.:：-])[0-9]{1,2}单元[0-9]{3,4}(?![0-9])室?|(?<![0-9])[0-9]{3,4}室"
)
_PHONE = re.compile(r"(?<![0-9])(?:1[3-9](?:[- ]?[0-9]){9}|0[0-9]{2,3}[- ]?[0-9]{7,8})(?![0-9])")
_DIGITS = re.compile("[0-9]+")


def in_public(reply: Reply, known: Known, incoming: Incoming | None = None) -> Reply:
    """The reply as a group may read it. incoming: what it answers, None where it comes of itself.

    Numbers of shops and of the community stay; what staff let everybody know on purpose (a broadcast) is not touched.
    """
    if reply.room is None or reply.cause == "broadcast" or not may_hold_number(reply.text):
        return reply
    names = known.numbered_in(reply.room).found_in(reply.text)
    text = reply.text
    if incoming is None:
        return replace(reply, text=_unnumbered(text, names))
    text = _unnumbered(text, [*names, incoming.name, *(name for _, name in incoming.mentions)])
    said = [incoming.text, incoming.name, incoming.quote.text if incoming.quote is not None else ""]
    rooms = {_digits(found) for one in said for found in _ROOM.findall(one)}
    text = _ROOM.sub(lambda found: "" if _digits(found[0]) in rooms else found[0], text)
    if incoming.sender not in known.staff:
        phones = {"".join(_digits(found)) for one in said for found in _PHONE.findall(one)}
        text = _PHONE.sub(lambda found: "…" if "".join(_digits(found[0])) in phones else found[0], text)
    return replace(reply, text=text)


def _unnumbered(text: str, names: Iterable[str]) -> str:
    for name in sorted(set(names), key=len, reverse=True):
        if name in text and may_hold_number(name):
            text = text.replace(name, without_numbers(name) or SOMEBODY)
    return text


def _digits(number: str) -> tuple[str, ...]:
    return tuple(_DIGITS.findall(number))
