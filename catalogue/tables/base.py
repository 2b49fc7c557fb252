"""The base of all tables, and the column types that SQLite and PostgreSQL must agree on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, ForeignKey, Index, Integer, MetaData, Table, TypeDecorator, text
from sqlalchemy.orm import DeclarativeBase, mapped_column

# Constraint names must be stable, else Alembic cannot change them later.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values; stores UTC; gives aware UTC back (SQLite alone would give naive ones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC. Raises: ValueError for a naive value."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give aware UTC back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite numbers rows by itself only for a column that is exactly INTEGER.
Id = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)]
Ref = BigInteger().with_variant(Integer, "sqlite")


def table_of(row: type[Base]) -> Table:
    """The table itself, for statements that want plain values: those cost a third of what whole rows cost.

    Where each message executes one, `session.connection()` does it for a fifth less than the session itself.
    """
    table = row.__table__
    assert isinstance(table, Table)
    return table


def ref(target: str) -> ForeignKey:
    """A foreign key to `table.column`."""
    return ForeignKey(target)


class Base(DeclarativeBase):
    """All tables. Lists of names and free-form details are JSON; quantities are thousandths of a unit; money is fen."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012
        datetime: UtcDateTime(),
        list[str]: JSON(),
        list[int]: JSON(),
        dict[str, Any]: JSON(none_as_null=True),
        list[dict[str, Any]]: JSON(none_as_null=True),
    }


def index_where(name: str, *columns: str, condition: str) -> Index:
    """An index that holds only the rows for which the condition is true, on both databases."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))
