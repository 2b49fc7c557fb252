"""What is said of broadcasts that are scheduled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.wording.times import moment
from catalogue.broadcasts import AT_ONCE, PENDING
from catalogue.tables import Schedule

SHOWN = 6
ROOMS_NAMED = 3
TEXT_SHOWN = 16

WHICH = "是哪一条？说编号就行，比如“第3条”。"
WHAT = "要发什么内容？接着说就行。"
PAST = "这个时间已经过了，换个时间再说一次吧。"
NO_ROOM = "没有归你管的群，发不了。"
NO_TIME = "这个时间我没看懂，比如“明天上午9点”或“每周五 10:00”，再说一次吧。"


def rooms_named(names: Sequence[str]) -> str:
    """东河一群、东河二群; more than a few are counted."""
    shown = "、".join(names[:ROOMS_NAMED])
    return f"{shown}等{len(names)}个群" if len(names) > ROOMS_NAMED else shown


def when_text(row: Schedule, now: datetime) -> str:
    """明天8:00, 每周五 10:00 (下次周五10:00), 马上."""
    if row.when == AT_ONCE:
        return "马上"
    due = moment(row.next_due, now) if row.next_due is not None else row.when
    return due if row.when[:1].isdigit() else f"{row.when}（下次{due}）"


def scheduled(row: Schedule, rooms: Sequence[str], now: datetime) -> str:
    """To staff: what will go out, when and where."""
    return f"好，{when_text(row, now)}发到{rooms_named(rooms)}，编号{row.number}。不发了就回“撤销”。"


def held_by_quiet_hours(at: datetime, now: datetime) -> str:
    """That it waits for the morning."""
    return f"夜里不打扰大家，{moment(at, now)}再发。"


def pending(row: Schedule, now: datetime) -> str:
    """To a merchant: it waits for a grid worker."""
    return f"收到，编号{row.number}。网格员同意后，{when_text(row, now)}发出。"


def to_approve(row: Schedule, merchant: str, rooms: Sequence[str], now: datetime) -> str:
    """To grid workers: a merchant's text waits for their word."""
    where = rooms_named(rooms)
    return f"{merchant}想{when_text(row, now)}在{where}发：{row.text}\n同意的话回“批准第{row.number}条”。"


def approved(row: Schedule, rooms: Sequence[str], now: datetime) -> str:
    """To the grid worker who let it go."""
    return f"好，第{row.number}条{when_text(row, now)}发到{rooms_named(rooms)}。"


def approved_for_merchant(row: Schedule, now: datetime) -> str:
    """To the merchant whose text may go out."""
    return f"你的第{row.number}条网格员同意了，{when_text(row, now)}发出。"


def cancelled(row: Schedule) -> str:
    """That nothing more of it goes out."""
    return f"第{row.number}条不发了：{shortened(row.title)}。回“撤销”可恢复。"


def not_yours(row: Schedule) -> str:
    """A grid worker of other rooms."""
    return f"第{row.number}条还发到别的网格的群，请找管理员来办。"


def foreign_rooms(names: Sequence[str]) -> str:
    """Rooms that are not the commander's own, or that nobody knows."""
    return f"{'、'.join(names)}不归你管，或者没有这个群，所以没有安排。"


def listed(rows: Sequence[Schedule], now: datetime) -> str:
    """What is to come, the next one first."""
    if not rows:
        return "现在没有要发的定时消息。"
    lines = [
        f"{row.number}. {when_text(row, now)}{'（等批准）' if row.status == PENDING else ''} {shortened(row.title)}"
        for row in rows[:SHOWN]
    ]
    if len(rows) > SHOWN:
        lines[-1] = f"……还有{len(rows) - SHOWN + 1}条"
    return "\n".join(lines)


def shortened(text: str) -> str:
    """The beginning of a text."""
    return text if len(text) <= TEXT_SHOWN else text[:TEXT_SHOWN] + "…"
