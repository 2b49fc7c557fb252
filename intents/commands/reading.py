"""A command in, a Reading out: which intent, its slots, and what must still be asked."""

from __future__ import annotations

import dataclasses
import re

from intents.afterwards import MOVED
from intents.commands.bookings import moved_booking, where_to_come, without_price
from intents.commands.completing import complete
from intents.commands.leaving import called_off_by_short_name, taken_off
from intents.commands.marks import marks_both
from intents.commands.recognise import as_heard, candidates, near_short_form
from intents.commands.replanning import not_after_all, put_off, replanned
from intents.commands.said import Said, said
from intents.commands.table import SLOTS, missing
from intents.dialect import in_common_words
from intents.grammar import ADDRESSED, FREE, grammars
from intents.heard import Heard
from intents.reading import Reading
from intents.scene import Message, Question, Scene, Speaker

_ABOUT = ("service", "name", "item", "number", "title", "activity", "group_buy")  # what a command is about
_CLAUSES = re.compile(r"[\s,，。;；!！]+")
MOST_CLAUSES = 4
ALSO_WITH_HASH = ("undo", "help")  # the rest of what residents say needs a mention


def read_command(message: Message, scene: Scene, speaker: Speaker, heard: Heard | None = None) -> Reading | None:
    """The command in an addressed message or one that begins with `#`; None where there is none.

    A short answer to the bot's question about a command's missing slot is read as that command (`answers`). Who may
    give a command is not looked at. Slots besides those of the specification: `all`, `except` (check_in), `all`,
    `building`, `names`, `numbers`, `except` (mark_*), `later`, `weekday` (edit_poll),
    `names` (award_points), `numbers` (close_ticket), `names` (cancel_sign_up), `further` (book_service),
    `services`, `all`, `on_day` (cancel_booking), `top`, `wished` (open_group_buy),
    `pickup` (edit_group_buy), `add_stock`, `left` in items (edit_group_buy),
    `of` (update_merchant discount), `instead`, `about`, `clock` (schedule_broadcast), `group_buy`, `activity` (export),
    `collection` (demand_tally), `limit`, `limit_unit` (edit_group_buy), `taken` (grant_role), `wrong`
    (record_visit).
    heard: the same message, where others read it as well.
    """
    command = said(message, scene, speaker, heard)
    reading = _read(command) if command else None
    if reading is not None and not _answers_better(reading, speaker):
        return reading
    return read_answer(message, scene, speaker) or reading


def read_answer(message: Message, scene: Scene, speaker: Speaker) -> Reading | None:
    """The answer to the bot's open question about a command, addressed or not; None where it answers none."""
    question = speaker.question
    if question is None or question.intent not in SLOTS:
        return None
    answered = said(dataclasses.replace(message, addressed=True), scene, speaker)
    slots = complete(answered, question) if answered else None
    if slots is None or answered is None or _is_a_command(answered, question, message.addressed):
        return None
    doubts = missing(question.intent, slots)
    return Reading(question.intent, slots, doubts=doubts, answers=True, reasons=("an answer to the question",))


def _is_a_command(answered: Said, question: Question, addressed: bool) -> bool:
    """Whether a message to the bot is a whole command of its own, so that the question stays unanswered.

    The same command about something else (预约月嫂, where it was asked when the plumber is to come) is one.
    """
    if not (answered.hashed or addressed) or len(answered.text) < 4:
        return False
    reading = _by_phrases(answered)
    if reading is None:
        return False
    if reading.intent == question.intent:
        asked = question.slots
        return any(name in asked and asked[name] != value for name, value in reading.slots.items() if name in _ABOUT)
    return (not reading.doubts and bool(reading.slots)) or (not reading.slots and _is_all_said(answered, reading.intent))


def _is_all_said(answered: Said, intent: str) -> bool:
    """Whether a text is nothing but the words of a command (恢复证书): no name, though a name was asked for."""
    length = len(answered.abstracted)
    return any(
        found.end() - found.start() >= length - 1
        for phrase in grammars()[intent].phrases
        if (found := phrase.pattern.search(answered.abstracted))
    )


def _answers_better(reading: Reading, speaker: Speaker) -> bool:
    """Whether a message that may be a command of its own is rather the answer that was asked for (明天18点前截止)."""
    question = speaker.question
    return question is not None and question.intent != reading.intent and bool(reading.doubts)


