"""What staff say on their round of the shops: visited, confirmed, who is still due, the ranking, use of the card."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from intents.commands.said import Remainder, Said
from intents.days import CHINA
from intents.numbers import read_number

_CONFIRMED = re.compile(r"核实|核对|信息|资料|没变|无误|没有变|都对")
_FRAME = re.compile(
    r"(?:今天|今日|上午|下午|刚才|刚刚?|已经?|都|我|我们|去|到|把|的|店里?|也|完成|做了|记一下|登记|记录|标记|进行){0,10}"
    r"(?:回访|走访|上门走访|上门回访|拜访|探访)(?:过|了|完|好|一下|过了|完了|好了|已完成|完成){0,5}(?:记录|情况|一遍)?"
)
_NO_NOTE = re.compile(r"^(?:(?:今天|刚才|刚刚?|已经|都|我|了|过|完|和|跟|还有|及|与|、|把|的|去|到|上午|下午|[,，。 ])*)$")


def note_visit(said: Said) -> dict[str, Any] | None:
    """names (of merchants), note, confirmed (their entries were looked through as well)."""
    slots: dict[str, Any] = {}
    remainder = Remainder(said.text)
    if names := _merchants(said, remainder):
        slots["names"] = names
    if _CONFIRMED.search(said.text):
        slots["confirmed"] = True
    remainder.drop(_FRAME)
    notes = [piece for piece in remainder.pieces() if not _NO_NOTE.match(piece)]
    if notes:
        slots["note"] = said.as_written("，".join(notes)) if len(notes) == 1 else "，".join(notes)
    return slots


def named_shops(said: Said) -> dict[str, Any] | None:
    """names, where the answer to which shops it was names some."""
    names = _merchants(said, Remainder(said.text))
    return {"names": names} if names else None


def confirm_merchant(said: Said) -> dict[str, Any] | None:
    """names; a merchant means the own shop."""
    names = _merchants(said, Remainder(said.text))
    if not names and said.speaker.merchant:
        names = [said.speaker.merchant]
    if not names and not said.speaker.is_staff:
        return None
    return {"names": names} if names else {}


def _merchants(said: Said, remainder: Remainder) -> list[str]:
    names = []
    for found in said.names:
        if values := found.full_values("merchant"):
            names.append(values[0])
            remainder.cut(found.start, found.end)
    return list(dict.fromkeys(names))


_YEAR = re.compile(r"(20[0-9]{2})年?|去年")


def rank_merchants(said: Said) -> dict[str, Any] | None:
    """year; this one where none is said."""
    found = _YEAR.search(said.text)
    if found is None:
        return {}
    return {"year": int(found[1]) if found[1] else said.message.at.astimezone(CHINA).year - 1}


_MONTH = re.compile(r"(?:(20[0-9]{2})年)?(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?")


def card_use(said: Said) -> dict[str, Any] | None:
    """month (2026-11), name of a merchant; this month where none is said."""
    today = said.message.at.astimezone(CHINA).date()
    slots: dict[str, Any] = {}
    if merchant := said.value("merchant"):
        slots["name"] = merchant
    elif said.speaker.merchant and not said.speaker.is_staff:
        slots["name"] = said.speaker.merchant
    if re.search("上个?月", said.text):
        slots["month"] = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    elif named := _MONTH.search(said.text):
        month = int(read_number(named[2]) or today.month)
        year = int(named[1]) if named[1] else today.year - (month > today.month)
        slots["month"] = f"{year:04d}-{month:02d}"
    return slots
