"""Reads tests/understanding/said/*.txt: what people say, how, and what it means in the sample neighbourhood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intents.reading import Reading
from tests.understanding.neighbourhood import CLUB, NORTH, SATURDAY, SOUTH, read, scene_of

SAID = Path(__file__).parent / "said"
_ROOMS = {"南": SOUTH, "北": NORTH, "团": CLUB}
_SLOTS = {
    "取": "pickup", "给": "beneficiary", "人": "people", "活动": "activity", "选": "option",
    "商品": "product", "问": "field", "团": "group_buy",
}
_GOODS = ("order", "amend_order", "cancel_order", "express_demand")


@dataclass(frozen=True)
class Said:
    """A line: what is said in which situation, the intent, and its slots (of `relay`: rows by name); asks: the bot asks."""

    text: str
    intent: str
    slots: Mapping[str, Any]
    asks: bool = False
    room: str = SOUTH
    situation: Mapping[str, Any] = field(default_factory=dict)

    def reading(self) -> Reading:
        """What the message is understood to mean."""
        return read(self.text, self.room, **self.situation)


def said(path: Path) -> Iterator[Said]:
    """The lines of a file. Raises: ValueError for a line that cannot be read."""
    room, situation = SOUTH, {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            room, situation = _situation(line[1:].split())
        elif line.strip() and not line.startswith("#"):
            meant, bar, text = line.partition(" | ")
            if not bar:
                raise ValueError(f"{path.name}: no | in {line!r}")
            intent, *words = meant.split()
            yield Said(text.replace("/", "\n"), intent, _slots(intent, words, room), "?" in words, room, situation)


def _situation(words: list[str]) -> tuple[str, dict[str, Any]]:
    room, *rest = words
    found: dict[str, Any] = {"mention": "mention" in rest}
    if "ordered" in rest:
        bought = dict(word.split("=") for word in rest if "=" in word)
        quantities = {_product(name, _ROOMS[room]): float(number) for name, number in bought.items()}
        found |= {"ordered": list(quantities), "quantities": quantities}
    if "signed_up" in rest:
        found["signed_up"] = rest[rest.index("signed_up") + 1 :]
    return _ROOMS[room], found


def _slots(intent: str, words: list[str], room: str) -> dict[str, Any]:
    if intent == "relay":
        return {name: _row(wanted, room) for name, _, wanted in (word.partition(":") for word in words)}
    slots: dict[str, Any] = {}
    for word in words:
        name, _, value = word.partition("=")
        if name in _SLOTS:
            slots[_SLOTS[name]] = int(value) if name == "人" else _product(value, room) if name == "商品" else value
        elif word != "?":
            slots.setdefault("items", {})[_product(name, room)] = float(value) if value else None
    return slots


def _row(wanted: str, room: str) -> Any:
    people = re.fullmatch(r"人([0-9]+)", wanted)
    return int(people[1]) if people else _slots("order", wanted.split("+"), room)["items"]


def _product(name: str, room: str) -> str:
    """The name in the workbook of what is called so; what nobody sells here keeps its name."""
    here = scene_of(room, SATURDAY).products
    return next((p.name for p in here if name in (p.name, *p.aliases)), name)


def faults(one: Said) -> list[str]:
    """What is wrong with the reading of a line; [] where nothing is."""
    reading = one.reading()
    if reading.intent != one.intent:
        return [f"{reading.intent} {dict(reading.slots)} {' '.join(doubt.kind for doubt in reading.doubts)}"]
    if one.intent == "none":
        return []
    got = _comparable(one.intent, reading)
    wrong = [f"{name}: {got.get(name)}" for name in {*got, *one.slots} if got.get(name) != one.slots.get(name)]
    if bool(reading.doubts) != one.asks:
        wrong.append(f"doubts {[doubt.kind for doubt in reading.doubts]}")
    return wrong


def _comparable(intent: str, reading: Reading) -> dict[str, Any]:
    slots = dict(reading.slots)
    if intent == "relay":
        rows = slots["entries"]
        return {row["name"]: _bought(row["items"]) if row.get("items") else row.get("people") for row in rows}
    if intent in _GOODS and "items" in slots:
        slots["items"] = _bought(slots["items"])
    return slots


def _bought(items: list[dict[str, Any]]) -> dict[str, float | None]:
    return {item["product"]: item.get("quantity") for item in items}
