"""The disk of the database server is full: the log says what to do, nothing acknowledged is lost, and it goes on by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.assembly import assemble
from bot.command_line import main
from bot.house import House
from bot.messages import Incoming, Outgoing
from bot.outbox import Rules
from catalogue.database import Database, DatabaseFull, clear_errors, open_database
from catalogue.state import snapshot
from catalogue.tables import Outbox, Room
from intents.days import plain_day_kind
from schedules.quiet import QuietHours
from tests.chaos.stores import own_postgres, sample_on
from tests.conftest import NOW
from tests.path.conftest import SOUTH

NEVER_QUIET = Rules(quiet=QuietHours(datetime.min.time(), datetime.min.time()), notice_wait=timedelta(0))
# What the server answers when a file cannot grow; a disk of a few pages can be made by nobody but root.
FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file "base/16384/16502": No space left on device' USING ERRCODE = '53100'; END $$
"""


class Disk:
    """The disk of a PostgreSQL store: full, or with room again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.engine.begin() as connection:
            connection.execute(text(FULL))
            self._tables = connection.execute(text(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            )).scalars().all()

    def fill(self) -> None:
        """From now on no row can be written."""
        self._each("CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION no_room()")

    def make_room(self) -> None:
        """From now on rows can be written again."""
        self._each("DROP TRIGGER no_room ON {}")

    def _each(self, statement: str) -> None:
        with self._database.engine.begin() as connection:
            for table in self._tables:
                connection.execute(text(statement.format(table)))


class Ear:
    """A channel that takes what is said; `before` happens in the middle of each sending."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.before: Callable[[], None] = lambda: None

    async def send(self, outgoing: Outgoing) -> str | None:
        await asyncio.to_thread(self.before)
        self.said.append(outgoing.text)
        return f"out-{outgoing.row}"


def order(who: str) -> Incoming:
    return Incoming(f"m-{who}", NOW, f"ref of {SOUTH}", who, who, "@小邻\u2005鸡蛋一盒", SOUTH, mention=True)


def senders(database: Database) -> set[str]:
    with database.read() as session:
        return {order["sender"] for order in snapshot(session)["orders"]}


def rows(database: Database) -> list[Outbox]:
    with database.read() as session:
        return list(session.query(Outbox).order_by(Outbox.id))


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.05)


def note(database: Database, words: str) -> None:
    """Something for a room that may leave at once."""
    with database.transaction() as session:
        room = session.query(Room).filter_by(name=SOUTH).one()
        session.add(Outbox(
            room_id=room.id, text=words, mentions=[], kind="notice", cause="told", created_at=NOW, not_before=NOW,
        ))


def test_a_full_disk_of_the_server_loses_nothing_that_was_acknowledged_and_says_nothing_twice(
    new_store: Callable[[str, bool], str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = open_database(new_store("postgres", True))
    disk, ear = Disk(database), Ear()
    parts = assemble(database, files=tmp_path, day_kind=plain_day_kind, rules=NEVER_QUIET)
    parts.clockwork.skip_to(NOW)

    async def story() -> None:
        async with House(parts, ear, clock=lambda: NOW + timedelta(seconds=1), wake_every_s=3600) as house:
            assert (await house.hear(order("wx_before"))).outcome.intent == "order"
            await until(lambda: len(ear.said) == 1 and all(row.status == "sent" for row in rows(database)))
            note(database, "先说一句")
            ear.before = disk.fill  # it fills up between the mark that a message is being sent and that it was
            house.sender.wake()
            await until(lambda: len(ear.said) == 2)
            ear.before = lambda: None
            assert (await house.hear(order("wx_meanwhile"))).failed
            assert senders(database) == {"wx_before"}
            await asyncio.sleep(1.2)  # it is tried again every second
            assert len(ear.said) == 2 and "wx_meanwhile" not in " ".join(ear.said)
            disk.make_room()
            await until(lambda: all(row.status == "sent" for row in rows(database)))
            assert not (await house.hear(order("wx_meanwhile"))).failed
            await until(lambda: len(ear.said) == 3)

    asyncio.run(story())
    assert senders(database) == {"wx_before", "wx_meanwhile"}
    assert ear.said.count("先说一句") == 1 and len(ear.said) == 3
    assert "m-wx_meanwhile" in caplog.text and "the disk of the database server is full: make room" in caplog.text
    assert "鸡蛋" not in caplog.text
    database.close()


def test_a_full_disk_of_the_server_is_told_in_plain_words(new_store: Callable[[str, bool], str]) -> None:
    database = open_database(new_store("postgres", True))
    Disk(database).fill()
    with pytest.raises(DatabaseFull, match="磁盘满了。请腾出地方"), clear_errors(database.engine.url):
        note(database, "记不下")
    database.close()


@pytest.mark.timeout(120)
def test_a_database_that_goes_away_in_the_middle_of_a_start_ends_it_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from bot import house

    furnish = house.furnish
    with own_postgres(durable=False) as own:
        url = sample_on(own.server.url(own.server.make()))

        def crash(*chosen: object) -> object:
            own.crash()
            return furnish(*chosen)  # type: ignore[arg-type]

        monkeypatch.setattr(house, "furnish", crash)
        for name, value in (("DATABASE_URL", url), ("FILES", str(tmp_path / "files")), ("PORT", "0"), ("GATEWAY", "")):
            monkeypatch.setenv(f"LINLI_{name}", value)
        monkeypatch.setattr("sys.argv", ["linli", "run"])
        with pytest.raises(SystemExit) as ended:
            main()
    assert ended.value.code == 1
    line, = [one for one in capfd.readouterr().err.strip().splitlines() if "Traceback" in one or "数据库" in one]
    assert line.startswith("连不上数据库")
