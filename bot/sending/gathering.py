"""Several short answers in one room become one message, a line for each person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Outgoing
from catalogue.tables import Member, Outbox, RoomMember

MOST_LINES = 20
LONGEST = 80  # characters of an answer that can be a line
# 7-1-301张姐: a room number belongs in nobody's message but one's own.
_ROOM_NUMBER = re.compile(r"[0-9０-９]+(?:[-－—#栋幢号楼单元室]+[0-9０-９]*)*[-－—#栋幢号楼单元室]*")


def can_gather(row: Outbox) -> bool:
    """Whether an answer can be a line of a gathered one."""
    return (
        row.kind == "answer" and row.room_id is not None and row.file is None and "\n" not in row.text
        and len(row.text) <= LONGEST
    )


def gathered(session: Session, first: Outgoing, rows: Sequence[Outbox]) -> Outgoing:
    """One message for all these answers in one room; `first` is that of the first row."""
    lines, mentions = [], []
    for row in rows:
        member = session.get(Member, row.to_id) if row.to_id is not None else None
        name = call_name(session, row, member)
        lines.append(f"{name}：{row.text}" if name else row.text)
        if member is not None and member.channel_id and not member.no_mentions:
            mentions.append(member.channel_id)
    return Outgoing(first.row, first.room, first.to, "\n".join(lines), tuple(dict.fromkeys(mentions)))


def call_name(session: Session, row: Outbox, member: Member | None) -> str:
    """What others may read of a member's name; "" where nothing is left of it."""
    if member is None:
        return ""
    alias = session.scalar(
        select(RoomMember.alias).where(RoomMember.room_id == row.room_id, RoomMember.member_id == member.id)
    )
    return without_numbers(alias or member.nickname or "")


def without_numbers(name: str) -> str:
    """7-1-301张姐 as others may read it: 张姐."""
    return _ROOM_NUMBER.sub("", name).strip()
