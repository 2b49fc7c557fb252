"""What the bot says because time has passed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.wording.times import clock, moment
from catalogue.amounts import quantity_text
from catalogue.demand import Ranked
from catalogue.tables import Activity, Collection, GroupBuy, Product

SHOWN = 8  # products in a summary


def collection_closed(collection: Collection, ranking: Sequence[Ranked]) -> str:
    """How a collection of demand ended, most wished first."""
    if not ranking:
        return f"{collection.title}结束了，这次没有人登记。"
    shown = "、".join(f"{one.product}（{one.households}户{_amounts(one)}）" for one in ranking[:SHOWN])
    more = f"等{len(ranking)}样" if len(ranking) > SHOWN else ""
    return f"{collection.title}结束了，大家想要：{shown}{more}。"


def _amounts(one: Ranked) -> str:
    known = [f"{quantity_text(quantity)}{unit or ''}" for quantity, unit in one.amounts if quantity]
    return f"，{'、'.join(known)}" if known else ""


def activity_ahead(activity: Activity, starts_at: datetime, people: int, now: datetime) -> str:
    """The evening before: when and where, for those who signed up."""
    where = f"，在{activity.place}" if activity.place else ""
    return f"{moment(starts_at, now)}{activity.name}{where}。报了名的{people}位别忘了来，来不了的请说一声。"


def still_short(group_buy: GroupBuy, missing: Sequence[tuple[Product, int]], now: datetime) -> str:
    """Some time before the deadline: what is missing for the minimum, and what happens without it."""
    what = "、".join(f"{product.name}还差{quantity_text(milli)}{product.unit or '份'}" for product, milli in missing[:SHOWN])
    extended = group_buy.if_short == "延期" and not group_buy.extended
    otherwise = "到时不够就延一天" if extended else "到时不够就不成团了"
    return f"{group_buy.title}{moment(group_buy.deadline, now)}截止，{what}成团，想要的抓紧说一声，{otherwise}。"


def live_sale_ahead(group_buy: GroupBuy) -> str:
    """Half an hour before a live sale."""
    at = f"{clock(group_buy.live_at)}" if group_buy.live_at is not None else "马上"
    return f"{group_buy.title}{at}开始直播，要买的可以来看看。"
