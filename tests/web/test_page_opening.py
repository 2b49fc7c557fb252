"""How the page is opened: ports, addresses, passwords, the browser, and that the server stops at once."""

from __future__ import annotations

import os
import socket
import stat
import threading
import time
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bot.channels.web import Address
from bot.channels.web.safety import Password
from bot.channels.web.server import listen, open_browser, url_of
from intents.errors import LinliError
from tests.web.conftest import Served, Serving, Visitor, news
from tests.web.street import Street


def test_a_taken_port_is_named_with_the_way_out(served: Served) -> None:
    port = int(served.url.rstrip("/").rpartition(":")[2])
    with pytest.raises(LinliError, match=rf"端口 {port} .*--port {port + 1}.*--port 0"):
        listen(Address(port=port))


@pytest.mark.parametrize("port", [-1, 65536])
def test_an_impossible_port_is_explained(port: int) -> None:
    with pytest.raises(LinliError, match="65535"):
        listen(Address(port=port))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.9", "example.org"])
def test_other_interfaces_need_a_password(host: str) -> None:
    serving = Serving(lambda: Street().chat, Address(host=host, port=0))
    serving.start()
    serving.join(10)
    assert isinstance(serving.error, LinliError) and "密码" in str(serving.error)


@pytest.mark.parametrize("password", ["桂花开了 2026", PasswordHasher().hash("桂花开了 2026")])
def test_with_a_password_the_page_asks_for_it_first(password: str) -> None:
    street = Street()
    serving = Serving(lambda: street.chat, Address(port=0, password=password))
    serving.start()
    assert serving.ready.wait(10) and serving.url
    try:
        visitor = Visitor(serving.url)
        assert "请输密码" in visitor.http.get("/").text
        assert visitor.http.get("/api/state").status_code == 403
        assert visitor.say("wx_a", "好").status_code == 403
        assert visitor.post("/api/login", {"password": "不是"}).status_code == 403
        assert visitor.post("/api/login", {"password": "桂花开了 2026"}).status_code == 200
        visitor.token = visitor.open()
        assert visitor.say("wx_a", "好").status_code == 200
        stranger = Visitor(serving.url)
        tries = [stranger.post("/api/login", {"password": str(each)}).status_code for each in range(6)]
        assert tries[-1] == 429
    finally:
        serving.stop()
    assert not serving.is_alive()


def test_a_password_is_kept_as_an_argon2_hash_only() -> None:
    password = Password("桂花开了 2026")
    kept = [value for value in vars(password).values() if isinstance(value, str)]
    assert kept and all(value.startswith("$argon2id$") for value in kept)
    assert password.fits("桂花开了 2026") and not password.fits(kept[0])


def test_half_a_hash_is_no_password() -> None:
    serving = Serving(lambda: Street().chat, Address(port=0, password="$argon2id$v=19$m"))
    serving.start()
    serving.join(10)
    assert isinstance(serving.error, LinliError)


def test_the_server_stops_at_once_while_pages_listen() -> None:
    street = Street()
    serving = Serving(lambda: street.chat, Address(port=0))
    serving.start()
    assert serving.ready.wait(10)
    visitor = Visitor(serving.url)
    last = visitor.http.get("/api/state", params={"me": "wx_a"}).json()["last"]
    listening = threading.Thread(target=news, args=(visitor, last, "wx_a", [], 1), daemon=True)
    listening.start()
    time.sleep(0.3)
    began = time.monotonic()
    serving.stop()
    listening.join(5)
    assert not serving.is_alive() and not listening.is_alive() and time.monotonic() - began < 3
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(serving.url.rstrip("/").rpartition(":")[2]))) != 0


def test_without_a_desktop_no_browser_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not open_browser("http://localhost:1/")


def test_with_a_desktop_its_browser_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen, script = tmp_path / "seen", tmp_path / "my-browser"
    script.write_text(f'#!/bin/sh\necho "$1" > {seen}\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("DISPLAY", ":9")
    monkeypatch.setattr("webbrowser._tryorder", None)
    monkeypatch.setenv("BROWSER", f"{script} %s")
    assert open_browser("http://localhost:1/") or os.name == "nt"
    assert seen.read_text().strip() == "http://localhost:1/"


def test_addresses_are_such_as_a_browser_takes() -> None:
    assert url_of("127.0.0.1", 80) == "http://localhost:80/"
    assert url_of("::1", 80) == "http://[::1]:80/"
    assert url_of("0.0.0.0", 80) == "http://127.0.0.1:80/"
