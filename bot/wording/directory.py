"""What is said of shops, offers, guides, jobs and service carts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.wording.times import aloud, clock, metres, moment
from catalogue.directory import Found, Shop
from catalogue.distance import CIRCLE_S, walking_minutes, within_circle
from catalogue.tables import Guide, Job
from intents.days import DayKind


def fold(discount: int) -> str:
    """850 → 8.5折, 800 → 8折."""
    whole, rest = divmod(discount, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "折"


def discounts(shop: Shop, volunteer: bool) -> str:
    """居民卡8折, and the volunteer's where it is better and the asker is one; "" where there is none."""
    parts = []
    if shop.card_discount is not None:
        parts.append(f"居民卡{fold(shop.card_discount)}")
    if volunteer and shop.volunteer_discount is not None and (
        shop.card_discount is None or shop.volunteer_discount < shop.card_discount
    ):
        parts.append(f"志愿者{fold(shop.volunteer_discount)}")
    return "，".join(parts)


def opening(shop: Shop, at: datetime, now: datetime, day_kind: DayKind) -> str:
    """开到20:30, 24小时营业, 现在关着，明天9:00开, or 营业时间没登记."""
    hours = shop.hours
    if hours is None:
        return f"营业时间{aloud(shop.hours_text)}" if shop.hours_text else "营业时间没登记，去前先打个电话"
    if hours.is_open(at, day_kind):
        closes = hours.closes(at, day_kind)
        return f"开到{clock(closes)}" if closes else "24小时开"
    opens = hours.opens_next(at, day_kind)
    state = "现在关着" if at == now else "那时关着"
    return f"{state}，{moment(opens, now)}开" if opens else state


def way(found: Found) -> str:
    """320米，走5分钟; beyond the 900 s circle it is said."""
    if found.distance_m is None:
        return "位置没登记"
    text = f"{metres(found.distance_m)}，走{walking_minutes(found.distance_m)}分钟"
    return text if within_circle(found.distance_m) else f"{text}，不在{CIRCLE_S // 60}分钟之内"


def nearest(
    found: Sequence[Found], at: datetime, now: datetime, day_kind: DayKind, *, volunteer: bool, first: bool = True
) -> str:
    """The nearest shop whole, the next ones in a line."""
    head = found[0]
    where = head.distance_m is not None
    nearest_of_all = all(one.distance_m is None or not _is_nearer(one, head) for one in found[1:])
    name = f"{head.shop.name}{('最近' if nearest_of_all else '现在开着') if first and where else ''}"
    parts = [name, way(head) if where else "位置没登记", opening(head.shop, at, now, day_kind)]
    contact = "，".join(p for p in (head.shop.address, head.shop.phone, discounts(head.shop, volunteer)) if p)
    text = "，".join(parts) + "。" + (f"{contact}。" if contact else "")
    if len(found) > 1:
        text += "\n" + "；".join(_others(head, found[1:], at, day_kind)) + "。"
    return text


def _others(head: Found, others: Sequence[Found], at: datetime, day_kind: DayKind) -> list[str]:
    """The others, told apart: those that are nearer but closed still, and those further on."""
    nearer = [one for one in others if None not in (one.distance_m, head.distance_m) and _is_nearer(one, head)]
    further = [one for one in others if one not in nearer]
    parts = []
    if nearer:
        parts.append("更近的" + "、".join(_further(one, at, day_kind) for one in nearer))
    if further:
        parts.append("再远一点：" + "、".join(_further(one, at, day_kind) for one in further))
    return parts


def _is_nearer(one: Found, than: Found) -> bool:
    return (one.distance_m or 0) < (than.distance_m or 0)


def _further(found: Found, at: datetime, day_kind: DayKind) -> str:
    notes = [metres(found.distance_m)] if found.distance_m is not None else []
    hours = found.shop.hours
    if hours is not None and not hours.is_open(at, day_kind):
        opens = hours.opens_next(at, day_kind)
        notes.append(f"{moment(opens, at)}开" if opens else "关着")
    return found.shop.name + (f"（{'，'.join(notes)}）" if notes else "")


def none_open(kind: str, found: Sequence[Found], at: datetime, now: datetime, day_kind: DayKind) -> str:
    """Nobody is open then; who opens first."""
    when = "现在" if at == now else "那时候"
    opens = [
        (hours.opens_next(at, day_kind), one)
        for one in found
        if (hours := one.shop.hours) is not None and hours.opens_next(at, day_kind) is not None
    ]
    if not opens:
        return f"{when}没有开着的{kind}。"
    first, shop = min(opens, key=lambda pair: (pair[0], pair[1].distance_m or 0))
    assert first is not None
    phone = f"，电话{shop.shop.phone}" if shop.shop.phone else ""
    return f"{when}没有开着的{kind}。{shop.shop.name}最早，{moment(first, now)}开{phone}。"


