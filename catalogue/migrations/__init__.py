"""The schema's history, run by the program itself when it starts: nobody needs the alembic command.

Alembic is imported only where there is something to upgrade: a start without it takes a twentieth less.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from intents.errors import LinliError

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent
# Any number that nobody else on that server uses: processes that start together upgrade one after the other.
POSTGRES_LOCK = 0x6C696E6C69
STANDS_AT = "alembic_version"
_REVISION = re.compile(r"""^(?P<down>down_)?revision = ["'](?P<name>\w+)["']""", re.M)


class DatabaseTooNew(LinliError):
    """The store was written by a later version of the program."""


def upgrade(connection: Connection, folder: Path = FOLDER) -> None:
    """Bring the schema to the newest revision inside the caller's transaction. Raises: DatabaseTooNew."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRES_LOCK})
    standing = standing_at(connection)
    check_readable(standing, folder)
    if standing != newest(folder):
        from alembic import command

        command.upgrade(configuration_for(folder, connection), "head")
        _check_references(connection)


def is_newest(connection: Connection, folder: Path = FOLDER) -> bool:
    """Whether the store stands exactly at the newest revision that this program knows."""
    return standing_at(connection) == newest(folder)


def standing_at(connection: Connection) -> set[str]:
    """The revision at which a store stands; nothing where it is empty."""
    if not connection.dialect.has_table(connection, STANDS_AT):
        return set()
    return {row[0] for row in connection.exec_driver_sql(f"SELECT version_num FROM {STANDS_AT}")}  # noqa: S608


def newest(folder: Path = FOLDER) -> set[str]:
    """The revision after which there is no other one."""
    known, before = _revisions(folder)
    return known - before


def check_readable(revisions: Collection[str], folder: Path = FOLDER) -> None:
    """That this program knows the revisions at which a store stands. Raises: DatabaseTooNew."""
    known, _ = _revisions(folder)
    if not known.issuperset(revisions):
        raise DatabaseTooNew(
            f"数据库（版本 {'、'.join(sorted(revisions))}）比这个 linli 新。"
            "请装上新版 linli，或换回升级前的备份。"
        )


def _revisions(folder: Path) -> tuple[set[str], set[str]]:
    """The names of all revisions, and of those after which another one comes."""
    named: tuple[set[str], set[str]] = set(), set()
    for file in (folder / "versions").glob("*.py"):
        for found in _REVISION.finditer(file.read_text(encoding="utf-8")):
            named[found["down"] is not None].add(found["name"])
    return named


def configuration_for(folder: Path, connection: Connection) -> Config:
    """What Alembic has to know to work on this connection."""
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(folder).replace("%", "%%"))
    configuration.attributes["connection"] = connection
    return configuration


def _check_references(connection: Connection) -> None:
    """SQLite's references are off while tables are rebuilt: a revision that broke one is caught here."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        assert not broken, f"a revision broke references of {sorted({row[0] for row in broken})}"
