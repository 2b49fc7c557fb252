"""What is said of when goods can be fetched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.wording.orders import until
from catalogue.tables import GroupBuy


def fetched(group_buy: GroupBuy, points: Sequence[str], now: datetime) -> str:
    """That the goods come after the deadline, that the day is told then, and where they are fetched."""
    where = f"到{'或'.join(points[:3])}取" if points else "取货点还没定"
    if group_buy.status != "open" or group_buy.deadline <= now:
        return f"{group_buy.title}截止了，等到货。哪天到货会在群里通知，{where}。"
    return f"{group_buy.title}{until(group_buy.deadline, now)}，截止以后才到货。哪天到货会在群里通知，{where}。"
