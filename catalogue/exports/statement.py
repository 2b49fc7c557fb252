"""The entries behind a month's figures, one sheet for each, with the sums that the statement tells."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from catalogue.exports.people import NOBODY, ORIGINS
from catalogue.exports.sheets import add_sheet, chinese_time, new_book, save, yuan
from catalogue.statement import Month

RULINGS = {"founded": "成立", "unfounded": "不成立", None: "未定"}


def statement_file(month: Month, called: str, folder: Path, now: datetime) -> Path:
    """Activities, points, visits and cases of the month."""
    book = new_book()
    add_sheet(
        book, "活动", ["活动", "时间", "姓名", "人数", "小时"],
        [
            [one.activity.name, chinese_time(one.starts_at), (one.member and one.member.nickname) or NOBODY, one.people,
             one.hours]
            for one in month.attended
        ],
        [f"合计{month.dates}场", None, None, month.people, month.hours],
    )
    add_sheet(
        book, "积分", ["时间", "姓名", "变动", "来源", "原因"],
        [
            [chinese_time(entry.at), member.nickname or NOBODY, entry.points, ORIGINS.get(entry.origin, entry.origin),
             entry.reason]
            for entry, member in month.points
        ],
        [f"发出{month.given}，兑换{month.spent}，更正{month.taken}", None, month.given - month.spent - month.taken],
    )
    add_sheet(
        book, "用证用卡", ["时间", "号码", "商户", "金额(元)"],
        [
            [chinese_time(visit.at), visit.number, merchant.name if merchant is not None else None,
             yuan(visit.amount_fen) if visit.amount_fen is not None else None]
            for visit, merchant in month.visits
        ],
        [f"合计{len(month.visits)}次", None, None, yuan(month.amount_fen)],
    )
    add_sheet(
        book, "联盟投诉", ["编号", "商户", "时间", "内容", "店家说明", "结论"],
        [
            [ticket.number, merchant.name, chinese_time(ticket.at), ticket.text, case.answer, RULINGS[case.ruling]]
            for case, ticket, merchant in month.cases
        ],
        [f"合计{len(month.cases)}件", None, None, None, None, f"成立{month.founded}件"],
    )
    return save(book, folder, called, now)
