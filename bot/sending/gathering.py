"""Several short answers in one room become one message, a line for each person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from bot.messages import Outgoing
from bot.numbered import safe_name
from catalogue.tables import Member, Outbox, Room, RoomMember, table_of

MOST_LINES = 20
LONGEST = 80  # characters of an answer that can be a line
_members, _seen = table_of(Member).c, table_of(RoomMember).c
_ADDRESSED = (
    select(_members.id, _members.channel_id, _members.nickname, _members.no_mentions, _seen.alias)
    .outerjoin(table_of(RoomMember), and_(_seen.member_id == _members.id, _seen.room_id == bindparam("room")))
    .where(_members.id.in_(bindparam("people", expanding=True)))
)


def can_gather(row: Outbox) -> bool:
    """Whether an answer can be a line of a gathered one."""
    return (
        row.kind == "answer" and row.cause is None and row.room_id is not None and row.file is None
        and "\n" not in row.text and len(row.text) <= LONGEST
    )


def gathered(session: Session, rows: Sequence[Outbox]) -> Outgoing:
    """One message for all these answers in one room."""
    found = session.execute(_ADDRESSED, {"room": rows[0].room_id, "people": list({row.to_id for row in rows})})
    people = {person.id: person for person in found}
    lines, mentions = [], []
    for row in rows:
        person = people.get(row.to_id)
        # What others may read of a name; "" where nothing is left of it.
        name = safe_name(person.alias or person.nickname, "") if person is not None else ""
        lines.append(f"{name}：{row.text}" if name else row.text)
        if person is not None and person.channel_id and not person.no_mentions:
            mentions.append(person.channel_id)
    room, first = session.get_one(Room, rows[0].room_id), people.get(rows[0].to_id)
    return Outgoing(
        rows[0].id, room.channel_ref or room.name, first.channel_id if first is not None else None, "\n".join(lines),
        tuple(dict.fromkeys(mentions)),
    )
