"""/health and /metrics for whoever watches over the machine: on this machine only, numbers only, no texts and no names."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.logs import trouble
from bot.operating.heartbeat import GatewaySight
from bot.outbox import KINDS
from catalogue.database import Database
from catalogue.tables import Outbox
from schedules.quiet import day_of

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
PATIENCE_S = 5.0
LATE_S = 900.0  # an answer that waits longer is no good health
STATUSES = ("sent", "uncertain", "expired", "skipped")

HELP: Mapping[str, str] = {
    "linli_up": "1 while the program runs",
    "linli_gateway_connected": "whether messages of the gateway arrive (1 where no gateway is set)",
    "linli_gateway_away_seconds": "how long the gateway has been away, 0 where it is there",
    "linli_gateway_losses_total": "how often the gateway went away since the start; messages may be lost meanwhile",
    "linli_outbox_waiting": "messages that could leave now and have not yet, by kind",
    "linli_outbox_oldest_seconds": "how long the oldest of them has waited",
    "linli_messages_today": "what became of messages on this day in China, by status",
    "linli_sent_last_hour": "messages sent within the last hour",
    "linli_clock_doubtful": "1 while the clock jumped and what is planned is held back",
    "linli_paused_seconds": "how long nothing proactive will go because WeChat found us too fast",
}


def figures(
    session: Session, now: datetime, sight: GatewaySight | None, *, doubtful: bool = False, paused_until: datetime | None = None
) -> dict[str, float | dict[str, float]]:
    """Every figure of HELP, those with a kind or status as a mapping."""
    rows = session.execute(
        select(Outbox.kind, func.count(), func.min(Outbox.not_before)).where(
            Outbox.status.in_(("pending", "sending")), Outbox.not_before <= now,
        ).group_by(Outbox.kind)
    ).all()
    begins, ends = day_of(now)
    today = session.execute(
        select(Outbox.status, func.count()).where(
            Outbox.status.in_(STATUSES), func.coalesce(Outbox.sent_at, Outbox.not_before) >= begins,
            func.coalesce(Outbox.sent_at, Outbox.not_before) < ends,
        ).group_by(Outbox.status)
    ).all()
    an_hour = select(func.count()).where(Outbox.status == "sent", Outbox.sent_at > now - timedelta(hours=1))
    oldest = min((at for _, _, at in rows), default=now)
    away = (now - sight.away_since).total_seconds() if sight is not None and sight.away_since is not None else 0.0
    return {
        "linli_up": 1.0,
        "linli_gateway_connected": float(sight is None or sight.hears),
        "linli_gateway_away_seconds": away,
        "linli_gateway_losses_total": float(sight.lost) if sight is not None else 0.0,
        "linli_outbox_waiting": _counted(KINDS, {kind: count for kind, count, _ in rows}),
        "linli_outbox_oldest_seconds": (now - oldest).total_seconds(),
        "linli_messages_today": _counted(STATUSES, {status: count for status, count in today}),
        "linli_sent_last_hour": float(session.scalar(an_hour) or 0),
        "linli_clock_doubtful": float(doubtful),
        "linli_paused_seconds": max(0.0, (paused_until - now).total_seconds()) if paused_until is not None else 0.0,
    }


def _counted(names: Sequence[str], counts: Mapping[str, int]) -> dict[str, float]:
    return {name: float(counts.get(name, 0)) for name in names}


def as_prometheus(found: Mapping[str, float | dict[str, float]]) -> str:
    """The figures in Prometheus' text format."""
    lines = []
    for name, value in found.items():
        lines += [f"# HELP {name} {HELP[name]}", f"# TYPE {name} {'counter' if name.endswith('_total') else 'gauge'}"]
        label = "kind" if name == "linli_outbox_waiting" else "status"
        values = value.items() if isinstance(value, dict) else [("", value)]
        lines += [f'{name}{{{label}="{of}"}} {number:g}' if of else f"{name} {number:g}" for of, number in values]
    return "\n".join(lines) + "\n"


def health(found: Mapping[str, float | dict[str, float]]) -> tuple[bool, str]:
    """Whether all is well, and why (not), as JSON."""
    oldest, away = found["linli_outbox_oldest_seconds"], found["linli_gateway_away_seconds"]
    faults = [
        name for name, bad in (
            ("gateway", found["linli_gateway_connected"] == 0), ("clock", found["linli_clock_doubtful"] == 1),
            ("outbox", isinstance(oldest, float) and oldest > LATE_S),
        ) if bad
    ]
    return not faults, json.dumps({"ok": not faults, "faults": faults, "gateway_away_s": away, "outbox_oldest_s": oldest})


@asynccontextmanager
async def watched(port: int, ask: Callable[[], Mapping[str, float | dict[str, float]]]) -> AsyncIterator[int]:
    """Inside, /health and /metrics answer on this machine; gives the port (0 asked for: none, nothing is opened).

    ask: the figures of now, called in a thread. A port that is taken is logged, and the bot runs without.
    """
    if not port:
        yield 0
        return
    try:
        server = await asyncio.start_server(lambda reader, writer: _answer(reader, writer, ask), HOST, max(0, port))
    except OSError as error:
        log.error("/health and /metrics cannot be opened on port %d: %s", port, error.strerror)
        yield 0
        return
    async with server:
        yield int(server.sockets[0].getsockname()[1])


async def _answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ask: Callable[[], Mapping[str, float | dict[str, float]]]
) -> None:
    try:
        async with asyncio.timeout(PATIENCE_S):
            request = (await reader.readline()).decode("ascii", "replace").split()
            while (await reader.readline()).strip():
                continue
        status, kind, body = await _page(request, ask)
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {len(body.encode())}\r\n"
        writer.write(f"{head}Cache-Control: no-store\r\nConnection: close\r\n\r\n{body}".encode())
        await writer.drain()
    except (TimeoutError, ValueError, OSError):
        log.debug("a request for /health or /metrics broke off")
    finally:
        writer.close()


async def _page(request: list[str], ask: Callable[[], Mapping[str, float | dict[str, float]]]) -> tuple[str, str, str]:
    if len(request) < 2 or request[0] != "GET" or request[1] not in ("/health", "/metrics"):
        return "404 Not Found", "text/plain", "/health or /metrics\n"
    try:
        found = await asyncio.to_thread(ask)
    except Exception as error:  # the store is away: that is what whoever asks must hear
        log.error("the figures could not be looked up: %s", trouble(error))
        return "503 Service Unavailable", "application/json", '{"ok": false, "faults": ["store"]}'
    if request[1] == "/metrics":
        return "200 OK", "text/plain; version=0.0.4", as_prometheus(found)
    well, body = health(found)
    return ("200 OK" if well else "503 Service Unavailable"), "application/json", body


def asking(
    database: Database, clock: Callable[[], datetime], gateway: Callable[[], GatewaySight | None],
    doubtful: Callable[[], bool] = lambda: False, paused_until: Callable[[], datetime | None] = lambda: None,
) -> Callable[[], Mapping[str, float | dict[str, float]]]:
    """What `watched` asks, put together from the parts that know."""

    def ask() -> Mapping[str, float | dict[str, float]]:
        with database.read() as session:
            return figures(session, clock(), gateway(), doubtful=doubtful(), paused_until=paused_until())

    return ask
