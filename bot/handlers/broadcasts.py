"""Broadcasts by command: scheduled, listed, approved, cancelled."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select

from bot.context import Context, Part
from bot.handlers.asking import ask, ask_for, explained
from bot.handlers.broadcast_meant import by_words, waiting_here
from bot.handlers.broadcast_own import cancel_own
from bot.handlers.broadcast_times import day_of, instant, same_day, when_of
from bot.messages import Outcome, Reply
from bot.rights import Standing, staff_rooms, standing_of
from bot.wording import broadcasts as words
from catalogue.broadcasts import (
    ACTIVE,
    AT_ONCE,
    NOTICE,
    PENDING,
    PROMOTION,
    Plan,
    approve_broadcast,
    asking_broadcasts,
    cancel_broadcast,
    change_broadcast,
    numbered,
    schedule_broadcast,
    uncertain_row,
    uncertain_rows,
    waiting_broadcasts,
)
from catalogue.broadcasts import settle as settle_send
from catalogue.reach import outcomes, reached
from catalogue.reasons import NotPossible
from catalogue.tables import Member, MemberRole, Merchant, Room, Schedule
from intents.days import CHINA
from intents.reading import Reading
from intents.scene import ADMINISTRATOR, GRID_WORKER, Doubt, Shown
from intents.times import find_times
from schedules.broadcasts import starts

PROMOTING = re.compile("促销|推广|广告|特卖")  # in the command itself, not in what is to be sent
LONGEST, FRAME = 2000, 60  # characters of a text, and of what stands around it in the command
SHOWN = ("text", "when", "rooms", "urgent")
MOST_TOLD = 3  # grid workers who are asked to approve


def schedule(ctx: Context, reading: Reading) -> Outcome:
    """Write a broadcast down; a merchant's waits for a grid worker."""
    slots = reading.slots
    if slots.get("about") or (slots.get("instead") and "text" not in slots):
        return _put_off(ctx, reading)
    if slots.get("instead"):
        return _replanned(ctx, reading)
    text = str(slots.get("text") or "").strip()
    if len(text) > LONGEST or len(ctx.incoming.text) > LONGEST + FRAME:
        raise NotPossible(words.too_long(max(len(text), len(ctx.incoming.text) - FRAME)))
    if ways := slots.get("either"):
        asked = ask_for(ctx, reading, "when", words.which_time([instant(way["when"]) for way in ways], ctx.now))
        asked.slots = {name: value for name, value in slots.items() if name in SHOWN}
        return asked
    if not text and not slots.get("when") and not slots.get("urgent"):
        return ask(ctx, reading, words.WHEN_AND_WHAT, Doubt("missing", said="when"), Doubt("missing", said="text"))
    if not text:
        return ask_for(ctx, reading, "text", words.WHAT)
    if slots.get("unread") and not slots.get("when"):
        return ask(ctx, reading, words.unread(str(slots["unread"])), Doubt("missing", said="when"))
    if any(doubt.kind == "missing" and doubt.said == "when" for doubt in reading.doubts):
        return ask(ctx, reading, words.WHEN, *reading.doubts)
    standing = standing_of(ctx.session, ctx.sender)
    is_staff = standing.is_staff_in(ctx.room)
    rooms = rooms_meant(ctx, slots, standing, is_staff)
    when, first = when_of(ctx, slots)
    row = schedule_broadcast(ctx.session, Plan(
        text, when, first, tuple(room.id for room in rooms), _kind(ctx, text, is_staff),
        bool(slots.get("urgent")) and standing.is_administrator, None if is_staff else ctx.sender.merchant_id,
        pending=not is_staff, valid_until=day_of(slots.get("until")),
    ), ctx.act)
    names = [room.name for room in rooms]
    shown = {name: value for name, value in slots.items() if name in SHOWN} | ({"rooms": names} if "grids" in slots else {})
    following = [] if row.when[:1].isdigit() or row.when == AT_ONCE else list(islice(starts(row, first, ctx.day_kind), 3))
    remember(ctx, row)
    if is_staff:
        held = _held_until(row, ctx)
        said = words.scheduled(row, names, ctx.now, following, held)
        return ctx.done(reading, ctx.answer(said + _too_late(row, held, ctx)), slots=shown)
    told = [
        ctx.private(words.to_approve(row, standing.merchant or ctx.incoming.name, names, ctx.now), to=member)
        for member in _approvers(ctx, rooms)
    ]
    answer = ctx.answer(words.pending(row, ctx.now, following))
    return ctx.done(reading, answer, *(_as_notice(reply) for reply in told), slots=shown)


