"""The house on the real gateway inside the test's own process: its clock can be moved and its store looked into."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from bot.assembly import assemble
from bot.channels.happenings import Happening
from bot.channels.wechat.channel import WechatChannel
from bot.house import House
from bot.messages import Incoming
from bot.outbox import Rules
from catalogue import workbook
from catalogue.database import Database
from catalogue.tables import Member, Outbox, Room
from intents.days import CHINA, plain_day_kind
from schedules.quiet import QuietHours
from tests.gateway.conftest import TOKEN, TestGateway

STAFF, ADMINISTRATOR = "wx_lvxiao", "wx_qin"
NEVER_QUIET = Rules(quiet=QuietHours(datetime.min.time(), datetime.min.time()), notice_wait=timedelta(0))


class Street:
    """One house on the sample of this week; `story` runs while it is connected."""

    def __init__(self, database: Database, gateway: TestGateway, folder: Path, rules: Rules = NEVER_QUIET) -> None:
        self.database, self.gateway = database, gateway
        self.ahead = timedelta(0)
        now = datetime.now(UTC)
        with database.transaction() as session:
            workbook.import_book(session, workbook.sample(now.astimezone(CHINA).date()), now, day_kind=plain_day_kind)
        self.parts = assemble(database, files=folder, rules=rules, day_kind=plain_day_kind)
        self.parts.clockwork.skip_to(now)
        self.happened: list[Happening] = []
        self.heard: list[Incoming] = []
        self.channel: WechatChannel
        self.house: House

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def live(self, story: Callable[[], Awaitable[None]], *, away_since: datetime | None = None) -> None:
        """Run a story with a house that is connected and has looked around."""

        async def hear(incoming: Incoming) -> None:
            await self.house.hear(incoming)
            self.heard.append(incoming)

        async def happen(happening: Happening) -> bool:
            wanted = await self.house.happen(happening)
            self.happened.append(happening)
            return wanted

        async def inside() -> None:
            self.channel = WechatChannel(
                self.gateway.endpoint, TOKEN, hear, happen, call_s=5.0, ping_s=2.0, away_since=away_since,
                met=self.parts.scenes.shown,
            )
            self.house = House(self.parts, self.channel, clock=self.now, wake_every_s=0.2)
            async with self.house:
                listening = asyncio.create_task(self.channel.run())
                try:
                    await until(lambda: self.channel.rooms.complete)
                    await story()
                finally:
                    listening.cancel()
                    await asyncio.gather(listening, return_exceptions=True)

        asyncio.run(inside())

    async def order(self, order: str, **words: object) -> None:
        """Steer the gateway without stopping the house."""
        await asyncio.to_thread(self.gateway.order, order, **words)

    async def say(self, text: str, **more: object) -> str:
        return await asyncio.to_thread(lambda: self.gateway.say(text, **more))  # type: ignore[arg-type]

    async def sent(self, count: int) -> list[dict[str, object]]:
        """What the bot said in words or files, once it is so many."""
        return await asyncio.to_thread(self.gateway.wait_for_sent, count)

    def others(self) -> list[Incoming]:
        """What others said."""
        return [one for one in self.heard if not one.own]

    async def took_in(self, kind: type[Happening]) -> None:
        await until(lambda: any(isinstance(one, kind) for one in self.happened))

    def room(self, ref: str) -> Room:
        with self.database.read() as session:
            return session.scalars(select(Room).where(Room.channel_ref == ref)).one()

    def rows(self) -> list[Outbox]:
        with self.database.read() as session:
            return list(session.scalars(select(Outbox).order_by(Outbox.id)))

    def is_staff(self, channel_id: str, of: str = ADMINISTRATOR) -> None:
        """Let somebody of the gateway's world be a member of staff of the sample."""
        with self.database.transaction() as session:
            session.execute(update(Member).where(Member.channel_id == of).values(channel_id=channel_id))


async def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)
