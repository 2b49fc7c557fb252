"""Several things in one message: what a part of it says besides what the whole was read as is done too."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from intents.grammar import STAFF, grammars
from intents.heard import Heard
from intents.left_out import as_the_part_before, of_each_named
from intents.reading import Reading
from intents.told import asks_for_a_sum

_PARTED = re.compile(r"[,，。;；!！?？\n\s]+|(?:顺便|另外|对了|还有就是)[,，\s]*")
_THEN = re.compile(
    r"(?:(?<![,，。;；!！\s])[,，。;；!！\s]+)?(?:然后|顺便|另外|接着|同时|完了)(?:再|把)?[,，\s]*|"
    r"(?<![,，。;；!！\s])[,，。;；!！\s]+再(?=[^\s]{2})"
)
_TO_EACH = re.compile(r"[,，。;；、\n\s]+")
_ASKS = re.compile(r"[?？吗嘛伐么呢没不]|哪|几|多少|什么|啥|怎|价|钱")
_ASKS_OUTRIGHT = re.compile(r"[?？吗嘛伐]|哪|几点|几号|多少|什么|啥|怎么|有没有|还有没")
_COMES = re.compile("来人|上门|师傅|来修|修一下|来看")
_BARE = re.compile(".{0,5}(?:报修|报个修|投诉|反映|建议|举报).{0,4}")
QUESTIONS = frozenset((
    "find_merchant", "merchant_info", "group_buy_info", "ask_guide", "list_offers", "list_activities", "list_jobs",
))
WRITES = frozenset(("order", "sign_up", "express_demand", "vote", "report_issue"))
TAKES_BACK = frozenset(("amend_order", "cancel_order", "cancel_sign_up"))
OWN = frozenset(("my_orders", "my_points", "list_services", "ticket_status"))
# What is done for the speaker alone; its own words (when, what) may look like a question when they stand alone.
FOR_ONESELF = frozenset(("book_service", "cancel_booking", "redeem_points"))
# What may be said beside something else. A notice or a new group buy is not here: its parts are its own text.
TOGETHER = QUESTIONS | WRITES | TAKES_BACK | OWN | FOR_ONESELF | {"order_tally", "demand_tally"}
_FREE_TEXT = frozenset(("schedule_broadcast", "open_group_buy", "open_activity", "open_demand", "open_poll", "close_ticket"))
_SUBJECT = ("category", "name", "product", "group_buy", "topic", "job", "activity", "service")
Read = Callable[[str], Reading | None]


def with_the_rest(heard: Heard, whole: Reading, read: Read, again: Read) -> Reading:
    """The reading of a message with what its parts say besides; it leads with what writes.

    read: what a part would be read as, alone. again: what a message without some of its parts would be read as.
    """
    if whole.doubts or whole.answers or whole.unmet:
        return whole
    if _is_of_staff(whole.intent) and (commands := _commands(heard.text, whole, again)) is not None:
        return commands
    if whole.intent not in TOGETHER or asks_for_a_sum(heard.text):
        return whole
    parts = _parts(heard.text)
    if len(parts) < 2:
        return _joined(whole, _of_both(heard, heard.text, read) if whole.intent in QUESTIONS else [], [])
    if len(parts) > 6:
        return whole
    alone = [(part, one) for part, one in _alone(heard, parts, whole, read) if not _only_names(part, one, whole)]
    whole = _without_what_is_asked(heard.text, whole, alone, again)
    beside = [
        one for part, one in alone if _may_stand_beside(whole, one, part) or _given_up_beside(heard, whole, one)
    ]
    return _joined(whole, beside, [one for _, one in alone])


def all_of_its_parts(heard: Heard, read: Read) -> Reading | None:
    """A message that is nothing as a whole, but each part of which would be acted on alone; None where one would not."""
    parts = _parts(heard.text)
    if not 2 <= len(parts) <= 3:
        return None
    told = [reading for part in parts if (reading := read(part)) is not None and _is_complete(reading)]
    if heard.addressed and len(told) == 1 and told[0].intent in QUESTIONS | OWN:
        return told[0]  # 什么时候到货 别又拖
    if len(told) < len(parts) or len({one.intent for one in told}) < len(told):
        return None
    return _joined(told[0], told[1:], told)


def orders_alone(heard: Heard, part: str) -> bool:
    """Whether a part of a text that was cut is nothing but an order, or what belongs to one: so much of something on sale,
    or where and when it is fetched, and no other word.
    """
    _, parts = heard.kept.get("cut", ((), ()))
    return any(
        one.text == part and one.clean and ((one.has("product") and one.has("amount")) or one.has("pickup") or one.has("other"))
        for one in parts
    )


def _parts(text: str) -> list[str]:
    return [part for part in _PARTED.split(text) if len(part) > 2]


def _alone(heard: Heard, parts: Sequence[str], whole: Reading, read: Read) -> list[tuple[str, Reading]]:
    """What each part says, alone or with what the parts before it said."""
    told: list[tuple[str, Reading]] = []
    for at, part in enumerate(parts):
        if part == whole.slots.get("address"):
            continue  # where to come to
        reading = read(part)
        if reading is not None and reading.answers and reading.intent in FOR_ONESELF:
            continue  # 给我妈约理发 周四下午 is no answer to 要取消哪个, nor is a part of it
        if reading is not None and _is_complete(reading):
            told += [(part, one) for one in (_of_both(heard, part, read) if reading.intent in QUESTIONS else []) or [reading]]
            continue
        filled = next((one for one in as_the_part_before(heard, part, parts[:at], read) if _is_complete(one)), None)
        if filled is not None:
            told.append((part, filled))
    return told


def _of_both(heard: Heard, part: str, read: Read) -> list[Reading]:
    return [one for one in of_each_named(heard, part, read) if one.intent in QUESTIONS and _is_complete(one)]


def _joined(whole: Reading, further: Sequence[Reading], alone: Sequence[Reading]) -> Reading:
    told = [whole, *whole.also]
    for reading in further:
        if _is_new(reading, told, alone or further):
            told.append(reading)
    if len(told) == 1 + len(whole.also):
        return whole
    writing = WRITES | TAKES_BACK | FOR_ONESELF
    first = next((one for one in told if one.intent in writing), told[0])
    return replace(first, also=tuple(replace(one, also=()) for one in told if one is not first))


def _without_what_is_asked(text: str, whole: Reading, alone: Sequence[tuple[str, Reading]], again: Read) -> Reading:
    """鸡蛋不要了 豆腐还有吗 takes back the eggs alone, and asks about the tofu alone; a fault lies where the street lamp is."""
    asking = [(part, one) for part, one in alone if one.intent in QUESTIONS and _subject(one) and _ASKS.search(part)]
    if not asking or whole.intent not in WRITES | TAKES_BACK:
        return whole
    rest = text
    for part, _ in asking:
        rest = re.sub(rf"(?:顺便|另外|对了|还有就是|问一?下|请问|[,，\s])*{re.escape(part)}", " ", rest)
    reading = again(rest.strip()) if len(rest.strip()) > 2 else None
    if reading is None or reading.intent != whole.intent or reading.doubts or reading.unmet:
        return whole
    return reading


def _may_stand_beside(whole: Reading, reading: Reading, part: str) -> bool:
    """约一下 周四上午理发: the second part is no search for a barber."""
    if whole.intent in FOR_ONESELF and reading.intent in QUESTIONS:
        return bool(_ASKS.search(part))
    if whole.intent == "report_issue" and reading.intent in QUESTIONS:
        return bool(_ASKS_OUTRIGHT.search(part))  # 垃圾没人收 is what is complained of
    if {whole.intent, reading.intent} == {"book_service", "report_issue"}:
        return not _COMES.search(part) and reading.slots.get("kind") != "suggestion"  # 明天能不能来人修一下 is the booking itself
    if (whole.intent, reading.intent) == ("sign_up", "cancel_sign_up"):  # 我去不了，我老公去 is one number for the party
        return reading.slots.get("activity") not in (None, whole.slots.get("activity"))
    return not (reading.intent in ("amend_order", "cancel_order") and whole.intent not in QUESTIONS | OWN)


def _given_up_beside(heard: Heard, whole: Reading, reading: Reading) -> bool:
    """鸡蛋加一盒，豆腐不要了 of somebody who has ordered both: the tofu is taken back, unless it is exchanged."""
    if reading.intent != "cancel_order" or whole.intent not in ("order", "amend_order") or "换" in heard.text:
        return False
    gone = {item["product"] for item in reading.slots.get("items", ())}
    kept = {item["product"] for item in whole.slots.get("items", ())}
    return bool(gone) and gone <= heard.speaker.ordered and not gone & kept


def _is_of_staff(intent: str) -> bool:
    grammar = grammars().get(intent)
    return grammar is not None and grammar.speaks == STAFF


def _commands(text: str, whole: Reading, read: Read) -> Reading | None:
    """Several commands of staff in one message: joined by 然后 or 顺便, or points for each of several people; else None."""
    if whole.intent in _FREE_TEXT:
        return None
    parts = [part for part in (_TO_EACH if whole.intent == "award_points" else _THEN).split(text) if part]
    if not 2 <= len(parts) <= 6:
        return None
    told = [read(part) for part in parts]
    commands = [one for one in told if one is not None and not one.doubts and not one.unmet and one.intent not in _FREE_TEXT]
    if len(commands) < len(parts) or not all(_is_of_staff(one.intent) or one.intent in OWN for one in commands):
        return None
    if whole.intent == "award_points" and not all(one.intent == whole.intent and "name" in one.slots for one in commands):
        return None
    return replace(commands[0], also=tuple(commands[1:]))


def _is_complete(reading: Reading) -> bool:
    if reading.intent not in QUESTIONS | WRITES | TAKES_BACK | OWN | FOR_ONESELF:
        return False
    if reading.doubts or reading.unmet or reading.silent:
        return False
    if reading.intent == "report_issue" and _BARE.fullmatch(str(reading.slots.get("text", ""))):
        return False  # 再帮我报修: what is broken stands in another part
    return reading.intent not in ("order", "express_demand") or bool(reading.slots.get("items"))


def _only_names(part: str, reading: Reading, whole: Reading) -> bool:
    """土鸡蛋，一份: the name of what is ordered is no question about it."""
    ordered = {item["product"] for item in whole.slots.get("items", ())}
    return reading.slots.get("product") in ordered and not _ASKS.search(part)


def _is_new(reading: Reading, told: Sequence[Reading], alone: Sequence[Reading]) -> bool:
    """Whether a part says something that was not read yet: another intent, or the same question about another thing."""
    same = [one for one in told if one.intent == reading.intent]
    if not same:
        return not (reading.intent in WRITES and any(one.intent in ("amend_order", "cancel_order") for one in told))
    subjects = [_subject(one) for one in same]
    if reading.intent in QUESTIONS and "field" in reading.slots and _subject(reading) in subjects:
        return all(one.slots.get("field", reading.slots["field"]) != reading.slots["field"] for one in same)
    told_alone = any(_subject(one) in subjects for one in alone if one.intent == reading.intent)
    return reading.intent in QUESTIONS and told_alone and bool(_subject(reading)) and _subject(reading) not in subjects


def _subject(reading: Reading) -> str:
    return next((str(reading.slots[name]) for name in _SUBJECT if name in reading.slots), "")
