"""What may or may not have gone out, and the bot's own echo that proves that it did."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.messages import Incoming, Outgoing
from bot.scenes import Known
from catalogue.tables import Member, Outbox
from schedules.quiet import day_of

WITHIN = timedelta(minutes=10)  # an echo that comes later is that of something else
MOST = 200
# A channel writes whom it calls before the words, in whatever way they call themselves: spaces and emoji as well.
_CALLED = re.compile("(?:@[^\u2005\n]{1,100}\u2005)+")


@dataclass(frozen=True, slots=True)
class _Doubtful:
    outgoing: Outgoing
    rows: tuple[int, ...]
    at: datetime


class Unsure:
    """What was sent without a word from the channel, as it was really sent: gathered, with whom it calls."""

    def __init__(self) -> None:
        self._held: deque[_Doubtful] = deque(maxlen=MOST)
        self._restarted: datetime | None = None

    def begin(self, now: datetime, left_over: int) -> None:
        """left_over: rows of which an earlier run did not learn whether they went out."""
        self._restarted = now if left_over else None

    def note(self, outgoing: Outgoing, rows: tuple[int, ...], now: datetime) -> None:
        """Remember it until its echo comes."""
        self._held.append(_Doubtful(outgoing, rows, now))

    def proved(self, echo: Incoming) -> tuple[int, ...]:
        """The rows that this echo proves to be sent; () where it proves nothing."""
        for one in self._held:
            if abs(echo.at - one.at) <= WITHIN and is_echo_of(echo, one.outgoing):
                self._held.remove(one)
                return one.rows
        return ()

    def may_be_older(self, echo: Incoming) -> bool:
        """Whether it may be the echo of something that an earlier run sent."""
        return self._restarted is not None and echo.at - self._restarted <= WITHIN


def is_echo_of(echo: Incoming, outgoing: Outgoing) -> bool:
    """Whether the channel carries this message back."""
    if (echo.room or echo.to) != (outgoing.room or outgoing.to) and (echo.room is not None or echo.to is not None):
        return False
    if outgoing.file is not None and echo.file is not None:
        return echo.file == outgoing.file.name
    return words_of(echo) == outgoing.text.strip() != ""


def words_of(echo: Incoming) -> str:
    """What was said, without whom it calls."""
    return _CALLED.sub("", echo.text, count=1).strip() if echo.text.startswith("@") else echo.text.strip()


def older_row(session: Session, known: Known, echo: Incoming) -> Outbox | None:
    """The row of an earlier run that this echo proves to be sent; None: none that is still uncertain."""
    facts = known.room_of(echo.room, echo.room_name) if echo.room else None
    candidates = session.scalars(
        select(Outbox).where(
            Outbox.status == "uncertain", Outbox.room_id == (facts.id if facts else None),
            Outbox.sent_at >= echo.at - WITHIN,
        ).order_by(Outbox.id)
    )
    for row in candidates:
        to = session.get(Member, row.to_id) if row.to_id is not None else None
        if echo.to is not None and (to is None or to.channel_id != echo.to):
            continue
        if (row.file is not None and echo.file is not None and row.file.endswith(echo.file)) or (
            words_of(echo) == row.text.strip() != ""
        ):
            return row
    return None


def recover(session: Session) -> int:
    """After a crash: answers that were being sent are sent again, everything else may have gone: uncertain.

    Gives how many rows are uncertain because of it.
    """
    session.execute(
        update(Outbox).where(Outbox.status == "sending", Outbox.kind == "answer").values(status="pending")
    )
    left = session.execute(
        update(Outbox).where(Outbox.status == "sending").values(status="uncertain", reason="restart")
        .returning(Outbox.id)
    ).all()
    return len(left)


def proactive_today(session: Session, now: datetime) -> int:
    """How many messages went out of the bot's own accord on this day in China."""
    begins, ends = day_of(now)
    return session.scalar(
        select(func.count()).select_from(Outbox).where(
            Outbox.kind != "answer", Outbox.sent_at >= begins, Outbox.sent_at < ends
        )
    ) or 0