def _read(command: Said) -> Reading | None:
    if (going_on := _of_what_was_planned(command) or _of_a_booking(command)) is not None:
        return going_on
    reading = _by_phrases(without_price(command))
    if reading is not None:
        return reading
    common = in_common_words(command.text)
    if common != command.text and (reading := _by_phrases(_retold(command, common))) is not None:
        return dataclasses.replace(reading, confidence=0.9, reasons=(*reading.reasons, "said in dialect"))
    heard = as_heard(command) if command.speaker.is_staff or not command.hashed else None
    if heard is not None and (reading := _by_phrases(_retold(command, heard))) and _heard_from(reading, command):
        return dataclasses.replace(reading, confidence=0.85, reasons=(*reading.reasons, "a word that sounds like it"))
    if command.hashed and (command.speaker.is_staff or command.speaker.merchant):
        near = near_short_form(command)
        if near is not None and (reading := _by_phrases(_retold(command, near))):
            return dataclasses.replace(reading, confidence=0.8, reasons=(*reading.reasons, "nearly this short form"))
    if called_off_by_short_name(command) and (slots := SLOTS["close_activity"](command)):
        return Reading("close_activity", slots, 0.85, reasons=("an activity called off by a word of its name",))
    return _of_a_clause(command)


def _of_what_was_planned(command: Said) -> Reading | None:
    """Another text or time for a broadcast, or none after all; and whom staff take off a list."""
    if (number := not_after_all(command)) is not None:
        return Reading("cancel_broadcast", {"number": number}, 0.9, reasons=("what was just planned shall not go out",))
    if (changed := replanned(command)) is not None:
        return Reading("schedule_broadcast", changed, 0.9, reasons=("another text or time for what was just planned",))
    if (moved := put_off(command)) is not None:
        return Reading("schedule_broadcast", moved, 0.9, reasons=("another time for what was planned before",))
    if (left := taken_off(command)) is not None:
        return Reading("cancel_sign_up", left, 0.9, reasons=("somebody whom staff take off the list",))
    return None


def _of_a_booking(command: Said) -> Reading | None:
    """Another time for a service that is booked, or where to come to."""
    if (moved := moved_booking(command)) is not None:
        return Reading("book_service", moved, 0.9, reasons=(MOVED,))
    if (where := where_to_come(command)) is not None:
        return Reading("book_service", where, 0.9, reasons=("where to come to",))
    return None


def _of_a_clause(command: Said) -> Reading | None:
    """The one clause that is a whole command, where the others give the reason (铺子要装修 状态改成装修)."""
    parts = [part for part in _CLAUSES.split(command.text) if part]
    if not 1 < len(parts) <= MOST_CLAUSES or not (command.speaker.merchant or (command.hashed and command.speaker.is_staff)):
        return None
    whole = [
        reading for part in parts
        if (reading := _by_phrases(_retold(command, part))) and reading.slots and not reading.doubts
        and (command.hashed or reading.intent == "update_merchant")
    ]
    return dataclasses.replace(whole[0], confidence=0.85) if len(whole) == 1 else None


def _heard_from(reading: Reading, command: Said) -> bool:
    """Whether a command that is only heard may be this speaker's: 钱到现在没退 of a resident is no 签到."""
    speaker = command.speaker
    return bool(speaker.is_staff or speaker.merchant) or grammars()[reading.intent].speaks in (FREE, ADDRESSED)


def _retold(command: Said, text: str) -> Said:
    return Said(text, command.message, command.scene, command.speaker, command.hashed)


def _by_phrases(command: Said) -> Reading | None:
    for intent in candidates(command):
        if not _may_be_said(intent, command):
            continue
        slots = SLOTS[intent](command)
        if slots is not None:
            return _with_both_marks(command, Reading(
                intent, slots, confidence=0.95, doubts=missing(intent, slots), hash_command=command.hashed,
                reasons=(f"a phrase of {intent}",),
            ))
    return None


def _with_both_marks(command: Said, reading: Reading) -> Reading:
    """Paid and fetched, where both are said of the same orders."""
    if reading.intent not in ("mark_paid", "mark_picked_up") or reading.doubts or not marks_both(command.text):
        return reading
    fetched = dataclasses.replace(reading, intent="mark_picked_up", also=())
    return dataclasses.replace(reading, intent="mark_paid", also=(fetched,))


def _may_be_said(intent: str, command: Said) -> bool:
    if intent == "mute" and command.speaker.merchant and not command.speaker.is_staff and "休息" in command.text:
        return False  # 今天休息, said by a shop of itself
    if not command.hashed or command.message.addressed or intent in ALSO_WITH_HASH:
        return True
    grammar = grammars().get(intent)
    return grammar is not None and grammar.speaks not in (FREE, ADDRESSED)
