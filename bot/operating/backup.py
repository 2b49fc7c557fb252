"""linli backup and linli restore: the whole store in one SQLite file, made while linli runs, and put back.

Whatever the store is: so no other program is needed, and a backup of SQLite can be put into PostgreSQL when one moves.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Table, func, inspect, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.operating import heartbeat
from catalogue import migrations
from catalogue.database import Database, open_database
from catalogue.tables import Base
from intents.errors import LinliError

SQLITE_HEAD = b"SQLite format 3\x00"
REVISIONS = "alembic_version"
ROWS = 2_000  # copied at a time
BUSY_S = 30.0


class BackupTrouble(LinliError):
    """The backup could not be made or put back; the message says why and what to do. Nothing was changed."""


def back_up(url: str, file: Path, *, force: bool = False) -> None:
    """Write the store as it is at one moment into a file; linli may run meanwhile.

    The file is complete when it appears, and only its owner may read it. Raises: BackupTrouble, DatabaseTrouble.
    """
    folder = file.absolute().parent
    if file.exists() and not force:
        raise BackupTrouble(f"{file} 已经有了。换个名字，或者加 --force 覆盖它。")
    if not folder.is_dir():
        raise BackupTrouble(f"文件夹 {folder} 不存在。请先建好，或换个地方。")
    source = _standing_sqlite(url)
    if source is not None and file.exists() and source.exists() and file.samefile(source):
        raise BackupTrouble("备份不能写在数据库自己身上。请换个文件名。")
    beside = file.with_name(file.name + ".part")
    database = open_database(url)
    try:
        beside.unlink(missing_ok=True)
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        if source is not None:
            _copy_sqlite(source, beside)
            _without_log(beside)
        else:
            _copy_postgres(database, beside)
        _to_disk(beside)
        beside.replace(file)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        raise BackupTrouble(
            f"备份没写成：{_first_line(error)}。请看看磁盘满了没有，{folder} 能不能写，数据库开着没有。"
        ) from error
    finally:
        database.close()
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def restore(url: str, file: Path, *, replace: bool = False, folder: Path | None = None) -> None:
    """Put a backup into the store, wholly or not at all, at the newest schema. The backup itself is not touched.

    replace: also where something stands in the store already. folder: where the sign of life of a running linli is.
    Raises: BackupTrouble, DatabaseTooNew for a backup of a later linli, DatabaseTrouble.
    """
    sign = heartbeat.read(folder) if folder is not None else None
    if sign is not None and sign.is_fresh_now():
        raise BackupTrouble(f"linli 正在运行（进程 {sign.process}）。请先停掉它，再换回备份。")
    _check(file)
    database = open_database(url)
    try:
        if not replace and not is_empty(database):
            raise BackupTrouble("库里已经有资料了。确实要用备份换掉它，就加 --replace（换之前先备份一份）。")
        with _upgraded_copy(file) as copy:
            target = _standing_sqlite(url)
            if target is not None:
                database.close()
                _copy_sqlite(copy, target)
            else:
                _fill_postgres(copy, database)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        raise BackupTrouble(
            f"没有换回备份，库还是原来的样子：{_first_line(error)}。请先停掉所有 linli，看看磁盘满了没有，再试一次。"
        ) from error
    finally:
        database.close()


def is_empty(database: Database) -> bool:
    """Whether nothing stands in the store: no tables, or no rows in them."""
    with database.read() as session:
        connection = session.connection()
        quote = connection.dialect.identifier_preparer.quote
        names = set(inspect(connection).get_table_names()) - {REVISIONS}
        return all(
            connection.execute(text(f"SELECT 1 FROM {quote(name)} LIMIT 1")).first() is None  # noqa: S608 - quoted
            for name in names
        )


def _standing_sqlite(url: str) -> Path | None:
    """The file of an SQLite store; None for PostgreSQL. Raises: BackupTrouble for a store in memory."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return None
    if not address.database or address.database == ":memory:":
        raise BackupTrouble("数据在内存里，没有文件可以备份。请把 database_url 设成 sqlite:///文件。")
    return Path(address.database)


