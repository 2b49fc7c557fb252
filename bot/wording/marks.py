"""What is said of payments and collections: what was marked, and of whom they are waited for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.numbered import safe_name
from bot.wording.group_buys import UNDO
from bot.wording.orders import listed
from catalogue.amounts import quantity_text, yuan_text
from catalogue.marks import Waited
from catalogue.order_lines import PICKED_UP, Line, amount_of
from catalogue.settlement import Tally

TAKE_BACK = UNDO.replace("恢复", "撤回")
NAMES = 30  # in one list


def marked_several(
    done: Sequence[tuple[str, int]], already: Sequence[str], missing: Sequence[str], unclear: Sequence[str],
    *, paid: bool,
) -> str:
    """What was marked for several people: each with the sum in fen; then who had the mark, who was not found."""
    mark = "已付款" if paid else "已取货"
    lines = []
    if done:
        people = "、".join(f"{name}{yuan_text(fen)}元" for name, fen in done)
        lines.append(f"记好了：{people}，{mark}。{TAKE_BACK}")
    if already:
        lines.append(f"{'、'.join(already)}早就记过{mark}了。")
    if missing:
        lines.append(f"没找到{'、'.join(missing)}的订单，看看名字对不对。")
    if unclear:
        lines.append(f"叫{'、'.join(unclear)}的不止一位，请说单号。")
    return "\n".join(lines)


def marked(whose: str, title: str, fen: int, *, paid: bool, unpaid: int) -> str:
    """One person's mark. unpaid: how much of what was fetched is not paid as far as is known."""
    not_paid = "" if not unpaid else "这单还没记过付款。" if unpaid == fen else f"其中{yuan_text(unpaid)}元还没记过付款。"
    return f"记好了：{whose}在{title}的{yuan_text(fen)}元，{_mark(paid)}。{not_paid}{TAKE_BACK}"


def marked_many(which: str, title: str, orders: int, fen: int, left: int, *, paid: bool) -> str:
    """Several orders at once: all, a building's, or by number; left: how many of the group buy still miss the mark."""
    rest = f"还有{left}单没{'付' if paid else '取'}。" if left else f"全部{'付清' if paid else '取完'}了。"
    return f"记好了：{title}{which}{orders}单、{yuan_text(fen)}元，{_mark(paid)}。{rest}{TAKE_BACK}"


def none_waiting(which: str, *, paid: bool) -> str:
    """That nobody there misses the mark."""
    return f"{which}没有还没{'付' if paid else '取'}的订单。"


def _mark(paid: bool) -> str:
    return "已付款" if paid else "已取货"


def unpaid(owed: Sequence[tuple[str, Sequence[Waited]]]) -> str:
    """Who still owes how much, group buy by group buy; names without room numbers."""
    lines = []
    for title, people in owed:
        names = "、".join(f"{safe_name(one.name)}{yuan_text(one.fen)}元" for one in people[:NAMES])
        more = f"等{len(people)}户" if len(people) > NAMES else ""
        due = yuan_text(sum(one.fen for one in people))
        lines.append(f"{title}还有{len(people)}户没付，共{due}元：{names}{more}。")
    return "\n".join(lines) or "都付清了。"


def unfetched(waiting: Sequence[tuple[str, Sequence[Waited]]]) -> str:
    """Whose goods still wait, with what and where; names without room numbers."""
    lines = []
    for title, people in waiting:
        names = "；".join(
            f"{safe_name(one.name)} {listed((line.product, line.quantity) for line in one.lines)}{_where(one)}"
            for one in people[:NAMES]
        )
        more = f"等{len(people)}户" if len(people) > NAMES else ""
        lines.append(f"{title}还有{len(people)}户没取：{names}{more}。")
    return "\n".join(lines) or "都取完了。"


def _where(one: Waited) -> str:
    points = list(dict.fromkeys(line.order.pickup for line in one.lines if line.order.pickup))
    return f"（{'、'.join(points)}）" if points else ""


def who_ordered(product: str, people: Sequence[Waited]) -> str:
    """Who ordered how much of one product; names without room numbers."""
    parts = []
    for one in people:
        if lines := [line for line in one.lines if line.product.name == product]:
            quantity = quantity_text(sum(line.quantity for line in lines))
            parts.append(f"{safe_name(one.name)}{quantity}{lines[0].product.unit or ''}")
    more = f"等{len(parts)}户" if len(parts) > NAMES else ""
    return f"订了{product}的{len(parts)}户：{'、'.join(parts[:NAMES])}{more}。"


def of_person(title: str, lines: Sequence[Line]) -> str:
    """One person's orders of a group buy: what, how much, paid and fetched or not."""
    paid = [line.order.paid_at is not None for line in lines]
    fetched = [line.order.status == PICKED_UP for line in lines]
    money = "已付款" if all(paid) else "还没付款" if not any(paid) else "付了一部分"
    goods = "已取货" if all(fetched) else "还没取货" if not any(fetched) else "取了一部分"
    what = listed((line.product, line.quantity) for line in lines)
    return f"{title}：{what}，共{yuan_text(amount_of(lines))}元，{money}，{goods}。"


def reminder(title: str, people: Sequence[Waited], *, paid: bool) -> str:
    """What a room is told of those who have not paid or fetched: names only, no amounts, no goods."""
    names = "、".join(dict.fromkeys(safe_name(one.name) for one in people[:20]))
    more = f"等{len(people)}位" if len(people) > 20 else ""
    if paid:
        return f"{title}还没付款的：{names}{more}。方便的时候付一下，付过了就跟网格员说一声。"
    points = list(dict.fromkeys(line.order.pickup for one in people for line in one.lines if line.order.pickup))
    where = f"在{'、'.join(points)}" if points else ""
    return f"{title}的东西{where}等着：{names}{more}，有空来取一下，来不了就请邻居带。"


def reminded(titles: Sequence[tuple[str, int]], *, paid: bool) -> str:
    """The answer to whoever had people reminded."""
    counts = "、".join(f"{title}{people}位" for title, people in titles)
    return f"好的，群里提醒了没{'付款' if paid else '取货'}的：{counts}。"


def to_settle(tally: Tally) -> str:
    """应收640元，已收512元，还有3单没付，2单没取"""
    paid = sum(line.amount_fen for line in tally.lines if line.order.paid_at is not None)
    owing = {line.order.id for line in tally.lines if line.order.paid_at is None}
    waiting = {line.order.id for line in tally.lines if line.order.status != PICKED_UP}
    parts = [f"应收{yuan_text(tally.amount_fen)}元", f"已收{yuan_text(paid)}元"]
    parts += [f"还有{len(owing)}单没付"] if owing else []
    parts += [f"{len(waiting)}单没取"] if waiting else ["都取完了"]
    return "，".join(parts)
