"""What is said in a group carries no resident's room or telephone number, whoever wrote it and wherever it stood.

The last look before a reply is written down: handlers word what they mean, and a name may be 7-1-301张姐.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.messages import Incoming, Reply
from bot.numbered import may_hold_number, safe_name, without_rooms, without_telephones
from bot.scenes import Known

SOMEBODY = "邻居"


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
    text = without_rooms(text, said)
    if incoming.sender not in known.staff:
        text = without_telephones(text, said)
    return replace(reply, text=text)


def _unnumbered(text: str, names: Iterable[str]) -> str:
    for name in sorted(set(names), key=len, reverse=True):
        if name in text and may_hold_number(name):
            text = text.replace(name, safe_name(name, SOMEBODY))
    return text
