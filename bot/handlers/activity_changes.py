"""An activity that was announced is changed: its time, place, places or points; who signed up is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.context import Context, Part
from bot.handlers.asking import explained, room_ids
from bot.handlers.calling_off import on_day, the_activity, told_to
from bot.handlers.promoted import promoted_told
from bot.messages import Outcome, Reply
from bot.wording import activity_changes as words
from catalogue import activities
from catalogue.activity_changes import Change, edit_activity, parties_as_before
from catalogue.reasons import NotPossible
from catalogue.sign_ups import LIVE
from catalogue.tables import Activity, AuditEntry, SignUp
from intents.days import CHINA
from intents.reading import Reading
from intents.recurrences import Recurrence, RecurrenceError, read_recurrence

CAUSE = "activity_changed"  # of the notices, by which 撤销 finds whom to tell that it stays as it was
DAY_BEGINS, DAY_ENDS = time(6), time(22)  # between which 八点 is looked for
NEW_TIME = frozenset({"day", "clock", "within", "later_min", "recurrence"})
CHANGES = NEW_TIME | {"place", "capacity", "more_places", "no_limit", "points"}
HALF_DAY, WEEK = timedelta(hours=12), timedelta(days=7)


def change_activity(ctx: Context, reading: Reading) -> Outcome:
    """Another time (of one date, or of all), place, number of places or points; those signed up are told once."""
    here = activities.coming(ctx.session, room_ids(ctx), ctx.now, ctx.day_kind, open_only=False)
    activity = the_activity(ctx, reading, [one.activity for one in here])
    if isinstance(activity, Outcome):
        return activity
    slots = reading.slots
    if not slots.keys() & CHANGES:
        raise NotPossible(words.what_can_change(activity))
    start = activities.next_start(activity, ctx.now, ctx.day_kind)
    if start is None:
        raise NotPossible(f"{activity.name}已经办过了。要再办，就说“发起活动 {activity.name}”，带上日期和几点。")
    if activity.starts_at is None and slots.get("on") and not slots.get("for_good"):
        start = _on(ctx, activity, start, str(slots["on"]))
    change = _change(activity, start, slots, ctx.now)
    done = edit_activity(ctx.session, activity, change, ctx.act, ctx.day_kind)
    text = words.changed(activity, change, done, ctx.now)
    told = [
        reply for one in done.dates for reply in told_to(ctx, one.rows, words.told(activity, one, ctx.now), CAUSE)
    ]
    settled: dict[str, Any] = {key: slots[key] for key in ("place", "capacity", "points") if key in slots}
    when = change.words or (done.starts_at.astimezone(CHINA).isoformat() if change.starts_at else None)
    settled |= {"activity": activity.name, **({"when": when} if when else {})}
    return ctx.done(reading, ctx.answer(text), *told, *promoted_told(ctx.session, done.promoted, ctx.now), slots=settled)


def _on(ctx: Context, activity: Activity, start: datetime, day: str) -> datetime:
    """The date on that day; today's name for a day whose date has begun means the next one."""
    if day == ctx.now.astimezone(CHINA).date().isoformat() != start.astimezone(CHINA).date().isoformat():
        return start
    return on_day(activity, ctx, day)


def _change(activity: Activity, start: datetime, slots: Mapping[str, Any], now: datetime) -> Change:
    capacity = slots.get("capacity")
    if slots.get("more_places"):
        if activity.capacity is None:
            raise NotPossible(f"{activity.name}本来就不限名额，不用加。")
        capacity = activity.capacity + int(slots["more_places"])
    points = slots.get("points")
    change = Change(
        start, place=slots.get("place"), capacity=int(capacity) if capacity is not None else None,
        no_limit=bool(slots.get("no_limit")), points=int(points) if points is not None else None,
    )
    if not slots.keys() & NEW_TIME:
        return change
    if slots.get("recurrence"):
        return replace(change, words=str(slots["recurrence"]))
    if slots.get("for_good") and activity.starts_at is None:
        planned = activities.planned_start(activity, start)  # one date that was moved says nothing of the others
        return replace(change, words=_all_dates(activity, planned, _new_start(planned, slots, now)))
    return replace(change, starts_at=_new_start(start, slots, now))


