"""What staff want everybody to be told, with the hour at which it happens: 通知大家明天下午三点到服务中心取货.

That hour belongs to the words. Only an hour that stands before the verb, or last with 发, is that of sending.
"""

from __future__ import annotations

import re
from typing import Any

from intents.commands.broadcast_heads import rooms_said
from intents.commands.said import Said
from intents.days import CHINA
from intents.patterns import Sifted, quick
from intents.times import FoundTime

_CALLED = (
    r"(?:大家伙?|居民(?:朋友)?们?|各位(?:居民|邻居|业主)?们?|邻居们?|业主们?|全体(?:居民|业主)|所有人|街坊们?|住户们?|大伙儿?|老人们|志愿者们?)"
)
_TELLS = Sifted(
    r"(?P<polite>(?:请|麻烦|帮我|帮忙|替我|给我|再|小邻|现在|马上|立刻|立即|紧急|加急|群里|一下|[ ,，]){0,4})"
    rf"(?:(?:(?<![\u4e00-\u9fff])群)?通知|提醒|告诉|告知|转告)(?:一下|下|一声|声)?(?P<who>{_CALLED})(?:说|一下|一声)?[\s,，]*"
)
# 通知 下午3点开会: nobody is called; the hour may be either.
_BARE = quick(
    r"^(?:请|麻烦|帮我|帮忙|替我|给我|现在|马上|紧急|加急| ){0,3}"
    r"(?:群?通知|公告|群发|发[个条一]{0,2}(?:通知|公告|消息))(?:一下|下|一声)?[\s,，]*"
)
_URGENT = re.compile("紧急|加急")
_NOW = re.compile("现在|马上|立刻|立即")
_PARTED = re.compile(r"[\s,，:：。、]|左右[\s,，]|发(?!放|货|车|热|烧|米|钱)|$")
_ROOM_WORDS = re.compile(r"[在往到给、和跟 ,，里内的]*")
_SENT = re.compile(r"(?:左右|准时|再|就)*[发推播]?(?:出去|一下)?[吧了哈啊。!！~\s]*")  # nothing but that it is to be sent


def told_to_all(said: Said) -> dict[str, Any] | None:
    """text and what else is said (rooms, urgent, at_once); `either` where it may as well be sent at that hour; else None."""
    found = _TELLS.search(said.text) or (_BARE.match(said.text) if said.speaker.is_staff else None)
    if found is None or re.search("[:：\n]", said.text[: found.end() + 1]):
        return None
    first = min((one for one in said.times if one.start >= found.end()), key=lambda one: one.start, default=None)
    if first is None or first.recurrence is not None or _SENT.fullmatch(said.text[first.end:]):
        return None
    lead = _led_by(said, found.start())
    if lead is None:
        return None
    text = " ".join(part for part in (lead["text"], said.written(found.end(), len(said.text)).strip(" \n,，。")) if part)
    slots: dict[str, Any] = {"text": text, **lead["slots"]}
    if _URGENT.search(found[0]):
        slots["urgent"] = True
    return _sent(said, found, first, slots, bool(lead["day"]))


def _sent(said: Said, found: re.Match[str], first: FoundTime, slots: dict[str, Any], planned: bool) -> dict[str, Any] | None:
    """With when it goes out: at once, where the hour is surely that of what happens; asked, where it may be either."""
    now = said.message.at.isoformat()
    if _NOW.search(found[0]):
        return {**slots, "when": now}
    if planned:
        return slots  # 明天通知大家下午3点开会
    leads = first.start == found.end()
    if not leads and "who" not in found.groupdict():
        return None
    hour = "T" in first.iso and "/" not in first.iso
    doubtful = leads and hour and said.speaker.is_staff and (
        bool(_PARTED.match(said.text[first.end:])) or "who" not in found.groupdict()
    )
    if doubtful:
        if _PARTED.match(said.text[first.end:]) and "who" not in found.groupdict():
            return None  # 群发 明天8点 停水: so it is planned
        then = {"when": first.iso, "text": said.written(first.end, len(said.text)).strip(" \n,，。")}
        rest = {name: value for name, value in slots.items() if name != "text"}
        return {**rest, "either": [{"when": now, "text": slots["text"]}, then]}
    if "who" not in found.groupdict():
        return None
    return {**slots, "at_once": True} if said.speaker.is_staff and (not said.message.private or "rooms" in slots) else slots


def _led_by(said: Said, end: int) -> dict[str, Any] | None:
    """What stands before the verb: rooms, the day of sending, or the first words of the text; None of who else tells it."""
    lead = said.text[:end]
    slots: dict[str, Any] = {}
    if any("T" in one.iso or one.recurrence is not None for one in said.times if one.end <= end):
        return None
    rooms = rooms_said(said, end)
    if rooms.grids:
        return None
    if rooms.names:
        slots["rooms"] = list(rooms.names)
    days = [one for one in said.times if one.end <= end and one.day is not None]
    spans = [*rooms.spans, *((one.start, one.end) for one in days)]
    for start, stop in sorted(spans, reverse=True):
        lead = lead[:start] + " " + lead[stop:]
    if not _ROOM_WORDS.fullmatch(lead):
        named = [one for one in said.names if (one.start, one.end) == (0, end)]
        known = any(one.values("group_buy", "activity", "product") for one in named)
        if spans or not (known or re.search(r"[\s,，。!！]$", said.text[: end + 1])):
            return None  # 物业通知大家明天停水
        return {"text": said.written(0, end).strip(" \n,，"), "slots": slots, "day": False}
    later = [one for one in days if one.day and one.day > said.message.at.astimezone(CHINA).date()]
    return {"text": "", "slots": slots, "day": bool(later)}
