"""A small street of our own with two group buys and a collection, and a way to hand readings to handlers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import Context
from bot.conversation import Memory
from bot.handlers import amending, cancelling, demand, exports, group_buys, marks, orders, own_orders, relays, tallies
from bot.messages import Incoming, Outcome
from catalogue.audit import Act
from catalogue.database import Database
from catalogue.order_lines import lines_of
from catalogue.tables import Collection, GroupBuy, Member, MemberRole, Order, Product, Room, RoomMember
from intents.days import CHINA, plain_day_kind
from intents.lexicon import Lexicon
from intents.reading import Reading
from intents.scene import GRID_WORKER, Doubt, Scene, Speaker

START = datetime(2026, 11, 28, 9, 0, tzinfo=CHINA)
HANDLERS = {
    **orders.PART.handlers, **group_buys.PART.handlers, **tallies.PART.handlers, **demand.PART.handlers, **relays.PART.handlers,
    **exports.PART.handlers, **cancelling.PART.handlers, **marks.PART.handlers,
    **amending.PART.handlers, **own_orders.PART.handlers,
}


def fill(session: Session) -> None:
    """梧桐里: one room, five people, 早市团 (鲜鱼 limited, 豆角 by weight, 冬瓜) and 粮油团, a collection."""
    room = Room(name="梧桐里群", channel_ref="r1", grid="甲")
    other = Room(name="银杏里群", channel_ref="r2", grid="乙")
    session.add_all([room, other])
    session.flush()
    for channel_id, name, home in (
        ("staff", "小顾", None), ("a", "钟姐", "梧桐里3栋2单元502"), ("b", "钟哥", "梧桐里3栋2单元502"),
        ("c", "9-1-301鲁叔", "梧桐里9栋1单元301"), ("d", "阿桃", None), ("g", "鲍奶奶", "梧桐里9栋2单元101"),
    ):
        member = Member(channel_id=channel_id, nickname=name, home=home, listed=channel_id in ("staff", "a", "g"))
        session.add(member)
        session.flush()
        session.add(RoomMember(room_id=room.id, member_id=member.id, alias=name))
    session.add(MemberRole(member_id=1, role=GRID_WORKER, grid="甲"))
    market = GroupBuy(
        title="早市团", rooms=[room.id], deadline=START + timedelta(days=1, hours=9),
        pickup_points=["居委会门口", "东岗亭"],
    )
    grain = GroupBuy(title="粮油团", rooms=[], deadline=START + timedelta(days=2), pickup_points=["居委会门口"])
    session.add_all([market, grain])
    session.flush()
    session.add_all([
        Product(
            group_buy_id=market.id, name="鲜鲈鱼", aliases=["鱼"], unit="条", price_fen=2800, stock=10_000,
            household_limit=4_000,
        ),
        Product(group_buy_id=market.id, name="豆角", unit="斤", price_fen=650),
        Product(group_buy_id=market.id, name="冬瓜", unit="个", price_fen=900, stock=0),
        Product(group_buy_id=grain.id, name="珍珠米", unit="袋", price_fen=4550, min_quantity=5_000),
    ])
    session.add(Collection(title="年货征集", rooms=[room.id], deadline=START + timedelta(days=3)))
    session.flush()


@dataclass(slots=True)
class Street:
    """Speak here as somebody, some minutes after nine."""

    session: Session
    files: Path
    minute: float = 0
    said: list[Outcome] = field(default_factory=list)

    def member(self, channel_id: str) -> Member:
        """The member of that channel id."""
        return self.session.scalars(select(Member).where(Member.channel_id == channel_id)).one()

    @property
    def now(self) -> datetime:
        """The instant of the next message."""
        return (START + timedelta(minutes=self.minute)).astimezone(UTC)

    def act(self, channel_id: str) -> Act:
        """Done by somebody in the room now."""
        return Act(self.now, self.member(channel_id).id, 1, f"m{len(self.said)}")

    def context(self, who: str, text: str = "", private: bool = False) -> Context:
        """A message of somebody, about to be handled."""
        room = None if private else self.session.get_one(Room, 1)
        sender = self.member(who)
        memory = Memory(self.session, room, sender, self.now)
        incoming = Incoming(
            f"m{len(self.said)}", self.now, "r1" if room else None, who, sender.nickname or "",
            text or f"{len(self.said)}",
        )
        people: dict[str, tuple[str, ...]] = {}
        for row in self.session.execute(select(Member.nickname, Member.channel_id)):
            people[row[0]] = (*people.get(row[0], ()), row[1])
        roles = frozenset({GRID_WORKER}) if who == "staff" else frozenset[str]()
        return Context(
            session=self.session, now=self.now, incoming=incoming,
            scene=Scene(Lexicon.build([]), room="梧桐里群" if room else None, people=people),
            speaker=Speaker(who, roles, question=memory.question(), ordered=self.ordered(sender)), talk=memory.talk(), room=room,
            rooms=[self.session.get_one(Room, 1)], sender=sender, memory=memory, day_kind=plain_day_kind,
            files=self.files, **self.more(),
        )

    def ordered(self, sender: Member) -> frozenset[str]:
        """What the sender has ordered and not taken back."""
        return frozenset(line.product.name for order in self.session.scalars(
            select(Order).where(Order.sender_id == sender.id, Order.status != "cancelled")
        ) for line in lines_of(self.session, [order]))

    def more(self) -> dict[str, Any]:
        """What else a context holds."""
        return {}

    def say(
        self, who: str, intent: str, slots: dict[str, Any] | None = None, *, text: str = "",
        doubts: tuple[Doubt, ...] = (), answers: bool = False, private: bool = False,
    ) -> Outcome:
        """Handle one reading; a minute passes."""
        ctx = self.context(who, text, private)
        outcome = HANDLERS[intent](ctx, Reading(intent, slots or {}, doubts=doubts, answers=answers))
        self.said.append(outcome)
        self.minute += 1
        return outcome

    def order(self, who: str, *items: tuple[str, float], **slots: Any) -> Outcome:
        """Order these products."""
        return self.say(who, "order", {"items": items_slot(*items), **slots})


def items_slot(*items: tuple[str, float]) -> list[dict[str, Any]]:
    """Items as slots."""
    return [{"product": name, "quantity": quantity} for name, quantity in items]


@pytest.fixture
def street(database: Database, tmp_path: Path) -> Iterator[Street]:
    """The street, in one transaction that ends with the test."""
    with database.transaction() as session:
        fill(session)
        yield Street(session, tmp_path)
