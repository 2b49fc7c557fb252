"""Sign-ups, points, tickets and merchants as lists for staff."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.activities import is_here
from catalogue.exports.sheets import Cell, add_sheet, chinese_time, new_book, save, yuan
from catalogue.points import balances
from catalogue.ratings import averages
from catalogue.tables import (
    Activity,
    Certificate,
    Member,
    Merchant,
    Occurrence,
    PointsEntry,
    SignUp,
    Ticket,
    Visit,
)

NOBODY = "（已注销）"
SIGN_UP_STATUS = {"confirmed": "已报名", "waitlisted": "候补", "attended": "已签到", "cancelled": "已取消"}
ORIGINS = {
    "volunteering": "志愿活动", "award": "奖励", "redemption": "兑换", "correction": "更正", "undo": "撤销",
}
TICKET_KINDS = {"repair": "报修", "complaint": "投诉", "suggestion": "建议"}
TICKET_STATUS = {"open": "待处理", "in_progress": "处理中", "closed": "已办结"}


def sign_ups_file(
    session: Session, folder: Path, now: datetime, room_ids: Collection[int], activity: Activity | None = None
) -> Path | None:
    """One sheet for each date of an activity (of all activities of these rooms, if none is named); None: nobody."""
    statement = (
        select(Activity, Occurrence, SignUp)
        .join(Occurrence, Occurrence.activity_id == Activity.id)
        .join(SignUp, SignUp.occurrence_id == Occurrence.id)
        .order_by(Occurrence.starts_at, Activity.id, SignUp.queued_at, SignUp.id)
    )
    if activity is not None:
        statement = statement.where(Activity.id == activity.id)
    names = _names(session)
    sheets: dict[tuple[str, datetime], list[list[Cell]]] = {}
    people: dict[tuple[str, datetime], int] = {}
    for row, occurrence, sign_up in session.execute(statement).tuples():
        if activity is None and not is_here(row.rooms, room_ids):
            continue
        key = (row.name, occurrence.starts_at)
        name = sign_up.party or names.get(sign_up.member_id or 0, NOBODY)
        line: list[Cell] = [
            name, sign_up.people, SIGN_UP_STATUS[sign_up.status], chinese_time(sign_up.queued_at),
            "✓" if sign_up.status == "attended" else None,
        ]
        sheets.setdefault(key, []).append(line)
        if sign_up.status in ("confirmed", "attended"):
            people[key] = people.get(key, 0) + sign_up.people
    if not sheets:
        return None
    book = new_book()
    for (name, starts_at), lines in sheets.items():
        total: list[Cell] = ["合计", people.get((name, starts_at), 0), None, None, None]
        add_sheet(
            book, f"{name} {chinese_time(starts_at)}", ["姓名", "人数", "状态", "报名时间", "签到"], lines, total,
            above=(f"{name}报名表", f"{chinese_time(starts_at)}开始，{chinese_time(now)}制表"),
        )
    return save(book, folder, f"{activity.name if activity is not None else '活动'}报名表", now)


def points_file(session: Session, folder: Path, now: datetime) -> Path | None:
    """Balances with certificates, and every entry; None where there are no points yet."""
    sums = balances(session)
    if not sums:
        return None
    names = _names(session)
    certificates = {
        row.member_id: row for row in session.scalars(select(Certificate).order_by(Certificate.id))
    }
    rows: list[list[Cell]] = []
    for member_id, total in sorted(sums.items(), key=lambda one: (-one[1], one[0])):
        owned = certificates.get(member_id)
        state = None if owned is None else "有效" if owned.status == "valid" else "已收回"
        rows.append([names.get(member_id, NOBODY), total, owned.number if owned else None, state])
    book = new_book()
    add_sheet(book, "积分", ["姓名", "积分", "证书", "证书状态"], rows, ["合计", sum(sums.values())])
    entries: list[list[Cell]] = [
        [
            chinese_time(row.at), names.get(row.member_id, NOBODY), row.points, ORIGINS.get(row.origin, row.origin),
            row.reason, names.get(row.actor_id or 0),
        ]
        for row in session.scalars(select(PointsEntry).order_by(PointsEntry.at, PointsEntry.id))
    ]
    add_sheet(book, "明细", ["时间", "姓名", "变动", "来源", "原因", "经手人"], entries)
    return save(book, folder, "积分表", now)


def tickets_file(
    session: Session, folder: Path, now: datetime, room_ids: Collection[int] | None
) -> Path | None:
    """The tickets of these rooms and of private chats (None: of all rooms), open ones first; None: none."""
    names = _names(session)
    rows: list[list[Cell]] = []
    tickets = sorted(session.scalars(select(Ticket)), key=lambda one: (one.status == "closed", one.number))
    for one in tickets:
        if room_ids is not None and one.room_id is not None and one.room_id not in room_ids:
            continue
        late = one.status != "closed" and one.deadline is not None and one.deadline < now
        rows.append([
            one.number, TICKET_KINDS[one.kind], names.get(one.member_id, NOBODY), one.text,
            TICKET_STATUS[one.status], chinese_time(one.at), chinese_time(one.deadline), "超期" if late else None,
            one.answer, chinese_time(one.closed_at), one.satisfaction,
        ])
    if not rows:
        return None
    head = ["编号", "类型", "姓名", "内容", "状态", "登记时间", "期限", "超期", "答复", "办结时间", "满意度"]
    book = new_book()
    add_sheet(book, "工单", head, rows)
    return save(book, folder, "工单", now)


def merchants_file(session: Session, folder: Path, now: datetime) -> Path | None:
    """Every merchant with its discounts, stars and visits of cards and certificates; None: there are none."""
    stars = averages(session)
    visits: dict[int, list[int]] = {}
    for merchant_id, amount_fen in session.execute(select(Visit.merchant_id, Visit.amount_fen)).tuples():
        if merchant_id is not None:
            visits.setdefault(merchant_id, []).append(amount_fen or 0)
    rows: list[list[Cell]] = []
    for one in session.scalars(select(Merchant).order_by(Merchant.id)):
        mean, count = stars.get(one.id, (None, 0))
        used = visits.get(one.id, [])
        rows.append([
            one.name, "、".join(one.categories), one.status, "是" if one.alliance else "否", one.address, one.phone,
            one.contact, one.hours, _folds(one.card_discount), _folds(one.vip_discount),
            _folds(one.volunteer_discount), round(mean, 1) if mean is not None else None, count, len(used),
            yuan(sum(used)), one.confirmed_on.isoformat() if one.confirmed_on else None,
        ])
    if not rows:
        return None
    head = [
        "名称", "类别", "状态", "加盟", "地址", "电话", "负责人", "营业时间", "居民卡折扣", "会员折扣",
        "志愿者折扣", "星级", "评分数", "用卡次数", "用卡金额(元)", "核实日期",
    ]
    book = new_book()
    add_sheet(book, "商户", head, rows)
    return save(book, folder, "商户", now)


def _names(session: Session) -> dict[int, str]:
    rows = session.execute(select(Member.id, Member.nickname)).tuples()
    return {member_id: nickname or NOBODY for member_id, nickname in rows}


def _folds(hundredths: int | None) -> int | float | None:
    return None if hundredths is None else hundredths / 100