def _held_until(row: Schedule, ctx: Context) -> datetime | None:
    """When one that is planned for the night goes out instead; None of any other."""
    if row.urgent or row.next_due is None or not ctx.quiet.holds(row.next_due):
        return None
    return ctx.quiet.ends_after(row.next_due)


def _too_late(row: Schedule, held: datetime | None, ctx: Context) -> str:
    """That what the text tells of is over when the night is (明早6点停水); "" where it is not."""
    if held is None or (not row.when[:1].isdigit() and row.when != AT_ONCE):
        return ""
    told = [one.starts for one in find_times(row.text, ctx.incoming.at) if isinstance(one.starts, datetime)]
    over = [at for at in told if ctx.now < at < held]
    return f"\n{words.too_late(over[0], ctx.now)}" if over else ""


def _held(row: Schedule, ctx: Context) -> str:
    """That one planned for the night waits for the morning; "" of any other."""
    held = _held_until(row, ctx)
    return f"\n{words.held_by_quiet_hours(held, ctx.now)}" if held is not None else ""


def remember(ctx: Context, row: Schedule) -> None:
    """That this was planned last, so that 改到九点发 is of it; what was taken back is forgotten."""
    when = row.next_due.astimezone(CHINA).isoformat() if row.when[:1].isdigit() and row.next_due else row.when
    there = row.status not in ("cancelled", "done")
    told = {"text": row.text, "when": when} if there else {}
    ctx.memory.tell(Shown("schedule_broadcast", told, (str(row.number),) if there else (), ctx.now))


def _replanned(ctx: Context, reading: Reading) -> Outcome:
    """Another text or time for what the sender planned just now."""
    slots = {name: value for name, value in reading.slots.items() if name in SHOWN}
    row = numbered(ctx.session, str(reading.slots["instead"]))
    if row.created_by != ctx.sender.id:
        raise NotPossible(words.not_yours(row))
    if row.merchant_id is not None and row.status == ACTIVE and not ctx.speaker.is_staff:
        raise NotPossible(words.was_approved(row))
    return _changed(ctx, reading, row, slots)


def _put_off(ctx: Context, reading: Reading) -> Outcome:
    """Another time for what was planned before; where it is not clear which, it is asked."""
    slots, rooms = reading.slots, own_rooms(ctx)
    if number := slots.get("number") or slots.get("instead"):
        rows = [numbered(ctx.session, str(number), (ACTIVE, PENDING))]
    else:
        rows = [row for row in by_words(ctx, str(slots["about"]), rooms) if row.status in (ACTIVE, PENDING)]
    if len(rows) != 1:
        if not (likely := rows or waiting_here(ctx, rooms)):
            raise NotPossible(words.NOTHING_WAITS)
        return ask_for(ctx, reading, "number", words.which(likely, ctx.now))
    row = rows[0]
    if row.created_by != ctx.sender.id and not _is_own(ctx, row):
        raise NotPossible(words.not_yours(row))
    return _changed(ctx, reading, row, {"text": row.text, "when": same_day(row, slots)})


def _changed(ctx: Context, reading: Reading, row: Schedule, slots: Mapping[str, Any]) -> Outcome:
    when, first = when_of(ctx, slots)
    change_broadcast(ctx.session, row, str(slots["text"]), when, first, ctx.act)
    remember(ctx, row)
    names = [room.name for room in ctx.session.scalars(select(Room).where(Room.id.in_(row.rooms)).order_by(Room.id))]
    following = [] if row.when[:1].isdigit() or row.when == AT_ONCE else list(islice(starts(row, first, ctx.day_kind), 3))
    said = words.changed(row, names, ctx.now, following)
    return ctx.done(reading, ctx.answer(said + _held(row, ctx)), slots=dict(slots))


def _as_notice(reply: Reply) -> Reply:
    reply.kind, reply.cause = "notice", "approval"
    return reply


def _kind(ctx: Context, text: str, is_staff: bool) -> str:
    command = ctx.incoming.text.replace(text, "")
    return PROMOTION if not is_staff or PROMOTING.search(command) else NOTICE


