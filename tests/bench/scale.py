"""Many shops, many rooms, many replayed lines."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from catalogue.database import Database, open_database
from catalogue.directory import Directory, Shop
from catalogue.tables import Outbox, Room, Schedule
from intents.days import CHINA, plain_day_kind
from schedules.broadcasts import fire_broadcasts, plan
from tests.bench.corpora import NEIGHBOURHOODS, cases_of
from tests.bench.figures import Figure, at_most
from tests.bench.measuring import Timings

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=CHINA)
KINDS = ("超市", "药店", "理发店", "五金店", "饭店", "水果店", "干洗店", "面馆", "花店", "诊所", "书店", "修理部")
HOURS = ("08:00-20:00", "24小时", "17:00-02:00", "周一至周五 09:00-18:00", None)
START = "from bot.command_line import main; main()"


def shops(count: int) -> list[Shop]:
    """A city of 40 km: some shops closed down, some on no map, many hours."""
    chance = random.Random(count)
    return [
        Shop(
            id=number, name=f"店{number}", categories=(chance.choice(KINDS),),
            lng=None if chance.random() < 0.02 else 117.0 + chance.random() * 0.4, lat=36.5 + chance.random() * 0.4,
            hours_text=chance.choice(HOURS), status="停业" if chance.random() < 0.05 else "营业",
        )
        for number in range(count)
    ]


def nearest_figures(quick: bool) -> Iterator[Figure]:
    """The three nearest of a kind that are open, asked from anywhere in the city."""
    for count, most in ((1_000, 1.0),) if quick else ((10_000, 1.0), (100_000, 5.0)):
        directory = Directory(shops(count))
        chance, found = random.Random(1), Timings()

        def is_open(shop: Shop) -> bool:
            return shop.hours is None or shop.hours.is_open(NOON, plain_day_kind)

        for _ in range(5):
            took = []
            for _ in range(50 if quick else 200):
                kind, here = chance.choice(KINDS), (117.0 + chance.random() * 0.4, 36.5 + chance.random() * 0.4)
                begun = time.perf_counter()
                assert len(directory.nearest(kind, here, 3, is_open)) == 3
                took.append((time.perf_counter() - begun) * 1e6)
            found.rounds.append(took)
        mean, p99 = found.mean_us() / 1000, found.percentile_us(0.99) / 1000
        yield at_most(
            f"nearest of {count:,} merchants", mean, most, f"{mean:.2f} ms, p99 {p99:.2f} ms", f"≤ {most:g} ms"
        )


def broadcast_figures(quick: bool) -> Iterator[Figure]:
    """One broadcast made into a row for each room, committed on an SQLite file."""
    count = 500 if quick else 10_000
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        database = open_database(f"sqlite:///{folder}/rooms.db")
        try:
            database.upgrade()
            took = _broadcast(database, count)
        finally:
            database.close()
    yield at_most(f"a broadcast to {count:,} rooms made into outgoing rows", took, 2.0, f"{took:.2f} s", "≤ 2 s")


def _broadcast(database: Database, count: int) -> float:
    with database.transaction() as session:
        session.add_all(Room(name=f"群{number}", channel_ref=f"r{number}") for number in range(count))
        session.add(Schedule(
            kind="promotion", title="糕点", text="糕点八折", when="2026-11-28 12:00", rooms=[], next_due=NOON,
        ))
    begun = time.perf_counter()
    with database.transaction() as session:
        plan(session, NOON - timedelta(hours=1), plain_day_kind)
        fire_broadcasts(session, NOON, plain_day_kind)
    took = time.perf_counter() - begun
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Outbox)) == count
    return took


def isolated_figures(quick: bool) -> Iterator[Figure]:
    """`linli replay --isolated` as a process, from its start to its last line, in the two largest neighbourhoods."""
    count = 100 if quick else 1_000
    for folder in sorted(NEIGHBOURHOODS, key=lambda one: len(cases_of(one)))[-2:]:
        cases = cases_of(folder)
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as scratch:
            file = Path(scratch) / "messages.jsonl"
            lines = [
                {**case, "id": f"i{number}", "expect": None}
                for number, case in enumerate((cases * (count // len(cases) + 1))[:count])
            ]
            file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
            command = [sys.executable, "-c", START, "replay", str(file), "--world", str(folder / "world"), "--isolated"]
            begun = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            took = time.perf_counter() - begun
        assert len(done.stdout.splitlines()) == count
        yield at_most(f"{count:,} isolated replay lines, {folder.name}", took, 10, f"{took:.1f} s", "≤ 10 s")
