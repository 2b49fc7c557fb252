"""What is missing for a minimum is said once, some time before the deadline, and never at night."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.announce import announce
from bot.messages import Reply
from catalogue.database import Database
from catalogue.orders import place, recipient_for
from catalogue.stock import Want
from catalogue.tables import GroupBuy, Member, MemberRole, Product, Room
from intents.days import CHINA, plain_day_kind
from intents.scene import ADMINISTRATOR
from schedules.due import fire, next_due
from schedules.quiet import USUAL, QuietHours
from schedules.shortfalls import reminded_at, with_minimum
from tests.orders.conftest import START, Act, fill


def said(session: Session, now: datetime, files: Path | None = None) -> list[Reply]:
    """What is said by itself at that moment."""
    return [reply for one in fire(session, now, plain_day_kind) for reply in announce(session, one, now, files)]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(("deadline", "due"), [
    (at(28, 18), at(28, 16)), (at(28, 9), at(27, 20)), (at(28, 23, 30), at(28, 21, 30)), (at(29, 1), at(28, 20)),
    (at(28, 10), at(28, 8)),
])
def test_it_is_said_two_hours_before_or_in_the_evening(deadline: datetime, due: datetime) -> None:
    assert reminded_at(deadline, USUAL) == due


def test_the_quiet_hours_are_those_of_the_settings(database: Database) -> None:
    early, never = QuietHours(time(20), time(9, 30)), QuietHours(time(0), time(0))
    assert reminded_at(at(28, 23), early) == at(28, 18)
    assert reminded_at(at(29, 1), never) == at(28, 23)
    usual = short_of(database)
    with database.transaction() as session:
        grain = session.scalars(select(GroupBuy).where(GroupBuy.title == "粮油团")).one()
        asked = {quiet: reminded_at(grain.deadline, quiet) for quiet in (early, never)}
        assert len({usual, *asked.values()}) == 3
        for quiet, due in asked.items():
            assert (grain, due) in with_minimum(session, START, quiet)


def short_of(database: Database, if_short: str = "取消") -> datetime:
    """The grain needs five bags by nine the day after tomorrow; gives when that is said."""
    def work(session: Session) -> datetime:
        fill(session)
        grain = session.scalars(select(GroupBuy).where(GroupBuy.title == "粮油团")).one()
        grain.if_short = if_short
        return reminded_at(grain.deadline, USUAL)

    return database.run(work)


def order_rice(session: Session, units: int) -> None:
    rice = session.scalars(select(Product).where(Product.name == "珍珠米")).one()
    member = session.scalars(select(Member).where(Member.channel_id == "a")).one()
    place(session, recipient_for(session, member), [Want(rice, units * 1000)], Act(START, member.id, 1, f"o{units}"))


def test_what_is_missing_is_said_once_to_each_room(database: Database) -> None:
    due = short_of(database)
    with database.transaction() as session:
        order_rice(session, 2)
        assert (next_due(session, START) or due) <= due
        assert said(session, due - timedelta(minutes=1)) == []
        replies = said(session, due)
        assert [reply.room for reply in replies] == [1, 2]
        assert "珍珠米还差3袋成团" in replies[0].text and replies[0].kind == "reminder"
        assert said(session, due + timedelta(minutes=5)) == []


def test_nothing_is_said_where_nothing_is_missing(database: Database) -> None:
    due = short_of(database)
    with database.transaction() as session:
        order_rice(session, 5)
        assert said(session, due) == []


def test_nothing_is_said_where_it_goes_ahead_anyway(database: Database) -> None:
    due = short_of(database, "照常")
    with database.transaction() as session:
        assert said(session, due) == []


def test_a_new_deadline_is_reminded_of_again(database: Database) -> None:
    due = short_of(database)
    with database.transaction() as session:
        assert said(session, due)
        grain = session.scalars(select(GroupBuy).where(GroupBuy.title == "粮油团")).one()
        grain.deadline += timedelta(days=1)
        session.flush()
        assert said(session, due + timedelta(hours=1)) == []
        assert said(session, reminded_at(grain.deadline, USUAL))


def closed_with_lists(database: Database, tmp_path: Path, work: list[str]) -> list[Reply]:
    """What goes out in private when a group buy of the workbook ends."""
    with database.transaction() as session:
        fill(session)
        market = session.scalars(select(GroupBuy).where(GroupBuy.title == "早市团")).one()
        beans = session.scalars(select(Product).where(Product.name == "豆角")).one()
        member = session.scalars(select(Member).where(Member.channel_id == "a")).one()
        place(session, recipient_for(session, member), [Want(beans, 1000)], Act(START, member.id, 1, "o"))
        if "no grid" in work:
            session.get_one(Room, 1).grid = None
            session.add(MemberRole(member_id=member.id, role=ADMINISTRATOR))
        session.flush()
        return [reply for reply in said(session, market.deadline, tmp_path) if reply.room is None]


def test_the_lists_of_a_group_buy_of_the_workbook_go_to_the_grid_workers_of_its_rooms(
    database: Database, tmp_path: Path
) -> None:
    replies = closed_with_lists(database, tmp_path, [])
    assert [reply.to for reply in replies] == [1, 1]
    assert [file.name.split("-")[0] for reply in replies if (file := reply.file)] == ["早市团订单", "早市团供货单"]


def test_where_there_is_no_grid_worker_the_lists_go_to_the_administrators(database: Database, tmp_path: Path) -> None:
    assert [reply.to for reply in closed_with_lists(database, tmp_path, ["no grid"])] == [2, 2]