def _check(file: Path) -> None:
    """Raises: BackupTrouble for what is no sound backup, DatabaseTooNew for one of a later linli."""
    try:
        with file.open("rb") as opened:
            if opened.read(len(SQLITE_HEAD)) != SQLITE_HEAD:
                raise BackupTrouble(f"{file} 不是 linli backup 做的备份。请换一个文件。")
        with closing(_read_only(file)) as backup:
            sound = backup.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            tables = {row[0] for row in backup.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            revisions = set()
            if REVISIONS in tables:
                revisions = {row[0] for row in backup.execute("SELECT version_num FROM alembic_version")}
    except OSError as error:
        raise BackupTrouble(f"读不了备份 {file}：{error.strerror}。请看看路径写对没有。") from error
    except sqlite3.Error as error:
        raise BackupTrouble(f"备份 {file} 坏了：{error}。请换一个更早的备份。") from error
    if not sound:
        raise BackupTrouble(f"备份 {file} 坏了。请换一个更早的备份。")
    if not revisions:
        raise BackupTrouble(f"{file} 不是 linli 的数据库。请换一个文件。")
    migrations.check_readable(revisions)


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)


def _copy_sqlite(source: Path, target: Path) -> None:
    """All pages in one step: one moment of the source, and one transaction of the target."""
    with (
        closing(sqlite3.connect(source, timeout=BUSY_S)) as standing,
        closing(sqlite3.connect(target, timeout=BUSY_S)) as copy,
    ):
        standing.backup(copy)


@contextmanager
def _upgraded_copy(file: Path) -> Iterator[Path]:
    """A copy of the backup at the newest schema, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="linli-restore-") as folder:
        copy = Path(folder) / "copy.sqlite3"
        shutil.copyfile(file, copy)
        database = open_database(f"sqlite:///{copy}")
        try:
            database.upgrade()
        finally:
            database.close()
        yield copy


def _copy_postgres(database: Database, target: Path) -> None:
    """Row by row into an SQLite store of the same schema; the source is seen at one moment."""
    with database.read() as session:
        source = session.connection()
        standing = set(inspect(source).get_table_names())
        if REVISIONS not in standing:
            raise BackupTrouble("库里还没有 linli 的资料，没有什么可备份。")
        if not migrations.is_newest(source):
            raise BackupTrouble("数据库和这个 linli 的版本对不上。请用正在运行的那个版本来备份。")
        copy = open_database(f"sqlite:///{target}")
        try:
            copy.upgrade()
            with copy.transaction() as writing:
                _copy_rows(source, writing.connection())
        finally:
            copy.close()
        _without_log(target)


def _fill_postgres(copy: Path, database: Database) -> None:
    """In one transaction: the old tables go only if the new ones come."""
    source = open_database(f"sqlite:///{copy}")
    try:
        with source.read() as reading, database.engine.begin() as target:
            names = set(inspect(target).get_table_names())
            strange = names - {REVISIONS, *Base.metadata.tables}
            if strange:
                names_of_some = "、".join(sorted(strange)[:5])
                raise BackupTrouble(
                    f"库里还有别的表：{names_of_some}。请新建一个空的数据库，把 database_url 指过去再恢复。"
                )
            Base.metadata.drop_all(target)
            target.execute(text(f"DROP TABLE IF EXISTS {REVISIONS}"))
            migrations.upgrade(target)
            _copy_rows(reading.connection(), target)
            for table in Base.metadata.sorted_tables:
                _count_on(target, table)
    finally:
        source.close()


def _copy_rows(source: Connection, target: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        rows = source.execution_options(yield_per=ROWS).execute(select(table).order_by(*table.primary_key))
        for some in rows.mappings().partitions(ROWS):
            target.execute(table.insert(), [dict(row) for row in some])


def _count_on(target: Connection, table: Table) -> None:
    """New rows get numbers after the highest one: PostgreSQL counts them beside the table."""
    if "id" not in table.columns or not isinstance(table.columns["id"].type.python_type(), int):
        return
    highest = target.scalar(select(func.max(table.columns["id"])))
    if highest is not None:
        target.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :highest)"),
            {"name": table.name, "highest": highest},
        )


def _without_log(file: Path) -> None:
    """Make it one file, without a log beside it, so that it can be carried about and read from anywhere."""
    with closing(sqlite3.connect(file, timeout=BUSY_S)) as whole:
        whole.execute("PRAGMA journal_mode=DELETE")


def _to_disk(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _first_line(error: BaseException) -> str:
    """What the driver says, without the statement and its values: they hold people's names."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__
