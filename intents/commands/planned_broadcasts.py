"""Which of the broadcasts that were planned is meant: to be listed, stopped, approved, or settled."""

from __future__ import annotations

import re
from typing import Any

from intents.commands.numerals import find_number
from intents.commands.said import Said, tidy
from intents.days import CHINA
from intents.patterns import quick

_ALL = re.compile("全部|都|所有")
_WAITING = re.compile("审批|审核|批准|等着?我?批|没批|要批|待批|要审|待审|没审")
_PAST = re.compile("发了|发过|发出|发出去|没发出|没发成|没发出去|跳过|过期|不确定|发送记录|发送情况|发的记录|推了|发完|发掉")
_COUNTS_AS_SENT = re.compile("算(?:是|作|它)?已?经?发|当(?:它|作)?已?经?发|已经?发(?:出去)?了|不用(?:再|重)发|别(?:再|重)发")


def numbered_broadcast(said: Said) -> dict[str, Any] | None:
    """number, where one is said; `all` where all are meant."""
    number = find_number(said.text)
    if number:
        return {"number": number[0]}
    return {"all": True} if _ALL.search(said.text) else {}


_STOPPING = quick(
    r"取消|撤回|撤掉|撤了|撤下?来?|停掉|停了|停发|停止|删除|删掉|删了?|别[再]?(?:发|推|播)|不(?:用|要)?[再]?(?:发|推|播)|去掉|终止|作废|掐掉?"
    r"|定时|广播|播报|待发|通知|消息|促销|推送|发送|群发|公告|提醒|帮我|麻烦|请|把|将|给|[那这](?:一?[条个则])?|一?[条则]|先|吧|了|掉|的|就|都|发"
)


def cancelled_broadcast(said: Said) -> dict[str, Any] | None:
    """number, where one is said; `all` where all are meant; else `about`: the words by which it is called (停水, 每月1号)."""
    slots = numbered_broadcast(said) or {}
    if slots.get("number") and re.search(rf"每[周月]?[^,，]{{0,3}}{slots['number']}[日号]|[0-9]月", said.text):
        slots = {}  # 每月1号那条
    if slots:
        return slots
    about = tidy(_STOPPING.sub(" ", said.text))
    return {"about": about} if len(about.replace(" ", "")) > 1 else {}


def listed_broadcasts(said: Said) -> dict[str, Any] | None:
    """Nothing for what is to come; `pending`: what waits for a word, `day`: what went out on that day (today for 刚才)."""
    if _WAITING.search(said.text):
        return {"pending": True}
    if not _PAST.search(said.text):
        return {}
    days = [found.day for found in said.times if found.day is not None]
    return {"day": (days[0] if days else said.message.at.astimezone(CHINA).date()).isoformat()}


def promotion_asked(said: Said) -> dict[str, Any] | None:
    """name: whose promotions; number: which one."""
    name, number = said.value("merchant"), find_number(said.text)
    return {**({"name": name} if name else {}), **({"number": number[0]} if number and not name else {})}


def settled_send(said: Said) -> dict[str, Any] | None:
    """number of the uncertain message, and `as`: again | sent."""
    number = find_number(said.text) or _number_at_end(said.text)
    slots: dict[str, Any] = {"as": "sent" if _COUNTS_AS_SENT.search(said.text) else "again"}
    return {**slots, "number": number[0]} if number else slots


def _number_at_end(text: str) -> tuple[str, tuple[int, int]] | None:
    found = re.search("[0-9]{1,9}", text)
    return (found[0], found.span()) if found else None
