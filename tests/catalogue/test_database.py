"""The store: nothing half done, and clear words when it cannot be used."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from catalogue import database as databases
from catalogue import versions
from catalogue.counters import next_number
from catalogue.database import Database, open_database
from catalogue.migrations import DatabaseTooNew
from catalogue.tables import Counter, Member, RoomMember


def test_what_ends_well_is_kept_and_what_fails_is_not(database: Database) -> None:
    with database.transaction() as session:
        session.add(Member(channel_id="wx_a"))
    with pytest.raises(RuntimeError), database.transaction() as session:
        session.add(Member(channel_id="wx_b"))
        session.flush()
        raise RuntimeError
    with database.read() as session:
        assert session.scalars(select(Member.channel_id)).all() == ["wx_a"]


def test_references_are_held(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(RoomMember(room_id=77, member_id=78))


def test_an_sqlite_store_is_safe_against_a_power_cut(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/a.db")
    with database.read() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
    database.close()


def test_an_sqlite_transaction_holds_the_pen_from_its_beginning(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/a.db")
    other = sqlite3.connect(tmp_path / "a.db", timeout=0)
    with database.transaction() as session:
        session.scalar(text("SELECT 1"))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    database.close()


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    with database.transaction() as writing:
        writing.add(Member(channel_id="wx_a"))
        writing.flush()
        seen: list[int] = []

        def look() -> None:
            with database.read() as reading:
                seen.append(len(reading.scalars(select(Member)).all()))

        thread = threading.Thread(target=look)
        thread.start()
        thread.join(5)
        assert seen == [0]


def test_a_store_in_memory_serves_several_threads() -> None:
    database = open_database("sqlite://")
    database.upgrade()

    def count() -> None:
        for _ in range(20):
            with database.transaction() as session:
                next_number(session, "x")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with database.read() as session:
        assert session.get_one(Counter, "x").value == 80


def test_a_transaction_that_the_database_undid_is_done_again(new_store) -> None:  # type: ignore[no-untyped-def]
    database = open_database(new_store("postgres", False))
    tries = []

    def work(session) -> str:  # type: ignore[no-untyped-def]
        tries.append(1)
        if len(tries) < 3:
            session.execute(text("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$"))
        return "done"

    assert database.run(work) == "done"
    assert len(tries) == 3
    database.close()


def test_a_mistake_is_not_tried_again(database: Database) -> None:
    tries = []

    def work(session) -> None:  # type: ignore[no-untyped-def]
        tries.append(1)
        session.execute(text("SELECT nonsense"))

    with pytest.raises(DBAPIError):
        database.run(work)
    assert len(tries) == 1


@pytest.mark.parametrize(("url", "kind", "said"), [
    ("sqlite:////nowhere/at/all/x.db", databases.FolderMissing, "/nowhere/at/all"),
    ("mysql://me:geheim@host/x", databases.WrongAddress, "postgresql+psycopg"),
    ("nonsense", databases.WrongAddress, "nonsense"),
    ("postgresql://me:geheim@127.0.0.1:1/x", databases.DatabaseUnreachable, "127.0.0.1"),
])
def test_an_address_that_leads_nowhere_is_explained(url: str, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match="请") as caught:
        open_database(url)
    assert said in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear neighbours, " * 100)
    with pytest.raises(databases.NotADatabase, match=r"letter\.txt"):
        open_database(f"sqlite:///{file}")
    assert file.read_text().startswith("Dear neighbours")


def test_a_locked_store_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "BUSY_TIMEOUT_S", 0.05)
    file = tmp_path / "a.db"
    database = open_database(f"sqlite:///{file}")
    with sqlite3.connect(file) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(databases.DatabaseLocked, match=r"a\.db"):
            database.upgrade()
        other.rollback()
    database.upgrade()
    database.close()


def test_a_store_of_a_later_version_is_refused(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="9999"):
        database.upgrade()


def test_the_version_grows_with_each_touch(database: Database) -> None:
    with database.transaction() as session:
        assert versions.version(session) == 0
        assert versions.touch(session) == 1
        assert versions.touch(session) == 2
    with database.read() as session:
        assert versions.version(session) == 2


def test_instants_come_back_as_utc(database: Database) -> None:
    at = datetime.fromisoformat("2026-11-28T09:00:00+08:00")
    with database.transaction() as session:
        session.add(Member(channel_id="wx_a", erased_at=at))
    with database.read() as session:
        assert session.scalars(select(Member.erased_at)).one() == at.astimezone(UTC)
