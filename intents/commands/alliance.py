"""What is said of the alliance of merchants and of what its members promised; of goods handed over; of the month."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from intents.commands.members import find_people
from intents.commands.numerals import certificate_number, find_number
from intents.commands.said import Remainder, Said, tidy
from intents.days import CHINA
from intents.numbers import read_number

_NUMERAL = "[一二三四五六七八九]"
_FOLDS = re.compile(rf"志愿者?[^,，。;；]{{0,6}}?([1-9](?:\.[0-9])?|[1-9][0-9]|{_NUMERAL}点?{_NUMERAL}?)折")
_PROMISE = re.compile(r"(?:承诺|答应|保证|说好|约定)(?:的?是|了|给|对|:)?[\s,，:：]*([^\n]{2,80})")
_BECAUSE = re.compile(r"(?:因为|由于|原因是?|理由是?)[:是]?\s?([^\n,，。;；]{1,60})")
_NOT_SO = re.compile(r"不成立|不属实|没有?成立|不实|驳回|不算|没查到|查无")


def join_alliance(said: Said) -> dict[str, Any] | None:
    """name, promise, volunteer_discount (8.5 for 8.5折)."""
    slots = _shop(said)
    if promise := _PROMISE.search(said.text):
        slots["promise"] = said.as_written(tidy(promise[1]))
    if folds := _FOLDS.search(said.text):
        slots["volunteer_discount"] = _as_number(folds[1])
        slots.setdefault("promise", said.as_written(tidy(folds[0])))
    return slots


def _as_number(said: str) -> float:
    """八五, 85 and 8.5 are 8.5."""
    digits = "".join(str(int(read_number(letter) or 0)) for letter in said.replace("点", "") if letter not in ".") \
        if not re.fullmatch(r"[0-9.]+", said) else said
    value = float(digits)
    return value / 10 if value >= 10 else value


def _shop(said: Said) -> dict[str, Any]:
    known = said.value("merchant")
    return {"name": known} if known else {}


def leave_alliance(said: Said) -> dict[str, Any] | None:
    """name, reason."""
    slots = _shop(said)
    if because := _BECAUSE.search(said.text):
        slots["reason"] = said.as_written(tidy(because[1]))
        return slots
    clauses = [tidy(clause) for clause in re.split(r"[\n,，。;；]+", said.text)]
    if why := [clause for clause in clauses if len(clause) > 1 and "联盟" not in clause]:
        slots["reason"] = said.as_written(why[0])
    return slots


def rule_case(said: Said) -> dict[str, Any] | None:
    """number, founded, reason."""
    slots: dict[str, Any] = {"founded": not _NOT_SO.search(said.text)}
    if number := find_number(said.text):
        slots["number"] = number[0]
    tail = re.search(r"(?:成立|属实|不实|驳回|查实)[了吧]?[\s,，。:：;；]+([^\n]{2,80})", said.text)
    if because := (_BECAUSE.search(said.text) or tail):
        slots["reason"] = said.as_written(tidy(because[1]))
    return slots


_CODE = re.compile(r"(?<![0-9])([0-9]{4})(?![0-9])")


def hand_over(said: Said) -> dict[str, Any] | None:
    """number (the code), or name and item of what was fetched."""
    slots: dict[str, Any] = {}
    if code := _CODE.search(said.text):
        return {"number": code[1]}
    remainder = Remainder(said.text)
    if people := find_people(said, remainder):
        slots["name"] = people[0]
    if reward := said.value("reward"):
        slots["item"] = reward
    return slots


_MONTH = re.compile(r"(?:(20[0-9]{2})年)?(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?")


def statement(said: Said) -> dict[str, Any] | None:
    """month: 2026-11; this month where none is said."""
    today = said.message.at.astimezone(CHINA).date()
    if re.search("上个?月", said.text):
        return {"month": (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")}
    named = _MONTH.search(said.text)
    if not named:
        return {"month": today.strftime("%Y-%m")}
    month = int(read_number(named[2]) or today.month)
    year = int(named[1]) if named[1] else today.year - (month > today.month)
    return {"month": f"{year:04d}-{month:02d}"}


def report_misuse(said: Said) -> dict[str, Any] | None:
    """number of the certificate that somebody else presented."""
    number = certificate_number(said.text)
    return {"number": number[0]} if number else {}
