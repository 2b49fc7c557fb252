"""The sample neighbourhood as a scene: what is open in its rooms, who lives there, and a message said in it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from intents.lexicon import Entry, Lexicon
from intents.scene import Activity, GroupBuy, Message, Poll, Product, Scene, Speaker

SAMPLE = Path(__file__).parents[2] / "catalogue" / "sample"
AT = datetime.fromisoformat("2026-11-28T10:00:00+08:00")  # a Saturday
LATER = datetime.fromisoformat("2026-12-30T20:00:00+08:00")
SHEETS = {
    "商户": ("merchant", "名称"), "地点": ("place", "名称"), "团购": ("group_buy", "团购"),
    "活动": ("activity", "活动"),
    "服务": ("service", "服务"), "办事指南": ("guide", "事项"), "招聘": ("job", "岗位"), "投票": ("poll", "投票"),
    "需求征集": ("collection", "征集"), "积分商品": ("reward", "名称"), "流动服务": ("cart", "服务车"),
    "群": ("room", "群名"),
}


def rows(sheet: str) -> list[dict[str, str]]:
    """The rows of a sheet of the sample."""
    with (SAMPLE / f"{sheet}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def several(cell: str | None) -> list[str]:
    """The values of a cell."""
    return [value.strip() for value in re.split("[、,，;；\n]", cell or "") if value.strip()]


def entries() -> Iterator[Entry]:
    """Every name of the sample."""
    for sheet, (kind, key) in SHEETS.items():
        for row in rows(sheet):
            own = "pickup" if row.get("类型") == "自提点" else kind
            yield Entry(row[key], own, row[key])
            if sheet == "团购":
                yield from (Entry(name, "product", row["商品"]) for name in (row["商品"], *several(row["别名"])))
            else:
                yield from (Entry(alias, own, row[key]) for alias in several(row.get("别名")))
            if sheet == "商户":
                yield from (Entry(category, "category", category) for category in several(row["类别"]))
            if sheet == "投票":
                yield Entry(row["选项"], "option", row["选项"])
    yield from (Entry(row["昵称"], "person", row["昵称"]) for row in rows("人员"))


@cache
def lexicon() -> Lexicon:
    """All names of the sample."""
    return Lexicon.build(entries())


def scene(room: str | None = None) -> Scene:
    """What is open in a room of the sample; None: in all of them."""

    def here(row: Mapping[str, str]) -> bool:
        return room is None or not row.get("群") or room in several(row["群"])

    goods: dict[str, list[Product]] = {}
    for row in filter(here, rows("团购")):
        product = Product(row["商品"], row["团购"], tuple(several(row["别名"])), row["单位"], row["规格"])
        goods.setdefault(row["团购"], []).append(product)
    polls: dict[str, list[str]] = {}
    for row in filter(here, rows("投票")):
        polls.setdefault(row["投票"], []).append(row["选项"])
    return Scene(
        lexicon(), room,
        group_buys=tuple(GroupBuy(title, tuple(products), LATER) for title, products in goods.items()),
        activities=tuple(Activity(row["活动"], LATER) for row in filter(here, rows("活动"))),
        polls=tuple(Poll(title, tuple(options)) for title, options in polls.items()),
        collections=tuple(dict.fromkeys(row["征集"] for row in filter(here, rows("需求征集")))),
        people={row["昵称"]: (row["微信标识"],) for row in rows("人员")},
    )


def heard(text: str, context: Mapping[str, Any]) -> tuple[Message, Scene, Speaker]:
    """A message with what the context of an example says of it: mention, private, role, merchant, room, at."""
    private = bool(context.get("private"))
    at = datetime.fromisoformat(context["at"]) if "at" in context else AT
    message = Message(text, at, "wx_test", "试试", bool(context.get("mention")) or private, private)
    roles = frozenset({context["role"]} if "role" in context else ())
    return message, scene(context.get("room")), Speaker("wx_test", roles, context.get("merchant"))


def plain(value: Any) -> Any:
    """A slot's value for comparing: without spaces, width and case; lists in any order."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return sorted((plain(part) for part in value), key=repr)
    if isinstance(value, str):
        return re.sub(r"\s", "", value).lower().translate(str.maketrans("，：；！？（）", ",:;!?()"))
    return value


def holds(slots: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    """Whether the slots have what is expected; more may be there, also in each item."""
    return all(key in slots and _same(slots[key], value) for key, value in expected.items())


def _same(given: Any, expected: Any) -> bool:
    if isinstance(expected, list) and expected and isinstance(expected[0], Mapping):
        return len(given) == len(expected) and all(any(holds(one, wanted) for one in given) for wanted in expected)
    return bool(plain(given) == plain(expected))
