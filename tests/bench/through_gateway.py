"""How many people a second are answered through the real gateway, beside a bot that only echoes.

All hear the same orders of as many neighbours in one room, whom linli has met before, and who spoke is answered where an
answer mentions them: linli
answers several in one message, as it does on WeChat, after it has recorded the order of each; and, beside that, everybody
in a message of their own.
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
PEOPLE = 2_000
OURS = {"gathering": "gathered as on WeChat", "each": "everybody in a message of their own"}


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

    def rate(self, count: int) -> float:
        """People answered a second, from the first word to the last answer; each message by somebody else."""
        people = [_wechat_id(number) for number in range(self.said, self.said + count)]
        self.said += count
        for person in people:
            self.gateway.order("person", id=person, name=_name(person))
        begun = time.time()
        with ThreadPoolExecutor(SPEAKERS) as speakers:
            list(speakers.map(lambda person: self.gateway.say("青菜一斤", by=person), people))
        return count / (self._last_answer(set(people)) / 1000 - begun)

    def _last_answer(self, people: set[str]) -> float:
        """When the last of these people was answered."""
        ends = time.monotonic() + 60
        while True:
            left, last = set(people), 0.0
            for sent in self.gateway.sent():
                if left.intersection(sent.get("mentions", ())):
                    left.difference_update(sent["mentions"])
                    last = max(last, sent["at"])
            if not left:
                return last
            assert time.monotonic() < ends, f"{len(left)} of {len(people)} got no answer"
            time.sleep(0.05)


def gateway_figures(quick: bool) -> Iterator[Figure]:
    """The bots answer the same messages in turns."""
    install()
    count, rounds = (20, 2) if quick else (150, 4)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="linli-bench-")))
        bots = {}
        for name in OURS:
            _fill(folder / f"{name}.db")
            bots[name] = Answering(stack, folder, name, str(folder / f"{name}.db"))
        bots["echo"] = Answering(stack, folder, "echo")
        for bot in bots.values():
            bot.rate(20)
        rates: dict[str, list[float]] = {name: [] for name in bots}
        for _ in range(rounds):
            for name, bot in bots.items():
                rates[name].append(bot.rate(count))
    for name, words in OURS.items():
        share = statistics.median(one / other for one, other in zip(rates[name], rates["echo"], strict=True))
        here, there = statistics.median(rates[name]), statistics.median(rates["echo"])
        yield at_least(
            f"answered through the real gateway, one bot, one room, {words}", share, 0.9,
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
