"""The quiet hours of the settings hold for what staff are told, as they hold for what is sent."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.assembly import assemble
from bot.outbox import Rules
from catalogue.database import Database
from intents.days import plain_day_kind
from schedules.quiet import QuietHours
from tests.path.conftest import STAFF, Bot


@pytest.mark.parametrize(("begins", "told"), [(time(22), "8:00"), (time(23, 30), None), (time(21), "6:30")])
def test_a_notice_for_the_night_is_told_to_wait_by_the_quiet_hours_that_were_set(
    neighbourhood_store: Database, tmp_path: Path, begins: time, told: str | None,
) -> None:
    rules = Rules(quiet=QuietHours(begins, time(6, 30) if begins.hour == 21 else time(8)))
    bot = Bot(assemble(neighbourhood_store, files=tmp_path, rules=rules, day_kind=plain_day_kind))
    text = bot.says("今晚11点发 明天停水，请接水", STAFF, mention=True).outcome.replies[0].text
    assert ("夜里不打扰" in text) == (told is not None)
    assert told is None or told in text
