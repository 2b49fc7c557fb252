"""A short form that answers a question about a command: 明天18点, after the bot asked until when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from intents.addresses import find_address
from intents.commands.activities import check_in
from intents.commands.bookings import booking_answer
from intents.commands.goods import plain_number, read_goods
from intents.commands.group_buy_changes import edit_group_buy
from intents.commands.marks import mark_orders
from intents.commands.members import listed_names, people_in
from intents.commands.merchants import rate_merchant, update_merchant
from intents.commands.numerals import certificate_number, number_text
from intents.commands.personal import address_text, find_service
from intents.commands.polls import likely_poll, options_in
from intents.commands.replanning import put_off
from intents.commands.rounds import named_shops
from intents.commands.said import CUT, Remainder, Said, tidy
from intents.commands.staff import export, grant_role
from intents.commands.table import REQUIRED
from intents.commands.two_times import chosen
from intents.commands.volunteers import record_visit
from intents.numbers import find_quantities, read_number
from intents.prices import find_prices
from intents.scene import Question

_REFUSAL = re.compile(
    r"^(?:算了|不用了?|取消|不要了?|不弄了?|不开了?|没事了?|不发了?|先不了?|再说吧?|等会再说)[吧啦呀啊。!！]*$"
)
_COURTESY = re.compile(
    r"^(?:好的?|嗯+|哦+|ok|收到|谢谢你?|等一?下|稍等|等等|我想想|看看|哈+|不知道|不清楚)[吧啦呀啊哈哦的。!！]*$",
    re.I)
_TIME_WORDS = re.compile(r"截止|结束|开始|就|到|那|改成|吧|定在|时间|之?前|左右|可以|好的?|是|在|发|嗯|，")
_NUMBERED = re.compile(r"(?:第|编号|证号)?\s?[A-Za-z]{0,2}-?[0-9]{1,8}\s?(?:号|单|号单)?(?:的|吧)?")
_ASKS = re.compile("[?？吗]|几点|多少|怎么|什么|哪|谁")
_TITLED = re.compile("[老小阿]?[\u4e00-\u9fff]{1,2}(?:爷爷|奶奶|阿姨|叔|伯|姐|哥)")
_LEAD = re.compile(r"^(?:就|是|那就|嗯|哦|好的?|那|写|填|叫|发给?|给)+[\s,，:]*(?=.)")


def complete(said: Said, question: Question) -> dict[str, Any] | None:
    """The full slots of the asked command with this answer; None where the message is no answer to it."""
    asked = [doubt.said for doubt in question.doubts if doubt.kind == "missing"]
    if not asked or _REFUSAL.match(said.text) or _COURTESY.match(said.text):
        return None
    if question.intent == "schedule_broadcast" and put_off(said) is not None:
        return None  # 物业费通知推迟到周三 is about another one
    if (ways := question.slots.get("either")) is not None and "when" in asked:
        return _sent_when(said, question.slots, ways)
    if question.intent == "schedule_broadcast" and "when" not in question.slots:
        return _to_send(said, question.slots)
    if (whole := WHOLE.get(question.intent)) is not None:
        unpriced = not any("price" in item for item in question.slots.get("items") or ())
        known = question.slots.keys() - ({"items"} if unpriced else set())
        given = {slot: value for slot, value in (whole(said) or {}).items() if slot not in known and value}
        if given:
            return {**question.slots, **given}
    return _filled(said, question, asked)


def _to_send(said: Said, slots: Mapping[str, Any]) -> dict[str, Any] | None:
    """A broadcast with what an answer adds: the hour, the text, or both."""
    if "text" in slots:
        when = _moment(said) if _is_only_a_time(said) else None
        return {**slots, "when": when} if when is not None else None
    if given := _when_and_text(said):
        return {**slots, **given}
    text = _text(said)
    return {**slots, "text": text} if text is not None else None


def _filled(said: Said, question: Question, asked: Sequence[str]) -> dict[str, Any] | None:
    """What was settled before, with a value for each slot that the answer gives; None where it gives none."""
    filled: dict[str, Any] = {}
    for slot, value in _values(said, question, asked):
        if slot not in FREE or not filled:
            filled[slot] = value
            if slot in FREE:
                break
    return {**question.slots, **filled} if filled else None


def _sent_when(
    said: Said, slots: Mapping[str, Any], ways: Sequence[Mapping[str, str]]
) -> dict[str, Any] | None:
    """The broadcast in the way that was meant; at another time, with all that was said."""
    rest = {slot: value for slot, value in slots.items() if slot != "either"}
    if (way := chosen(said, ways)) is not None:
        past = datetime.fromisoformat(way["when"]) <= said.message.at  # 马上 of a minute ago
        return {**rest, **way, **({"when": said.message.at.isoformat()} if past else {})}
    when = _moment(said)
    return {**rest, "when": when, "text": ways[0]["text"]} if when is not None else None


_BEHIND_THE_HOUR = re.compile(r"^(?:[\s:：,，。、]|发(?!现|烧|放|生|票)|通知(?=[:：,，\s])|推送?)+")


def _when_and_text(said: Said) -> dict[str, str]:
    """When it goes out, and what, of an answer that begins with an hour (明天9点 楼道消毒); {} of one that does not."""
    first = next((one for one in said.times if not _LEAD.sub("", said.text[: one.start] + " ").strip()), None)
    an_hour = first is not None and "T" in first.iso and "/" not in first.iso
    if first is None or not (an_hour or first.recurrence is not None):
        return {}  # 明早停水 tells when it happens
    text = _BEHIND_THE_HOUR.sub("", said.written(first.end, len(said.text))).strip()
    return {"when": first.iso, **({"text": text} if len(text) > 1 else {})}


def _is_only_a_time(said: Said) -> bool:
    """Whether nothing stands beside a time: 明天停水 is no answer to when it shall be sent. 马上 is no time that is found."""
    if not said.times:
        return True
    rest = Remainder(said.text)
    rest.cut_all((found.start, found.end) for found in said.times)
    rest.drop(_TIME_WORDS)
    left = tidy(rest.text.replace(CUT, ""))
    return len(left) <= (4 if any("T" in one.iso or one.recurrence is not None for one in said.times) else 1)


def _values(said: Said, question: Question, asked: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """What the answer gives for each slot asked for, or for one that will do as well (V0001 where a name was asked)."""
    for slot in asked:
        needed = next((one.split("|") for one in REQUIRED.get(question.intent, ()) if slot in one.split("|")), [slot])
        others = [one for one in needed if one != slot]
        for one in (*others, slot) if _NUMBERED.fullmatch(said.text) else (slot, *others):
            read = ANSWERS.get(one)
            value = read(said) if read else None
            if one == "title" and question.intent in ("edit_poll", "close_poll"):
                value = likely_poll(said, tidy(said.text))
            if value is None and one == "items":
                value = _priced(said, question)
            if value is not None:
                yield one, value
                break


def _moment(said: Said) -> str | None:
    if re.match(r"(?:马上|立刻|立即|现在)", said.text):
        return said.message.at.isoformat()
    rest = Remainder(said.text)
    rest.cut_all((found.start, found.end) for found in said.times)
    rest.drop(_TIME_WORDS)
    return said.times[0].iso if said.times and len(tidy(rest.text.replace(CUT, ""))) <= 4 else None


def _name(said: Said) -> str | None:
    names = listed_names(said, Remainder(_LEAD.sub("", said.text)))
    merchant = said.value("merchant")
    return merchant or (names[0] if names and len(said.text) < 20 else None)


def _text(said: Said) -> str | None:
    words = _LEAD.sub("", said.text).strip()
    return said.as_written(words) if len(words) > 1 else None


def _title(said: Said) -> str | None:
    words = tidy(_LEAD.sub("", said.text))
    return words if 1 < len(words) <= 30 else None


def _number(said: Said) -> str | None:
    certificate = certificate_number(said.text)
    if certificate:
        return certificate[0]
    found = re.search(r"[A-Za-z]{0,2}[0-9]{1,12}|[零一二两三四五六七八九十百]{1,5}", said.text)
    return (number_text(found[0]) or found[0]) if found and len(said.text) < 16 else None


def _count(said: Said) -> float | int | None:
    quantities = find_quantities(said.text)
    if quantities and quantities[0].value is not None:
        return plain_number(quantities[0].value)
    found = re.search(r"[0-9]{1,6}|[零一二两三四五六七八九十百]{1,5}", said.text)
    value = read_number(found[0]) if found else None
    return None if value is None else plain_number(-value if re.search("扣|减|-", said.text) else value)


def _stars(said: Said) -> int | None:
    stars = (rate_merchant(said) or {}).get("stars")
    value = stars or _count(said)
    return int(value) if value in (1, 2, 3, 4, 5) else None


def _items(said: Said) -> list[dict[str, Any]] | None:
    return read_goods(Remainder(said.text)) or None


def _priced(said: Said, question: Question) -> list[dict[str, Any]] | None:
    """Prices without names, of the goods that were named before: by their list, or by the title (开团 车厘子)."""
    prices = _prices_alone(said)
    opening = question.intent == "open_group_buy"
    if prices is None or (opening and (question.slots.get("items") or question.slots.get("from_demand"))):
        return prices
    named = [str(item["product"]) for item in question.slots.get("items") or ()]
    names = named or [name for name in _PARTED.split(_GROUP_BUY.sub("", str(question.slots.get("title") or ""))) if name]
    if len(names) != len(prices):
        return prices if opening else None
    return [{**price, "product": name} for name, price in zip(names, prices, strict=True)]


_PARTED = re.compile("[、,，和跟 ]+")
_GROUP_BUY = re.compile("(?:团购|拼团|专场|团)$")


def _prices_alone(said: Said) -> list[dict[str, Any]] | None:
    """Prices without names (12.8一斤，99一箱), for the goods that were asked about, in their order."""
    found = find_prices(said.text)
    if found:
        return [
            {"product": "", "price": plain_number(one.fen / 100 / one.per), **({"unit": one.unit} if one.unit else {})}
            for one in found
        ]
    bare = re.fullmatch(r"[¥￥]?([0-9]{1,5}(?:\.[0-9]{1,2})?)", said.text.strip())
    return [{"product": "", "price": plain_number(float(bare[1]))}] if bare else None


def _choices(said: Said) -> list[str] | None:
    options = options_in(said.text)
    return options if len(options) > 1 else None


_ASKS_BACK = re.compile(r"[?？]|几点|多少|什么|怎么|哪|谁|电话|吗")


def _address(said: Said) -> str | None:
    if _ASKS_BACK.search(said.text):
        return None  # 居委会几点下班 tells nobody where they live
    address = find_address(said.text, sorted(said.scene.lexicon.values("place")))
    return address_text(said, address) if address else said.value("place")


def _reward(said: Said) -> str | None:
    return said.value("reward") or _title(said)


def _service(said: Said) -> str | None:
    return find_service(said) or _title(said)


def _role(said: Said) -> str | None:
    role = (grant_role(said) or {}).get("role")
    return role if isinstance(role, str) else None


def _amount(said: Said) -> float | int | None:
    """What was spent, where the answer is little else: 36元, 一共三十六块五, 28.5."""
    bare = re.fullmatch(r"[¥￥]?([0-9]{1,6}(?:\.[0-9]{1,2})?)[。.]?", said.text.strip())
    amount = plain_number(float(bare[1])) if bare else (record_visit(said) or {}).get("amount")
    return amount if isinstance(amount, int | float) and len(said.text) <= 12 else None


def _number_and_amount(said: Said) -> dict[str, Any] | None:
    """A1001 15块, where only the number was asked for."""
    visit = record_visit(said) if len(said.text) <= 20 else None
    return visit if visit and len(visit) == 2 else None


def _who_came(said: Said) -> dict[str, Any] | None:
    """Who came: 都到了, 除了老丁都来了, or names; None for words that are no names (今天真冷)."""
    slots = check_in(said) or {}
    names = slots.get("names", ())
    listed = re.search("[、和跟]", said.text) and all(len(name) <= 4 for name in names)
    named = people_in(said, said.text) or listed or _TITLED.fullmatch(said.text)
    if "all" in slots or (names and named and not _ASKS.search(said.text)):
        return {name: value for name, value in slots.items() if name != "activity"}
    return None


def _several_marked(said: Said) -> dict[str, Any] | None:
    """小赵和梅姐都付了: more than the one name or number that was asked for; None of anything else."""
    slots = mark_orders(said)
    return slots if slots and slots.keys() & {"names", "numbers", "all", "building"} else None


def _which_export(said: Said) -> dict[str, Any] | None:
    """What is to be exported, and of which group buy or activity, said shortly (报名的, 手机课堂的, 订单表)."""
    return export(said) if len(said.text) <= 14 and not _ASKS.search(said.text) else None


ANSWERS: Mapping[str, Callable[[Said], Any]] = {
    "deadline": _moment, "when": _moment, "name": _name, "text": _text, "title": _title,
    "number": _number, "points": _count, "stars": _stars, "items": _items, "options": _choices,
    "address": _address, "item": _reward, "service": _service,
    "role": _role, "amount": _amount, "value": _text, "said": _text, "meant": _text,
}
# An answer to what these lack is read as the command itself would be (营业时间改成8点到20点, 停业).
WHOLE: Mapping[str, Callable[[Said], dict[str, Any] | None]] = {
    "edit_group_buy": edit_group_buy, "update_merchant": update_merchant, "note_visit": named_shops,
    "confirm_merchant": named_shops, "check_in": _who_came, "export": _which_export,
    "book_service": booking_answer, "record_visit": _number_and_amount,
    "mark_paid": _several_marked, "mark_picked_up": _several_marked,
}
# Any words would do: only one of these takes an answer.
FREE = ("text", "title", "value", "item", "service", "name", "said", "meant")
