"""What a message was about, by name: shops, goods, services, activities. Kept so that a promotion's effect can be counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.messages import Outcome
from catalogue.reach import COUNTED

MOST = 20  # names kept of one message
NAMED_BY = ("name", "product", "group_buy", "service", "activity")


def subjects(outcome: Outcome) -> list[str]:
    """The names in an outcome that promotions are counted by; [] for what no promotion could have brought about."""
    if outcome.intent not in COUNTED:
        return []
    found = dict.fromkeys([*_named(outcome.slots), *(outcome.results or ())])
    return list(found)[:MOST]


def _named(slots: Mapping[str, Any]) -> Iterator[str]:
    for slot in NAMED_BY:
        if isinstance(value := slots.get(slot), str):
            yield value
    yield from _products(slots.get("items"))
    for entry in slots.get("entries") or ():
        if isinstance(entry, Mapping):
            yield from _products(entry.get("items"))


def _products(items: object) -> Iterator[str]:
    if not isinstance(items, Sequence):
        return
    for item in items:
        if isinstance(item, Mapping) and isinstance(product := item.get("product"), str):
            yield product
