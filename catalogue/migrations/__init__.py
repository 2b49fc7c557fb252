"""The schema's history, run by the program itself when it starts: nobody needs the alembic command."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from intents.errors import LinliError

FOLDER = Path(__file__).parent
# Any number that nobody else on that server uses: processes that start together upgrade one after the other.
POSTGRES_LOCK = 0x6C696E6C69


class DatabaseTooNew(LinliError):
    """The store was written by a later version of the program."""


def upgrade(connection: Connection, folder: Path = FOLDER) -> None:
    """Bring the schema to the newest revision inside the caller's transaction. Raises: DatabaseTooNew."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRES_LOCK})
    configuration = configuration_for(folder, connection)
    scripts = ScriptDirectory.from_config(configuration)
    standing = MigrationContext.configure(connection).get_current_heads()
    check_readable(standing, folder)
    if set(standing) != set(scripts.get_heads()):
        command.upgrade(configuration, "head")
        _check_references(connection)


def is_newest(connection: Connection, folder: Path = FOLDER) -> bool:
    """Whether the store stands exactly at the newest revision that this program knows."""
    heads = ScriptDirectory(str(folder)).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(heads)


def check_readable(revisions: Collection[str], folder: Path = FOLDER) -> None:
    """That this program knows the revisions at which a store stands. Raises: DatabaseTooNew."""
    scripts = ScriptDirectory(str(folder))
    if not {script.revision for script in scripts.walk_revisions()}.issuperset(revisions):
        raise DatabaseTooNew(
            f"数据库（版本 {'、'.join(sorted(revisions))}）比这个 linli 新。"
            "请装上新版 linli，或换回升级前的备份。"
        )


def configuration_for(folder: Path, connection: Connection) -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(folder).replace("%", "%%"))
    configuration.attributes["connection"] = connection
    return configuration


def _check_references(connection: Connection) -> None:
    """SQLite's references are off while tables are rebuilt: a revision that broke one is caught here."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        assert not broken, f"a revision broke references of {sorted({row[0] for row in broken})}"
