"""The web server: takes a port, refuses what would be unsafe, opens the browser, and stops cleanly."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn

from bot.channels.web.app import WebPages
from bot.channels.web.chat import Chat
from bot.channels.web.safety import Password, Sessions, is_loopback
from intents.errors import LinliError

DEFAULT_PORT = 8765


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page is served. port 0: any free one. password: plain or an argon2 hash; "": none."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    password: str = ""


async def serve(chat: Chat, address: Address, on_ready: Callable[[str], None] = lambda url: None) -> None:
    """Serve the page until the process is told to stop; `on_ready` gets its address once it can be opened.

    Raises: LinliError where the port is taken, or where others could reach the page without a password.
    """
    password = checked_password(address)
    with listen(address) as listening:
        port = listening.getsockname()[1]
        pages = WebPages(chat, Sessions(port), password)
        config = uvicorn.Config(
            pages.application(), log_config=None, access_log=False, server_header=False, lifespan="off",
            timeout_graceful_shutdown=3, proxy_headers=False, ws="none",
        )
        server = PageServer(config, chat)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        if server.started:
            on_ready(url_of(address.host, port))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            server.should_exit = True
            await asyncio.wait([serving], timeout=5)
            raise


class PageServer(uvicorn.Server):
    """A server that lets its endless streams go before it waits for them."""

    def __init__(self, config: uvicorn.Config, chat: Chat) -> None:
        super().__init__(config)
        self._chat = chat

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the streams, then everything else."""
        self._chat.close()
        await super().shutdown(sockets)


def checked_password(address: Address) -> Password | None:
    """The password to ask for, None for none. Raises: LinliError where there must be one and is not."""
    if address.password:
        return Password(address.password)
    if not is_loopback(address.host):
        raise LinliError(
            f"网页要在 {address.host} 上让别的电脑也能打开，就必须先设密码。"
            "请设置网页密码（web_password，可以是 argon2 散列），或者改回 127.0.0.1 只在本机使用。"
        )
    return None


def listen(address: Address) -> socket.socket:
    """A socket that listens there. Raises: LinliError naming the port and the way out."""
    host, port = address.host, address.port
    if not 0 <= port <= 65535:
        raise LinliError(f"端口 {port} 不对：要在 0 到 65535 之间，--port 0 会自动挑一个空闲的。")
    listening: socket.socket | None = None
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        if os.name != "nt":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(128)
    except OSError as error:
        if listening is not None:
            listening.close()
        raise LinliError(_why_not(host, port, error)) from error
    return listening


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (f"端口 {port} 已经被别的程序占用了。换一个再试：linli demo --port {min(port + 1, 65535)}，"
                "或者用 --port 0 自动挑一个空闲的。")
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"没有权限使用端口 {port}。请换一个 1024 以上的端口，比如 --port {DEFAULT_PORT}。"
    return f"打不开地址 {host}:{port}（{error.strerror or error}）。只在本机使用的话，地址写 127.0.0.1 就行。"


def url_of(host: str, port: int) -> str:
    """What to type into a browser."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "127.0.0.1": "localhost"}.get(host, host)  # noqa: S104
    return f"http://{f'[{name}]' if ':' in name and not name.startswith('[') else name}:{port}/"


def open_browser(url: str) -> bool:
    """Open the page in the desktop's browser; False where there is no desktop to show it on."""
    desktop = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not desktop:
        return False  # only a browser in the terminal could answer, and would take the terminal
    try:
        return webbrowser.open(url)
    except webbrowser.Error:
        return False
