"""What is said about a #接龙 list: the difference only."""

from __future__ import annotations

from collections.abc import Sequence

from bot.numbered import safe_name
from bot.wording.orders import amount, listed
from catalogue.amounts import quantity_text
from catalogue.relays import Difference, Row
from catalogue.stock import Trouble

NAMES = 6
ONE_ORDER = "好的，就算一单，没有重复记。"


def name_of(position: int, name: str) -> str:
    """The name in a row without what tells where somebody lives."""
    return safe_name(name, f"第{position}行")


def _names(names: Sequence[str]) -> str:
    more = f"等{len(names)}位" if len(names) > NAMES else ""
    return "、".join(dict.fromkeys(names[:NAMES])) + more


def answered(difference: Difference, missing: Sequence[str]) -> list[str]:
    """What was recorded and what stays as it was, in at most five lines."""
    lines = []
    if difference.added:
        shown = [
            f"{name_of(row.position, row.name)} {listed((want.product, want.quantity) for want in wants)}"
            for row, wants in difference.added
        ]
        more = f"｜等{len(shown)}位" if len(shown) > NAMES else ""
        lines.append(f"接龙记下了：{'｜'.join(shown[:NAMES])}{more}。")
    if difference.changed:
        lines.append(f"改好了：{'｜'.join(_changed(row) for row in difference.changed[:NAMES])}。")
    stays = [name_of(row.position, row.name) for row in difference.kept]
    if stays:
        lines.append(f"{_names(stays)}那行和我记的不一样，还按原来的算，要改请本人说。")
    if missing:
        lines.append(f"没抄到的照旧：{_names(missing)}。")
    if difference.gone:
        lines.append(f"{_names([name_of(row.position, row.name) for row in difference.gone])}之前取消了，没有再记。")
    if difference.troubles:
        lines.append("；".join(_trouble(row, trouble) for row, trouble in difference.troubles[:3]) + "。")
    return lines


def _changed(row: Row) -> str:
    if row.dropped and not row.wants:
        return f"{name_of(row.position, row.name)} 不要了，都退掉"
    return f"{name_of(row.position, row.name)} {listed((want.product, want.quantity) for want in row.wants)}"


def _trouble(row: Row, trouble: Trouble) -> str:
    product, name = trouble.want.product, name_of(row.position, row.name)
    possible = f"{quantity_text(trouble.possible)}{product.unit or ''}"
    reason = {
        "sold_out": f"{product.name}订完了",
        "too_many": f"{product.name}只剩{possible}",
        "over_limit": f"{product.name}每户限{quantity_text(product.household_limit or 0)}{product.unit or ''}",
        "paid": f"{product.name}已经付过款",
    }.get(trouble.kind, f"{product.name}已经截止")
    wait = f"，想排队等就说“{amount(product, trouble.want.quantity)}”" if trouble.kind == "sold_out" else ""
    return f"{reason}，{name}的没记上{wait}"


def not_recorded(row: Row) -> str:
    """Whose row it is of which something could not be recorded."""
    return f"{name_of(row.position, row.name)}的没记上。"


def same_or_more(rows: Sequence[Row], reader: int | None = None) -> str:
    """The question about people who ordered by message too; the one who reads it (a member's id) is 你."""
    own = [row for row in rows if row.member is not None and row.member.id == reader]
    names = _names(["你"] * bool(own) + [name_of(row.position, row.name) for row in rows if row not in own])
    return f"{names}在群里已经订过了，接龙里写的是同一单，还是另外再要？另外要就回“再加”。"
