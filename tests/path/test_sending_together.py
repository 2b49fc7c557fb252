"""Answers that may leave one after another: claimed and marked together, and nothing of that is lost on the way."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from sqlite3 import OperationalError as DiskFull

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from bot.assembly import Parts, assemble
from bot.channels import Away, NotSent
from bot.context import Context
from bot.house import House
from bot.messages import Outcome, Outgoing
from bot.sender import Sender
from bot.sending.claiming import MOST_AHEAD, Claimed
from catalogue.database import open_database
from catalogue.tables import Outbox
from intents.days import plain_day_kind
from intents.reading import Reading
from tests.conftest import NOW
from tests.path.test_sender import Clock, Ear, live, order, parts, put

__all__ = ["parts"]  # the fixture


@pytest.fixture
def parts_on_sqlite(new_store: Callable[[str, bool], str], tmp_path: Path) -> Iterator[Parts]:
    """Where one writes at a time: what a message says is claimed when it is recorded."""
    database = open_database(new_store("sqlite", True))
    yield assemble(database, files=tmp_path, day_kind=plain_day_kind)
    database.close()


def rows(parts: Parts) -> list[tuple[str, str, int]]:
    """Text, status and attempts of all rows."""
    with parts.database.read() as session:
        return [(row.text, row.status, row.attempts) for row in session.scalars(select(Outbox).order_by(Outbox.id))]


class Looking(Ear):
    """Notes what else stands as `sending` while a message goes out, and fails at one of them."""

    def __init__(self, parts: Parts, fails_at: str = "", error: Exception | None = None) -> None:
        super().__init__()
        self._parts, self._fails_at, self._error = parts, fails_at, error
        self.beside: dict[str, list[str]] = {}

    async def send(self, outgoing: Outgoing) -> str | None:
        held = [text for text, status, _ in rows(self._parts) if status == "sending"]
        self.beside[outgoing.text] = [text for text in held if text != outgoing.text]
        if outgoing.text == self._fails_at and self._error is not None:
            error, self._error = self._error, None
            raise error
        return await super().send(outgoing)


def test_many_answers_without_a_pace_wait_for_the_disk_a_few_times_only(parts: Parts) -> None:
    for number in range(2 * MOST_AHEAD):
        put(parts, f"第{number}句")
    commits: list[object] = []
    event.listen(parts.database.engine, "commit", commits.append)
    ear = Ear()
    live(parts, ear, Clock(), lambda house: house.sender.drain())
    assert [one.text for one in ear.sent] == [f"第{number}句" for number in range(2 * MOST_AHEAD)]
    assert {(status, attempts) for _, status, attempts in rows(parts)} == {("sent", 1)}
    assert len(commits) <= MOST_AHEAD


def test_each_row_learns_the_message_id_that_the_channel_told(parts: Parts) -> None:
    ids = [put(parts, f"第{number}句") for number in range(3)]
    live(parts, Ear(), Clock(), lambda house: house.sender.drain())
    with parts.database.read() as session:
        told = [session.get_one(Outbox, row_id).channel_message_id for row_id in ids]
    assert told == ["out-1", "out-2", "out-3"]


def test_what_nobody_could_tell_about_after_a_crash_is_claimed_alone(parts: Parts) -> None:
    for text, kind in (("答一", "answer"), ("答二", "answer"), ("促一", "promotion"), ("知一", "notice"), ("知二", "notice")):
        put(parts, text, kind)
    looking = Looking(parts)
    live(parts, looking, Clock(), lambda house: house.sender.drain())
    assert looking.beside["答一"] == ["答二"]
    assert [looking.beside[text] for text in ("知一", "知二", "促一")] == [[], [], []]


@pytest.mark.parametrize("error", [Away("away"), NotSent("not now")])
def test_what_was_claimed_ahead_is_put_back_where_one_could_not_be_sent(parts: Parts, error: Exception) -> None:
    for number in range(4):
        put(parts, f"第{number}句")
    looking = Looking(parts, "第1句", error)

    async def until_it_fails(house: House) -> None:
        await house.sender._step()
        await house.sender._step()
        assert [status for _, status, _ in rows(parts)] == ["sent", "pending", "pending", "pending"]
        assert [attempts for _, _, attempts in rows(parts)][2:] == [0, 0]

    live(parts, looking, Clock(), until_it_fails)


def test_what_went_out_is_marked_also_where_the_sender_is_stopped_right_then(parts: Parts) -> None:
    for number in range(3):
        put(parts, f"第{number}句")

    class Stopping(Ear):
        stop: asyncio.Event

        async def send(self, outgoing: Outgoing) -> str | None:
            sent = await super().send(outgoing)
            self.stop.set()
            return sent

    ear = Stopping()

    async def stopped(house: House) -> None:
        ear.stop = asyncio.Event()
        sending = asyncio.create_task(house.sender.run())
        await ear.stop.wait()
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending

    live(parts, ear, Clock(), stopped)
    known = dict((text, status) for text, status, _ in rows(parts))
    assert {known[one.text] for one in ear.sent} == {"sent"}


def test_an_answer_that_came_too_late_is_not_sent_with_the_others(parts: Parts) -> None:
    put(parts, "第一句")
    put(parts, "旧话", expires_at=NOW)
    put(parts, "第二句")
    ear = Ear()
    live(parts, ear, Clock(), lambda house: house.sender.drain())
    assert [one.text for one in ear.sent] == ["第一句", "第二句"]
    assert ("旧话", "expired", 0) in rows(parts)


def heard_together(parts: Parts, ear: Ear, then: Callable[[House], Awaitable[None]]) -> list[object]:
    """Three people order at once, then that happens; gives the commits until it did."""
    commits: list[object] = []
    recorded: list[object] = []

    async def hear(house: House) -> None:
        event.listen(parts.database.engine, "commit", commits.append)
        await asyncio.gather(*(house.hear(order(n, f"w{n}")) for n in range(3)))
        recorded.extend(commits)
        await then(house)

    live(parts, ear, Clock(), hear)
    return recorded


def test_answers_are_claimed_by_the_transaction_that_records_them(parts_on_sqlite: Parts) -> None:
    claimed: list[tuple[str, int]] = []

    async def drain(house: House) -> None:
        claimed.extend((status, attempts) for _, status, attempts in rows(parts_on_sqlite))
        await house.sender.drain()

    ear = Ear()
    assert len(heard_together(parts_on_sqlite, ear, drain)) == 1
    assert claimed == [("sending", 1)] * 3
    assert sorted(one.mentions for one in ear.sent) == [("w0",), ("w1",), ("w2",)]
    assert {status for _, status, _ in rows(parts_on_sqlite)} == {"sent"}


def test_what_was_recorded_while_the_sender_stopped_waits_for_the_next_start(parts_on_sqlite: Parts) -> None:
    """Stopped between the claim and the commit: the row is nobody's secret."""
    parts, senders = parts_on_sqlite, list[Sender]()

    def stop(_connection: object) -> None:
        if senders:
            senders[0]._stopped = True

    async def hear(house: House) -> None:
        senders.append(house.sender)
        event.listen(parts.database.engine, "commit", stop)
        await house.hear(order(0, "w0"))
        assert not house.sender._ahead

    live(parts, Ear(), Clock(), hear)
    assert [(status, attempts) for _, status, attempts in rows(parts)] == [("pending", 0)]


