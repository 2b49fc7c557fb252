"""One cell: what a community worker wrote, as the value that is meant; or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from catalogue.workbook.sheets import Column
from intents.days import CHINA
from intents.hours import HoursError, read_hours
from intents.recurrences import RecurrenceError, read_recurrence

Raw = str | int | float | bool | datetime | date | time | None
Value = str | int | float | bool | date | datetime | tuple[str, ...] | None

SEPARATORS = re.compile(r"[、,，;；\n]+")
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]")
MOST_FEN = 100_000_000
MOST_COUNT = 100_000_000
LONGEST_TEXT = 2000
# A date cell that lost its format is a number of days since this one; such numbers lie between 1990 and 2100.
EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=CHINA)
EXCEL_DAYS = range(32874, 73051)

_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?")
_DIGITS_DATE = re.compile(r"(20[0-9]{2})([0-9]{2})([0-9]{2})")
_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-9]{1,2})(?::[0-9]{1,2})?|[点时](?:([0-9]{1,2})分?|(半))?)")
_CHINESE_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_YES = frozenset({"是", "有", "对", "√", "✓", "✔", "1", "y", "yes", "true"})
_NO = frozenset({"否", "无", "没有", "不是", "×", "✗", "0", "n", "no", "false"})


class CellError(ValueError):
    """What is wrong with a cell, in words for whoever filled it in."""


class CellWarning(CellError):
    """What is odd with a cell; `value` is what is kept of it."""

    def __init__(self, reason: str, value: Value) -> None:
        """Keep the value that goes on."""
        super().__init__(reason)
        self.value = value


def read_cell(raw: Raw, column: Column) -> Value:
    """The value of a cell; None (an empty tuple for several values) where it is empty.

    Raises: CellError; CellWarning where its `value` is to be used all the same.
    """
    text = as_text(raw)
    if len(text) > LONGEST_TEXT:
        raise CellError(f"太长了，最多{LONGEST_TEXT}个字")
    several = column.kind in ("texts", "choices")
    if several:
        return _choices(split(text), column) if column.kind == "choices" else split(text)
    if not text:
        return None
    if column.kind in ("date", "datetime", "end"):
        return _moment(raw, text, column)
    read = _READERS.get(column.kind)
    return read(text, column) if read else text


def _moment(raw: Raw, text: str, column: Column) -> Value:
    if column.kind == "date":
        return read_date(raw, text)
    return _end(raw, text) if column.kind == "end" else read_datetime(raw, text, late=column.late)


def as_text(raw: Raw) -> str:
    """A cell as text, without invisible characters: 5.0 is "5", a date is 2026-11-28, yes is 是."""
    match raw:
        case None:
            return ""
        case bool():
            return "是" if raw else "否"
        case int():
            return str(raw)
        case float():
            return f"{Decimal(repr(raw)).normalize():f}" if raw == raw and abs(raw) < 1e15 else str(raw)
        case datetime():
            return raw.strftime("%Y-%m-%d %H:%M")
        case date():
            return raw.isoformat()
        case time():
            return raw.strftime("%H:%M")
        case _:
            return INVISIBLE.sub("", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()


def split(text: str) -> tuple[str, ...]:
    """Several values of one cell, each once."""
    return tuple(dict.fromkeys(part.strip() for part in SEPARATORS.split(text) if part.strip()))


def plain(text: str) -> str:
    """Half-width, without spaces at the ends: what numbers and dates are read from."""
    return unicodedata.normalize("NFKC", text).strip()


def closest(word: str, known: tuple[str, ...] | list[str]) -> str:
    """`，是不是“洁净”？` where something known is near, else nothing."""
    near = get_close_matches(word, known, 1, 0.5)
    return f"，是不是“{near[0]}”？" if near else ""


def _decimal(text: str) -> Decimal:
    bare = plain(text).replace(",", "").removeprefix("¥").removeprefix("￥").strip()
    bare = re.sub(r"(?:(?<!\s)\s+)?(元|块|分|份|度|°|人|个)$", "", bare)
    if not re.fullmatch(r"[+-]?[0-9]{0,12}(\.[0-9]{0,20})?(E[+-]?[0-9]{1,2})?", bare, re.I):
        raise CellError("这里要填数字")
    try:
        # What a spreadsheet computed ends in …0000001; nobody writes that.
        return round(Decimal(bare), 6)
    except InvalidOperation as error:
        raise CellError("这里要填数字") from error


def _number(text: str, column: Column) -> int | float:
    number = _decimal(text)
    if column.kind == "degrees":
        return _degrees(number, column.name)
    if number < 0:
        raise CellError("不能小于0")
    match column.kind:
        case "money":
            return _scaled(number, 100, MOST_FEN, "最多写两位小数，到分为止")
        case "amount":
            return _scaled(number, 1000, MOST_COUNT * 1000, "最多写三位小数")
        case _:
            return _scaled(number, 1, MOST_COUNT, "这里要填整数")


def _scaled(number: Decimal, factor: int, most: int, too_fine: str) -> int:
    scaled = number * factor
    if scaled != scaled.to_integral_value():
        raise CellError(too_fine)
    if scaled > most:
        raise CellError("这个数太大了")
    return int(scaled)


def _degrees(number: Decimal, name: str) -> float:
    east, north = 73 <= number <= 136, 3 <= number <= 54
    if (name == "经度" and east) or (name == "纬度" and north):
        return float(number)
    if (name == "经度" and north) or (name == "纬度" and east):
        raise CellError("经度和纬度写反了")
    raise CellError("不在中国范围里，经度是73到136，纬度是3到54")


def read_discount(text: str) -> int:
    """8.5折, 8.5, 八五折 → 850; 85折 → 850 with a warning. Raises: CellError, CellWarning."""
    bare = plain(text).removesuffix("折").strip().translate(_CHINESE_DIGITS)
    if bare in ("无折扣", "不打", "原价", "无"):
        return 1000
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", bare):
        raise CellError("折扣看不懂，请写成 8.5折")
    number = Decimal(bare)
    if 0 < number < 1:
        raise CellError(f"折扣看不懂，八五折请写 8.5折，不写 {text}")
    if re.fullmatch(r"[1-9][1-9]", bare):
        shown = f"{number / 10:f}"
        if not re.search("[一二三四五六七八九]", text):
            raise CellWarning(f"按{shown}折记下了，最好写成 {shown}折", int(number * 10))
        return int(number * 10)
    if not 0 < number <= 10:
        raise CellError("折扣要在0和10之间，例如 8.5折")
    return int(number * 100)


def _yes_no(text: str) -> bool:
    word = plain(text).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellError("请填 是 或 否")


def _choices(words: tuple[str, ...], column: Column) -> tuple[str, ...]:
    for word in words:
        if word not in column.choices:
            raise CellError(f"“{word}”不在可选的里面：{'、'.join(column.choices)}{closest(word, column.choices)}")
    return words


def read_date(raw: Raw, text: str) -> date:
    """2026-11-28, 2026/11/28, 2026年11月28日, 20261128, or a date cell. Raises: CellError."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    bare = plain(text)
    found = _DATE.match(bare) or _DIGITS_DATE.fullmatch(bare)
    if found:
        return _day(found)
    if bare.isdecimal() and int(bare) in EXCEL_DAYS:
        return (EXCEL_EPOCH + timedelta(days=int(bare))).date()
    raise CellError("日期看不懂，请写成 2026-11-28")


