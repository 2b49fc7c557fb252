"""linli replay: the same bot on a recorded conversation, with the conversation's own clock."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import select

from bot import outbox
from bot.assembly import Parts, assemble
from bot.carried import Said, reply_of, said_of
from bot.channels.mentions import called_in
from bot.clockwork import Clockwork, claim
from bot.conversation import plain
from bot.messages import Incoming, Outcome
from bot.outbox import Rules
from bot.path import Path as MessagePath
from bot.transcript import Line, read_transcript
from catalogue.database import Database, open_database
from catalogue.state import snapshot
from catalogue.tables import Room
from catalogue.workbook import import_book, read_workbook
from intents.days import CHINA
from schedules.workdays import china_day_kind

JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that has left: its outbox row, why it went, and what a channel would carry."""

    row: int
    cause: str | None
    schedule: int | None
    said: Said


@dataclass(slots=True)
class Replay:
    """One transcript on one world. `out` gets a JSON object a line, flushed line by line."""

    parts: Parts
    out: TextIO
    refs: dict[str, str]
    seen_in: dict[str, set[str]] = field(default_factory=dict)
    names_in: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    now: datetime | None = None  # where the clock stands; None: it has not been started

    @property
    def path(self) -> MessagePath:
        """The path of a message."""
        return self.parts.path

    @property
    def clockwork(self) -> Clockwork:
        """What happens as time passes."""
        return self.parts.clockwork

    @property
    def database(self) -> Database:
        """The temporary store."""
        return self.parts.database

    def run_isolated(self, lines: Sequence[Line]) -> None:
        """Each line meets the imported world as new; nothing stays, nothing scheduled fires."""
        for line in lines:
            heard = self.path.hear(self._incoming(line, None), keep=False)
            self._print(answer_line(line, heard.outcome, heard.said))

    def run(self, lines: Sequence[Line]) -> None:
        """The conversation as it went: time passes between the lines, and what falls due then happens."""
        if lines:
            self.now = lines[0].at - JUST_BEFORE
            self.clockwork.skip_to(self.now)
        for line in lines:
            self._pass_time(line.at)
            if line.room is not None and not line.own:
                self.seen_in.setdefault(line.sender, set()).add(self.refs.get(line.room, line.room))
                self.names_in.setdefault(line.room, {}).setdefault(line.name, set()).add(line.sender)
            shared = tuple(sorted(self.seen_in.get(line.sender, ()))) or None
            heard = self.path.hear(self._incoming(line, shared))
            sent = self._release(line.at)
            own = set(heard.rows)
            answers = [one for one in sent if one.row in own and one.cause is None]
            self._print(answer_line(line, heard.outcome, [one.said for one in answers]))
            self._print_auto(line.at, [one for one in sent if one not in answers])

    def _incoming(self, line: Line, shared: tuple[str, ...] | None) -> Incoming:
        incoming = line.incoming(self.refs, shared)
        return replace(incoming, mentions=self._called(line)) if line.room is not None and "@" in line.text else incoming

    def _called(self, line: Line) -> tuple[tuple[str, str], ...]:
        """Who is called by @ and name: a channel knows the members of its rooms, here those who spoke or are listed."""
        known = self.parts.scenes.known
        names = {name: set(ids) for name, ids in self.names_in.get(line.room or "", {}).items()}
        facts = next((one for one in known.rooms.values() if one.name == line.room), None)
        for name, ids in known.people_of((facts.id,) if facts else ()).items():
            names.setdefault(name, set()).update(ids)
        return called_in(line.text, names, but=self.path.bot_ids)

    def _pass_time(self, until: datetime) -> None:
        last = None
        # Asked from where the clock stands: what is still ahead of something that is over by `until` must not be passed over.
        while (moment := self.clockwork.next_moment(self.now or until)) is not None and moment <= until:
            if moment == last:
                raise RuntimeError(f"what falls due at {moment.isoformat()} does not get done")
            last = self.now = moment
            self.clockwork.tick(moment)
            self._print_auto(moment, self._release(moment))
        self.now = until

    def _release(self, now: datetime) -> list[Sent]:
        """Send all that may leave now, unpaced: whatever the rules hold back stays."""
        with self.database.transaction() as session:
            self.parts.scenes.refresh(session)
            sent = []
            while rows := outbox.waiting(session, now):
                for row in rows:
                    if claim(session, self.parts.scenes, row, self.parts.rules, now):
                        row.status = "sent"
                        sent.append(Sent(row.id, row.cause, row.schedule_id, said_of(session, reply_of(row))))
                session.flush()
        return sent

    def _print_auto(self, at: datetime, sent: Sequence[Sent]) -> None:
        for (cause, _), same in groupby(sent, key=lambda one: (one.cause, one.schedule)):
            self._print({
                "id": None, "at": line_time(at), "cause": cause or "answer",
                "replies": [reply_object(one.said) for one in same],
            })

    def _print(self, line: dict[str, Any]) -> None:
        self.out.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.out.flush()


