"""What is said of goods that another room sells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.numbered import safe_name
from bot.wording.group_buys import price
from bot.wording.orders import until
from catalogue.tables import GroupBuy, Product


def sold_there(product: Product, title: str, rooms: Sequence[str]) -> str:
    """大米要到北区群订：腊月粮油团，52元/袋，在那边说一声就行。"""
    cost = price(product).removeprefix(product.name)
    return f"{product.name}要到{_where(rooms)}订：{title}，{cost}，在那边说一声就行。"


def changed_there(product: Product, rooms: Sequence[str]) -> str:
    """Where an order of it is changed or taken back."""
    return f"{product.name}不在这个群里卖，要改要退，到{_where(rooms)}说一声就行。"


def runs_there(group_buy: GroupBuy, rooms: Sequence[str], now: datetime) -> str:
    """腊月粮油团在北区群，周四20点截止，要订在那边说。"""
    return f"{group_buy.title}在{_where(rooms)}，{until(group_buy.deadline, now)}，要订在那边说。"


def _where(rooms: Sequence[str]) -> str:
    return "、".join(safe_name(name) for name in rooms[:2]) or "别的群"