def rooms_meant(ctx: Context, slots: Mapping[str, Any], standing: Standing, is_staff: bool) -> list[Room]:
    """The rooms named, else this one, in private all of the sender's own. Raises: NotPossible for unknown and foreign ones."""
    allowed = list(staff_rooms(ctx.session, standing)) if is_staff else list(ctx.rooms)
    every = ctx.session.scalars(select(Room).where(Room.left_at.is_(None)).order_by(Room.id)).all()
    named, grids = [str(name) for name in slots.get("rooms") or ()], [str(name) for name in slots.get("grids") or ()]
    if not named and not grids:
        if ctx.room is None and not allowed:
            raise NotPossible(words.NO_ROOM)
        return [ctx.room] if ctx.room is not None else allowed
    if not grids and len(named) > 1 and {room.name for room in every} <= set(named):
        named = [room.name for room in allowed]  # 所有群 of a grid worker are all of their own
    if unknown := [name for name in named if name not in {room.name for room in every}]:
        raise NotPossible(words.unknown_rooms(unknown, [room.name for room in every]))
    wanted = [room for room in every if room.name in named or any(_same_grid(room.grid, grid) for grid in grids)]
    if empty := [grid for grid in grids if not any(_same_grid(room.grid, grid) for room in every)]:
        raise NotPossible(words.no_grid(empty))
    if foreign := [room.name for room in wanted if room not in allowed]:
        raise NotPossible(words.foreign_rooms(foreign))
    return wanted


def _same_grid(grid: str | None, said: str) -> bool:
    return grid is not None and grid.removeprefix("第") == said.removeprefix("第")


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
    """What is to come in the next 7 days, what waits for a word, or what became of one day's; in private of all own rooms."""
    rooms = {room.id: room for room in own_rooms(ctx)}
    if reading.slots.get("day"):
        begins = datetime.combine(instant(str(reading.slots["day"])).date(), time(0), CHINA)
        found = outcomes(ctx.session, rooms, begins, begins + timedelta(days=1))
        return ctx.done(reading, ctx.answer(words.became(found, begins, ctx.now)), slots={})
    asking = bool(reading.slots.get("pending"))
    rows = asking_broadcasts(ctx.session) if asking else waiting_broadcasts(ctx.session)
    rows = [row for row in rows if not row.rooms or rooms.keys() & set(row.rooms)]
    if asking:
        return ctx.done(reading, ctx.answer(words.asking(rows, ctx.now)), slots={})
    return ctx.done(reading, ctx.answer(words.listed(rows, ctx.now)), slots={})


def own_rooms(ctx: Context) -> Sequence[Room]:
    """This room; in private all in which the sender is staff."""
    if ctx.room is not None:
        return [ctx.room]
    return staff_rooms(ctx.session, standing_of(ctx.session, ctx.sender))


def cancel(ctx: Context, reading: Reading) -> Outcome:
    """Nothing more of a broadcast goes out; the merchant whose text it was hears of it. A merchant stops its own."""
    if ctx.sender.merchant_id is not None and not standing_of(ctx.session, ctx.sender).is_staff_in(ctx.room):
        return cancel_own(ctx, reading)
    row = _one_meant(ctx, reading, ())
    rooms = own_rooms(ctx)
    likely = by_words(ctx, str(reading.slots["about"]), rooms) if reading.slots.get("about") and row is None else []
    reading = replace(reading, slots={slot: value for slot, value in reading.slots.items() if slot != "about"})
    row = row or (likely[0] if len(likely) == 1 else None)
    if row is None:
        return ask_for(ctx, reading, "number", words.which(likely or waiting_here(ctx, rooms), ctx.now))
    if row.created_by != ctx.sender.id and not _is_own(ctx, row):
        raise NotPossible(words.not_yours(row))
    was_asking = row.status == PENDING
    cancel_broadcast(ctx.session, row, ctx.act)
    told = _to_planner(ctx, row, words.refused_to_merchant(row)) if was_asking or row.merchant_id is not None else []
    return ctx.done(reading, ctx.answer(words.cancelled(row)), *told)


def _is_own(ctx: Context, row: Schedule) -> bool:
    """Whether all rooms of a broadcast are the sender's."""
    own = {room.id for room in staff_rooms(ctx.session, standing_of(ctx.session, ctx.sender))}
    concerned = set(row.rooms) or set(ctx.session.scalars(select(Room.id).where(Room.left_at.is_(None))))
    return concerned <= own


