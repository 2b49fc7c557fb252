"""A small street for tests of the page alone: it remembers what it heard and answers when it is called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.channels.web import Chat, Group, Person, Spot, Suggestion
from bot.messages import Incoming, Outgoing

MORNING = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)  # 09:00 in China


class Street:
    """A neighbourhood of two groups; `@小邻` is answered, the rest only heard. A promotion at 10:00."""

    bot_name = "小邻"

    def __init__(self) -> None:
        self.chat = Chat(self)
        self.heard: list[Incoming] = []
        self.at = MORNING
        self.promotion: datetime | None = MORNING + timedelta(hours=1)
        self.file: Path | None = None
        self.breaks = False

    def now(self) -> datetime:
        return self.at

    def groups(self) -> Sequence[Group]:
        return [Group("r1", "桂花里一群", "一群"), Group("r2", "桂花里二群")]

    def people(self) -> Sequence[Person]:
        return [
            Person("wx_mei", "梅主任", ("管理员",), "管理员"),
            Person("wx_a", "王阿姨", ("居民",), "居民，住桂花里3栋"),
            Person("wx_b", "周伯", ("居民",), "居民"),
        ]

    def places(self) -> Sequence[Spot]:
        return [Spot("桂花里东门", 120.1, 30.2, "地标", "桂花路1号")]

    def suggestions(self, person: Person, group: Group | None) -> Sequence[Suggestion]:
        where = group.name if group else "私聊"
        return [Suggestion(f"@小邻 {where}有什么", f"问问{where}")]

    def next_due(self) -> datetime | None:
        return self.promotion

    async def hear(self, incoming: Incoming) -> None:
        self.heard.append(incoming)
        if self.breaks:
            raise RuntimeError("the store is away")
        if incoming.mention:
            await self.chat.send(Outgoing(
                1, incoming.room, incoming.sender, "在呢。", (incoming.sender,), self.file,
            ))
        elif incoming.room is None:
            await self.chat.send(Outgoing(2, None, incoming.sender, "私下说。"))

    async def move_clock(self, to: datetime) -> None:
        if self.promotion is not None and self.promotion <= to:
            self.at, self.promotion = self.promotion, None
            await self.chat.send(Outgoing(3, "r1", None, "豆浆买一送一，到今晚八点。"))
        self.at = to
