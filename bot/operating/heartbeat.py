"""The sign of life of a running linli: a small file in the folder for exports, written again every few seconds."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

FILE = "linli-running.json"
HEARD_FILE = "linli-last-heard.txt"  # stays when the program ends: what was said after it was heard by nobody
EVERY_S = 10.0
STALE_AFTER = timedelta(seconds=60)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GatewaySight:
    """The gateway as the running program sees it. refused: why it does not let us in, None where it does.

    logged_in: the account is. last_away: from when until when nothing was heard, the last time; messages may be lost.
    paused_until: until when nothing goes of our own accord because WeChat found us too fast, None: it did not.
    """

    connected: bool
    away_since: datetime | None = None
    lost: int = 0
    refused: str | None = None
    logged_in: bool = True
    last_away: tuple[datetime, datetime] | None = None
    paused_until: datetime | None = None

    @property
    def hears(self) -> bool:
        """Whether messages arrive."""
        return self.connected and self.logged_in


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life. gateway None: no gateway is set, the web page is the channel."""

    process: int
    started: datetime
    at: datetime
    gateway: GatewaySight | None = None

    def is_fresh(self, now: datetime) -> bool:
        """Whether the program surely still ran a moment ago."""
        return now - self.at <= STALE_AFTER

    def is_fresh_now(self) -> bool:
        """The same at this very moment."""
        return self.is_fresh(datetime.now(UTC))


def write(folder: Path, sign: Sign) -> None:
    """Put a sign into the folder; whoever reads it sees this one or the one before, never half of one."""
    body = {"process": sign.process, "started": sign.started.isoformat(), "at": sign.at.isoformat(), "gateway": None}
    if sign.gateway is not None:
        away, paused = sign.gateway.away_since, sign.gateway.paused_until
        body["gateway"] = {
            "connected": sign.gateway.connected, "away_since": away.isoformat() if away else None,
            "lost": sign.gateway.lost, "refused": sign.gateway.refused, "logged_in": sign.gateway.logged_in,
            "last_away": [at.isoformat() for at in sign.gateway.last_away or ()],
            "paused_until": paused.isoformat() if paused else None,
        }
    beside = folder / f"{FILE}.{sign.process}"
    beside.write_text(json.dumps(body), encoding="utf-8")
    beside.replace(folder / FILE)


def read(folder: Path) -> Sign | None:
    """The last sign in the folder; None where there is none, or none that can be read."""
    try:
        body = json.loads((folder / FILE).read_text(encoding="utf-8"))
        gateway = body["gateway"]
        sight = None
        if gateway is not None:
            away, paused = gateway["away_since"], gateway.get("paused_until")
            sight = GatewaySight(
                bool(gateway["connected"]), datetime.fromisoformat(away) if away else None, int(gateway["lost"]),
                gateway["refused"], bool(gateway.get("logged_in", True)), _span(gateway.get("last_away")),
                datetime.fromisoformat(paused) if paused else None,
            )
        return Sign(
            int(body["process"]), datetime.fromisoformat(body["started"]), datetime.fromisoformat(body["at"]), sight
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _span(body: list[str] | None) -> tuple[datetime, datetime] | None:
    return (datetime.fromisoformat(body[0]), datetime.fromisoformat(body[1])) if body else None


def last_heard(folder: Path) -> datetime | None:
    """Until when an earlier run surely heard its gateway; None where nothing is known of it."""
    try:
        return datetime.fromisoformat((folder / HEARD_FILE).read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None


@asynccontextmanager
async def signs_of_life(
    folder: Path, gateway: Callable[[], GatewaySight] | None = None, every_s: float = EVERY_S
) -> AsyncIterator[None]:
    """Inside, a sign is written again and again; at the end it is taken away."""
    started = datetime.now(UTC)

    def beat() -> None:
        sight = gateway() if gateway is not None else None
        try:
            write(folder, Sign(os.getpid(), started, datetime.now(UTC), sight))
            if sight is not None and sight.hears:
                (folder / HEARD_FILE).write_text(datetime.now(UTC).isoformat(), encoding="utf-8")
        except OSError as error:  # a full disk must not stop the bot for the sake of a sign
            log.warning("no sign of life could be written: %s", error.strerror)

    async def live() -> None:
        while True:
            await asyncio.to_thread(beat)
            await asyncio.sleep(every_s)

    living = asyncio.create_task(live())
    try:
        yield
    finally:
        living.cancel()
        with suppress(asyncio.CancelledError):
            await living
        (folder / FILE).unlink(missing_ok=True)
