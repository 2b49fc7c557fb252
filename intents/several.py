"""Several things in one message: what a part of it says besides what the whole was read as is done too."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from intents.heard import Heard
from intents.reading import Reading

_PARTED = re.compile(r"[,，。;；!！?？\n\s]+|(?:顺便|另外|对了|还有就是)[,，\s]*")
_BARE = re.compile(".{0,5}(?:报修|报个修|投诉|反映|建议|举报).{0,4}")
QUESTIONS = frozenset((
    "find_merchant", "merchant_info", "group_buy_info", "ask_guide", "list_offers", "list_activities", "list_jobs",
))
WRITES = frozenset(("order", "sign_up", "express_demand", "vote", "report_issue"))
OWN = frozenset(("my_orders", "my_points", "list_services", "ticket_status"))
# What may be said beside something else. A notice or a new group buy is not here: its parts are its own text.
TOGETHER = QUESTIONS | WRITES | OWN | {"amend_order", "cancel_order", "cancel_sign_up", "order_tally", "demand_tally"}
_SUBJECT = ("category", "name", "product", "group_buy", "topic", "job", "activity")


def with_the_rest(text: str, whole: Reading, read: Callable[[str], Reading | None]) -> Reading:
    """The reading of a message with what its parts say besides; it leads with what writes.

    read: what a part would be read as, alone.
    """
    if whole.intent not in TOGETHER or whole.doubts or whole.answers or whole.unmet:
        return whole
    parts = [part for part in _PARTED.split(text) if len(part) > 2]
    if not 2 <= len(parts) <= 6:
        return whole
    alone = [reading for part in parts if (reading := read(part)) is not None and _is_complete(reading)]
    told = [whole, *whole.also]
    for reading in alone:
        if _is_new(reading, told, alone):
            told.append(reading)
    if len(told) == 1 + len(whole.also):
        return whole
    first = next((one for one in told if one.intent in WRITES), told[0])
    return replace(first, also=tuple(replace(one, also=()) for one in told if one is not first))


def orders_alone(heard: Heard, part: str) -> bool:
    """Whether a part of a text that was cut is nothing but an order: so much of something on sale, and no other word."""
    _, parts = heard.kept.get("cut", ((), ()))
    return any(one.text == part and one.clean and one.has("product") and one.has("amount") for one in parts)


def _is_complete(reading: Reading) -> bool:
    if reading.intent not in QUESTIONS | WRITES | OWN or reading.doubts or reading.unmet or reading.silent:
        return False
    if reading.intent == "report_issue" and _BARE.fullmatch(str(reading.slots.get("text", ""))):
        return False  # 再帮我报修: what is broken stands in another part
    return reading.intent not in ("order", "express_demand") or bool(reading.slots.get("items"))


def _is_new(reading: Reading, told: Sequence[Reading], alone: Sequence[Reading]) -> bool:
    """Whether a part says something that was not read yet: another intent, or the same question about another thing."""
    same = [one for one in told if one.intent == reading.intent]
    if not same:
        return not (reading.intent in WRITES and any(one.intent in ("amend_order", "cancel_order") for one in told))
    subjects = [_subject(one) for one in same]
    told_alone = any(_subject(one) in subjects for one in alone if one.intent == reading.intent)
    return reading.intent in QUESTIONS and told_alone and bool(_subject(reading)) and _subject(reading) not in subjects


def _subject(reading: Reading) -> str:
    return next((str(reading.slots[name]) for name in _SUBJECT if name in reading.slots), "")
