"""Activities: which there are, signing up, opening, closing, checking in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from bot.context import Context, Part
from bot.handlers.asking import ask, ask_for, elsewhere, explained, room_ids
from bot.handlers.calling_off import called_off, the_activity
from bot.handlers.promoted import promoted_told
from bot.handlers.taken_off import take_off
from bot.messages import Outcome, Reply
from bot.rights import staff_rooms, standing_of
from bot.wording import activities as words
from bot.wording import general
from bot.wording.times import moment
from catalogue import activities, sign_ups
from catalogue.activities import Coming, Plan
from catalogue.reasons import NotPossible
from catalogue.tables import Occurrence, Room, SignUp
from intents.asked_in_general import DETAILS_ASKED
from intents.days import CHINA
from intents.reading import Reading
from intents.scene import Doubt, LastAct, Shown

LINES = 5  # of a list in one answer
ASKS_FOR_OWN = re.compile(r"我的(?:活动)?报名|我报了?(?:名)?的?(?:些|了)?(?:什么|哪些|哪个|啥|几个)")


def list_activities(ctx: Context, reading: Reading) -> Outcome:
    """What is coming here, soonest first; within a day or span, if one is asked for; one alone, if it is named."""
    here = activities.coming(ctx.session, room_ids(ctx), ctx.now, ctx.day_kind, open_only=False)
    if named := next((one for one in here if one.activity.name == reading.slots.get("activity")), None):
        left = activities.places_left(ctx.session, named.activity, named.starts_at)
        ctx.memory.tell(Shown("list_activities", {}, (named.activity.name,), ctx.now))
        told = words.about(named, left, ctx.now) + _details(ctx, reading)
        return ctx.done(reading, ctx.answer(told), results=[named.activity.name])
    span = _span(reading.slots.get("when"))
    found = [one for one in here if span is None or span[0] <= one.starts_at < span[1]]
    if not found:
        text = "现在没有登记的活动，有了会在群里说。"
        if here:
            text = f"那时候没有活动。最近的是{here[0].activity.name}，{moment(here[0].starts_at, ctx.now)}。"
        return ctx.done(reading, ctx.answer(text), results=[])
    shown = found[:LINES]
    if len(found) == 1:
        ctx.memory.tell(Shown("list_activities", {}, (found[0].activity.name,), ctx.now))
    else:
        ctx.memory.show(Shown("list_activities", {}, tuple(one.activity.name for one in shown), ctx.now))
    lines = [
        words.one_line(one, activities.places_left(ctx.session, one.activity, one.starts_at), ctx.now)
        for one in shown
    ]
    if len(found) > len(shown):
        lines.append(f"还有{len(found) - len(shown)}个，都在后面几天。")
    if DETAILS_ASKED in reading.reasons:
        lines.insert(0, general.WHICH_ACTIVITY)
    return ctx.done(reading, ctx.answer("\n".join(lines)), results=[one.activity.name for one in shown])


_RAIN = re.compile("雨|天气|变天")
_TOLD_ANYWAY = re.compile("哪|几点|什么时候|啥时候|多久|地点")


def _details(ctx: Context, reading: Reading) -> str:
    """What nobody has written down of an activity, where that is asked."""
    said = ctx.incoming.text
    if DETAILS_ASKED not in reading.reasons and not _RAIN.search(said):
        return ""
    if _RAIN.search(said):
        return f"\n{general.RAIN}"
    return "" if _TOLD_ANYWAY.search(said) else f"\n{general.NOT_NOTED}"


def _span(when: object) -> tuple[datetime, datetime] | None:
    """The first instant of a `when` slot and the one after its last; None where it names no day."""
    first, _, last = str(when or "").partition("/")
    try:
        start, end = _edge(first, timedelta(0)), _edge(last or first, timedelta(days=1))
    except ValueError:
        return None
    if "T" in first and not last:
        # An hour that somebody asks about stands for what begins on that day from then on.
        end = datetime.combine(end.astimezone(CHINA).date() + timedelta(days=1), time(0), CHINA)
    return start, end


def _edge(text: str, whole_day: timedelta) -> datetime:
    if "T" in text:
        return datetime.fromisoformat(text)
    return datetime.combine(date.fromisoformat(text), time(0), CHINA) + whole_day


def sign_up(ctx: Context, reading: Reading) -> Outcome:
    """Places for the sender's party, or on the waiting list; a question where several activities are open."""
    here = activities.coming(ctx.session, room_ids(ctx), ctx.now, ctx.day_kind)
    name = reading.slots.get("activity")
    if name is None and ASKS_FOR_OWN.search(ctx.incoming.text):
        return ctx.done(reading, ctx.answer(my_sign_ups(ctx) or "你现在没有报名的活动。"))
    name = _not_open(ctx, here) or name
    if name is None and len(here) != 1:
        if not here:
            return ctx.done(reading, ctx.answer("现在没有可以报名的活动，有了会在群里说。"))
        return _ask_which(ctx, reading, here)
    chosen = here[0] if name is None else _find(here, str(name))
    if chosen is None:
        return ctx.done(reading, ctx.answer(_why_not(ctx, str(name), here)))
    people = reading.slots.get("people")
    if people is not None and people != int(people):
        raise NotPossible("几个人来？说个整数就行，比如“报名2人”。")
    done = sign_ups.sign_up(
        ctx.session,
        chosen.activity,
        chosen.starts_at,
        ctx.sender,
        int(people) if people is not None else None,
        ctx.act,
    )
    ctx.memory.note_act(LastAct("sign_up", ctx.now, ctx.speaker.id, activity=chosen.activity.name))
    text = words.signed_up(chosen.activity, chosen.starts_at, done, ctx.now)
    return ctx.done(
        reading,
        ctx.answer(text),
        *tell_promoted(ctx, done.promoted),
        slots={**reading.slots, "activity": chosen.activity.name},
    )


