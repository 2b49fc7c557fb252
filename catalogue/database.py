"""Opening the store: SQLite or PostgreSQL, one transaction at a time, always at the newest schema."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from catalogue import migrations
from intents.errors import LinliError

Result = TypeVar("Result")
Last = TypeVar("Last")

BUSY_TIMEOUT_S = 10.0
READS = "linli_reads"  # what a connection carries while it is only read from
ATTEMPTS = 5
PAUSE_S = 0.05  # before the second attempt; doubled before each further one
FULL_ON_POSTGRES = "53100"
# What PostgreSQL answers when it has undone a transaction that may simply be done again.
UNDONE_BY_POSTGRES = frozenset({"40001", "40P01", "55P03"})


class DatabaseTrouble(LinliError):
    """The store cannot be used; the message says why, where, and what to do."""


class FolderMissing(DatabaseTrouble):
    """The folder in which the SQLite file should stand is not there."""


class NotADatabase(DatabaseTrouble):
    """The file is something else than an SQLite database."""


class DatabaseLocked(DatabaseTrouble):
    """Another program holds the SQLite file for longer than we wait."""


class DatabaseUnreachable(DatabaseTrouble):
    """The server does not answer or refuses us, or the file may not be opened."""


class DatabaseFull(DatabaseTrouble):
    """There is no room left on the disk of the store."""


class DatabaseReadOnly(DatabaseTrouble):
    """The store can be read and not written."""


class WrongAddress(DatabaseTrouble):
    """The setting is no address of a database that linli can use."""


class Database:
    """A store that is open. Safe to use from several threads; each transaction belongs to one thread."""

    def __init__(self, engine: Engine, turn: AbstractContextManager[object], alone: bool) -> None:
        """`turn` is held by the one that writes in this process; `alone`: readers have to wait for it too."""
        self.engine = engine
        reading = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reader = engine.execution_options(**reading)
        self._turn = turn
        self._alone = alone

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is an SQLite file (or in memory), where one writes at a time."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose changes are all on disk when the block ends, or none of them after an error."""
        with self._turn, Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the store; whatever it changes is forgotten when the block ends."""
        turn = self._turn if self._alone else nullcontext()
        with turn, self._reader.connect() as connection:
            about = connection.info
            about[READS] = True
            try:
                with Session(connection, expire_on_commit=False, autoflush=False) as session:
                    yield session
            finally:
                about.pop(READS, None)

    def run(self, work: Callable[[Session], Result]) -> Result:
        """The result of `work` in a transaction; done again when the database undid it for the sake of another one.

        `work` may be called several times, so it must change nothing but the session. Raises: what `work` raises.
        """
        pause = PAUSE_S
        for _ in range(ATTEMPTS - 1):
            try:
                with self.transaction() as session:
                    return work(session)
            except DBAPIError as error:
                if not was_undone(error):
                    raise
            time.sleep(pause)
            pause *= 2
        with self.transaction() as session:
            return work(session)

    def run_together(
        self, works: Sequence[Callable[[Session], Result]], last: Callable[[Session], Last]
    ) -> tuple[list[Result], Last]:
        """What came of each work, in their order, and of the last: all is recorded in one transaction, and on disk when this
        returns.

        Each finds a session that holds nothing, as if it were its own, but no savepoint, which would cost a tenth of an
        order. Raises: what a work or the database raises; then nothing of any of them was recorded.
        """
        results = []
        with self.transaction() as session:
            for work in works:
                results.append(work(session))
                session.flush()
                session.expunge_all()
                session.info.clear()
            return results, last(session)

    def upgrade(self) -> None:
        """Bring the schema to the newest form, wholly or not at all; it may be repeated after a failure.

        Raises: migrations.DatabaseTooNew, DatabaseLocked, DatabaseReadOnly.
        """
        with self._turn, clear_errors(self.engine.url), self.engine.connect() as connection:
            if self.is_sqlite:  # Tables are rebuilt by copying; this cannot be said inside a transaction.
                _execute_outside_transaction(connection, "PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    self._check_writable(connection)
                    migrations.upgrade(connection)
            finally:
                if self.is_sqlite:
                    _execute_outside_transaction(connection, "PRAGMA foreign_keys=ON")

    def _check_writable(self, connection: Connection) -> None:
        if self.is_sqlite:  # a file that may not be written says so at the first write
            version = connection.exec_driver_sql("PRAGMA user_version").scalar()
            connection.exec_driver_sql(f"PRAGMA user_version={version}")
        elif connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on":
            shown = self.engine.url.render_as_string(hide_password=True)
            raise DatabaseReadOnly(f"数据库 {shown} 只能读，不能写。请看看连的是不是备库，再让这个用户能写。")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """The store at an address: `sqlite:///path`, `sqlite://` (in memory), or `postgresql+psycopg://…`.

    A new SQLite file is made; its folder is not. The schema is left as it is: call `upgrade`. Raises: DatabaseTrouble.
    """
    address = _read_address(url)
    in_memory = address.get_backend_name() == "sqlite" and address.database in (None, "", ":memory:")
    if address.get_backend_name() == "sqlite":
        if not in_memory:
            _check_folder(Path(address.database or ""))
        engine = _sqlite_engine(address, in_memory)
        # SQLite lets waiting writers sleep and guess; a lock wakes the next one at once and in turn.
        database = Database(engine, threading.RLock(), alone=in_memory)
    else:
        engine = create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=20)
        database = Database(engine, nullcontext(), alone=False)
    try:
        with clear_errors(address), database.read() as session:
            session.connection()
    except DatabaseTrouble:
        engine.dispose()
        raise
    return database


def was_undone(error: BaseException) -> bool:
    """Whether the database undid a transaction only because another one was in its way, so that it may be repeated."""
    if not isinstance(error, DBAPIError):
        return False
    original = error.orig
    if isinstance(original, sqlite3.OperationalError):
        return _is_busy(original)
    return getattr(original, "sqlstate", None) in UNDONE_BY_POSTGRES


def _read_address(url: str) -> URL:
    try:
        address = make_url(url)
        known = address.get_backend_name() in ("sqlite", "postgresql")
    except (ArgumentError, NoSuchModuleError) as error:
        raise WrongAddress(_wrong_address(url)) from error
    if not known:
        raise WrongAddress(_wrong_address(address.render_as_string(hide_password=True)))
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise WrongAddress(_wrong_address(address.render_as_string(hide_password=True)))
    return address


def _wrong_address(shown: str) -> str:
    shown = shown if "@" not in shown or "***" in shown else shown.split(":", 1)[0] + "://…"
    return (
        f"看不懂数据库地址“{shown}”。"
        "请写成 sqlite:///文件路径 或 postgresql+psycopg://用户:密码@主机/库名。"
    )


def _check_folder(file: Path) -> None:
    folder = file.parent
    if not folder.is_dir():
        raise FolderMissing(f"数据库的文件夹不存在：{folder}。请先建好这个文件夹，或改一改数据库地址。")
    if file.is_dir():
        raise NotADatabase(f"{file} 是一个文件夹，不是数据库文件。请在数据库地址里写上文件名。")


def _sqlite_engine(address: URL, in_memory: bool) -> Engine:
    arguments: dict[str, Any] = {
        "connect_args": {"check_same_thread": False, "timeout": BUSY_TIMEOUT_S},
    }
    if in_memory:
        arguments["poolclass"] = StaticPool
    return _prepared(create_engine(address, **arguments))


def _prepared(engine: Engine) -> Engine:
    """The engine of an SQLite store, with connections and transactions as ours have to be."""
    event.listen(engine, "connect", _prepare_sqlite)
    # Not as an event: where one listens for it, SQLAlchemy prepares events for each statement, a tenth of an order.
    engine.dialect.do_begin = _begin_on_sqlite  # type: ignore[method-assign,assignment]
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself; `_begin_on_sqlite` does
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_on_sqlite(connection: PoolProxiedConnection) -> None:
    driver = connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    # A transaction that begins by reading could not become a writer later without the risk of SQLITE_BUSY.
    driver.execute("BEGIN" if READS in connection.info else "BEGIN IMMEDIATE")


def _execute_outside_transaction(connection: Connection, statement: str) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute(statement)


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@contextmanager
def clear_errors(address: URL, kind: type[DBAPIError] = DBAPIError) -> Iterator[None]:
    """Turn what the drivers say when a store cannot be used into words for whoever runs linli. Raises: DatabaseTrouble."""
    try:
        yield
    except kind as error:
        raise _in_words(address, error.orig) from error
    except sqlite3.Error as error:
        raise _in_words(address, error) from error


def _in_words(address: URL, error: BaseException | None) -> DatabaseTrouble:
    where = address.database or "内存"
    if not isinstance(error, sqlite3.Error):
        shown = address.render_as_string(hide_password=True)
        if getattr(error, "sqlstate", None) == FULL_ON_POSTGRES:
            return DatabaseFull(f"数据库 {shown} 那台机器的磁盘满了。请腾出地方再开一次，已经记下的都在。")
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else "没有说明"
        return DatabaseUnreachable(f"连不上数据库 {shown}：{first_line}。请看看数据库开着没有，用户和密码对不对。")
    if _is_busy(error):
        return DatabaseLocked(f"数据库 {where} 正被别的程序占用。请先关掉另一个 linli 或正在打开它的软件，再试一次。")
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return NotADatabase(f"{where} 不是能用的数据库文件。请换一个文件名，或用备份换回原来的文件。")
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
        return DatabaseFull(f"数据库 {where} 的磁盘满了。请腾出地方再开一次，已经记下的都在。")
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY:
        return DatabaseReadOnly(f"数据库 {where} 只能读，不能写。请让运行 linli 的用户能写这个文件和它的文件夹。")
    return DatabaseUnreachable(f"打不开数据库 {where}：{error}。请看看有没有读写这个文件的权限，磁盘满了没有。")
