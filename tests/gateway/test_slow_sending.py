"""Broadcasts through the real gateway when its sends are slow, refused, or answered too late to know."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from catalogue.broadcasts import AT_ONCE
from catalogue.database import Database
from catalogue.tables import Room, Schedule
from tests.gateway.conftest import TestGateway
from tests.gateway.street import Street, until


@pytest.fixture
def street(database: Database, gateway: TestGateway, tmp_path: Path) -> Street:
    return Street(database, gateway, tmp_path)


def bound(street: Street) -> int:
    """How many rooms are known by the channel's id."""
    with street.database.read() as session:
        return len(session.scalars(select(Room.id).where(Room.channel_ref.is_not(None))).all())


def promote(street: Street, text: str) -> int:
    """A promotion due now to the rooms that the account is in; how many they are."""
    with street.database.transaction() as session:
        rooms = session.scalars(select(Room).where(Room.channel_ref.is_not(None), Room.left_at.is_(None))).all()
        session.add(Schedule(
            kind="promotion", title=text, text=text, when=AT_ONCE, rooms=[room.id for room in rooms],
            next_due=street.now(), status="active",
        ))
        return len(rooms)


def test_slow_and_refused_sends_bring_a_promotion_to_each_room_once(street: Street) -> None:
    async def story() -> None:
        await until(lambda: bound(street) > 1)
        await street.order("faults", delayMs=300, refuse=1)
        count = promote(street, "豆浆买一送一")
        assert count > 1
        await until(lambda: any(row.attempts == 1 and row.status == "pending" for row in street.rows()))
        street.ahead += timedelta(minutes=1)
        await until(lambda: [row.status for row in street.rows()].count("sent") == count)

    street.live(story)
    assert len(street.gateway.sent()) == len(street.rows())
    assert {row.status for row in street.rows()} == {"sent"}


def test_a_promotion_of_which_the_answer_came_too_late_is_known_by_its_echo_and_never_sent_again(street: Street) -> None:
    async def story() -> None:
        await until(lambda: bound(street) > 1)
        await street.order("faults", delayMs=6000)  # longer than linli waits for the gateway
        count = promote(street, "晚上面包半价")
        await until(lambda: [row.status for row in street.rows()].count("sent") == count, 60)

    street.live(story)
    assert len(street.gateway.sent()) == len(street.rows())
