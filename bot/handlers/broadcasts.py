"""Broadcasts by command: scheduled, listed, approved, cancelled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import select

from bot.context import Context, Part
from bot.handlers.asking import ask, ask_for, explained
from bot.messages import Outcome, Reply
from bot.rights import Standing, staff_rooms, standing_of
from bot.wording import broadcasts as words
from catalogue.broadcasts import (
    AT_ONCE,
    NOTICE,
    PROMOTION,
    Plan,
    approve_broadcast,
    cancel_broadcast,
    numbered,
    schedule_broadcast,
    waiting_broadcasts,
)
from catalogue.reasons import NotPossible
from catalogue.tables import Member, MemberRole, Room, Schedule
from intents.days import CHINA
from intents.reading import Reading
from intents.recurrences import RecurrenceError, read_recurrence
from intents.scene import ADMINISTRATOR, GRID_WORKER
from schedules.broadcasts import starts

MORNING = time(9)  # of a day that was named without a time
PROMOTING = re.compile("促销|推广|广告|特卖")  # in the command itself, not in what is to be sent
MOST_TOLD = 3  # grid workers who are asked to approve


def schedule(ctx: Context, reading: Reading) -> Outcome:
    """Write a broadcast down; a merchant's waits for a grid worker."""
    text = str(reading.slots.get("text") or "").strip()
    if not text:
        return ask_for(ctx, reading, "text", words.WHAT)
    if any(doubt.kind == "missing" and doubt.said == "when" for doubt in reading.doubts):
        return ask(ctx, reading, "什么时候发？", *reading.doubts)
    standing = standing_of(ctx.session, ctx.sender)
    is_staff = standing.is_staff_in(ctx.room)
    rooms = _rooms(ctx, reading, standing, is_staff)
    when, first = _when(ctx, reading.slots.get("when"))
    urgent = bool(reading.slots.get("urgent")) and standing.is_administrator
    plan = Plan(
        text, when, first, tuple(room.id for room in rooms), _kind(ctx, text, is_staff), urgent,
        None if is_staff else ctx.sender.merchant_id, pending=not is_staff,
    )
    row = schedule_broadcast(ctx.session, plan, ctx.act)
    names = [room.name for room in rooms]
    if is_staff:
        return ctx.done(reading, ctx.answer(words.scheduled(row, names, ctx.now)))
    told = [
        ctx.private(words.to_approve(row, standing.merchant or ctx.incoming.name, names, ctx.now), to=member)
        for member in _approvers(ctx, rooms)
    ]
    return ctx.done(reading, ctx.answer(words.pending(row, ctx.now)), *(_as_notice(reply) for reply in told))


def _as_notice(reply: Reply) -> Reply:
    reply.kind, reply.cause = "notice", "approval"
    return reply


def _kind(ctx: Context, text: str, is_staff: bool) -> str:
    command = ctx.incoming.text.replace(text, "")
    return PROMOTION if not is_staff or PROMOTING.search(command) else NOTICE


def _rooms(ctx: Context, reading: Reading, standing: Standing, is_staff: bool) -> list[Room]:
    """The rooms named, else this one, in private all of the sender's own. Raises: NotPossible for foreign ones."""
    allowed = list(staff_rooms(ctx.session, standing)) if is_staff else list(ctx.rooms)
    named = [str(name) for name in reading.slots.get("rooms") or ()]
    if named:
        foreign = [name for name in named if name not in {room.name for room in allowed}]
        if foreign:
            raise NotPossible(words.foreign_rooms(foreign))
        return [room for room in allowed if room.name in named]
    if ctx.room is not None:
        return [ctx.room]
    if not allowed:
        raise NotPossible(words.NO_ROOM)
    return allowed


def _when(ctx: Context, said: object) -> tuple[str, datetime]:
    """In words for the schedule, and the first due time; no time said: at once. Raises: NotPossible."""
    if not said:
        return AT_ONCE, ctx.now
    text = str(said).split("/")[0]
    try:
        at = _instant(text)
    except ValueError:
        return _recurring(ctx, str(said))
    if at <= ctx.now:
        raise NotPossible(words.PAST)
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"), at


