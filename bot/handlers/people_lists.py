"""The lists of sign-ups, points, tickets and merchants that staff can ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.context import Context
from bot.handlers.asking import room_ids
from catalogue import activities
from catalogue.exports import people as files
from catalogue.reasons import NotPossible
from catalogue.tables import Activity
from intents.reading import Reading
from intents.scene import ADMINISTRATOR


def sign_ups(ctx: Context, reading: Reading) -> tuple[str, Path]:
    """The sign-ups of the activity named, else of all activities here."""
    activity: Activity | None = None
    if name := reading.slots.get("activity"):
        activity = activities.named(ctx.session, str(name))
        if activity is None:
            raise NotPossible(f"没有找到“{name}”这个活动，请看看名字。")
        if not activities.is_here(activity.rooms, room_ids(ctx)) and ADMINISTRATOR not in ctx.speaker.roles:
            raise NotPossible(f"“{activity.name}”不是这个群的活动。")
    called = f"{activity.name}的报名表" if activity is not None else "报名表"
    return called, _file(files.sign_ups_file(ctx.session, ctx.files, ctx.now, room_ids(ctx), activity), "报名")


def points(ctx: Context, reading: Reading) -> tuple[str, Path]:
    """Everybody's points."""
    return "积分表", _file(files.points_file(ctx.session, ctx.files, ctx.now), "积分")


def tickets(ctx: Context, reading: Reading) -> tuple[str, Path]:
    """The tickets of the rooms here; all of them for an administrator."""
    rooms = None if ADMINISTRATOR in ctx.speaker.roles else room_ids(ctx)
    return "工单表", _file(files.tickets_file(ctx.session, ctx.files, ctx.now, rooms), "工单")


def merchants(ctx: Context, reading: Reading) -> tuple[str, Path]:
    """All merchants."""
    return "商户表", _file(files.merchants_file(ctx.session, ctx.files, ctx.now), "商户")


def _file(file: Path | None, what: str) -> Path:
    if file is None:
        raise NotPossible(f"现在还没有{what}，没什么可导出的。")
    return file


EXPORTERS: Mapping[str, Callable[[Context, Reading], tuple[str, Path]]] = {
    "sign_ups": sign_ups, "points": points, "tickets": tickets, "merchants": merchants,
}
