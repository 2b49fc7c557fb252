"""Answers to somebody who writes very fast: a few, one warning, then none for a while. What they order still counts."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

ANSWERS = 5
WITHIN = timedelta(seconds=10)
PAUSE = timedelta(minutes=1)
MOST_PEOPLE = 10_000  # remembered at once
MOST_MESSAGES = 1_000  # more than are ever being recorded at once


class Leave(Enum):
    """What becomes of an answer."""

    ANSWER = "answer"
    WARN = "warn"
    DROP = "drop"


@dataclass(slots=True)
class _Person:
    answered: deque[datetime] = field(default_factory=deque)
    paused_until: datetime | None = None


class Flood:
    """Counts answered messages by member; in memory, because after a restart everybody may begin anew."""

    def __init__(self) -> None:
        self._people: OrderedDict[int, _Person] = OrderedDict()
        self._told: OrderedDict[str, Leave] = OrderedDict()
        self._turn = threading.Lock()

    def leave(self, member_id: int, now: datetime, message_id: str) -> Leave:
        """Whether one more message of the member is answered now; the same again for a message that is done again,
        because the database gave up what was to be recorded with it."""
        with self._turn:
            if message_id not in self._told:
                self._told[message_id] = self._leave(member_id, now)
                if len(self._told) > MOST_MESSAGES:
                    self._told.popitem(last=False)
            return self._told[message_id]

    def _leave(self, member_id: int, now: datetime) -> Leave:
        person = self._people.setdefault(member_id, _Person())
        self._people.move_to_end(member_id)
        if len(self._people) > MOST_PEOPLE:
            self._people.popitem(last=False)
        if person.paused_until is not None and now < person.paused_until:
            return Leave.DROP
        while person.answered and person.answered[0] <= now - WITHIN:
            person.answered.popleft()
        if len(person.answered) < ANSWERS:
            person.answered.append(now)
            return Leave.ANSWER
        person.answered.clear()
        person.paused_until = now + PAUSE
        return Leave.WARN
