"""Quantities in thousandths of a unit and money in fen: exact sums, and how they are written for people."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def to_milli(quantity: float) -> int:
    """1.5 → 1500; more than three decimals are rounded half up."""
    return int((Decimal(str(quantity)) * 1000).quantize(Decimal(1), ROUND_HALF_UP))


def from_milli(milli: int) -> int | float:
    """1500 → 1.5, 2000 → 2 (an int where it is whole)."""
    return milli // 1000 if milli % 1000 == 0 else milli / 1000


def cost_fen(milli: int, unit_price_fen: int) -> int:
    """What so many thousandths cost, rounded half up to a fen (also for negative quantities)."""
    return int((Decimal(milli) * unit_price_fen / 1000).quantize(Decimal(1), ROUND_HALF_UP))


def quantity_text(milli: int) -> str:
    """1500 → "1.5", 2000 → "2"."""
    return f"{Decimal(milli) / 1000:f}".rstrip("0").rstrip(".") if milli % 1000 else str(milli // 1000)


def yuan_text(fen: int) -> str:
    """5900 → "59", 2580 → "25.8", 184600 → "1,846"."""
    whole, rest = divmod(abs(fen), 100)
    sign = "-" if fen < 0 else ""
    return f"{sign}{whole:,}" + (f".{rest:02d}".rstrip("0") if rest else "")
