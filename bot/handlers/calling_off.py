"""An activity that does not take place: which one is meant, and everybody who signed up is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.context import Context
from bot.handlers.asking import ask, room_ids, told
from bot.messages import Outcome, Reply
from bot.wording import activities as words
from catalogue import activities
from catalogue.called_off import call_off
from catalogue.reasons import NotPossible
from catalogue.tables import Activity, Member, Room, SignUp
from intents.days import CHINA
from intents.reading import Reading
from intents.scene import ADMINISTRATOR, Doubt

CAUSE = "called_off"  # of the notices, by which 撤销 finds whom to tell that it takes place after all


def the_activity(ctx: Context, reading: Reading, likely: Sequence[Activity]) -> Activity | Outcome:
    """The activity that a command is about, or the question which. Raises: NotPossible for an unknown one."""
    name = reading.slots.get("activity")
    if name is not None:
        activity = activities.named(ctx.session, str(name))
        if activity is None:
            raise NotPossible(words.no_such_activity_here(str(name), _names_here(ctx)))
        if not activities.is_here(activity.rooms, room_ids(ctx)) and ADMINISTRATOR not in ctx.speaker.roles:
            raise NotPossible(f"“{activity.name}”不是这个群的活动。")
        return activity
    if len(likely) == 1:
        return likely[0]
    if not likely:
        raise NotPossible("这里现在没有合适的活动。")
    names = tuple(activity.name for activity in likely)
    return ask(ctx, reading, f"是哪个活动？{words.choices(names)}", Doubt("which_activity", choices=names))


def _names_here(ctx: Context) -> list[str]:
    here = activities.coming(ctx.session, room_ids(ctx), ctx.now, ctx.day_kind, open_only=False)
    return list(dict.fromkeys(one.activity.name for one in here))


def called_off(ctx: Context, reading: Reading, activity: Activity) -> Outcome:
    """The next date (or the whole activity) is off; those who signed up are told once, with the reason."""
    start = activities.next_start(activity, ctx.now, ctx.day_kind)
    if start is None:
        raise NotPossible(f"{activity.name}已经办过了，没什么可取消的。")
    if (day := _day_asked(reading)) is not None and start.astimezone(CHINA).date().isoformat() != day:
        start = on_day(activity, ctx, day)
    reason = str(reading.slots["reason"]) if reading.slots.get("reason") else None
    done = call_off(ctx.session, activity, start, reason, ctx.act, whole=bool(reading.slots.get("for_good")))
    people = sum(row.people for row in done.rows)
    reply = ctx.answer(words.called_off(activity, done, people, reason, ctx.now))
    slots = {**reading.slots, "activity": activity.name}
    told_off = told_to(ctx, done.rows, words.told_off(activity, done, reason, ctx.now), CAUSE)
    return ctx.done(reading, reply, *told_off, slots=slots)


def _day_asked(reading: Reading) -> str | None:
    when = str(reading.slots.get("when") or "")
    return when[:10] if len(when) >= 10 and when[4:5] == "-" and "/" not in when else None


def on_day(activity: Activity, ctx: Context, day: str) -> datetime:
    """The date of a recurring activity on that day. Raises: NotPossible where it has none."""
    midnight = datetime.fromisoformat(f"{day}T00:00:00+08:00")
    start = activities.next_start(activity, max(ctx.now, midnight - timedelta(seconds=1)), ctx.day_kind)
    if start is None or start.astimezone(CHINA).date().isoformat() != day:
        raise NotPossible(f"那天没有{activity.name}，请看看日子。")
    return start


def told_to(ctx: Context, rows: Sequence[SignUp], text: str, cause: str) -> list[Reply]:
    """One message in each room with all who signed up there; those who did in private are told there."""
    rooms: dict[int, list[int]] = {}
    replies: list[Reply] = []
    for row in rows:
        member = ctx.session.get(Member, row.member_id) if row.member_id is not None else None
        if member is None or member.erased_at is not None:
            continue
        room = ctx.session.get(Room, row.room_id) if row.room_id is not None else None
        if room is None or room.left_at is not None:
            replies.append(told(ctx.session, text, cause, member, None))
        elif member.id not in rooms.setdefault(room.id, []):
            rooms[room.id].append(member.id)
    there = [
        Reply(text, room=room_id, kind="notice", cause=cause, mentions=tuple(members))
        for room_id, members in rooms.items()
    ]
    return [*there, *replies]
