"""Which broadcast a command means that calls it by its words: 停水那条, 每月1号那条."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select

from bot.context import Context
from catalogue.broadcasts import waiting_broadcasts
from catalogue.tables import Room, Schedule
from intents.normalise import normalise

LATELY = 20  # of what went out already, so many may still be meant


def by_words(ctx: Context, about: str, rooms: Sequence[Room]) -> list[Schedule]:
    """Those of these rooms that hold most of the words: of what is to come, else of what went out lately; [] for none."""
    waiting = [row for row in waiting_broadcasts(ctx.session) if _is_in(row, rooms)]
    gone = ctx.session.scalars(select(Schedule).order_by(Schedule.id.desc()).limit(LATELY)).all()
    return _likeliest(about, waiting) or _likeliest(about, [row for row in gone if _is_in(row, rooms)])


def waiting_here(ctx: Context, rooms: Sequence[Room]) -> list[Schedule]:
    """What is to come in these rooms, the next one first."""
    return [row for row in waiting_broadcasts(ctx.session) if _is_in(row, rooms)]


def _is_in(row: Schedule, rooms: Sequence[Room]) -> bool:
    return not row.rooms or bool({room.id for room in rooms} & set(row.rooms))


def _likeliest(about: str, rows: Sequence[Schedule]) -> list[Schedule]:
    wanted = _pairs(about)
    shared = {row.id: len(wanted & _pairs(f"{row.when} {row.title} {row.text}")) for row in rows}
    most = max(shared.values(), default=0)
    return [row for row in rows if shared[row.id] == most] if most else []


def _pairs(text: str) -> set[str]:
    """The neighbouring pairs of characters of a text, in which 1号 is 1日 and 礼拜 is 周."""
    plain = re.sub("星期|礼拜", "周", normalise(text).replace("号", "日"))
    return {plain[at : at + 2] for at in range(len(plain) - 1) if not re.search(r"[\s,，。、:：]", plain[at : at + 2])}
