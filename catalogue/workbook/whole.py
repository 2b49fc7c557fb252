"""What no single cell shows: cells of a row that contradict each other, rows that belong together and disagree."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from catalogue.workbook.cells import Value
from catalogue.workbook.faults import Fault
from catalogue.workbook.sheets import Sheet
from intents.days import CHINA
from intents.recurrences import read_recurrence
from intents.timetable import clock_text

if TYPE_CHECKING:
    from catalogue.workbook.checking import Row


def check_whole(sheet: Sheet, rows: list[Row], faults: list[Fault]) -> None:
    """Add what is wrong with the rows of one sheet."""
    _check_agreement(sheet, rows, faults)
    for row in rows:
        faults.extend(_check_row(sheet.name, row))


def _check_agreement(sheet: Sheet, rows: list[Row], faults: list[Fault]) -> None:
    """Rows of one 团购, 投票 or 需求征集 must say the same about what belongs to the whole."""
    first: dict[str, Row] = {}
    for row in rows:
        title = row.text(sheet.keys[0])
        if title is None:
            continue
        other = first.setdefault(title, row)
        for column in sheet.columns:
            if column.whole and _said(row, column.name) != _said(other, column.name):
                there = shown(other.values.get(column.name)) or "空的"
                reason = f"“{title}”的{column.name}和第{other.number}行不一样（那里是{there}），请改成一样的"
                faults.append(
                    Fault(sheet.name, row.number, column.name, shown(row.values.get(column.name)), reason)
                )


def _said(row: Row, column: str) -> object:
    value = row.values.get(column)
    if column == "未成团":
        return value or "取消"
    return frozenset(value) if isinstance(value, tuple) else value


def shown(value: Value) -> str:
    """A value as it would be written in its cell."""
    if isinstance(value, datetime):
        return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, tuple):
        return "、".join(value)
    return "" if value is None else str(value)


def _check_row(sheet: str, row: Row) -> list[Fault]:
    match sheet:
        case "商户":
            return _merchant(row)
        case "团购" | "需求征集":
            return _times(sheet, row)
        case "活动":
            return _activity(row)
        case "人员":
            return _member(row)
        case _:
            return []


def card_is_worse(row: Row) -> bool:
    """Whether a resident's card saves less than the shop's own VIP card (a larger 折 number)."""
    card, vip = row.values.get("居民卡折扣"), row.values.get("会员折扣")
    return isinstance(card, int) and isinstance(vip, int) and card > vip


def _merchant(row: Row) -> list[Fault]:
    found = []
    if card_is_worse(row):
        card, vip = (f"{int(str(row.values[name])) / 100:g}折" for name in ("居民卡折扣", "会员折扣"))
        reason = f"居民卡{card}比会员{vip}还贵，先不显示居民卡折扣，也不算加盟；改到{vip}或更低就好了"
        found.append(Fault("商户", row.number, "居民卡折扣", card, reason, warning=True))
    lng, lat = row.values.get("经度"), row.values.get("纬度")
    if (lng is None) != (lat is None):
        column = "经度" if lng is None else "纬度"
        found.append(Fault("商户", row.number, column, "", "经度、纬度要一起填，先按没有位置算", warning=True))
    return found


def _times(sheet: str, row: Row) -> list[Fault]:
    start, deadline = row.values.get("开始时间"), row.values.get("截止时间")
    if isinstance(start, datetime) and isinstance(deadline, datetime) and deadline <= start:
        return [Fault(sheet, row.number, "截止时间", shown(deadline), f"比开始时间（{shown(start)}）还早")]
    return []


def _activity(row: Row) -> list[Fault]:
    start, end = row.text("开始时间"), row.text("结束时间")
    if start is None or end is None:
        return []
    recurrence = read_recurrence(start)  # its cell was read, so this can be read
    dated = len(end) > len("10:30")
    if not recurrence.is_once:
        reason = "每次都有的活动，结束时间只写几点，例如 10:30"
        return [Fault("活动", row.number, "结束时间", end, reason)] if dated else []
    begins = f"{recurrence.once} {clock_text(recurrence.spans[0].start)}"
    if (end if dated else f"{recurrence.once} {end}") > begins:
        return []
    # An evening may end after midnight, so a time alone is only suspicious.
    return [Fault("活动", row.number, "结束时间", end, f"比开始时间（{begins}）还早", warning=not dated)]


def _member(row: Row) -> list[Fault]:
    found = []
    roles = row.texts("角色")
    if "商户" in roles and "商户" in row.values and not row.text("商户"):
        found.append(Fault("人员", row.number, "商户", "", "角色里有商户，最好写上是哪家店", warning=True))
    return found
