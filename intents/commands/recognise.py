"""Which command a text is: by the phrases of the grammar files, by words that sound alike, by a near short form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz

from intents.addresses import find_address
from intents.commands.bookings import comes_then
from intents.commands.broadcast_heads import sends_something
from intents.commands.hiring import job_offered
from intents.commands.personal import find_service, is_at_once, words_of_need
from intents.commands.said import BLOT, Said
from intents.grammar import grammars
from intents.grammar.phrases import Expression
from intents.grammar.sieve import Sieve, numbers
from intents.normalise import syllables
from intents.patterns import Sifted

# Where two phrases begin at the same place, the more particular intent stands first.
ORDER = (
    "teach", "unteach", "show_taught", "show_unclear",
    "undo", "unmute", "mute", "forget_me", "opt_out", "cancel_booking", "settle_send", "promotion_reach",
    "cancel_broadcast", "approve_broadcast", "list_broadcasts", "export", "rule_case", "rate_ticket", "add_to_ticket",
    "start_ticket", "join_alliance", "leave_alliance", "list_alliance", "hand_over", "statement", "report_misuse",
    "close_ticket", "ticket_status", "revoke_certificate", "restore_certificate",
    "record_visit", "verify_certificate", "issue_certificate", "redeem_points", "edit_poll", "close_poll", "open_poll",
    "open_group_buy", "demand_tally", "open_demand", "open_activity", "member_points", "award_points",
    "edit_activity", "close_activity",
    "list_sign_ups", "check_in", "remind_orders", "mark_picked_up", "mark_paid", "grant_role", "schedule_broadcast",
    "edit_group_buy", "close_group_buy", "order_tally", "note_visit", "visits_due", "confirm_merchant", "rank_merchants",
    "card_use", "merchant_news", "update_merchant", "rate_merchant", "book_service", "set_home",
    "report_issue", "my_orders", "my_points", "list_services", "help",
)


_SENDING, _BOOKING, _HOME = (ORDER.index(intent) for intent in ("schedule_broadcast", "book_service", "set_home"))


def candidates(said: Said) -> Iterator[str]:
    """The intents whose phrases fit, the one that begins first before the others. Names are looked at as markers, then
    as plain words, but never proper names: 建国叔 opens nothing."""
    abstracted, masked, known = said.abstracted, said.masked, _commands()
    fitting = known.sieve.sift(abstracted)
    begins = known.begins(abstracted, fitting)
    if masked != abstracted:
        for place, start in known.begins(masked, known.sieve.sift(masked)).items():
            begins[place] = min(start, begins.get(place, start))
    if job_offered(said) is not None:
        yield "schedule_broadcast"
    sends = (said.speaker.is_staff or said.speaker.merchant) and sends_something(said)
    if sends and not known.vetoed(_SENDING, abstracted, fitting):
        yield ORDER[_SENDING]
    books = bool(said.times or is_at_once(said.text)) and _is_a_booking(said)
    for _, place in sorted((start, place) for place, start in begins.items()):
        if books and place == _HOME:
            continue  # 换锁 明天三点 地址3栋2单元102
        if not known.vetoed(place, abstracted, fitting):
            yield ORDER[place]
    if books and not known.vetoed(_BOOKING, abstracted, fitting):
        yield ORDER[_BOOKING]


def _is_a_booking(said: Said) -> bool:
    """周二下午两点 上门剪头 3栋502, 星期二上午九点半来给我修脚, 明早8点能来通吗."""
    if _is_all_of_a_booking(said):
        return True
    return bool(_COMES_TO_DO.search(said.text) or comes_then(said)) and find_service(said) is not None


_COMES_TO_DO = Sifted(
    r"(?:来|上门|过来|到家|到屋)[^,，。]{0,4}(?:给|帮|替)[我咱俺老家]|"
    r"(?:能|可以|可|会)(?:不能|不可以)?(?:派|叫|喊)?个?(?:人|师傅)?(?:来|上门)个?(?:人|师傅)?[^,，。]{0,3}[修通看弄洗换剪擦搬理打开装送疏]|"
    r"(?:^|(?<=[\s,，。]))(?:帮我|我想|想|我要)?约(?![会了好定])|送(?:来|过来|上来|上门|上楼|到家|到我家)(?:里|就行|就好|吧|啊|哈|谢谢|[\s,，。!！~]){0,3}$"
)


_BOOKS = re.compile(
    r"(?:大概|大约|做|要)?(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,2}|半)个?半?(?:小时|钟头)|[一二两三四1-9]个人|[一二两三1-3]次|每天|天天|都"
    r"|现在|马上|立刻|立马|赶紧|赶快|这会儿|越快越好|帮忙|帮下忙|帮个忙|尽快|地址|门牌|我家|家里|需要|师傅|阿姨|服务|[一]?[个位名次]|我|要|想|来|请|麻烦|帮我|给我|行吗|可以吗|好吗|一下|一次|的|[\s,，。.!！、?？~]"
)


def _is_all_of_a_booking(said: Said) -> bool:
    """Whether there is an address besides the service and the time, or nothing: 通下水道 明天上午, 疏通下水道 今天下午."""
    rest, service = said.text, said.first("service")
    address = find_address(said.text, sorted(said.scene.lexicon.values("place")))
    if service and address:
        return True
    spans = [(time.start, time.end) for time in said.times]
    spans += [(service.start, service.end)] if service and service.exact else []
    spans += [(address.start, address.end)] if address else []
    for start, end in sorted(spans, reverse=True):
        rest = rest[:start] + rest[end:]
    if service and service.exact:
        return not _BOOKS.sub("", rest)
    need = words_of_need(said)
    return need is not None and bool(_DOES.search(rest)) and not _BOOKS.sub("", _DOES.sub("", need.sub("", rest)))


_DOES = re.compile("[修通疏换洗擦剪理剃扫装搬开]|打扫|清洗|送(?!货)|做(?=饭|卫生)")


@dataclass(frozen=True, slots=True)
class _Commands:
    """The phrases of all commands, then their vetoes, each with the place of its intent in ORDER; one sieve of all."""

    sieve: Sieve
    said: tuple[tuple[int, Expression], ...]
    phrases: int  # how many of them are phrases, the first as bits
    vetoes: tuple[int, ...]  # of each intent in ORDER, as bits

    def begins(self, text: str, fitting: int) -> dict[int, int]:
        """Of each intent of which a phrase fits: where the first one begins. fitting: what the sieve lets pass."""
        found: dict[int, int] = {}
        for number in numbers(fitting & self.phrases):
            place, phrase = self.said[number]
            if found.get(place) != 0 and (match := phrase.pattern.search(text)):
                found[place] = min(match.start(), found.get(place, match.start()))
        return found

    def vetoed(self, place: int, text: str, fitting: int) -> bool:
        """Whether a veto speaks against this intent."""
        return any(self.said[number][1].pattern.search(text) for number in numbers(fitting & self.vetoes[place]))


@cache
def _commands() -> _Commands:
    known = [(place, grammars()[intent]) for place, intent in enumerate(ORDER) if intent in grammars()]
    phrases = tuple((place, phrase.said) for place, grammar in known for phrase in grammar.phrases)
    vetoes = tuple((place, veto) for place, grammar in known for veto in grammar.veto)
    bits = [0] * len(ORDER)
    for number, (place, _) in enumerate(vetoes, len(phrases)):
        bits[place] |= 1 << number
    everything = (*phrases, *vetoes)
    return _Commands(Sieve([said.needs for _, said in everything]), everything, (1 << len(phrases)) - 1, tuple(bits))


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
    text, sounds, is_word = said.text, syllables(said.text), said.scene.lexicon.words.is_word
    known = [(name.start, name.end) for name in said.names]
    for word, code in _keywords():
        start = sounds.find(code)
        while start >= 0:
            end = start + len(word)
            written = text[start:end]
            named = written != word and any(begin < end and start < stop for begin, stop in known)
            parts = start and is_word(text[start - 1 : start + 1]) and is_word(text[end - 1 : end + 1])  # 推荐|一家 is no 建议
            if not (written == word or named or parts or is_word(written)):
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