def answer_line(line: Line, outcome: Outcome, said: Sequence[Said]) -> dict[str, Any]:
    """The output line of a transcript line."""
    shown: dict[str, Any] = {
        "id": line.id, "intent": outcome.intent, "slots": plain(outcome.slots),
        "confidence": round(outcome.confidence, 3), "replies": [reply_object(one) for one in said],
    }
    if outcome.asking:
        shown["asking"] = True
    if outcome.refused:
        shown["refused"] = True
    if outcome.results is not None:
        shown["results"] = outcome.results
    return shown


def reply_object(said: Said) -> dict[str, str | None]:
    """A reply of an output line."""
    return {"room": said.room, "to": said.to, "text": said.text, "file": said.file}


def line_time(at: datetime) -> str:
    """An instant as the transcripts write it: with China's offset."""
    return at.astimezone(CHINA).isoformat()


def replay(transcript: Path, world: Path, out: TextIO, *, isolated: bool, state: Path | None = None) -> None:
    """Play a transcript on a world that is imported into a fresh store; `state`: where the end state is written.

    Raises: LinliError for a transcript or a world with faults.
    """
    lines = read_transcript(transcript)
    begins = (lines[0].at if lines else datetime.now(CHINA)) - JUST_BEFORE
    with tempfile.TemporaryDirectory(prefix="linli-replay-") as folder, imported(world, begins) as database:
        parts = assemble(database, files=Path(folder), rules=Rules(notice_wait=timedelta(0)))
        refs = _bind_rooms(database)
        parts.path.bot_ids.update(line.sender for line in lines if line.own)
        with database.read() as session:
            parts.scenes.refresh(session)
        player = Replay(parts, out, refs)
        if isolated:
            player.run_isolated(lines)
        else:
            player.run(lines)
        if state is not None:
            with database.read() as session:
                recorded = json.dumps(snapshot(session, lines[-1].at if lines else None), ensure_ascii=False, indent=1)
            state.write_text(recorded + "\n", encoding="utf-8")


@contextmanager
def imported(world: Path, at: datetime) -> Iterator[Database]:
    """A fresh store, gone at the end, into which this workbook or folder was imported at that instant.

    Raises: LinliError for a workbook with faults.
    """
    database = open_database("sqlite://")
    try:
        database.upgrade()
        book = read_workbook(world)
        with database.transaction() as session:
            import_book(session, book, at, day_kind=china_day_kind)
        yield database
    finally:
        database.close()


def _bind_rooms(database: Database) -> dict[str, str]:
    """The channel's id of each room by its name: a transcript calls rooms by their names."""
    with database.transaction() as session:
        rooms = session.scalars(select(Room)).all()
        for room in rooms:
            room.channel_ref = room.channel_ref or room.name
        return {room.name: room.channel_ref or room.name for room in rooms}
