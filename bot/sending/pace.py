"""The pace of one account: how soon the next message may go, so that WeChat does not take us for a machine gun."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intents.days import CHINA

NEW_ACCOUNT_DAYS = 14
FIRST_DAY = 20  # proactive messages of an account on its first day
MINUTE = timedelta(minutes=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=30), timedelta(hours=24)
NEARLY = 0.8  # of a day's proactive messages: from here on answers gather longer, and staff are told
CALM_AGAIN = timedelta(hours=24)  # without a warning for so long, the next pause is a short one again


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds between messages (a random number between two), messages a minute, proactive ones a day and a room.

    gather_s: after an answer in a room the next ones there are gathered for so long, gather_late_s where the day's messages
    are nearly used up. account_since: a new account begins with first_day messages and has all after warm_up_days.
    """

    gap_min_s: float = 0.0
    gap_max_s: float = 0.0
    room_gap_s: float = 0.0
    per_minute: int | None = None
    per_day: int | None = None
    account_since: date | None = None
    gather_s: float = 0.0
    gather_late_s: float = 0.0
    first_day: int = FIRST_DAY
    warm_up_days: int = NEW_ACCOUNT_DAYS
    pause_min: float = FIRST_PAUSE.total_seconds() / 60

    def daily(self, day: date) -> int | None:
        """Proactive messages allowed on that day; a new account begins with few. None: no limit."""
        if self.per_day is None or self.account_since is None:
            return self.per_day
        age = (day - self.account_since).days
        if age >= self.warm_up_days:
            return self.per_day
        first = min(self.first_day, self.per_day)
        return first + (self.per_day - first) * max(0, age) // self.warm_up_days


UNPACED = Limits()  # a channel of our own


class Pace:
    """When the account may send next. Kept in memory: after a restart it begins with a full gap."""

    def __init__(self, limits: Limits, jitter: Callable[[float, float], float] = random.uniform) -> None:
        self._limits = limits
        self._jitter = jitter
        self._free_at: datetime | None = None
        self._sent: deque[datetime] = deque()
        self._rooms: dict[int, datetime] = {}
        self._answered: dict[int, datetime] = {}
        self._day: date | None = None
        self._proactive = 0
        self._noted: datetime | None = None
        self._pause = self._first_pause = timedelta(minutes=limits.pause_min)
        self._paused_until: datetime | None = None

    @property
    def gathers(self) -> bool:
        """Whether answers that wait are better sent as one message."""
        return self._limits.gap_max_s > 0

    @property
    def paused_until(self) -> datetime | None:
        """Until when nothing proactive goes because of a warning; None: there was none."""
        return self._paused_until

    def nearly_used_up(self, now: datetime) -> bool:
        """Whether four fifths of this day's proactive messages are gone."""
        today = now.astimezone(CHINA).date()
        allowed = self._limits.daily(today)
        return allowed is not None and self._day == today and self._proactive >= NEARLY * allowed

    def begin_day(self, day: date, proactive: int) -> None:
        """How many proactive messages went out on that day before we started."""
        self._day, self._proactive = day, proactive

    def free_at(self, room_id: int | None, now: datetime, *, proactive: bool) -> datetime:
        """The earliest moment at which a message may go there."""
        self._follow(now)
        moments = [now, self._free_at or now]
        while self._sent and self._sent[0] <= now - MINUTE:
            self._sent.popleft()
        if self._limits.per_minute is not None and len(self._sent) >= self._limits.per_minute:
            moments.append(self._sent[-self._limits.per_minute] + MINUTE)
        if not proactive and room_id in self._answered:
            late = self.nearly_used_up(now)
            gather_s = self._limits.gather_late_s if late else self._limits.gather_s
            moments.append(self._answered[room_id] + timedelta(seconds=gather_s))
        if proactive:
            if room_id in self._rooms:
                moments.append(self._rooms[room_id] + timedelta(seconds=self._limits.room_gap_s))
            moments.append(self._free_day(now))
            moments.append(self._paused_until or now)
        return max(moments)

    def warned(self, now: datetime) -> datetime:
        """The channel says that too much is sent: nothing proactive until the moment given; each time twice as long."""
        if self._paused_until is not None and now < self._paused_until:
            return self._paused_until
        calm = self._paused_until is None or now - self._paused_until >= CALM_AGAIN
        self._pause = self._first_pause if calm else min(2 * self._pause, LONGEST_PAUSE)
        self._paused_until = now + self._pause
        return self._paused_until

    def _follow(self, now: datetime) -> None:
        """A clock that was set back must not keep us silent until it is again as late as it was."""
        if self._noted is None or now >= self._noted:
            return
        back, self._noted = self._noted - now, now
        self._free_at = self._free_at - back if self._free_at is not None else None
        self._paused_until = self._paused_until - back if self._paused_until is not None else None
        self._sent = deque(at - back for at in self._sent)
        self._rooms = {room_id: at - back for room_id, at in self._rooms.items()}
        self._answered = {room_id: at - back for room_id, at in self._answered.items()}

    def _free_day(self, now: datetime) -> datetime:
        today = now.astimezone(CHINA).date()
        allowed = self._limits.daily(today)
        if self._day != today or allowed is None or self._proactive < allowed:
            return now
        midnight = now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=1)

    def note(self, room_id: int | None, now: datetime, *, proactive: bool) -> None:
        """A message goes out now."""
        self._noted = now
        gap = self._jitter(self._limits.gap_min_s, self._limits.gap_max_s)
        self._free_at = now + timedelta(seconds=gap)
        if self._limits.per_minute is not None:
            self._sent.append(now)
        if not proactive:
            if room_id is not None and self._limits.gather_s:
                self._answered[room_id] = now
            return
        if room_id is not None and self._limits.room_gap_s:
            self._rooms[room_id] = now
        today = now.astimezone(CHINA).date()
        if self._day != today:
            self._day, self._proactive = today, 0
        self._proactive += 1
