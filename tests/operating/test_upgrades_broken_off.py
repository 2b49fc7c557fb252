"""An upgrade that fails, at whatever step, leaves the store as it was and can be repeated."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from alembic import command
from sqlalchemy import event, inspect, text

from catalogue import migrations
from catalogue.database import Database
from catalogue.tables import Base

CHANGES = ("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE")


class PowerCut(Exception):
    """The upgrade ends here."""


class Steps:
    """Counts the statements that change something, and fails at one of them."""

    def __init__(self, database: Database) -> None:
        self.seen, self.fails_at = 0, 0
        event.listen(database.engine, "before_cursor_execute", self._before)

    def begin(self, fails_at: int) -> None:
        self.seen, self.fails_at = 0, fails_at

    def _before(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.strip().upper().startswith(CHANGES):
            self.seen += 1
            if self.seen == self.fails_at:
                raise PowerCut


def picture(database: Database) -> dict[str, list[str]]:
    """All tables with their columns and indexes."""
    inspector = inspect(database.engine)
    return {
        table: sorted(str(column["name"]) for column in inspector.get_columns(table))
        + sorted(str(index["name"]) for index in inspector.get_indexes(table))
        for table in inspector.get_table_names()
    }


def fail_everywhere(database: Database, check: Callable[[], None]) -> int:
    """Let the upgrade fail at its first, second, … step until it goes through; how many steps there are."""
    steps, before = Steps(database), picture(database)
    for step in range(1, 1000):
        steps.begin(step)
        try:
            database.upgrade()
        except PowerCut:
            assert picture(database) == before, f"step {step} left something behind"
            check()
        else:
            return step - 1
    raise AssertionError("it never went through")


@pytest.mark.timeout(300)
def test_the_first_upgrade_is_repeated_after_a_failure_at_any_step(
    kind_of_store: str, empty_store: Callable[[str], Database]
) -> None:
    database = empty_store(kind_of_store)
    assert fail_everywhere(database, lambda: None) >= len(Base.metadata.tables)
    assert set(Base.metadata.tables) <= set(picture(database))


@pytest.mark.timeout(300)
def test_a_store_of_the_first_release_is_upgraded_after_a_failure_at_any_step(
    kind_of_store: str, empty_store: Callable[[str], Database]
) -> None:
    database = empty_store(kind_of_store)
    with database.engine.begin() as connection:
        command.upgrade(migrations.configuration_for(migrations.FOLDER, connection), "0001")
    with database.transaction() as session:
        session.execute(text("INSERT INTO rooms (name, consumption_points, muted, acknowledge) "
                             "VALUES ('柳树群', false, false, 'each')"))

    def check() -> None:
        with database.read() as session:
            assert session.scalar(text("SELECT version_num FROM alembic_version")) == "0001"
            assert session.scalar(text("SELECT name FROM rooms")) == "柳树群"

    fail_everywhere(database, check)
    with database.read() as session:
        assert session.scalar(text("SELECT name FROM rooms")) == "柳树群"
    database.upgrade()
