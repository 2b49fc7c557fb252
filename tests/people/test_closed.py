"""An activity that takes no sign-ups any more is never mistaken for another one."""

from __future__ import annotations

from pathlib import Path

from bot.assembly import assemble
from catalogue.database import Database
from intents.days import plain_day_kind
from tests.path.conftest import STAFF, Bot


def test_whoever_names_a_closed_activity_is_not_signed_up_for_the_only_open_one(
    neighbourhood_store: Database, tmp_path: Path
) -> None:
    bot = Bot(assemble(neighbourhood_store, files=tmp_path, day_kind=plain_day_kind))
    for name in ("长者手机课堂", "冬季便民义诊"):
        bot.calls(f"截止报名 {name}", STAFF)
    heard = bot.calls("手机课堂我报名")
    assert heard.outcome.intent == "sign_up" and "已经结束" in heard.said[0].text
    assert bot.state()["sign_ups"] == []
    assert "报上了" in bot.calls("我报名").said[0].text
