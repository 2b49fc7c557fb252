"""The page as it is served, in its own thread, and a real browser."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from bot.channels.web import Address, Chat, serve
from tests.web.street import Street

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
    "--lang=zh-CN",
)


@dataclass
class Served:
    """A page being served; `run` does something on its event loop and waits for it."""

    url: str
    street: Street
    loop: asyncio.AbstractEventLoop

    def run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def client(self) -> Visitor:
        return Visitor(self.url)


class Visitor:
    """A browser's part of the protocol: its cookie, and the token of the page it opened."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=10)
        self.token = self.open()

    def open(self) -> str:
        found = re.search(r'name="csrf-token" content="(\w+)"', self.http.get("/").text)
        assert found
        return found[1]

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return self.http.post(path, json=body, headers={"X-CSRF-Token": self.token, **headers})

    def say(self, me: str, text: str, room: str | None = "r1", **more: Any) -> httpx.Response:
        return self.post("/api/say", {"me": me, "room": room, "text": text, **more})

    def lines(self, me: str) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = self.http.get("/api/state", params={"me": me}).json()["lines"]
        return lines


class Serving(threading.Thread):
    """Serves a chat until it is told to stop."""

    def __init__(self, make: Callable[[], Chat], address: Address) -> None:
        super().__init__(daemon=True)
        self.make, self.address = make, address
        self.ready, self.url, self.error = threading.Event(), "", None
        self.loop = asyncio.new_event_loop()

    def run(self) -> None:
        try:
            self.loop.run_until_complete(self._serve())
        except BaseException as error:  # told to the test
            self.error = error
        finally:
            self.ready.set()

    async def _serve(self) -> None:
        self.task = asyncio.current_task()
        await serve(self.make(), self.address, self._opened)

    def _opened(self, url: str) -> None:
        self.url = url
        self.ready.set()

    def stop(self) -> None:
        if self.is_alive():
            self.loop.call_soon_threadsafe(self.task.cancel)
            self.join(10)


@pytest.fixture
def served() -> Iterator[Served]:
    """The street's page on a free port."""
    street = Street()
    serving = Serving(lambda: street.chat, Address(port=0))
    serving.start()
    assert serving.ready.wait(10) and serving.url, serving.error
    yield Served(serving.url, street, serving.loop)
    serving.stop()


def open_browser_window(profile: Path, width: int, height: int) -> webdriver.Chrome:
    """A browser of its own. Fails loudly where there is none."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.fail("no browser to test with: apt-get install chromium chromium-driver fonts-wqy-zenhei")
    options = Options()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(driver))


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One browser for all tests: starting one takes seconds."""
    driver = open_browser_window(tmp_path_factory.mktemp("profile"), 1280, 900)
    yield driver
    driver.quit()


@pytest.fixture
def browser(chromium: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The browser with a single empty tab, the size of a phone."""
    phone(chromium, 390, 844)
    yield chromium
    first, *others = chromium.window_handles
    for other in others:
        chromium.switch_to.window(other)
        chromium.close()
    chromium.switch_to.window(first)
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.get("about:blank")


def phone(driver: webdriver.Chrome, width: int, height: int) -> None:
    """Give the page of this tab a phone's size; headless windows cannot be that narrow."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False,
    })


def news(visitor: Visitor, last: str, me: str, found: list[tuple[str, object]], many: int) -> None:
    """Put what the page's stream tells after `last` into `found`, until it is so many."""
    with visitor.http.stream("GET", "/api/stream", params={"me": me, "last": last}) as answer:
        kind = ""
        for row in answer.iter_lines():
            if row.startswith("event: "):
                kind = row[7:]
            elif row.startswith("data: "):
                found.append((kind, json.loads(row[6:])))
                if len(found) == many:
                    return
