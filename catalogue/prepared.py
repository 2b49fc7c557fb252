"""Statements that every message executes: put together once by SQLAlchemy, then handed straight to the driver.

SQLAlchemy takes several times longer to execute a statement than SQLite does, and an order executes some twenty. What
seldom happens goes the ordinary way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from catalogue.tables import UtcDateTime

Processor = Callable[[Any], Any]
Statement = Select[Any] | CompoundSelect[Any] | Insert | Update | Delete


class Prepared:
    """One statement with named parameters, of plain columns and without lists to expand. Safe to use from several threads.

    values: by the names of the parameters; of an INSERT or UPDATE without values also of the columns, each time the same.
    Raises: what SQLAlchemy raises for the same statement.
    """

    __slots__ = ("_ready", "_statement")

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._ready: dict[tuple[str, ...], _Ready] = {}

    def rows(self, session: Session, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows of the result; [] for a statement that gives none."""
        connection = session.connection()
        if connection.dispatch.before_cursor_execute:  # somebody listens to what is executed, as some tests do
            result = connection.execute(self._statement, dict(values))
            return [tuple(row) for row in result] if result.returns_rows else []
        dialect = connection.dialect
        ready = self._ready.get((dialect.name, *values))
        if ready is None:
            ready = self._ready[dialect.name, *values] = _make_ready(self._statement, dialect, list(values))
        return ready.rows(connection, values)

    def first(self, session: Session, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first row; None where there is none."""
        rows = self.rows(session, values)
        return rows[0] if rows else None

    def value(self, session: Session, values: Mapping[str, Any]) -> Any:
        """The first column of the first row; None where there is none."""
        rows = self.rows(session, values)
        return rows[0][0] if rows else None

    def run(self, session: Session, values: Mapping[str, Any]) -> None:
        """Execute it; it gives nothing back."""
        self.rows(session, values)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement in the words of one database, for values under certain names.

    fixed: the parameters with what is always the same; given: place and name of each other one, with what converts it.
    made: place of a parameter and what makes its value each time. columns: those of the result that are converted.
    """

    sql: str
    fixed: list[Any] | dict[str, Any]
    given: tuple[tuple[Any, str, Processor | None], ...]
    made: tuple[tuple[Any, Callable[[], Any]], ...]
    columns: tuple[tuple[int, Processor], ...]

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        parameters: Any = self.fixed.copy()
        for place, name, process in self.given:
            parameters[place] = values[name] if process is None else process(values[name])
        for place, make in self.made:
            parameters[place] = make()
        driver: Any = connection.connection.driver_connection
        try:
            cursor = driver.execute(self.sql, parameters)
            found: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description is not None else []
        except Exception as error:
            raise _as_sqlalchemy_says(connection, self.sql, parameters, error) from error
        return [self._converted(row) for row in found] if self.columns else found

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, process in self.columns:
            values[place] = process(values[place])
        return tuple(values)


def _make_ready(statement: Statement, dialect: Dialect, keys: list[str]) -> _Ready:
    compiled = statement.compile(dialect=dialect, column_keys=keys)
    assert isinstance(compiled, SQLCompiler)
    if compiled.post_compile_params:
        raise TypeError(f"a prepared statement has no lists to expand: {compiled}")
    positional = compiled.positiontup is not None
    names = compiled.positiontup if compiled.positiontup is not None else list(compiled.binds)
    defaults = {column.key: column.default for column in (*compiled.insert_prefetch, *compiled.update_prefetch)}
    fixed: Any = [None] * len(names) if positional else {}
    given, made = [], []
    for number, name in enumerate(names):
        bind, place = compiled.binds[name], number if positional else name
        process = _bind_processor(bind.type, dialect)
        default: Any = defaults.get(bind.key)
        if bind.key in keys:
            given.append((place, bind.key, process))
        elif default is not None and default.is_callable:
            made.append((place, partial(_make, default.arg, process)))
        elif default is None and bind.required:
            raise KeyError(f"the statement needs a value for {bind.key}")
        else:
            value = bind.effective_value if default is None else default.arg
            fixed[place] = value if process is None else process(value)
    columns = []
    for column_place, column in enumerate(getattr(statement, "exported_columns", ())):
        process = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if process is not None:
            columns.append((column_place, process))
    return _Ready(compiled.string, fixed, tuple(given), tuple(made), tuple(columns))


def _make(make: Callable[[Any], Any], process: Processor | None) -> Any:
    value = make(None)
    return value if process is None else process(value)


def _bind_processor(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    if isinstance(kind, UtcDateTime):
        return _instants(dialect)
    return kind.dialect_impl(dialect).bind_processor(dialect)


@lru_cache(maxsize=8)
def _instants(dialect: Dialect) -> Processor:
    """Converts instants. A message writes its own a dozen times, and a datetime takes longer to convert than to remember."""
    process = UtcDateTime().dialect_impl(dialect).bind_processor(dialect)
    assert process is not None
    return lru_cache(maxsize=256)(process)


def _as_sqlalchemy_says(connection: Connection, sql: str, given: Any, error: Exception) -> BaseException:
    """The driver's error as the rest of the program knows it; a connection that is gone is not used again."""
    dialect = connection.dialect
    errors = dialect.loaded_dbapi.Error
    if not isinstance(error, errors):
        return error
    gone = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if gone:
        connection.invalidate(error)
    return DBAPIError.instance(sql, given, error, errors, connection_invalidated=gone, dialect=dialect)
