"""The sender: order, pace, gathering, crashes, uncertain sends; and the inbox before it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.assembly import Parts, assemble
from bot.channels import NotSent, Uncertain
from bot.house import House
from bot.messages import Incoming, Outgoing
from bot.path import Heard
from bot.sending.pace import UNPACED, Limits, Pace
from bot.sending.right import AnotherSender, sole_sender
from catalogue.database import Database, open_database
from catalogue.tables import Member, Outbox, Room, RoomMember
from intents.days import CHINA, plain_day_kind
from tests.conftest import NOW
from tests.path.conftest import SOUTH

WECHAT = Limits(3.0, 8.0, 20.0, 12, 400)


class Ear:
    """A channel that notes what is sent; `fails` raises for the first messages."""

    def __init__(self, *fails: Exception) -> None:
        self.sent: list[Outgoing] = []
        self._fails = list(fails)

    async def send(self, outgoing: Outgoing) -> str | None:
        if self._fails:
            raise self._fails.pop(0)
        self.sent.append(outgoing)
        return f"out-{len(self.sent)}"


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def parts(neighbourhood_store: Database, tmp_path: Path) -> Parts:
    return assemble(neighbourhood_store, files=tmp_path, day_kind=plain_day_kind)


def put(parts: Parts, text: str, kind: str = "answer", **more: Any) -> int:
    """A row in the south room."""
    with parts.database.transaction() as session:
        row = Outbox(**{
            "room_id": 1, "text": text, "mentions": [], "kind": kind, "created_at": NOW, "not_before": NOW, **more,
        })
        session.add(row)
        session.flush()
        return row.id


def status(parts: Parts, row_id: int) -> tuple[str, str | None]:
    with parts.database.read() as session:
        row = session.get_one(Outbox, row_id)
        return row.status, row.reason


def live(
    parts: Parts, ear: Ear, clock: Clock, work: Callable[[House], Awaitable[None]], limits: Limits = UNPACED
) -> None:
    """Run some work inside a house whose sender does nothing by itself."""

    async def inside() -> None:
        house = House(parts, ear, limits=limits, clock=clock, wake_every_s=3600)
        await asyncio.get_running_loop().run_in_executor(None, house.sender.recover)
        await work(house)
        house._workers.shutdown()

    asyncio.run(inside())


def test_answers_go_before_notices_and_promotions(parts: Parts) -> None:
    ear = Ear()
    for kind in ("promotion", "reminder", "notice", "answer"):
        put(parts, kind, kind)

    live(parts, ear, Clock(), lambda house: house.sender.drain())
    assert [one.text for one in ear.sent] == ["answer", "notice", "reminder", "promotion"]


def test_what_surely_did_not_go_out_is_tried_again_and_given_up_at_last(parts: Parts) -> None:
    row_id, clock = put(parts, "一声"), Clock()
    ear = Ear(NotSent("away"), NotSent("away"), NotSent("away"))

    async def work(house: House) -> None:
        for _ in range(3):
            await house.sender.drain()
            clock.now += timedelta(minutes=5)

    live(parts, ear, clock, work)
    assert (status(parts, row_id), ear.sent) == (("expired", "not_sent"), [])


def test_an_uncertain_send_is_not_repeated_and_is_confirmed_by_its_own_echo(parts: Parts) -> None:
    row_id = put(parts, "八折啦", "promotion")
    ear = Ear(Uncertain("no reply in time"))

    async def work(house: House) -> None:
        await house.sender.drain()
        assert status(parts, row_id)[0] == "uncertain"
        await house.sender.drain()
        await house.hear(Incoming("echo", NOW, SOUTH, "bot", "小邻", "八折啦", SOUTH, own=True))

    live(parts, ear, Clock(), work)
    assert (status(parts, row_id)[0], ear.sent) == ("sent", [])


def test_who_is_told_to_stop_finishes_the_message_under_way_and_leaves_the_rest_for_the_next_start(parts: Parts) -> None:
    first, second = put(parts, "一"), put(parts, "二")
    under_way = asyncio.Event()

    class Slow(Ear):
        async def send(self, outgoing: Outgoing) -> str | None:
            under_way.set()
            await asyncio.sleep(0.3)
            return await super().send(outgoing)

    async def inside() -> None:
        async with House(parts, ear, clock=Clock(), wake_every_s=3600):
            await under_way.wait()

    ear = Slow()
    asyncio.run(inside())
    assert [one.text for one in ear.sent] == ["一"]
    assert (status(parts, first)[0], status(parts, second)[0]) == ("sent", "pending")


def test_after_a_crash_answers_are_sent_again_and_promotions_are_uncertain(parts: Parts) -> None:
    answer, promotion = put(parts, "答", status="sending"), put(parts, "促", "promotion", status="sending")
    ear = Ear()
    live(parts, ear, Clock(), lambda house: house.sender.drain())
    assert status(parts, answer)[0] == "sent"
    assert status(parts, promotion) == ("uncertain", "restart")
    assert [one.text for one in ear.sent] == ["答"]


def test_what_came_too_late_expires_with_its_reason(parts: Parts) -> None:
    row_id, ear = put(parts, "旧闻", expires_at=NOW - timedelta(minutes=1)), Ear()
    live(parts, ear, Clock(), lambda house: house.sender.drain())
    assert (status(parts, row_id), ear.sent) == (("expired", "late"), [])


def test_the_pace_of_wechat_holds_between_messages_and_in_a_room() -> None:
    pace = Pace(WECHAT, jitter=lambda low, high: high)
    assert pace.free_at(1, NOW, proactive=True) == NOW
    pace.note(1, NOW, proactive=True)
    assert pace.free_at(2, NOW, proactive=True) == NOW + timedelta(seconds=8)
    assert pace.free_at(1, NOW, proactive=True) == NOW + timedelta(seconds=20)
    assert pace.free_at(1, NOW, proactive=False) == NOW + timedelta(seconds=8)


def test_no_more_than_twelve_messages_go_in_a_minute() -> None:
    pace = Pace(Limits(per_minute=12))
    for second in range(12):
        pace.note(1, NOW + timedelta(seconds=second), proactive=False)
    assert pace.free_at(1, NOW + timedelta(seconds=12), proactive=False) == NOW + timedelta(minutes=1)


def test_a_daily_cap_holds_for_what_is_proactive_only_and_a_new_account_begins_with_twenty() -> None:
    begun = Limits(per_day=400, account_since=date(2026, 11, 28))
    assert [begun.daily(date(2026, 11, day)) for day in (28, 29)] == [20, 47]
    assert begun.daily(date(2026, 12, 12)) == 400
    pace = Pace(begun)
    pace.begin_day(date(2026, 11, 28), 20)
    assert pace.free_at(1, NOW, proactive=False) == NOW
    assert pace.free_at(1, NOW, proactive=True) == datetime(2026, 11, 29, tzinfo=CHINA)


def test_several_short_answers_in_a_room_become_one_without_room_numbers_of_others(parts: Parts) -> None:
    with parts.database.transaction() as session:
        session.get_one(Room, 1).channel_ref = "south"
        ids = []
        for number, name in enumerate(("7-1-301张姐", "老吴", "12栋王阿姨")):
            member = Member(channel_id=f"g{number}", nickname=name)
            session.add(member)
            session.flush()
            session.add(RoomMember(room_id=1, member_id=member.id, alias=name))
            ids.append(member.id)
    rows = [
        put(parts, f"记下了：鸡蛋{n}盒", to_id=member_id, mentions=[member_id])
        for n, member_id in enumerate(ids, 1)
    ]
    ear = Ear()
    live(parts, ear, Clock(), lambda house: house.sender.drain(), WECHAT)
    only, = ear.sent
    assert only.text == "张姐：记下了：鸡蛋1盒\n老吴：记下了：鸡蛋2盒\n王阿姨：记下了：鸡蛋3盒"
    assert only.mentions == ("g0", "g1", "g2")
    assert {status(parts, row)[0] for row in rows} == {"sent"}


def order(number: int, who: str, text: str = "鸡蛋一盒") -> Incoming:
    return Incoming(f"{who}-{number}", NOW + timedelta(seconds=number), SOUTH, who, who, text, SOUTH)


def test_messages_of_a_room_are_taken_in_order_and_each_is_answered(parts: Parts) -> None:
    ear = Ear()
    handled: list[str] = []
    real = parts.path.hear

    async def work(house: House) -> None:
        def noting(incoming: Incoming) -> Any:
            handled.append(incoming.id)
            return real(incoming)

        house.inbox._path = _Noting(noting)  # type: ignore[assignment]
        await asyncio.gather(*(house.hear(order(n, f"w{n % 3}")) for n in range(9)))
        await house.sender.drain()

    clock = Clock()
    live(parts, ear, clock, work)
    assert handled == [f"w{n % 3}-{n}" for n in range(9)]
    assert len(ear.sent) >= 3


def test_one_members_thousand_messages_let_the_others_go_first(parts: Parts) -> None:
    handled: list[str] = []

    async def work(house: House) -> None:
        def noting(incoming: Incoming) -> Any:
            handled.append(incoming.id)
            return Heard()

        house.inbox._path = _Noting(noting)  # type: ignore[assignment]
        flood = [house.hear(order(n, "flooder")) for n in range(1000)]
        await asyncio.gather(*flood, house.hear(order(2000, "neighbour")))

    live(parts, Ear(), Clock(), work)
    assert handled.index("neighbour-2000") <= 25
    own = [name for name in handled if name.startswith("flooder")]
    assert own == [f"flooder-{n}" for n in range(1000)]


class _Noting:
    """A path that tells what it was asked."""

    def __init__(self, hear: Callable[[Incoming], Any]) -> None:
        self.hear_all = lambda incomings, along=None: [hear(one) for one in incomings]
        self.concerns = lambda incoming: True


def test_two_senders_on_one_postgres_are_refused(new_store: Callable[[str, bool], str]) -> None:
    url = new_store("postgres", False)
    first, second = open_database(url), open_database(url)
    try:
        with sole_sender(first), pytest.raises(AnotherSender), sole_sender(second):
            pass
        with sole_sender(second):
            pass
    finally:
        first.close()
        second.close()
