"""What the gate looks for in one pass: the cues of `intents.cues`, and every name with what has to stand beside it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from intents.cues import ASKED, CHOSEN, COUNTED, CUE_BITS, JOINED, MEASURED, SURELY
from intents.matters import DONE_ABOUT_IT
from intents.needs import need_words

ALL_CUES = ASKED | COUNTED | JOINED | CHOSEN | SURELY | MEASURED
NAMED = ALL_CUES.bit_length()  # what names call for stands above the cues, so that one pass gathers both

_CUES_OF_KIND = {
    "merchant": ASKED,
    "category": ASKED,
    "offering": ASKED,
    "cart": ASKED,
    "cart_offering": ASKED,
    "guide": ASKED,
    "job": ASKED,
    "service": ASKED,
    "product": ASKED | COUNTED,
    "group_buy": ASKED | COUNTED,
    "activity": ASKED | JOINED,
    "option": CHOSEN,
}


def cues_of(kinds: Iterable[str]) -> int:
    """What has to stand beside a name that may be of any of these kinds."""
    cues = 0
    for kind in kinds:
        cues |= _CUES_OF_KIND.get(kind, 0)
    return cues


def bits_of_signs(surfaces: Iterable[str], weights: Iterable[int]) -> dict[str, int]:
    """What each sign tells that the gate looks for: a cue its own bits; a name or a need what it calls for, shifted."""
    bits, surfaces = {**CUE_BITS}, tuple(surfaces)
    done = {surface[-2:] for surface in surfaces if surface[-2:] in DONE_ABOUT_IT}  # 房子租出去要备案吗
    asked = ((word, ASKED) for word in (*need_words(), *sorted(done)))
    for sign, weight in chain(zip(surfaces, weights, strict=True), asked):
        bits[sign] = bits.get(sign, 0) | weight << NAMED
    return bits
