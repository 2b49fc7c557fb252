"""What neighbours say among themselves stands nowhere: not in the store, not in its log, not in ours."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.assembly import assemble
from bot.context import Context
from catalogue.database import open_database
from intents.days import plain_day_kind
from tests.path.conftest import NEIGHBOUR, RESIDENT, SOUTH, STAFF, Bot

PLANTED = ("榴莲味的秘密", "隔壁老周离婚", "工资卡密码八零二一", "紫微斗数馆")


def test_ordinary_chatter_stands_in_no_file(
    new_store: Callable[[str, bool], str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = open_database(new_store("sqlite", True))
    bot = Bot(assemble(database, files=tmp_path, day_kind=plain_day_kind))
    with caplog.at_level(logging.DEBUG):
        for number, word in enumerate(PLANTED * 5):
            for who in (RESIDENT, NEIGHBOUR, STAFF):
                bot.says(f"昨天聊到{word}，吃了三斤橘子", who, SOUTH)
            if number % 4 == 0:  # what is acted on in between writes pages and log
                bot.says("鸡蛋一盒", (f"wx_n{number}", f"邻居{number}"))
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(file.name.endswith("-wal") for file in files)
    everything = b"".join(file.read_bytes() for file in files)
    database.close()
    everything += b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert "鸡蛋".encode() in everything
    for word in PLANTED:
        assert word.encode() not in everything
        assert word not in caplog.text


def test_the_log_of_a_failure_holds_no_words(
    bot: Bot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(context: Context, reading: object) -> object:
        raise RuntimeError(f"cannot do {context.incoming.text}")  # errors may quote what was said

    bot.parts.path.handlers = {**bot.parts.path.handlers, "order": fails}  # type: ignore[dict-item]
    with caplog.at_level(logging.DEBUG):
        assert bot.says("鸡蛋一盒 送到3栋2单元502 电话13911112222").failed
    assert caplog.text and "13911112222" not in caplog.text and "鸡蛋" not in caplog.text