def test_nothing_is_sent_of_what_could_not_be_recorded(parts_on_sqlite: Parts) -> None:
    failures: list[Exception] = []

    def fail(_connection: object) -> None:
        if failures:
            raise failures.pop()

    async def hear(house: House) -> None:
        event.listen(parts_on_sqlite.database.engine, "commit", fail)
        failures.append(OperationalError("COMMIT", {}, DiskFull("disk is full")))
        await asyncio.gather(*(house.hear(order(n, f"w{n}")) for n in range(3)))
        assert not failures
        assert not house.sender._ahead
        await house.sender.drain()

    ear = Ear()
    live(parts_on_sqlite, ear, Clock(), hear)
    assert sorted(one.mentions for one in ear.sent) == [("w0",), ("w1",), ("w2",)]  # each once, from its own record


def test_under_a_rush_answers_leave_with_those_of_who_waits_behind(parts_on_sqlite: Parts) -> None:
    claimed: list[int] = []

    async def hear(house: House) -> None:
        real, reached, go_on = parts_on_sqlite.path.handlers["order"], asyncio.Event(), threading.Event()
        loop = asyncio.get_running_loop()

        def held_up(ctx: Context, reading: Reading) -> Outcome:
            loop.call_soon_threadsafe(reached.set)
            go_on.wait(5)
            return real(ctx, reading)

        parts_on_sqlite.path.handlers = {**parts_on_sqlite.path.handlers, "order": held_up}
        along = house.sender.along
        house.inbox._along = lambda: (claimed.append(len(rows(parts_on_sqlite))), along())[1]  # type: ignore[func-returns-value]
        first = asyncio.create_task(house.hear(order(0, "w0")))
        await reached.wait()
        others = [asyncio.create_task(house.hear(order(n, f"w{n}"))) for n in range(1, 12)]
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(first, *others)
        await house.sender.drain()

    ear = Ear()
    live(parts_on_sqlite, ear, Clock(), hear)
    assert claimed == [1]  # asked once, with the last of them; the first is on disk since long
    assert len(ear.sent) == 12


