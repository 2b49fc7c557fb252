"""Which broadcast a command means that calls it by its words: 停水那条, 每月1号那条."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select

from bot.context import Context
from catalogue.broadcasts import waiting_broadcasts
from catalogue.tables import Room, Schedule
from intents.normalise import normalise

_FILLING = re.compile("关于|刚才|刚刚|安排|设置|设|说|讲|要|事情?|内容")
# Stands in many a notice and tells of none: times, and the places where everybody lives.
_ANYWHERE = re.compile(
    _FILLING.pattern + "|大?[今明后昨前][天日早晚]|[今明]年|[上下中]午|早[上晨]|晚上|凌晨|傍晚|夜里"
    "|每[天日周月年]|[上下这本]个?[周月]|周[一二三四五六日天末]|[0-9]{1,2}[:：][0-9]{1,2}"
    "|(?:[0-9]{1,4}|[零一二两三四五六七八九十]{1,4})(?:[点时](?:半|钟|整|[0-9一二三四五十]+分?)?|分钟?|[日天](?!楼|栋)|月份?|年)"
    "|小区|社区|楼道|楼栋|单元|全体|居民|业主|住户|邻居|大家|各位|温馨|提示|通知|公告"
)
LATELY = 20  # of what went out already, so many may still be meant


def by_words(ctx: Context, about: str, rooms: Sequence[Room]) -> list[Schedule]:
    """Those of these rooms that hold most of what it is about: of what is to come, else of what went out lately.

    [] where none does: one that merely falls on the same day or is for the same 楼道 is another.
    """
    waiting = [row for row in waiting_broadcasts(ctx.session) if _is_in(row, rooms)]
    gone = ctx.session.scalars(select(Schedule).order_by(Schedule.id.desc()).limit(LATELY)).all()
    return _likeliest(about, waiting) or _likeliest(about, [row for row in gone if _is_in(row, rooms)])


def waiting_here(ctx: Context, rooms: Sequence[Room]) -> list[Schedule]:
    """What is to come in these rooms, the next one first."""
    return [row for row in waiting_broadcasts(ctx.session) if _is_in(row, rooms)]


def _is_in(row: Schedule, rooms: Sequence[Room]) -> bool:
    return not row.rooms or bool({room.id for room in rooms} & set(row.rooms))


def _likeliest(about: str, rows: Sequence[Schedule]) -> list[Schedule]:
    """Those that hold most of what it is about; only where nothing but a time or a place is told, most of that."""
    told = _plain(about)
    wanted = _pairs(_ANYWHERE.sub(" ", told)) or _pairs(_FILLING.sub(" ", told))
    every = wanted | _pairs(told)
    held = {row.id: _pairs(_plain(f"{row.when} {row.title} {row.text}")) for row in rows}
    meant = [row for row in rows if len(wanted & held[row.id]) * 2 > len(wanted)]
    most = max((len(every & held[row.id]) for row in meant), default=0)
    return [row for row in meant if len(every & held[row.id]) == most]


def _plain(text: str) -> str:
    """A text in which 1号 is 1日 and 礼拜 is 周."""
    return re.sub("星期|礼拜", "周", normalise(text).replace("号", "日"))


def _pairs(plain: str) -> set[str]:
    """The neighbouring pairs of characters of a text."""
    return {plain[at : at + 2] for at in range(len(plain) - 1) if not re.search(r"[\s,，。、:：]", plain[at : at + 2])}
