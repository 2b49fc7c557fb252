"""The hours in which the bot says nothing of its own accord, and China's calendar days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from intents.days import CHINA


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begins` until just before `ends` the next morning, by China's clock; equal: never quiet."""

    begins: time = time(22)
    ends: time = time(8)

    def holds(self, at: datetime) -> bool:
        """Whether it is quiet at that instant."""
        clock = at.astimezone(CHINA).time()
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def ends_after(self, at: datetime) -> datetime:
        """The first instant not before `at` at which it is not quiet."""
        if not self.holds(at):
            return at
        local = at.astimezone(CHINA)
        morning = local.replace(hour=self.ends.hour, minute=self.ends.minute, second=0, microsecond=0)
        return morning if morning > local else morning + timedelta(days=1)

    def next_morning(self, at: datetime) -> datetime:
        """The first instant of the day after `at` (in China) at which something may be said."""
        midnight = day_of(at)[1]
        return self.ends_after(midnight)


USUAL = QuietHours()


def day_of(at: datetime) -> tuple[datetime, datetime]:
    """Begin and end (excluded) of the day in China that holds the instant."""
    begins = at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    return begins, begins + timedelta(days=1)
