"""The neighbourhood's workbook: fourteen sheets, read, checked, imported; and an empty one to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogue.workbook.checking import Known, check
from catalogue.workbook.faults import Fault, WorkbookFaulty, WorkbookRefused
from catalogue.workbook.importing import ImportReport, import_book, known_names
from catalogue.workbook.ledger import SheetCount
from catalogue.workbook.reading import Book, read_workbook
from catalogue.workbook.sampling import sample
from catalogue.workbook.sheets import SHEETS, Column, Sheet

if TYPE_CHECKING:
    from catalogue.workbook.template import write_book, write_template

__all__ = [
    "SHEETS", "Book", "Column", "Fault", "ImportReport", "Known", "Sheet", "SheetCount", "WorkbookFaulty",
    "WorkbookRefused", "check", "import_book", "known_names", "read_workbook", "sample",
    "write_book", "write_template",
]


def __getattr__(name: str) -> Any:
    """What writes a workbook, loaded when it is first asked for: openpyxl takes 10 MB, and a running bot writes none."""
    if name not in ("write_book", "write_template"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from catalogue.workbook import template

    return getattr(template, name)