def _instant(text: str) -> datetime:
    """An ISO instant, or a day at nine. Raises: ValueError."""
    if len(text) == len("2026-11-28"):
        return datetime.combine(date.fromisoformat(text), MORNING, CHINA)
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


def _recurring(ctx: Context, text: str) -> tuple[str, datetime]:
    try:
        first = next(read_recurrence(text).starts(ctx.now, ctx.day_kind), None)
    except RecurrenceError as error:
        raise NotPossible(words.NO_TIME) from error
    if first is None:
        raise NotPossible(words.PAST)
    return text, first


def _approvers(ctx: Context, rooms: Sequence[Room]) -> list[Member]:
    """A few grid workers of these rooms who can let a merchant's text go; else the administrators."""
    held = ctx.session.execute(
        select(Member, MemberRole.role).join(MemberRole, MemberRole.member_id == Member.id)
        .where(MemberRole.role.in_((GRID_WORKER, ADMINISTRATOR)), Member.channel_id.is_not(None))
        .order_by(Member.id)
    ).all()
    workers = [
        member for member, role in held
        if role == GRID_WORKER and any(standing_of(ctx.session, member).is_staff_in(room) for room in rooms)
    ]
    return (workers or [member for member, role in held if role == ADMINISTRATOR])[:MOST_TOLD]


def list_all(ctx: Context, reading: Reading) -> Outcome:
    """What is to come in this room; in private in all rooms of the sender's own."""
    here = {room.id for room in _own_rooms(ctx)}
    rows = [row for row in waiting_broadcasts(ctx.session) if not row.rooms or here & set(row.rooms)]
    return ctx.done(reading, ctx.answer(words.listed(rows, ctx.now)))


def _own_rooms(ctx: Context) -> Sequence[Room]:
    if ctx.room is not None:
        return [ctx.room]
    return staff_rooms(ctx.session, standing_of(ctx.session, ctx.sender))


def cancel(ctx: Context, reading: Reading) -> Outcome:
    """Nothing more of a broadcast goes out."""
    number = reading.slots.get("number")
    if number is None:
        return ask_for(ctx, reading, "number", words.WHICH)
    row = numbered(ctx.session, str(number))
    own = {room.id for room in staff_rooms(ctx.session, standing_of(ctx.session, ctx.sender))}
    concerned = set(row.rooms) or set(ctx.session.scalars(select(Room.id).where(Room.left_at.is_(None))))
    if row.created_by != ctx.sender.id and not concerned <= own:
        raise NotPossible(words.not_yours(row))
    cancel_broadcast(ctx.session, row, ctx.act)
    return ctx.done(reading, ctx.answer(words.cancelled(row)))


def approve(ctx: Context, reading: Reading) -> Outcome:
    """Let a merchant's broadcast go, and tell the merchant."""
    number = reading.slots.get("number")
    if number is None:
        return ask_for(ctx, reading, "number", words.WHICH)
    row = numbered(ctx.session, str(number))
    own = staff_rooms(ctx.session, standing_of(ctx.session, ctx.sender))
    if row.rooms and not any(room.id in row.rooms for room in own):
        raise NotPossible(words.not_yours(row))
    first = ctx.now if row.when == AT_ONCE else next(starts(row, ctx.now, ctx.day_kind), None)
    approve_broadcast(ctx.session, row, first, ctx.act)
    told = []
    merchant = ctx.session.get(Member, row.created_by) if row.created_by is not None else None
    if merchant is not None and merchant.id != ctx.sender.id:
        told.append(_as_notice(ctx.private(words.approved_for_merchant(row, ctx.now), to=merchant)))
    return ctx.done(reading, ctx.answer(words.approved(row, _names(ctx, row), ctx.now)), *told)


def _names(ctx: Context, row: Schedule) -> list[str]:
    rooms = ctx.session.scalars(select(Room).where(Room.left_at.is_(None)).order_by(Room.id))
    return [room.name for room in rooms if not row.rooms or room.id in row.rooms]


PART = Part({
    "schedule_broadcast": explained(schedule), "list_broadcasts": explained(list_all),
    "cancel_broadcast": explained(cancel), "approve_broadcast": explained(approve),
})
