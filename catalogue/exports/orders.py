"""The orders of a group buy: one sheet for the supplier, one for each pick-up point, one by person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.amounts import from_milli
from catalogue.exports.settling import Listed, by_order, by_product, for_deliveries, for_settlement, is_paid, name_of
from catalogue.exports.sheets import Cell, add_sheet, chinese_time, new_book, save, yuan
from catalogue.order_lines import PICKED_UP, Line, amount_of
from catalogue.settlement import Tally, tally
from catalogue.tables import GroupBuy, Member

if TYPE_CHECKING:
    from openpyxl import Workbook

NOWHERE = "取货点未定"
SUPPLIER = ("supplier",)
ALL = ("supplier", "points", "deliveries", "people")
NAMES = {
    ("supplier",): "供货单", ("points",): "取货单", ("deliveries",): "送货单",
    ("settlement", "people"): "结算单",
}


def orders_file(
    session: Session, group_buy: GroupBuy, folder: Path, now: datetime, sheets: tuple[str, ...] = ALL
) -> Path:
    """Write lists of a group buy; gives the file. sheets: supplier, points, deliveries, settlement, people."""
    sums = tally(session, group_buy)
    people = _people(session, sums.lines)
    above = _above(session, group_buy, now)
    book = new_book()
    points: dict[str, list[Line]] = {point: [] for point in group_buy.pickup_points}
    for line in sums.lines:
        points.setdefault(line.order.pickup or NOWHERE, []).append(line)
    points = {point: lines for point, lines in points.items() if lines}
    for sheet in sheets:
        match sheet:
            case "supplier":
                _for_the_supplier(book, sums, points, above)
            case "points":
                for point, lines in points.items():
                    _for_a_point(book, point, lines, people, above)
            case "deliveries":
                for_deliveries(book, Listed(sums.lines, people, above))
            case "settlement":
                for_settlement(book, sums, Listed(sums.lines, people, above), points)
            case "people":
                _by_person(book, sums.lines, people)
    return save(book, folder, f"{group_buy.title}{NAMES.get(sheets, '订单')}", now)


def _above(session: Session, group_buy: GroupBuy, now: datetime) -> tuple[str, str]:
    """What stands over a list: which group buy; until when, when written, whom to ask."""
    opener = session.get(Member, group_buy.opened_by) if group_buy.opened_by is not None else None
    contact = f"，联系人：{opener.nickname}" if opener is not None and opener.nickname else ""
    ended = min(group_buy.closed_at or group_buy.deadline, group_buy.deadline)
    return group_buy.title, f"{chinese_time(ended)}截止，{chinese_time(now)}制表{contact}"


def _for_the_supplier(book: Workbook, sums: Tally, points: Mapping[str, Sequence[Line]], above: tuple[str, str]) -> None:
    """Products and sums only, a column for each pick-up point: a supplier learns nothing of anybody."""
    at_points = [by_product(lines) for lines in points.values()] if len(points) > 1 else []
    rows: list[list[Cell]] = [
        [
            one.product.name, one.product.spec, one.product.unit, from_milli(one.quantity),
            *(from_milli(there[one.product.id]) if one.product.id in there else None for there in at_points),
            yuan(one.product.price_fen), yuan(one.amount_fen), one.households, one.product.origin, one.product.batch,
        ]
        for one in sums.products
    ]
    columns = list(points) if at_points else []
    one_unit = len({one.product.unit for one in sums.products}) == 1
    total: list[Cell] = ["合计", None, None, _all_of(sums.lines) if one_unit else None]
    total += [_all_of(lines) if one_unit else None for lines in points.values()] if at_points else []
    add_sheet(
        book, "供货汇总",
        ["商品", "规格", "单位", "数量", *columns, "现价(元)", "金额(元)", "户数", "产地", "批次"], rows,
        [*total, None, yuan(sums.amount_fen), sums.households], above=(f"{above[0]}：供货汇总", above[1]),
    )


def _for_a_point(
    book: Workbook, point: str, lines: Sequence[Line], people: dict[int, Member], above: tuple[str, str]
) -> None:
    """What to hand to whom, paid or not, fetched or not, a place to sign; below the money still due and the goods."""
    rows: list[list[Cell]] = []
    due_fen = 0
    for order, own in by_order(lines):
        paid = is_paid(order)
        due_fen += 0 if paid else amount_of(own)
        rows += [
            [
                order.number if place == 0 else None, name_of(order, people), line.product.name,
                _quantity(line), yuan(line.amount_fen), "✓" if paid else None,
                "✓" if order.status == PICKED_UP else None, None, order.note if place == 0 else None,
            ]
            for place, line in enumerate(own)
        ]
    named = {line.product.id: line for line in lines}
    rows.append([None])
    rows += [
        [None, "本点共需", named[product_id].product.name, f"{from_milli(total)}{named[product_id].product.unit or ''}"]
        for product_id, total in by_product(lines).items()
    ]
    rows.append([None, "还没收的钱", None, None, yuan(due_fen)])
    add_sheet(
        book, point, ["单号", "姓名", "商品", "数量", "金额(元)", "已付", "已取", "签名", "备注"], rows,
        ["合计", None, None, None, yuan(amount_of(lines))], above=(f"{above[0]}：{point}取货单", above[1]),
    )


def _quantity(line: Line) -> str:
    return f"{from_milli(line.quantity)}{line.product.unit or ''}"


def _all_of(lines: Sequence[Line]) -> int | float:
    return from_milli(sum(line.quantity for line in lines))


def _by_person(book: Workbook, lines: Sequence[Line], people: dict[int, Member]) -> None:
    rows: list[list[Cell]] = []
    for order, own in by_order(lines):
        who = None if order.beneficiary_name else people.get(order.beneficiary_id or order.sender_id or 0)
        by = people.get(order.entered_by or order.sender_id or 0)
        rows += [
            [
                order.number, name_of(order, people), who.home if who else None,
                line.product.name, from_milli(line.quantity), line.product.unit, yuan(line.unit_price_fen),
                yuan(line.amount_fen), order.pickup, "已付" if is_paid(order) else "未付",
                "已取" if order.status == PICKED_UP else None,
                by.nickname if by is not who and by else None, chinese_time(order.placed_at),
            ]
            for line in own
        ]
    add_sheet(
        book, "按人",
        [
            "单号", "姓名", "住址", "商品", "数量", "单位", "单价(元)", "金额(元)", "取货点", "付款", "取货", "代订人",
            "下单时间",
        ],
        rows, ["合计", None, None, None, None, None, None, yuan(amount_of(lines))],
    )


def _people(session: Session, lines: Sequence[Line]) -> dict[int, Member]:
    ids = {
        person for line in lines
        for person in (line.order.sender_id, line.order.beneficiary_id, line.order.entered_by) if person is not None
    }
    return {member.id: member for member in session.scalars(select(Member).where(Member.id.in_(ids)))}