def _new_start(start: datetime, slots: Mapping[str, Any], now: datetime) -> datetime:
    """The new start: what is not told of it (the day, the hour) stays as it was."""
    local = start.astimezone(CHINA)
    if slots.get("later_min"):
        return local + timedelta(minutes=int(slots["later_min"]))
    day = _new_day(local, slots, now) if slots.get("day") else local.date()
    if slots.get("within"):
        first, last = (time.fromisoformat(part) for part in str(slots["within"]).split("/"))
        return datetime.combine(day, local.time() if first <= local.time() <= last else first, CHINA)
    if not slots.get("clock"):
        return datetime.combine(day, local.time(), CHINA)
    told = datetime.combine(day, time.fromisoformat(str(slots["clock"])), CHINA)
    if not slots.get("loose"):
        return told
    # 八点 of a dance in the evening is 20:00: the one that lies nearer to the hour it was to begin.
    usual = datetime.combine(day, local.time(), CHINA)
    likely = [one for one in (told, told + HALF_DAY, told - HALF_DAY)
              if one.date() == day and DAY_BEGINS <= one.time() <= DAY_ENDS]
    return min(likely or [told], key=lambda one: abs(one - usual))


def _new_day(start: datetime, slots: Mapping[str, Any], now: datetime) -> date:
    """The day told; a bare 周日 is the one nearest to the planned day, in the direction in which it is moved."""
    day = date.fromisoformat(str(slots["day"]))
    if not slots.get("weekday"):
        return day
    towards = int(slots.get("towards", 0))
    first = day + WEEK * ((start.date() - day) // WEEK)
    around = [first, first + WEEK] if first != start.date() or not towards else [first - WEEK, first + WEEK]
    ahead = [one for one in around if one >= now.astimezone(CHINA).date()] or [day]
    fitting = [one for one in ahead if (one - start.date()).days * towards >= 0] or ahead
    return min(fitting, key=lambda one: (abs(one - start.date()), -one.toordinal()))


def _all_dates(activity: Activity, start: datetime, new: datetime) -> str:
    """The recurrence of which the date at `start` would be at `new`. Raises: NotPossible where that cannot be told."""
    local, there = start.astimezone(CHINA), new.astimezone(CHINA)
    how = f"说全一点，比如“{activity.name}以后改到每周{'一二三四五六日'[there.weekday()]}{there.hour}:{there.minute:02d}”。"
    try:
        old = read_recurrence(activity.when)
    except RecurrenceError as wrong:
        raise NotPossible(how) from wrong
    days = old.days
    if local.weekday() != there.weekday() and local.date() != there.date():
        if days.weekdays != frozenset({local.weekday()}):
            raise NotPossible(how)
        days = replace(days, weekdays=frozenset({there.weekday()}))
    if len(old.spans) != 1:
        raise NotPossible(how)
    begins = there.hour * 60 + there.minute
    span = old.spans[0]
    ends = span.end + begins - span.start if span.end is not None else None
    return Recurrence((replace(span, start=begins, end=ends),), days).words()


def told_back(ctx: Context, entry: AuditEntry, heard: Collection[int]) -> list[Reply]:
    """A change was taken back: each of `heard` (ids of members) is told of the own date, also who cancelled because of it."""
    activity = ctx.session.get_one(Activity, int(str(entry.subject).partition(":")[2]))
    there = [
        (start, row) for start, rows in parties_as_before(ctx.session, entry.undo or []) if start > ctx.now
        for row in rows if row.member_id in heard
    ]
    coming = {row.member_id for _, row in there if row.status in LIVE}
    dates: dict[datetime, list[SignUp]] = {}
    for start, row in there:
        if row.status in LIVE or row.member_id not in coming:
            dates.setdefault(start, []).append(row)
    return [
        reply for start, rows in dates.items()
        for reply in told_to(ctx, rows, words.as_it_was(activity, start, ctx.now), "on_again")
    ]


PART = Part({"edit_activity": explained(change_activity)})
