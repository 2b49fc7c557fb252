"""The chat itself, in memory only: what is said in the groups and in private, and who is told of it."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.channels.mentions import called_in
from bot.channels.web.lines import Attachment, Event, Json, Line, QuoteShown
from bot.channels.web.neighbourhood import Group, Neighbourhood, Person
from bot.messages import Incoming, Outgoing, Quoted
from intents.errors import LinliError
from intents.scene import Location

BOT_ID = "linli"
LONGEST_TEXT = 5_000
LONGEST_NAME = 20
MOST_NEWCOMERS = 200
LINES_KEPT = 300
EVENTS_KEPT = 2_000
RECALL_WITHIN = timedelta(minutes=2)
MENTION_END = "\u2005"  # what WeChat writes after a mention

log = logging.getLogger(__name__)


class Refused(LinliError):
    """What was asked of the page cannot be done; the text is for the person at the page."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a person at a page says. room None: the bot alone. nonce: twice the same is one message."""

    person: str
    room: str | None
    kind: str = "text"
    text: str = ""
    quote: str | None = None
    place: str | None = None
    nonce: str = ""


class Chat:
    """The channel: everything said since the start, the pages that listen, what the bot hears.

    Nothing of it is written to disk. All methods belong to one event loop.
    """

    def __init__(self, neighbourhood: Neighbourhood | None = None) -> None:
        self.epoch = secrets.token_hex(4)  # a page that knew an earlier run starts afresh
        self._house = neighbourhood
        self._lines: dict[tuple[str | None, str | None], deque[Line]] = {}
        self._events: deque[Event] = deque(maxlen=EVENTS_KEPT)
        self._number = 0
        self._news = asyncio.Event()
        self._newcomers: dict[str, Person] = {}
        self._files: dict[str, Path] = {}
        self._nonces: dict[str, Line] = {}
        self.closed = False

    @property
    def house(self) -> Neighbourhood:
        """The neighbourhood behind the page."""
        assert self._house is not None, "move_in() comes first"
        return self._house

    def move_in(self, neighbourhood: Neighbourhood) -> None:
        """Join the chat to its neighbourhood, where that one needed the channel first."""
        self._house = neighbourhood

    # Who and where

    def person(self, person_id: str) -> Person:
        """Who carries this id. Raises: Refused where nobody does."""
        for person in self.people():
            if person.id == person_id:
                return person
        raise Refused("这个身份找不到了，请重新选一下您是谁。")

    def people(self) -> list[Person]:
        """Everybody whose part can be played, newcomers last."""
        known = list(self.house.people())
        taken = {person.id for person in known}
        return known + [person for person in self._newcomers.values() if person.id not in taken]

    def group(self, room: str) -> Group:
        """The group with this id or name. Raises: Refused where there is none."""
        for group in self.house.groups():
            if room in (group.id, group.name):
                return group
        raise Refused("这个群找不到了，请从群列表里重新选一个。")

    def name_of(self, person_id: str) -> str:
        """What a group shows for this id; the id itself where nobody carries it."""
        if person_id == BOT_ID:
            return self.house.bot_name
        return next((person.name for person in self.people() if person.id == person_id), person_id)

    def join(self, name: str) -> Person:
        """A new neighbour with this nickname. Raises: Refused for an empty or long name, or too many."""
        name = " ".join(name.split())
        if not name:
            raise Refused("请先写个昵称，比如：新来的小周。")
        if len(name) > LONGEST_NAME:
            raise Refused(f"昵称太长了，{LONGEST_NAME}个字以内就好。")
        if len(self._newcomers) >= MOST_NEWCOMERS:
            raise Refused("新邻居已经够多了，请从名单里选一位。")
        person = Person("web_" + secrets.token_hex(6), name, (), "刚进群的新邻居，小邻还不认识")
        self._newcomers[person.id] = person
        self._tell("people", {"people": [person_json(each) for each in self.people()]})
        return person

    # Saying

    async def say(self, saying: Saying) -> Line:
        """Show a message to everybody and let the bot hear it. Raises: Refused with a line for the sender."""
        if saying.nonce and saying.nonce in self._nonces:
            return self._nonces[saying.nonce]
        sender = self.person(saying.person)
        group = self.group(saying.room) if saying.room is not None else None
        line, location = self._line_of(saying, sender, group)
        self._keep(line, saying.nonce)
        quote = Quoted(line.quote.sender, line.quote.text) if line.quote else None
        await self._pass_on(Incoming(
            id=line.id, at=line.at, room=line.room, sender=sender.id, name=sender.name,
            text=line.text if line.kind == "text" else "",
            room_name=group.name if group else "", mention=self._mentions_bot(line), quote=quote,
            location=location, kind={"sticker": "other"}.get(line.kind, line.kind),
            mentions=self._called(line) if group else (),
            shared_rooms=None if group else tuple(each.id for each in self.house.groups()),
        ))
        return line

    async def recall(self, person: str, line_id: str) -> None:
        """Take one's own message back. Raises: Refused if not one's own, gone, or over 2 minutes old."""
        sender, line = self.person(person), self._find(line_id, person)
        if line is None or line.sender != sender.id or line.recalled:
            raise Refused("只能撤回自己发的消息。")
        if self.house.now() - line.at > RECALL_WITHIN:
            raise Refused("发出去超过2分钟了，撤不回来了。")
        lines = self._lines[line.room, line.person]
        lines[lines.index(line)] = line.taken_back()
        self._tell("recall", {"id": line.id, "room": line.room, "person": line.person}, line.person)
        group = self.group(line.room) if line.room is not None else None
        await self._pass_on(Incoming(
            id="web_" + secrets.token_hex(12), at=self.house.now(), room=line.room, sender=sender.id,
            name=sender.name, room_name=group.name if group else "", recall=line.id,
            shared_rooms=None if group else tuple(each.id for each in self.house.groups()),
        ))

    async def send(self, outgoing: Outgoing) -> str:
        """Show what the bot says, in its group or to one person; the id of the line."""
        names = [self.name_of(mention) for mention in outgoing.mentions]
        text = outgoing.text
        called = "".join(f"@{name}{MENTION_END}" for name in names if f"@{name}" not in text)
        text = called + text
        room = self.group(outgoing.room).id if outgoing.room is not None else None
        person = None if room is not None else outgoing.to
        line = Line(
            "bot_" + secrets.token_hex(12), room, person, BOT_ID, self.house.bot_name, self.house.now(),
            text=text, mentions=outgoing.mentions,
        )
        if text:
            self._keep(line)
        if outgoing.file is not None:
            line = Line(
                "bot_" + secrets.token_hex(12), room, person, BOT_ID, self.house.bot_name, self.house.now(),
                kind="file", text=outgoing.file.name, file=self._attach(outgoing.file),
            )
            self._keep(line)
        return line.id

    async def move_clock(self, to: datetime) -> None:
        """Move the neighbourhood's clock forward and tell every page. Raises: Refused for the past."""
        if to < self.house.now():
            raise Refused("时间只能往前走。")
        try:
            await self.house.move_clock(to)
        finally:
            self.tell_clock()

    # Telling

    def tell_clock(self) -> None:
        """Tell every page what the clock says, and when something is planned next."""
        self._tell("clock", self.clock_json())

    def since_start(self, person: str) -> list[Line]:
        """The lines that this person sees: of every group, and of their private chat with the bot."""
        seen = [lines for (room, whose), lines in self._lines.items() if room is not None or whose == person]
        return sorted((line for lines in seen for line in lines), key=lambda line: line.at)

    @property
    def last_event(self) -> str:
        """What a page that knows everything up to now gives as its last event."""
        return f"{self.epoch}-{self._number}"

    def knows(self, last_event: str) -> int | None:
        """The number of the event that a page saw last; None: it must start afresh."""
        epoch, _, number = last_event.partition("-")
        if epoch != self.epoch or not (number.isascii() and number.isdigit()) or len(number) > 12:
            return None
        oldest = self._events[0].number if self._events else self._number + 1
        return int(number) if oldest - 1 <= int(number) <= self._number else None

    async def events(self, after: int, person: str, patience_s: float) -> AsyncIterator[Event | None]:
        """The events after a number for one person's page, as they come; None after a quiet while."""
        while not self.closed:
            news = self._news
            for event in [event for event in self._events if event.number > after]:
                after = event.number
                if event.person is None or event.person == person:
                    yield event
            if news is not self._news:
                continue  # something came while the page was being told
            try:
                await asyncio.wait_for(news.wait(), patience_s)
            except TimeoutError:
                yield None

    def close(self) -> None:
        """Let every listening page go: the server is stopping."""
        self.closed = True
        self._wake()

    def file(self, token: str) -> Path | None:
        """The file that was handed out under this token."""
        return self._files.get(token)

    def clock_json(self) -> Json:
        """The clock as the page shows it, in milliseconds since 1970."""
        due = self.house.next_due()
        return {
            "now": round(self.house.now().timestamp() * 1000),
            "due": round(due.timestamp() * 1000) if due is not None else None,
        }

    # Inside

    def _line_of(self, saying: Saying, sender: Person, group: Group | None) -> tuple[Line, Location | None]:
        text, detail, location = saying.text, "", None
        if saying.kind == "location":
            spot = next((spot for spot in self.house.places() if spot.name == saying.place), None)
            if spot is None:
                raise Refused("这个地点找不到了，请从列表里重新选一个。")
            text, detail, location = spot.name, spot.address, Location(spot.lng, spot.lat, spot.name)
        elif saying.kind not in ("text", "sticker"):
            raise Refused("这种消息这里还发不了。")
        elif not text.strip():
            raise Refused("还没写字呢，写一句再发。")
        elif len(text) > LONGEST_TEXT:
            raise Refused(f"这条太长了（{len(text)}字），一条最多{LONGEST_TEXT}字，请分几条发。")
        quoted = self._find(saying.quote, saying.person) if saying.quote else None
        if quoted is not None and (quoted.room != (group.id if group else None) or quoted.recalled):
            quoted = None
        shown = QuoteShown(quoted.id, quoted.sender, quoted.name, quoted.text) if quoted else None
        line = Line(
            "web_" + secrets.token_hex(12), group.id if group else None, None if group else sender.id,
            sender.id, sender.name, self.house.now(), saying.kind, text, quote=shown, detail=detail,
        )
        return line, location

    def _mentions_bot(self, line: Line) -> bool:
        return line.kind == "text" and f"@{self.house.bot_name}" in line.text.replace("＠", "@")

    def _called(self, line: Line) -> tuple[tuple[str, str], ...]:
        if line.kind != "text" or "@" not in line.text.replace("＠", "@"):
            return ()
        names: dict[str, set[str]] = {self.house.bot_name: {BOT_ID}}
        for person in self.people():
            names.setdefault(person.name, set()).add(person.id)
        return called_in(line.text, names, but=(BOT_ID,))

    def _keep(self, line: Line, nonce: str = "") -> None:
        self._lines.setdefault((line.room, line.person), deque(maxlen=LINES_KEPT)).append(line)
        if nonce:
            self._nonces[nonce] = line
            while len(self._nonces) > EVENTS_KEPT:
                self._nonces.pop(next(iter(self._nonces)))
        self._tell("line", line.as_json(), line.person)

    def _find(self, line_id: str, person: str) -> Line | None:
        return next((line for line in self.since_start(person) if line.id == line_id), None)

    def _attach(self, path: Path) -> Attachment:
        token = secrets.token_urlsafe(18)
        self._files[token] = path
        return Attachment(token, path.name, path.stat().st_size)

    async def _pass_on(self, incoming: Incoming) -> None:
        try:
            await self.house.hear(incoming)
        except Exception as error:  # an edge: the bot lives on; words are not for the log
            log.error("message %s could not be handled: %s", incoming.id, type(error).__name__)

    def _tell(self, kind: str, body: Json, person: str | None = None) -> None:
        self._number += 1
        self._events.append(Event(self._number, kind, body, person))
        self._wake()

    def _wake(self) -> None:
        waiting, self._news = self._news, asyncio.Event()
        waiting.set()


def person_json(person: Person) -> Json:
    """A person as the page reads it."""
    return {"id": person.id, "name": person.name, "roles": list(person.roles), "note": person.note}
