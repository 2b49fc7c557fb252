"""The orders of a group buy: one sheet for the supplier, one for each pick-up point, one by person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.amounts import from_milli
from catalogue.exports.sheets import Cell, add_sheet, chinese_time, new_book, save, yuan
from catalogue.order_lines import PAID, PICKED_UP, PLACED, Line, amount_of
from catalogue.settlement import Tally, tally
from catalogue.tables import GroupBuy, Member, Order

STATUS = {PLACED: "未付款", PAID: "已付款", PICKED_UP: "已取货"}
NOWHERE = "取货点未定"


def orders_file(session: Session, group_buy: GroupBuy, folder: Path, now: datetime) -> Path:
    """Write the list of a group buy; gives the file."""
    sums = tally(session, group_buy)
    people = _people(session, sums.lines)
    book = new_book()
    _for_the_supplier(book, sums)
    points: dict[str, list[Line]] = {point: [] for point in group_buy.pickup_points}
    for line in sums.lines:
        points.setdefault(line.order.pickup or NOWHERE, []).append(line)
    for point, lines in points.items():
        if lines:
            _for_a_point(book, point, lines, people)
    _by_person(book, sums.lines, people)
    return save(book, folder, f"{group_buy.title}订单", now)


def _for_the_supplier(book: Workbook, sums: Tally) -> None:
    """Products and sums only: a supplier learns nothing of anybody."""
    rows: list[list[Cell]] = [
        [
            one.product.name, one.product.spec, one.product.unit, from_milli(one.quantity), yuan(one.product.price_fen),
            yuan(one.amount_fen), one.households, one.product.origin, one.product.batch,
        ]
        for one in sums.products
    ]
    add_sheet(
        book, "供货汇总", ["商品", "规格", "单位", "数量", "现价(元)", "金额(元)", "户数", "产地", "批次"], rows,
        ["合计", None, None, None, None, yuan(sums.amount_fen), sums.households],
    )


def _for_a_point(book: Workbook, point: str, lines: Sequence[Line], people: dict[int, Member]) -> None:
    """What to hand to whom, with boxes to tick, and below how much of each product must be there."""
    rows: list[list[Cell]] = []
    for order, own in _by_order(lines):
        rows.append([
            order.number, _name(order, people), _items(own), yuan(amount_of(own)), STATUS[order.status],
            "✓" if order.status == PICKED_UP else None, order.note,
        ])
    needed: dict[int, tuple[Line, int]] = {}
    for line in lines:
        needed[line.product.id] = (line, needed.get(line.product.id, (line, 0))[1] + line.quantity)
    rows.append([None])
    rows += [[None, "本点共需", _item(line, total)] for line, total in needed.values()]
    add_sheet(
        book, point, ["单号", "姓名", "商品", "金额(元)", "付款", "取货", "备注"], rows,
        ["合计", None, None, yuan(amount_of(lines))],
    )


def _by_person(book: Workbook, lines: Sequence[Line], people: dict[int, Member]) -> None:
    rows: list[list[Cell]] = []
    for order, own in _by_order(lines):
        who = None if order.beneficiary_name else people.get(order.beneficiary_id or order.sender_id or 0)
        by = people.get(order.entered_by or order.sender_id or 0)
        rows += [
            [
                order.number, _name(order, people), who.home if who else None,
                line.product.name, from_milli(line.quantity), line.product.unit, yuan(line.unit_price_fen),
                yuan(line.amount_fen), order.pickup, STATUS[order.status],
                by.nickname if by is not who and by else None, chinese_time(order.placed_at),
            ]
            for line in own
        ]
    add_sheet(
        book, "按人",
        [
            "单号", "姓名", "住址", "商品", "数量", "单位", "单价(元)", "金额(元)", "取货点", "状态", "代订人",
            "下单时间",
        ],
        rows, ["合计", None, None, None, None, None, None, yuan(amount_of(lines))],
    )


def _by_order(lines: Sequence[Line]) -> list[tuple[Order, list[Line]]]:
    orders: dict[int, tuple[Order, list[Line]]] = {}
    for line in lines:
        orders.setdefault(line.order.id, (line.order, []))[1].append(line)
    return sorted(orders.values(), key=lambda pair: pair[0].number)


def _items(lines: Sequence[Line]) -> str:
    return "、".join(_item(line, line.quantity) for line in lines)


def _item(line: Line, quantity: int) -> str:
    return f"{line.product.name}{from_milli(quantity)}{line.product.unit or ''}"


def _name(order: Order, people: dict[int, Member]) -> str:
    """For whom the order is."""
    if order.beneficiary_name:
        return order.beneficiary_name
    member = people.get(order.beneficiary_id or order.sender_id or 0)
    return (member.nickname if member else None) or "（已注销）"


def _people(session: Session, lines: Sequence[Line]) -> dict[int, Member]:
    ids = {
        person for line in lines
        for person in (line.order.sender_id, line.order.beneficiary_id, line.order.entered_by) if person is not None
    }
    return {member.id: member for member in session.scalars(select(Member).where(Member.id.in_(ids)))}
