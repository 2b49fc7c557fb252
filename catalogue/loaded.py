"""Rows as the objects of a session, for the statements that every message executes; see `prepared`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, inspect
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import instance_state

from catalogue.prepared import Prepared, Statement


def columns_of(table: type[Any]) -> list[ColumnElement[Any]]:
    """All columns of a table, as `Loaded` expects them in a statement."""
    return [attribute.columns[0] for attribute in inspect(table).column_attrs]


class Loaded:
    """A prepared statement that gives some plain values, then all columns of these tables: `columns_of`, in this order.

    What comes of it is what SQLAlchemy's session gives for the same tables, at a third of the cost: a row that the session
    holds is given as the session holds it, and None stands for one that an outer join did not find. Nothing is flushed.
    """

    __slots__ = ("_plain", "_prepared", "_tables")

    def __init__(self, statement: Statement, *tables: type[Any]) -> None:
        self._prepared = Prepared(statement)
        self._tables = tuple(_Table(inspect(table)) for table in tables)
        self._plain = len(statement.exported_columns) - sum(len(table.names) for table in self._tables)

    def rows(self, session: Session, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows: the plain values, then an object (or None) for each table."""
        return [self._row(session, row) for row in self._prepared.rows(session, values)]

    def objects(self, session: Session, values: Mapping[str, Any]) -> list[Any]:
        """The objects of the first table, one for each row."""
        return [row[self._plain] for row in self.rows(session, values)]

    def _row(self, session: Session, row: tuple[Any, ...]) -> tuple[Any, ...]:
        found = list(row[: self._plain])
        begin = self._plain
        for table in self._tables:
            end = begin + len(table.names)
            found.append(table.object(session, row[begin:end]))
            begin = end
        return tuple(found)


class _Table:
    """How a row of one table becomes an object."""

    __slots__ = ("_id", "_manager", "_mapper", "names")

    def __init__(self, mapper: Mapper[Any]) -> None:
        (key,) = mapper.primary_key
        self.names = tuple(attribute.key for attribute in mapper.column_attrs)
        self._id = self.names.index(mapper.get_property_by_column(key).key)
        self._mapper, self._manager = mapper, mapper.class_manager

    def object(self, session: Session, values: Sequence[Any]) -> Any:
        if values[self._id] is None:
            return None
        key = self._mapper.identity_key_from_primary_key((values[self._id],))
        held = session.identity_map.get(key)
        if held is not None:
            return held
        made = self._manager.new_instance()
        made.__dict__.update(zip(self.names, values, strict=True))
        instance_state(made).key = key  # it has a row: a change of it is an UPDATE
        session.add(made)
        return made
