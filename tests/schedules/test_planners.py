"""Whoever planned something hears why it did not go out: the member, or for a row of the workbook those whose rooms it is for."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.assembly import Parts, assemble
from catalogue.database import Database
from catalogue.tables import Member, MemberRole, Outbox, Room, Schedule
from intents.days import CHINA, plain_day_kind
from schedules.broadcasts import tell_planner

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=CHINA)
SOUTH = "青柳湾南区群"
OURS = 200


@pytest.fixture
def parts(neighbourhood_store: Database, tmp_path: Path) -> Parts:
    return assemble(neighbourhood_store, files=tmp_path, day_kind=plain_day_kind)


def plan(parts: Parts, title: str, due: datetime, by: str | None = None, rooms: tuple[str, ...] = (SOUTH,)) -> None:
    """A promotion due once; by nobody: of the workbook."""
    with parts.database.transaction() as session:
        session.query(Schedule).filter(Schedule.number < OURS).update({"status": "done"})  # the sample's own
        ids = session.scalars(select(Room.id).where(Room.name.in_(rooms))).all()
        planner = session.scalar(select(Member.id).where(Member.channel_id == by))
        session.add(Schedule(
            kind="promotion", title=title, text=title, when=f"{due:%Y-%m-%d %H:%M}", rooms=list(ids), status="active",
            next_due=due, created_by=planner, from_workbook=by is None, number=OURS + len(title),
        ))


def told(parts: Parts) -> dict[str | None, list[str]]:
    """What was told in private of what expired, by channel id."""
    found: dict[str | None, list[str]] = {}
    with parts.database.read() as session:
        rows = session.execute(
            select(Member.channel_id, Outbox.text, Outbox.room_id).join(Member, Member.id == Outbox.to_id)
            .where(Outbox.cause == "expired").order_by(Outbox.id)
        )
        for who, text, room in rows:
            assert room is None
            found.setdefault(who, []).append(text)
    return found


def test_a_row_of_the_workbook_missed_while_nothing_ran_is_told_to_the_grid_worker_of_its_room_once(parts: Parts) -> None:
    plan(parts, "豆腐一元两块", NOON)
    for hours in (9, 10):
        parts.clockwork.tick(NOON + timedelta(hours=hours))
    (who, (text,)), = told(parts).items()
    assert who == "wx_lvxiao" and "豆腐一元两块" in text and "没开着" in text


def test_where_nobody_looks_after_the_room_the_administrators_are_told(parts: Parts) -> None:
    with parts.database.transaction() as session:
        session.query(MemberRole).filter_by(role="网格员").delete()
    plan(parts, "豆腐一元两块", NOON)
    parts.clockwork.tick(NOON + timedelta(hours=9))
    assert set(told(parts)) == {"wx_qin"}


def test_whoever_planned_it_is_told_and_nobody_else(parts: Parts) -> None:
    plan(parts, "豆腐一元两块", NOON, by="wx_mumai")
    parts.clockwork.tick(NOON + timedelta(hours=9))
    assert set(told(parts)) == {"wx_mumai"}


def test_many_that_did_not_go_out_are_one_message(parts: Parts) -> None:
    for number in range(9):
        plan(parts, f"第{'一' * (number + 1)}样", NOON)
    parts.clockwork.tick(NOON + timedelta(hours=9))
    (text,), = told(parts).values()
    assert len(text.splitlines()) == 6 and "还有5条" in text


def test_a_promotion_for_which_there_was_no_place_on_its_day_is_told_too(parts: Parts) -> None:
    plan(parts, "豆腐一元两块", NOON)
    with parts.database.transaction() as session:
        schedule = session.scalars(select(Schedule).where(Schedule.title == "豆腐一元两块")).one()
        schedule.status, schedule.next_due = "done", None
        tell_planner(session, schedule.id, NOON, "cap", NOON)
    parts.clockwork.tick(NOON + timedelta(minutes=1))
    assert "促销满了" in told(parts)["wx_lvxiao"][0]
