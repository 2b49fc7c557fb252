"""The web application: one page, its data, a stream of news, and the few things that can be sent to it."""

from __future__ import annotations

import asyncio
import html
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.web.chat import BOT_ID, Chat, Refused, Saying, person_json
from bot.channels.web.lines import Event, Json
from bot.channels.web.safety import Guard, Password, Sessions

STATIC = Path(__file__).parent / "static"
LARGEST_BODY = 256 * 1024  # bytes: any message that people write, escaped as JSON, fits
PATIENCE_S = 15.0          # a sign of life on a quiet stream
LONGEST_JUMP_MIN = 31 * 24 * 60

Page = Callable[[Request], Awaitable[Response]]


class WebPages:
    """The pages over one chat."""

    def __init__(self, chat: Chat, sessions: Sessions, password: Password | None) -> None:
        self._chat = chat
        self._sessions = sessions
        self._password = password

    def application(self) -> Starlette:
        """The application, guarded."""
        inside = [
            Route("/api/state", self._guarded(self.state)),
            Route("/api/stream", self._guarded(self.stream)),
            Route("/api/suggestions", self._guarded(self.suggestions)),
            Route("/api/say", self._guarded(self.say), methods=["POST"]),
            Route("/api/recall", self._guarded(self.recall), methods=["POST"]),
            Route("/api/join", self._guarded(self.join), methods=["POST"]),
            Route("/api/clock", self._guarded(self.clock), methods=["POST"]),
            Route("/files/{token}", self._guarded(self.file)),
        ]
        return Starlette(
            routes=[
                Route("/", self.page),
                Route("/api/login", self.login, methods=["POST"]),
                *inside,
                Mount("/static", StaticFiles(directory=STATIC)),
            ],
            middleware=[Middleware(Guard, sessions=self._sessions, any_host=self._password is not None)],
        )

    async def page(self, request: Request) -> Response:
        """The chat, or the question for the password."""
        session = self._sessions.of(request.headers)
        fresh = not session or (self._password is None and not self._sessions.welcome(session))
        if fresh:
            session = self._sessions.new(welcome=self._password is None)
        name = "chat.html" if self._sessions.welcome(session) else "login.html"
        text = (STATIC / name).read_text(encoding="utf-8")
        response = HTMLResponse(text.replace("{{token}}", html.escape(self._sessions.token(session))))
        if fresh:
            response.headers["Set-Cookie"] = self._sessions.set_cookie(session)
        return response

    async def login(self, request: Request) -> Response:
        """Let a browser in that knows the password."""
        body = await read_json(request)
        if self._password is None:
            return JSONResponse({"ok": True})
        if self._password.must_wait():
            return wrong("密码错了好几次，请过一分钟再试。", 429)
        if not await asyncio.to_thread(self._password.fits, text_of(body, "password")[:200]):
            return wrong("密码不对，再看一眼？", 403)
        response = JSONResponse({"ok": True})
        response.headers["Set-Cookie"] = self._sessions.set_cookie(self._sessions.new(welcome=True))
        return response

    async def state(self, request: Request) -> Response:
        """Everything that a page shows at first, for the person who is played (none yet: the groups)."""
        chat, me = self._chat, request.query_params.get("me", "")
        known = any(person.id == me for person in chat.people())
        lines = [line.as_json() for line in chat.since_start(me if known else "")]
        return JSONResponse({
            "bot": {"id": BOT_ID, "name": chat.house.bot_name}, "me": me if known else None,
            "groups": [asdict(group) for group in chat.house.groups()],
            "people": [person_json(person) for person in chat.people()],
            "places": [asdict(spot) for spot in chat.house.places()],
            "clock": chat.clock_json(), "lines": lines, "last": chat.last_event,
        })

    async def stream(self, request: Request) -> Response:
        """The news for one person's page as server-sent events, from the last one that it saw."""
        last = request.headers.get("last-event-id") or request.query_params.get("last", "")
        me = self._chat.person(request.query_params.get("me", "")).id
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._news(last, me), media_type="text/event-stream", headers=headers)

    async def _news(self, last: str, me: str) -> AsyncIterator[str]:
        yield "retry: 1000\n\n"
        after = self._chat.knows(last)
        if after is None:
            yield "event: restart\ndata: {}\n\n"
            return
        async for event in self._chat.events(after, me, PATIENCE_S):
            yield ": still here\n\n" if event is None else self._worded(event)

    def _worded(self, event: Event) -> str:
        body = json.dumps(event.body, ensure_ascii=True)
        return f"id: {self._chat.epoch}-{event.number}\nevent: {event.kind}\ndata: {body}\n\n"

    async def suggestions(self, request: Request) -> Response:
        """What this person could try here."""
        person = self._chat.person(request.query_params.get("me", ""))
        room = request.query_params.get("room")
        group = self._chat.group(room) if room else None
        tips = self._chat.house.suggestions(person, group)
        return JSONResponse({"suggestions": [{"text": tip.text, "label": tip.label} for tip in tips]})

    async def say(self, request: Request) -> Response:
        """Say something in a group, or to the bot alone."""
        body = await read_json(request)
        line = await self._chat.say(Saying(
            person=text_of(body, "me"), room=optional(body, "room"), kind=text_of(body, "kind") or "text",
            text=text_of(body, "text"), quote=optional(body, "quote"), place=optional(body, "place"),
            nonce=text_of(body, "nonce")[:64],
        ))
        return JSONResponse({"id": line.id})

    async def recall(self, request: Request) -> Response:
        """Take one's own message back."""
        body = await read_json(request)
        await self._chat.recall(text_of(body, "me"), text_of(body, "id"))
        return JSONResponse({"ok": True})

    async def join(self, request: Request) -> Response:
        """Become a new neighbour."""
        return JSONResponse(person_json(self._chat.join(text_of(await read_json(request), "name"))))

    async def clock(self, request: Request) -> Response:
        """Move the clock forward: by minutes, or to the next thing that is planned."""
        body, house = await read_json(request), self._chat.house
        minutes = body.get("minutes")
        if body.get("next") is True:
            due = house.next_due()
            if due is None:
                raise Refused("后面没有排好的定时了。")
            target = max(due, house.now())
        elif isinstance(minutes, int) and 0 < minutes <= LONGEST_JUMP_MIN:
            target = house.now() + timedelta(minutes=minutes)
        else:
            raise Refused("时间只能往前走，一次最多31天。")
        await self._chat.move_clock(target)
        return JSONResponse(self._chat.clock_json())

    async def file(self, request: Request) -> Response:
        """A file that the bot handed out."""
        path = self._chat.file(request.path_params["token"])
        if path is None or not path.is_file():
            return wrong("这个文件不在了，请再导出一次。", 404)
        return FileResponse(path, filename=path.name, media_type="application/octet-stream")

    def _guarded(self, page: Page) -> Page:
        async def answer(request: Request) -> Response:
            if not self._sessions.welcome(self._sessions.of(request.headers)):
                return wrong("网页过期了，请刷新一下再试。", 403)
            try:
                return await page(request)
            except Refused as refusal:
                return wrong(str(refusal), 422)
            except ClientDisconnect:
                return Response(status_code=400)
        return answer


def wrong(reason: str, status: int) -> Response:
    """An answer that the page shows to its person."""
    return JSONResponse({"error": reason}, status)


async def read_json(request: Request) -> Json:
    """The object that was posted. Raises: Refused where it is too large or none."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST_BODY:
            raise Refused("发的内容太长了，请分几条发。")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused("没看懂网页发来的内容，请刷新一下再试。") from error
    if not isinstance(body, dict):
        raise Refused("没看懂网页发来的内容，请刷新一下再试。")
    return body


def text_of(body: Json, key: str) -> str:
    """A text of the object; "" where it is missing or no text. Lone surrogates become question marks."""
    value = body.get(key)
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def optional(body: Json, key: str) -> str | None:
    """A text of the object; None where it is missing or something else."""
    return text_of(body, key) if isinstance(body.get(key), str) else None
