"""What is said when rooms and people come and go, and when the bot itself was away."""

from __future__ import annotations

from datetime import datetime

from bot.wording.times import clock, day


def offline(since: datetime, until: datetime, now: datetime) -> str:
    """To a group with something open: from when until when nothing was heard."""
    at_home = day(since, now) == day(until, now) == "今天"
    span = f"{_minute(since)}–{_minute(until)}" if at_home else f"{_when(since, now)}–{_when(until, now)}"
    return f"离线 {span}，这段时间的接龙请再发一次。"


def removed(room: str, waiting: int) -> str:
    """To staff: the bot is out of a group, and so many planned messages will not go there."""
    planned = f"那里排着的{waiting}条定时消息先不发" if waiting else "那里先不发消息"
    return f"我不在“{room}”群里了，{planned}。把我拉回群就恢复。"


def unknown_room(name: str) -> str:
    """To administrators: a group that is not in the workbook."""
    return f"有人把我拉进了“{name}”群。工作簿的群表里没有它，我在那里先不说话。要我帮忙，就把群名填进群表再导入。"


def invited(who: str, room: str) -> str:
    """To administrators: somebody who is not of the staff asked the bot into a group."""
    return f"{who or '有人'}请我进“{room}”群，TA不是网格员，我没进。要我进，就请您或网格员再邀请我一次。"


def same_name(name: str, other: str) -> str:
    """To administrators: a group took the name that another row has already."""
    return f"“{other}”群改名叫“{name}”了，可是已经有一个群叫这个名字。请把其中一个改一改，我先按“{other}”记着。"


def _minute(at: datetime) -> str:
    hour, _, minute = clock(at).partition(":")
    return f"{hour.zfill(2)}:{minute}"


def _when(at: datetime, now: datetime) -> str:
    return f"{day(at, now)}{_minute(at)}"
