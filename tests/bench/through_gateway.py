"""How many people a second are answered through the real gateway, beside a bot that only echoes.

All hear the same orders of as many neighbours in one room, whom linli has met before, and who spoke is answered where an
answer mentions them: linli answers several in one message, as it does on WeChat, after it has recorded the order of each;
and, beside that, everybody in a message of their own. In a rush each speaks for the first time in hours: an echo has to ask
the gateway for every name, linli knows whom it has met. So the same is measured where everybody has just said good morning.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select, update

from catalogue import workbook
from catalogue.database import open_database
from catalogue.tables import Member, Product, Room, RoomMember
from intents.days import CHINA, plain_day_kind
from tests.bench.figures import Figure, at_least
from tests.gateway.conftest import TOKEN, TestGateway, install

SPEAKERS = 4
PEOPLE = 4_000
OURS = {"gathering": "gathered as on WeChat", "each": "everybody in a message of their own"}
GREETINGS_S = 2.0  # until the answers to greetings are out


class Answering:
    """A gateway of its own with one bot behind it."""

    def __init__(self, stack: ExitStack, folder: Path, bot: str, *more: str) -> None:
        """Start both, and wait until the bot listens."""
        self.gateway = TestGateway()
        self.gateway.start()
        stack.callback(self.gateway.stop)
        self.said = 0
        log = stack.enter_context((folder / f"{bot}.log").open("w"))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.bots", bot, self.gateway.endpoint, TOKEN, *more],
            cwd=Path(__file__).parents[2], stdout=log, stderr=log,
        )
        stack.callback(self.process.wait)
        stack.callback(self.process.kill)
        ends = time.monotonic() + 40
        while not (state := self.gateway.order("state"))["listeners"] or not state["loggedIn"]:
            assert time.monotonic() < ends and self.process.poll() is None, (folder / f"{bot}.log").read_text()[-500:]
            time.sleep(0.05)
        time.sleep(1)

    def rate(self, count: int, greeting: bool = False) -> float:
        """People answered a second, from the first word to the last answer; each message by somebody else.

        greeting: each has said good morning before, so that the channel knows their names.
        """
        people = [_wechat_id(number) for number in range(self.said, self.said + count)]
        self.said += count
        for person in people:
            self.gateway.order("person", id=person, name=_name(person))
        if greeting:
            self._say("早上好呀", people)
            time.sleep(GREETINGS_S)
        begun = time.time()
        self._say("青菜一斤", people)
        return count / (self._last_answer(set(people), begun * 1000) / 1000 - begun)

    def _say(self, text: str, people: list[str]) -> None:
        with ThreadPoolExecutor(SPEAKERS) as speakers:
            list(speakers.map(lambda person: self.gateway.say(text, by=person), people))

    def _last_answer(self, people: set[str], begun: float) -> float:
        """When the last of these people was answered after `begun`, both in milliseconds."""
        ends = time.monotonic() + 60
        while True:
            left, last = set(people), 0.0
            for sent in self.gateway.sent():
                if sent["at"] >= begun and left.intersection(sent.get("mentions", ())):
                    left.difference_update(sent["mentions"])
                    last = max(last, sent["at"])
            if not left:
                return last
            assert time.monotonic() < ends, f"{len(left)} of {len(people)} got no answer"
            time.sleep(0.05)


def gateway_figures(quick: bool) -> Iterator[Figure]:
    """The bots answer the same messages in turns."""
    install()
    count, rounds = (20, 2) if quick else (500, 3)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="linli-bench-")))
        bots = {}
        for name in OURS:
            _fill(folder / f"{name}.db")
            bots[name] = Answering(stack, folder, name, str(folder / f"{name}.db"))
        bots["echo"] = Answering(stack, folder, "echo")
        for bot in bots.values():
            bot.rate(20)
        rates: dict[tuple[str, bool], list[float]] = {(name, known): [] for name in bots for known in (False, True)}
        for _ in range(rounds):
            for known in (False, True):
                for name, bot in bots.items():
                    rates[name, known].append(bot.rate(count, greeting=known))
    for name, words in OURS.items():
        yield _share(f"{words}, each of them for the first time in hours", rates[name, False], rates["echo", False])
        yield _share(f"{words}, each of them heard a moment before", rates[name, True], rates["echo", True])


def _share(how: str, ours: list[float], echo: list[float]) -> Figure:
    share = statistics.median(one / other for one, other in zip(ours, echo, strict=True))
    here, there = statistics.median(ours), statistics.median(echo)
    return at_least(
        f"answered through the real gateway, one bot, one room, {how}", share, 0.9,
        f"{share:.2f} × a bot that only echoes ({here:.0f}/s against {there:.0f}/s)", "≥ 0.9 × an echo",
    )


def _wechat_id(number: int) -> str:
    return f"wxid_{number}"


def _name(person: str) -> str:
    return f"邻居{person}"


def _fill(store: Path) -> None:
    """The sample of this very week, so that its group buys are open now, and people who have spoken in its first room."""
    database = open_database(f"sqlite:///{store}")
    database.upgrade()
    now = datetime.now(UTC)
    with database.transaction() as session:
        book = workbook.sample(now.astimezone(CHINA).date())
        workbook.import_book(session, book, now, day_kind=plain_day_kind)
        session.flush()
        session.execute(update(Product).values(stock=None))  # a refusal is no order
        room = session.scalars(select(Room).order_by(Room.id)).first()
        assert room is not None
        people = [Member(channel_id=_wechat_id(number), nickname=_name(_wechat_id(number))) for number in range(PEOPLE)]
        session.add_all(people)
        session.flush()
        session.add_all(RoomMember(room_id=room.id, member_id=one.id, alias=one.nickname) for one in people)
    database.close()
