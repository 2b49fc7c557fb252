"""A rush on one account, on a simulated clock: how fast the answers get out, and that the pace is kept meanwhile."""

from __future__ import annotations

import asyncio
import heapq
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean

from sqlalchemy import select

from bot.assembly import Parts, assemble
from bot.messages import Outgoing
from bot.outbox import next_release
from bot.sender import Sender
from bot.sending.pace import Limits, Pace
from catalogue.database import Database
from catalogue.tables import Deadline, Member, Outbox, Room
from intents.days import CHINA, plain_day_kind
from tests.conftest import NOW

PACE = Limits(3.0, 8.0, 20.0, 12, 400, gather_s=5.0, gather_late_s=30.0)
ROOMS, ORDERS, RUSH_S = 20, 100, 600


class Simulated:
    """A clock that jumps from one thing to the next, and a channel that notes when each message left."""

    def __init__(self, parts: Parts, limits: Limits) -> None:
        self.now = NOW
        self.parts = parts
        self.sent: list[tuple[datetime, Outgoing]] = []
        self.sender = Sender(parts, self, Pace(limits), ThreadPoolExecutor(1), lambda: self.now)

    async def send(self, outgoing: Outgoing) -> str | None:
        self.sent.append((self.now, outgoing))
        return f"out-{len(self.sent)}"

    def run(self, arrivals: list[tuple[datetime, dict[str, object]]]) -> None:
        """Put each row into the outbox at its time and send what may go, until nothing is left."""
        waiting = [(at, number, row) for number, (at, row) in enumerate(arrivals)]
        heapq.heapify(waiting)

        async def pass_time() -> None:
            while True:
                while waiting and waiting[0][0] <= self.now:
                    at, _, row = heapq.heappop(waiting)
                    with self.parts.database.transaction() as session:
                        session.add(Outbox(**{"mentions": [], "created_at": at, "not_before": at, **row}))
                wait_s = await self.sender._step()
                with self.parts.database.read() as session:
                    release = next_release(session)
                if not waiting and release is None and wait_s > 0:  # the last one sent is marked by the next step
                    return
                if wait_s > 0:
                    coming = waiting[0][0] if waiting else self.now + timedelta(days=1)
                    self.now = min(coming, self.now + timedelta(seconds=max(wait_s, 0.05)))
                    assert self.now < NOW + timedelta(days=3)

        asyncio.run(pass_time())


def twenty_rooms(store: Database, files: Path) -> tuple[Parts, list[int]]:
    parts = assemble(store, files=files, day_kind=plain_day_kind)
    with store.transaction() as session:
        rooms = [Room(name=f"第{number}群", channel_ref=f"room-{number}") for number in range(ROOMS)]
        session.add_all(rooms)
        session.flush()
        return parts, [room.id for room in rooms]


def test_two_thousand_orders_in_ten_minutes_are_answered_within_a_quarter_of_an_hour(
    neighbourhood_store: Database, tmp_path: Path
) -> None:
    parts, rooms = twenty_rooms(neighbourhood_store, tmp_path)
    street = Simulated(parts, PACE)
    apart = timedelta(seconds=RUSH_S / ORDERS)
    arrivals: list[tuple[datetime, dict[str, object]]] = [
        (NOW + number * apart + timedelta(seconds=place * 0.29), {"room_id": room, "text": f"{number}号", "kind": "answer"})
        for number in range(ORDERS) for place, room in enumerate(rooms)
    ]
    street.run(arrivals)
    with parts.database.read() as session:
        rows = session.scalars(select(Outbox).where(Outbox.kind == "answer")).all()
        waits = [(row.sent_at - row.created_at).total_seconds() for row in rows if row.sent_at]
        assert {row.status for row in rows} == {"sent"} and len(waits) == ROOMS * ORDERS
    gaps = [(after - before).total_seconds() for (before, _), (after, _) in zip(street.sent, street.sent[1:], strict=False)]
    took_s = (street.sent[-1][0] - NOW).total_seconds()
    print(f"drained in {took_s:.0f} s, mean wait {mean(waits):.0f} s, {len(street.sent)} messages")
    assert took_s < 15 * 60 and mean(waits) < 120
    assert min(gaps) >= PACE.gap_min_s
    assert all(later - at >= timedelta(minutes=1) for (at, _), (later, _) in zip(street.sent, street.sent[12:], strict=False))
    assert max(len(outgoing.text.splitlines()) for _, outgoing in street.sent) <= 20


def test_a_single_question_in_a_quiet_room_is_answered_at_once_and_the_second_is_gathered(
    neighbourhood_store: Database, tmp_path: Path
) -> None:
    parts, rooms = twenty_rooms(neighbourhood_store, tmp_path)
    street = Simulated(parts, PACE)
    street.run([
        (NOW + timedelta(seconds=at), {"room_id": rooms[0], "text": text, "kind": "answer"})
        for at, text in ((0, "第一句"), (0.5, "第二句"), (1, "第三句"), (60, "第四句"))
    ])
    assert street.sent[0][0] == NOW
    assert [outgoing.text for _, outgoing in street.sent] == ["第一句", "第二句\n第三句", "第四句"]
    assert (street.sent[1][0] - NOW).total_seconds() >= 5
    assert street.sent[2][0] == NOW + timedelta(seconds=60)


def test_near_the_daily_cap_answers_gather_longer_and_administrators_are_told_once(
    neighbourhood_store: Database, tmp_path: Path
) -> None:
    parts, rooms = twenty_rooms(neighbourhood_store, tmp_path)
    street = Simulated(parts, Limits(0.5, 0.5, 0.0, None, 10, gather_s=1.0, gather_late_s=30.0))
    street.sender._pace.begin_day(NOW.astimezone(CHINA).date(), 7)
    notices = [(NOW, {"room_id": room, "text": "停水", "kind": "notice", "cause": "broadcast"}) for room in rooms[:2]]
    street.run([
        *notices,
        (NOW + timedelta(seconds=20), {"room_id": rooms[0], "text": "一", "kind": "answer"}),
        (NOW + timedelta(seconds=21), {"room_id": rooms[0], "text": "二", "kind": "answer"}),
    ])
    answers = [at for at, outgoing in street.sent if outgoing.text in ("一", "二")]
    assert (answers[1] - answers[0]).total_seconds() >= 30
    with parts.database.read() as session:
        told = session.scalars(select(Outbox).where(Outbox.cause == "cap")).all()
        administrators = {row.to_id for row in told}
        assert told and len(told) == len(administrators)
        assert session.scalars(select(Deadline).where(Deadline.kind == "nearly_used_up")).one()
        assert all(session.get_one(Member, to).channel_id for to in administrators if to is not None)
