"""Every command of staff, said by a resident: refused where the bot was called, not heard with `#`."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.replay import replay
from bot.rights import ADMINISTRATOR_INTENTS, STAFF_INTENTS
from intents.grammar import grammars
from tests.conversations.talks import SAMPLE

ROOM, RESIDENT = "青柳湾团购群", "wx_kongay"
# What a resident may mean by the same words, of their own affairs: an order, a piece of news, a guess at a price.
OF_THEIR_OWN = frozenset(
    ("山药加20斤", "义诊推迟了", "周六活动泡汤了", "鸡蛋改成每盒28块", "#补货 羊汤 15份", "山药现在只剩5斤了",
     "铁棍山药改成10.5")
)
SAID = sorted(
    (intent, example.text) for intent in STAFF_INTENTS | ADMINISTRATOR_INTENTS for example in grammars()[intent].examples
    if "merchant" not in example.context and example.text not in OF_THEIR_OWN
)


def played(folder: Path, messages: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    transcript, out = folder / "said.jsonl", io.StringIO()
    lines = [
        {"id": f"m{number}", "at": "2026-11-28T10:00:00+08:00", "sender": RESIDENT, "name": "孔阿姨", **message}
        for number, message in enumerate(messages)
    ]
    transcript.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    replay(transcript, SAMPLE, out, isolated=True)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("room", [ROOM, None], ids=["mentioned", "in_private"])
def test_a_command_of_staff_in_plain_words_is_refused_to_a_resident(tmp_path: Path, room: str | None) -> None:
    called = "@小邻\u2005" if room else ""
    shown = played(tmp_path, [
        {"room": room, "mention": room is not None, "text": called + text.lstrip("#")} for _, text in SAID
    ])
    wrong = [
        (intent, text, line["intent"], [reply["text"] for reply in line["replies"]])
        for (intent, text), line in zip(SAID, shown, strict=True)
        if not line.get("refused") or line["intent"] != intent or len(line["replies"]) != 1
    ]
    assert not wrong


def test_words_that_a_resident_may_say_of_their_own_change_nothing_of_everybodys(tmp_path: Path) -> None:
    shown = played(tmp_path, [
        {"room": ROOM, "mention": True, "text": f"@小邻\u2005{text.lstrip('#')}"} for text in sorted(OF_THEIR_OWN)
    ])
    assert {line["intent"] for line in shown} <= {"none", "order", "list_activities"}


def test_a_command_of_staff_with_a_hash_is_not_heard_from_a_resident(tmp_path: Path) -> None:
    shown = played(tmp_path, [
        {"room": ROOM, "mention": False, "text": "#" + text.lstrip("#")} for _, text in SAID
    ])
    assert not [
        (text, line["intent"]) for (_, text), line in zip(SAID, shown, strict=True)
        if line["intent"] != "none" or line["replies"]
    ]


@pytest.mark.parametrize("text", ["导出报名表给我", "把大家的积分导一份给我", "发我一份订单表"])
def test_a_resident_gets_no_list_of_others(tmp_path: Path, text: str) -> None:
    (line,) = played(tmp_path, [{"room": ROOM, "mention": True, "text": f"@小邻\u2005{text}"}])
    assert (line["intent"], line.get("refused")) == ("export", True)
