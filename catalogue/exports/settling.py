"""What a group buy comes to, and what is brought to somebody's door: the sheets for the grid worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalogue.amounts import from_milli, quantity_text
from catalogue.exports.sheets import Cell, add_sheet, yuan
from catalogue.order_lines import PAID, PICKED_UP, Line, amount_of
from catalogue.settlement import Tally
from catalogue.tables import Member, Order

if TYPE_CHECKING:
    from openpyxl import Workbook


@dataclass(frozen=True, slots=True)
class Listed:
    """What a sheet lists, the people by the ids of their rows, and the lines that stand over it."""

    lines: Sequence[Line]
    people: Mapping[int, Member]
    above: tuple[str, str]


def is_paid(order: Order) -> bool:
    """Whether the money is there."""
    return order.status == PAID or order.paid_at is not None


def name_of(order: Order, people: Mapping[int, Member]) -> str:
    """For whom the order is."""
    if order.beneficiary_name:
        return order.beneficiary_name
    member = people.get(order.beneficiary_id or order.sender_id or 0)
    return (member.nickname if member else None) or "（已注销）"


def by_order(lines: Sequence[Line]) -> list[tuple[Order, list[Line]]]:
    """The lines of each order, by number."""
    orders: dict[int, tuple[Order, list[Line]]] = {}
    for line in lines:
        orders.setdefault(line.order.id, (line.order, []))[1].append(line)
    return sorted(orders.values(), key=lambda pair: pair[0].number)


def by_product(lines: Sequence[Line]) -> dict[int, int]:
    """Product id → thousandths."""
    sums: dict[int, int] = {}
    for line in lines:
        sums[line.product.id] = sums.get(line.product.id, 0) + line.quantity
    return sums


def for_deliveries(book: Workbook, listed: Listed) -> None:
    """What somebody ordered for somebody else and brings along, one line an order; no sheet where nobody did."""
    rows: list[list[Cell]] = []
    for order, own in by_order(listed.lines):
        if order.beneficiary_id is None and order.beneficiary_name is None:
            continue
        member = listed.people.get(order.beneficiary_id or 0)
        brings = listed.people.get(order.sender_id or 0)
        goods = "、".join(f"{one.product.name}{quantity_text(one.quantity)}{one.product.unit or ''}" for one in own)
        rows.append([
            brings.nickname if brings else None, name_of(order, listed.people), member.home if member else None, goods,
            yuan(amount_of(own)), "✓" if is_paid(order) else None, order.pickup, order.number, None,
        ])
    if rows:
        rows.sort(key=lambda row: str(row[0] or ""))
        add_sheet(
            book, "送货", ["谁送", "送给", "住址", "东西", "金额(元)", "已付", "在哪取", "单号", "签收"], rows,
            ["合计", f"{len(rows)}户", None, None, yuan(sum_of(listed.lines))],
            above=(f"{listed.above[0]}：送货单", listed.above[1]),
        )


def sum_of(lines: Sequence[Line]) -> int:
    """What was ordered for others comes to, in fen."""
    return amount_of(
        line for line in lines if line.order.beneficiary_id is not None or line.order.beneficiary_name is not None
    )


def for_settlement(book: Workbook, sums: Tally, listed: Listed, points: Mapping[str, Sequence[Line]]) -> None:
    """By product (with origin and batch), by pick-up point, by person: what is due, what is paid, what is fetched."""
    above = (f"{listed.above[0]}：结算", listed.above[1])
    rows: list[list[Cell]] = []
    for one in sums.products:
        own = [line for line in sums.lines if line.product.id == one.product.id]
        rows.append([
            one.product.name, one.product.unit, from_milli(one.quantity), one.households, *_money(own),
            one.product.origin, one.product.batch,
        ])
    head = ["应收(元)", "已收(元)", "未收(元)"]
    total = _money(sums.lines)
    add_sheet(
        book, "按商品", ["商品", "单位", "数量", "户数", *head, "产地", "批次"], rows,
        ["合计", None, None, sums.households, *total], above=above,
    )
    at_points: list[list[Cell]] = [
        [point, len({line.order.id for line in lines}), *_money(lines), _fetched(lines)] for point, lines in points.items()
    ]
    add_sheet(
        book, "按取货点", ["取货点", "单数", *head, "已取单数"], at_points,
        ["合计", sums.orders, *total, _fetched(sums.lines)], above=above,
    )
    persons: dict[str, list[Line]] = {}
    for line in sums.lines:
        persons.setdefault(name_of(line.order, listed.people), []).append(line)
    add_sheet(
        book, "按人结算", ["姓名", "单数", *head, "已取单数"],
        [[name, len({line.order.id for line in own}), *_money(own), _fetched(own)] for name, own in persons.items()],
        ["合计", sums.orders, *total, _fetched(sums.lines)], above=above,
    )


def _money(lines: Sequence[Line]) -> list[Cell]:
    """What is due, what of it is paid, what is not."""
    due, paid = amount_of(lines), amount_of(line for line in lines if is_paid(line.order))
    return [yuan(due), yuan(paid), yuan(due - paid)]


def _fetched(lines: Sequence[Line]) -> int:
    return len({line.order.id for line in lines if line.order.status == PICKED_UP})
