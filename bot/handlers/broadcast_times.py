"""When a broadcast goes out: what was said of its time, in words for the schedule and as the first instant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.context import Context
from bot.wording import broadcasts as words
from catalogue.broadcasts import AT_ONCE
from catalogue.reasons import NotPossible
from catalogue.tables import Schedule
from intents.days import CHINA
from intents.recurrences import RecurrenceError, read_recurrence

MORNING = time(9)  # of a day that was named without a time


def when_of(ctx: Context, slots: Mapping[str, Any]) -> tuple[str, datetime]:
    """In words for the schedule, and the first due time; no time said: at once. Raises: NotPossible."""
    said = str(slots.get("when") or "")
    if not said:
        return AT_ONCE, ctx.now
    text, _, last = said.partition("/")
    try:
        at = instant(text)
    except ValueError:
        return _recurring(ctx, said, slots)
    if at == ctx.incoming.at:
        return AT_ONCE, ctx.now
    if at <= ctx.now:
        raise NotPossible(words.PAST)
    window = f"-{instant(last).astimezone(CHINA):%H:%M}" if "T" in last and last[:10] == text[:10] else ""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") + window, at


def instant(text: str) -> datetime:
    """An ISO instant, or a day at nine. Raises: ValueError."""
    if len(text) == len("2026-11-28"):
        return datetime.combine(date.fromisoformat(text), MORNING, CHINA)
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=CHINA)


def _recurring(ctx: Context, text: str, slots: Mapping[str, Any]) -> tuple[str, datetime]:
    since, until = day_of(slots.get("since")), day_of(slots.get("until"))
    after = max(ctx.now, datetime.combine(since, time(0), CHINA) - timedelta(seconds=1)) if since else ctx.now
    try:
        first = next(read_recurrence(text).starts(after, ctx.day_kind), None)
    except RecurrenceError as error:
        raise NotPossible(words.unread(error.word)) from error
    if first is None or (until is not None and first.astimezone(CHINA).date() > until):
        raise NotPossible(words.PAST)
    return text, first


def same_day(row: Schedule, slots: Mapping[str, Any]) -> str:
    """The new time of a broadcast: on its own day, or its own days, where only an hour was said."""
    clock = str(slots.get("clock") or "")
    if not clock or row.next_due is None:
        return str(slots["when"])
    planned = row.next_due.astimezone(CHINA)
    if slots.get("half"):  # 8点 moved to 7点 is that of the same morning
        clock = f"{int(clock[:2]) % 12 + (12 if planned.hour >= 12 else 0):02}{clock[2:]}"
    if row.when[:1].isdigit():
        return f"{planned:%Y-%m-%d}T{clock}:00+08:00"
    return re.sub("[0-9]{1,2}:[0-9]{2}", clock, row.when, count=1) if row.when != AT_ONCE else str(slots["when"])


def day_of(text: object) -> date | None:
    """The day of an ISO date; None where there is none."""
    return date.fromisoformat(str(text)) if text else None
