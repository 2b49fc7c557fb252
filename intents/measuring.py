"""How many units of a product a counted thing is: 三十个 of a 份 that holds 30枚 is one, two 公斤 of what is sold
by 斤 are four.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intents.normalise import syllables
from intents.numerals import read_number
from intents.patterns import quick
from intents.scene import Doubt, Product
from intents.units import UNIT, WEIGHTS, convert

LOOSE_PIECES = frozenset("个只枚颗粒根条块头棵串朵片张支枝尾节把捆")
# What people call a 份, and what a 盒 or 袋 may be called: nobody means another quantity by it.
PORTIONS = frozenset("份盒板袋包提套")
_CONTAINERS = frozenset("份盒箱袋桶瓶件包板提罐听壶筐篮束坛兜捆把扎套筒卷组打")
_GROUPS = frozenset(("打", "对", "双"))
_SPEC = quick(
    r"((?<![0-9])[0-9]+(?:\.[0-9]+)?|[零一二两三四五六七八九十百半]{1,8})"
    rf"(?:\s*(?:\+|-|左右))?\s*({UNIT}|升|L)", re.I,
)


@dataclass(slots=True, unsafe_hash=True)  # frozen, it would take longer to make
class Amount:
    """What was counted: value None where it is vague or not said. unit: as written, "" where none.

    number: what was written before 打, 对 and 双 were counted out (2 of 两打)."""

    value: float | None
    unit: str = ""
    said: str = ""
    vague: bool = False
    number: float | None = None


def is_weight(unit: str) -> bool:
    """Whether nobody can guess how much is meant where no number is said (斤)."""
    return unit in WEIGHTS


def settle(product: Product, amount: Amount) -> tuple[float | None, Doubt | None]:
    """The quantity in units of the product, or the doubt that must be asked."""
    if amount.vague:
        return None, Doubt("vague_quantity" if amount.said else "how_many", amount.said, product.name)
    if amount.value is None:
        return (None, Doubt("how_many", amount.said, product.name)) if is_weight(product.unit) else (1, None)
    number = _in_units(product, amount) if amount.value > 0 else None
    if number is None:
        return None, Doubt("unit", amount.said, product.name, amount.value)
    number = round(number, 3)
    if number == int(number):
        return int(number), None
    if is_weight(product.unit) or not product.unit:
        return number, None
    return None, Doubt("unit", amount.said, product.name, amount.value)


def _in_units(product: Product, amount: Amount) -> float | None:
    value, said, unit = amount.value or 0.0, amount.unit, product.unit
    if said == unit and said in _GROUPS and amount.number:
        return amount.number
    if not said or not unit or said == unit or syllables(said) == syllables(unit):
        return value
    if said in _GROUPS:
        return _grouped(product, value)
    if (converted := convert(value, said, unit)) is not None:
        return converted
    if (held := _held(product.spec, said)) is not None:
        return value / held if abs(value / held - round(value / held)) < 1e-9 else None
    if said == "份" and not is_weight(unit):
        return value
    if said in PORTIONS and unit in PORTIONS:
        return value
    if said == "个" and unit in LOOSE_PIECES:
        return value
    return None


def _grouped(product: Product, value: float) -> float | None:
    """一打, 一对: so many single things; of what is sold by 斤 or by 份 they say nothing, unless the 规格 tells."""
    if product.unit in _CONTAINERS or is_weight(product.unit):
        if held := _held(product.spec, "个"):
            return value / held if value % held == 0 else None
        return None if product.unit == "份" or is_weight(product.unit) else value
    return value


def _held(spec: str, said: str) -> float | None:
    """How many of what was said one unit holds: 30枚 and 个 → 30, 10斤 and 公斤 → 5; None where the 规格 does not
    tell.
    """
    for found in _SPEC.finditer(spec):
        number = read_number(found[1])
        if not number:
            continue
        if (one := convert(1.0, said, found[2])) is not None:
            return number / one
        if said == "个" and found[2] in LOOSE_PIECES:
            return number
    return None
