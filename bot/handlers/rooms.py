"""Silence in a room, and its end."""

from __future__ import annotations

from bot.context import Context, Part
from bot.handlers.asking import explained
from bot.messages import Outcome
from bot.rights import staff_rooms, standing_of
from catalogue import roles
from catalogue.reasons import NotPossible
from catalogue.tables import Room
from intents.reading import Reading


def mute(ctx: Context, reading: Reading) -> Outcome:
    """From now on the bot says and does nothing in the room, until it is unmuted."""
    room = _room(ctx)
    if not roles.mute(ctx.session, room, True, ctx.act):
        return ctx.done(reading, ctx.answer("已经安静着了。"))
    return ctx.done(reading, ctx.answer(f"好，{_where(ctx, room)}我先不出声了。要我回来，请说“#取消静音”。"))


def unmute(ctx: Context, reading: Reading) -> Outcome:
    """The bot speaks again."""
    room = _room(ctx)
    if not roles.mute(ctx.session, room, False, ctx.act):
        return ctx.done(reading, ctx.answer("我一直在，没有静音。"))
    return ctx.done(reading, ctx.answer(f"我回来了，{_where(ctx, room)}照常找我就行。"))


def _where(ctx: Context, room: Room) -> str:
    return "" if ctx.room is not None else f"{room.name}里"


def _room(ctx: Context) -> Room:
    """This room; in private the only one of the commander's own. Raises: NotPossible for several."""
    if ctx.room is not None:
        return ctx.room
    rooms = staff_rooms(ctx.session, standing_of(ctx.session, ctx.sender))
    if len(rooms) != 1:
        raise NotPossible("请到那个群里说一声，我好知道是哪个群。")
    return rooms[0]


PART = Part({"mute": explained(mute), "unmute": explained(unmute)})
