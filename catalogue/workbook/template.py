"""The empty workbook for community staff: headers, a note at each column, drop-downs; and a filled one from rows."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from catalogue.workbook.cells import Raw, as_text
from catalogue.workbook.reading import Book
from catalogue.workbook.sheets import SHEETS, Column, Kind, Sheet

OFFERED_ROWS = 2000  # so far down the drop-downs and formats reach
REQUIRED_FILL = PatternFill("solid", fgColor="FFE0B2")
OPTIONAL_FILL = PatternFill("solid", fgColor="E3F2FD")
TEXT, DATE, MOMENT = "@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
# Text columns are marked as text, else a spreadsheet turns 3-2-502 into a date and drops the zero of 0571.
FORMATS: dict[Kind, str] = {
    "date": DATE, "datetime": MOMENT, "count": "General", "amount": "General", "money": "General",
    "degrees": "General",
}
WIDTHS: dict[Kind, int] = {"texts": 24, "hours": 30, "recurrence": 26, "datetime": 18, "date": 13, "text": 18}
HINTS: dict[Kind, str] = {
    "texts": "可以写几个，用、隔开", "money": "单位是元", "count": "填整数", "amount": "填数字",
    "discount": "例：8.5折",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_template(path: Path | str) -> None:
    """Write an empty workbook with all sheets. Raises: OSError where the file cannot be written."""
    _write(Path(path), None)


def write_book(book: Book, path: Path | str) -> None:
    """Write the rows of a workbook as an .xlsx that reads back as the same rows; no cell of it is a formula."""
    _write(Path(path), book)


def _write(path: Path, book: Book | None) -> None:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet in SHEETS:
        page = workbook.create_sheet(sheet.name)
        _write_header(page, sheet)
        raw = book.sheets.get(sheet.name) if book else None
        for number, row in enumerate(raw.rows if raw else (), start=2):
            for place, column in enumerate(sheet.columns, start=1):
                _write_cell(page, number, place, row.cells.get(column.name))
    workbook.save(path)


def _write_header(page: Worksheet, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    page.row_dimensions[1].height = 24
    for place, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(place)
        cell = page.cell(1, place, column.name)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center")
        cell.fill = REQUIRED_FILL if column.required else OPTIONAL_FILL
        cell.comment = Comment(note_of(column), "linli", width=260, height=110)
        page.column_dimensions[letter].width = WIDTHS.get(column.kind, 12)
        page.column_dimensions[letter].number_format = FORMATS.get(column.kind, TEXT)
        if column.choices and column.kind != "choices":
            _offer(page, column, letter)


def note_of(column: Column) -> str:
    """What the note at a header says: whether it must be filled in, what is meant, how it is written."""
    parts = ["必填" if column.required else "可以不填"]
    if column.key:
        parts.append("靠这一列认出是哪一行，改了就当成新的一行")
    if column.note:
        parts.append(column.note)
    elif column.kind in HINTS:
        parts.append(HINTS[column.kind])
    elif column.choices:
        parts.append("、".join(column.choices) + "，选一个")
    return "。\n".join(parts) + "。"


def _offer(page: Worksheet, column: Column, letter: str) -> None:
    offered = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
    offered.errorTitle, offered.error = column.name, f"请选：{'、'.join(column.choices)}"
    page.add_data_validation(offered)
    offered.add(f"{letter}2:{letter}{OFFERED_ROWS}")


def _write_cell(page: Worksheet, row: int, place: int, value: Raw) -> None:
    if value is None or not as_text(value):
        return
    cell = page.cell(row, place, as_text(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.number_format = TEXT
        if value.startswith(FORMULA_STARTS):
            cell.data_type = "s"
            cell.quotePrefix = True
