"""Sheets that are safe to open and easy to read: no cell is a formula, the head stays in view."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from intents.days import CHINA

if TYPE_CHECKING:  # openpyxl takes 10 MB and some time: only who exports pays for it
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | None

# What Excel, WPS or a CSV made from the sheet would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
WIDEST = 40
WRITTEN_BY_HAND = {"签名": 16, "签收": 16, "签到": 12, "备注": 18}  # heads of columns that need room for a pen, with their widths
ROOM_FOR_A_PEN = 24  # points, of a row that is signed
ROOM_FOR_A_TITLE = 24  # points; not every program makes the row of a large title higher by itself
MONEY = "(元)"  # how the head of a column of yuan ends
WIDE = 7  # columns that still stand upright on a page


def safe(value: Cell) -> Cell:
    """The same text, which no program will calculate; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = NOT_IN_XML.sub("", value)[:32_000]
    return f"'{text}" if text.lstrip(" \u3000").startswith(FORMULA) else text


def new_book() -> Workbook:
    """A book without sheets."""
    from openpyxl import Workbook

    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    return book


def add_sheet(
    book: Workbook, title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]],
    total: Sequence[Cell] | None = None, *, above: Sequence[str] = (),
) -> None:
    """Add a sheet with a frozen head and, in bold, a last row of sums; it prints one page wide, the head on each page.

    above: lines over the head that say what the list is: the first large, the others small.
    """
    from openpyxl.styles import Font, PatternFill

    sheet = book.create_sheet(_title(book, title))
    for text in above:
        sheet.append([safe(text)])
    head_row = len(above) + 1
    table: list[list[Cell]] = [[safe(cell) for cell in row] for row in (head, *rows, *([total] if total else ()))]
    for row in table:
        sheet.append(row)
    for line in (sheet[head_row], sheet[len(above) + len(table)] if total else ()):
        for cell in line:
            cell.font = Font(bold=True)
    for cell in sheet[head_row]:
        cell.fill = PatternFill("solid", fgColor="DDEBDA")
    if above:
        sheet["A1"].font = Font(bold=True, size=14)
        sheet.row_dimensions[1].height = ROOM_FOR_A_TITLE
    _format_cells(sheet, {number for number, name in enumerate(head, 1) if name.endswith(MONEY)})
    sheet.freeze_panes = f"A{head_row + 1}"
    _print_nicely(sheet, head_row, len(head))
    _fit_columns(sheet, table, len(head))
    _leave_room(sheet, head, head_row)


def _format_cells(sheet: Worksheet, money: Collection[int]) -> None:
    """Text stays text, where openpyxl itself would make a formula of a leading "="; money in these columns has two decimals."""
    from openpyxl.styles import Alignment

    for line in sheet.iter_rows():
        for cell in line:
            cell.alignment = Alignment(vertical="center")
            if isinstance(cell.value, str):
                cell.data_type = "s"
            elif cell.column in money:
                cell.number_format = "0.00"


def _leave_room(sheet: Worksheet, head: Sequence[str], head_row: int) -> None:
    """Higher rows where somebody signs."""
    if {"签名", "签收", "签到"} & set(head):
        for number in range(head_row, sheet.max_row + 1):
            sheet.row_dimensions[number].height = ROOM_FOR_A_PEN


def _fit_columns(sheet: Worksheet, table: Sequence[Sequence[Cell]], columns: int) -> None:
    from openpyxl.utils import get_column_letter

    for column in range(columns):
        widest = max(_width(row[column]) for row in table if column < len(row))
        by_hand = WRITTEN_BY_HAND.get(str(table[0][column]), 0)
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(WIDEST, max(widest + 3, by_hand))


def _print_nicely(sheet: Worksheet, head_row: int, columns: int) -> None:
    """A4, as wide as the page, on its side where there are many columns, the head repeated, pages numbered."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if columns > WIDE else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.print_options.gridLines = True
    sheet.oddFooter.center.text = "第&P页，共&N页"


def _title(book: Workbook, title: str) -> str:
    """A name that Excel accepts and that the book does not have yet."""
    clean = NOT_IN_A_TITLE.sub(" ", title).strip()[:28] or "表"
    name, count = clean, 2
    while name.casefold() in {sheet.title.casefold() for sheet in book.worksheets}:
        name, count = f"{clean[:25]}{count}", count + 1
    return name


def _width(value: Cell) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in str(value if value is not None else ""))


def save(book: Workbook, folder: Path, name: str, now: datetime) -> Path:
    """Write the book into the folder under its name and the minute; gives the file. The folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    clean = NOT_IN_A_TITLE.sub("", name).replace("<", "").replace(">", "").replace('"', "").replace("|", "").strip(". ")
    stamp = f"{now.astimezone(CHINA):%m%d-%H%M%S}"
    file = folder / f"{clean[:40] or '清单'}-{stamp}.xlsx"
    count = 2
    while file.exists():
        file, count = folder / f"{clean[:40] or '清单'}-{stamp}-{count}.xlsx", count + 1
    book.save(file)
    return file


def chinese_time(at: datetime | None) -> str:
    """11月28日 9:05; empty where there is none."""
    if at is None:
        return ""
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日 {local.hour}:{local.minute:02d}"


def yuan(fen: int) -> int | float:
    """Fen as a number of yuan."""
    return fen // 100 if fen % 100 == 0 else fen / 100