def approve(ctx: Context, reading: Reading) -> Outcome:
    """Let a merchant's broadcast go (the only one that waits needs no number), and tell the merchant."""
    own = {room.id for room in staff_rooms(ctx.session, standing_of(ctx.session, ctx.sender))}
    asking = [row for row in asking_broadcasts(ctx.session) if not row.rooms or own & set(row.rooms)]
    if reading.slots.get("number") is None and not reading.slots.get("all"):
        if not asking:
            return ctx.done(reading, ctx.answer(words.asking(asking, ctx.now)))
        if len(asking) > 1:
            return ask_for(ctx, reading, "number", words.which_of(asking, ctx.now))
    rows = asking if reading.slots.get("number") is None else [numbered(ctx.session, str(reading.slots["number"]), (PENDING,))]
    replies, told = [], []
    for row in rows:
        if row.rooms and not own & set(row.rooms):
            raise NotPossible(words.not_yours(row))
        first = ctx.now if row.when == AT_ONCE else next(starts(row, ctx.now, ctx.day_kind), None)
        approve_broadcast(ctx.session, row, first, ctx.act)
        told += _to_planner(ctx, row, words.approved_for_merchant(row, ctx.now))
        replies.append(words.approved(row, _names(ctx, row), ctx.now))
    shown = {name: value for name, value in reading.slots.items() if name == "number"}
    text = "\n".join(replies) or words.asking(asking, ctx.now)
    return ctx.done(reading, ctx.answer(text), *told, slots=shown)


def _one_meant(ctx: Context, reading: Reading, statuses: Collection[str]) -> Schedule | None:
    number = reading.slots.get("number")
    return None if number is None else numbered(ctx.session, str(number), statuses)


def _to_planner(ctx: Context, row: Schedule, text: str) -> list[Reply]:
    """A word in private to whoever planned it, unless that is who speaks."""
    member = ctx.session.get(Member, row.created_by) if row.created_by is not None else None
    if member is None or member.id == ctx.sender.id:
        return []
    return [_as_notice(ctx.private(text, to=member))]


def _names(ctx: Context, row: Schedule) -> list[str]:
    rooms = ctx.session.scalars(select(Room).where(Room.left_at.is_(None)).order_by(Room.id))
    return [room.name for room in rooms if not row.rooms or room.id in row.rooms]


def reach(ctx: Context, reading: Reading) -> Outcome:
    """How many members the last promotions could reach, and how many asked or ordered after them; a shop sees its own."""
    standing = standing_of(ctx.session, ctx.sender)
    rooms: Collection[int] = [room.id for room in own_rooms(ctx)]
    merchant_id: int | None = None
    if not standing.is_staff_in(ctx.room):
        merchant_id = ctx.sender.merchant_id
        rooms = ctx.session.scalars(select(Room.id)).all()
    elif name := reading.slots.get("name"):
        merchant_id = ctx.session.scalar(select(Merchant.id).where(Merchant.name == name))
    number = reading.slots.get("number")
    row = numbered(ctx.session, str(number)) if number else None
    if row is not None and not standing.is_staff_in(ctx.room) and row.merchant_id != merchant_id:
        raise NotPossible(words.not_your_text(row))
    found = reached(ctx.session, rooms, ctx.now, merchant_id=merchant_id, schedule_id=row.id if row else None)
    return ctx.done(reading, ctx.answer(words.reached(found, ctx.now)))


def settle(ctx: Context, reading: Reading) -> Outcome:
    """Staff looked whether an uncertain message is there: it goes out once more, or counts as sent.

    The only one needs no number.
    """
    number = str(reading.slots.get("number") or "")
    own = [room.id for room in staff_rooms(ctx.session, standing_of(ctx.session, ctx.sender))]
    if not number.isdecimal():
        unsure = uncertain_rows(ctx.session, own, ctx.now)
        if not unsure:
            return ctx.done(reading, ctx.answer(words.NOTHING_UNSURE))
        if len(unsure) > 1:
            return ask_for(ctx, reading, "number", words.which_unsure([row.id for row in unsure]))
        number = str(unsure[0].id)
    row = uncertain_row(ctx.session, int(number), own)
    again = reading.slots.get("as") != "sent"
    settle_send(ctx.session, row, again, ctx.now, ctx.act)
    return ctx.done(reading, ctx.answer(words.settled(row.id, again)))


PART = Part({
    "schedule_broadcast": explained(schedule), "list_broadcasts": explained(list_all),
    "cancel_broadcast": explained(cancel), "approve_broadcast": explained(approve),
    "promotion_reach": explained(reach), "settle_send": explained(settle),
})
