"""linli members: who is in a group, as rows for the workbook; ids are what no human can see in WeChat."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.exports.sheets import safe
from catalogue.tables import Member, MemberRole, Merchant, Room, RoomMember
from intents.errors import LinliError

HEAD = ("微信标识", "昵称", "角色", "住址", "网格", "商户", "卡号", "群里的名字", "说明")
RESIDENT = "居民"  # what somebody without a role is; the workbook wants one
SEEN, LISTED, NEVER_SEEN = "在群里找过小邻", "人员表里已经有", "网关的群名单里有，还没找过小邻"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One person of a group: the channel's id, the own nickname, the name shown in the group."""

    channel_id: str
    nickname: str
    alias: str


def room_called(session: Session, name: str) -> Room:
    """The room of this name. Raises: LinliError with the names that there are."""
    room = session.scalars(select(Room).where(Room.name == name, Room.left_at.is_(None))).first()
    if room is None:
        names = "、".join(session.scalars(select(Room.name).where(Room.left_at.is_(None)).order_by(Room.id)))
        what_to_do = f"现有：{names}。" if names else "先填好工作簿里的群，再 linli import。"
        raise LinliError(f"没有叫“{name}”的群。{what_to_do}")
    return room


def rows_of(session: Session, room: Room, told: Sequence[Neighbour] = ()) -> list[list[str]]:
    """A row for each person seen acting in the room, then for those that only the gateway told of."""
    shops = dict(session.execute(select(Merchant.id, Merchant.name)).tuples().all())
    roles: dict[int, list[str]] = {}
    for member_id, role in session.execute(select(MemberRole.member_id, MemberRole.role).order_by(MemberRole.id)):
        roles.setdefault(member_id, []).append(role)
    by_id = {one.channel_id: one for one in told}
    seen = session.execute(
        select(Member, RoomMember.alias).join(RoomMember, RoomMember.member_id == Member.id)
        .where(RoomMember.room_id == room.id, Member.channel_id.is_not(None)).order_by(RoomMember.id)
    ).tuples().all()
    rows = []
    for member, alias in seen:
        now = by_id.pop(member.channel_id or "", None)
        rows.append(_row(member, roles.get(member.id, []), shops, (now.alias if now else alias) or "", SEEN))
    for one in by_id.values():
        known = session.scalars(select(Member).where(Member.channel_id == one.channel_id)).first()
        if known is not None:
            rows.append(_row(known, roles.get(known.id, []), shops, one.alias, NEVER_SEEN))
        else:
            rows.append([one.channel_id, one.nickname, RESIDENT, "", "", "", "", one.alias, NEVER_SEEN])
    return rows


def _row(member: Member, roles: Iterable[str], shops: dict[int, str], alias: str, note: str) -> list[str]:
    return [
        member.channel_id or "", member.nickname or alias, "、".join(roles) or RESIDENT, member.home or "", member.grid or "",
        shops.get(member.merchant_id or 0, ""), member.card_no or "", alias, LISTED if member.listed else note,
    ]


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """The rows under their head, as the workbook's folder of CSV files takes them; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows([str(safe(cell)) for cell in row] for row in rows)
    return out.getvalue()