def card(shop: Shop, now: datetime, day_kind: DayKind, *, volunteer: bool) -> str:
    """A shop's card: everything that a resident asks for, in at most five lines."""
    lines = [f"{shop.name}：{opening(shop, now, now, day_kind)}"]
    lines += [
        f"{label}{value}"
        for label, value in (
            ("地址：", shop.address),
            ("电话：", "，".join(p for p in (shop.phone, shop.contact) if p)),
            ("服务：", "、".join(shop.offerings)),
            ("优惠：", "；".join(p for p in (discounts(shop, volunteer), shop.offer) if p)),
        )
        if value
    ]
    return "\n".join(lines)


def merchant_field(shop: Shop, field: str | None, now: datetime, day_kind: DayKind, *, volunteer: bool) -> str:
    """The one thing asked about a shop, or that it is not known."""
    if not shop.in_business:
        return f"{shop.name}目前{shop.status}，暂时去不了。" + (f"电话{shop.phone}。" if shop.phone else "")
    answers: Mapping[str, str | None] = {
        "phone": shop.phone and f"{shop.name}电话{shop.phone}。",
        "address": shop.address and f"{shop.name}在{shop.address}。",
        "hours": _hours(shop, now, day_kind),
        "discount": _discount(shop, volunteer),
        "services": f"{shop.name}做：{'、'.join(shop.offerings)}。" if shop.offerings else None,
        "contact": _contact(shop),
        "status": f"{shop.name}正常营业，{opening(shop, now, now, day_kind)}。",
    }
    if field is None or field not in answers:
        return card(shop, now, day_kind, volunteer=volunteer)
    return answers[field] or f"{shop.name}的{FIELD_NAMES[field]}还没登记。" + (
        f"可以打电话{shop.phone}问问。" if shop.phone and field != "phone" else ""
    )


FIELD_NAMES = {
    "phone": "电话", "address": "地址", "hours": "营业时间", "discount": "优惠", "services": "服务内容",
    "contact": "负责人", "status": "情况",
}


def _hours(shop: Shop, now: datetime, day_kind: DayKind) -> str | None:
    if not shop.hours_text:
        return None
    return f"{shop.name}营业时间：{aloud(shop.hours_text)}，{opening(shop, now, now, day_kind)}。"


def _discount(shop: Shop, volunteer: bool) -> str | None:
    parts = [p for p in (discounts(shop, volunteer), shop.offer) if p]
    return f"{shop.name}：{'；'.join(parts)}。" if parts else f"{shop.name}现在没有优惠。"


def _contact(shop: Shop) -> str | None:
    if not shop.contact:
        return None
    return f"{shop.name}负责人{shop.contact}" + (f"，电话{shop.phone}。" if shop.phone else "。")


def offers(shops: Sequence[Shop], volunteer: bool, left: int) -> str:
    """Offers, one line a shop; `left`: how many more there are."""
    lines = [f"{shop.name}：{'，'.join(p for p in (shop.offer, discounts(shop, volunteer)) if p)}" for shop in shops]
    if left:
        lines.append(f"另外还有{left}家，要看的话回“还有吗”。")
    return "\n".join(lines)


def guide(row: Guide, open_text: str | None) -> str:
    """What to bring first, then where and when, then the rest."""
    lines = [f"{row.topic}要带：{'、'.join(row.papers)}。"] if row.papers else [f"{row.topic}："]
    where = "，".join(p for p in (row.place, row.hours and aloud(row.hours)) if p)
    if where:
        lines.append(f"到{where}。" if row.place else f"{where}。")
    if open_text:
        lines.append(open_text)
    lines += [f"{row.note}。"] if row.note else []
    lines += [f"不清楚可以打{row.phone}。"] if row.phone else []
    return "\n".join(lines)


def jobs(rows: Sequence[Job], left: int) -> str:
    """Open positions, one line each."""
    lines = [
        f"{row.title}：" + "，".join(p for p in (row.employer, row.pay, row.demands, row.contact) if p) for row in rows
    ]
    if left:
        lines.append(f"另外还有{left}个岗位，说岗位名字我再细说。")
    return "\n".join(lines)
