"""The path of one message: from what a channel heard to effect, record and answers, in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path as FilePath

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import outbox
from bot.acting import Acting, may_break_silence, note_staff_talk, tries_a_command
from bot.arrival import arrive
from bot.binding import bind
from bot.carried import Said, said_to
from bot.context import Handler
from bot.conversation import QUESTION_LASTS, Memory
from bot.flood import Flood, Leave
from bot.logs import trouble
from bot.messages import Incoming, Outcome, Reply
from bot.outbox import Rules
from bot.present import Present, look_up, message_of, spoken_of
from bot.scenes import RoomFacts, Scenes
from bot.sending.discreet import in_public
from bot.subjects import subjects
from bot.wording import talk as words
from catalogue import members, versions
from catalogue.database import Database
from catalogue.prepared import Prepared
from catalogue.tables import HandledMessage, Member, Room, table_of
from intents.days import DayKind
from intents.gate import text_may_concern
from intents.reading import NOTHING
from intents.scene import Message, Scene
from intents.understand import understand

log = logging.getLogger(__name__)

HASHES = ("#", "＃")
EARLIEST = datetime.min.replace(tzinfo=UTC)
FORGETS_EVERY = timedelta(minutes=1)
# What people go on about without naming it again: 它几点关门, 来两盒, 那明天来.
TALKED_ON = frozenset((
    "find_merchant", "merchant_info", "list_offers", "group_buy_info", "order", "book_service", "list_services",
    "list_activities", "sign_up", "ask_guide",
))

_handled = table_of(HandledMessage)
_WAS_HANDLED = Prepared(select(_handled.c.id).where(_handled.c.id == bindparam("id")))
_HANDLED = Prepared(insert(_handled))


Along = Callable[[Session], Callable[[], None]]


def _nothing_along(_session: Session) -> Callable[[], None]:
    return lambda: None


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one message. rows: ids of its outbox rows; said: the same as a channel carries them."""

    outcome: Outcome = field(default_factory=Outcome)
    rows: tuple[int, ...] = ()
    said: tuple[Said, ...] = ()
    failed: bool = False


