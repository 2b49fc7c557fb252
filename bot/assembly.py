"""The parts of the bot put together on a store: what a replay, the live house and the tests all run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.clockwork import Clockwork
from bot.handlers import all_handlers
from bot.outbox import Rules
from bot.path import Path as MessagePath
from bot.scenes import Scenes
from catalogue.database import Database
from intents.days import DayKind
from schedules.workdays import china_day_kind

BOT_NAMES = ("小邻",)


@dataclass(frozen=True, slots=True)
class Parts:
    """The synchronous core: everything but channels and the sender."""

    database: Database
    scenes: Scenes
    path: MessagePath
    clockwork: Clockwork
    rules: Rules


def assemble(
    database: Database, *, files: Path, rules: Rules | None = None, bot_names: Sequence[str] = BOT_NAMES,
    day_kind: DayKind = china_day_kind,
) -> Parts:
    """Put the core together. files: an existing folder for exports; the first of bot_names is what others call it."""
    rules = rules or Rules()
    scenes = Scenes(day_kind, bot_names)
    path = MessagePath(database, scenes, all_handlers(), day_kind, files, rules)
    return Parts(database, scenes, path, Clockwork(database, scenes, rules, day_kind, files), rules)
