"""The bot's own echo proves what was sent, as it was really sent: with whom it calls, gathered, as a file."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.assembly import Parts
from bot.channels import NoSuchRoom, TooFast, Uncertain
from bot.house import House
from bot.messages import Incoming, Outgoing
from bot.sending.pace import FIRST_PAUSE, Limits, Pace
from bot.sending.proof import is_echo_of
from catalogue.tables import Member, Outbox
from tests.conftest import NOW
from tests.path.conftest import SOUTH
from tests.path.test_sender import Clock, Ear, live, parts, put, status

__all__ = ["parts"]


def echo(text: str = "", room: str | None = SOUTH, **more: str) -> Incoming:
    return Incoming("echo", NOW, room, "bot", "小邻", text, room or "", own=True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("heard, said, same", [
    (echo("记下了"), Outgoing(1, SOUTH, None, "记下了"), True),
    (echo("@3-2-502张姐\u2005记下了"), Outgoing(1, SOUTH, "zhang", "记下了", ("zhang",)), True),
    (echo("@🌸 花 开\u2005@老吴\u2005记下了：@ 价"), Outgoing(1, SOUTH, None, "记下了：@ 价", ("a", "b")), True),
    (echo("@张姐 记下了"), Outgoing(1, SOUTH, "zhang", "记下了", ("zhang",)), False),
    (echo("记下了", "别的群"), Outgoing(1, SOUTH, None, "记下了"), False),
    (echo("记下了", None, to="zhang"), Outgoing(1, None, "zhang", "记下了"), True),
    (echo("记下了", None, to="li"), Outgoing(1, None, "zhang", "记下了"), False),
    (echo(file="清单.xlsx"), Outgoing(1, SOUTH, None, "在这里", file=Path("/f/清单.xlsx")), True),
    (echo(file="别的.xlsx"), Outgoing(1, SOUTH, None, "在这里", file=Path("/f/清单.xlsx")), False),
    (echo(""), Outgoing(1, SOUTH, None, ""), False),
])
def test_an_echo_is_known_by_what_was_really_sent(heard: Incoming, said: Outgoing, same: bool) -> None:
    assert is_echo_of(heard, said) is same


def test_a_mentioning_answer_is_confirmed_by_its_echo(parts: Parts) -> None:
    with parts.database.transaction() as session:
        member = Member(channel_id="zhang", nickname="张姐")
        session.add(member)
        session.flush()
        member_id = member.id
    row_id = put(parts, "记下了", to_id=member_id, mentions=[member_id])

    async def work(house: House) -> None:
        await house.sender.drain()
        assert status(parts, row_id) == ("uncertain", "no_confirmation")
        await house.hear(echo("@7-1-301 张姐🌸\u2005记下了"))

    live(parts, Ear(Uncertain("no reply in time")), Clock(), work)
    assert status(parts, row_id) == ("sent", None)


def test_gathered_answers_are_confirmed_together(parts: Parts) -> None:
    rows = [put(parts, f"记下了{number}") for number in range(3)]

    async def work(house: House) -> None:
        await house.sender.drain()
        assert {status(parts, row)[0] for row in rows} == {"uncertain"}
        await house.hear(echo("记下了0\n记下了1\n记下了2"))

    live(parts, Ear(Uncertain("no reply in time")), Clock(), work, Limits(3.0, 8.0, 20.0, 12, 400))
    assert {status(parts, row)[0] for row in rows} == {"sent"}


def test_what_an_earlier_run_left_in_doubt_is_confirmed_too(parts: Parts) -> None:
    row_id = put(parts, "八折啦", "promotion", status="sending", sent_at=NOW)

    async def work(house: House) -> None:
        assert status(parts, row_id) == ("uncertain", "restart")
        await house.hear(echo("八折啦"))

    live(parts, Ear(), Clock(), work)
    assert status(parts, row_id)[0] == "sent"


def test_an_echo_that_is_quicker_than_the_note_of_doubt_wins(parts: Parts) -> None:
    row_id = put(parts, "八折啦")

    class Slow(Ear):
        async def send(self, outgoing: Outgoing) -> str | None:
            raise Uncertain("no reply in time")

    async def work(house: House) -> None:
        note = house.sender._unsure.note

        def noting(outgoing: Outgoing, rows: tuple[int, ...], now: object) -> None:
            note(outgoing, rows, NOW)
            asyncio.get_running_loop().create_task(house.hear(echo("八折啦")))

        house.sender._unsure.note = noting  # type: ignore[assignment,method-assign]
        await house.sender.drain()
        await asyncio.sleep(0.2)

    live(parts, Slow(), Clock(), work)
    assert status(parts, row_id)[0] == "sent"


def test_a_room_without_the_account_is_skipped_at_once(parts: Parts) -> None:
    row_id = put(parts, "停水", "notice")
    live(parts, Ear(NoSuchRoom("not there")), Clock(), lambda house: house.sender.drain())
    assert status(parts, row_id) == ("skipped", "no_room")


def test_after_a_warning_nothing_proactive_leaves_for_half_an_hour_and_answers_do(parts: Parts) -> None:
    promotion, answer, clock = put(parts, "促", "promotion"), None, Clock()
    ear = Ear(TooFast("slow down"))

    async def work(house: House) -> None:
        nonlocal answer
        await house.sender.drain()
        assert status(parts, promotion)[0] == "pending"
        clock.now += timedelta(minutes=5)
        answer = put(parts, "答")
        await house.sender.drain()
        assert status(parts, promotion)[0] == "pending" and status(parts, answer)[0] == "sent"
        clock.now = NOW + FIRST_PAUSE
        await house.sender.drain()

    live(parts, ear, clock, work)
    assert status(parts, promotion)[0] == "sent"


def test_each_further_warning_pauses_twice_as_long_until_a_day_was_calm() -> None:
    pace = Pace(Limits())
    first = pace.warned(NOW)
    assert first == NOW + FIRST_PAUSE and pace.warned(NOW + timedelta(minutes=1)) == first
    second = pace.warned(first)
    assert second == first + 2 * FIRST_PAUSE
    calm = second + timedelta(hours=25)
    assert pace.warned(calm) == calm + FIRST_PAUSE


def test_rows_stay_as_they_are_where_nothing_was_in_doubt(parts: Parts) -> None:
    row_id = put(parts, "八折啦", status="uncertain", reason="no_confirmation", sent_at=NOW)

    async def work(house: House) -> None:
        await house.hear(echo("别的话"))

    live(parts, Ear(), Clock(), work)
    with parts.database.read() as session:
        assert session.scalars(select(Outbox.status).where(Outbox.id == row_id)).one() == "uncertain"