def test_only_answers_are_claimed_while_something_may_be_on_its_way(parts_on_sqlite: Parts) -> None:
    """Of a notice claimed meanwhile nobody could tell after a crash whether it went out."""
    put(parts_on_sqlite, "明天停水", "notice")
    claimed: list[tuple[str, str]] = []

    async def note(house: House) -> None:
        claimed.extend((text, status) for text, status, _ in rows(parts_on_sqlite) if status != "pending")

    heard_together(parts_on_sqlite, Ear(), note)
    assert len(claimed) == 3
    assert "明天停水" not in dict(claimed)


def test_what_a_worker_claims_while_the_rest_is_put_back_is_not_lost(parts_on_sqlite: Parts) -> None:
    """The worker adds to what is ahead whenever it likes, also in the middle of putting it back."""
    held: list[int] = []

    class Adding(deque[Claimed]):
        late = True

        def popleft(self) -> Claimed:
            first = super().popleft()
            if self.late:
                self.late = False
                self.append(Claimed(Outgoing(held[1], None, "w0", "迟一步"), (held[1],), "answer"))
            return first

    async def put_back(house: House) -> None:
        held.extend(put(parts_on_sqlite, text, status="sending", attempts=1) for text in ("早一步", "迟一步"))  # not recovered
        first = held[0]
        house.sender._ahead = Adding([Claimed(Outgoing(first, None, "w0", "早一步"), (first,), "answer")])
        await house.sender._put_back_ahead()
        assert not house.sender._ahead

    live(parts_on_sqlite, Ear(), Clock(), put_back)
    assert {(status, attempts) for _, status, attempts in rows(parts_on_sqlite)} == {("pending", 0)}


def test_the_sender_outlives_an_error_of_its_own(parts_on_sqlite: Parts) -> None:
    put(parts_on_sqlite, "还在")
    failures: list[Exception] = [RuntimeError("a fault of ours")]

    async def run(house: House) -> None:
        real = house.sender._next

        async def failing_once() -> tuple[Claimed | None, float]:
            if failures:
                raise failures.pop()
            return await real()

        house.sender._next = failing_once  # type: ignore[method-assign]
        sending = asyncio.create_task(house.sender.run())
        async with asyncio.timeout(10):
            while not ear.sent:
                await asyncio.sleep(0.05)
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending

    ear = Ear()
    live(parts_on_sqlite, ear, Clock(), run)
    assert [one.text for one in ear.sent] == ["还在"]


def test_answers_are_not_forgotten_where_the_last_of_a_rush_asked_for_nothing(parts_on_sqlite: Parts) -> None:
    told: list[None] = []

    async def hear(house: House) -> None:
        house.inbox._answered = lambda: told.append(None)
        said = ("鸡蛋一盒", "鸡蛋不错", "鸡蛋啊")
        await asyncio.gather(*(house.hear(order(n, f"w{n}", text)) for n, text in enumerate(said)))

    live(parts_on_sqlite, Ear(), Clock(), hear)
    assert len(told) == 1
