"""A workbook (.xlsx) or a folder of CSV files, as rows of cells; nothing is judged here but size and headers."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path

from catalogue.workbook.cells import Raw, as_text, closest
from catalogue.workbook.faults import Fault, WorkbookRefused
from catalogue.workbook.sheets import BY_NAME, Sheet

MOST_BYTES = 20 * 1024 * 1024
MOST_RATIO = 100
MOST_ROWS = 20_000  # of one sheet
MOST_COLUMNS = 200
MARKS = " *＊+＋"  # a header may carry the marks of the description: 名称*


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: where it stands (the header is row 1), and its cells by column name."""

    number: int
    cells: dict[str, Raw]


@dataclass(slots=True)
class RawSheet:
    """A sheet of which at least the header is there. columns: the known ones that it has."""

    name: str
    columns: tuple[str, ...]
    rows: list[RawRow] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """What was read. A sheet that is missing is not in `sheets`; `remarks` tell of what nobody can use."""

    name: str
    sheets: dict[str, RawSheet] = field(default_factory=dict)
    remarks: list[Fault] = field(default_factory=list)


def read_workbook(path: Path | str) -> Book:
    """Read an .xlsx file or a folder of CSV files. Raises: WorkbookRefused where it cannot be read at all."""
    path = Path(path)
    if path.is_dir():
        return _read_folder(path)
    if not path.exists():
        raise WorkbookRefused(f"找不到 {path}。请看看文件名和文件夹写对了没有。")
    if path.suffix.lower() == ".csv":
        raise WorkbookRefused(f"{path} 是一张表。请给出放着这些表的文件夹：{path.parent}")
    check_size(path)
    return _read_xlsx(path)


def check_size(path: Path) -> None:
    """Look at what a workbook declares to hold before unpacking any of it. Raises: WorkbookRefused."""
    if path.stat().st_size > MOST_BYTES:
        raise WorkbookRefused(f"{path.name} 太大了，最多20MB。请删掉图片和用不着的表再试。")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise WorkbookRefused(
            f"{path.name} 不是能读的 Excel 文件（.xlsx）。旧的 .xls 请先另存为 .xlsx；加了密码的请先去掉密码。"
        ) from error
    declared = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    tight = any(part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts)
    if declared > MOST_BYTES or declared > MOST_RATIO * packed or tight:
        raise WorkbookRefused(f"{path.name} 解开以后太大，不像是普通的表格，没有打开。请把内容复制到新的模板里再试。")


def _check_entities(path: Path) -> None:
    """A spreadsheet never declares entities; who does wants a few bytes to become many. Raises: WorkbookRefused."""
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            if part.filename.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part)[:65_536]:
                raise WorkbookRefused(f"{path.name} 里有普通表格不会有的内容，没有打开。请把内容复制到新的模板里再试。")


def _read_xlsx(path: Path) -> Book:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    book = Book(path.name)
    try:
        _check_entities(path)
        # Values, not formulas; no links to other files. The file is closed even where a part of it is broken.
        with path.open("rb") as file:
            workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            for sheet in workbook.worksheets:
                sheet.reset_dimensions()  # what a file says about its own extent may be a lie
                _take(book, sheet.title, _xlsx_rows(sheet.iter_rows(max_col=MOST_COLUMNS)))
            workbook.close()
    except WorkbookRefused:
        raise
    except (
        InvalidFileException, zipfile.BadZipFile, SyntaxError, KeyError, ValueError, TypeError, AttributeError,
        EOFError, OSError, IndexError, OverflowError, NotImplementedError, zlib.error,
    ) as error:
        raise WorkbookRefused(f"{path.name} 读不出来，可能坏了。请用 Excel 或 WPS 打开，另存一份再试。") from error
    return book


def _xlsx_rows(rows: Iterable[Iterable[object]]) -> Iterator[list[Raw]]:
    for row in rows:
        yield [_xlsx_value(cell) for cell in row]


def _xlsx_value(cell: object) -> Raw:
    value = getattr(cell, "value", None)
    shows_time = "h" in str(getattr(cell, "number_format", "h")).lower()
    if isinstance(value, datetime) and value.time() == time() and not shows_time:
        return value.date()  # none was written
    if value is None or isinstance(value, str | int | float | bool) or hasattr(value, "isoformat"):
        return value
    return str(value)  # a length of time, rich text


def _read_folder(folder: Path) -> Book:
    book = Book(folder.name)
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() == ".csv")
    if not files:
        raise WorkbookRefused(f"{folder} 里没有 .csv 表。请给出 .xlsx 文件，或放着 商户.csv 这些表的文件夹。")
    if sum(file.stat().st_size for file in files) > MOST_BYTES:
        raise WorkbookRefused(f"{folder} 里的表太大了，一共最多20MB。")
    for file in files:
        try:
            text = file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise WorkbookRefused(f"{file.name} 不是 UTF-8 编码。请在 Excel 里另存为“CSV UTF-8”再试。") from error
        try:
            _take(book, file.stem, (list[Raw](row) for row in csv.reader(io.StringIO(text, newline=""))))
        except csv.Error as error:
            how = "请用 Excel 打开，另存为“CSV UTF-8”再试。"
            raise WorkbookRefused(f"{file.name} 读不出来（{error}）。{how}") from error
    return book


def _take(book: Book, title: str, rows: Iterator[list[Raw]]) -> None:
    """Add one sheet to the book. Raises: WorkbookRefused where it has too many rows."""
    sheet = BY_NAME.get(title.strip())
    header = next(rows, None)
    if sheet is None:
        if header is not None and any(as_text(cell) for cell in header):
            hint = closest(title.strip(), list(BY_NAME))
            book.remarks.append(Fault(title, 0, "", "", f"不认识这张表，没有读{hint}", warning=True))
        return
    if sheet.name in book.sheets:
        book.remarks.append(Fault(title, 0, "", "", "这张表出现了两次，只读了第一张", warning=True))
        return
    names = _columns(book, sheet, header or [])
    raw = RawSheet(sheet.name, tuple(name for name in names if name))
    book.sheets[sheet.name] = raw
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS + 1:
            raise WorkbookRefused(f"“{sheet.name}”这张表超过{MOST_ROWS}行了。请分开几次导入，或删掉下面的空行。")
        cells = {name: cell for name, cell in zip(names, row, strict=False) if name}
        if any(as_text(cell) for cell in cells.values()):
            raw.rows.append(RawRow(number, cells))


def _columns(book: Book, sheet: Sheet, header: list[Raw]) -> list[str]:
    """The name of each column, "" for one that is not known (said in a remark) or repeated."""
    names: list[str] = []
    for cell in header:
        written = "".join(as_text(cell).split()).strip(MARKS)
        name = written if written in sheet.by_name and written not in names else ""
        names.append(name)
        if written and not name:
            why = "这一列出现了两次，只读了第一列" if written in names else "不认识这一列，没有读"
            hint = "" if written in names else closest(written, list(sheet.by_name))
            book.remarks.append(Fault(sheet.name, 1, written, "", why + hint, warning=True))
    return names
