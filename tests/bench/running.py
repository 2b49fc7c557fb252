"""The running bot as an operator starts it: how soon it is ready and how much memory it takes."""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.bench.corpora import NEIGHBOURHOODS, cases_of
from tests.bench.figures import Figure, at_most
from tests.bench.street import street

START = "from bot.command_line import main; main()"


def memory_figures(quick: bool) -> Iterator[Figure]:
    """`linli run` with the web page as its channel; the memory once it has answered some dozens of messages."""
    folder = NEIGHBOURHOODS[0]
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as scratch:
        store = Path(scratch) / "linli.sqlite3"
        with street(folder, 1_000, f"sqlite:///{store}") as here:
            room = here.room
        texts = [case["text"] for case in cases_of(folder) if not case["mention"]][:40]
        runs = [_run(Path(scratch), store, room, texts) for _ in range(1 if quick else 3)]
    ready, idle, first, busy = (statistics.median(values) for values in zip(*runs, strict=True))
    yield at_most("ready (`linli run`, SQLite, web page, 1000 names)", ready, 2.0, f"{ready:.2f} s", "≤ 2 s")
    yield Figure("an order given at once is answered", f"{first:.2f} s after the start")
    yield at_most(
        f"memory after {len(texts)} messages", busy, 150, f"{busy:.0f} MB resident ({idle:.0f} MB when ready)",
        "≤ 150 MB",
    )


def _run(folder: Path, store: Path, room: str, texts: list[str]) -> tuple[float, float, float, float]:
    """Seconds until the page answers, megabytes then, seconds until the first order is answered, megabytes after all."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("LINLI_")},
        "LINLI_DATABASE_URL": f"sqlite:///{store}", "LINLI_FILES": str(folder / "files"), "LINLI_PORT": "0",
        "PYTHONUTF8": "1",
    }
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", START, "run"], env=environment, cwd=folder, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )
    try:
        assert process.stdout is not None
        told = (re.search(r"http://\S+/", line) for line in process.stdout)
        url = next((found for found in told if found), None)
        assert url, "the page was not opened"
        with httpx.Client(base_url=url[0], timeout=30) as page:
            token = re.search(r'name="csrf-token" content="(\w+)"', page.get("/").text)
            ready, idle = time.perf_counter() - begun, resident_mb(process.pid)
            assert token
            headers = {"X-CSRF-Token": token[1]}
            me = page.post("/api/join", json={"name": "新邻居"}, headers=headers).json()["id"]
            first = 0.0
            for text in texts:
                said = page.post("/api/say", json={"me": me, "room": room, "text": text}, headers=headers)
                assert said.status_code in (200, 422), said.text
                first = first or time.perf_counter() - begun
        return ready, idle, first, resident_mb(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def resident_mb(pid: int) -> float:
    """What a process holds in memory."""
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(shown.stdout) / 1024
