"""An order of which one thing depends on something: 山药2斤豆腐2块，山药要是太贵就不要了. The rest is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from intents.heard import Heard
from intents.patterns import Sifted
from intents.reading import Reading
from intents.scene import Doubt

_IF_SO = Sifted(
    r"[\s,，。;；][^\s,，。]{0,8}?(?:要是|如果|若是|假如|万一)[^,，。?？]{1,8}?(?:就|那|那就)(?:先)?(?:不要|不订|不买|"
    r"算|别要|别订|免|不用)了?[吧啊哈。!！\s]{0,4}$"
)
Read = Callable[[Heard], Reading | None]


def read_conditional(heard: Heard, read: Read) -> Reading | None:
    """The order without what is left to a condition that names it, with the question how much of that; None: no such order.

    read: the order in a text.
    """
    said = _IF_SO.search(heard.text)
    if said is None:
        return None
    left = {name for one in heard.names if one.start >= said.start() for name in one.values("product")}
    reading = read(heard.about(heard.text[: said.start()])) if left else None
    if reading is None or reading.intent != "order" or reading.doubts:
        return None
    items = reading.slots.get("items", ())
    open_items = [item for item in items if item["product"] in left]
    if not open_items:
        return None
    kept = [item for item in items if item["product"] not in left]
    slots = {name: value for name, value in reading.slots.items() if name != "items"}
    doubts = tuple(Doubt("how_many", item["product"], item["product"]) for item in open_items)
    reasons = ("one thing depends on a condition",)
    return replace(reading, slots={**slots, **({"items": kept} if kept else {})}, doubts=doubts, reasons=reasons)
