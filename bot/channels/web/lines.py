"""The values of a chat: its lines, and the events that tell open pages of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class QuoteShown:
    """The line that another one quotes, as it is shown below it."""

    id: str
    sender: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that can be fetched: the last part of its address, its name, its size in bytes."""

    token: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chat. room None: the private chat of `person` with the bot.

    kind: text | location | sticker | file | system. mentions: channel ids of those it calls by name.
    recalled: its sender took it back; the words are gone then.
    """

    id: str
    room: str | None
    person: str | None
    sender: str
    name: str
    at: datetime
    kind: str = "text"
    text: str = ""
    mentions: tuple[str, ...] = ()
    quote: QuoteShown | None = None
    file: Attachment | None = None
    detail: str = ""
    recalled: bool = False

    def taken_back(self) -> Line:
        """The same line without anything that was said."""
        return replace(self, text="", detail="", quote=None, file=None, mentions=(), recalled=True)

    def as_json(self) -> Json:
        """The line as the page reads it; its instant in milliseconds since 1970."""
        quote, file = self.quote, self.file
        return {
            "id": self.id, "room": self.room, "person": self.person, "sender": self.sender, "name": self.name,
            "at": round(self.at.timestamp() * 1000), "kind": self.kind, "text": self.text,
            "detail": self.detail, "mentions": list(self.mentions), "recalled": self.recalled,
            "quote": {"id": quote.id, "name": quote.name, "text": quote.text} if quote else None,
            "file": {"url": f"/files/{file.token}", "name": file.name, "size": file.size} if file else None,
        }


@dataclass(frozen=True, slots=True)
class Event:
    """Something that open pages must learn. number: counts from 1. person: only for the pages of this person.

    kind: line | recall | clock | people.
    """

    number: int
    kind: str
    body: Json
    person: str | None = None
