"""A backup holds everything, is made while the bot works, and comes back wholly or not at all."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from bot.operating import heartbeat
from bot.operating.backup import BackupTrouble, back_up, restore
from catalogue.database import Database, open_database
from catalogue.migrations import DatabaseTooNew
from catalogue.state import snapshot
from catalogue.tables import Base, Member, Outbox
from tests.path.conftest import NEIGHBOUR, STAFF, Bot


def everything(url: str) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """The state as it is compared elsewhere, and every row of every table."""
    database = open_database(url)
    with database.read() as session:
        rows = {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }
        state = snapshot(session)
    database.close()
    return state, rows


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def live(bot: Bot) -> None:
    """Something of most kinds."""
    bot.says("鸡蛋两盒 青菜三斤")
    bot.says("周六捡垃圾我和我爱人都去", NEIGHBOUR)
    bot.says("我住3栋2单元502", room=None)
    bot.calls("楼道灯坏了，麻烦报修")
    bot.calls("乌拉乌拉玛卡巴卡")
    bot.says("#定时发送 明天10:00 南区水箱清洗，请提前接水", STAFF)


@pytest.mark.parametrize("into", ["sqlite", "postgres"])
def test_everything_comes_back_into_either_kind_of_store(
    bot: Bot, into: str, new_store: Callable[[str, bool], str], tmp_path: Path
) -> None:
    live(bot)
    source = url_of(bot.parts.database)
    back_up(source, tmp_path / "backup")
    target = new_store(into, False)
    restore(target, tmp_path / "backup")
    assert everything(target) == everything(source)
    assert everything(target)[0]["orders"]

    database = open_database(target)  # and life goes on: numbers of new rows do not collide
    with database.transaction() as session:
        session.add(Member(channel_id="wx_after"))
    database.close()


def test_a_backup_is_one_file_that_only_its_owner_may_read(bot: Bot, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    back_up(url_of(bot.parts.database), folder / "a")
    assert [file.name for file in folder.iterdir()] == ["a"]
    assert (folder / "a").stat().st_mode & 0o777 == 0o600


def test_a_backup_made_while_the_bot_works_is_of_one_moment(lite_url: str, tmp_path: Path) -> None:
    database = open_database(lite_url)
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():  # two rows that always stand together
            with database.transaction() as session:
                session.add_all([_row("左"), _row("右")])

    worker = threading.Thread(target=work)
    worker.start()
    try:
        counts = []
        for number in range(10):
            back_up(lite_url, tmp_path / f"b{number}")
            with sqlite3.connect(tmp_path / f"b{number}") as copy:
                counts.append(tuple(
                    copy.execute("SELECT count(*) FROM outbox WHERE text = ?", (side,)).fetchone()[0] for side in "左右"
                ))
    finally:
        stop.set()
        worker.join()
        database.close()
    assert all(left == right for left, right in counts)
    assert counts[-1][0] > 0


def _row(text: str) -> Outbox:
    now = datetime.now(UTC)
    return Outbox(text=text, mentions=[], kind="answer", status="sent", created_at=now, not_before=now)


def test_a_store_with_something_in_it_is_replaced_only_when_told(
    kind_of_store: str, new_store: Callable[[str, bool], str], lite_url: str, tmp_path: Path
) -> None:
    back_up(lite_url, tmp_path / "backup")
    target = new_store(kind_of_store, True)
    database = open_database(target)
    with database.transaction() as session:
        session.add(Member(channel_id="wx_only_here"))
    database.close()
    before = everything(target)
    with pytest.raises(BackupTrouble, match="--replace"):
        restore(target, tmp_path / "backup")
    assert everything(target) == before
    restore(target, tmp_path / "backup", replace=True)
    assert everything(target) == everything(lite_url)


@pytest.mark.parametrize("broken", ["later", "garbage", "torn", "stranger", "missing"])
def test_what_is_no_good_backup_changes_nothing(
    kind_of_store: str, new_store: Callable[[str, bool], str], lite_url: str, tmp_path: Path, broken: str
) -> None:
    file = tmp_path / "backup"
    back_up(lite_url, file)
    if broken == "later":
        with sqlite3.connect(file) as backup:
            backup.execute("UPDATE alembic_version SET version_num = '9999'")
    elif broken == "garbage":
        file.write_bytes(b"Dear neighbours" * 1000)
    elif broken == "torn":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    elif broken == "stranger":
        file.unlink()
        with sqlite3.connect(file) as backup:
            backup.execute("CREATE TABLE recipes (name TEXT)")
    else:
        file.unlink()
    target = new_store(kind_of_store, True)
    before = everything(target)
    with pytest.raises(DatabaseTooNew if broken == "later" else BackupTrouble, match="请"):
        restore(target, file, replace=True)
    assert everything(target) == before


def test_a_failure_in_the_middle_leaves_the_store_as_it_was(
    new_store: Callable[[str, bool], str], lite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.operating import backup

    back_up(lite_url, tmp_path / "backup")
    target = new_store("postgres", True)
    before = everything(target)

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_count_on", fails)
    with pytest.raises(BackupTrouble, match="原来的样子"):
        restore(target, tmp_path / "backup", replace=True)
    assert everything(target) == before


def test_an_older_backup_is_brought_to_the_newest_schema(
    kind_of_store: str, new_store: Callable[[str, bool], str], lite_url: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    back_up(lite_url, tmp_path / "backup")
    upgraded = []
    real = Database.upgrade

    def upgrade(self: Database) -> None:
        upgraded.append(self.engine.url.database)
        real(self)

    monkeypatch.setattr(Database, "upgrade", upgrade)
    restore(new_store(kind_of_store, False), tmp_path / "backup")
    assert any(name and name.endswith("copy.sqlite3") for name in upgraded)


def test_nothing_is_put_back_under_a_running_bot(lite_url: str, tmp_path: Path) -> None:
    back_up(lite_url, tmp_path / "backup")
    now = datetime.now(UTC)
    heartbeat.write(tmp_path, heartbeat.Sign(123, now, now))
    with pytest.raises(BackupTrouble, match="正在运行"):
        restore(lite_url, tmp_path / "backup", replace=True, folder=tmp_path)


def test_an_existing_file_is_not_written_over(lite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    file.write_text("something dear")
    with pytest.raises(BackupTrouble, match="--force"):
        back_up(lite_url, file)
    assert file.read_text() == "something dear"
    back_up(lite_url, file, force=True)
    assert file.read_bytes().startswith(b"SQLite")


def test_the_store_itself_is_no_place_for_its_backup(lite_url: str) -> None:
    file = Path(lite_url.removeprefix("sqlite:///"))
    with pytest.raises(BackupTrouble, match="自己"):
        back_up(lite_url, file, force=True)
    database = open_database(lite_url)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Member))
    database.close()


def test_tables_of_others_are_left_alone(
    new_store: Callable[[str, bool], str], lite_url: str, tmp_path: Path
) -> None:
    back_up(lite_url, tmp_path / "backup")
    target = new_store("postgres", False)
    database = open_database(target)
    with database.transaction() as session:
        session.execute(text("CREATE TABLE recipes (name TEXT)"))
    database.close()
    with pytest.raises(BackupTrouble, match="recipes"):
        restore(target, tmp_path / "backup", replace=True)
