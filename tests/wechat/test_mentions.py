"""An @ means the same whether it comes from WeChat, the web page or a transcript."""

from __future__ import annotations

import asyncio
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.channels.mentions import called_in
from bot.channels.web import Chat, Group, Person
from bot.channels.web.chat import Saying
from bot.messages import Incoming
from bot.replay import replay
from catalogue import workbook

PEOPLE = {"李姐": ["li"], "李姐姐": ["li2"], "老吴": ["w1", "w2"], "🌸花 开🌸": ["hua"], "小邻": ["bot"]}


@pytest.mark.parametrize("text, called", [
    ("@李姐\u2005鸡蛋两份", [("li", "李姐")]),
    ("＠李姐 在吗", [("li", "李姐")]),
    ("@李姐姐 在吗", [("li2", "李姐姐")]),
    ("@李姐夫 在吗", []),
    ("@李姐", [("li", "李姐")]),
    ("@李姐，@🌸花 开🌸\u2005你们去吗", [("li", "李姐"), ("hua", "🌸花 开🌸")]),
    ("@老吴 在吗", []),
    ("@小邻 @李姐 是网格员", [("li", "李姐")]),
    ("@李姐 @李姐 听见没", [("li", "李姐")]),
    ("a@b.c", []),
    ("@", []),
])
def test_who_is_called_is_found_by_name(text: str, called: list[tuple[str, str]]) -> None:
    assert list(called_in(text, PEOPLE, but=("bot",))) == called


class House:
    """What a chat needs of its neighbourhood; notes what it hears."""

    bot_name = "小邻"

    def __init__(self) -> None:
        self.heard: list[Incoming] = []

    def __getattr__(self, name: str) -> object:
        values = {
            "groups": lambda: [Group("g", "一群", "")], "now": lambda: datetime.now(UTC),
            "people": lambda: [Person("li", "李姐", (), ""), Person("wu", "老吴", (), "")],
        }
        return values[name]

    async def hear(self, incoming: Incoming) -> None:
        self.heard.append(incoming)


def test_the_web_page_tells_who_is_called() -> None:
    house = House()
    chat = Chat(house)  # type: ignore[arg-type]

    async def story() -> None:
        newcomer = chat.join("新来的小周")
        await chat.say(Saying("li", "g", text=f"@小邻\u2005@{newcomer.name}\u2005是网格员"))
        await chat.say(Saying("li", None, text="@老吴 是网格员"))

    asyncio.run(story())
    group, private = house.heard
    assert group.mention and [name for _, name in group.mentions] == ["新来的小周"]
    assert private.mentions == ()


def play(tmp_path: Path, *lines: dict[str, object]) -> tuple[list[dict[str, object]], dict[str, object]]:
    transcript, world, state = tmp_path / "talk.jsonl", tmp_path / "world.xlsx", tmp_path / "state.json"
    workbook.write_book(workbook.sample(date(2026, 11, 28)), world)
    common = {"room": "青柳湾南区群", "mention": False}
    transcript.write_text("".join(
        json.dumps({"id": f"m{n}", "at": f"2026-11-28T09:{n:02d}:00+08:00", **common, **line}, ensure_ascii=False) + "\n"
        for n, line in enumerate(lines)
    ), encoding="utf-8")
    out = io.StringIO()
    replay(transcript, world, out, isolated=False, state=state)
    return [json.loads(line) for line in out.getvalue().splitlines()], json.loads(state.read_text())


def test_in_a_transcript_somebody_who_only_chatted_can_be_called_by_name(tmp_path: Path) -> None:
    lines, state = play(
        tmp_path,
        {"sender": "wx_flower", "name": "🌸花 开🌸", "text": "今天真冷"},
        {"sender": "wx_qin", "name": "秦主任", "text": "@小邻\u2005@🌸花 开🌸\u2005是网格员", "mention": True},
    )
    assert lines[1]["intent"] == "grant_role"
    assert {"sender": "wx_flower", "role": "网格员"} in state["roles"]  # type: ignore[operator]


def test_in_a_transcript_an_order_said_to_another_member_is_none(tmp_path: Path) -> None:
    lines, state = play(
        tmp_path,
        {"sender": "wx_a", "name": "阿芬", "text": "今天真冷"},
        {"sender": "wx_b", "name": "老严", "text": "@阿芬\u2005鸡蛋两盒"},
    )
    assert [line["intent"] for line in lines] == ["none", "none"] and state["orders"] == []
