"""Several changes of one's own order in one message, each read for itself: 鸡蛋改成两盒 豆腐减一块 青菜用不了10斤 改8斤."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from intents.heard import Heard
from intents.patterns import quick
from intents.pieces import Clause, cut
from intents.reading import Reading
from intents.scene import Doubt, Product

Read = Callable[[Heard], Reading | None]
_CHANGES = quick("[改换变调减加添退]|[多少][要来订]|[用吃喝要拿]不[完了]|只要|就要|不要|不用|取消")
_MORE = quick("[再也另][要来订加拿]|[再还]要|另外|加|追加|添")
_OF_OTHERS = re.compile("[?？吗]|谁|[你您他她]|昨|上[次回]|各|每")
_MOST = 4


def read_each_change(heard: Heard, read: Read) -> Reading | None:
    """The changes of two things or more of the speaker's own, each as it would be read alone; None where it is otherwise.

    read: the change or the order in a text. Of one that is not clear it is asked how much shall remain.
    """
    if not heard.speaker.ordered or not _CHANGES.search(heard.text) or _OF_OTHERS.search(heard.text):
        return None
    told = _of_each_thing(heard)
    if told is None:
        return None
    readings = [read(heard.about(text)) for _, text in told]
    clear = [one for one in readings if one is not None and one.intent in ("amend_order", "cancel_order", "order")]
    if not any(one.intent != "order" for one in clear):
        return None
    doubts = [
        Doubt("how_many", name, name) for (name, text), one in zip(told, readings, strict=True)
        if one is None or one.intent == "none"
    ]
    return _joined(clear, doubts)


def _of_each_thing(heard: Heard) -> list[tuple[str, str]] | None:
    """Each thing that is changed or wanted more of, with the clauses about it; None where one clause tells of two."""
    told: list[tuple[str, list[Clause]]] = []
    for part in cut(heard)[1]:
        things = [piece for piece in part.pieces if piece.kind == "product"]
        names = [_called(heard, piece.products) for piece in things]
        if len(things) > 1 or "" in names or part.has("noun") or part.has("person"):
            return None
        if names and (not told or told[-1][0] != names[0]):
            told.append((names[0], [part]))
        elif told:
            told[-1][1].append(part)
        elif part.has("amount"):
            return None
    if not 2 <= len(told) <= _MOST or len({name for name, _ in told}) < len(told):
        return None
    texts = [(name, heard.text[parts[0].start : parts[-1].end]) for name, parts in told]
    own = heard.speaker.ordered
    fits = all(_MORE.search(text) or (name in own and _CHANGES.search(text)) for name, text in texts)
    return texts if fits else None


def _called(heard: Heard, products: Sequence[Product]) -> str:
    """The one name that is meant: the speaker's own of several; "" where that is not clear."""
    names = {one.name for one in products}
    own = names & heard.speaker.ordered or names
    return own.pop() if len(own) == 1 else ""


def _joined(clear: Sequence[Reading], doubts: Sequence[Doubt]) -> Reading:
    """One reading for each intent; it leads with what is wanted, what is called off comes last."""
    if doubts:
        clear = [*clear, Reading("amend_order", {}, 0.9, tuple(doubts))]
    joined = []
    for kind in sorted(dict.fromkeys(one.intent for one in clear), key="cancel_order".__eq__):
        same = [one for one in clear if one.intent == kind]
        items = [item for one in same for item in one.slots.get("items", ())]
        slots: dict[str, Any] = {**same[0].slots, **({"items": items} if items else {})}
        asked = tuple(doubt for one in same for doubt in one.doubts)
        joined.append(Reading(kind, slots, 0.9, asked, reasons=("several changes, each for itself",)))
    return replace(joined[0], also=tuple(joined[1:]))
