"""One member's thousand messages: others hardly notice, and what the member orders is still done."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.assembly import assemble
from bot.channels import Channel
from bot.flood import Flood
from bot.house import House
from bot.messages import Incoming, Outgoing
from bot.path import Heard
from catalogue.database import open_database
from catalogue.state import snapshot
from intents.days import plain_day_kind
from tests.conftest import NOW
from tests.path.conftest import NORTH, SOUTH

MANY = 1000
A_FEW = 60  # of the flooder's messages: three rounds of what is recorded together; a neighbour waits for no more


class Ear:
    """A channel that notes to whom something was sent, and when."""

    def __init__(self) -> None:
        self.sent: list[tuple[str | None, str, float]] = []

    async def send(self, outgoing: Outgoing) -> str | None:
        self.sent.append((outgoing.to, outgoing.text, time.monotonic()))
        return f"out-{outgoing.row}"


def message(number: int, who: str, text: str, room: str | None = SOUTH, at: datetime = NOW) -> Incoming:
    return Incoming(f"{who}-{number}", at, room, who, who, text, room or "", mention=True)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("room", [SOUTH, NORTH, None])
def test_others_wait_for_few_of_the_flooders_messages_and_the_flooder_has_five_answers(
    kind_of_store: str, new_store: Callable[[str, bool], str], tmp_path: Path, room: str | None
) -> None:
    database = open_database(new_store(kind_of_store, True))
    parts = assemble(database, files=tmp_path, day_kind=plain_day_kind)
    ear = Ear()
    handled: list[int] = []  # of the flooder's messages
    waited: list[int] = []  # how many of them went before each neighbour's

    async def neighbour(house: House, number: int) -> Heard:
        await asyncio.sleep(0.2 * number)
        before = len(handled)
        heard = await house.hear(message(number, f"neighbour{number}", "鸡蛋一盒"))
        waited.append(len(handled) - before)
        return heard

    async def flooding(house: House, number: int, text: str) -> Heard:
        heard = await house.hear(message(number, "flooder", text, room))
        handled.append(number)
        return heard

    async def story(channel: Channel) -> None:
        async with House(parts, channel, clock=lambda: NOW + timedelta(seconds=1), wake_every_s=3600) as house:
            warm = await house.hear(message(0, "first", "鸡蛋一盒"))
            assert warm.outcome.intent == "order"
            texts = ("最近的药店在哪", "青菜一斤")
            flood = [flooding(house, n, texts[n % 2]) for n in range(MANY)]
            heard = asyncio.gather(*flood)
            others = await asyncio.gather(*(neighbour(house, number) for number in range(5)))
            assert [one.outcome.intent for one in others] == ["order"] * 5
            assert sum(one.outcome.intent != "none" for one in await heard) >= MANY / 4
            await house.sender.drain()

    asyncio.run(story(ear))
    to_flooder = [text for to, text, _ in ear.sent if to == "flooder"]
    assert len(to_flooder) == 6, "five answers and one warning"
    assert max(waited) <= A_FEW, waited
    with database.read() as session:
        state = snapshot(session)
    database.close()
    ordered = [order for order in state["orders"] if order["sender"] == "flooder"]
    assert room == NORTH or ordered, "what is ordered in a flood is still recorded"


def test_after_a_while_of_silence_the_member_is_answered_again(
    new_store: Callable[[str, bool], str], tmp_path: Path
) -> None:
    database = open_database(new_store("sqlite", True))
    path = assemble(database, files=tmp_path, day_kind=plain_day_kind).path
    path.flood = Flood()

    def said(number: int, after_s: float) -> int:
        return len(path.hear(message(number, "w", "最近的药店在哪", at=NOW + timedelta(seconds=after_s))).said)

    assert [said(number, number) for number in range(9)] == [1] * 6 + [0] * 3
    assert said(20, 30) == 0
    assert said(21, 200) == 1
    database.close()


def test_nobody_who_writes_at_an_ordinary_pace_is_warned(
    new_store: Callable[[str, bool], str], tmp_path: Path
) -> None:
    database = open_database(new_store("sqlite", True))
    path = assemble(database, files=tmp_path, day_kind=plain_day_kind).path
    path.flood = Flood()
    for number in range(30):
        heard = path.hear(message(number, "w", "最近的药店在哪", at=NOW + timedelta(seconds=2.5 * number)))
        assert len(heard.said) == 1
    database.close()


def test_a_message_with_two_answers_counts_once_and_what_is_ordered_meanwhile_is_recorded(
    new_store: Callable[[str, bool], str], tmp_path: Path
) -> None:
    database = open_database(new_store("sqlite", True))
    path = assemble(database, files=tmp_path, day_kind=plain_day_kind).path
    path.flood = Flood()
    texts = ["@小邻\u2005我的订单"] * 5 + ["鸡蛋一盒", "@小邻\u2005我的订单"]
    heard = [path.hear(message(0, "w", "青菜一斤")), *(
        path.hear(message(number, "w", text, at=NOW + timedelta(seconds=number / 2)))
        for number, text in enumerate(texts, 1)
    )]
    assert [len(one.said) for one in heard] == [1, 2, 2, 2, 2, 1, 0, 0]
    with database.read() as session:
        order, = snapshot(session)["orders"]
    assert {item["product"] for item in order["items"]} == {"小青菜", "散养鸡蛋"}
    database.close()
