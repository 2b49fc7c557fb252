"""What is done with a message that was understood: rights, handler, and what is remembered of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import Context, Handler
from bot.handlers.exchanging import exchange
from bot.handlers.undo import undo_message
from bot.handlers.waiting import served_told
from bot.messages import Incoming, Outcome, Reply
from bot.present import Present, spoken_of
from bot.rights import ADMINISTRATOR_INTENTS, OF_A_SHOP, STAFF_INTENTS, Standing, Verdict, judge
from bot.scenes import Known
from bot.wording import talk as words
from catalogue.audit import Act, last_command
from catalogue.tables import AuditEntry, Member, NotUnderstood
from intents.commands.said import without_mention
from intents.days import DayKind
from intents.reading import NOTHING, Reading
from schedules.quiet import QuietHours

MUTING = "mute"  # what the audit calls the command
LONGEST_TRY = 60  # characters of a #command that was not understood
NO_COMMAND = re.compile(r"#\s?(?:接龙|接龍|group|solitaire|小程序|视频号|公众号|腾讯|转发)", re.I)

# What a line of staff says that wants something done, not talk.
ASKS_TO_DO = re.compile(
    "改|加|减|删|取消|停|关|上架|下架|发[到给个条]|通知|统计|导出|登记|记[一上]|设|换|延|提前|截|退|到货|开团|重开|证书|[0-9]号|[0-9]元"
)


class Acting:
    """One message, known to concern the bot, and the one who sent it."""

    def __init__(
        self, session: Session, incoming: Incoming, present: Present, member: Member,
        handlers: Mapping[str, Handler], day_kind: DayKind, files: Path, known: Known, quiet: QuietHours,
    ) -> None:
        self._handlers = handlers
        self._present = present
        self.memory = present.memory
        if present.member is None:
            self.memory.now_of(member)
        self.context = Context(
            session, incoming.at, incoming, present.scene, present.speaker, present.talk, present.room,
            present.rooms, member, self.memory, day_kind, files, known.directory, known.openings.stalls, known.openings.places,
            quiet,
        )

    def act(self, reading: Reading) -> Outcome | None:
        """Act on the reading and on what else the message asks; None: a command by the wrong person, ignored."""
        standing, room = self._present.standing, self.context.room
        if reading.ends_question or reading.answers or reading.intent in STAFF_INTENTS:
            self.memory.end_question()
        if reading.intent not in self._handlers:
            return self._not_understood(reading)
        unasked = reading.hash_command and not self._present.message.addressed
        verdict = judge(reading.intent, standing, room, slots=reading.slots, unasked=unasked)
        if verdict is Verdict.SILENT:
            return None
        if verdict is Verdict.REFUSED:
            return self._refused(reading)
        outcome = self._handlers[reading.intent](self.context, reading)
        if reading.slots.get("instead_of"):
            exchange(self.context, reading, outcome)
        for further in reading.also:
            if further.intent in self._handlers and _may(further, standing, self.context):
                _join(outcome, self._handlers[further.intent](self.context, further))
            elif further.intent in self._handlers and self._present.message.addressed:
                outcome.replies += self._refused(further).replies
        outcome.replies += served_told(self.context.session, self.context.now)
        self._note_spoken(outcome)
        return outcome

    def take_back(self, message_id: str) -> Outcome:
        """Undo what a message did that its sender recalled; intent `none` where nothing was undone."""
        outcome = undo_message(self.context, message_id)
        outcome.replies += served_told(self.context.session, self.context.now)
        undone = self.context.session.scalar(
            select(AuditEntry.id).where(
                AuditEntry.message_id == message_id, AuditEntry.undone_at == self.context.now
            ).limit(1)
        )
        if undone is None:
            outcome.intent, outcome.slots = NOTHING.intent, {}
        return outcome

    def _refused(self, reading: Reading) -> Outcome:
        another = reading.intent in OF_A_SHOP and self._present.standing.merchant is not None
        text = words.ANOTHERS_SHOP if another else words.refusal(reading.intent in ADMINISTRATOR_INTENTS)
        outcome = self.context.done(reading, self.context.answer(text))
        outcome.refused = True
        return outcome

    def _not_understood(self, reading: Reading) -> Outcome:
        """Silence for thanks and for 算了; else the hint, seldom enough, and the text kept for staff."""
        outcome = Outcome(confidence=reading.confidence)
        message, context = self._present.message, self.context
        if reading.silent or reading.ends_question or not (message.addressed or tries_a_command(self._present)):
            return outcome
        room_id = context.room.id if context.room else None
        context.session.add(NotUnderstood(
            room_id=room_id, member_id=context.sender.id, at=context.now,
            text=without_mention(message.text, context.scene.bot_names),
        ))
        if self.memory.may_hint():
            outcome.replies.append(Reply(words.HINT, room_id, context.sender.id))
        elif self._present.standing.is_staff_in(context.room) and ASKS_TO_DO.search(message.text):
            outcome.replies.append(Reply(words.NOT_DONE, room_id, context.sender.id))  # else a lost command looks done
        return outcome

    def _note_spoken(self, outcome: Outcome) -> None:
        """Remember of which group buys the bot or staff just spoke here: what a bare "+1" may mean."""
        room = self.context.room
        if room is None or (len(outcome.replies) == 1 and outcome.intent == "order" and self.memory.has_just_spoken()):
            return
        texts = [reply.text for reply in outcome.replies if reply.room == room.id]
        if self._present.standing.is_staff_in(room):
            texts.append(self.context.incoming.text)
        titles = spoken_of(self.context.scene, "\n".join(texts))
        if titles:
            self.memory.note_spoken(titles)


def tries_a_command(present: Present) -> bool:
    """Whether staff of the room tried a #command; a #topic# is none, nor is a list."""
    said = present.message.text.strip().replace("＃", "#")
    if not said.startswith("#") or said.count("#") > 1 or len(said) > LONGEST_TRY or NO_COMMAND.match(said):
        return False
    return present.standing.is_staff_in(present.room)


def may_break_silence(session: Session, incoming: Incoming, present: Present, reading: Reading) -> bool:
    """In a muted room only `unmute` acts, and 撤销 by whoever muted it last."""
    if reading.intent == "unmute":
        return True
    if reading.intent != "undo" or present.member is None or present.room is None:
        return False
    entry = last_command(session, Act(incoming.at, present.member.id, present.room.id, incoming.id))
    return entry is not None and entry.action == MUTING


def note_staff_talk(incoming: Incoming, present: Present) -> None:
    """Staff speaking of a group buy in its room is nothing for the bot, but gives a later "+1" its meaning."""
    if present.room is None or present.member is None or not present.standing.is_staff_in(present.room):
        return
    titles = spoken_of(present.scene, incoming.text)
    if titles:
        present.memory.note_spoken(titles)


def _may(reading: Reading, standing: Standing, context: Context) -> bool:
    return judge(reading.intent, standing, context.room, slots=reading.slots) is Verdict.ALLOWED


def _join(outcome: Outcome, further: Outcome) -> None:
    outcome.replies += further.replies
    outcome.asking = outcome.asking or further.asking
    outcome.results = further.results if outcome.results is None else outcome.results
