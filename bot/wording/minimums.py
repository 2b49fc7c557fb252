"""What is said of the quantity that a product needs before anybody gets it."""

from __future__ import annotations

from collections.abc import Sequence

from catalogue.amounts import quantity_text
from catalogue.tables import GroupBuy, Product

LINES = 5  # of products in an answer


def when_short(group_buy: GroupBuy) -> str:
    """What happens to what is too little."""
    return "到时不够也照常" if group_buy.if_short == "照常" else f"到时不够就{group_buy.if_short}"


def minimum(group_buy: GroupBuy, product: Product) -> str:
    """How much must be ordered altogether, how much is, and what happens where it is not enough."""
    unit = product.unit or "份"
    least = product.min_quantity
    if least is None:
        return f"{product.name}不用凑数，订了就算数。"
    if product.sold >= least:
        return f"{product.name}已经够数了：满{quantity_text(least)}{unit}成团，订了{quantity_text(product.sold)}{unit}。"
    so_far = f"现在订了{quantity_text(product.sold)}{unit}" if product.sold else "还没有人订"
    missing = f"还差{quantity_text(least - product.sold)}{unit}"
    return f"{product.name}满{quantity_text(least)}{unit}成团，{so_far}，{missing}，{when_short(group_buy)}。"


def minimums(products: Sequence[tuple[GroupBuy, Product]], whole: bool) -> str:
    """The same of several. whole: of all that is on sale, of which only what needs a quantity is told."""
    told = [minimum(group_buy, one) for group_buy, one in products if one.min_quantity is not None or not whole]
    return "\n".join(told[:LINES]) or "现在的团不用凑数，订了就算数。"
