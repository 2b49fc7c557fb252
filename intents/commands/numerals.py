"""Numbers of commands: 第五条, 工单二十三, V0003, which name something and stay text."""

from __future__ import annotations

import re

from intents.numbers import read_number
from intents.patterns import quick

DIGITS = r"(?:[0-9]{1,6}(?:\.[0-9]{1,2})?|[零一二两俩三四五六七八九十百千半]{1,6})"
CERTIFICATE = re.compile(r"[Vv][ -]?([0-9]{1,8})")
_NUMBERED = quick(
    r"(?:第|编号|工单|单号|定时|广播|通知|消息|促销|预约|投诉|报修|建议|订单|单子|号|No\.?"
    rf"|#)[第编号是:： 消息通知]{{0,4}}({DIGITS})(?![0-9:.点月年日元块%]|[0-9]*[元块])"
    rf"|({DIGITS})(?:号单|号楼?的?(?:工单|投诉|报修|建议|促销|广播|定时|通知|消息|预约|单|订单)|号(?!楼|栋|幢|院"
    r"|线|店|门|[0-9点上中下早晚])|条|单)"
)
_LEADING = re.compile(rf"^[^0-9零一二两三四五六七八九十百]{{0,8}}?({DIGITS})(?=[ ,，。:：]|$)")


def number_text(said: str | None) -> str | None:
    """A number as the text that names something: 二十三 → "23", "007" stays; None where it is no number."""
    if not said:
        return None
    if said.isdecimal() and said.isascii():
        return said
    value = read_number(said)
    return None if value is None or value != int(value) else str(int(value))


def numbered(text: str) -> re.Match[str] | None:
    """Where a text says which one is meant (第五条, 工单23, 3号促销, or a number at its head)."""
    return _NUMBERED.search(text) or _LEADING.search(text)


def find_number(text: str) -> tuple[str, tuple[int, int]] | None:
    """The number that names something in a text, and where it stands with the words around it."""
    found = numbered(text)
    if not found:
        return None
    digits = next((group for group in found.groups() if group), None)
    number = number_text(digits)
    return (number, found.span()) if number else None


def certificate_number(text: str) -> tuple[str, tuple[int, int]] | None:
    """A certificate's number as it is written, with a capital letter, and where it stands."""
    found = CERTIFICATE.search(text)
    return (f"V{found[1]}", found.span()) if found else None
