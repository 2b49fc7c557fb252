"""Into a large group WeChat lets nobody be taken: the account is asked, and follows staff only."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.happenings import Entered, Invited, LookedAround
from bot.channels.wechat import happening
from catalogue.database import Database
from catalogue.tables import Room
from tests.gateway.conftest import TestGateway
from tests.gateway.street import Street, until

NEW = "105@chatroom"
MEMBERS = ["wxid_zhang", "wxid_li", "wxid_wang"]


@pytest.fixture
def street(database: Database, gateway: TestGateway, tmp_path: Path) -> Street:
    here = Street(database, gateway, tmp_path)
    with database.transaction() as session:
        session.add(Room(name="青柳湾三期群"))
    return here


async def invite(street: Street, by: str, topic: str = "青柳湾三期群", room: str = NEW) -> None:
    await street.order("invite", room=room, topic=topic, members=MEMBERS, by=by)


@pytest.mark.parametrize("role", ["wx_qin", "wx_lvxiao"], ids=["administrator", "grid worker"])
def test_an_invitation_of_staff_is_followed_and_the_group_is_served_at_once(street: Street, role: str) -> None:
    street.is_staff("wxid_wang", of=role)

    async def story() -> None:
        await street.took_in(LookedAround)
        await invite(street, by="wxid_wang")
        await street.took_in(Entered)

    street.live(story)
    assert [one.get("entered") for one in street.gateway.sent()] == [NEW]
    assert street.room(NEW).name == "青柳湾三期群"


def test_an_invitation_of_anybody_else_is_not_followed_and_administrators_hear_of_it_once(street: Street) -> None:
    street.is_staff("wxid_wang")

    async def story() -> None:
        await street.took_in(LookedAround)
        for _ in range(2):
            await invite(street, by="wxid_li", topic="捡便宜群")
        await until(lambda: sum(isinstance(one, Invited) for one in street.happened) == 2)
        await street.sent(1)
        street.ahead += timedelta(days=1, minutes=1)
        await invite(street, by="wxid_li", topic="捡便宜群")
        await until(lambda: sum(row.cause == "invited" for row in street.rows()) == 2)

    street.live(story)
    told = street.gateway.sent()
    assert not any("entered" in one for one in told)
    assert {one["place"] for one in told} == {"wxid_wang"}
    assert told[0]["text"] == "老李请我进“捡便宜群”群，TA不是网格员，我没进。要我进，就请您或网格员再邀请我一次。"


def test_staff_are_told_of_five_such_invitations_a_day(street: Street) -> None:
    street.is_staff("wxid_wang")

    async def story() -> None:
        await street.took_in(LookedAround)
        for number in range(8):
            await invite(street, by="wxid_li", topic=f"第{number}个群", room=f"20{number}@chatroom")
        await until(lambda: sum(isinstance(one, Invited) for one in street.happened) == 8)

    street.live(story)
    assert sum(row.cause == "invited" for row in street.rows()) == 5


def test_a_name_like_that_of_staff_opens_no_door(street: Street) -> None:
    street.gateway.order("person", id="wxid_false", name="秦主任")

    async def story() -> None:
        await street.took_in(LookedAround)
        await street.order("invite", room=NEW, topic="青柳湾三期群", members=[*MEMBERS, "wxid_false"], by="wxid_false")
        await street.took_in(Invited)

    street.live(story)
    assert not any("entered" in one for one in street.gateway.sent())


def test_a_gateway_that_fails_once_is_asked_again(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(happening, "ACCEPT_AGAIN_S", 0.05)
    street.is_staff("wxid_wang")

    async def story() -> None:
        await street.took_in(LookedAround)
        await street.order("faults", refuse=2)
        await invite(street, by="wxid_wang")
        await street.took_in(Entered)

    street.live(story)
    with street.database.read() as session:
        assert session.scalars(select(Room.channel_ref).where(Room.name == "青柳湾三期群")).one() == NEW
