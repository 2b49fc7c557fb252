"""Who may use the page: loopback names only, or a password; sessions, a token on each POST."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections import deque
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intents.errors import LinliError

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TRIES, WITHIN_S = 5, 60.0  # wrong passwords


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine alone."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Password:
    """A password, kept only as an argon2 hash. Takes the password itself or its argon2 hash.

    Raises: LinliError where something that begins like a hash is none.
    """

    def __init__(self, setting: str) -> None:
        self._hasher = PasswordHasher()
        self._failures: deque[float] = deque(maxlen=TRIES)
        self._hash = setting if setting.startswith("$argon2") else self._hasher.hash(setting)
        try:
            self._hasher.check_needs_rehash(self._hash)
        except InvalidHashError as error:
            raise LinliError("网页密码的 argon2 散列不完整：请整串复制，前后不要有空格。") from error

    def must_wait(self, now_s: float | None = None) -> bool:
        """Whether there were too many wrong passwords just now."""
        now_s = time.monotonic() if now_s is None else now_s
        return len(self._failures) == TRIES and now_s - self._failures[0] < WITHIN_S

    def fits(self, said: str) -> bool:
        """Whether this is the password; a wrong one is remembered against the next. Takes some 50 ms."""
        try:
            return self._hasher.verify(self._hash, said)
        except Argon2Error:
            self._failures.append(time.monotonic())
            return False


class Sessions:
    """Sessions without a store: a random id in a cookie, signed with a secret of this run."""

    def __init__(self, port: int) -> None:
        self._secret = secrets.token_bytes(32)
        self.cookie = f"linli_{port}"  # cookies do not tell ports apart

    def new(self, welcome: bool) -> str:
        """A new cookie value. welcome: no password is needed, or it was given."""
        ticket = f"{secrets.token_urlsafe(18)}.{int(welcome)}"
        return f"{ticket}.{self._sign('session', ticket)}"

    def valid(self, value: str) -> bool:
        """Whether this run made the cookie."""
        ticket, _, signature = value.rpartition(".")
        return bool(ticket) and self._same(signature, self._sign("session", ticket))

    def welcome(self, value: str) -> bool:
        """Whether the cookie's owner may come in."""
        return self.valid(value) and value.split(".")[1] == "1"

    def token(self, value: str) -> str:
        """What each POST of this session must carry."""
        return self._sign("post", value)

    def token_fits(self, value: str, token: str) -> bool:
        """Whether a POST carries the token of its session."""
        return self._same(token, self.token(value))

    def of(self, headers: Headers) -> str:
        """The session that a request carries, "" where it has none of ours."""
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(self.cookie)
        except CookieError:
            return ""
        return morsel.value if morsel is not None and self.valid(morsel.value) else ""

    def set_cookie(self, value: str) -> str:
        """The header that gives a browser its session."""
        return f"{self.cookie}={value}; Path=/; HttpOnly; SameSite=Strict"

    def _sign(self, purpose: str, value: str) -> str:
        return hmac.new(self._secret, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()

    @staticmethod
    def _same(one: str, other: str) -> bool:
        return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


class Guard:
    """Stands before every request: the host's name, a POST's origin and token; and adds headers."""

    def __init__(self, app: ASGIApp, sessions: Sessions, any_host: bool) -> None:
        self._app = app
        self._sessions = sessions
        self._any_host = any_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        reason = self._objection(scope)
        if reason:
            return await JSONResponse({"error": reason}, 403)(scope, receive, send_guarded)
        await self._app(scope, receive, send_guarded)

    def _objection(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._any_host and not is_loopback(_name_of("//" + host)):
            return "只能在这台电脑上用本机地址打开，比如 http://localhost 。"
        if scope["method"] in ("GET", "HEAD"):
            return None
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return "这条请求不是从小邻的网页发来的。"
        session = self._sessions.of(headers)
        if not session or not self._sessions.token_fits(session, headers.get("x-csrf-token", "")):
            return "网页过期了，请刷新一下再试。"
        return None


def _name_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
