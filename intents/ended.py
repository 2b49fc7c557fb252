"""What is wanted of a group buy that has just ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from intents.heard import Heard
from intents.reading import Reading
from intents.scene import Doubt

_ADDS = re.compile(r"再|[加补添](?!油)")
_CHANGING = frozenset(("order", "amend_order", "cancel_order"))


def read_of_ended(
    heard: Heard, reading: Reading | None, read: Callable[[Heard], Reading | None]
) -> Reading | None:
    """What is wanted of something that has just ended, of somebody who ordered it, or who wants it beyond doubt.

    What is on sale now goes before; the talk of others about it stays talk.
    """
    beyond_doubt = reading is not None and reading.intent in ("order", "amend_order", "express_demand") and (
        reading.unmet == "no_group_buy" or bool(reading.doubts and all(_leads_nowhere(one) for one in reading.doubts))
    )
    adds = reading is not None and reading.intent == "express_demand" and bool(_ADDS.search(heard.text))
    whole = reading is not None and reading.intent == "cancel_order" and not reading.slots.get("items") and _names_ended(heard)
    if not (reading is None or reading.intent == "none" or beyond_doubt or adds or whole):
        return reading
    if reading is not None and reading.slots.get("items") and not adds:
        return reading
    there = Heard(heard.message, heard.scene.as_it_was, heard.speaker, heard.talk, heard.text)
    again = read(there)
    if again is None or again.intent not in _CHANGING:
        return reading
    named = {str(item["product"]) for item in again.slots.get("items") or ()}
    named |= {name for doubt in again.doubts for name in (doubt.product, *doubt.choices) if name}
    own = bool(named & heard.speaker.ordered) or (not named and again.intent != "order" and bool(heard.speaker.ordered))
    sold = {name for name in named if name in there.scene.products_by_name}
    by_staff = heard.addressed and heard.speaker.is_staff
    if own or (by_staff and sold) or ((beyond_doubt or heard.addressed) and sold and not adds):
        return replace(again, unmet="closed", reasons=(*again.reasons, "of a group buy that has ended"))
    return reading


def _names_ended(heard: Heard) -> bool:
    """Whether it names something that has ended and is not on sale: then it speaks of that and not of the whole order."""
    named = {value for found in heard.names for value in found.values("product")}
    return bool(named & set(heard.scene.as_it_was.products_by_name) - set(heard.scene.products_by_name))


def _leads_nowhere(doubt: Doubt) -> bool:
    """Whether what is asked is only what that might be: nothing on sale fits the words."""
    return doubt.kind == "unknown_product" or (doubt.kind == "which_product" and not doubt.said)