def _not_open(ctx: Context, here: Sequence[Coming]) -> str | None:
    """The name of an activity that the message names and that takes no sign-ups any more, or none here; None: of none.

    Only what is open is known by name when a message is read, so that it may be taken for another one. What is called
    nearly as an open one is that one.
    """
    open_here = {one.activity.id for one in here}
    open_names = [name for one in here for name in (one.activity.name, *one.activity.aliases)]
    for row in activities.not_cancelled(ctx.session):
        if row.id in open_here:
            continue
        said = [name for name in (row.name, *row.aliases) if len(name) > 1 and name in ctx.incoming.text]
        if said and not any(_alike(one, other) for one in said for other in open_names):
            return row.name
    return None


def _alike(one: str, other: str) -> bool:
    return any(one[at:at + 2] in other for at in range(len(one) - 1))


def my_sign_ups(ctx: Context) -> str | None:
    """What the sender is signed up for; None: nothing."""
    rows = sign_ups.live_sign_ups(ctx.session, ctx.sender, room_ids(ctx), ctx.now)
    parts = [
        words.mine(activity, occurrence.starts_at, row, ctx.now) for activity, occurrence, row in rows[:LINES]
    ]
    return f"你报了：{'；'.join(parts)}。" if parts else None


def _ask_which(ctx: Context, reading: Reading, here: Sequence[Coming]) -> Outcome:
    """Ask which of the activities that the message leaves open is meant."""
    named = [name for doubt in reading.doubts if doubt.kind == "which_activity" for name in doubt.choices]
    among = [one for one in here if one.activity.name in named] or list(here)
    shown = [f"{one.activity.name}（{moment(one.starts_at, ctx.now)}）" for one in among]
    doubt = Doubt("which_activity", choices=tuple(one.activity.name for one in among))
    return ask(ctx, reading, f"想报哪个活动？{words.choices(shown)}", doubt)


def _find(here: Sequence[Coming], name: str) -> Coming | None:
    exact = [one for one in here if one.activity.name == name]
    return next(iter(exact or [one for one in here if name in one.activity.aliases]), None)


def _why_not(ctx: Context, name: str, here: Sequence[Coming]) -> str:
    activity = activities.named(ctx.session, name)
    others = f"现在能报的有：{'、'.join(one.activity.name for one in here[:LINES])}。" if here else ""
    if activity is None:
        return f"没有找到“{name}”这个活动。{others}"
    if not activities.is_here(activity.rooms, room_ids(ctx)):
        rooms = [ctx.session.get(Room, room) for room in activity.rooms]
        return words.elsewhere(activity.name, [room.name for room in rooms if room and room.left_at is None], others)
    return f"“{activity.name}”的报名已经结束了。{others}"


