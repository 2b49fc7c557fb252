"""Rooms, members and friends come and go on a real gateway; the bot was away and returns."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.happenings import Befriended, Entered, LookedAround, Parted, Removed, Renamed, Returned
from bot.channels.wechat import speaking
from bot.outbox import Rules
from catalogue import workbook
from catalogue.broadcasts import AT_ONCE
from catalogue.database import Database
from catalogue.tables import Member, Room, RoomMember, Schedule
from intents.days import CHINA, plain_day_kind
from schedules.quiet import QuietHours
from tests.gateway.conftest import OTHER_ROOM, ROOM, TestGateway
from tests.gateway.street import Street, until

SOUTH, NORTH = "青柳湾南区群", "青柳湾北区群"
BOT = "wxid_linli"


@pytest.fixture
def street(database: Database, gateway: TestGateway, tmp_path: Path) -> Street:
    return Street(database, gateway, tmp_path)


def schedule(street: Street, text: str) -> None:
    """A broadcast to all rooms, due now."""
    with street.database.transaction() as session:
        session.add(Schedule(
            kind="notice", title=text, text=text, when=AT_ONCE, rooms=[], next_due=street.now(), status="active",
        ))


def test_rooms_of_the_workbook_are_bound_before_anybody_speaks(street: Street) -> None:
    async def story() -> None:
        await street.took_in(LookedAround)

    street.live(story)
    assert (street.room(ROOM).name, street.room(OTHER_ROOM).name) == (SOUTH, NORTH)


def test_a_room_that_the_bot_was_taken_out_of_gets_nothing_and_staff_know_why(street: Street) -> None:
    street.is_staff("wxid_wang")
    street.is_staff("wxid_li", of="wx_lvxiao")

    async def story() -> None:
        await street.took_in(LookedAround)
        await street.order("leave", room=ROOM, who=[BOT], by="wxid_zhang")
        await street.took_in(Removed)
        schedule(street, "明天停水")
        await until(lambda: any(row.status == "skipped" for row in street.rows()))
        await until(lambda: any(row.text == "明天停水" and row.status == "sent" for row in street.rows()))

    street.live(story)
    gone = street.room(ROOM)
    assert gone.removed and gone.left_at is not None
    assert [(row.room_id, row.text) for row in street.rows() if row.reason == "removed"] == [(gone.id, "明天停水")]
    told = [one for one in street.gateway.sent() if SOUTH in str(one.get("text"))]
    assert told and all("@chatroom" not in one["place"] and "不在" in one["text"] for one in told)
    assert ROOM not in [one["place"] for one in street.gateway.sent()]


def test_taken_in_again_the_bot_speaks_there_again(street: Street) -> None:
    async def story() -> None:
        await street.took_in(LookedAround)
        await street.order("leave", room=ROOM, who=[BOT], by="wxid_zhang")
        await street.took_in(Removed)
        await street.order("join", room=ROOM, who=[BOT], by="wxid_zhang")
        await street.took_in(Entered)
        await street.say("鸡蛋一盒")
        await until(lambda: any(row.status == "sent" and "鸡蛋" in row.text for row in street.rows()))

    street.live(story)
    assert not street.room(ROOM).removed and street.room(ROOM).left_at is None


def test_who_is_heard_in_a_room_a_while_after_the_removal_shows_that_the_bot_is_back(street: Street) -> None:
    async def story() -> None:
        await street.took_in(LookedAround)
        await street.order("leave", room=ROOM, who=[BOT], by="wxid_zhang")
        await street.took_in(Removed)
        await street.say("你已被移出群聊")
        await until(lambda: bool(street.heard))
        assert street.room(ROOM).removed, "the word on the removal itself brings nobody back"
        with street.database.transaction() as session:
            session.get_one(Room, street.room(ROOM).id).left_at = street.now() - timedelta(minutes=5)
        street.house._removed_from = {ROOM: street.now() - timedelta(minutes=5)}
        await street.say("鸡蛋一盒")
        await until(lambda: not street.room(ROOM).removed)

    street.live(story)


def test_a_new_room_of_the_workbook_is_known_at_once_and_another_is_told_to_administrators(street: Street) -> None:
    street.is_staff("wxid_wang")
    with street.database.transaction() as session:
        session.add(Room(name="青柳湾三期群"))

    async def story() -> None:
        await street.took_in(LookedAround)
        for ref, topic in (("103@chatroom", "青柳湾三期群"), ("104@chatroom", "老同学群")):
            await street.order("room", id=ref, topic=topic, members=["wxid_li"])
            await street.order("join", room=ref, who=[BOT], by="wxid_li")
        await until(lambda: sum(isinstance(one, Entered) for one in street.happened) == 2)
        await street.sent(1)

    street.live(story)
    assert street.room("103@chatroom").name == "青柳湾三期群"
    only, = street.gateway.sent()
    assert only["place"] == "wxid_wang" and "老同学群" in only["text"] and "群表" in only["text"]


def test_a_renamed_room_stays_the_same_and_the_old_workbook_changes_nothing(street: Street) -> None:
    async def story() -> None:
        await street.took_in(LookedAround)
        await street.order("topic", room=ROOM, topic="青柳湾一家亲", by="wxid_zhang")
        await street.took_in(Renamed)
        await street.say("鸡蛋一盒")
        await street.sent(1)

    street.live(story)
    room = street.room(ROOM)
    assert (room.name, room.former_names) == ("青柳湾一家亲", [SOUTH])
    with street.database.transaction() as session:
        book = workbook.sample(street.now().astimezone(CHINA).date())
        report = workbook.import_book(session, book, street.now(), day_kind=plain_day_kind)
        assert not report.changed_anything
        assert session.scalars(select(Room.name).where(Room.id == room.id)).one() == "青柳湾一家亲"
        assert len(session.scalars(select(Room)).all()) == 3


def test_a_room_renamed_while_nobody_listened_is_noticed_on_return(street: Street) -> None:
    async def nothing() -> None:
        await street.took_in(LookedAround)

    street.live(nothing)
    street.gateway.order("topic", room=ROOM, topic="青柳湾一家亲", by="wxid_zhang")
    street.happened.clear()
    street.live(nothing)
    assert street.room(ROOM).name == "青柳湾一家亲"


def test_two_rooms_may_not_have_one_name_and_administrators_are_told_once(street: Street) -> None:
    street.is_staff("wxid_wang")

    async def story() -> None:
        await street.took_in(LookedAround)
        for _ in range(2):
            await street.order("topic", room=ROOM, topic=NORTH, by="wxid_zhang")
        await until(lambda: sum(isinstance(one, Renamed) for one in street.happened) == 2)
        await street.sent(1)

    street.live(story)
    assert street.room(ROOM).name == SOUTH
    only, = street.gateway.sent()
    assert only["place"] == "wxid_wang" and SOUTH in only["text"] and NORTH in only["text"]


def test_in_private_only_the_rooms_count_in_which_the_channel_says_somebody_is(street: Street) -> None:
    async def story() -> None:
        await street.took_in(LookedAround)
        await street.say("今天真冷", room=None, by="wxid_li")
        await until(lambda: bool(street.heard))
        await street.order("leave", room=ROOM, who=["wxid_li"], by="wxid_zhang")
        await street.took_in(Parted)
        await street.say("今天真热", room=None, by="wxid_li")
        await until(lambda: len(street.others()) == 2)
        await street.order("join", room=ROOM, who=["wxid_li"], by="wxid_zhang")
        await until(lambda: street.channel.rooms.shared_with("wxid_li") == (ROOM, OTHER_ROOM))

    street.live(story)
    assert [one.shared_rooms for one in street.others()] == [(ROOM, OTHER_ROOM), (OTHER_ROOM,)]


def test_a_member_who_left_a_room_is_not_of_it_any_more(street: Street) -> None:
    def seen() -> list[int]:
        with street.database.read() as session:
            return list(session.scalars(
                select(RoomMember.room_id).join(Member, Member.id == RoomMember.member_id)
                .where(Member.channel_id == "wxid_li")
            ))

    async def story() -> None:
        await street.took_in(LookedAround)
        await street.say("鸡蛋一盒", by="wxid_li")
        await until(lambda: bool(seen()))
        await street.order("leave", room=ROOM, who=["wxid_li"], by="wxid_zhang")
        await street.took_in(Parted)

    street.live(story)
    assert seen() == []


def test_what_could_not_be_delivered_waits_for_the_friendship(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "REFUSED_ECHO_S", 0.1)
    gateway = street.gateway
    gateway.order("faults", strangers=["wxid_li"])

    def private() -> tuple[int, str]:
        return next(((row.attempts, row.status) for row in street.rows() if row.room_id is None), (0, ""))

    async def story() -> None:
        await street.took_in(LookedAround)
        await street.say("鸡蛋一盒", by="wxid_li")
        await street.sent(1)
        await street.say("@小邻\u2005我的订单", by="wxid_li", mentions=[BOT])
        for attempt in (1, 2, 3):  # it is refused, refused again, and given up
            await until(lambda attempt=attempt: private()[0] == attempt and private()[1] != "sending")
            street.ahead += timedelta(minutes=3)
        assert private()[1] == "expired"
        await until(lambda: sum("加我好友" in row.text for row in street.rows() if row.status == "sent") == 1)
        await street.order("befriend", contact="wxid_li")
        await street.took_in(Befriended)
        await until(lambda: all(row.status == "sent" for row in street.rows() if row.room_id is None))

    street.live(story)
    asked = [one for one in gateway.sent() if "加我好友" in str(one.get("text"))]
    assert len(asked) == 1 and asked[0]["place"] == ROOM and asked[0]["mentions"] == ["wxid_li"]
    delivered = [one for one in gateway.sent() if one.get("place") == "wxid_li"]
    assert len(delivered) == 1 and "鸡蛋" in delivered[0]["text"]
    with street.database.read() as session:
        assert session.scalars(select(Member).where(Member.channel_id == "wxid_li")).one().is_friend


def test_who_writes_in_private_can_be_reached_there(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaking, "REFUSED_ECHO_S", 0.1)
    gateway = street.gateway
    gateway.order("faults", strangers=["wxid_li"])

    async def story() -> None:
        await street.took_in(LookedAround)
        await street.say("鸡蛋一盒", by="wxid_li")
        await street.sent(1)
        await street.say("@小邻\u2005我的订单", by="wxid_li", mentions=[BOT])
        await until(lambda: any(row.room_id is None and row.attempts == 1 and row.status == "pending" for row in street.rows()))
        await street.order("faults", strangers=[])
        await street.say("在吗", room=None, by="wxid_li")
        await until(lambda: all(row.status == "sent" for row in street.rows() if row.room_id is None))

    street.live(story)


def test_after_a_long_absence_groups_with_something_open_are_told_when_it_was(street: Street) -> None:
    since = street.now() - timedelta(minutes=3)

    async def story() -> None:
        await street.took_in(LookedAround)
        await street.took_in(Returned)
        await until(lambda: sum(row.cause == "offline" and row.status == "sent" for row in street.rows()) == 2)

    async def again() -> None:
        await street.took_in(Returned)
        await street.took_in(LookedAround)

    async def bind() -> None:
        await street.took_in(LookedAround)

    street.live(bind)
    street.happened.clear()
    street.live(story, away_since=since)
    told = [one for one in street.gateway.sent() if "离线" in str(one.get("text"))]
    assert {one["place"] for one in told} == {ROOM, OTHER_ROOM} and len(told) == 2
    begun = since.astimezone(CHINA)
    assert f"{begun:%H:%M}–" in told[0]["text"] and "接龙请再发一次" in told[0]["text"]
    street.happened.clear()
    street.live(again, away_since=street.now() - timedelta(minutes=3))
    waiting = [row for row in street.rows() if row.cause == "offline" and row.status == "pending"]
    assert len(waiting) == 2 and all(row.not_before > street.now() + timedelta(minutes=50) for row in waiting)
    street.happened.clear()
    street.live(again, away_since=street.now() - timedelta(minutes=3))
    assert sum(row.cause == "offline" for row in street.rows()) == 4, "one word waits for both absences"


@pytest.mark.parametrize("away", [timedelta(seconds=0), timedelta(seconds=90)])
def test_a_short_absence_is_told_to_nobody(street: Street, away: timedelta) -> None:
    async def story() -> None:
        await street.took_in(LookedAround)
        await street.took_in(Returned)

    street.live(story, away_since=street.now() - away)
    assert not [row for row in street.rows() if row.cause == "offline"]


def test_in_the_quiet_hours_nobody_is_told_of_an_absence_before_the_morning(
    database: Database, gateway: TestGateway, tmp_path: Path
) -> None:
    hour = datetime.now(CHINA)
    begins, ends = (hour - timedelta(hours=1)).time(), (hour + timedelta(hours=2)).replace(second=0, microsecond=0)
    quiet = QuietHours(time(begins.hour, begins.minute), time(ends.hour, ends.minute))
    street = Street(database, gateway, tmp_path, Rules(quiet=quiet))

    async def story() -> None:
        await street.took_in(LookedAround)
        await street.took_in(Returned)

    street.live(story)
    street.happened.clear()
    street.live(story, away_since=street.now() - timedelta(minutes=30))
    waiting = [row for row in street.rows() if row.cause == "offline"]
    assert len(waiting) == 2 and all(row.status == "pending" and row.not_before >= ends for row in waiting)
    assert not gateway.sent()


def test_a_room_that_the_account_is_not_in_is_no_place_to_send_to(street: Street) -> None:
    async def story() -> None:
        await street.took_in(LookedAround)
        schedule(street, "明天停水")
        await until(lambda: sum(row.status in ("sent", "skipped") for row in street.rows()) == 3)

    street.live(story)
    assert [row.reason for row in street.rows() if row.status == "skipped"] == ["no_room"]


