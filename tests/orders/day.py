"""A day in the life of a group of sixty: three hundred messages, and the ledger that somebody keeps by hand beside it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from intents.days import CHINA

ROOM, STAFF = "青柳湾南区群", "wx_lvxiao"
BEGINS = datetime(2026, 11, 28, 8, 0, tzinfo=CHINA)
TITLE = "大雪暖胃团"
# product: unit, price in fen
GOODS = {"粉莲藕": ("斤", 650), "手工粉丝": ("袋", 950), "卤牛腱": ("份", 4500), "黄心番薯": ("箱", 3900), "酱豆干": ("袋", 520)}
PEOPLE = [f"{surname}{given}" for surname in "邱岑闵邬臧晁仝佟冼郗" for given in ("家婶", "家伯", "师傅", "家妞", "小弟", "外婆")]
CHATTER = (
    "今天风真大", "谁家的猫跑到楼道里了", "哈哈哈哈", "早上好各位", "物业的人刚走", "孩子又咳嗽了", "昨天买的酱豆干有点咸",
    "广场舞今晚还跳吗", "@所有人 今天降温", "收到", "楼下那辆车谁的", "别给我报名啊", "菜场的莲藕八块一斤了", "电梯修好了",
)
NUMBERS = {1: "一", 2: "两", 3: "三", 4: "四", 5: "五", 6: "六"}


@dataclass
class Day:
    """The messages, and what must be recorded in the end: name → product → quantity."""

    rng: random.Random
    lines: list[dict[str, Any]] = field(default_factory=list)
    ledger: dict[str, dict[str, int]] = field(default_factory=dict)
    chain: dict[str, dict[str, int]] = field(default_factory=dict)
    quiet: set[str] = field(default_factory=set)  # ids of messages that nobody is to answer
    last: tuple[str, int] | None = None  # what +1 would repeat, and how long ago it was said

    def say(self, name: str, text: str, *, sender: str | None = None, mention: bool = False) -> str:
        """Write a message down, a minute and a half after the last; gives its id."""
        at = BEGINS + timedelta(seconds=100 * len(self.lines))
        line = f"d{len(self.lines)}"
        self.lines.append({
            "id": line, "at": at.isoformat(), "room": ROOM, "sender": sender or f"wx_day_{PEOPLE.index(name)}",
            "name": name, "text": text, "mention": mention,
        })
        return line

    def command(self, text: str) -> None:
        """The grid worker speaks to the bot."""
        self.say("小吕", f"@小邻 {text}", sender=STAFF, mention=True)

    def add(self, name: str, product: str, quantity: int) -> None:
        """Write an order into the ledger."""
        held = self.ledger.setdefault(name, {})
        held[product] = held.get(product, 0) + quantity

    def some(self) -> tuple[str, int, str]:
        """A product, a number and how people write the two together."""
        product, quantity = self.rng.choice(list(GOODS)), self.rng.randint(1, 6)
        unit = GOODS[product][0]
        number = self.rng.choice((str(quantity), NUMBERS[quantity]))
        ways = (f"{product}{number}{unit}", f"{product} {number}{unit}", f"{number}{unit}{product}")
        return product, quantity, self.rng.choice(ways)


def chats(day: Day, name: str) -> None:
    """Talk that is not for the bot."""
    day.quiet.add(day.say(name, day.rng.choice(CHATTER)))


def orders(day: Day, name: str) -> None:
    """One or two things in one message."""
    product, quantity, said = day.some()
    wanted = {product: quantity}
    if day.rng.random() < 0.3:
        other, more, also = day.some()
        if other != product:
            wanted[other] = more
            said = f"{said}，{also}"
    day.say(name, day.rng.choice(("我要{}", "{}", "给我来{}", "订{}")).format(said))
    for one, count in wanted.items():
        day.add(name, one, count)
    day.last = (product, len(day.lines)) if len(wanted) == 1 else None


def joins(day: Day, name: str) -> None:
    """+1 after somebody's order of one thing."""
    if day.last is None or len(day.lines) - day.last[1] > 3:
        return chats(day, name)
    day.say(name, day.rng.choice(("+1", "我也要", "＋1")))
    day.add(name, day.last[0], 1)
    day.last = (day.last[0], len(day.lines))
    return None


def changes(day: Day, name: str) -> None:
    """Another total of one thing, or without it."""
    held = day.ledger.get(name)
    if not held:
        return orders(day, name)
    product = day.rng.choice(sorted(held))
    if day.rng.random() < 0.35:
        day.say(name, f"{product}不要了")
        del held[product]
    else:
        quantity = held[product] % 6 + 1
        day.say(name, f"{product}改成{quantity}{GOODS[product][0]}")
        held[product] = quantity
    day.last = None
    return None


def helps(day: Day, name: str) -> None:
    """An order for an old neighbour who is in no group."""
    whom = f"{day.rng.choice('魏陶姜')}奶奶"
    product, quantity, _ = day.some()
    day.say(name, f"帮{PEOPLE.index(name) + 1}栋{whom}订{quantity}{GOODS[product][0]}{product}")
    day.add(f"{PEOPLE.index(name) + 1}栋{whom}", product, quantity)
    day.last = None


def posts(day: Day, name: str) -> None:
    """The chain once more, with the own row: of those who use nothing else."""
    product, quantity, _ = day.some()
    day.chain[name] = {product: quantity}
    day.ledger[name] = {product: quantity}
    rows = [
        f"{place}. {who} {one}{count}{GOODS[one][0]}"
        for place, (who, held) in enumerate(day.chain.items(), 1) for one, count in held.items()
    ]
    day.say(name, f"#接龙\n{TITLE}\n" + "\n".join(rows))
    day.last = None


def a_day(seed: int = 7, messages: int = 300) -> Day:
    """Three hundred messages of sixty people, the first twelve of whom use the chain only."""
    day = Day(random.Random(seed))
    goods = "\n".join(
        f"{place}. {name} {price / 100:g}元/{unit}" for place, (name, (unit, price)) in enumerate(GOODS.items(), 1)
    )
    day.command(f"开团\n{TITLE}\n{goods}\n截止时间：11月30日20:00\n取货点：柳岸南门驿站")
    does: tuple[Callable[[Day, str], None], ...] = (orders, orders, joins, changes, changes, helps, chats, chats)
    while len(day.lines) < messages - 1:
        place = day.rng.randrange(len(PEOPLE))
        (posts if place < 12 and day.rng.random() < 0.7 else chats if place < 12 else day.rng.choice(does))(day, PEOPLE[place])
    day.command(f"{TITLE}截单")
    return day
