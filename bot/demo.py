"""linli demo: the bot on a neighbourhood in a temporary store, with the web page as its channel and a clock to move."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot import outbox
from bot.assembly import Parts, assemble
from bot.channels.web import BOT_ID, Address, Chat, Group, Person, Spot, Suggestion, serve
from bot.channels.web.server import open_browser
from bot.clockwork import claim
from bot.messages import Incoming, Outgoing
from bot.operating.warming import warmed
from bot.suggestions import Visitor, suggestions
from catalogue import workbook
from catalogue.database import Database, open_database
from catalogue.tables import Member, MemberRole, Merchant, Outbox, Place, Room
from intents.days import CHINA
from intents.errors import LinliError
from schedules.workdays import china_day_kind

HEARTBEAT_S = 0.5

log = logging.getLogger(__name__)


class Playground:
    """A neighbourhood to play in: what is said is handled at once, nothing is paced, and its clock can be moved.

    Quiet hours, daily caps and deadlines hold as they do everywhere.
    """

    def __init__(self, parts: Parts, begins: datetime, *, fresh: bool = True) -> None:
        """fresh: what was due before `begins` is over without a word; else it is made up for."""
        self._parts = parts
        self._chat: Chat | None = None
        self._turn = asyncio.Lock()
        self._ahead = begins.astimezone(UTC) - datetime.now(UTC)
        self._stopped_at: datetime | None = None  # while the clock is being moved
        self._due: datetime | None = None
        self._people: dict[str, Person] = {}
        self._shops: dict[str, str] = {}
        self._version = -1
        parts.path.bot_ids.add(BOT_ID)
        if fresh:
            parts.clockwork.skip_to(self.now())
        with parts.database.transaction() as session:
            for room in session.scalars(select(Room)):
                room.channel_ref = room.channel_ref or room.name
        self._look_around()
        with parts.database.read() as session:
            self._places = tuple(
                Spot(row.name, row.lng, row.lat, row.kind, row.address or "")
                for row in session.scalars(select(Place).order_by(Place.id))
            )

    @property
    def bot_name(self) -> str:
        """What the bot is called in the groups."""
        return self._parts.scenes.of((), self.now()).bot_names[0]

    def open_to(self, chat: Chat) -> None:
        """Let the bot speak in this chat."""
        self._chat = chat

    def now(self) -> datetime:
        """The instant by the playground's clock."""
        return self._stopped_at or datetime.now(UTC) + self._ahead

    def groups(self) -> Sequence[Group]:
        """The groups in which the bot is."""
        return [
            Group(room.ref or room.name, room.name, "小邻在这里不说话" if room.muted else "")
            for room in self._parts.scenes.known.rooms.values()
        ]

    def people(self) -> Sequence[Person]:
        """Everybody of the sheet 人员."""
        return list(self._people.values())

    def places(self) -> Sequence[Spot]:
        """Everything of the sheet 地点."""
        return self._places

    def next_due(self) -> datetime | None:
        """When something planned happens next, as it was after the last thing that happened."""
        return self._due

    def suggestions(self, person: Person, group: Group | None) -> Sequence[Suggestion]:
        """What this person could say here now."""
        known = self._parts.scenes.known
        rooms = [room.id for room in known.rooms.values() if group is None or room.ref == group.id]
        scene = self._parts.scenes.of(rooms, self.now(), private=group is None)
        kinds = Counter(shop.categories[0] for shop in known.directory.shops if shop.in_business and shop.categories)
        visitor = Visitor(person.name, person.roles, self._shops.get(person.id))
        tips = suggestions(
            scene, visitor, self.bot_name, [kind for kind, _ in kinds.most_common(2)], private=group is None
        )
        return [Suggestion(tip.text, tip.label) for tip in tips]

    async def hear(self, incoming: Incoming) -> None:
        """Handle a message and say what is to be said."""
        if not self._parts.path.concerns(incoming):
            return  # chatter ends here
        async with self._turn:
            await asyncio.to_thread(self._parts.path.hear, incoming)
            await self._release()

    async def move_clock(self, to: datetime) -> None:
        """Move the clock forward; what falls due on the way happens at its own time, in order."""
        async with self._turn:
            try:
                await self._pass_time(to)
            finally:
                self._ahead = max(to, self.now()) - datetime.now(UTC)
                self._stopped_at = None

    async def live(self) -> None:
        """Let time pass, until cancelled."""
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            try:
                async with self._turn:
                    if self._due is not None and self._due <= self.now():
                        await self._pass_time(self.now())
                        self._stopped_at = None
            except Exception as error:  # an edge: one failure must not stop the clock
                self._stopped_at = None
                log.error("what fell due could not be done: %s", type(error).__name__)
                await asyncio.sleep(10 * HEARTBEAT_S)

    async def _pass_time(self, until: datetime) -> None:
        last: datetime | None = None
        while (moment := self._next_moment()) is not None and moment <= until and moment != last:
            last = moment
            self._stopped_at = max(moment, self.now())
            await asyncio.to_thread(self._parts.clockwork.tick, self._stopped_at)
            await self._release()
        self._stopped_at = until
        await self._release()

    def _next_moment(self) -> datetime | None:
        return self._parts.clockwork.next_moment(self.now())

    async def _release(self) -> None:
        """Say everything that may be said now."""
        now, chat = self.now(), self._chat
        for outgoing in await asyncio.to_thread(self._claim, now):
            if chat is None:
                continue
            line: str | None = None
            try:
                line = await chat.send(outgoing)
            except (LinliError, OSError) as error:
                log.error("outbox row %s could not be shown: %s", outgoing.row, type(error).__name__)
            await asyncio.to_thread(self._note, outgoing.row, now, line)
        due = self._due
        await asyncio.to_thread(self._look_around)
        if due != self._due and chat is not None:
            chat.tell_clock()

    def _claim(self, now: datetime) -> list[Outgoing]:
        ready: list[Outgoing] = []
        with self._parts.database.transaction() as session:
            self._parts.scenes.refresh(session)
            while rows := outbox.waiting(session, now):
                for row in rows:
                    if not claim(session, self._parts.scenes, row, self._parts.rules, now):
                        continue
                    outgoing = outbox.outgoing(session, row)
                    if outgoing is None:
                        row.status, row.reason = "skipped", "gone"
                    else:
                        ready.append(outgoing)
                session.flush()
        return ready

    def _note(self, row_id: int, now: datetime, line: str | None) -> None:
        with self._parts.database.transaction() as session:
            if line is not None:
                outbox.mark_sent(session, row_id, now, line)
            else:
                session.get_one(Outbox, row_id).status = "uncertain"

    def _look_around(self) -> None:
        """Learn what is new: when something is due next, and, where the catalogue changed, who is who."""
        self._due = self._next_moment()
        with self._parts.database.read() as session:
            known = self._parts.scenes.refresh(session)
            if known.version == self._version:
                return
            self._version = known.version
            roles: dict[int, list[str]] = {}
            for member_id, role in session.execute(select(MemberRole.member_id, MemberRole.role)):
                roles.setdefault(member_id, []).append(role)
            found = session.execute(
                select(Member, Place.name, Merchant.name)
                .outerjoin(Place, Place.id == Member.home_place_id)
                .outerjoin(Merchant, Merchant.id == Member.merchant_id)
                .where(Member.listed, Member.channel_id.is_not(None)).order_by(Member.id)
            )
            for member, home, shop in found:
                self._meet(member, roles.get(member.id, []), home, shop)

    def _meet(self, member: Member, roles: list[str], home: str | None, shop: str | None) -> None:
        assert member.channel_id is not None
        name = member.nickname or member.channel_id
        parts = ["、".join(roles), shop, f"住{home}" if home else member.grid]
        note = " · ".join(part for part in parts if part)
        self._people[member.channel_id] = Person(member.channel_id, name, tuple(roles), note)
        if shop:
            self._shops[member.channel_id] = shop


