"""What staff are told of their round of the shops: return visits, entries to confirm, stars, use of the card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from catalogue.card_use import CardUse
from catalogue.ratings import FLOOR, SHOWN_FROM, Ranked
from catalogue.tables import Merchant

MOST_NAMED = 20
LINES = 5
TOP = 10


def names(merchants: Sequence[Merchant]) -> str:
    """The names, at most 20 of them."""
    more = f"等{len(merchants)}家" if len(merchants) > MOST_NAMED else ""
    return "、".join(one.name for one in merchants[:MOST_NAMED]) + more


def reminder(to_visit: Sequence[Merchant], to_confirm: Sequence[Merchant]) -> Iterator[str]:
    """What is due this month; nothing where nothing is."""
    if to_visit:
        yield (
            f"这个月要回访的店有{len(to_visit)}家：{names(to_visit)}。\n"
            f"走完一家跟我说一声，比如“{to_visit[0].name}回访了，都正常”。"
        )
    if to_confirm:
        yield (
            f"有{len(to_confirm)}家的资料超过90天没核实：{names(to_confirm)}。\n"
            f"核对过就说“{to_confirm[0].name}核实了”。"
        )


def unknown_holidays(years: Sequence[int]) -> str:
    """That working days and holidays of a year are not known here."""
    named = "、".join(map(str, years))
    return (
        f"{named}年的放假调休安排我还不知道，到时候“工作日”“节假日”只能按周一到周五算。\n"
        "请管电脑的人运行 pip install -U chinesecalendar，再重开 linli。"
    )


def due_now(to_visit: Sequence[Merchant], to_confirm: Sequence[Merchant], visited: int) -> str:
    """The answer to who has not been visited and whose entry is old."""
    first = (
        f"这个月还有{len(to_visit)}家没回访：{names(to_visit)}。" if to_visit else "这个月的店都回访过了。"
    )
    lines = [first + (f"已回访{visited}家。" if visited and to_visit else "")]
    if to_confirm:
        lines.append(f"超过90天没核实资料的{len(to_confirm)}家：{names(to_confirm)}。")
    return "\n".join(lines)


def visited(merchants: Sequence[Merchant], note: str | None, confirmed: bool, left: int) -> str:
    """That return visits were noted."""
    what = "，资料也核实了" if confirmed else ""
    said = f"：{note}" if note else ""
    rest = f"这个月还有{left}家没走。" if left else "这个月的店都走完了。"
    return f"记下了，{names(merchants)}今天回访过{what}{said}。{rest}"


def confirmed(merchants: Sequence[Merchant], on: date) -> str:
    """That entries are true as of today."""
    return f"好的，{names(merchants)}的资料今天（{on.month}月{on.day}日）核实过了，90天内不再提醒。"


def ranking(rows: Sequence[Ranked], year: int) -> str:
    """The stars of a year, best first, those below the floor marked; at most so many lines, the rest counted."""
    rated = [one for one in rows if one.stars is not None]
    if not rated:
        return f"{year}年还没有哪家店满{SHOWN_FROM}个评分，排不出名次。"
    good = [one for one in rated if not one.is_below]
    below = [one for one in rated if one.is_below]
    lines = [f"{year}年商户评分（满{SHOWN_FROM}人打分的{len(rated)}家）："]
    lines.append("、".join(f"{place}. {_stars(one)}" for place, one in enumerate(good[:TOP], 1)) or "没有3星以上的")
    if len(good) > TOP:
        lines[-1] += f"，后面还有{len(good) - TOP}家"
    if below:
        lines.append(f"低于{FLOOR:g}星，建议退出：" + "、".join(_stars(one) for one in below))
    if len(rows) > len(rated):
        lines.append(f"另外{len(rows) - len(rated)}家评分不到{SHOWN_FROM}个，不排名。")
    return "\n".join(lines)


def _stars(one: Ranked) -> str:
    return f"{one.merchant.name}{one.stars:.1f}星（{one.ratings}人）"


def card_use(rows: Sequence[CardUse], month: int) -> str:
    """How often cards were used at each shop in a month."""
    shown = [_used(one) for one in rows[:TOP]]
    total, before = sum(one.cards for one in rows), sum(one.cards_before for one in rows)
    head = f"{month}月居民卡一共用了{total}次，{_change(total - before)}。"
    more = f"\n还有{len(rows) - TOP}家，说“导出商户”看全部。" if len(rows) > TOP else ""
    return head + ("\n" + "\n".join(shown) if shown else "") + more


def own_use(name: str, use: CardUse | None, month: int) -> str:
    """How often cards were used at the asker's own shop."""
    if use is None:
        return f"{name}{month}月还没有登记过用卡。登记说“A1001 消费35元”就行。"
    return _used(use, f"{month}月") + "。"


def _used(use: CardUse, month: str = "") -> str:
    parts = [f"{use.merchant.name}{month}居民卡{use.cards}次，{_change(use.change)}"]
    if use.certificates:
        parts.append(f"志愿者证{use.certificates}次")
    return "；".join(parts)


def _change(by: int) -> str:
    return f"比上月多{by}次" if by > 0 else f"比上月少{-by}次" if by else "和上月一样"
