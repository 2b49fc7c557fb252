"""What is written to the gateway in one turn of the event loop goes out at once, and nothing of it is lost."""

from __future__ import annotations

import asyncio

from bot.channels.wechat.corked import Corked


class Line:
    """A transport that notes what is written to it."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def get_extra_info(self, name: str) -> str:
        return f"the {name}"


def test_what_one_turn_writes_goes_out_at_once_and_in_order() -> None:
    async def two_turns() -> list[bytes]:
        line = Line()
        corked = Corked(line)
        corked.write(b"head ")
        corked.write(b"body")
        assert line.written == []
        await asyncio.sleep(0)
        corked.write(b"next")
        await asyncio.sleep(0)
        return line.written

    assert asyncio.run(two_turns()) == [b"head body", b"next"]


def test_what_is_left_goes_out_before_the_end() -> None:
    async def close() -> Line:
        line = Line()
        corked = Corked(line)
        corked.write(b"goodbye")
        corked.close()
        await asyncio.sleep(0)
        return line

    line = asyncio.run(close())
    assert line.written == [b"goodbye"] and line.closed


def test_nothing_is_written_to_a_line_that_is_gone() -> None:
    async def lose() -> list[bytes]:
        line = Line()
        corked = Corked(line)
        corked.write(b"too late")
        line.closed = True
        await asyncio.sleep(0)
        return line.written

    assert asyncio.run(lose()) == []


def test_all_else_is_asked_of_the_line_itself() -> None:
    async def ask() -> str:
        return str(Corked(Line()).get_extra_info("peername"))

    assert asyncio.run(ask()) == "the peername"
