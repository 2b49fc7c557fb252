"""What a handler gets to work with, and what a handler is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from bot.messages import Incoming, Outcome, Reply
from bot.openings import Stall
from catalogue.audit import Act
from catalogue.directory import Directory
from catalogue.tables import Member, Place, Room
from intents.days import DayKind
from intents.reading import Reading
from intents.scene import Scene, Speaker, Talk
from schedules.quiet import QuietHours

if TYPE_CHECKING:
    from bot.conversation import Memory


@dataclass(slots=True)
class Context:
    """One message being handled, inside one transaction. A handler never commits, sends, sleeps or reads the clock.

    room: the row of the group; None in a private chat. rooms: what "here" means: that group, or in a private chat every
    room of the sender. memory: what the conversation remembers for some minutes (questions, lists shown, …), written in
    the same transaction. day_kind: tells an official holiday or working day from an ordinary one. files: a folder for exports.
    directory: all shops, held in memory. stalls, places: the open group buys and all places (by id and name), held in
    memory; None: they have to be read. quiet: when the bot says nothing of its own accord.
    """

    session: Session
    now: datetime
    incoming: Incoming
    scene: Scene
    speaker: Speaker
    talk: Talk
    room: Room | None
    rooms: Sequence[Room]
    sender: Member
    memory: Memory
    day_kind: DayKind
    files: Path
    directory: Directory = field(default_factory=lambda: Directory(()))
    stalls: Sequence[Stall] | None = None
    places: Mapping[int | str, Place] | None = None
    quiet: QuietHours = field(default_factory=QuietHours)

    @property
    def act(self) -> Act:
        """Who does what is being done, for the audit."""
        return Act(self.now, self.sender.id, self.room.id if self.room else None, self.incoming.id)

    def answer(self, text: str, file: Path | None = None) -> Reply:
        """An answer to the sender, where they wrote."""
        return Reply(text, room=self.room.id if self.room else None, to=self.sender.id, file=file)

    def private(self, text: str, to: Member | None = None, file: Path | None = None) -> Reply:
        """A message to one member alone (the sender unless named)."""
        return Reply(text, room=None, to=(to or self.sender).id, file=file)

    def notice(self, text: str, room: Room, cause: str, to: Member | None = None) -> Reply:
        """What the bot says of its own accord in a room, mentioning one member or nobody."""
        return Reply(text, room=room.id, to=to.id if to else None, kind="notice", cause=cause)

    def done(
        self,
        reading: Reading,
        *replies: Reply,
        slots: Mapping[str, Any] | None = None,
        asking: bool = False,
        results: list[str] | None = None,
    ) -> Outcome:
        """The outcome of acting on `reading`; `slots` replaces its slots (an answered question has the full ones)."""
        return Outcome(
            intent=reading.intent, slots=dict(reading.slots if slots is None else slots),
            confidence=reading.confidence, replies=list(replies), asking=asking, results=results,
        )


Handler = Callable[[Context, Reading], Outcome]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of life: its handlers by intent. The composition root joins the parts; an intent has one handler."""

    handlers: Mapping[str, Handler] = field(default_factory=dict)
