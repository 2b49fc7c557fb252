"""`linli run` on a real gateway: the whole program as an operator starts it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalogue import workbook
from catalogue.database import open_database
from intents.days import CHINA, plain_day_kind
from tests.gateway.conftest import ROOM, TOKEN, TestGateway


class Program:
    """A `linli run` process on its own store, connected to the gateway."""

    def __init__(self, folder: Path, gateway: TestGateway, **settings: str) -> None:
        self.folder, self.gateway = folder, gateway
        self.store = folder / "linli.sqlite3"
        self.environment = {
            **os.environ, "LINLI_DATABASE_URL": f"sqlite:///{self.store}", "LINLI_FILES": str(folder / "files"),
            "LINLI_GATEWAY": gateway.endpoint, "LINLI_GATEWAY_TOKEN": TOKEN, "LINLI_GAP_MIN_S": "0",
            "LINLI_GAP_MAX_S": "0", "LINLI_ROOM_GAP_S": "0", "LINLI_PER_MINUTE": "600", **settings,
        }
        self.process: subprocess.Popen[str] | None = None
        self._fill()

    def _fill(self) -> None:
        """The sample of this very week, so that everything in it is open now."""
        database = open_database(f"sqlite:///{self.store}")
        database.upgrade()
        now = datetime.now(UTC)
        with database.transaction() as session:
            book = workbook.sample(now.astimezone(CHINA).date())
            workbook.import_book(session, book, now, day_kind=plain_day_kind)
        database.close()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from bot.command_line import main; main()", "run"], env=self.environment,
            cwd=self.folder, stdout=subprocess.PIPE, stderr=(self.folder / "log").open("a"), text=True,
        )
        self.wait_until_connected()
        while "gateway connected" not in self.log():
            time.sleep(0.05)

    def wait_until_connected(self, seconds: float = 30) -> float:
        """Gives how long it took."""
        begun = time.monotonic()
        while self.gateway.order("state")["listeners"] == 0 or not self.gateway.order("state")["loggedIn"]:
            assert self.process is not None and self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() - begun < seconds, (self.folder / "log").read_text()
            time.sleep(0.05)
        return time.monotonic() - begun

    def orders(self) -> dict[str, int]:
        """Thousandths ordered by each person's channel id."""
        question = (
            "SELECT m.channel_id, COUNT(DISTINCT o.id), SUM(e.quantity) FROM orders o "
            "JOIN order_entries e ON e.order_id = o.id JOIN members m ON m.id = o.sender_id GROUP BY m.channel_id"
        )
        with closing(sqlite3.connect(self.store)) as store:
            rows = store.execute(question).fetchall()
        assert all(count == 1 for _, count, _ in rows), rows
        return {who: quantity for who, _, quantity in rows}

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=20)


@pytest.fixture
def program(tmp_path: Path, gateway: TestGateway) -> Iterator[Program]:
    one = Program(tmp_path, gateway)
    yield one
    one.stop()
    print(one.log())  # shown where a test fails


def test_an_order_is_answered_in_the_room_and_the_program_stops_when_told(program: Program) -> None:
    gateway = program.gateway
    gateway.order("alias", room=ROOM, contact="wxid_zhang", alias="3-2-502张姐")
    program.start()
    gateway.say("今天真冷")
    gateway.say("鸡蛋两盒 青菜三斤")
    (sent,) = gateway.wait_for_sent(1)
    assert sent["place"] == ROOM and sent["mentions"] == ["wxid_zhang"]
    assert sent["text"].startswith("@3-2-502张姐\u2005") and "散养鸡蛋2盒" in sent["text"]
    program.stop()
    assert program.process is not None and program.process.returncode == 0
    assert program.orders() == {"wxid_zhang": 5000}
    assert "鸡蛋" not in program.log() and TOKEN not in program.log() and "张姐" not in program.log()


def test_a_recalled_order_is_taken_back(program: Program) -> None:
    gateway = program.gateway
    program.start()
    order = gateway.say("鸡蛋两盒")
    gateway.wait_for_sent(1)
    gateway.say(order, type=13)
    gateway.wait_for_sent(2)
    with closing(sqlite3.connect(program.store)) as store:
        assert store.execute("SELECT status FROM orders").fetchall() == [("cancelled",)]


@pytest.mark.timeout(300)
def test_the_gateway_may_die_twenty_times_in_a_stream_of_orders(program: Program) -> None:
    gateway, acknowledged = program.gateway, set()
    program.start()
    for death in range(20):
        people = [f"wxid_{death}_{i}" for i in range(4)]
        for person in people:
            gateway.order("person", id=person, name=f"邻居{person}")
        for person in people:
            gateway.say("青菜一斤", by=person)
        end = time.monotonic() + 10
        told: set[str] = set()
        while not told and time.monotonic() < end:  # die while the rest is on its way
            told = {who for entry in gateway.sent() for who in entry.get("mentions", []) if who in people}
            acknowledged |= {who for entry in gateway.sent() for who in entry.get("mentions", [])}
        gateway.kill()
        gateway.start()
        assert program.wait_until_connected() < 10
    program.stop()
    recorded = program.orders()
    assert len(acknowledged) >= 20  # many answers were seen before their gateway died
    assert acknowledged <= set(recorded)
    assert set(recorded.values()) == {1000}


@pytest.mark.timeout(240)
def test_a_gateway_frozen_for_a_minute_is_noticed_and_served_again(tmp_path: Path, gateway: TestGateway) -> None:
    program = Program(tmp_path, gateway)
    try:
        program.start()
        gateway.freeze()
        time.sleep(60)
        assert "gateway lost" in program.log()
        gateway.thaw()
        time.sleep(1)
        end = time.monotonic() + 40
        while not gateway.sent() and time.monotonic() < end:
            gateway.say("鸡蛋一盒", by="wxid_li")
            time.sleep(2)
        assert gateway.sent()
    finally:
        program.stop()
