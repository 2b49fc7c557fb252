"""linli check: whether settings, store and data are fit for work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.house import furnish, open_store
from bot.settings import Settings
from catalogue.tables import Member, MemberRole, Merchant, Outbox, Room, Schedule
from intents.days import CHINA
from intents.errors import LinliError
from intents.scene import ADMINISTRATOR
from schedules.workdays import unknown_years

Finding = tuple[str, bool]


def check(settings: Callable[[], Settings]) -> Iterator[Finding]:
    """What was looked at, in words, and whether it is fine; stops where nothing further can be looked at."""
    try:
        chosen = settings()
    except LinliError as error:
        yield str(error), False
        return
    yield "设置都读得懂", True
    try:
        database = open_store(chosen)
    except LinliError as error:
        yield str(error), False
        return
    try:
        yield "数据库打得开，是最新的格式", True
        try:
            furnish(chosen, database)
        except LinliError as error:
            yield str(error), False
        else:
            yield f"导出文件夹能用：{chosen.files}", True
        with database.read() as session:
            yield from _data(session)
    finally:
        database.close()
    today = datetime.now(CHINA).date()
    missing = unknown_years(today, today + timedelta(days=30))
    years = "、".join(map(str, missing))
    yield (f"不知道{years}年的放假安排，请升级 chinesecalendar" if missing else "放假安排是最新的"), not missing


def _data(session: Session) -> Iterator[Finding]:
    rooms = session.scalar(select(func.count()).select_from(Room)) or 0
    yield (f"{rooms}个群" if rooms else "还没有群：先填工作簿，再 linli import"), rooms > 0
    shops = session.scalar(select(func.count()).select_from(Merchant)) or 0
    people = session.scalar(select(func.count()).select_from(Member).where(Member.listed)) or 0
    yield f"{shops}家商户，{people}位登记的人员", True
    heads = session.scalar(
        select(func.count()).select_from(MemberRole).where(MemberRole.role == ADMINISTRATOR)
    ) or 0
    yield (f"{heads}位管理员" if heads else "还没有管理员：用 linli admin-code 绑定一位"), heads > 0
    yield from _sending(session)


def _sending(session: Session) -> Iterator[Finding]:
    unsure = session.scalar(select(func.count()).select_from(Outbox).where(Outbox.status == "uncertain")) or 0
    yield (f"{unsure}条消息不确定发没发出去，请到群里看一眼" if unsure else "没有不确定的消息"), not unsure
    waiting = session.scalar(
        select(func.count()).select_from(Schedule)
        .where(Schedule.status == "active", Schedule.next_due > datetime.now(UTC))
    ) or 0
    yield f"{waiting}条定时消息在等着", True