def run_demo(
    address: Address, *, world: Path | None = None, open_page: bool = True, tell: Callable[[str], None] = print
) -> None:
    """Serve the page until it is stopped with Ctrl+C. world: a workbook or folder instead of the sample.

    Raises: LinliError for a world with faults, a taken port, an address that needs a password.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="linli-demo-") as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'demo.sqlite3'}")
        try:
            begins = furnish(database, world, datetime.now(UTC))
            files = Path(folder) / "files"
            files.mkdir()

            def opened(url: str) -> None:
                tell(f"小邻开好了（用了{time.monotonic() - began:.1f}秒），请在浏览器里打开：{url}")
                tell("想停下来，按 Ctrl+C。")
                if open_page:
                    open_browser(url)

            with suppress(KeyboardInterrupt):
                asyncio.run(play(assemble(database, files=files), begins, address, opened))
        finally:
            database.close()


def furnish(database: Database, world: Path | None, now: datetime) -> datetime:
    """Bring a neighbourhood into the store; when the playing begins there: for the sample, this week's Saturday.

    Raises: LinliError for a world with faults.
    """
    database.upgrade()
    begins = now if world is not None else saturday_morning(now)
    book = workbook.read_workbook(world) if world is not None else workbook.sample(begins.date())
    with database.transaction() as session:
        workbook.import_book(session, book, begins, day_kind=china_day_kind)
    return begins


def saturday_morning(now: datetime) -> datetime:
    """09:00 on the Saturday of this week in China: shops are open, and promotions and activities are ahead."""
    local = now.astimezone(CHINA)
    return (local + timedelta(days=5 - local.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)


async def play(
    parts: Parts, begins: datetime, address: Address, opened: Callable[[str], None] = lambda url: None, *,
    fresh: bool = True,
) -> None:
    """Serve a playground over these parts until cancelled or told to stop."""
    playground = Playground(parts, begins, fresh=fresh)
    chat = Chat(playground)
    playground.open_to(chat)
    living = asyncio.create_task(playground.live())
    try:
        async with warmed(parts, playground.now):
            await serve(chat, address, opened)
    finally:
        living.cancel()
        with suppress(asyncio.CancelledError):
            await living
