"""What is said to whoever changed something of a shop, and the news of shops."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.wording.shops import fold
from bot.wording.times import clock, day, moment, weekday
from catalogue import news
from catalogue.tables import Closure, Merchant, ShopNews

A_DAY = timedelta(days=1)
LINES = 5
CHANGED = {
    "hours": "营业时间改成", "phone": "电话改成", "discount": "居民卡折扣改成", "vip": "会员折扣改成",
    "volunteer": "志愿者折扣改成", "offer": "优惠改成：", "address": "地址改成", "contact": "负责人改成",
}


def at_once_though(since: datetime, now: datetime) -> str:
    """That a change counts from now on, though it was said from which day it is to be so."""
    return f"\n我现在就按新的答大家了。要等到{weekday(since, now)}，先回“撤销”，那天再跟我说。"


def changed(merchant: Merchant, field: str, value: str) -> str:
    """What was changed, whole, so that a slip shows."""
    if field == "services":
        return f"加好了，{merchant.name}现在做：{'、'.join(merchant.offerings)}。"
    if field == "offer" and merchant.offer is None:
        return f"改好了：{merchant.name}没有优惠活动了。"
    if field in ("discount", "vip", "volunteer"):
        now = {"discount": merchant.card_discount, "vip": merchant.vip_discount}.get(field, merchant.volunteer_discount)
        return f"改好了：{merchant.name}{CHANGED[field]}{fold(now or 0)}。"
    shown = merchant.hours if field == "hours" else value
    return f"改好了：{merchant.name}{CHANGED[field]}{shown}。"


def status_changed(merchant: Merchant, before: str) -> str:
    """That a shop shut, renovates or opened again, and what follows."""
    if merchant.status == before:
        return f"{merchant.name}一直登记的就是{before}，没有变。"
    if merchant.status == "营业":
        return f"改好了：{merchant.name}从现在起营业，邻居问路又能找到了。"
    return f"改好了：{merchant.name}从现在起{merchant.status}。邻居问路时不会再指到这家。"


def opens_again(merchant: Merchant, at: datetime | None, now: datetime) -> str:
    """That a shop which was shut is open again, or from when."""
    when = f"{day(at, now)}起" if at is not None and at > now else "从现在起"
    return f"改好了：{merchant.name}{when}营业，邻居问路又能找到了。"


def shut(merchant: Merchant, closure: Closure, now: datetime) -> str:
    """From when to when a shop is shut."""
    return f"记下了：{merchant.name}{span(closure.status, closure.begins_at, closure.ends_at, now)}。记错了就回“撤销”。"


def span(status: str, begins_at: datetime, ends_at: datetime | None, now: datetime) -> str:
    """明天休息一天, 今天20:00关门, 周一到周三装修, 明天起装修, 今天起休息，12月2日开门."""
    if ends_at is None:
        return f"{day(max(begins_at, now), now)}起{status}"
    what = "休息" if status == "停业" else status
    if ends_at - begins_at < A_DAY:
        if clock(ends_at) == "0:00":
            return f"{moment(begins_at, now)}关门"
        return f"{day(begins_at, now)}{clock(begins_at)}到{clock(ends_at)}{what}"
    if ends_at - begins_at == A_DAY:
        return f"{day(begins_at, now)}{what}一天"
    first = day(max(begins_at, now), now)
    year = first.partition("年")[0] + "年" if "年" in first else "-"  # said once is enough
    last, opens = (day(at, now).removeprefix(year) for at in (ends_at - timedelta(seconds=1), ends_at))
    return f"{first}到{last}{what}，{opens}开门"


def news_line(row: ShopNews, merchant: Merchant, closure: Closure | None, now: datetime) -> str | None:
    """One piece of news; None where it is out of date."""
    if row.kind == news.NEW:
        kinds = "、".join(merchant.categories[:2])
        where = "，".join(part for part in (kinds, merchant.address) if part)
        return f"新开：{merchant.name}" + (f"（{where}）" if where else "") if merchant.status == "营业" else None
    if row.kind == news.OFFER:
        return f"新优惠：{merchant.name}，{merchant.offer}" if merchant.offer and merchant.status == "营业" else None
    if row.kind == news.CLOSURE:
        if closure is None or (closure.ends_at is not None and closure.ends_at <= now):
            return None
        return f"{merchant.name}{span(closure.status, closure.begins_at, closure.ends_at, now)}"
    if merchant.status != row.after:
        return None
    what = {"营业": "重新开门了", "停业": "停业了"}.get(str(row.after), "正在装修")
    return f"{merchant.name}{what}"


def for_groups(lines: Sequence[str]) -> str:
    """What the groups are told."""
    more = f"\n还有{len(lines) - LINES}条，问我“商户消息”就告诉你。" if len(lines) > LINES else ""
    return "身边店的新消息：\n" + "\n".join(lines[:LINES]) + more


def lately(lines: Sequence[str]) -> str:
    """The answer to whoever asks what is new."""
    return "\n".join(lines[:LINES]) if lines else "最近一个月店家没有新消息。"