@dataclass(slots=True)
class Path:
    """Everything that a message needs on its way. Safe to use from several threads.

    bot_ids: what channels call the bot itself, to know a quote of its words. files: a folder for exports.
    flood: counts answers, None: everybody gets all of theirs. asked: until when the answer of somebody in a group (both by
    the channel's id) is waited for: a title or a text may be any words, so the gate cannot know them. forgets_at: when
    those are next forgotten whose time is over.
    """

    database: Database
    scenes: Scenes
    handlers: Mapping[str, Handler]
    day_kind: DayKind
    files: FilePath
    rules: Rules = field(default_factory=Rules)
    bot_ids: set[str] = field(default_factory=set)
    flood: Flood | None = None
    asked: dict[tuple[str, str], datetime] = field(default_factory=dict)
    forgets_at: datetime = EARLIEST

    def receive(self, incoming: Incoming) -> Outcome:
        """Act on a message, once however often it comes; what is to be said then stands in the outbox."""
        return self.hear(incoming).outcome

    def hear(self, incoming: Incoming, *, keep: bool = True) -> Heard:
        """As `receive`, with the replies as a channel would carry them; keep False: nothing stays recorded.

        Never raises for a message: a failure is logged with the message's id, and answered where addressed.
        """
        if not self.concerns(incoming):
            return Heard()
        incoming = storable_message(incoming)
        try:
            return self._transact(lambda session: self._take(session, incoming), keep)
        except Exception as error:
            return self._failed(incoming, error, keep)

    def hear_all(
        self, incomings: Sequence[Incoming], along: Callable[[], Along | None] = lambda: None
    ) -> list[Heard]:
        """As `hear` for each of these messages that concern us, in this order, but recorded in one transaction.

        Nothing is told of any of them before it is on disk. One that fails harms no other: then each is taken alone.
        along: asked when all are heard what is to be recorded with them; what that gives is called when all is on disk.
        """
        if len(incomings) == 1 and not self.database.is_sqlite:
            return [self.hear(incomings[0])]
        messages = [storable_message(incoming) for incoming in incomings]
        try:
            takes = [partial(self._take_and_look, incoming=one) for one in messages]
            done, recorded = self.database.run_together(takes, lambda session: (along() or _nothing_along)(session))
        except Exception as error:
            log.error("%d messages are taken one by one: %s", len(messages), trouble(error))
            self.scenes.distrust()
            return [self.hear(one) for one in messages]
        recorded()
        if any(moved for _, moved in done):
            self.scenes.outdate()
        return [heard for heard, _ in done]

    def _failed(self, incoming: Incoming, error: Exception, keep: bool) -> Heard:
        if isinstance(error, IntegrityError) and self._was_handled(incoming.id):
            return Heard()  # another process took the same message at the same time
        log.error("message %s failed: %s", incoming.id, trouble(error))
        return self._apologise(incoming, keep)

    def concerns(self, incoming: Incoming) -> bool:
        """Whether a message is worth a look into the database; pure, on the event loop. Chatter ends here."""
        if incoming.own:
            self.bot_ids.add(incoming.sender)
            return False
        if incoming.kind == "other":
            return False
        if incoming.room is None or incoming.recall is not None or incoming.location is not None:
            return True
        seen = self.scenes.glance(incoming.room, incoming.room_name, incoming.at)
        if seen is None:
            return True
        facts, scene = seen
        return facts is not None and (scene is None or self._passes(incoming, facts, scene))

    def _passes(self, incoming: Incoming, facts: RoomFacts, scene: Scene) -> bool:
        if facts.muted:
            return incoming.mention or incoming.text.lstrip().startswith(HASHES)
        # As `may_concern`, without making a Message of chatter: that took a quarter of the time.
        if incoming.mention or incoming.quote is not None or incoming.relay_xml is not None:
            return True  # perhaps it quotes the bot: only the outbox can tell
        if text_may_concern(incoming.text, scene) or (self.asked and self._is_waited_for(incoming)):
            return True
        if incoming.sender not in self.scenes.known.staff:
            return False
        # Staff name a collection where the bot asked them which one.
        return bool(spoken_of(scene, incoming.text)) or incoming.text.strip() in scene.collections

    def _is_waited_for(self, incoming: Incoming) -> bool:
        until = self.asked.get((incoming.room or "", incoming.sender))
        return until is not None and incoming.at < until

    def _note_asked(self, incoming: Incoming, outcome: Outcome) -> None:
        """Remember whose answer is waited for, and forget whose no more."""
        if incoming.at >= self.forgets_at:  # not with each message: in a rush there are thousands
            for whose in [whose for whose, until in list(self.asked.items()) if until <= incoming.at]:
                self.asked.pop(whose, None)
            self.forgets_at = incoming.at + FORGETS_EVERY
        if (outcome.asking or outcome.intent in TALKED_ON) and incoming.room is not None:
            self.asked[incoming.room, incoming.sender] = incoming.at + QUESTION_LASTS

    def _message(self, incoming: Incoming) -> Message:
        return message_of(incoming, self.bot_ids, self.scenes.known.staff)

    def _transact(self, work: Callable[[Session], Heard], keep: bool) -> Heard:
        if keep:
            heard, moved = self.database.run(lambda session: self._look(session, work))
            if moved:
                self.scenes.outdate()
            return heard
        with self.database.transaction() as session:
            heard = work(session)
            session.rollback()
        return heard

    def _look(self, session: Session, work: Callable[[Session], Heard]) -> tuple[Heard, bool]:
        """What came of the work, and whether it moved the catalogue."""
        return work(session), self.scenes.have_moved(session)

    def _take_and_look(self, session: Session, incoming: Incoming) -> tuple[Heard, bool]:
        return self._look(session, partial(self._take, incoming=incoming))

    def _was_handled(self, message_id: str) -> bool:
        with self.database.read() as session:
            return _was_handled(session, message_id)

    def _take(self, session: Session, incoming: Incoming) -> Heard:
        arrival = arrive(session, self.scenes, incoming)
        room, met = arrival.room, arrival.met
        if arrival.was_handled or (room is None and incoming.room is not None):
            return Heard()
        if room is not None:
            _bind_room(session, room, incoming)
        if incoming.location is not None:
            member = members.find_or_make(session, incoming.sender, incoming.name, room, met)
            met = members.meet(session, incoming.sender, room)
            Memory(session, room, member, incoming.at).note_location(incoming.location)
        if incoming.recall is None and (incoming.kind == "location" or not incoming.text.strip()):
            return Heard()
        if room is not None and incoming.recall is None:
            facts = self.scenes.known.rooms[room.id]
            if not self._passes(incoming, facts, self.scenes.of((room.id,), incoming.at)):
                return Heard()
        if (bound := bind(session, incoming)) is not None:
            member = members.find_or_make(session, incoming.sender, incoming.name, None)
            return self._record(session, incoming, None, member, bound)
        present = look_up(session, self.scenes, incoming, room, self._message(incoming), met)
        if incoming.recall is not None:
            return self._recall(session, incoming, present)
        return self._understand(session, incoming, present)

    def _understand(self, session: Session, incoming: Incoming, present: Present) -> Heard:
        reading = understand(present.message, present.scene, present.speaker, present.talk)
        room = present.room
        if room is not None and room.muted and not may_break_silence(session, incoming, present, reading):
            return Heard()
        spoken_to = present.message.addressed or tries_a_command(present)
        if reading.intent not in self.handlers and not (reading.ends_question or spoken_to):
            note_staff_talk(incoming, present)
            return Heard()
        if reading.silent and not (reading.ends_question or reading.answers):
            return Heard()
        member = members.find_or_make(session, incoming.sender, incoming.name, room, present.met)
        outcome = self._acting(session, incoming, present, member).act(reading)
        return self._record(session, incoming, room, member, outcome) if outcome is not None else Heard()

    def _recall(self, session: Session, incoming: Incoming, present: Present) -> Heard:
        """Undo what the recalled message did, if it did anything that can still be undone."""
        assert incoming.recall is not None
        member, room = present.member, present.room
        if member is None or (room and room.muted) or not _was_handled(session, incoming.recall):
            return Heard()
        outcome = self._acting(session, incoming, present, member).take_back(incoming.recall)
        return self._record(session, incoming, room, member, outcome)

    def _acting(self, session: Session, incoming: Incoming, present: Present, member: Member) -> Acting:
        return Acting(
            session, incoming, present, member, self.handlers, self.day_kind, self.files, self.scenes.known,
            self.rules.quiet,
        )

    def _record(
        self, session: Session, incoming: Incoming, room: Room | None, member: Member, outcome: Outcome
    ) -> Heard:
        """The message id and the outgoing rows, in the same transaction as the effect."""
        if outcome.intent == NOTHING.intent and not outcome.replies:
            return Heard(outcome)
        self._note_asked(incoming, outcome)
        session.flush()
        _HANDLED.run(session, {
            "id": incoming.id, "room_id": room.id if room else None, "member_id": member.id,
            "intent": outcome.intent, "at": incoming.at, "about": subjects(outcome),
        })
        replies = [
            in_public(reply, self.scenes.known, incoming)
            for reply in self._unhurried(outcome.replies, incoming, member)
        ]
        rows = [outbox.write(session, reply, self.rules, incoming.at, incoming.id) for reply in replies]
        said = tuple(said_to(session, reply, room, member) for reply in replies)
        return Heard(outcome, tuple(rows), said)

    def _unhurried(self, replies: list[Reply], incoming: Incoming, member: Member) -> Iterator[Reply]:
        """The replies, without the answers to somebody who writes faster than anybody could read them.

        Messages are counted, not answers: one that is answered in two places is one.
        """
        leave: Leave | None = None
        for reply in replies:
            if self.flood is None or reply.kind != "answer" or reply.to != member.id:
                yield reply
                continue
            is_first = leave is None
            leave = leave or self.flood.leave(member.id, incoming.at, incoming.id)
            if leave is Leave.ANSWER:
                yield reply
            elif leave is Leave.WARN and is_first:
                yield replace(reply, text=words.SLOWLY, file=None)

    def _apologise(self, incoming: Incoming, keep: bool) -> Heard:
        """Say sorry to somebody who spoke to the bot; others asked for nothing, so they hear nothing."""
        if not (incoming.mention or incoming.room is None):
            return Heard(failed=True)

        def sorry(session: Session) -> Heard:
            arrival = arrive(session, self.scenes, incoming)
            room = arrival.room
            if room is not None:
                _bind_room(session, room, incoming)
            member = members.find_or_make(session, incoming.sender, incoming.name, room, arrival.met)
            outcome = Outcome(replies=[Reply(words.APOLOGY, room.id if room else None, member.id)])
            return self._record(session, incoming, room, member, outcome)

        try:
            return replace(self._transact(sorry, keep), failed=True)
        except Exception as error:
            log.error("no apology for message %s: %s", incoming.id, trouble(error))
            return Heard(failed=True)


def storable_message(incoming: Incoming) -> Incoming:
    """The message without what no database takes: NUL, halves of surrogate pairs."""
    quote = incoming.quote
    return replace(
        incoming, text=members.storable(incoming.text), name=members.storable(incoming.name),
        quote=replace(quote, text=members.storable(quote.text)) if quote else None,
    )


def _bind_room(session: Session, room: Room, incoming: Incoming) -> None:
    """From now on a room of which only the name was known goes by the channel's id."""
    if room.channel_ref is None:
        room.channel_ref = incoming.room
        versions.touch(session)


def _was_handled(session: Session, message_id: str) -> bool:
    return _WAS_HANDLED.first(session, {"id": message_id}) is not None
