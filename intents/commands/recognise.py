"""Which command a text is: by the phrases of the grammar files, by words that sound alike, by a near short form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz

from intents.addresses import find_address
from intents.commands.broadcast_heads import sends_something
from intents.commands.said import BLOT, Said
from intents.grammar import Phrase, grammars
from intents.grammar.sieve import Sieve, numbers
from intents.normalise import syllables

# Where two phrases begin at the same place, the more particular intent stands first.
ORDER = (
    "teach", "unteach", "show_taught", "show_unclear",
    "undo", "unmute", "mute", "forget_me", "opt_out", "cancel_booking", "settle_send", "promotion_reach",
    "cancel_broadcast", "approve_broadcast", "list_broadcasts", "export", "rule_case", "rate_ticket", "add_to_ticket",
    "start_ticket", "join_alliance", "leave_alliance", "list_alliance", "hand_over", "statement", "report_misuse",
    "close_ticket", "ticket_status", "revoke_certificate", "restore_certificate",
    "record_visit", "verify_certificate", "issue_certificate", "redeem_points", "close_poll", "open_poll",
    "open_group_buy", "demand_tally", "open_demand", "open_activity", "award_points", "close_activity", "list_sign_ups",
    "check_in", "remind_orders", "mark_picked_up", "mark_paid", "grant_role", "schedule_broadcast", "edit_group_buy",
    "close_group_buy", "order_tally", "note_visit", "visits_due", "confirm_merchant", "rank_merchants", "card_use",
    "merchant_news", "update_merchant", "rate_merchant", "book_service", "set_home",
    "report_issue", "my_orders", "my_points", "list_services", "help",
)


def candidates(said: Said) -> Iterator[str]:
    """The intents whose phrases fit, the one that begins first before the others. Names are looked at as markers, then
    as plain words, but never proper names: 建国叔 opens nothing."""
    abstracted, masked = said.abstracted, said.masked
    begins: dict[int, int] = {}
    for text in (abstracted, masked) if abstracted != masked else (masked,):
        for place, start in _fitting(text):
            begins[place] = min(start, begins.get(place, start))
    sends = (said.speaker.is_staff or said.speaker.merchant) and sends_something(said)
    if sends and not grammars()["schedule_broadcast"].vetoed(abstracted):
        yield "schedule_broadcast"
    for _, place in sorted((start, place) for place, start in begins.items()):
        if not grammars()[ORDER[place]].vetoed(abstracted):
            yield ORDER[place]
    if said.first("service") and said.times and _is_all_of_a_booking(said) and not grammars()["book_service"].vetoed(abstracted):
        yield "book_service"  # 周二下午两点 上门剪头 3栋502


_BOOKS = re.compile(r"我家|我|要|想|来|请|麻烦|帮我|给我|行吗|可以吗|好吗|一下|一次|的|[\s,，。.!！、?？~]")


def _is_all_of_a_booking(said: Said) -> bool:
    """Whether there is an address besides the service and the time, or nothing: 通下水道 明天上午."""
    if find_address(said.text, ()):
        return True
    rest, service = said.text, said.first("service")
    spans = [(time.start, time.end) for time in said.times]
    spans += [(service.start, service.end)] if service and service.exact else []
    for start, end in sorted(spans, reverse=True):
        rest = rest[:start] + rest[end:]
    return bool(service and service.exact) and not _BOOKS.sub("", rest)


def _fitting(text: str) -> Iterator[tuple[int, int]]:
    """Each phrase that fits: the place of its intent in ORDER, and where it begins."""
    sieve, phrases = _phrases()
    for number in numbers(sieve.sift(text)):
        place, phrase = phrases[number]
        if found := phrase.pattern.search(text):
            yield place, found.start()


@cache
def _phrases() -> tuple[Sieve, tuple[tuple[int, Phrase], ...]]:
    """The phrases of all commands, and what tells which of them can fit a text."""
    known = grammars()
    phrases = tuple(
        (place, phrase) for place, intent in enumerate(ORDER) if intent in known for phrase in known[intent].phrases
    )
    return Sieve([phrase.said.needs for _, phrase in phrases]), phrases


@cache
def _short_forms() -> tuple[tuple[str, str], ...]:
    content = tomllib.loads((Path(__file__).parent / "short_forms.toml").read_text(encoding="utf-8"))
    return tuple((form, syllables(form)) for form in content["forms"])


@cache
def _keywords() -> tuple[tuple[str, str], ...]:
    content = tomllib.loads((Path(__file__).parent / "short_forms.toml").read_text(encoding="utf-8"))
    return tuple((word, syllables(word)) for word in content["keywords"])


def as_heard(said: Said) -> str | None:
    """The text with words that only sound like a command's word put right (机分 → 积分); None where nothing changes."""
    text, sounds = said.text, syllables(said.text)
    known = [(name.start, name.end) for name in said.names]
    for word, code in _keywords():
        start = sounds.find(code)
        while start >= 0:
            end = start + len(word)
            written = text[start:end]
            named = any(begin < end and start < stop for begin, stop in known)
            if written != word and not named and not said.scene.lexicon.words.is_word(written):
                text = text[:start] + word + text[end:]
            start = sounds.find(code, end)
    return None if text == said.text else text


def near_short_form(said: Said) -> str | None:
    """The text with its head put right where it is nearly a short form (关闭团沟 → 关闭团购); else None."""
    head = re.match(r"[^\s,，。:：0-9]{2,8}", said.text)
    if not head:
        return None
    best: tuple[float, str, int] | None = None
    for form, code in _short_forms():
        for length in {len(form), len(form) - 1, len(form) + 1}:
            part = head[0][:length]
            if len(part) < 2 or len(part) < len(form) - 1:
                continue
            score = max(fuzz.ratio(syllables(part), code), fuzz.ratio(part, form))
            if BLOT in said.masked[:len(part)]:
                continue
            if score >= (74 if len(form) > 2 else 99) and (best is None or score > best[0]):
                best = (score, form, len(part))
    if best is None or said.text[:best[2]] == best[1]:
        return None
    return best[1] + said.text[best[2]:]
