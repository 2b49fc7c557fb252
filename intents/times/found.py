"""A time that was found in a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from intents.recurrences import Recurrence

Kind = Literal["instant", "date", "span", "recurrence"]


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A time in a text. start, end: where it stands.

    iso: 2026-11-29T15:00:00+08:00, 2026-11-29, two of these joined by "/", or words of 发送时间 (每周五 10:00).
    starts, ends: aware datetimes in China's time, or dates (the last day included); ends is None except for a span.
    """

    start: int
    end: int
    iso: str
    kind: Kind
    starts: datetime | date | None = None
    ends: datetime | date | None = None
    recurrence: Recurrence | None = None

    @property
    def day(self) -> date | None:
        """The date on which it is or begins; None for a recurrence."""
        return self.starts.date() if isinstance(self.starts, datetime) else self.starts
