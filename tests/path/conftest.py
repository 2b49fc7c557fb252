"""The bot on the sample neighbourhood, without a channel: messages go in, rows of the outbox come out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.assembly import Parts, assemble
from bot.messages import Incoming
from bot.path import Heard
from catalogue.database import Database
from catalogue.state import snapshot
from catalogue.tables import HandledMessage, Outbox, Room
from intents.days import plain_day_kind
from tests.conftest import NOW

SOUTH, NORTH = "青柳湾南区群", "青柳湾北区群"
STAFF, ADMINISTRATOR = ("wx_lvxiao", "小吕"), ("wx_qin", "秦主任")
RESIDENT, NEIGHBOUR = ("wx_new1", "阿芬"), ("wx_new2", "老严")


@dataclass
class Bot:
    """Says things to the bot, with ids and instants of their own."""

    parts: Parts
    count: int = 0
    at: datetime = NOW
    rooms: dict[str, str] = field(default_factory=dict)

    def incoming(self, text: str, who: tuple[str, str] = RESIDENT, room: str | None = SOUTH, **more: Any) -> Incoming:
        """A message as a channel hears it, a minute after the last one."""
        self.count += 1
        self.at += timedelta(minutes=1)
        values: dict[str, Any] = {
            "id": f"m{self.count}", "at": self.at, "room": f"ref of {room}" if room else None, "sender": who[0],
            "name": who[1], "text": text, "room_name": room or "", **more,
        }
        return Incoming(**values)

    def says(self, text: str, who: tuple[str, str] = RESIDENT, room: str | None = SOUTH, **more: Any) -> Heard:
        """What came of a message."""
        return self.parts.path.hear(self.incoming(text, who, room, **more))

    def calls(self, text: str, who: tuple[str, str] = RESIDENT, room: str | None = SOUTH, **more: Any) -> Heard:
        """The same with the bot mentioned."""
        return self.says(f"@小邻\u2005{text}", who, room, mention=True, **more)

    def state(self) -> dict[str, Any]:
        """All that is recorded."""
        with self.parts.database.read() as session:
            return snapshot(session)

    def outbox(self) -> list[Outbox]:
        """All rows, in order."""
        with self.parts.database.read() as session:
            return list(session.scalars(select(Outbox).order_by(Outbox.id)))

    def handled(self) -> list[str]:
        """Ids of all messages that are on record."""
        with self.parts.database.read() as session:
            return list(session.scalars(select(HandledMessage.id).order_by(HandledMessage.id)))

    def room(self, name: str) -> Room:
        """A room's row."""
        with self.parts.database.read() as session:
            return session.scalars(select(Room).where(Room.name == name)).one()


@pytest.fixture
def bot(neighbourhood_store: Database, tmp_path: Path) -> Bot:
    """The bot on both kinds of store."""
    return Bot(assemble(neighbourhood_store, files=tmp_path, day_kind=plain_day_kind))


@pytest.fixture
def lite_url(new_store: Callable[[str, bool], str]) -> str:
    """The address of an SQLite store with the sample."""
    return new_store("sqlite", True)
