"""/health and /metrics: the figures of a store, what counts as ill, and that they answer on this machine only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta

from bot.operating.heartbeat import GatewaySight
from bot.operating.watch import HELP, as_prometheus, asking, figures, health, watched
from catalogue.database import Database
from catalogue.tables import Outbox
from tests.conftest import NOW


def put(store: Database, **more: object) -> None:
    with store.transaction() as session:
        session.add(Outbox(**{
            "room_id": 1, "text": "悄悄话13800000000", "mentions": [], "kind": "answer", "created_at": NOW, "not_before": NOW,
            **more,
        }))


def test_the_outbox_the_gateway_and_the_pause_are_told_in_numbers(neighbourhood_store: Database) -> None:
    put(neighbourhood_store)
    put(neighbourhood_store, kind="promotion", not_before=NOW + timedelta(hours=1))
    put(neighbourhood_store, status="sent", sent_at=NOW - timedelta(minutes=5))
    put(neighbourhood_store, status="uncertain", kind="notice", sent_at=NOW)
    now = NOW + timedelta(seconds=40)
    away = GatewaySight(False, NOW, 2)
    with neighbourhood_store.read() as session:
        found = figures(session, now, away, paused_until=now + timedelta(minutes=30))
    text = as_prometheus(found)
    assert set(found) == set(HELP)
    for line in (
        'linli_outbox_waiting{kind="answer"} 1', 'linli_outbox_waiting{kind="promotion"} 0', "linli_outbox_oldest_seconds 40",
        "linli_gateway_connected 0", "linli_gateway_away_seconds 40", "linli_gateway_losses_total 2",
        'linli_messages_today{status="sent"} 1', 'linli_messages_today{status="uncertain"} 1', "linli_paused_seconds 1800",
    ):
        assert line in text.splitlines()
    assert "悄悄话" not in text and "138" not in text


def test_it_is_ill_without_gateway_with_a_doubtful_clock_or_an_answer_that_waits_too_long(neighbourhood_store: Database) -> None:
    with neighbourhood_store.read() as session:
        assert health(figures(session, NOW, None))[0]
        well, body = health(figures(session, NOW, GatewaySight(False, NOW - timedelta(minutes=3)), doubtful=True))
    assert not well and json.loads(body)["faults"] == ["gateway", "clock"]
    put(neighbourhood_store)
    with neighbourhood_store.read() as session:
        assert not health(figures(session, NOW + timedelta(minutes=20), None))[0]


async def get(port: int, path: str) -> tuple[str, str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    answer = (await reader.read()).decode()
    writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    return head.splitlines()[0], body


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_both_pages_answer_and_a_store_that_is_away_is_told(neighbourhood_store: Database) -> None:
    async def look(ask: Callable[[], object]) -> list[tuple[str, str]]:
        async with watched(free_port(), ask) as port:  # type: ignore[arg-type]
            return [await get(port, path) for path in ("/health", "/metrics", "/", "/health?x")]

    well, metrics, other, odd = asyncio.run(look(asking(neighbourhood_store, lambda: NOW, lambda: None)))
    assert well[0].endswith("200 OK") and json.loads(well[1])["ok"] is True
    assert metrics[0].endswith("200 OK") and "linli_up 1" in metrics[1]
    assert other[0].endswith("404 Not Found") and odd[0].endswith("404 Not Found")

    def broken() -> object:
        raise OSError("the store is away")

    ill = asyncio.run(look(broken))[0]
    assert "503" in ill[0] and json.loads(ill[1])["faults"] == ["store"]


def test_a_port_that_is_taken_and_none_at_all_do_not_stop_the_bot(neighbourhood_store: Database) -> None:
    async def twice() -> tuple[int, int, int]:
        ask = asking(neighbourhood_store, lambda: NOW, lambda: None)
        async with watched(free_port(), ask) as port, watched(port, ask) as second, watched(0, ask) as none:
            return port, second, none

    port, second, none = asyncio.run(twice())
    assert port and (second, none) == (0, 0)
