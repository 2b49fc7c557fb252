"""A clock that jumps: nothing planned goes out by it, staff are told once, and nothing ever fires twice."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.assembly import Parts, assemble
from bot.house import House
from bot.messages import Incoming, Outgoing
from bot.outbox import Rules
from catalogue.database import Database
from catalogue.tables import HandledMessage, Outbox, Schedule
from intents.days import plain_day_kind
from schedules.clock import ClockWatch
from tests.conftest import NOW
from tests.path.conftest import SOUTH

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JUMPS = (HOUR, -HOUR, DAY, -DAY)
TEXT = "今天八折"


class World:
    """True time, and the clock of the machine beside it."""

    def __init__(self) -> None:
        self.true = NOW
        self.off = timedelta(0)

    def wall(self) -> datetime:
        return self.true + self.off

    def steady(self) -> float:
        return (self.true - NOW).total_seconds()


class Ear:
    """A channel that notes what is sent."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []

    async def send(self, outgoing: Outgoing) -> str | None:
        self.sent.append(outgoing)
        return f"out-{len(self.sent)}"

    def promotions(self) -> list[str | None]:
        return sorted(one.room or "" for one in self.sent if one.text == TEXT)

    def words_to_staff(self) -> list[Outgoing]:
        return [one for one in self.sent if "电脑的时间" in one.text]


Living = tuple[Parts, World, Ear]


@pytest.fixture
def living(neighbourhood_store: Database, tmp_path: Path) -> Iterator[Living]:
    """The sample with one promotion, due in half an hour in one room."""
    with neighbourhood_store.transaction() as session:
        session.execute(update(Schedule).values(status="cancelled", next_due=None))
        session.add(Schedule(
            number=900, kind="promotion", title="P", text=TEXT, when="立即", rooms=[1], status="active",
            next_due=NOW + timedelta(minutes=30),
        ))
    rules = Rules(notice_wait=timedelta(0))
    yield assemble(neighbourhood_store, files=tmp_path, rules=rules, day_kind=plain_day_kind), World(), Ear()


def live(living: Living, story: Callable[[House], Awaitable[None]]) -> None:
    """A house that ticks and sends only when the story says so."""
    parts, world, ear = living

    async def inside() -> None:
        watch = ClockWatch(world.wall, world.steady)
        house = House(parts, ear, clock=world.wall, wake_every_s=3600, watch=watch)
        house._look_around()
        await story(house)
        house._workers.shutdown()

    asyncio.run(inside())


async def passes(house: House, world: World, time: timedelta = timedelta(seconds=2)) -> None:
    """Time goes on, and everything that can happen does."""
    world.true += time
    await house.tick()
    await house.sender.drain()


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_holds_promotions_tells_staff_once_and_ends_when_the_clock_comes_back(living: Living, jump: timedelta) -> None:
    _, world, ear = living

    async def story(house: House) -> None:
        await passes(house, world)
        world.off = jump
        for _ in range(3):
            await passes(house, world, timedelta(minutes=14))
        assert ear.promotions() == [], "by true time it is due since ten minutes, but nobody can know that"
        assert {one.to for one in ear.words_to_staff()} == {"wx_qin"} and len(ear.words_to_staff()) == 1
        assert all(one.room is None for one in ear.words_to_staff())
        world.off = timedelta(0)
        for _ in range(3):
            await passes(house, world)
        assert len(ear.promotions()) == 1

    live(living, story)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_that_proves_right_is_followed_and_fires_nothing_twice(living: Living, jump: timedelta) -> None:
    parts, world, ear = living

    async def story(house: House) -> None:
        world.true += timedelta(minutes=31)
        await passes(house, world)
        assert len(ear.promotions()) == 1
        world.off = jump
        await passes(house, world)
        await house.hear(Incoming("m1", world.wall(), SOUTH, "w", "w", "鸡蛋一盒", SOUTH))  # its time is WeChat's
        for _ in range(40):
            await passes(house, world, HOUR)
        assert len(ear.promotions()) == 1

    live(living, story)
    with parts.database.read() as session:
        rows = session.scalars(select(Outbox).where(Outbox.kind == "promotion")).all()
    assert [row.status for row in rows] == ["sent"]


@pytest.mark.parametrize("jump", JUMPS)
def test_a_promotion_that_waits_to_be_sent_is_held_as_well(living: Living, jump: timedelta) -> None:
    _, world, ear = living

    async def story(house: House) -> None:
        world.true += timedelta(minutes=31)
        await house.tick()
        world.off = jump
        await house.sender.drain()
        assert ear.promotions() == []
        world.off = timedelta(minutes=4)  # as much as clocks differ
        await house.sender.drain()
        assert len(ear.promotions()) == 1

    live(living, story)


def test_a_house_that_starts_before_its_own_past_waits_as_well(living: Living) -> None:
    parts, world, ear = living
    with parts.database.transaction() as session:
        session.add(HandledMessage(id="later", room_id=1, member_id=None, intent="order", at=NOW + DAY))

    async def story(house: House) -> None:
        world.true += timedelta(minutes=31)
        await passes(house, world)
        await passes(house, world)
        assert (len(ear.promotions()), len(ear.words_to_staff())) == (0, 1)
        await house.hear(Incoming("m1", world.wall(), SOUTH, "w", "w", "鸡蛋一盒", SOUTH))
        await passes(house, world)
        assert len(ear.promotions()) == 1

    live(living, story)


def test_answers_are_given_while_the_clock_is_in_doubt(living: Living) -> None:
    _, world, ear = living

    async def story(house: House) -> None:
        world.off = HOUR
        await passes(house, world)
        await house.hear(Incoming("m1", world.true, SOUTH, "w", "w", "鸡蛋一盒", SOUTH))
        await house.sender.drain()
        assert any("鸡蛋" in one.text for one in ear.sent)

    live(living, story)


def test_a_process_that_slept_is_no_jump() -> None:
    world = World()
    watch = ClockWatch(world.wall, world.steady)
    world.true += DAY
    assert watch.look() is None and not watch.doubtful


def test_small_steps_are_followed_and_never_add_up_to_a_jump() -> None:
    world = World()
    watch = ClockWatch(world.wall, world.steady)
    for _ in range(20):
        world.off += timedelta(minutes=1)
        assert watch.look() is None
    assert not watch.doubtful


def test_staff_are_told_of_a_jump_also_where_the_store_failed_just_then(
    living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, world, ear = living
    told = House.tick.__globals__["tell_of_jump"]

    def fails(*_: object) -> int:
        raise RuntimeError("the store is away")

    async def story(house: House) -> None:
        await passes(house, world)
        world.off = DAY
        monkeypatch.setattr("bot.house.tell_of_jump", fails)
        await passes(house, world)
        assert ear.words_to_staff() == []
        monkeypatch.setattr("bot.house.tell_of_jump", told)
        await passes(house, world)
        await passes(house, world)
        assert len(ear.words_to_staff()) == 1

    live(living, story)


def test_a_house_that_is_closed_during_a_tick_ends_quietly(living: Living, caplog: pytest.LogCaptureFixture) -> None:
    parts, world, ear = living
    begun, may_end = threading.Event(), threading.Event()

    async def inside() -> None:
        async with House(parts, ear, clock=world.wall, wake_every_s=0.05) as house:
            tick = house._tick

            def slow() -> int:
                begun.set()
                may_end.wait(5)
                return tick()

            house._tick = slow  # type: ignore[method-assign]
            while not begun.is_set():
                await asyncio.sleep(0.01)
            threading.Timer(0.2, may_end.set).start()
        await asyncio.sleep(0.1)

    asyncio.run(inside())
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
