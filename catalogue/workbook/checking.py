"""Every cell of a workbook checked: all faults at once, and the values that were meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalogue.workbook.cells import CellError, CellWarning, Raw, Value, as_text, closest, read_cell
from catalogue.workbook.faults import Fault
from catalogue.workbook.reading import Book, RawRow, RawSheet
from catalogue.workbook.sheets import BY_NAME, SHEETS, Column, Sheet
from catalogue.workbook.whole import check_whole

# Names that the store has already: sheet → name or other name → its own name.
Known = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row whose cells were read. `values` has every column that the sheet has; a bad cell counts as empty."""

    number: int
    values: dict[str, Value]

    def text(self, column: str) -> str | None:
        """The text of a column; None where it is empty or missing."""
        value = self.values.get(column)
        return value if isinstance(value, str) else None

    def texts(self, column: str) -> tuple[str, ...]:
        """The several values of a column."""
        value = self.values.get(column)
        return value if isinstance(value, tuple) else ()


@dataclass(slots=True)
class Checked:
    """A workbook whose cells were all looked at. `names`: by sheet, what its rows are called → their own name."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def errors(self) -> list[Fault]:
        """The faults that stop the import."""
        return [fault for fault in self.faults if not fault.warning]


def check(book: Book, known: Known | None = None) -> list[Fault]:
    """All faults of a workbook, in its order; empty where everything is right. known: names that the store has."""
    return read_values(book, known or {}).faults


def read_values(book: Book, known: Known) -> Checked:
    """Read and check every cell, every reference, and what rows must agree on."""
    checked = Checked(faults=list(book.remarks))
    for sheet in SHEETS:
        raw = book.sheets.get(sheet.name)
        if raw is not None:
            checked.rows[sheet.name] = _read_sheet(sheet, raw, checked.faults)
    for sheet in SHEETS:
        checked.names[sheet.name] = {**known.get(sheet.name, {}), **_names(checked.rows.get(sheet.name, []), sheet)}
    for sheet in SHEETS:
        if sheet.name in checked.rows:
            _check_references(sheet, book.sheets[sheet.name], checked)
            check_whole(sheet, checked.rows[sheet.name], checked.faults)
    order = {sheet.name: place for place, sheet in enumerate(SHEETS)}
    checked.faults.sort(key=lambda fault: (order.get(fault.sheet, len(order)), fault.row))
    return checked


def _read_sheet(sheet: Sheet, raw: RawSheet, faults: list[Fault]) -> list[Row]:
    missing = [column.name for column in sheet.columns if column.required and column.name not in raw.columns]
    if missing and raw.rows:
        for name in missing:
            faults.append(Fault(sheet.name, 1, name, "", "少了这一列"))
    rows: list[Row] = []
    seen: dict[tuple[str, ...], int] = {}
    for raw_row in raw.rows:
        values = {
            name: _read(sheet, raw_row, sheet.by_name[name], faults) for name in raw.columns
        }
        key = tuple(as_text(raw_row.cells.get(name)) for name in sheet.keys)
        if all(key):
            if key in seen:
                faults.append(Fault(
                    sheet.name, raw_row.number, sheet.keys[-1], "、".join(key), f"和第{seen[key]}行重复了"
                ))
            seen.setdefault(key, raw_row.number)
        rows.append(Row(raw_row.number, values))
    return rows


def _read(sheet: Sheet, row: RawRow, column: Column, faults: list[Fault]) -> Value:
    raw: Raw = row.cells.get(column.name)
    try:
        value = read_cell(raw, column)
    except CellWarning as warning:
        faults.append(Fault(sheet.name, row.number, column.name, as_text(raw), str(warning), warning=True))
        return warning.value
    except CellError as error:
        faults.append(Fault(sheet.name, row.number, column.name, as_text(raw), str(error)))
        return () if column.kind in ("texts", "choices") else None
    if column.required and value in (None, ()):
        faults.append(Fault(sheet.name, row.number, column.name, "", "这一格不能空着"))
    return value


def _names(rows: list[Row], sheet: Sheet) -> dict[str, str]:
    names: dict[str, str] = {}
    key = sheet.keys[0]
    for row in rows:
        name = row.text(key)
        if name:
            for alias in row.texts("别名"):
                names.setdefault(alias, name)
    names.update({name: name for row in rows if (name := row.text(key))})
    return names


def _check_references(sheet: Sheet, raw: RawSheet, checked: Checked) -> None:
    for column in sheet.columns:
        if column.refers is None or column.name not in raw.columns:
            continue
        known = checked.names[column.refers]
        for row in checked.rows[sheet.name]:
            value = row.values[column.name]
            for name in value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ():
                if name not in known:
                    reason = f"“{BY_NAME[column.refers].name}”表里没有“{name}”{closest(name, list(known))}"
                    checked.faults.append(Fault(sheet.name, row.number, column.name, name, reason))
