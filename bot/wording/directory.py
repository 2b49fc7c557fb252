"""What is said of the nearest shops, of offers, guides and jobs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.wording.shops import View, best_discount, discounts, opening, stars
from bot.wording.times import aloud, metres, moment
from catalogue.directory import Found, Shop
from catalogue.distance import CIRCLE_S, walking_minutes, within_circle
from catalogue.tables import Guide, Job


def way(found: Found) -> str:
    """320米，走5分钟; beyond the 900 s circle it is said."""
    if found.distance_m is None:
        return "位置没登记"
    text = f"{metres(found.distance_m)}，走{walking_minutes(found.distance_m)}分钟"
    return text if within_circle(found.distance_m) else f"{text}，不在{CIRCLE_S // 60}分钟之内"


def how_far(found: Found) -> str:
    """How far a shop is, and its address; of one whose place is not known, how to ask."""
    shop = found.shop
    if found.distance_m is None:
        return f"{shop.name}的位置没登记。" + (f"可以打电话{shop.phone}问问。" if shop.phone else "")
    return f"{shop.name}在{shop.address}，{way(found)}。" if shop.address else f"{shop.name}，{way(found)}。"


def nearest(found: Sequence[Found], view: View, *, first: bool = True, offer: bool = False) -> str:
    """The nearest shop whole, the next ones in a line. first: not a continued list; offer: discounts were asked for."""
    head = found[0]
    where = head.distance_m is not None
    nearest_of_all = all(one.distance_m is None or not _is_nearer(one, head) for one in found[1:])
    called = "最近" if nearest_of_all else ("现在开着" if view.at == view.now else "那时开着")
    name = f"{head.shop.name}{called if first and where and (nearest_of_all or view.is_open(head.shop)) else ''}"
    shop = head.shop
    more = (shop.address, shop.phone, best_discount(shop, view.volunteer), shop.offer if offer else "", stars(shop, view))
    contact = "，".join(part for part in more if part)
    text = "，".join((name, way(head), opening(shop, view))) + "。" + (f"{contact}。" if contact else "")
    if len(found) > 1:
        text += "\n" + "；".join(_others(head, found[1:], view)) + "。"
    return text


def _others(head: Found, others: Sequence[Found], view: View) -> list[str]:
    """The others, told apart: those that are nearer but closed still, and those further on."""
    nearer = [one for one in others if None not in (one.distance_m, head.distance_m) and _is_nearer(one, head)]
    further = [one for one in others if one not in nearer]
    parts = []
    if nearer:
        parts.append("更近的" + "、".join(_further(one, view) for one in nearer))
    if further:
        parts.append("再远一点：" + "、".join(_further(one, view) for one in further))
    return parts


def _is_nearer(one: Found, than: Found) -> bool:
    return (one.distance_m or 0) < (than.distance_m or 0)


def _further(found: Found, view: View) -> str:
    notes = [metres(found.distance_m)] if found.distance_m is not None else []
    if not view.is_open(found.shop):
        opens = found.shop.opens_next(view.at, view.day_kind)
        notes.append(f"{moment(opens, view.now)}开" if opens else "关着")
    return found.shop.name + (f"（{'，'.join(notes)}）" if notes else "")


def of_each_kind(named: Sequence[tuple[str, Found]], others: Sequence[str], view: View, near: str | None) -> str:
    """The nearest shop of each kind, one line each; others: the kinds that are left, and how one asks for them."""
    lines = [f"{kind}：{_further(one, view)}" for kind, one in named]
    if others:
        more = f"等{len(others)}种" if len(others) > 4 else ""
        lines.append(f"还有{'、'.join(others[:4])}{more}，要找哪种就问“最近的{_kind_of_shop(others)}在哪”。")
    return "\n".join([f"{near}附近有：" if near else "离你近的有：", *lines])


def _kind_of_shop(kinds: Sequence[str]) -> str:
    """One that is a place and no doing: 药店, not 开锁."""
    return next((kind for kind in kinds if kind[-1:] in "店馆院市所铺厅"), kinds[0])


def none_open(kind: str, found: Sequence[Found], view: View) -> str:
    """Nobody is open then; who opens first."""
    when = "现在" if view.at == view.now else "那时候"
    opens = [(first, one) for one in found if (first := one.shop.opens_next(view.at, view.day_kind)) is not None]
    if not opens:
        return f"{when}没有开着的{kind}。"
    first, shop = min(opens, key=lambda pair: (pair[0], pair[1].distance_m or 0))
    phone = f"，电话{shop.shop.phone}" if shop.shop.phone else ""
    return f"{when}没有开着的{kind}。{shop.shop.name}最早，{moment(first, view.now)}开{phone}。"


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


def guide_in_part(row: Guide, open_text: str | None, part: str | None) -> str | None:
    """The one thing that is asked further of a matter (phone, papers, when, where); None where it is not written down."""
    hours = aloud(row.hours) if row.hours else ""
    office = f"{row.place or '那边'}{hours}。{open_text or ''}" if hours else None
    answers = {
        "phone": f"办{row.topic}可以打{row.phone}问。" if row.phone else None,
        "papers": f"{row.topic}要带：{'、'.join(row.papers)}。" if row.papers else None,
        "when": office, "where": f"到{row.place}办。{hours and f'{hours}。'}" if row.place else None,
    }
    return answers.get(part) if part is not None else None


def jobs(rows: Sequence[Job], left: int) -> str:
    """Open positions, one line each."""
    lines = [
        f"{row.title}：" + "，".join(p for p in (row.employer, row.pay, row.demands, row.contact) if p) for row in rows
    ]
    if left:
        lines.append(f"另外还有{left}个岗位，说岗位名字我再细说。")
    return "\n".join(lines)
