"""What is said to the bot about goods that are sold in other rooms only: ordered, changed or taken back, it is explained."""

from __future__ import annotations

import re

from intents.heard import Heard
from intents.patterns import quick
from intents.reading import Reading
from intents.scene import Doubt

_DROPPED = quick(r"不要|不订|不定|不买|取消|退|撤|删|划掉|算了")
_CHANGED = quick(r"改|换成|变成|调成|减|少要|少订")
_WANTED = re.compile(r"要|来|订|定(?!时)|买|拿|团|下单|接龙|登记|报|留|加|给我|帮我")
_ASKED = re.compile(r"[?？吗嘛伐]|多少|几|哪|怎么|什么|啥|有没有")


def read_of_elsewhere(heard: Heard) -> Reading | None:
    """The order, change or cancellation of goods that another room sells, to be explained; None where there is none."""
    if not heard.addressed or _ASKED.search(heard.text):
        return None
    names = names_of_elsewhere(heard)
    if not names:
        return None
    reasons = ("goods that are sold elsewhere only",)
    if _DROPPED.search(heard.text):
        slots = {"items": [{"product": name} for name in names]}
        return Reading("cancel_order", slots, 0.9, unmet="no_order", reasons=reasons)
    doubts = tuple(Doubt("unknown_product", name) for name in names)
    if _CHANGED.search(heard.text):
        return Reading("amend_order", {}, 0.9, doubts, unmet="no_order", reasons=reasons)
    if heard.quantities or _WANTED.search(heard.text):
        return Reading("order", {}, 0.9, doubts, reasons=reasons)
    return None


def names_of_elsewhere(heard: Heard) -> tuple[str, ...]:
    """The goods named in a message of which none is sold here, by their own names."""
    here = heard.scene.products_by_name
    named = [
        found.full_values("product")
        for found in heard.names
        if found.exact and not found.common and not any(name in here for name in found.values("product"))
    ]
    return tuple(dict.fromkeys(values[0] for values in named if values))
