"""What is said about collections of demand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.numbered import safe_name
from bot.wording.orders import until
from catalogue.amounts import quantity_text
from catalogue.demand import Ranked
from catalogue.tables import Collection

LINES = 5


def wished(items: Sequence[tuple[str, int | None, str | None]], beneficiary: str | None = None) -> str:
    """登记好了：橙子2箱、带鱼5斤。"""
    whom = f"帮{safe_name(beneficiary)}" if beneficiary else ""
    return f"{whom}登记好了：{'、'.join(item(*one) for one in items)}。开团了我在群里说。"


def kept(items: Sequence[tuple[str, int | None, str | None]]) -> str:
    """That a bare +1 changes nothing of what was wished before."""
    what = "、".join(item(*one) for one in items)
    return f"你已经登记了{what}，没有变。想多要就说“再加1{items[0][2] or '份'}{safe_name(items[0][0], '')}”。"


def has_closed(products: Sequence[str]) -> str:
    """That what is asked for is of a group buy that has just ended."""
    names = "、".join(safe_name(one, "这样") for one in products)
    return f"{names}的团已经截止了，加不上了。要补找网格员；想下次再团就说“想要{names}几份”。"


def item(product: str, quantity: int | None, unit: str | None) -> str:
    """橙子2箱; what somebody wrote themselves, so without numbers that tell where they live."""
    name = safe_name(product, "这样")
    return f"{name}{quantity_text(quantity)}{unit or ''}" if quantity is not None else name


def opened(collection: Collection, now: datetime) -> str:
    """The announcement of a collection."""
    return (
        f"{collection.title}开始了，想买什么直接在群里说，比如“想要两箱橘子”。\n"
        f"{until(collection.deadline, now)}，大家要得多的就开团。"
    )


def ranked(title: str, ranking: Sequence[Ranked], *, over: bool, shown: int = 4) -> str:
    """What is wished, the most wanted first; the first `shown` of them with their amounts."""
    if not ranking:
        return f"{title}已截止，没有人登记。" if over else f"{title}还没有人登记。"
    lines = [f"{title}{'结束了' if over else '到现在'}，大家想要的有{len(ranking)}样："]
    lines += [f"{place}. {_line(one)}" for place, one in enumerate(ranking[:shown], 1)]
    rest = ranking[shown:]
    if rest:
        others = "、".join(safe_name(one.product, "别的") for one in rest[:6])
        lines.append(f"还有{others}{'等' if len(rest) > 6 else ''}。")
    return "\n".join(lines)


def ranked_shortly(title: str, ranking: Sequence[Ranked], *, over: bool) -> str:
    """The same in one line, where several collections are told of at once."""
    if not ranking:
        return ranked(title, ranking, over=over)
    shown = "；".join(_line(one) for one in ranking[:6])
    more = f"，还有{len(ranking) - 6}样" if len(ranking) > 6 else ""
    return f"{title}{'（已结束）' if over else ''}：{shown}{more}。"


def _line(one: Ranked) -> str:
    amounts = "、".join(f"{quantity_text(quantity)}{unit}" for quantity, unit in one.amounts if quantity is not None)
    return f"{safe_name(one.product, '这样')} {one.households}户" + (f"，{amounts}" if amounts else "")