def _day(found: re.Match[str]) -> date:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise CellError("没有这一天，请写成 2026-11-28") from error


def read_datetime(raw: Raw, text: str, *, late: bool = False) -> datetime:
    """2026-11-28 18:00 and the like in China's time; a date alone is its beginning, or 23:59 if `late`."""
    if isinstance(raw, datetime):
        return raw.replace(second=0, microsecond=0, tzinfo=CHINA)
    bare = plain(text)
    if re.fullmatch(r"[0-9]{5}\.[0-9]+", bare) and int(float(bare)) in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(minutes=round(float(bare) * 1440))
    found = _DATE.match(bare) or _DIGITS_DATE.match(bare)
    try:
        day = _day(found) if found else read_date(raw, text)
    except CellError as error:
        raise CellError("时间看不懂，请写成 2026-11-28 18:00") from error
    rest = bare[found.end():].strip().removeprefix("T").strip() if found else ""
    midnight = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    if not rest:
        return midnight + (timedelta(hours=23, minutes=59) if late else timedelta())
    return midnight + timedelta(minutes=_minutes(rest))


def _minutes(text: str) -> int:
    clock = _CLOCK.fullmatch(text)
    hour = int(clock[1]) if clock else 99
    minute = 30 if clock and clock[4] else int((clock[2] or clock[3] or 0) if clock else 0)
    if hour * 60 + minute > 24 * 60 or minute > 59:
        raise CellError("时间看不懂，请写成 2026-11-28 18:00")
    return hour * 60 + minute


def _hours(text: str) -> str:
    try:
        read_hours(text)
    except HoursError as error:
        raise CellWarning(f"{error}（先照原样记着，算作时间不清楚）", text) from error
    return text


def _recurrence(text: str) -> str:
    try:
        return read_recurrence(text).words()
    except RecurrenceError as error:
        raise CellError(str(error)) from error


def _end(raw: Raw, text: str) -> str:
    """`10:30`, or a date and time; of `每周六 10:30` the time."""
    if isinstance(raw, datetime):
        return text
    bare = plain(text)
    if _CLOCK.fullmatch(bare):
        minutes = _minutes(bare)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if _DATE.match(bare):
        return read_datetime(raw, text).strftime("%Y-%m-%d %H:%M")
    try:
        return read_recurrence(text).words().rsplit(" ", 1)[-1]
    except RecurrenceError as error:
        raise CellError("结束时间看不懂，请写成 11:30 或 2026-12-05 11:30") from error


_READERS: Mapping[str, Callable[[str, Column], Value]] = {
    "count": _number, "amount": _number, "money": _number, "degrees": _number,
    "discount": lambda text, _column: read_discount(text), "yes_no": lambda text, _column: _yes_no(text),
    "choice": lambda text, column: _choices((text,), column)[0],
    "hours": lambda text, _column: _hours(text), "recurrence": lambda text, _column: _recurrence(text),
}
