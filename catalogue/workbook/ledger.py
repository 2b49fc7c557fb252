"""One row of the workbook brought into the store: only cells that changed since the last import overwrite anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.tables import Base, ImportedRow
from catalogue.workbook.checking import Checked, Row
from catalogue.workbook.sheets import BY_NAME
from intents.days import DayKind

Table = TypeVar("Table", bound=Base)
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
PEOPLE = "人员"


@dataclass(slots=True)
class SheetCount:
    """What became of the rows of one sheet. kept: no longer in the workbook, but something still hangs on them."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: int = 0

    def note(self, outcome: str) -> None:
        """Count one row."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    @property
    def moved(self) -> bool:
        """Whether anything in the store is different now."""
        return bool(self.new or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Field:
    """An attribute of a table's row, and the columns that it is read from."""

    value: Any
    columns: tuple[str, ...]


@dataclass(slots=True)
class Ledger:
    """What earlier imports brought, and what this one brings."""

    session: Session
    checked: Checked
    now: datetime
    day_kind: DayKind
    counts: dict[str, SheetCount] = field(default_factory=dict)
    _known: dict[tuple[str, str], ImportedRow] = field(default_factory=dict)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def opened(cls, session: Session, checked: Checked, now: datetime, day_kind: DayKind) -> Ledger:
        """A ledger that knows all earlier imports."""
        ledger = cls(session, checked, now, day_kind)
        ledger.counts = {sheet: SheetCount() for sheet in BY_NAME if sheet in checked.rows}
        ledger._known = {(row.sheet, row.key): row for row in session.scalars(select(ImportedRow))}
        return ledger

    def rows(self, sheet: str) -> list[Row]:
        """The rows of a sheet; empty where it is missing."""
        return self.checked.rows.get(sheet, [])

    def own_name(self, sheet: str, name: str | None) -> str | None:
        """The own name of what a cell names by its name or another one."""
        return self.checked.names[sheet].get(name) if name else None

    def was_imported(self, sheet: str, row: Row) -> bool:
        """Whether a row with this key came from the workbook before."""
        return (sheet, row_key(sheet, row)) in self._known

    def changed_columns(self, sheet: str, row: Row) -> frozenset[str]:
        """The columns whose cell is not what it was at the last import; all, where there was none."""
        known = self._known.get((sheet, row_key(sheet, row)))
        return frozenset(
            column for column, digest in digests(row).items() if known is None or known.cells.get(column) != digest
        )

    def bring(
        self, sheet: str, row: Row, found: Table | None, make: Callable[[], Table], fields: Mapping[str, Field]
    ) -> tuple[Table, str]:
        """Make or change a table's row; what became of it. Columns that the sheet does not have touch nothing."""
        touched = self.changed_columns(sheet, row)
        outcome = UNCHANGED
        if found is None:
            found, outcome, touched = make(), NEW, frozenset(row.values)
            self.session.add(found)
        for attribute, wanted in fields.items():
            if touched.isdisjoint(wanted.columns) or getattr(found, attribute) == wanted.value:
                continue
            setattr(found, attribute, wanted.value)
            outcome = outcome if outcome == NEW else CHANGED
        return found, outcome

    def note(self, sheet: str, row: Row, outcome: str) -> None:
        """Remember a row as imported, and count what became of it."""
        key = (sheet, row_key(sheet, row))
        self._seen.add(key)
        known = self._known.get(key)
        cells = digests(row)
        if known is None:
            self._known[key] = ImportedRow(sheet=sheet, key=key[1], cells=cells)
            self.session.add(self._known[key])
        elif {**known.cells, **cells} != known.cells:
            known.cells = {**known.cells, **cells}
        self.counts[sheet].note(outcome)

    def gone(self, sheet: str) -> Iterable[ImportedRow]:
        """What earlier imports brought and this workbook has no longer, of a sheet that it has."""
        if sheet not in self.checked.rows:
            return []
        return [row for key, row in self._known.items() if key[0] == sheet and key not in self._seen]

    def stands(self, sheet: str, title: str) -> bool:
        """Whether this workbook still has a row of a whole (团购, 投票) of this title."""
        return any(seen == sheet and key.split("\n", 1)[0] == title for seen, key in self._seen)

    def forget(self, imported: ImportedRow) -> None:
        """A row that is gone is as good as never imported."""
        self.session.delete(imported)


def row_key(sheet: str, row: Row) -> str:
    """The key under which a row is remembered."""
    key = "\n".join(row.text(name) or "" for name in BY_NAME[sheet].keys)
    return digest_of(key) if sheet == PEOPLE else key


def digests(row: Row) -> dict[str, str]:
    """What the cells were, without saying it."""
    return {column: digest_of(repr(value)) for column, value in row.values.items()}


def digest_of(text: str) -> str:
    """16 characters that differ wherever the texts differ."""
    return sha256(text.encode()).hexdigest()[:16]


def fields_of(row: Row, by_attribute: Mapping[str, str]) -> dict[str, Field]:
    """The attributes that are a cell as it stands (several values as a list), for the columns that the sheet has."""
    found = {}
    for attribute, column in by_attribute.items():
        if column in row.values:
            value = row.values[column]
            found[attribute] = Field(list(value) if isinstance(value, tuple) else value, (column,))
    return found
