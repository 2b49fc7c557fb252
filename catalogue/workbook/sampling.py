"""The sample neighbourhood, moved to the week in which it is looked at."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from catalogue import sample as samples
from catalogue.workbook.cells import Raw
from catalogue.workbook.reading import Book, read_workbook
from catalogue.workbook.sheets import BY_NAME

FOLDER = Path(samples.__file__).parent
ANCHOR = date(2026, 11, 28)  # everything in the sample plays around this Saturday
DATED = ("date", "datetime", "recurrence", "end")
_DATE = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


def sample(today: date) -> Book:
    """Our own neighbourhood, with all dates moved by whole weeks so that the anchor's week is today's week."""
    moved = _monday(today) - _monday(ANCHOR)
    book = read_workbook(FOLDER)
    for sheet in book.sheets.values():
        dated = [name for name in sheet.columns if BY_NAME[sheet.name].by_name[name].kind in DATED]
        sheet.rows = [
            replace(row, cells={
                name: _moved(cell, moved) if name in dated else cell for name, cell in row.cells.items()
            })
            for row in sheet.rows
        ]
    return book


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _moved(cell: Raw, by: timedelta) -> Raw:
    if not isinstance(cell, str):
        return cell
    return _DATE.sub(lambda found: (date.fromisoformat(found[0]) + by).isoformat(), cell)
