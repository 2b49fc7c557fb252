"""What happens on a channel besides messages: people and rooms come and go, and the channel itself was away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entered:
    """The bot was taken into a room. topic: its name, "" where the channel cannot tell."""

    room: str
    topic: str


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody asks the bot to enter a room; it enters only if whoever takes this in says so. topic: the room's name."""

    invitation: str
    who: str
    name: str
    topic: str


@dataclass(frozen=True, slots=True)
class Removed:
    """The bot is no longer in a room."""

    room: str


@dataclass(frozen=True, slots=True)
class Parted:
    """Somebody else left a room."""

    room: str
    who: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """A room has another name now."""

    room: str
    topic: str


@dataclass(frozen=True, slots=True)
class Befriended:
    """Somebody became a friend: from now on they can be written to in private."""

    who: str
    name: str


@dataclass(frozen=True, slots=True)
class Returned:
    """The channel hears again; whatever was said meanwhile is lost to it."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class LookedAround:
    """The rooms in which the bot is, ids to names; there may be more that the channel does not list."""

    rooms: Mapping[str, str]


Happening = Entered | Invited | Removed | Parted | Renamed | Befriended | Returned | LookedAround
