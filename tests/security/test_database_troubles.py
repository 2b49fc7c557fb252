"""The store locked, full, or gone for a while: a clear line for the operator, the bot lives on, nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, text

from bot.assembly import assemble
from bot.command_line import main
from bot.house import House
from bot.messages import Incoming, Outgoing
from catalogue import database as databases
from catalogue.database import Database, open_database
from catalogue.state import snapshot
from intents.days import plain_day_kind
from tests.conftest import NOW, _fill
from tests.path.conftest import SOUTH, Bot
from tests.postgres import find_binaries, started


class Silent:
    """A channel to nowhere."""

    async def send(self, outgoing: Outgoing) -> str | None:
        return f"out-{outgoing.row}"


def senders(database: Database) -> set[str]:
    with database.read() as session:
        return {order["sender"] for order in snapshot(session)["orders"]}


def order(who: str) -> Incoming:
    return Incoming(f"m-{who}", NOW, f"ref of {SOUTH}", who, who, "@小邻\u2005鸡蛋一盒", SOUTH, mention=True)


def read_only(url: str, yes: bool) -> None:
    """Forbid writing, or allow it again, for every connection that is made from now on."""
    if not url.startswith("sqlite"):
        database = open_database(url)
        word = "on" if yes else "off"
        name = database.engine.url.database
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET default_transaction_read_only = off"))
            connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = {word}"))
        database.close()


def hold_writes(database: Database, yes: bool) -> None:
    """The same for SQLite, as a file without the right to write answers (who is root may write any file)."""
    database.engine.dispose()
    if database.is_sqlite:
        databases.event.listen(
            database.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA query_only={int(yes)}")
        )


def test_a_store_that_cannot_be_written_for_a_while_loses_nothing_and_the_log_says_what_to_do(
    kind_of_store: str, new_store: Callable[[str, bool], str], tmp_path: Path, caplog: pytest.LogCaptureFixture,
) -> None:
    url = new_store(kind_of_store, True)
    database = open_database(url)
    bot = Bot(assemble(database, files=tmp_path, day_kind=plain_day_kind))
    assert bot.parts.path.hear(order("wx_before")).outcome.intent == "order"
    read_only(url, True)
    hold_writes(database, True)
    assert bot.parts.path.hear(order("wx_meanwhile")).failed
    assert "m-wx_meanwhile" in caplog.text and "what to do: the database" in caplog.text
    read_only(url, False)
    hold_writes(database, False)
    assert not bot.parts.path.hear(order("wx_meanwhile")).failed
    assert senders(database) == {"wx_before", "wx_meanwhile"}
    database.close()


def test_a_store_that_cannot_be_written_or_is_newer_than_the_program_ends_the_start_with_one_line(
    kind_of_store: str, new_store: Callable[[str, bool], str], monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    url = new_store(kind_of_store, True)
    monkeypatch.setenv("LINLI_DATABASE_URL", url)

    def started() -> str:
        monkeypatch.setattr("sys.argv", ["linli", "run"])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 1
        line, = capfd.readouterr().err.strip().splitlines()
        return line

    def without_right(address: URL, in_memory: bool) -> Engine:  # who is root may write any file
        return databases._prepared(
            create_engine(address, creator=lambda: sqlite3.connect(f"file:{address.database}?mode=ro", uri=True))
        )

    with monkeypatch.context() as patched:
        patched.setattr(databases, "_sqlite_engine", without_right)
        read_only(url, True)
        assert "只能读，不能写" in started()
    read_only(url, False)
    database = open_database(url)
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    line = started()
    assert "9999" in line and "新版 linli" in line and "备份" in line
    with database.read() as session:
        assert snapshot(session)["orders"] == [], "nothing was touched"
    database.close()


def test_a_locked_store_loses_nothing_that_was_acknowledged(
    new_store: Callable[[str, bool], str], tmp_path: Path, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(databases, "BUSY_TIMEOUT_S", 0.05)
    url = new_store("sqlite", True)
    database = open_database(url)
    bot = Bot(assemble(database, files=tmp_path, day_kind=plain_day_kind))
    assert bot.says("鸡蛋一盒").outcome.intent == "order"
    other = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=0, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert bot.parts.path.hear(order("wx_locked")).failed
    assert "m-wx_locked" in caplog.text and "database is locked" in caplog.text
    assert "what to do: another program holds the database file" in caplog.text
    other.execute("ROLLBACK")
    other.close()
    assert not bot.parts.path.hear(order("wx_locked")).failed  # and the same message again, later
    assert senders(database) == {"wx_new1", "wx_locked"}
    database.close()


def test_a_full_disk_keeps_what_was_recorded_and_the_bot_lives_on(
    new_store: Callable[[str, bool], str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = open_database(new_store("sqlite", True))
    bot = Bot(assemble(database, files=tmp_path, day_kind=plain_day_kind))

    def pages(most: int | None) -> None:
        database.engine.dispose()

        def limit(connection: sqlite3.Connection, _: object) -> None:
            if most is not None:
                connection.execute(f"PRAGMA max_page_count={most}")

        databases.event.listen(database.engine, "connect", limit)

    with database.read() as session:
        now = session.scalar(text("PRAGMA page_count"))
    pages(now)
    done, failed = [], 0
    for number in range(120):
        heard = bot.parts.path.hear(order(f"wx_full{number}"))
        if heard.failed:
            failed += 1
        elif heard.outcome.intent == "order" and heard.said:
            done.append(f"wx_full{number}")
        if failed > 2:
            break
    assert failed > 2, "the store must have been full"
    assert "disk is full" in caplog.text and "make room" in caplog.text
    assert senders(database) == {who for who in done if who in senders(database)}
    assert senders(database) <= set(done)
    pages(1_000_000)
    assert bot.parts.path.hear(order("wx_after")).outcome.intent == "order"
    assert "wx_after" in senders(database)
    database.close()


@pytest.mark.timeout(200)
def test_a_postgres_that_is_restarted_under_a_running_house_is_survived(tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="linli-pg-", dir="/tmp"))
    folder.chmod(0o755)
    url = f"postgresql+psycopg://linli@/postgres?host={folder}"
    binaries = find_binaries()

    async def story() -> None:
        server = started(binaries, folder)
        server.__enter__()
        _fill(url, True)
        database = open_database(url)
        parts = assemble(database, files=tmp_path, day_kind=plain_day_kind)
        acknowledged = set()
        try:
            clock = lambda: NOW + timedelta(seconds=1)  # noqa: E731
            async with House(parts, Silent(), clock=clock, wake_every_s=0.2) as house:
                for number in range(40):
                    if number == 15:
                        server.__exit__(None, None, None)
                    if number == 20:
                        server = started(binaries, folder)
                        server.__enter__()
                    heard = await house.hear(order(f"wx_{number}"))
                    if heard.outcome.intent == "order" and not heard.failed:
                        acknowledged.add(f"wx_{number}")
                assert house._sending is not None and not house._sending.done(), "the sender lives on"
                assert {f"wx_{number}" for number in (0, 14, 39)} <= acknowledged
                assert f"wx_{17}" not in acknowledged
                assert acknowledged <= senders(database)
        finally:
            database.close()
            server.__exit__(None, None, None)

    asyncio.run(story())
