"""谁报名了: names in the room while they are few, a file in private when they are many."""

from __future__ import annotations

from openpyxl import load_workbook

from bot.messages import Outcome
from catalogue.tables import Member, RoomMember
from tests.people.conftest import NORTH, Street

ACTIVITY = "迎新包饺子"


def asked_with(street: Street, people: int) -> Outcome:
    """What staff get when so many members signed up, one of whom carries a room number in the name."""
    street.say("north", "open_activity", title=ACTIVITY, when="2026-12-12T10:00:00+08:00")
    for number in range(people):
        name = "7-1-301张姐" if number == 0 else f"邻居{number}"
        member = Member(channel_id=f"n{number}", nickname=name)
        street.session.add(member)
        street.session.flush()
        street.session.add(RoomMember(room_id=street.room(NORTH).id, member_id=member.id, alias=name))
        street.later(seconds=1).say(f"n{number}", "sign_up", activity=ACTIVITY, people=2 if number == 1 else None)
    return street.later(minutes=1).say("north", "list_sign_ups", activity=ACTIVITY)


def test_twenty_are_named_in_the_room(street: Street) -> None:
    only, = asked_with(street, 20).replies
    assert only.room == street.room(NORTH).id and only.file is None
    assert "报了21人" in only.text and "邻居12人" in only.text and "邻居19" in only.text
    assert "张姐" in only.text and "301" not in only.text


def test_more_than_twenty_go_out_as_a_file_in_private(street: Street) -> None:
    here, alone = asked_with(street, 21).replies
    assert here.room == street.room(NORTH).id and here.file is None
    assert "报了22人" in here.text and "私信" in here.text and "邻居5" not in here.text
    assert (alone.room, alone.to) == (None, street.member("north").id) and alone.file is not None
    sheet = load_workbook(alone.file).worksheets[0]
    assert sheet.max_row == 2 + 1 + 21 + 1, "what it is, a heading, everybody, the sum"
    assert [cell.value for cell in sheet[sheet.max_row]][:2] == ["合计", 22]
