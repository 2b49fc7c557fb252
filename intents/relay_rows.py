"""The numbered rows of a #接龙 list: one a line, over several lines, or several flattened in one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from intents.numbers import find_quantities
from intents.patterns import quick
from intents.prices import find_prices
from intents.units import UNIT

MOST_SKIPPED = 30  # a number that jumps further ahead is no row's

_MARK = r"(?P<number>[0-9]{1,3})(?: ?(?P<strong>[.。、):])| ?(?P<weak>[,;_~-])|(?P<space> )|$) ?"
_ROW = re.compile(rf"\(?{_MARK}")
_INNER = re.compile(
    r"(?P<number>(?<![0-9.])[0-9]{1,3})(?: ?(?P<strong>[.。、):])| ?(?P<weak>[,;_~-])"
    r"|(?P<space> )) ?(?=[^ .。、):,;_~0-9-]|[0-9]{1,3}(?:-[0-9]|[栋幢号#]))"
)
EXAMPLE = re.compile(
    r"[(\[【]?(?:例如|例子|例|示例|范例|样例|举例|比如|参考)[ :.)\]】]|(?:格式|模板|示范)[ :]|(?:例如|示例|范例)"
)
# 1. 谭姐 例 鸡蛋1盒: how a row is to be written, under a number of its own
_EXAMPLE_ROW = re.compile(r"\S{1,10} ?[(（【\[]?(?:例如|例子|示例|样例|举例|例)[)）】\]:： ]")
_EMPTY_ROWS = re.compile(r" (?P<next>[0-9]{1,3}) ?[.。、):,;_~-](?: [0-9]{1,3} ?[.。、):,;_~-])*$")
_UNIT_FIRST = quick(f"(?:{UNIT})")
_ROOM_REST = re.compile("(?:[0-9]{1,2}-)?[0-9]{3,4}(?![0-9])")
_AMOUNT_REST = quick(f"[0-9]{{1,3}} ?(?:{UNIT}|元|块|$| )")
_HOUSE_REST = re.compile("[0-9]{1,3}(?:-[0-9]|[栋幢号#])")


@dataclass(slots=True)
class Row:
    """One row: its number, its text (lines joined by a line break)."""

    number: int
    text: str
    sep: str = "."
    after_gap: bool = False  # something that is no row stands between it and the row before


@dataclass(slots=True)
class Rows:
    """A list taken apart: what stands before the rows, the runs of rows (each begins anew), what stands after."""

    head: list[str] = field(default_factory=list)
    runs: list[list[Row]] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


def split_rows(lines: list[str]) -> Rows:
    """Take a list apart. Lines that are no rows belong to the row above, or after an empty line to the tail."""
    found = Rows()
    pending: list[str] = []
    blank = False
    for line in lines:
        last = found.runs[-1][-1] if found.runs else None
        row = _row(line, last, blank)
        if EXAMPLE.match(line):
            found.head.append(line)
            blank = True
        elif row is not None:
            _add(found, row, pending if last is not None else [])
            pending, blank = [], False
        elif last is None:
            found.head.append(line)
        elif not line:
            blank = True
        elif blank:
            pending.append(line)
        else:
            last.text = f"{last.text}\n{line}".strip("\n")
    found.tail = pending
    found.runs = [_without_example(_unflattened(run)) for run in found.runs]
    if not found.runs:
        _take_from_head(found)
    return found


def _add(found: Rows, row: Row, between: list[str]) -> None:
    begins_anew = not found.runs or (row.number == 1 and (len(found.runs[-1]) > 1 or row.after_gap or bool(between)))
    if begins_anew:
        if found.runs and between:
            found.head.extend(between)
        found.runs.append([row])
        return
    if between:
        last = found.runs[-1][-1]
        last.text = "\n".join([last.text, *between])
    found.runs[-1].append(row)


def _row(line: str, last: Row | None, after_gap: bool) -> Row | None:
    mark = _ROW.match(line)
    if mark is None:
        return None
    number, rest = int(mark["number"]), line[mark.end():]
    sep = mark["strong"] or mark["weak"] or " "
    expected = last.number + 1 if last else 1
    begins_anew = last is not None and number == 1 and last.number > 1 and (after_gap or sep != last.sep)
    if not begins_anew and not _may_follow(number, last, is_strong=bool(mark["strong"])):
        return None
    if rest[:1].isdecimal() and sep in ".:-":  # 1.5斤, 12:30 and 3-2-502 begin no row
        begins_name = number == expected or (number == 1 and _HOUSE_REST.match(rest))
        if _AMOUNT_REST.match(rest) or not begins_name:
            return None
    if sep == "-" and _ROOM_REST.match(rest):
        return None
    is_amount = bool(_UNIT_FIRST.match(rest)) and not find_quantities(rest)  # 2 袋大米
    if sep == " " and (is_amount or (number != expected and not begins_anew)):
        return None
    return Row(number, rest.strip(), sep, after_gap)


def _may_follow(number: int, last: Row | None, is_strong: bool) -> bool:
    if last is None:
        return number <= 1 or (is_strong and number <= MOST_SKIPPED)
    if number == 1:
        return is_strong
    if not is_strong:
        return number == last.number + 1
    return last.number <= number <= last.number + MOST_SKIPPED


def _unflattened(run: list[Row]) -> list[Row]:
    """The same rows, those that were flattened into one line taken apart again."""
    rows: list[Row] = []
    for place, row in enumerate(run):
        following = run[place + 1].number if place + 1 < len(run) else None
        if following is not None and following <= row.number + 1:
            rows.append(row)
        else:
            rows.extend(_inner(row, following))
    return rows


def _without_example(run: list[Row]) -> list[Row]:
    """The rows without a first one that only shows how to write them; a run of nothing else is kept."""
    return run[1:] if len(run) > 1 and run[0].number <= 1 and _EXAMPLE_ROW.match(run[0].text) else run


def _inner(row: Row, following: int | None) -> list[Row]:
    rows: list[Row] = []
    text, begin, number, sep = row.text, 0, row.number, row.sep
    for mark in _INNER.finditer(text):
        mark_sep = mark["strong"] or mark["weak"] or " "
        if int(mark["number"]) != number + 1 or mark_sep != sep or (following is not None and number + 1 >= following):
            continue
        if not _begins_row(text, begin, mark):
            continue
        rows.append(Row(number, text[begin:mark.start()].strip(), sep))
        begin, number = mark.end(), number + 1
    last = text[begin:].strip()
    empty = _EMPTY_ROWS.search(last)
    if empty and int(empty["next"]) == number + 1:
        last = last[: empty.start()]
    return [*rows, Row(number, last, sep, row.after_gap and not rows)]


def _begins_row(text: str, begin: int, mark: re.Match[str]) -> bool:
    """Whether a number inside a row is the next row's, rather than a quantity of this one."""
    before = text[begin:mark.start()]
    parted = before[-1:] in ("", " ", "\n", ",", "。", ";", ")")
    has_quantity = any(not found.bare for found in find_quantities(before))
    if mark["strong"] and mark["strong"] != "、":
        return (parted or has_quantity) and bool(before.strip())
    if mark["strong"]:
        return (parted and bool(before.strip())) or has_quantity
    return parted and has_quantity and not _UNIT_FIRST.match(text[mark.end():])


def _take_from_head(found: Rows) -> None:
    """Rows that begin in the midst of the title's line: #接龙 周末团 1. 李姐 2份 2. 老周 1份."""
    for place, line in enumerate(found.head):
        for mark in _INNER.finditer(line):
            sep = mark["strong"] or ""
            if int(mark["number"]) != 1 or not sep:
                continue
            row = Row(1, "\n".join([line[mark.end():], *found.head[place + 1:]]).strip(), sep)
            found.head = [*found.head[:place], line[:mark.start()].strip()]
            found.runs = [_inner(row, None)]
            return


def is_menu(rows: list[Row]) -> bool:
    """Whether rows offer goods rather than order them: each has a price, and none a quantity beside it."""
    return bool(rows) and all(_offers(row.text) for row in rows)


def _offers(text: str) -> bool:
    prices = [price for price in find_prices(text) if price.sure or price.unit]
    if not prices:
        return False
    return not any(
        not quantity.bare and not any(price.start <= quantity.start < price.end for price in prices)
        for quantity in find_quantities(text)
        if quantity.value != 1 and f"{text[quantity.end:quantity.end + 1]}" not in "/装"
    )
