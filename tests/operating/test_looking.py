"""linli check, status and members: what they say of a store that is well, and of one that is not."""

from __future__ import annotations

import asyncio
import csv
import io
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, update

from bot.command_line import linli
from bot.operating import heartbeat
from bot.operating.checks import Finding, check, look_at_data
from bot.operating.heartbeat import GatewaySight, Sign, signs_of_life
from bot.operating.members import Neighbour, as_csv, room_called, rows_of
from bot.operating.status import status
from bot.sending.pace import Limits
from bot.settings import Settings, load_settings
from catalogue.tables import MemberRole, Merchant, Outbox, Product, Room
from intents.errors import LinliError
from tests.path.conftest import SOUTH, Bot

NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


def wrong(findings: Iterator[Finding]) -> list[str]:
    return [finding.said for finding in findings if not finding.fine]


def data(bot: Bot) -> list[str]:
    with bot.parts.database.read() as session:
        return wrong(look_at_data(session))


def test_a_good_store_has_nothing_but_rooms_to_be_bound(bot: Bot) -> None:
    bot.says("鸡蛋两盒")
    only, = data(bot)
    assert "2个群还没对上" in only and SOUTH not in only


@pytest.mark.parametrize(("damage", "said"), [
    (update(Product).where(Product.id == 1).values(sold=7), "已售数"),
    (update(Merchant).where(Merchant.id == 1).values(hours="看心情"), "营业时间看不懂"),
    (delete(MemberRole).where(MemberRole.role == "管理员"), "linli code"),
    (update(Outbox).values(status="uncertain"), "不确定"),
    (update(Room).values(left_at=NOW), "还没有群"),
])
def test_what_is_wrong_in_the_store_is_named(bot: Bot, damage: object, said: str) -> None:
    bot.says("鸡蛋两盒")
    with bot.parts.database.transaction() as session:
        session.execute(damage)  # type: ignore[call-overload]
    assert any(said in line for line in data(bot))


def chosen(url: str, folder: Path, **more: str) -> Settings:
    return load_settings({"LINLI_DATABASE_URL": url, "LINLI_FILES": str(folder / "files"), **more}, folder)


