"""Random strings of every kind of character go through the whole path without an exception."""

from __future__ import annotations

import os
import random

import pytest

from bot.messages import Quoted
from catalogue.database import Database
from tests.path.conftest import NORTH, SOUTH, Bot

HOW_MANY = int(os.environ.get("LINLI_TEST_STRINGS", "1000"))  # 10,000 in the long run
PIECES = (
    "\x00", "\ud800", "\udfff", "\u202e", "\u200b", "\u2005", "\ufeff", "\x1b[31m", "\x7f", "\r\n", "\t", "\u0301" * 20,
    "🧧", "👨‍👩‍👧",
    "²", "①", "⑩", "½", "-3", "1_0", "１２", "#", "＃", "#接龙", "#接龍", "@小邻\u2005", "@所有人",
    "+1", "-1", "++", "鸡蛋", "两盒", "一百万盒",
    "给", "团购", "开团", "撤销", "确认", "我住", "3栋2单元502", "周六", "25:61",
    "2026-02-30", "99999999999999999999", "%s", "{0}", "'; DROP",
    "\\", '"', "<script>", "&amp;", "<?xml?>", "。", "，", " ", "\u3000", "１－２", "十百千万亿", "零零零",
)


def strings(chance: random.Random) -> str:
    parts = []
    for _ in range(chance.randint(0, 12)):
        kind = chance.random()
        if kind < 0.6:
            parts.append(chance.choice(PIECES))
        elif kind < 0.8:
            parts.append(chr(chance.randrange(0x110000)))
        else:
            parts.append("".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(chance.randint(1, 8))))
    text = "".join(parts)
    return text * chance.choice((1, 1, 1, 1, 300))


@pytest.mark.timeout(600)
def test_no_string_whatever_breaks_the_path(bot: Bot) -> None:
    chance = random.Random(20261128)
    for number in range(HOW_MANY):
        text, name = strings(chance), strings(chance)[:40]
        who = (f"wx_odd{number % 50}", name)
        quote = Quoted("wx_qin", strings(chance)) if number % 7 == 0 else None
        xml = strings(chance) if number % 11 == 0 else None
        room = (SOUTH, NORTH, None, "别处的群" + strings(chance)[:5])[number % 4]
        heard = bot.says(text, who, room, mention=number % 3 == 0, quote=quote, relay_xml=xml)
        assert not heard.failed, (number, text[:60])


@pytest.mark.timeout(600)
def test_staff_who_write_nonsense_break_nothing_either(bot: Bot, neighbourhood_store: Database) -> None:
    chance = random.Random(7)
    for number in range(HOW_MANY // 5):
        heard = bot.calls(strings(chance), ("wx_qin", "秦主任"), (SOUTH, None)[number % 2])
        assert not heard.failed, number
