"""What goes wrong between a gateway and `linli run`: each is survived, and told to the operator in a clear line."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.wechat.hearing import instant
from bot.operating.heartbeat import HEARD_FILE
from catalogue.state import snapshot
from tests.gateway.conftest import ROOM, TestGateway
from tests.gateway.street import Street, until
from tests.gateway.test_linli_run import Program


@pytest.fixture
def program(tmp_path: Path, gateway: TestGateway) -> Iterator[Program]:
    one = Program(tmp_path, gateway)
    yield one
    one.stop()
    print(one.log())  # shown where a test fails


@pytest.fixture
def street(database: object, gateway: TestGateway, tmp_path: Path) -> Street:
    return Street(database, gateway, tmp_path)  # type: ignore[arg-type]


def begin(program: Program, **settings: str) -> subprocess.Popen[str]:
    """`linli run`, whether it can connect or not."""
    return subprocess.Popen(
        [sys.executable, "-c", "from bot.command_line import main; main()", "run"],
        env={**program.environment, "PYTHONUNBUFFERED": "1", **settings}, cwd=program.folder,
        stdout=(program.folder / "said").open("a"), stderr=(program.folder / "log").open("a"), text=True,
    )


def end(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=20)


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds
        time.sleep(0.05)


def said(program: Program) -> str:
    file = program.folder / "said"
    return file.read_text() if file.exists() else ""


def test_a_second_linli_on_the_same_store_stands_by_and_takes_over(program: Program) -> None:
    gateway = program.gateway
    first = begin(program)
    wait_for(lambda: "gateway connected" in program.log())
    second = begin(program)
    try:
        wait_for(lambda: "先待命" in said(program))
        gateway.say("鸡蛋一盒")
        gateway.wait_for_sent(1)
        time.sleep(0.5)
        assert len(gateway.sent()) == 1 and program.log().count("gateway connected") == 1
        first.kill()
        first.wait()
        wait_for(lambda: program.log().count("gateway connected") == 2)
        gateway.say("青菜一斤", by="wxid_li")
        assert len(gateway.wait_for_sent(2)) == 2
    finally:
        codes = [end(process) for process in (first, second) if process.poll() is None]
    assert codes == [0]
    assert said(program).count("小邻开好了") == 2


def test_no_gateway_at_the_start_is_waited_for(program: Program) -> None:
    program.gateway.kill()
    process = begin(program)
    try:
        wait_for(lambda: "gateway away" in program.log())
        assert process.poll() is None
        program.gateway.start()
        wait_for(lambda: "gateway connected" in program.log())
        program.gateway.say("鸡蛋一盒")
        program.gateway.wait_for_sent(1)
    finally:
        assert end(process) == 0


def test_a_wrong_token_is_told_once_and_the_program_goes_on_trying(program: Program) -> None:
    process = begin(program, LINLI_GATEWAY_TOKEN="wrong")
    try:
        wait_for(lambda: "LINLI_GATEWAY_TOKEN" in program.log())
        time.sleep(2)
        assert process.poll() is None and program.log().count("refused the connection") == 1
        assert "wrong" not in program.log()
    finally:
        assert end(process) == 0


def test_without_a_gateway_it_says_so_and_sends_what_a_crash_left_behind(program: Program) -> None:
    with closing(sqlite3.connect(program.store)) as store:
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ")
        later = (datetime.now(UTC) + timedelta(hours=1)).replace(tzinfo=None).isoformat(sep=" ")
        for kind in ("answer", "promotion"):
            store.execute(
                "INSERT INTO outbox (room_id, text, mentions, kind, created_at, not_before, expires_at, urgent, status, "
                "attempts, sent_at) VALUES (1, ?, '[]', ?, ?, ?, ?, 0, 'sending', 1, ?)", (kind, kind, now, now, later, now),
            )
        store.commit()

    def states() -> list[tuple[str, str]]:
        with closing(sqlite3.connect(program.store)) as store:
            return store.execute("SELECT text, status FROM outbox WHERE text IN ('answer', 'promotion')").fetchall()

    process = begin(program, LINLI_GATEWAY="", LINLI_GATEWAY_TOKEN="", LINLI_PORT="0")
    try:
        wait_for(lambda: states() == [("answer", "sent"), ("promotion", "uncertain")])
        assert "LINLI_GATEWAY=" in said(program) and "没接微信" in said(program)
        second = begin(program, LINLI_GATEWAY="", LINLI_GATEWAY_TOKEN="", LINLI_PORT="0")
        assert second.wait(timeout=30) == 1 and "已经有一个 linli" in program.log()
    finally:
        assert end(process) in (0, -signal.SIGTERM)  # the page's server ends itself by the same signal


def test_an_absence_of_the_program_itself_is_one_too(program: Program) -> None:
    files = program.folder / "files"
    files.mkdir(exist_ok=True)
    away = datetime.now(UTC) - timedelta(minutes=30)
    (files / HEARD_FILE).write_text(away.isoformat())
    process = begin(program, LINLI_QUIET_FROM="00:00", LINLI_QUIET_UNTIL="00:00")
    try:
        wait_for(lambda: any("离线" in str(one.get("text")) for one in program.gateway.sent()))
        wait_for(lambda: datetime.fromisoformat((files / HEARD_FILE).read_text()) > away)
        status = subprocess.run(
            [sys.executable, "-c", "from bot.command_line import main; main()", "status"], env=program.environment,
            cwd=program.folder, capture_output=True, text=True, timeout=60,
        ).stdout
        assert "上次离线" in status and "可能没收到" in status
    finally:
        assert end(process) == 0
    assert (files / HEARD_FILE).exists()


def test_a_refused_send_is_tried_again_and_goes_out_once(street: Street) -> None:
    street.gateway.order("faults", refuse=1)

    async def story() -> None:
        await street.say("鸡蛋一盒")
        await until(lambda: any(row.attempts == 1 and row.status == "pending" for row in street.rows()))
        street.ahead += timedelta(minutes=1)
        await street.sent(1)

    street.live(story)
    assert len(street.gateway.sent()) == 1


def test_a_warning_of_too_many_messages_holds_promotions_and_lets_answers_go(street: Street) -> None:
    street.gateway.order("faults", refuse=1, why="操作过于频繁，请稍后再试")

    async def story() -> None:
        await street.say("鸡蛋一盒")
        await until(lambda: any(row.attempts == 0 and row.not_before > row.created_at for row in street.rows()))
        assert street.house.sender._pace.free_at(1, street.now(), proactive=True) > street.now() + timedelta(minutes=29)
        street.ahead += timedelta(minutes=1)
        await street.sent(1)

    street.live(story)


def test_a_repeated_message_has_its_effect_once(street: Street) -> None:
    street.gateway.order("faults", repeat=3)

    async def story() -> None:
        first = await street.say("鸡蛋一盒")
        await street.sent(1)
        street.channel._seen.clear()  # as after a restart
        await street.order("again", id=first)
        await until(lambda: len(street.others()) >= 2)

    street.live(story)
    assert len(street.gateway.sent()) == 1


def test_what_a_lost_message_held_comes_with_the_next_list(street: Street) -> None:
    rows = "#接龙\n冬日鲜货团\n\n1. 张姐 鸡蛋1盒"

    async def story() -> None:
        await street.order("faults", lose=1)
        await street.say(rows)
        await street.say(rows + "\n2. 老李 青菜2斤", by="wxid_li")
        await street.sent(1)

    street.live(story)
    with street.database.read() as session:
        items = {item["product"] for order in snapshot(session)["orders"] for item in order["items"]}
    assert items == {"散养鸡蛋", "小青菜"}


def test_times_in_seconds_and_in_milliseconds_are_the_same(street: Street) -> None:
    async def story() -> None:
        await street.say("甲", seconds=True)
        await street.say("乙")
        await until(lambda: len(street.others()) == 2)

    street.live(story)
    first, second = street.others()
    assert abs(second.at - first.at) < timedelta(seconds=5) and abs(first.at - street.now()) < timedelta(minutes=1)
    assert instant(1_800_000_000) == instant(1_800_000_000_000)


def test_a_type_that_the_library_does_not_know_and_an_alias_with_emoji_harm_nothing(street: Street) -> None:
    street.gateway.order("alias", room=ROOM, contact="wxid_zhang", alias="🌸花 开@富贵🌸")

    async def story() -> None:
        await street.say("", type=16)
        await street.say("鸡蛋一盒")
        await street.sent(1)
        await until(lambda: any(one.own for one in street.heard))

    street.live(story)
    only, = street.gateway.sent()
    assert only["text"].startswith("@🌸花 开@富贵🌸\u2005") and only["mentions"] == ["wxid_zhang"]
    assert [row.status for row in street.rows()] == ["sent"]
