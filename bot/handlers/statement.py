"""The month of a community, ready to post, with the entries behind it in private."""

from __future__ import annotations

from bot.context import Context, Part
from bot.handlers.asking import explained
from bot.messages import Outcome
from bot.rights import staff_rooms, standing_of
from bot.wording import statement as words
from catalogue.exports.statement import statement_file
from catalogue.reasons import NotPossible
from catalogue.statement import month_of
from catalogue.tables import Room
from intents.days import CHINA
from intents.reading import Reading


def statement(ctx: Context, reading: Reading) -> Outcome:
    """The figures where they were asked for; the file with each entry to whoever asked, alone."""
    month = str(reading.slots.get("month") or ctx.now.astimezone(CHINA).strftime("%Y-%m"))
    rooms = _rooms(ctx)
    found = month_of(ctx.session, month, rooms)
    if found.begins > ctx.now:
        raise NotPossible("那个月还没到呢。")
    whose = _whose(ctx, rooms)
    file = statement_file(found, f"{whose}{found.begins.month}月简报明细", ctx.files, ctx.now)
    told = ctx.answer(words.statement(whose, found, ctx.now))
    return ctx.done(reading, told, ctx.private("每个数的明细在这张表里。", file=file), slots={"month": month})


def _rooms(ctx: Context) -> list[Room] | None:
    """The rooms of the community: all of the room's 网格; in private those of the asker, None for an administrator."""
    standing = standing_of(ctx.session, ctx.sender)
    mine = list(staff_rooms(ctx.session, standing))
    if ctx.room is None:
        return None if standing.is_administrator else mine
    grid = ctx.room.grid
    return [ctx.room] if grid is None else [room for room in mine if room.grid == grid]


def _whose(ctx: Context, rooms: list[Room] | None) -> str:
    grids = {room.grid for room in rooms or ()}
    only = next(iter(grids)) if len(grids) == 1 else None
    return only or (ctx.room.name if ctx.room is not None else "社区")


PART = Part({"statement": explained(statement)})
