"""When a message is looked at as a command at all, and what its wording leaves to the speaker."""

from __future__ import annotations

import dataclasses
import time

import pytest

from intents.commands import read_command
from tests.commands.neighbourhood import heard


@pytest.mark.parametrize(
    "text", ["@小邻\u2005查积分", "查积分 @小邻", "＠小邻 查积分", "@小邻查积分", "查@小邻\u2005积分"]
)
def test_the_mention_is_taken_off_wherever_it_stands(text: str) -> None:
    reading = read_command(*heard(text, {"mention": True}))
    assert reading is not None and reading.intent == "my_points"


def test_what_is_not_said_to_the_bot_is_no_command() -> None:
    assert read_command(*heard("关闭团购 冬日鲜货团", {"role": "网格员"})) is None


@pytest.mark.parametrize("text", [
    "#接龙 关闭团购", "#接龍\n1. 老丁", "#Group Note\n1. 老丁", "#", "# ", "#哈哈哈", "#查积分",
    "#我住柳岸花园3栋1单元201",
])
def test_a_hash_without_a_staff_command_is_silence(text: str) -> None:
    assert read_command(*heard(text, {"role": "网格员"})) is None


def test_a_hash_command_says_so() -> None:
    reading = read_command(*heard("#关团", {"role": "网格员"}))
    assert reading is not None and reading.hash_command


def test_a_command_is_recognised_whoever_says_it() -> None:
    reading = read_command(*heard("#关闭团购 冬日鲜货团", {"role": "居民"}))
    assert reading is not None and reading.intent == "close_group_buy"


def test_a_slip_in_a_short_form_is_put_right_for_staff_only() -> None:
    assert read_command(*heard("#需求回总", {"role": "网格员"})) is not None
    assert read_command(*heard("#需求回宗", {"role": "居民"})) is None


def test_a_merchant_means_their_own_shop() -> None:
    reading = read_command(*heard("今天停业一天 我们店停业", {"private": True, "role": "商户", "merchant": "橘猫奶茶"}))
    today = "2026-11-28"  # 一天: it opens again by itself
    wanted = {"name": "橘猫奶茶", "field": "status", "value": "停业", "since": today, "until": today}
    assert reading is not None and reading.slots == wanted


def test_a_notice_is_kept_as_its_writer_wrote_it() -> None:
    reading = read_command(*heard("#定时發送 明天8:00 請注意：天冷，路滑！（慢行）", {"role": "网格员"}))
    assert reading is not None and reading.slots["text"] == "請注意：天冷，路滑！（慢行）"


def test_an_urgent_notice_for_now_is_due_at_once() -> None:
    message, scene, speaker = heard("紧急通知 马上群发：燃气泄漏，请勿用火", {"mention": True, "role": "管理员"})
    reading = read_command(message, scene, speaker)
    assert reading is not None and reading.slots["urgent"] is True
    assert reading.slots["when"] == message.at.isoformat() and not reading.doubts


def test_another_name_of_the_bot_is_known() -> None:
    message, scene, speaker = heard("@阿福 查积分", {"mention": True})
    renamed = dataclasses.replace(scene, bot_names=("阿福", "小邻"))
    reading = read_command(message, renamed, speaker)
    assert reading is not None and reading.intent == "my_points"


HOSTILE = [
    "\x00\x01", "﷽" * 300, "#" * 2000, "开团" * 900, "1." * 1000, "给" * 2000, "关闭" + "a" * 1990,
    "，" * 2000, "定时" * 1000, "把" * 1999 + "团", "截止 " * 600, "1月1日" * 400, "V0001" * 400, "2元/斤" * 400,
    "(" * 2000, "选项" * 900 + "、" * 200, "除了" * 900, "老丁 +2 " * 300, "每户" * 900, "投票 " * 600,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:4] for text in HOSTILE])
@pytest.mark.parametrize("frame", ["{}", "开团 {}", "发起投票 {}", "发起活动 {}", "签到 {}", "定时发送 {}", "收款 {}"])
def test_hostile_text_is_read_quickly(text: str, frame: str) -> None:
    message = heard(frame.format(text), {"mention": True, "role": "网格员"})
    began = time.thread_time()
    read_command(*message)
    assert time.thread_time() - began < 1.0
