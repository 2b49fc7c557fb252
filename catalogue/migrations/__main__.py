"""`python -m catalogue.migrations "What changes"` writes the next revision: what the tables have become."""

from __future__ import annotations

import sys
from pathlib import Path

from alembic import command
from alembic.autogenerate.api import AutogenContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from catalogue.migrations import FOLDER, configuration_for, upgrade
from catalogue.tables import UtcDateTime


def render(kind: str, value: object, context: AutogenContext) -> str | bool:
    """An instant is written as the plain type below it: old revisions must not depend on today's classes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UtcDateTime) else False


def write_revision(message: str, folder: Path = FOLDER) -> None:
    """Compare the tables with a fresh store at the newest revision, and write the difference as a new one."""
    with create_engine("sqlite://").connect() as connection:
        upgrade(connection, folder)
        configuration = configuration_for(folder, connection)
        configuration.attributes["render_item"] = render
        number = len(list(ScriptDirectory.from_config(configuration).walk_revisions())) + 1
        command.revision(configuration, message, autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    write_revision(sys.argv[1])
