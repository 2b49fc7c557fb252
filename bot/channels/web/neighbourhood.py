"""What the page needs from the rest of the program: people, groups, places, a clock, an open ear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.messages import Incoming


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose part can be played: channel id, name in the groups, roles, a line about them."""

    id: str
    name: str
    roles: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group: the channel's id, its name, and a line about it."""

    id: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that can be shared as a position (GCJ-02 degrees)."""

    name: str
    lng: float
    lat: float
    kind: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something worth trying: the words to write and, shorter, what they show."""

    text: str
    label: str


class Neighbourhood(Protocol):
    """The neighbourhood behind the page. Used on the event loop; only `hear`, `move_clock` may take long."""

    @property
    def bot_name(self) -> str:
        """What the bot is called in the groups."""
        ...

    def now(self) -> datetime:
        """The instant by the neighbourhood's clock, which may be ahead of the world's."""
        ...

    def groups(self) -> Sequence[Group]:
        """All groups, in the order of the list."""
        ...

    def people(self) -> Sequence[Person]:
        """Everybody who is known by name, staff first."""
        ...

    def places(self) -> Sequence[Spot]:
        """All places that can be shared."""
        ...

    def suggestions(self, person: Person, group: Group | None) -> Sequence[Suggestion]:
        """What this person could write in this group (None: alone with the bot), the most telling first."""
        ...

    def next_due(self) -> datetime | None:
        """When something planned happens next, None: nothing is planned."""
        ...

    async def hear(self, incoming: Incoming) -> None:
        """Take in a message; the answer comes through the channel's `send`."""
        ...

    async def move_clock(self, to: datetime) -> None:
        """Move the clock forward; everything that falls due on the way happens, in order."""
        ...
