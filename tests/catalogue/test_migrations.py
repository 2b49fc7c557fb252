"""The schema's history: it leads to the tables as they are, and may be taken up again wherever it broke off."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from catalogue import migrations
from catalogue.database import Database
from catalogue.tables import Base, Member

BREAKS = '''
"""Breaks half way."""
import sqlalchemy as sa
from alembic import op
revision = "break"
down_revision = "{after}"

def upgrade():
    op.create_table("halfway", sa.Column("id", sa.Integer, primary_key=True))
    with op.batch_alter_table("members") as table:
        table.add_column(sa.Column("shoe_size", sa.Integer))
    op.execute("UPDATE members SET nickname = 'changed'")
    {trouble}
'''


def test_the_revisions_lead_to_the_tables_as_they_are(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_revision_is_the_one_that_alembic_finds(database: Database) -> None:
    assert migrations.newest() == set(ScriptDirectory(str(migrations.FOLDER)).get_heads())
    with database.engine.connect() as connection:
        assert migrations.standing_at(connection) == set(MigrationContext.configure(connection).get_current_heads())
        assert migrations.is_newest(connection)


def test_upgrading_again_changes_nothing(database: Database) -> None:
    database.upgrade()
    database.upgrade()
    assert "members" in inspect(database.engine).get_table_names()


@pytest.fixture
def history(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of the history with one more revision, which ends with the given statement."""

    def copy(trouble: str) -> Path:
        folder = tmp_path / "history"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
        newest = sorted((folder / "versions").glob("*.py"))[-1].name.split("_")[0]
        (folder / "versions" / "9999_break.py").write_text(BREAKS.format(after=newest, trouble=trouble))
        return folder

    return copy


def test_a_revision_that_fails_half_way_leaves_no_trace_and_can_be_repeated(
    database: Database, history: Callable[[str], Path]
) -> None:
    with database.transaction() as session:
        session.add(Member(channel_id="wx_a", nickname="before"))
    with pytest.raises(ZeroDivisionError), database.engine.begin() as connection:
        migrations.upgrade(connection, history("1 / 0"))
    inspector = inspect(database.engine)
    assert "halfway" not in inspector.get_table_names()
    assert "shoe_size" not in {column["name"] for column in inspector.get_columns("members")}
    with database.read() as session:
        assert _nickname(session) == "before"
    with database.engine.begin() as connection:
        migrations.upgrade(connection, history("pass"))
    with database.read() as session:
        assert _nickname(session) == "changed"


@pytest.mark.parametrize("step", range(1, 60, 7))
def test_the_first_revision_can_be_repeated_after_a_failure_at_any_step(
    kind_of_store: str, step: int, empty_store: Callable[[str], Database]
) -> None:
    database = empty_store(kind_of_store)
    failing = _FailAt(step)
    failing.watch(database)
    with pytest.raises(RuntimeError, match="power cut"):
        database.upgrade()
    assert inspect(database.engine).get_table_names() == []
    failing.over = True
    database.upgrade()
    assert set(Base.metadata.tables) <= set(inspect(database.engine).get_table_names())


class _FailAt:
    """Fails at the n-th statement that changes the schema."""

    def __init__(self, step: int) -> None:
        self.step, self.seen, self.over = step, 0, False

    def watch(self, database: Database) -> None:
        """Look at each statement before it runs."""
        from sqlalchemy import event

        event.listen(database.engine, "before_cursor_execute", self._before)

    def _before(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if self.over or not statement.strip().startswith(("CREATE", "INSERT")):
            return
        self.seen += 1
        if self.seen == self.step:
            raise RuntimeError("power cut")


def _nickname(session: Session) -> str | None:
    return session.scalar(text("SELECT nickname FROM members"))


def test_wishes_of_before_are_still_there_after_they_may_be_for_somebody(
    kind_of_store: str, empty_store: Callable[[str], Database], tmp_path: Path
) -> None:
    database = empty_store(kind_of_store)
    before = tmp_path / "before"
    shutil.copytree(migrations.FOLDER, before, ignore=shutil.ignore_patterns("__pycache__", "000[6-9]_*", "00[1-9]?_*"))
    with database.engine.begin() as connection:
        migrations.upgrade(connection, before)
        connection.execute(text("INSERT INTO members (id, listed, no_promotions, no_mentions, is_friend) "
                                "VALUES (1, false, false, false, false)"))
        connection.execute(text("INSERT INTO collections (id, title, rooms, deadline, status, from_workbook) "
                                "VALUES (1, '年货', '[]', '2026-12-01 00:00:00', 'open', false)"))
        connection.execute(text("INSERT INTO demands (collection_id, member_id, product, quantity, at, withdrawn) "
                                "VALUES (1, 1, '年糕', 2000, '2026-11-28 00:00:00', false)"))
    database.upgrade()
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT product, quantity, for_whom FROM demands")).all() == [("年糕", 2000, "")]
