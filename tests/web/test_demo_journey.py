"""What somebody who tries linli does first: the real bot on the sample neighbourhood, in a real browser."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from bot.assembly import assemble
from bot.channels.web import Address
from bot.demo import furnish, play
from catalogue.database import open_database
from tests.web.conftest import Visitor, phone
from tests.web.hands import Hands

THURSDAY = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)  # of the week whose Saturday is the sample's


class Demo(threading.Thread):
    """The demo in a thread of its own, on a free port."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder, self.ready, self.url = folder, threading.Event(), ""
        self.error: BaseException | None = None
        self.loop = asyncio.new_event_loop()

    def run(self) -> None:
        database = open_database(f"sqlite:///{self.folder / 'demo.sqlite3'}")
        try:
            begins = furnish(database, None, THURSDAY)
            parts = assemble(database, files=self.folder)
            self.task = self.loop.create_task(play(parts, begins, Address(port=0), self._opened))
            self.loop.run_until_complete(self.task)
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # told to the test
            self.error = error
        finally:
            database.close()
            self.ready.set()

    def _opened(self, url: str) -> None:
        self.url = url
        self.ready.set()

    def stop(self) -> None:
        if self.is_alive():
            self.loop.call_soon_threadsafe(self.task.cancel)
            self.join(10)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """The sample neighbourhood on its Saturday, 09:00."""
    demo = Demo(tmp_path)
    demo.start()
    assert demo.ready.wait(60) and demo.url, demo.error
    yield demo
    demo.stop()
    assert demo.error is None


def test_a_resident_finds_a_shop_orders_amends_signs_up_and_sees_a_promotion(
    browser: Chrome, demo: Demo, tmp_path: Path
) -> None:
    hands = Hands(browser, demo.url, tmp_path)
    hands.become("wx_qiannn")
    hands.say("最近的洗衣店在哪")
    assert "晴衣坊" in hands.hear("@钱奶奶", "洗衣")
    hands.say("散养鸡蛋两盒 小青菜一斤")
    hands.hear("@钱奶奶", "散养鸡蛋", "2盒", "小青菜", "1斤", after=1)
    hands.say("鸡蛋改成3盒")
    hands.hear("@钱奶奶", "3盒", after=2)
    hands.say("周六清洁行动我和我爱人都去")
    hands.hear("@钱奶奶", "2", after=3)
    before = len(hands.lines("linli"))
    assert before == 4
    for _ in range(6):
        now = hands.find("#time").text
        hands.click('[data-minutes="60"]')
        hands.until(lambda before=now: hands.find("#time").text != before)
    hands.hear("核桃吐司", after=before)
    hands.shot("journey-phone")
    phone(browser, 1280, 800)
    hands.shot("journey-desktop")
    assert hands.complaints() == []


def test_neighbours_talk_and_the_bot_stays_silent(demo: Demo) -> None:
    visitor = Visitor(demo.url)
    room = visitor.http.get("/api/state").json()["groups"][0]["id"]
    for text in ("昨天买的鸡蛋真新鲜", "哈哈哈哈", "晚上去跳舞吗", "孙子又长高了"):
        visitor.say("wx_qiannn", text, room)
    visitor.say("wx_qiannn", "收到", room, kind="sticker")
    assert {line["sender"] for line in visitor.lines("wx_qiannn")} == {"wx_qiannn"}


def test_chatter_leaves_no_trace_on_disk(demo: Demo, tmp_path: Path) -> None:
    visitor = Visitor(demo.url)
    room = visitor.http.get("/api/state").json()["groups"][0]["id"]
    visitor.say("wx_qiannn", "孙子又长高了，裤子都短了", room)
    visitor.say("wx_qiannn", "散养鸡蛋两盒", room)
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert "散养鸡蛋".encode() in kept and "裤子都短了".encode() not in kept


def test_the_chooser_groups_everybody_and_tells_no_room_number(
    browser: Chrome, demo: Demo, tmp_path: Path
) -> None:
    hands = Hands(browser, demo.url, tmp_path)
    hands.find(".pick")
    titles = [each.text for each in browser.find_elements(By.CSS_SELECTOR, ".sheetbody h3")]
    assert titles[:5] == ["居民", "志愿者", "网格员", "社区管理员", "商户"]
    notes = [each.text for each in browser.find_elements(By.CSS_SELECTOR, ".pick small")]
    assert len(notes) == 16 and not any("单元" in note for note in notes)
    assert any("柳岸花园3栋" in note for note in notes)
    hands.shot("who")


def test_what_is_suggested_suits_the_person_and_works(demo: Demo) -> None:
    visitor = Visitor(demo.url)
    room = visitor.http.get("/api/state").json()["groups"][0]["id"]

    def tips(me: str) -> list[str]:
        answer = visitor.http.get("/api/suggestions", params={"me": me, "room": room}).json()
        return [tip["text"] for tip in answer["suggestions"]]

    assert any(tip.startswith("@小邻 汇总") for tip in tips("wx_lvxiao"))
    assert any("麦浪面包房" in tip for tip in tips("wx_mumai"))
    residents = tips("wx_qiannn")
    assert not any("开团" in tip or "汇总" in tip for tip in residents)
    chatter = "昨天买的菜真新鲜"
    assert chatter in residents
    for tip in residents:
        before = len(visitor.lines("wx_qiannn"))
        visitor.say("wx_qiannn", tip, room)
        answers = [line for line in visitor.lines("wx_qiannn")[before:] if line["sender"] == "linli"]
        assert bool(answers) == (tip != chatter), tip


def test_a_notice_of_a_grid_worker_goes_out_when_the_clock_reaches_it(demo: Demo) -> None:
    visitor = Visitor(demo.url)
    room = visitor.http.get("/api/state").json()["groups"][0]["id"]
    visitor.say("wx_lvxiao", "@小邻 今天上午10点通知大家：楼道今天消毒，门窗请关好", room)
    assert visitor.lines("wx_lvxiao")[-1]["sender"] == "linli"

    def sent() -> list[str]:
        return [line["text"] for line in visitor.lines("wx_qiannn") if line["text"].startswith("楼道今天消毒")]

    visitor.post("/api/clock", {"minutes": 59})
    assert sent() == []
    visitor.post("/api/clock", {"minutes": 10})
    assert sent() == ["楼道今天消毒，门窗请关好"]
