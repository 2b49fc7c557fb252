"""Which rows of the outbox leave now: they stand as `sending` before anything of them goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot import outbox
from bot.assembly import Parts
from bot.clockwork import claim
from bot.messages import Outgoing
from bot.operating.cap import tell_of_cap
from bot.sending.gathering import MOST_LINES, can_gather, gathered
from bot.sending.pace import Pace
from catalogue.tables import Outbox
from schedules.clock import ClockWatch

IDLE_S = 1.0  # how long to wait where nothing is known to come
FEW, MANY = 20, 100  # rows that are looked at: mostly the first of them may leave
MOST_AHEAD = 20  # answers claimed at once where the pace lets them go one after another


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is to be sent now, and the rows that it is made of."""

    outgoing: Outgoing
    rows: tuple[int, ...]
    kind: str


class Claiming:
    """Claims for one sender. watch: while it doubts the clock, only answers and what is urgent leave."""

    def __init__(self, parts: Parts, pace: Pace, watch: ClockWatch | None) -> None:
        self._parts, self._pace, self._watch = parts, pace, watch
        self._taken: set[int] = set()  # as lines of what was claimed just before

    def claim(self, session: Session, now: datetime, *, answers_only: bool = False) -> tuple[list[Claimed], float]:
        """What leaves now, in this order, and how many seconds nothing else will where that is nothing.

        Several only where all are answers: after a crash those are sent again, and of anything else nobody would know
        whether it went out. answers_only: nothing else is looked at.
        """
        self._parts.scenes.refresh(session)
        self._taken.clear()
        found: list[Claimed] = []
        soonest = IDLE_S
        for row in self._candidates(session, now):
            proactive = row.kind != "answer"
            if proactive and answers_only:
                break  # answers come first
            if row.status != "pending" or row.id in self._taken or (proactive and self._is_held(row)):
                continue
            free_at = self._pace.free_at(row.room_id, now, proactive=proactive)
            if found and (proactive or free_at > now):
                break
            if free_at > now:
                soonest = min(soonest, (free_at - now).total_seconds())
            elif (claimed := self._claimed(session, row, now)) is not None:
                found.append(claimed)
                self._pace.note(row.room_id, now, proactive=proactive)
                if proactive and self._pace.nearly_used_up(now):
                    tell_of_cap(session, now)
                if proactive or len(found) == MOST_AHEAD:
                    break
        return found, soonest

    def _is_held(self, row: Outbox) -> bool:
        """Whether what is planned waits, because it is not sure what time it is."""
        return self._watch is not None and self._watch.doubtful and not row.urgent

    def _candidates(self, session: Session, now: datetime) -> Iterator[Outbox]:
        few = outbox.waiting(session, now, FEW)
        kept: list[object] = [self._concerned(session, few)]  # while the rows are looked at: else each is read alone
        yield from few
        if len(few) == FEW:
            seen = {row.id for row in few}
            more = [row for row in outbox.waiting(session, now, MANY) if row.id not in seen]
            kept.append(self._concerned(session, more))
            yield from more
        del kept

    def _concerned(self, session: Session, rows: Sequence[Outbox]) -> object:
        people = () if self._pace.gathers else outbox.people_of(session, rows)  # whoever gathers reads their names
        return people, outbox.rooms_of(session, rows)

    def _claimed(self, session: Session, row: Outbox, now: datetime) -> Claimed | None:
        """None where it does not leave now, or is somebody else's, or nobody is there to receive it."""
        if not self._is_ours(session, row) or not claim(session, self._parts.scenes, row, self._parts.rules, now):
            return None
        together = self._gather(session, row, now)
        outgoing = gathered(session, together) if len(together) > 1 else outbox.outgoing(session, row)
        if outgoing is None:
            row.status, row.reason = "expired", "nobody_there"
            return None
        return Claimed(outgoing, tuple(one.id for one in together), row.kind)

    def _is_ours(self, session: Session, row: Outbox) -> bool:
        return self._parts.database.is_sqlite or outbox.is_still_waiting(session, row)

    def _gather(self, session: Session, row: Outbox, now: datetime) -> Sequence[Outbox]:
        """The answers that leave together with this one, itself included."""
        if not (self._pace.gathers and can_gather(row)):
            return [row]
        others: list[Outbox] = []
        # Under a rush there are more answers waiting than were looked at: all of the room are looked for.
        for other in outbox.waiting_answers(session, row, now, 3 * MOST_LINES):
            if can_gather(other) and self._may_leave(session, other, now):
                others.append(other)
            if len(others) == MOST_LINES - 1:
                break
        outbox.claim_together(session, others, now)
        self._taken.update(other.id for other in others)
        return [row, *others]

    def _may_leave(self, session: Session, row: Outbox, now: datetime) -> bool:
        verdict = outbox.judge(session, row, self._parts.rules, now)
        if verdict is not outbox.SEND:
            outbox.settle(session, row, verdict, now)
        return verdict is outbox.SEND
