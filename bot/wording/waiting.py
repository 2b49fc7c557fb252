"""What is said of the queue for what is sold out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.numbered import safe_name
from bot.wording.orders import amount, where_and_when
from catalogue.amounts import yuan_text
from catalogue.tables import GroupBuy, Product
from catalogue.waiting import Waiting


def queued(places: Sequence[Waiting], beneficiary: str | None = None) -> str:
    """排上队了：黑芝麻汤圆2袋，前面还有1位。"""
    whom = f"帮{safe_name(beneficiary)}" if beneficiary else ""
    told = "；".join(f"{amount(one.product, one.quantity)}，{ahead(one.ahead)}" for one in places)
    name = places[0].product.name
    return f"{whom}排上队了：{told}。有货了先给你，我在群里叫你；不等了就说“{name}不要了”。"


def ahead(places: int) -> str:
    """前面还有1位; 你是第一位"""
    return f"前面还有{places}位" if places else "你是第一位"


def left(places: Sequence[Waiting]) -> str:
    """That somebody does not wait any more."""
    return f"好的，{'、'.join(dict.fromkeys(one.product.name for one in places))}不排队了。"


def fewer(place: Waiting, milli: int) -> str:
    """That somebody waits for another number now."""
    return f"好的，{amount(place.product, milli)}排着队，有货了先给你。"


def too_many(product: Product, milli: int) -> str:
    """That a household has no share of so much; it waits for what it waited for, at the end."""
    return f"{product.name}每户限{amount(product, product.household_limit or 0)}，还是按{amount(product, milli)}排着队。"


def standing(places: Sequence[Waiting]) -> str:
    """For one's own list: what one waits for."""
    return "、".join(f"{amount(one.product, one.quantity)}（{ahead(one.ahead)}）" for one in places)


def served(
    product: Product, milli: int, fen: int, group_buy: GroupBuy, pickup: str | None, name: str | None, now: datetime
) -> str:
    """To whoever waited: that it is theirs now."""
    whom = f"帮{safe_name(name)}" if name else ""
    return (
        f"轮到你了：{whom}排队的{amount(product, milli)}记下了，{yuan_text(fen)}元。"
        f"{where_and_when([group_buy], {group_buy.id: pickup}, now)}不想要了说“{product.name}不要了”。"
    )


def not_served(title: str, names: Sequence[str | None], people: int, products: Sequence[str]) -> str:
    """To those who still waited when it ended."""
    called = "、".join(dict.fromkeys(safe_name(name) for name in names))
    more = f"等{people}位" if people > len(names) else ""
    return f"{called}{more}：{title}的{'、'.join(products)}到截止也没有人退，这次没排上，下次再团我会说。"
