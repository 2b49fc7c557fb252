"""Prices by which goods are called (48的枇杷), or that are said beside their number (毛豆4.5 要2斤)."""

from __future__ import annotations

from collections.abc import Sequence

from intents.patterns import Sifted
from intents.scene import Product

_CALLED_BY_PRICE = Sifted(
    r"(?<![0-9.])(?P<yuan>[0-9]{1,4}(?:\.[0-9]{1,2})?)(?:元|块钱?)?(?:[一/][箱盒袋斤桶份瓶提]的?|的|那[个种款])"
)


def called_by_price(products: Sequence[Product], text: str) -> set[str]:
    """The names of those of them that a text calls by what they cost; empty where it calls none so."""
    told = {round(float(one["yuan"]) * 100) for one in _CALLED_BY_PRICE.finditer(text)}
    return {product.name for product in products if product.price_fen in told}


def is_price_of(value: float | None, products: Sequence[Product]) -> bool:
    """Whether a figure without a unit is what one of these costs, in yuan."""
    return bool(value) and any(round(100 * (value or 0)) == product.price_fen for product in products)
