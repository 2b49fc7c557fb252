"""What happens as time passes: due things are done and put into words, and waiting messages are let go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot import outbox
from bot.announce import announce
from bot.conversation import Memory, forget_expired
from bot.handlers.waiting import served_told
from bot.outbox import Rules
from bot.planners import told_of_expired, told_of_uncertain
from bot.present import spoken_of
from bot.scenes import Scenes
from bot.sending.discreet import in_public
from catalogue.audit import Act
from catalogue.database import Database
from catalogue.tables import Outbox, Room
from catalogue.waiting import serve_all, where_something_came_in
from catalogue.wordings import drop_old
from intents.days import DayKind
from schedules.due import fire, next_due


@dataclass(frozen=True, slots=True)
class Clockwork:
    """The passing of time. `tick` at any moment, however late: each thing happens once.

    files: the folder for the lists that go out when a group buy ends.
    """

    database: Database
    scenes: Scenes
    rules: Rules
    day_kind: DayKind
    files: Path | None = None

    def next_moment(self, now: datetime) -> datetime | None:
        """When something is to be done next: a thing falls due or a waiting message may leave. It may be past."""
        with self.database.read() as session:
            moments = (next_due(session, now, self.day_kind, self.rules.quiet), outbox.next_release(session))
        return min((moment for moment in moments if moment is not None), default=None)

    def tick(self, now: datetime) -> int:
        """Do what has fallen due and write down what is to be said of it; how many messages that makes."""
        return self.database.run(lambda session: self._tick(session, now))

    def _tick(self, session: Session, now: datetime) -> int:
        made = 0
        self.scenes.refresh(session)  # another process may have changed the catalogue
        for group_buy in where_something_came_in(session):  # the workbook has brought more of it
            serve_all(session, group_buy, Act(now))
        for served in served_told(session, now):
            outbox.write(session, in_public(served, self.scenes.known), self.rules, now)
            made += 1
        for happened in fire(session, now, self.day_kind, self.rules.notice_wait, self.rules.spread, self.rules.quiet):
            for reply in announce(session, happened, now, self.files):
                outbox.write(session, in_public(reply, self.scenes.known), self.rules, now)
                made += 1
        for told in (*told_of_expired(session), *told_of_uncertain(session, now)):
            outbox.write(session, told, self.rules, now)
            made += 1
        forget_expired(session, now)
        drop_old(session, now)
        return made

    def skip_to(self, now: datetime) -> None:
        """Let everything before `now` be over without a word: a neighbourhood that has just been imported."""
        with self.database.transaction() as session:
            fire(session, now, self.day_kind, quiet=self.rules.quiet)


def claim(session: Session, scenes: Scenes, row: Outbox, rules: Rules, now: datetime) -> bool:
    """Decide what becomes of a waiting row; True: it is `sending` now and must be sent. Written with the next flush."""
    if not outbox.settle(session, row, outbox.judge(session, row, rules, now), now):
        return False
    if row.cause is not None and row.room_id is not None:
        room = session.get_one(Room, row.room_id)
        titles = spoken_of(scenes.of((room.id,), now), row.text)
        if titles:  # a bare "+1" now means this group buy
            Memory(session, room, None, now).note_spoken(titles)
    return True
