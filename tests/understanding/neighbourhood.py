"""The sample neighbourhood as the reader of messages knows it, without a database."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from intents.days import CHINA
from intents.lexicon import Entry, Lexicon
from intents.reading import Reading
from intents.scene import Activity, GroupBuy, Message, Poll, Product, Quote, Scene, Speaker, Talk
from intents.understand import understand

SAMPLE = Path(__file__).parents[2] / "catalogue" / "sample"
SOUTH, NORTH, CLUB = "青柳湾南区群", "青柳湾北区群", "青柳湾团购群"
SATURDAY = datetime(2026, 11, 28, 10, 0, tzinfo=CHINA)


def rows(sheet: str) -> list[dict[str, str]]:
    with (SAMPLE / f"{sheet}.csv").open(encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def several(cell: str | None) -> list[str]:
    return [part.strip() for part in re.split("[、,，;；\n]", cell or "") if part.strip()]


def moment(cell: str | None) -> datetime | None:
    try:
        return datetime.strptime((cell or "").strip(), "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)
    except ValueError:
        return None


def entries() -> Iterator[Entry]:
    plain = {
        "商户": ("merchant", "名称"),
        "地点": ("place", "名称"),
        "团购": ("product", "商品"),
        "活动": ("activity", "活动"),
        "积分商品": ("reward", "名称"),
        "服务": ("service", "服务"),
        "办事指南": ("guide", "事项"),
    }
    for sheet, (kind, key) in plain.items():
        for row in rows(sheet):
            for surface in (row[key], *several(row.get("别名"))):
                yield Entry(surface, kind, row[key])
    for row in rows("商户"):
        for category in several(row["类别"]):
            yield Entry(category, "category", category)
        for offering in several(row.get("服务内容")):
            yield Entry(offering, "offering", several(row["类别"])[0])
    for row in rows("流动服务"):
        yield Entry(row["服务车"], "cart", row["服务车"])
        for offering in several(row["服务内容"]):
            yield Entry(offering, "cart_offering", offering)
            yield Entry(f"{offering}车", "cart", row["服务车"])
    for row in rows("地点"):
        if row["类型"] == "自提点":
            for surface in (row["名称"], *several(row["别名"])):
                yield Entry(surface, "pickup", row["名称"])
    alone = (
        ("团购", "group_buy", "团购"),
        ("需求征集", "collection", "征集"),
        ("投票", "poll", "投票"),
        ("投票", "option", "选项"),
        ("招聘", "job", "岗位"),
        ("群", "room", "群名"),
        ("人员", "person", "昵称"),
    )
    for sheet, kind, key in alone:
        for row in rows(sheet):
            yield Entry(row[key], kind, row[key])


@cache
def lexicon() -> Lexicon:
    return Lexicon.build(dict.fromkeys(entries()))


@cache
def scene_of(room: str | None, at: datetime) -> Scene:
    """What is open in a room of the sample at an instant; None: in all of them."""

    def here(row: dict[str, str]) -> bool:
        return room is None or not several(row.get("群")) or room in several(row.get("群"))

    def open_now(row: dict[str, str]) -> bool:
        starts, ends = moment(row.get("开始时间")), moment(row["截止时间"])
        return here(row) and (starts is None or starts <= at) and ends is not None and at < ends

    sold: dict[str, list[dict[str, str]]] = {}
    for row in filter(open_now, rows("团购")):
        sold.setdefault(row["团购"], []).append(row)
    group_buys = tuple(
        GroupBuy(
            title,
            tuple(
                Product(
                    row["商品"],
                    title,
                    tuple(several(row["别名"])),
                    row["单位"],
                    row["规格"],
                    round(float(row["单价"]) * 100),
                )
                for row in products
            ),
            at + timedelta(days=1),
            tuple(several(products[0]["自提点"])),
        )
        for title, products in sold.items()
    )
    activities = tuple(
        Activity(row["活动"], moment(row["开始时间"]) or at + timedelta(days=1), tuple(several(row["别名"])), row["地点"])
        for row in rows("活动")
        if here(row) and (moment(row["开始时间"]) or at + timedelta(days=1)) > at
    )
    options: dict[str, list[str]] = {}
    for row in filter(open_now, rows("投票")):
        options.setdefault(row["投票"], []).append(row["选项"])
    people: dict[str, tuple[str, ...]] = {row["昵称"]: (row["微信标识"],) for row in rows("人员")}
    return Scene(
        lexicon(),
        room,
        ("小邻",),
        group_buys,
        activities,
        tuple(Poll(title, tuple(o)) for title, o in options.items()),
        tuple(dict.fromkeys(row["征集"] for row in filter(open_now, rows("需求征集")))),
        people,
        staff=frozenset(row["微信标识"] for row in rows("人员") if {"网格员", "管理员"} & set(several(row["角色"]))),
    )


def read(text: str, room: str | None = SOUTH, **context: Any) -> Reading:
    """What a message in the sample neighbourhood is understood to mean.

    context: mention, private, at, quote, talk, and fields of the speaker (ordered, signed_up, question, shown, …).
    """
    at = context.pop("at", SATURDAY)
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    private = bool(context.pop("private", False))
    room = None if private else context.pop("room", room)
    mention = bool(context.pop("mention", False)) or private
    quote: Quote | None = context.pop("quote", None)
    talk: Talk = context.pop("talk", Talk())
    context.pop("role", None)
    who = Speaker(
        "wx_somebody",
        **{name: frozenset(value) if isinstance(value, list) else value for name, value in context.items()},
    )
    message = Message(text, at, "wx_somebody", "某人", mention, private, quote)
    return understand(message, scene_of(room, at), who, talk)


def items(reading: Reading) -> dict[str, float]:
    """Products and quantities of a reading."""
    return {item["product"]: item["quantity"] for item in reading.slots.get("items", ())}
