"""撤销: the sender's own last command here is taken back, or the reason why not is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import ModuleType

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import Context, Part
from bot.handlers.activities import tell_promoted
from bot.handlers.activity_changes import CAUSE as ACTIVITY_CHANGED
from bot.handlers.activity_changes import told_back
from bot.handlers.broadcasts import remember
from bot.handlers.calling_off import CAUSE as CALLED_OFF
from bot.messages import Outcome, Reply
from bot.outbox import take_back as take_back_rows
from bot.rights import standing_of
from bot.wording import activities as activity_words
from bot.wording import undo as words
from catalogue import (
    activities,
    activity_changes,
    alliance,
    attendance,
    broadcasts,
    called_off,
    certificates,
    closures,
    demand,
    group_buys,
    marks,
    merchants,
    pickups,
    points,
    poll_changes,
    polls,
    privacy,
    ratings,
    releases,
    rewards,
    roles,
    rounds,
    services,
    sign_ups,
    tickets,
    waiting,
    wordings,
)
from catalogue.audit import UNDO_WINDOW, Act, BuiltUpon, UndoStep, last_command, take_back
from catalogue.tables import Activity, AuditEntry, Outbox, Schedule
from intents.reading import NOTHING, Reading

MODULES: tuple[ModuleType, ...] = (
    activities,
    activity_changes,
    alliance,
    attendance,
    broadcasts,
    called_off,
    certificates,
    closures,
    demand,
    group_buys,
    marks,
    merchants,
    pickups,
    points,
    poll_changes,
    polls,
    privacy,
    ratings,
    releases,
    rewards,
    roles,
    rounds,
    services,
    sign_ups,
    tickets,
    waiting,
    wordings,
)


# By the action that is taken back: the cause of the notices that were sent of it.
TOLD: Mapping[str, str] = {"call_off_activity": CALLED_OFF, "edit_activity": ACTIVITY_CHANGED}


def all_undo_steps() -> Mapping[str, UndoStep]:
    """What takes each kind of step back. Raises: ValueError where two modules claim the same step."""
    steps: dict[str, UndoStep] = {}
    for module in MODULES:
        for op, step in module.UNDO_STEPS.items():
            if op in steps:
                raise ValueError(f"two ways to take back {op}")
            steps[op] = step
    return steps


def undo(ctx: Context, reading: Reading) -> Outcome:
    """Take back the sender's last command in this room, else the last thing that was recorded for them here.

    A `#撤销` of somebody who is no staff and has nothing to take back is met with silence.
    """
    if _CANCELLED.search(ctx.incoming.text):
        return _cancelling_back(ctx, reading)
    entry = last_command(ctx.session, ctx.act) or _last_of_own(ctx.session, ctx.act)
    if entry is None:
        if reading.hash_command and ctx.room is not None and not _is_staff(ctx):
            return Outcome(NOTHING.intent)
        return ctx.done(reading, ctx.answer(words.NOTHING))
    return _taken_back(ctx, reading, _with_it(ctx, entry))


# 刚才取消的恢复: what was cancelled is meant, whatever else was done since
_CANCELLED = re.compile(
    "(?:取消|退)(?:掉|了)?的(?!不算|撤)[^,，。]{0,8}(?:恢复|还原|还要|回来)|(?:恢复|还原)[^,，。]{0,6}取消(?:掉|了)?的"
)
_CANCELLING = (
    "order.cancel", "cancel_sign_up", "cancel_booking", "cancel_broadcast", "cancel_redemption", "demand.withdraw",
    "call_off_activity",
)


def _cancelling_back(ctx: Context, reading: Reading) -> Outcome:
    """What the sender cancelled last in this room is as before; where they cancelled nothing, that is told."""
    entry = ctx.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.actor_id == ctx.sender.id, AuditEntry.action.in_(_CANCELLING), AuditEntry.undo.is_not(None),
            AuditEntry.undone_at.is_(None), AuditEntry.at >= ctx.now - UNDO_WINDOW,
            AuditEntry.room_id.is_(None) if ctx.act.room_id is None else AuditEntry.room_id == ctx.act.room_id,
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(1)
    ).first()
    if entry is None:
        return ctx.done(reading, ctx.answer(words.NOTHING_CANCELLED))
    return _taken_back(ctx, reading, [entry])


def _with_it(ctx: Context, entry: AuditEntry) -> list[AuditEntry]:
    """What the same message did in the same way to several (points to two members, two tickets closed), the last first."""
    if entry.message_id is None or not entry.command:
        return [entry]
    same = ctx.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.message_id == entry.message_id, AuditEntry.actor_id == entry.actor_id,
            AuditEntry.action == entry.action, AuditEntry.undo.is_not(None), AuditEntry.undone_at.is_(None),
        )
        .order_by(AuditEntry.id.desc())
    ).all()
    return list(same) or [entry]


def _is_staff(ctx: Context) -> bool:
    return standing_of(ctx.session, ctx.sender).is_staff_in(ctx.room)


def undo_message(ctx: Context, message_id: str) -> Outcome:
    """Take back what a message of the sender did, because the sender recalled it.

    Only within the ten minutes of 撤销, and where nothing was built on it. Intent `none`: it did nothing.
    """
    entries = ctx.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.message_id == message_id,
            AuditEntry.actor_id == ctx.sender.id,
            AuditEntry.undo.is_not(None),
            AuditEntry.undone_at.is_(None),
            AuditEntry.at >= ctx.now - UNDO_WINDOW,
        )
        .order_by(AuditEntry.id.desc())
    ).all()
    if not entries:
        return Outcome(NOTHING.intent)
    return _taken_back(ctx, Reading("undo"), list(entries))


def _taken_back(ctx: Context, reading: Reading, entries: list[AuditEntry]) -> Outcome:
    newest = ctx.session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)) or 0
    steps = all_undo_steps()
    try:
        with ctx.session.begin_nested():
            for entry in entries:
                take_back(ctx.session, entry, steps, ctx.now)
    except BuiltUpon as reason:
        return ctx.done(reading, ctx.answer(str(reason)))
    take_back_rows(ctx.session, [entry.message_id for entry in entries if entry.message_id is not None])
    for entry in entries:
        if entry.action in ("schedule_broadcast", "change_broadcast"):
            remember(ctx, ctx.session.get_one(Schedule, int(str(entry.subject).partition(":")[2])))
    again = _on_again(ctx, entries)
    promoted = sign_ups.promotions_since(ctx.session, newest)
    return ctx.done(reading, ctx.answer(words.taken_back(entries[-1].action)), *again, *tell_promoted(ctx, promoted))


def _on_again(ctx: Context, entries: list[AuditEntry]) -> list[Reply]:
    """Those who were told already that an activity is called off, or changed, hear that it takes place as before."""
    replies = []
    for entry in entries:
        if entry.action not in TOLD or entry.message_id is None:
            continue
        activity = ctx.session.get_one(Activity, int(str(entry.subject).partition(":")[2]))
        told = ctx.session.scalars(
            select(Outbox).where(
                Outbox.message_id == entry.message_id, Outbox.cause == TOLD[entry.action],
                Outbox.status.in_(("sending", "sent", "uncertain")),
            ).order_by(Outbox.id)
        ).all()
        if entry.action == "edit_activity":
            heard = {one for row in told for one in (*row.mentions, row.to_id) if one is not None}
            replies += told_back(ctx, entry, heard)
            continue
        text = activity_words.on_again(activity.name)
        replies += [
            Reply(text, row.room_id, row.to_id, kind="notice", cause="on_again", mentions=tuple(row.mentions))
            for row in told
        ]
    return replies


def _last_of_own(session: Session, act: Act) -> AuditEntry | None:
    """The last thing recorded for the sender here in 10 minutes that can be taken back, command or not."""
    return session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.actor_id == act.actor_id,
            AuditEntry.undo.is_not(None),
            AuditEntry.undone_at.is_(None),
            AuditEntry.room_id.is_(None) if act.room_id is None else AuditEntry.room_id == act.room_id,
            AuditEntry.at >= act.at - UNDO_WINDOW,
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(1)
    ).first()


PART = Part({"undo": undo})
