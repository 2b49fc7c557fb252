"""What is wished in a collection: a ranking, and one row for each wish."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.amounts import from_milli, quantity_text
from catalogue.demand import Ranked, demands_of, ranking
from catalogue.exports.sheets import Cell, add_sheet, chinese_time, new_book, save
from catalogue.tables import Collection, Member


def demand_file(session: Session, collection: Collection, folder: Path, now: datetime) -> Path:
    """Write the list of a collection; gives the file."""
    ranked = ranking(session, collection)
    rows: list[list[Cell]] = [
        [place, one.product, one.households, _amounts(one)] for place, one in enumerate(ranked, 1)
    ]
    book = new_book()
    add_sheet(book, "排名", ["名次", "商品", "户数", "数量"], rows)
    wishes = demands_of(session, collection)
    people = {
        member.id: member.nickname
        for member in session.scalars(select(Member).where(Member.id.in_(
            {one for row in wishes for one in (row.member_id, row.beneficiary_id) if one}
        )))
    }
    add_sheet(book, "按人", ["姓名", "给谁", "商品", "数量", "单位", "时间"], [
        [
            people.get(row.member_id) or "（已注销）", row.beneficiary_name or people.get(row.beneficiary_id or 0), row.product,
            from_milli(row.quantity) if row.quantity is not None else None, row.unit, chinese_time(row.at),
        ]
        for row in wishes
    ])
    return save(book, folder, f"{collection.title}汇总", now)


def _amounts(one: Ranked) -> str:
    return "、".join(f"{quantity_text(quantity)}{unit}" for quantity, unit in one.amounts if quantity is not None)