def cancel_sign_up(ctx: Context, reading: Reading) -> Outcome:
    """Take the sender's party off; the first waiting party that fits gets the places and is told."""
    if reading.slots.get("names"):
        return take_off(ctx, reading)
    mine = sign_ups.live_sign_ups(ctx.session, ctx.sender, room_ids(ctx), ctx.now)
    name = reading.slots.get("activity")
    if name is not None:
        mine = [one for one in mine if one[0].name == name or name in one[0].aliases]
    if not mine:
        which = f"“{name}”" if name is not None else "活动"
        return ctx.done(reading, ctx.answer(f"你现在没有报{which}的名，不用取消。"))
    if len({activity.id for activity, _, _ in mine}) > 1:
        names = tuple(dict.fromkeys(activity.name for activity, _, _ in mine))
        return ask(
            ctx, reading, f"要取消哪个？{words.choices(names)}", Doubt("which_activity", choices=names)
        )
    soonest = [row for _, occurrence, row in mine if occurrence.id == mine[0][1].id]
    # Parties that the sender entered for others stay, unless the sender has no own one.
    own = [row for row in soonest if not row.party] or soonest
    promoted = sign_ups.cancel_sign_ups(ctx.session, own, ctx.act)
    return ctx.done(
        reading,
        ctx.answer(words.cancelled([mine[0][0]])),
        *tell_promoted(ctx, promoted),
        slots={**reading.slots, "activity": mine[0][0].name},
    )


def tell_promoted(ctx: Context, rows: Sequence[SignUp]) -> list[Reply]:
    """One notice to each party that got places from the waiting list."""
    return promoted_told(ctx.session, rows, ctx.now)


def open_activity(ctx: Context, reading: Reading) -> Outcome:
    """A new activity of the room where it is commanded; in private, of all rooms of the commander's own."""
    slots = reading.slots
    title, when = str(slots.get("title") or "").strip(), str(slots.get("when") or "")
    if not title:
        return ask_for(ctx, reading, "title", "活动叫什么名字？")
    if not when:
        return ask_for(ctx, reading, "when", f"{title}什么时候办？说日期和几点。")
    starts_at, recurring = _when(when)
    rooms = _rooms_of_command(ctx)
    plan = Plan(
        title,
        starts_at,
        recurring,
        slots.get("place"),
        _whole(slots.get("capacity"), "名额"),
        _whole(slots.get("points"), "积分") or 0,
        rooms,
    )
    activity = activities.open_activity(ctx.session, plan, ctx.act, ctx.day_kind)
    first = activities.next_start(activity, ctx.now, ctx.day_kind)
    if first is None:
        raise NotPossible(f"“{when}”之后没有一次能办的时间，改个时间再发一次吧。")
    text = words.opened(activity, first, ctx.now)
    return ctx.done(reading, ctx.answer(text), *elsewhere(ctx, text, "opened", rooms))


def _rooms_of_command(ctx: Context) -> tuple[int, ...]:
    if ctx.room is not None:
        return (ctx.room.id,)
    return tuple(room.id for room in staff_rooms(ctx.session, standing_of(ctx.session, ctx.sender)))


def _when(when: str) -> tuple[datetime | None, str | None]:
    """The instant, or the words of a recurrence. Raises: NotPossible for a day without an hour."""
    first = when.split("/")[0]
    try:
        if "T" in first:
            return datetime.fromisoformat(first), None
        date.fromisoformat(first)
    except ValueError:
        return None, when
    raise NotPossible("还差几点开始，比如“周六上午9点”，补上再发一次吧。")


def _whole(number: float | None, what: str) -> int | None:
    if number is None:
        return None
    if number != int(number):
        raise NotPossible(f"{what}要是整数，改一下再发一次吧。")
    return int(number)


def close_activity(ctx: Context, reading: Reading) -> Outcome:
    """No more sign-ups for an activity; where it is called off, that."""
    activity = the_activity(
        ctx,
        reading,
        [one.activity for one in activities.coming(ctx.session, room_ids(ctx), ctx.now, ctx.day_kind)],
    )
    if isinstance(activity, Outcome):
        return activity
    start = activities.next_start(activity, ctx.now, ctx.day_kind) or activity.starts_at
    if reading.slots.get("cancel"):
        return called_off(ctx, reading, activity)
    if not activities.close_activity(ctx.session, activity, ctx.act):
        return ctx.done(reading, ctx.answer(f"{activity.name}的报名之前就截止了。"))
    counts: dict[str, int] = {}
    if start is not None:
        counts = dict(
            ctx.session.execute(
                select(SignUp.status, func.sum(SignUp.people))
                .join(Occurrence, SignUp.occurrence_id == Occurrence.id)
                .where(Occurrence.activity_id == activity.id, Occurrence.starts_at == start)
                .group_by(SignUp.status)
            )
            .tuples()
            .all()
        )
    going = int(counts.get("confirmed", 0)) + int(counts.get("attended", 0))
    text = words.closed(activity, going, int(counts.get("waitlisted", 0)))
    return ctx.done(reading, ctx.answer(text), slots={**reading.slots, "activity": activity.name})


PART = Part(
    {
        "list_activities": list_activities,
        "sign_up": explained(sign_up),
        "cancel_sign_up": explained(cancel_sign_up),
        "open_activity": explained(open_activity),
        "close_activity": explained(close_activity),
    }
)
