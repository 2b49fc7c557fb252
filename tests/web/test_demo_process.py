"""The demo as a process: it is ready soon, says where, stops when it is told to, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from bot.channels.web import Address
from bot.demo import run_demo
from intents.errors import LinliError

START = "from bot.command_line import main; main()"


def test_the_demo_is_ready_soon_and_stops_cleanly(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", START, "demo", "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "TMPDIR": str(tmp_path), "DISPLAY": "", "WAYLAND_DISPLAY": "", "PYTHONUTF8": "1"},
    )
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        found = re.search(r"http://localhost:\d+/", said)
        assert found, said + process.stdout.read()
        assert "小邻" in httpx.get(found[0]).text
        assert [each.name.startswith("linli-demo-") for each in tmp_path.iterdir()].count(True) == 1
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        rest = process.communicate(timeout=15)[0]
        assert time.monotonic() - began < 10
        assert process.returncode in (0, -signal.SIGINT) and "Traceback" not in rest
        assert not [each for each in tmp_path.iterdir() if each.name.startswith("linli-demo-")]
    finally:
        process.kill()


def test_a_taken_port_is_told_before_anything_else_is_heard(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LinliError, match=f"端口 {port} "):
            run_demo(Address(port=port), open_page=False)


def test_another_interface_without_a_password_is_refused() -> None:
    with pytest.raises(LinliError, match="密码"):
        run_demo(Address(host="0.0.0.0", port=0), open_page=False)


def test_the_command_tells_a_taken_port_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-c", START, "demo", "--port", port, "--no-browser"],
            capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONUTF8": "1"},
        )
    assert done.returncode == 1 and f"端口 {port} 已经被" in done.stderr and "Traceback" not in done.stderr