def test_a_gateway_that_is_not_there_and_an_unknown_year_are_told(lite_url: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = taken.getsockname()[1]
    settings = chosen(lite_url, tmp_path, LINLI_GATEWAY=f"127.0.0.1:{closed}")
    lines = wrong(check(lambda: settings, date(2090, 12, 5)))
    assert any("连不上" in line for line in lines)
    assert any("2090、2091" in line for line in lines)


def test_the_command_ends_with_one_where_something_must_be_mended(
    new_store: Callable[[str, bool], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for with_sample, code in ((True, 0), (False, 1)):
        monkeypatch.setenv("LINLI_DATABASE_URL", new_store("sqlite", with_sample))
        assert CliRunner().invoke(linli, ["check"]).exit_code == code
    monkeypatch.setenv("LINLI_PORT", "door")
    assert CliRunner().invoke(linli, ["check"]).exit_code == 1


def test_the_status_tells_what_waits_and_what_went(bot: Bot, tmp_path: Path) -> None:
    bot.says("鸡蛋两盒")
    with bot.parts.database.transaction() as session:
        for state, kind, count in (("pending", "promotion", 3), ("sent", "notice", 2), ("uncertain", "notice", 1)):
            for _ in range(count):
                session.add(Outbox(
                    room_id=1, text="x", mentions=[], kind=kind, status=state, created_at=NOW - timedelta(hours=3),
                    not_before=NOW, sent_at=None if state == "pending" else NOW - timedelta(minutes=5),
                ))
        session.flush()
        said = "\n".join(status(session, tmp_path, Limits(per_minute=12, per_day=400), NOW + timedelta(hours=1)))
    assert "回答1条" in said and "促销3条（最早的等了4小时）" in said
    assert "最近一小时0条，每分钟最多12条；今天2条，其中主动发的3条，上限400条" in said
    assert "不确定发没发出去的：1条" in said
    assert "3个，1个已经对上" in said and "没有在运行" in said and " MB" in said


def test_the_status_knows_a_running_bot_and_its_gateway(bot: Bot, tmp_path: Path) -> None:
    def said(sight: GatewaySight | None, age: timedelta = timedelta(0)) -> str:
        heartbeat.write(tmp_path, Sign(77, NOW - timedelta(hours=2), NOW - age, sight))
        with bot.parts.database.read() as session:
            return "\n".join(status(session, tmp_path, Limits(), NOW))

    assert "进程 77" in said(None) and "只开着网页" in said(None)
    assert "断过2次" in said(GatewaySight(True, lost=2))
    assert "断着，从11月28日 09:50起，10分钟了" in said(GatewaySight(False, NOW - timedelta(minutes=10)))
    assert "gateway_token" in said(GatewaySight(False, refused="UNAUTHENTICATED"))
    assert "没有在运行" in said(None, timedelta(minutes=2))
    (tmp_path / heartbeat.FILE).write_text("{half")
    assert heartbeat.read(tmp_path) is None


def test_the_status_tells_until_when_a_warning_of_the_gateway_keeps_promotions_back(bot: Bot, tmp_path: Path) -> None:
    def said(paused_until: datetime | None) -> str:
        sight = GatewaySight(True, last_away=(NOW - timedelta(hours=1), NOW), paused_until=paused_until)
        heartbeat.write(tmp_path, Sign(77, NOW, NOW, sight))
        assert heartbeat.read(tmp_path) == Sign(77, NOW, NOW, sight)
        with bot.parts.database.read() as session:
            return "\n".join(status(session, tmp_path, Limits(), NOW))

    assert "停到11月28日 10:30再发" in said(NOW + timedelta(minutes=30))
    assert "停到" not in said(None) and "停到" not in said(NOW - timedelta(minutes=1))


def test_a_sign_of_life_is_there_while_the_bot_runs_and_gone_after(tmp_path: Path) -> None:
    async def live() -> None:
        async with signs_of_life(tmp_path, lambda: GatewaySight(True), every_s=0.02):
            await asyncio.sleep(0.2)
            sign = heartbeat.read(tmp_path)
            assert sign is not None and sign.is_fresh_now() and sign.gateway == GatewaySight(True)

    asyncio.run(live())
    assert heartbeat.read(tmp_path) is None


def test_members_come_as_rows_that_the_workbook_takes(bot: Bot, tmp_path: Path) -> None:
    bot.says("鸡蛋一盒", ("wx_new1", "=HYPERLINK(1)"))
    bot.says("鸡蛋一盒", ("wx_qiannn", "钱奶奶"))
    told = [Neighbour("wx_new1", "阿芬", "3-2-502阿芬"), Neighbour("wx_quiet", "不说话的", "")]
    with bot.parts.database.read() as session:
        written = as_csv(rows_of(session, room_called(session, SOUTH), told))
    rows = {row["微信标识"]: row for row in csv.DictReader(io.StringIO(written))}
    assert set(rows) == {"wx_new1", "wx_qiannn", "wx_quiet"}
    assert rows["wx_new1"]["昵称"].startswith("'=") and rows["wx_new1"]["群里的名字"] == "3-2-502阿芬"
    assert rows["wx_qiannn"]["角色"] == "居民" and "已经有" in rows["wx_qiannn"]["说明"]
    assert rows["wx_quiet"]["昵称"] == "不说话的" and rows["wx_quiet"]["角色"] == "居民"


def test_an_unknown_room_is_answered_with_the_names_there_are(bot: Bot) -> None:
    with bot.parts.database.read() as session, pytest.raises(LinliError, match=SOUTH):
        room_called(session, "没有的群")
