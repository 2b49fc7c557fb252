"""A promotion of which nobody knows whether it went out: staff are told, look into the group, and settle it with one word."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.assembly import Parts, assemble
from bot.channels import Uncertain
from bot.house import House
from bot.messages import Incoming, Outgoing
from bot.outbox import Rules
from catalogue.broadcasts import AT_ONCE
from catalogue.database import Database
from catalogue.tables import Outbox, Room, Schedule
from intents.days import plain_day_kind
from tests.conftest import NOW
from tests.path.conftest import SOUTH, STAFF

TEXT = "豆腐一元两块"


class Gateway:
    """Takes everything, and for promotions gives no answer in time."""

    def __init__(self) -> None:
        self.came: list[Outgoing] = []
        self.answers = False

    async def send(self, outgoing: Outgoing) -> str | None:
        self.came.append(outgoing)
        if outgoing.text.endswith(TEXT) and not self.answers:
            raise Uncertain("no answer in time")
        return f"out-{len(self.came)}"

    def texts(self) -> list[str]:
        """Everything that arrived, in order."""
        return [one.text for one in self.came]


class Morning:
    """The sample's Saturday at nine: its clock, its gateway, and what grid worker 小吕 says in private."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.gateway, self.now, self.said = parts, Gateway(), NOW, 0
        self.house: House

    def live(self, story: Callable[[], Awaitable[None]]) -> None:
        async def inside() -> None:
            self.house = House(self.parts, self.gateway, clock=lambda: self.now, wake_every_s=3600)
            await story()
            self.house._workers.shutdown()

        asyncio.run(inside())

    async def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)
        self.parts.clockwork.tick(self.now)
        await self.house.sender.drain()

    async def say(self, text: str) -> str:
        """What 小吕 is answered."""
        self.said += 1
        before = len(self.gateway.came)
        who, name = STAFF
        await self.house.hear(Incoming(f"s{self.said}", self.now, None, who, name, text))
        await self.house.sender.drain()
        return "\n".join(self.gateway.texts()[before:])

    def promote(self, rooms: int = 1) -> None:
        """A promotion is due now in so many rooms, the south room first."""
        with self.parts.database.transaction() as session:
            session.query(Schedule).update({"status": "done"})
            ids = session.scalars(select(Room.id).order_by(Room.name != SOUTH, Room.id)).all()[:rooms]
            for room in session.scalars(select(Room).where(Room.id.in_(ids))):
                room.channel_ref, room.grid = room.channel_ref or f"ref {room.id}", "南网格"
            session.add(Schedule(
                kind="promotion", title=TEXT, text=TEXT, when=AT_ONCE, rooms=list(ids), next_due=self.now, status="active",
                number=301,
            ))

    def rows(self) -> list[tuple[int, str, str | None]]:
        with self.parts.database.read() as session:
            rows = session.scalars(select(Outbox).where(Outbox.kind == "promotion").order_by(Outbox.id))
            return [(row.id, row.status, row.reason) for row in rows]


@pytest.fixture
def morning(neighbourhood_store: Database, tmp_path: Path) -> Morning:
    rules = Rules(notice_wait=timedelta(0))
    return Morning(assemble(neighbourhood_store, files=tmp_path, rules=rules, day_kind=plain_day_kind))


async def uncertain(morning: Morning, rooms: int = 1) -> list[str]:
    """A promotion goes out without an answer; what staff were told of it."""
    morning.promote(rooms)
    await morning.later()
    assert {status for _, status, _ in morning.rows()} == {"uncertain"}
    await morning.later(minutes=1)
    assert "说不准" not in "".join(morning.gateway.texts()), "its echo may still come"
    await morning.later(minutes=2)
    await morning.later(minutes=2)
    return [text for text in morning.gateway.texts() if "说不准" in text]


def test_staff_are_told_once_and_one_word_sends_it_again(morning: Morning) -> None:
    async def story() -> None:
        told, = await uncertain(morning)
        row = morning.rows()[0][0]
        assert SOUTH in told and f"重发{row}" in told and f"算已发{row}" in told
        assert f"消息{row}" in await morning.say("今天发了什么")
        morning.gateway.answers = True
        assert "再发一次" in await morning.say("重发")
        assert morning.gateway.texts().count(TEXT) == 2
        assert morning.rows() == [(row, "sent", None)]
        assert "没有说不准" in await morning.say("重发"), "the second word is one too many"

    morning.live(story)


def test_one_word_takes_it_for_sent_and_nothing_goes_out_again(morning: Morning) -> None:
    async def story() -> None:
        await uncertain(morning)
        assert "不再发" in await morning.say("算已发")
        await morning.later(hours=1)
        assert morning.gateway.texts().count(TEXT) == 1
        assert "说不准" not in await morning.say("今天发了什么")

    morning.live(story)


def test_where_several_are_uncertain_the_number_says_which(morning: Morning) -> None:
    async def story() -> None:
        told, = await uncertain(morning, rooms=2)
        (first, *_), (second, *_) = morning.rows()
        assert f"消息{first}" in told and f"消息{second}" in told
        assert str(first) in await morning.say("算已发") and morning.rows()[0][1] == "uncertain"
        await morning.say(f"算已发{second}")
        morning.gateway.answers = True
        await morning.say(f"重发{first}")
        assert [status for _, status, _ in morning.rows()] == ["sent", "sent"]
        assert morning.gateway.texts().count(TEXT) == 3

    morning.live(story)


def test_a_word_can_be_taken_back_while_nothing_has_gone_out_again(morning: Morning) -> None:
    async def story() -> None:
        await uncertain(morning)
        row = morning.rows()[0][0]
        await morning.say("算已发")
        assert "撤销" in await morning.say("撤销")
        assert morning.rows() == [(row, "uncertain", "no_confirmation")]
        assert "再发一次" in await morning.say("重发吧")

    morning.live(story)


def test_its_own_echo_settles_it_before_anybody_is_asked(morning: Morning) -> None:
    async def story() -> None:
        morning.promote()
        await morning.later()
        there = morning.gateway.came[0].room
        await morning.house.hear(Incoming("echo", morning.now, there, "bot", "小邻", TEXT, SOUTH, own=True))
        await morning.later(minutes=5)
        assert [status for _, status, _ in morning.rows()] == ["sent"]
        assert not any("说不准" in text for text in morning.gateway.texts())

    morning.live(story)
