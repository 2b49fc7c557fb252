"""Numbers in front of goods whose names begin like a measure or like money: the 2 of 鱼糕 2 毛豆 3 is no price of 2毛."""

from __future__ import annotations

from collections.abc import Sequence

from intents.lexicon import Found

_NUMERALS = frozenset("0123456789一二两三四五六七八九十半")
# What a name may begin with that would otherwise be the measure, or the coin, of the number before it.
_LIKE_A_MEASURE = frozenset(
    "毛角元块分点层万桶罐板提包把对盘节挂卷条片串打头双张根支只个件瓶盒袋箱份枚颗粒杯碗壶坛听扎捆筐段套"
)
_HIDDEN = "○"


def with_names_hidden(text: str, names: Sequence[Found]) -> str:
    """The text of the same length in which such a name of goods behind a bare figure is hidden, so that the figure counts by
    itself; the text as it is where no such name stands.
    """
    for found in names:
        if found.start and text[found.start] in _LIKE_A_MEASURE and found.exact and found.full_values("product"):
            before = text[: found.start].rstrip(" ")
            if before[-1:] in _NUMERALS and (before[-1].isascii() or len(before) < found.start):
                text = text[: found.start] + _HIDDEN * (found.end - found.start) + text[found.end :]
    return text
