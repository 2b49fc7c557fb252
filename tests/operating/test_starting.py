"""A start is short: it brings in what every start needs, and reads the rest before the first message needs it."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.operating import warming
from catalogue.database import open_database
from intents.grammar import grammars
from tests.conftest import NOW
from tests.path.conftest import RESIDENT, Bot

# What only some need: upgrades, workbooks, the WeChat account, sockets of a page, coloured tables.
NOT_AT_FIRST = ("alembic", "openpyxl", "wechaty", "wechaty_puppet", "grpclib", "wsproto", "websockets", "rich", "selenium")

UNTIL_READY = """
import os, sys
import click
said = click.echo
def tell(line="", *rest, **more):
    said(line, *rest, **more)
    if "http://" in str(line):
        said("brought in: " + " ".join(sorted({name.split(".")[0] for name in sys.modules})))
        said(f"compiled: {compiled}")
        sys.stdout.flush()
        os._exit(0)
click.echo = tell
import re._compiler as compiler
compiled, compile_one = 0, compiler.compile
def counted(pattern, flags=0):
    global compiled
    compiled += len(pattern)
    return compile_one(pattern, flags)
compiler.compile = counted
from bot.command_line import main
main()
"""


def started(folder: Path, url: str) -> dict[str, str]:
    """What a start of `linli run` tells of itself, up to the moment at which the page can be opened."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("LINLI_")},
        "LINLI_DATABASE_URL": url, "LINLI_FILES": str(folder / "files"), "LINLI_PORT": "0", "PYTHONUTF8": "1",
    }
    told = subprocess.run([sys.executable, "-c", UNTIL_READY, "run"], env=environment, cwd=folder, capture_output=True,
                          text=True, timeout=60)
    assert told.returncode == 0, told.stderr
    return dict(line.split(": ", 1) for line in told.stdout.splitlines() if line.startswith(("brought in", "compiled")))


def test_a_start_brings_in_only_what_every_start_needs(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'linli.sqlite3'}"
    database = open_database(url)
    database.upgrade()
    database.close()
    told = started(tmp_path, url)
    assert not set(NOT_AT_FIRST) & set(told["brought in"].split())
    # All patterns together are 300,000 characters long, and half a second of work.
    assert int(told["compiled"]) < 100_000


def test_what_a_first_message_needs_is_read_in_the_background_and_nothing_is_recorded(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    understand = warming.understand
    monkeypatch.setattr(warming, "understand", lambda message, *rest: read.append(message.text) or understand(message, *rest))
    monkeypatch.setattr(warming, "SOON_S", 0.01)
    monkeypatch.setattr(warming, "BETWEEN_S", 0.0)
    with bot.parts.database.read() as session:
        bot.parts.scenes.refresh(session)
    before = bot.state(), bot.handled()

    async def wait() -> None:
        gc.disable()
        async with warming.warmed(bot.parts, lambda: NOW):
            while not gc.isenabled():
                await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(wait(), 60))
    assert {grammar.examples[0].text for grammar in grammars().values() if grammar.examples} <= set(read)
    assert (bot.state(), bot.handled()) == before
    assert bot.says("鸡蛋一盒", RESIDENT).outcome


def test_garbage_is_looked_for_again_also_where_the_program_ends_at_once(bot: Bot) -> None:
    async def leave() -> None:
        gc.disable()
        async with warming.warmed(bot.parts, lambda: NOW):
            pass

    asyncio.run(leave())
    assert gc.isenabled()
