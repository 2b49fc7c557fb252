"""What channels hear and say. A channel knows no word of the domain; everything else knows no channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from intents.scene import Location


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quoted message: the channel's id of its author, and its text."""

    sender: str
    text: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that a channel heard.

    id: the channel's, unique for each message; the same id is the same message. at: aware UTC.
    room: the channel's room id, None in a private chat; room_name: its topic now (the id again where a channel has no other).
    sender: the channel's id of the person; name: what the group shows for them there.
    mention: the bot was @-mentioned (the channel decides). own: the bot's own echo. recall: id of the message taken back.
    kind: "text", "location", or "other" (sticker, voice, file).
    relay_xml: WeChat's structured #接龙, where the channel has it.
    shared_rooms: ids of the rooms that the sender is in, for a private chat; None where the channel cannot tell.
    mentions: channel id and shown name of each person @-mentioned, the bot excepted; () where the channel tells no ids.
    file: the name of the file that it is, None: no file. to: of the bot's own echo in private, whom it went to.
    """

    id: str
    at: datetime
    room: str | None
    sender: str
    name: str
    text: str = ""
    room_name: str = ""
    mention: bool = False
    quote: Quoted | None = None
    location: Location | None = None
    own: bool = False
    recall: str | None = None
    kind: str = "text"
    relay_xml: str | None = None
    shared_rooms: tuple[str, ...] | None = None
    mentions: tuple[tuple[str, str], ...] = ()
    file: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message for a channel to send: into a room (mentioning people), or to one person in private.

    row: id of its outbox row. mentions: channel ids; the channel writes each as @ and the member's name in that room.
    """

    row: int
    room: str | None
    to: str | None
    text: str
    mentions: tuple[str, ...] = ()
    file: Path | None = None


@dataclass(slots=True)
class Reply:
    """What a handler wants said. It is written to the outbox in the handler's transaction and sent after it.

    room: id of the room's row; None: in private to `to`. to: id of the member's row who is answered (mentioned in a room).
    file: a finished file (an export) to go with the text. kind: answer | notice | reminder (the order of sending).
    cause: for what is sent of the bot's own accord (closing, reminder, promoted, …), else None.
    mentions: ids of further members' rows who are mentioned in a room, where it concerns several.
    """

    text: str
    room: int | None = None
    to: int | None = None
    file: Path | None = None
    kind: str = "answer"
    cause: str | None = None
    mentions: tuple[int, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What came of one message: the intent that was acted on, its slots, and what is to be said.

    asking: a question was put. refused: the sender's role does not allow it. results: names shown, in order.
    """

    intent: str = "none"
    slots: dict[str, Any] = field(default_factory=dict)
    confidence: float = 1.0
    replies: list[Reply] = field(default_factory=list)
    asking: bool = False
    refused: bool = False
    results: list[str] | None = None
