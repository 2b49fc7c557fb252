"""The right to send for the account of a store: one process has it, and when that one dies the next takes it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from catalogue.database import Database
from intents.errors import LinliError

ACCOUNT_LOCK = 7_105_108  # any number that nobody else uses on this database
# A machine that loses its power ends no connection: the server asks a silent one after 10 s, and frees the lock 15 s later.
ASK_FOR_LIFE = ("SET tcp_keepalives_idle = 10", "SET tcp_keepalives_interval = 5", "SET tcp_keepalives_count = 3")


class AnotherSender(LinliError):
    """Another process already sends for this account; the message says so."""


class RightToSend:
    """Asked before each message; used by one thread at a time.

    On PostgreSQL a lock that ends with its connection, beside an SQLite file one that ends with its process.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None
        self._file: int | None = None
        self._turns = 0

    def take(self) -> int:
        """0 while another process has the right; else a number that is another one each time it comes to us anew."""
        held = self._on_file() if self._database.is_sqlite else self._on_postgres()
        return self._turns if held else 0

    def give_back(self) -> None:
        """Let the next one have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(SQLAlchemyError):  # at once; the server may notice the end of a connection only a little later
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ACCOUNT_LOCK})
            connection.invalidate()  # closes it for good: the lock must not live on in a pool
            connection.close()

    def _on_postgres(self) -> bool:
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
            except DBAPIError:  # the server was restarted, and the lock is gone with the connection
                self.give_back()
            else:
                return True
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": ACCOUNT_LOCK}).scalar():
            connection.close()
            return False
        for setting in ASK_FOR_LIFE:
            connection.exec_driver_sql(setting)
        self._connection = connection
        self._turns += 1
        return True

    def _on_file(self) -> bool:
        if self._file is not None:
            return True
        name = self._database.engine.url.database
        if name in (None, "", ":memory:"):
            self._turns = 1
            return True
        file = os.open(Path(f"{name}.sending"), os.O_RDWR | os.O_CREAT, 0o600)
        if not _locked(file):
            os.close(file)
            return False
        self._file = file
        self._turns += 1
        return True


@contextmanager
def sole_sender(database: Database) -> Iterator[None]:
    """Hold the right to send for this account. Raises: AnotherSender where another process has it."""
    right = RightToSend(database)
    if not right.take():
        raise AnotherSender("已经有一个 linli 在用这个数据库发消息了，请先停掉那一个。")
    try:
        yield
    finally:
        right.give_back()


def _locked(file: int) -> bool:
    """Whether the file is ours now; the system frees it when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:  # a system without such locks: one has to take care oneself
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
