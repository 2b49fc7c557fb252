"""Statements that every message executes: put together once by SQLAlchemy, then handed straight to the driver.

SQLAlchemy takes several times longer to execute a statement than SQLite does, and an order executes some twenty. What
seldom happens goes the ordinary way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

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
class _Parameter:
    """One parameter as the driver gets it. key: under which its value is given; fallback: makes it where none is."""

    name: str
    key: str
    process: Processor | None
    fallback: Callable[[], Any]

    def of(self, values: Mapping[str, Any]) -> Any:
        value = values[self.key] if self.key in values else self.fallback()
        return value if self.process is None else self.process(value)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement in the words of one database."""

    sql: str
    parameters: tuple[_Parameter, ...]
    positional: bool
    columns: tuple[tuple[int, Processor], ...]  # those whose values have to be converted

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        given: Any = (
            [one.of(values) for one in self.parameters] if self.positional
            else {one.name: one.of(values) for one in self.parameters}
        )
        driver: Any = connection.connection.driver_connection
        try:
            cursor = driver.execute(self.sql, given)
            found: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description is not None else []
        except Exception as error:
            raise _as_sqlalchemy_says(connection, self.sql, given, error) from error
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
    names = compiled.positiontup if compiled.positiontup is not None else list(compiled.binds)
    made = _made_by_columns(compiled)
    parameters = tuple(_parameter(name, compiled.binds[name], dialect, made) for name in names)
    columns = []
    for place, column in enumerate(getattr(statement, "exported_columns", ())):
        process = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if process is not None:
            columns.append((place, process))
    return _Ready(compiled.string, parameters, compiled.positiontup is not None, tuple(columns))


def _parameter(
    name: str, bind: BindParameter[Any], dialect: Dialect, made: Mapping[str, Callable[[], Any]]
) -> _Parameter:
    def fallback() -> Any:
        if bind.required:
            raise KeyError(f"the statement needs a value for {bind.key}")
        return bind.effective_value

    return _Parameter(
        name, bind.key, bind.type.dialect_impl(dialect).bind_processor(dialect), made.get(bind.key, fallback)
    )


def _made_by_columns(compiled: SQLCompiler) -> dict[str, Callable[[], Any]]:
    """What makes the values of columns that are not given: their defaults."""
    made: dict[str, Callable[[], Any]] = {}
    for column in (*compiled.insert_prefetch, *compiled.update_prefetch):
        default: Any = column.default
        made[column.key] = partial(_same, default.arg) if default.is_scalar else partial(default.arg, None)
    return made


def _same(value: Any) -> Any:
    return value


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
