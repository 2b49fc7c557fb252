"""A command in, a Reading out: which intent, its slots, and what must still be asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from intents.commands import activities, broadcasts, demands, group_buys, merchants, personal, polls, staff, tickets, volunteers
from intents.commands.completing import complete
from intents.commands.recognise import as_heard, candidates, near_short_form
from intents.commands.said import Said, said
from intents.grammar import ADDRESSED, FREE, grammars
from intents.reading import Reading
from intents.scene import Doubt, Message, Scene, Speaker

Extract = Callable[[Said], dict[str, Any] | None]

SLOTS: Mapping[str, Extract] = {
    "my_orders": staff.no_slots, "my_points": staff.no_slots, "list_services": staff.no_slots,
    "cancel_booking": personal.cancel_booking, "opt_out": personal.opt_out, "redeem_points": personal.redeem_points,
    "book_service": personal.book_service, "set_home": personal.set_home, "forget_me": personal.forget_me, "help": personal.help_topic,
    "report_issue": tickets.report_issue, "ticket_status": tickets.ticket_status, "close_ticket": tickets.close_ticket,
    "rate_merchant": merchants.rate_merchant, "update_merchant": merchants.update_merchant,
    "open_group_buy": group_buys.open_group_buy, "edit_group_buy": group_buys.edit_group_buy,
    "close_group_buy": group_buys.close_group_buy, "order_tally": group_buys.order_tally,
    "mark_paid": group_buys.mark_orders, "mark_picked_up": group_buys.mark_orders,
    "open_demand": demands.open_demand, "demand_tally": demands.demand_tally,
    "open_activity": activities.open_activity, "close_activity": activities.close_activity, "check_in": activities.check_in,
    "award_points": volunteers.award_points, "issue_certificate": volunteers.about_certificate,
    "revoke_certificate": volunteers.revoke_certificate, "restore_certificate": volunteers.about_certificate,
    "verify_certificate": volunteers.verify_certificate, "record_visit": volunteers.record_visit,
    "export": staff.export, "grant_role": staff.grant_role, "mute": staff.no_slots, "unmute": staff.no_slots, "undo": staff.no_slots,
    "schedule_broadcast": broadcasts.schedule_broadcast, "list_broadcasts": staff.no_slots,
    "cancel_broadcast": broadcasts.numbered_broadcast, "approve_broadcast": broadcasts.numbered_broadcast,
    "open_poll": polls.open_poll, "close_poll": polls.close_poll,
}

# What an intent cannot be done without; "name|number": one of them.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "redeem_points": ("item",), "book_service": ("service", "when"), "set_home": ("address",), "report_issue": ("text",),
    "rate_merchant": ("name", "stars"), "open_group_buy": ("items|from_demand", "deadline"), "edit_group_buy": ("items|deadline",),
    "mark_paid": ("name|number|building|all",), "mark_picked_up": ("name|number|building|all",), "open_demand": ("title", "deadline"),
    "open_activity": ("title", "when"), "check_in": ("names|all",), "award_points": ("name", "points"), "issue_certificate": ("name",),
    "revoke_certificate": ("name|number",), "restore_certificate": ("name|number",), "verify_certificate": ("number",),
    "record_visit": ("number",), "export": ("what",), "grant_role": ("name", "role"), "schedule_broadcast": ("text", "when"),
    "open_poll": ("title", "options", "deadline"), "update_merchant": ("name", "field", "value"), "close_ticket": ("number",),
    "cancel_broadcast": ("number",),
}
ALSO_WITH_HASH = ("undo", "help")  # the rest of what residents say needs a mention


def read_command(message: Message, scene: Scene, speaker: Speaker) -> Reading | None:
    """The command in an addressed message or one that begins with `#`; None where there is none.

    A short answer to the bot's question about a command's missing slot is read as that command (`answers`). Who may
    give a command is not looked at. Slots besides those of the specification: `all`, `except` (check_in), `all`,
    `building`, `names` (mark_*), `names` (award_points), `top` (open_group_buy), `add_stock` in items (edit_group_buy),
    `of` (update_merchant discount), `group_buy`, `activity` (export), `collection` (demand_tally).
    """
    command = said(message, scene, speaker)
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
    if slots is None or answered is None or _is_a_command(answered, question.intent, message.addressed):
        return None
    doubts = missing(question.intent, slots)
    return Reading(question.intent, slots, doubts=doubts, answers=True, reasons=("an answer to the question",))


def _is_a_command(answered: Said, asked: str, addressed: bool) -> bool:
    """Whether a message to the bot is a whole command of its own, so that the question stays unanswered."""
    if not (answered.hashed or addressed) or len(answered.text) < 4:
        return False
    reading = _by_phrases(answered)
    return reading is not None and reading.intent != asked and not reading.doubts and bool(reading.slots)


def _answers_better(reading: Reading, speaker: Speaker) -> bool:
    """Whether a message that may be a command of its own is rather the answer that was asked for (明天18点前截止)."""
    question = speaker.question
    return question is not None and question.intent != reading.intent and bool(reading.doubts)


def _read(command: Said) -> Reading | None:
    reading = _by_phrases(command)
    if reading is not None:
        return reading
    heard = as_heard(command) if command.speaker.is_staff or not command.hashed else None
    if heard is not None and (reading := _by_phrases(_retold(command, heard))):
        return dataclasses.replace(reading, confidence=0.85, reasons=(*reading.reasons, "a word that sounds like it"))
    if command.hashed and (command.speaker.is_staff or command.speaker.merchant):
        near = near_short_form(command)
        if near is not None and (reading := _by_phrases(_retold(command, near))):
            return dataclasses.replace(reading, confidence=0.8, reasons=(*reading.reasons, "nearly this short form"))
    return None


def _retold(command: Said, text: str) -> Said:
    return Said(text, command.message, command.scene, command.speaker, command.hashed)


def _by_phrases(command: Said) -> Reading | None:
    for intent in candidates(command):
        if not _may_be_said(intent, command):
            continue
        slots = SLOTS[intent](command)
        if slots is not None:
            return Reading(
                intent, slots, confidence=0.95, doubts=missing(intent, slots), hash_command=command.hashed, reasons=("a phrase of " + intent,)
            )
    return None


def _may_be_said(intent: str, command: Said) -> bool:
    if not command.hashed or command.message.addressed or intent in ALSO_WITH_HASH:
        return True
    grammar = grammars().get(intent)
    return grammar is not None and grammar.speaks not in (FREE, ADDRESSED)


def missing(intent: str, slots: Mapping[str, Any]) -> tuple[Doubt, ...]:
    """What must be asked before the command can be done, in the order of asking."""
    return tuple(
        Doubt("missing", said=needed.split("|")[0])
        for needed in REQUIRED.get(intent, ())
        if not any(slots.get(name) not in (None, "", [], ()) for name in needed.split("|"))
    )
