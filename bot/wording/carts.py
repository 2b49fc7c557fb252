"""What is said of a service cart."""

from __future__ import annotations

from datetime import datetime

from bot.wording.times import aloud, clock, moment
from catalogue.tables import CartStop
from intents.recurrences import read_recurrence


def stop(row: CartStop, standing: tuple[datetime, datetime | None] | None, now: datetime) -> str:
    """Where it stands now or next, what it does, and when it comes again. standing: from when to when."""
    does = f"，可以{'、'.join(row.offerings)}" if row.offerings else ""
    if standing is None:
        return f"{row.cart}在{row.place}，时间是{aloud(row.times)}{does}。"
    begins, ends = standing
    until = f"到{clock(ends)}" if ends is not None else ""
    when = f"现在就在{row.place}，{until}" if begins <= now else f"下次{moment(begins, now)}{until}在{row.place}"
    again = "" if read_recurrence(row.times).is_once else f"平时{aloud(row.times)}。"
    return f"{row.cart}{when}{does}。{again}"
