"""kill -9 at random points: every order that was acknowledged is there, once; none is there twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from catalogue.database import open_database
from catalogue.state import snapshot
from catalogue.tables import HandledMessage, OrderEntry, Outbox

KILLS = 20
BATCH = 5  # orders given to each life of the process; all together they stay below the stock
PROJECT = Path(__file__).parents[2]


class Life:
    """One life of the process, from start to kill."""

    def __init__(self, url: str, log: Path) -> None:
        self._log = log
        self._seen = len(log.read_text(encoding="utf-8").splitlines()) if log.exists() else 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.path.lossy", url, str(log)], cwd=PROJECT, stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        )

    def lines(self) -> list[str]:
        """What this life has logged so far."""
        return self._log.read_text(encoding="utf-8").splitlines()[self._seen:] if self._log.exists() else []

    def wait_for(self, what: str, count: int = 1, patience_s: float = 60) -> None:
        ends = time.monotonic() + patience_s
        while sum(line.startswith(what) for line in self.lines()) < count:
            assert self.process.poll() is None, "the process died by itself"
            assert time.monotonic() < ends, f"no {what} in time"
            time.sleep(0.001)

    def give(self, orders: list[str]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(("\n".join(orders) + "\n").encode())
        self.process.stdin.flush()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(60) == 0


@pytest.mark.timeout(300)
def test_no_acknowledged_order_is_lost_or_doubled_by_kills(lite_url: str, tmp_path: Path) -> None:
    log, chance = tmp_path / "log", random.Random(20261128)
    given: list[str] = []
    in_between = 0
    for kill in range(KILLS):
        new = [f"k{kill}-{n} wx_k{kill}_{n} 鸡蛋一盒" for n in range(BATCH)]
        repeated = chance.sample(given, min(len(given), 3))  # the channel repeats itself
        life = Life(lite_url, log)
        life.wait_for("ready")
        life.give([*new, *repeated])
        given += new
        if kill % 2:  # between receipt and acknowledgement, right after some were received
            life.wait_for("received", chance.randint(1, BATCH))
        else:
            life.wait_for("done", chance.randint(1, BATCH - 1))
            time.sleep(chance.random() * 0.02)
        life.kill()
        lines = life.lines()
        in_between += _ids(lines, "received") != _ids(lines, "done")
    assert in_between >= KILLS / 2, "the log must prove that kills fall between receipt and acknowledgement"

    done = {line.split()[1] for line in _all(log) if line.startswith("done ") and line.endswith(" order")}
    _check(lite_url, done, log)

    last = Life(lite_url, log)
    last.wait_for("ready")
    last.give(given)  # everything once more: the next full chain, so to speak
    last.end()
    _check(lite_url, {line.split()[0] for line in given}, log)
    assert _recorded(lite_url) == Counter({line.split()[1]: 1 for line in given})


def _all(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8").splitlines()


def _ids(lines: list[str], what: str) -> set[str]:
    return {line.split()[1] for line in lines if line.startswith(what + " ")}


def _recorded(url: str) -> Counter[str]:
    """How many boxes each sender has in orders that stand."""
    database = open_database(url)
    with database.read() as session:
        orders = snapshot(session)["orders"]
    database.close()
    boxes: Counter[str] = Counter()
    for order in orders:
        for item in order["items"]:
            boxes[order["sender"]] += item["quantity"]
    return boxes


def _check(url: str, done: set[str], log: Path) -> None:
    database = open_database(url)
    with database.read() as session:
        handled = set(session.scalars(select(HandledMessage.id).where(HandledMessage.intent == "order")))
        entries = dict(session.execute(
            select(OrderEntry.message_id, func.count()).group_by(OrderEntry.message_id)
        ).tuples().all())
        answers = set(session.scalars(select(Outbox.message_id).where(Outbox.kind == "answer")))
        uncertain = session.scalar(select(func.count()).select_from(Outbox).where(Outbox.status == "uncertain"))
    database.close()
    assert done <= handled, "an acknowledged order is missing"
    assert set(entries) == handled == answers, "effect, record and answer stand together or not at all"
    assert set(entries.values()) == {1}, "an order was recorded twice"
    assert uncertain == 0, "an answer is sent again after a crash"
    told = {line.split()[1] for line in _all(log) if line.startswith("sent ")}
    senders = {sender for sender, boxes in _recorded(url).items() if boxes}
    assert told <= senders, "somebody was told of an order that is not there"
