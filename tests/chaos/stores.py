"""Stores for trials: a copy of the sample neighbourhood on either kind of database, and a server that can be crashed."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select, text, update

from catalogue.database import open_database
from catalogue.tables import Outbox, Product, Room, Schedule
from tests.chaos.serving import BEGINS
from tests.conftest import _fill
from tests.postgres import DURABLE, QUICK, Server, find_binaries, start, stop

PRODUCT = "散养鸡蛋"


class OwnPostgres:
    """A server of our own, whose files outlive a crash of it. durable: what was committed is on disk."""

    def __init__(self, folder: Path, durable: bool = True) -> None:
        self._binaries = find_binaries()
        self._folder = folder
        self._settings = DURABLE if durable else QUICK
        self._process = start(self._binaries, folder, self._settings)
        self.server = Server(f"postgresql+psycopg://linli@/postgres?host={folder}")

    def crash(self) -> None:
        """Stop at once, as after a power cut, without a word to those who are connected."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(30)

    def start(self) -> None:
        """Come back, with what was committed."""
        self._process = start(self._binaries, self._folder, self._settings)

    def stop(self) -> None:
        """For good."""
        stop(self._process)


@contextmanager
def own_postgres(durable: bool = True) -> Iterator[OwnPostgres]:
    """A server for one trial."""
    # The server may run as another user, who must be able to enter.
    folder = Path(tempfile.mkdtemp(prefix="linli-pg-", dir="/tmp"))
    try:
        own = OwnPostgres(folder, durable)
        try:
            yield own
        finally:
            own.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sample_on(url: str) -> str:
    """The sample neighbourhood in an empty store at the address; gives the address."""
    _fill(url, True)
    return url


def prepare(url: str, *, stock: int | None = None, promotions: int = 0, apart_s: float = 0.0, from_s: float = 0.0) -> int:
    """Only our own promotions, one after another from BEGINS on, to every room; so much of the product, None: plenty.

    Gives the number of rooms.
    """
    database = open_database(url)
    with database.transaction() as session:
        session.execute(update(Schedule).values(status="cancelled", next_due=None))
        session.execute(update(Product).where(Product.name == PRODUCT).values(
            stock=None if stock is None else stock * 1000, household_limit=None, sold=0,
        ))
        add_promotions(session, promotions, apart_s, from_s)
        rooms = len(session.scalars(select(Room.id).where(Room.left_at.is_(None))).all())
        for room in session.scalars(select(Room)):
            room.channel_ref = room.name
    database.close()
    return rooms


def add_promotions(session, many: int, apart_s: float, from_s: float) -> None:  # type: ignore[no-untyped-def]
    """Promotions of which each is due a little after the one before."""
    from datetime import timedelta

    first = session.scalar(text("SELECT coalesce(max(number), 0) FROM schedules")) + 1
    for number in range(first, first + many):
        due = BEGINS + timedelta(seconds=from_s + apart_s * (number - first))
        session.add(Schedule(
            number=number, kind="promotion", title=f"P{number}", text=f"P{number} 今天八折", when="立即", rooms=[],
            status="active", next_due=due,
        ))


def planned(url: str) -> int:
    """How many promotions are still to fall due."""
    database = open_database(url)
    with database.read() as session:
        active = session.scalar(select(func.count()).where(Schedule.status == "active"))
    database.close()
    return active or 0


def waiting(url: str) -> int:
    """How many promotions are still to come or under way."""
    database = open_database(url)
    with database.read() as session:
        rows = session.scalar(
            select(func.count()).where(Outbox.kind == "promotion", Outbox.status.in_(("pending", "sending")))
        )
    database.close()
    return planned(url) + (rows or 0)


def terminate_backends(url: str) -> None:
    """Cut all connections to a database of PostgreSQL, as a restart of the server does."""
    database = open_database(url)
    with database.transaction() as session:
        session.execute(text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ))
    database.close()


