"""What an order costs the store, and messages that are recorded in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from sqlite3 import OperationalError as DiskFull
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from bot.context import Context
from bot.flood import Flood
from bot.inbox import Inbox
from bot.messages import Incoming, Outcome
from intents.reading import Reading
from tests.path.conftest import NEIGHBOUR, NOW, SOUTH, Bot

BOTH = "青柳湾团购群"  # sells the same as SOUTH

# BEGIN and COMMIT not counted. PostgreSQL locks the group buy and reads again what was read before the lock.
MOST_STATEMENTS = {"sqlite": 15, "postgresql": 17}


@contextmanager
def statements_of(bot: Bot) -> Iterator[list[str]]:
    """All statements that are executed meanwhile."""
    engine, noted = bot.parts.database.engine, list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            noted.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield noted
    finally:
        event.remove(engine, "before_cursor_execute", note)


def orders(bot: Bot, *rooms: str) -> list[Incoming]:
    """Somebody else in each of these rooms orders a box of eggs."""
    return [bot.incoming("鸡蛋一盒", (f"wx_t{n}", f"住户{n}"), room) for n, room in enumerate(rooms)]


def senders(bot: Bot) -> list[str]:
    return [order["sender"] for order in bot.state()["orders"]]


def test_an_order_takes_few_statements(bot: Bot) -> None:
    """It grows unseen otherwise: each is a way to the server and back on PostgreSQL."""
    bot.says("鸡蛋两盒")
    bot.says("鸡蛋一盒", NEIGHBOUR)
    bot.says("取消鸡蛋", NEIGHBOUR)
    with statements_of(bot) as noted:
        assert bot.says("鸡蛋三盒", NEIGHBOUR).outcome.intent == "order"
    assert len(noted) <= MOST_STATEMENTS[bot.parts.database.engine.dialect.name], "\n".join(noted)


def test_orders_recorded_together_take_no_statement_more(bot: Bot) -> None:
    bot.says("鸡蛋两盒")
    together = orders(bot, SOUTH, SOUTH)
    with statements_of(bot) as noted:
        assert bot.parts.path.hear(orders(bot, SOUTH)[0]).outcome.intent == "order"
    alone = len(noted)
    with statements_of(bot) as noted:
        assert [one.outcome.intent for one in bot.parts.path.hear_all(together)] == ["order"] * 2
    assert len(noted) <= 2 * alone, "\n".join(noted)


def test_messages_recorded_together_have_one_commit_and_their_own_effects(bot: Bot) -> None:
    commits: list[Connection] = []
    bot.says("在吗")
    event.listen(bot.parts.database.engine, "commit", commits.append)
    heard = bot.parts.path.hear_all(orders(bot, SOUTH, BOTH, SOUTH))
    assert len(commits) == 1
    assert [one.outcome.intent for one in heard] == ["order"] * 3
    assert senders(bot) == ["wx_t0", "wx_t1", "wx_t2"]
    assert len(bot.outbox()) == 3


def test_a_poisoned_message_harms_no_other_one_recorded_with_it(bot: Bot) -> None:
    real = bot.parts.path.handlers["order"]

    def poisoned(ctx: Context, reading: Reading) -> Outcome:
        outcome = real(ctx, reading)
        if ctx.incoming.sender == "wx_t1":
            raise ValueError("poison, after everything was written")
        return outcome

    bot.parts.path.handlers = {**bot.parts.path.handlers, "order": poisoned}
    incomings = orders(bot, SOUTH, SOUTH, BOTH)
    heard = bot.parts.path.hear_all(incomings)
    assert [one.failed for one in heard] == [False, True, False]
    assert senders(bot) == ["wx_t0", "wx_t2"]
    assert bot.handled() == [incomings[0].id, incomings[2].id]
    assert [order["number"] for order in bot.state()["orders"]] == [1, 2]


def test_a_statement_that_the_store_refuses_harms_no_other_message(bot: Bot) -> None:
    real = bot.parts.path.handlers["order"]

    def poisoned(ctx: Context, reading: Reading) -> Outcome:
        if ctx.incoming.sender == "wx_t0":
            ctx.session.add(type(ctx.sender)(channel_id="wx_t0"))  # there is one of this id
            ctx.session.flush()
        return real(ctx, reading)

    bot.parts.path.handlers = {**bot.parts.path.handlers, "order": poisoned}
    assert [one.failed for one in bot.parts.path.hear_all(orders(bot, SOUTH, BOTH))] == [True, False]
    assert senders(bot) == ["wx_t1"]


def test_what_the_store_gives_up_as_a_whole_is_recorded_one_by_one(bot: Bot) -> None:
    bot.says("在吗")
    full = [True]

    def fail_once(_connection: Connection) -> None:
        if full:
            full.clear()
            raise OperationalError("COMMIT", {}, DiskFull("disk is full"))

    event.listen(bot.parts.database.engine, "commit", fail_once)
    heard = bot.parts.path.hear_all(orders(bot, SOUTH, BOTH))
    assert not full
    assert [one.outcome.intent for one in heard] == ["order"] * 2
    assert senders(bot) == ["wx_t0", "wx_t1"]
    assert len(bot.outbox()) == 2


def test_nothing_is_acknowledged_before_it_is_committed(bot: Bot) -> None:
    """Whoever is told of an effect must find it on disk, also where many were recorded together."""
    incomings = orders(bot, SOUTH, BOTH, SOUTH, SOUTH, BOTH, SOUTH)
    on_disk: set[str] = set()
    answered: list[set[str]] = []
    bot.says("在吗")

    async def hear(inbox: Inbox, incoming: Incoming) -> None:
        heard = await inbox.hear(incoming)
        assert heard.rows
        on_disk.update(bot.handled())
        assert incoming.id in on_disk

    async def work() -> None:
        with ThreadPoolExecutor(4) as workers:
            inbox = Inbox(bot.parts.path, workers, lambda: answered.append(set(bot.handled())))
            hearing = [asyncio.create_task(hear(inbox, one)) for one in incomings]
            early: list[int] = []

            def commit(_connection: Connection) -> None:
                early.append(sum(one.done() for one in hearing) - len(bot.handled()))

            event.listen(bot.parts.database.engine, "commit", commit)
            await asyncio.gather(*hearing)
            event.remove(bot.parts.database.engine, "commit", commit)
            await inbox.close()
            assert all(ahead <= 0 for ahead in early)
            if bot.parts.database.is_sqlite:
                assert len(early) == 1

    asyncio.run(work())
    assert answered
    assert sorted(bot.handled()) == sorted(one.id for one in incomings)


def test_an_answer_that_is_made_again_counts_once(bot: Bot) -> None:
    """Else somebody is told to slow down because the disk was full for a moment."""
    bot.says("青菜九斤", at=NOW)
    bot.parts.path.flood = Flood()
    failing = ["once"]

    def fail_once(_connection: Connection) -> None:
        if failing:
            failing.clear()
            raise OperationalError("COMMIT", {}, DiskFull("disk is full"))

    event.listen(bot.parts.database.engine, "commit", fail_once)
    bot.parts.path.hear_all([bot.incoming(f"青菜{n}斤", at=NOW + timedelta(seconds=n)) for n in (1, 2, 3)])
    assert not failing
    told = [bot.says("青菜多少钱", at=NOW + timedelta(seconds=n)).said[0].text for n in (4, 5, 6)]
    assert ["有点快" in text for text in told] == [False, False, True]
