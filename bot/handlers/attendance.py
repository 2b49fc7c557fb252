"""Who is signed up, and who came: points for those who did, once; somebody who had not signed up is asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.context import Context, Part
from bot.handlers import people_lists
from bot.handlers.asking import ask, ask_for, explained, room_ids
from bot.handlers.calling_off import the_activity
from bot.handlers.certificates import congratulated
from bot.handlers.naming import Named, find_named, tidy
from bot.handlers.privately import in_private
from bot.messages import Outcome
from bot.numbered import safe_name
from bot.wording import activities as words
from catalogue import activities, attendance
from catalogue.attendance import signed_up
from catalogue.reasons import NotPossible
from catalogue.tables import Activity, Member
from intents.reading import Reading
from intents.scene import ADMINISTRATOR, Doubt

EVERYBODY = frozenset({"全部", "所有人", "全员", "都到了", "全体", "大家", "all"})
NAMED_IN_ROOM = 20  # more sign-ups than this go out as a file


def check_in(ctx: Context, reading: Reading) -> Outcome:
    """Points of the activity, once, for each member named (or for all who signed up, or all but some).

    Where others signed up, somebody who had not is asked about first.
    """
    activity = the_activity(ctx, reading, _under_way(ctx))
    if isinstance(activity, Outcome):
        return activity
    start = activities.last_start(activity, ctx.now, ctx.day_kind)
    if start is None:
        raise NotPossible(f"{activity.name}还没到日子，当天再签到吧。")
    if not (reading.slots.get("names") or reading.slots.get("all") or reading.slots.get("except")):
        return _ask_who_came(ctx, reading, activity, start)
    named = _who_came(ctx, reading, activity, start)
    expected = attendance.ever_signed_up(ctx.session, activity, start)
    added = {tidy(str(name)) for name in reading.slots.get("add") or ()}
    strangers = [name for name, member in named.members if member.id not in expected and name not in added]
    if not expected:
        strangers = []  # nobody signed up with the bot: the list on paper counts
    known = replace(named, members=tuple(one for one in named.members if one[0] not in strangers))
    done = attendance.check_in(
        ctx.session, activity, start, [member for _, member in known.members], ctx.act,
        by_administrator=ADMINISTRATOR in ctx.speaker.roles,
    )
    names = {member.id: name for name, member in known.members}
    told = [
        reply for member, certificate in done.certificates for reply in congratulated(ctx, member, certificate)
    ]
    full = {**reading.slots, "activity": activity.name}
    said = words.checked_in(activity, done, names, [*named.unknown, *named.several])
    if not strangers:
        nobody_left = expected and not (named.members or named.unknown or named.several)
        return ctx.done(reading, ctx.answer(words.all_noted(activity) if nobody_left else said), *told, slots=full)
    said = said if known.members else ""
    question = words.add_them(activity, strangers)
    asked = replace(reading, slots={"activity": activity.name, "names": strangers, "add": strangers})
    outcome = ask(ctx, asked, f"{said}\n{question}".strip(), Doubt("same_again", said="add"))
    outcome.slots = full
    outcome.replies += told
    return outcome


def _ask_who_came(ctx: Context, reading: Reading, activity: Activity, start: datetime) -> Outcome:
    """签到 alone: who of those who signed up has come, unless all of them are noted already."""
    about = replace(reading, slots={**reading.slots, "activity": activity.name})
    waited_for = [shown_name(ctx, member) for member in signed_up(ctx.session, activity, start)]
    if not waited_for and attendance.ever_signed_up(ctx.session, activity, start):
        return ctx.done(about, ctx.answer(words.all_noted(activity)))
    return ask_for(ctx, about, "names", words.who_came(activity, waited_for))


def _under_way(ctx: Context) -> list[Activity]:
    """What a check-in that names no activity is for: of those of the last days, what was begun last with sign-ups."""
    found: list[tuple[datetime, Activity]] = []
    for row in activities.not_cancelled(ctx.session):
        if not activities.is_here(row.rooms, room_ids(ctx)):
            continue
        start = activities.last_start(row, ctx.now, ctx.day_kind)
        if start is not None and ctx.now - start <= attendance.LATE:
            found.append((start, row))
    expected = [(start, row) for start, row in found if signed_up(ctx.session, row, start, come=True)]
    begun = [(start, row) for start, row in expected if start <= ctx.now] or expected or found
    today = [one for one in begun if ctx.now - one[0] < attendance.JUST_NOW]
    return [row for _, row in today or begun]


def _who_came(ctx: Context, reading: Reading, activity: Activity, start: datetime) -> Named:
    names = [tidy(str(name)) for name in reading.slots.get("names") or ()]
    left_out = [tidy(str(name)) for name in reading.slots.get("except") or ()]
    everybody = bool(reading.slots.get("all")) or bool(left_out) or any(name in EVERYBODY for name in names)
    if not everybody:
        named = find_named(ctx, names)
        if named.members and names[0] in named.unknown and not reading.slots.get("activity"):
            # 签到 赛龙舟 老丁: else 老丁 would be noted for another activity.
            raise NotPossible(words.no_such_activity(names[0]))
        return named
    absent = find_named(ctx, left_out)
    gone = {member.id for _, member in absent.members}
    came = signed_up(ctx.session, activity, start)
    return Named(
        tuple((shown_name(ctx, member), member) for member in came if member.id not in gone),
        absent.unknown,
        absent.several,
    )


def shown_name(ctx: Context, member: Member) -> str:
    """What a member is called before others: no room number, also not of somebody who writes in another group."""
    shown = [name for name, ids in ctx.scene.people.items() if member.channel_id in ids]
    return safe_name(member.nickname or next(iter(shown), ""), "一位邻居")


def list_sign_ups(ctx: Context, reading: Reading) -> Outcome:
    """Who is signed up for the next date of an activity and who waits; a long list goes out as a file, in private."""
    here = activities.coming(ctx.session, room_ids(ctx), ctx.now, ctx.day_kind, open_only=False)
    wanted = [one for one in here if attendance.parties(ctx.session, one.activity, one.starts_at)]
    just_begun = _under_way(ctx)
    name = reading.slots.get("activity")
    likely = [one.activity for one in wanted] or [row for row in just_begun if name is None] or [
        one.activity for one in here
    ]
    activity = the_activity(ctx, reading, likely)
    if isinstance(activity, Outcome):
        return activity
    start = activities.next_start(activity, ctx.now, ctx.day_kind)
    if start is None or not attendance.parties(ctx.session, activity, start):
        before = activities.last_start(activity, ctx.now, ctx.day_kind)
        if before is not None and attendance.parties(ctx.session, activity, before):
            start = before
    rows = attendance.parties(ctx.session, activity, start) if start is not None else []
    slots = {**reading.slots, "activity": activity.name}
    if start is None or not rows:
        return ctx.done(reading, ctx.answer(f"{activity.name}还没有人报名。"), slots=slots)
    text = words.sign_ups(activity, start, [(_called(ctx, row.party, member), row) for row, member in rows], ctx.now)
    if len(rows) <= NAMED_IN_ROOM:
        return ctx.done(reading, ctx.answer(text), slots=slots)
    called, file = people_lists.sign_ups(ctx, replace(reading, slots={"activity": activity.name}))
    short = words.sign_up_count(activity, start, [row for row, _ in rows], ctx.now)
    replies = in_private(ctx, called, f"{called}，请查收。", file)
    replies[0].text = f"{short}{replies[0].text}"
    return ctx.done(reading, *replies, slots=slots)


def _called(ctx: Context, party: str, member: Member | None) -> str:
    return safe_name(party, "") or (shown_name(ctx, member) if member is not None else "一位邻居")


PART = Part({"check_in": explained(check_in), "list_sign_ups": explained(list_sign_ups)})
