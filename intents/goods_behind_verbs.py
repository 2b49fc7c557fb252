"""Goods behind a verb that makes what a shop does with their first character: 我订花蛤 orders 花蛤, nobody says 订花."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from intents.lexicon import Found, Lexicon

_VERBS = frozenset("订定买要来拿团卖")
_NEAR = 30


def with_goods_behind_verbs(text: str, names: Sequence[Found], lexicon: Lexicon) -> Sequence[Found]:
    """The names, with a longer name of goods in the place of such a description of a shop; else as they are."""
    for place, found in enumerate(names):
        if found.said[0] not in _VERBS or not found.exact or any(name.full for name in found.names):
            continue
        at = found.start + 1
        near = lexicon.find(text[at : at + _NEAR])[:1]  # the whole text only where it matters: hostile texts name hundreds
        if near and near[0].start + at < found.end < near[0].end + at and near[0].exact and near[0].full_values("product"):
            behind = (replace(one, start=one.start + at, end=one.end + at) for one in lexicon.find(text[at:]))
            return (*names[:place], *behind)
    return names
