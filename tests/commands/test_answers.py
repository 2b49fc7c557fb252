"""What is missing is asked for, and a short answer completes the command."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from intents.commands import read_answer, read_command
from intents.reading import Reading
from intents.scene import Doubt, Question
from tests.commands.neighbourhood import AT, heard, holds

STAFF = {"mention": True, "role": "网格员"}


@pytest.mark.parametrize(("text", "asked"), [
    ("开团 梨团 秋月梨39元/箱", ["deadline"]),
    ("开团 梨团 明晚8点截止", ["items"]),
    ("发起需求征集 露营装备", ["deadline"]),
    ("发起活动 春季徒步", ["when"]),
    ("给冯阿姨加分", ["points"]),
    ("签到 冬季便民义诊", ["names"]),
    ("定时发送 明天9点", ["text"]),
    ("发起投票 广场舞改到几点", ["options", "deadline"]),
    ("设置角色 芸芸", ["role"]),
    ("发证书", ["name"]),
    ("投诉", ["text"]),
    ("给剪时光发艺评价", ["stars"]),
])
def test_what_a_command_lacks_is_asked_for(text: str, asked: list[str]) -> None:
    reading = read_command(*heard(text, STAFF))
    assert reading is not None
    assert [doubt.said for doubt in reading.doubts if doubt.kind == "missing"] == asked


def answer(intent: str, slots: Mapping[str, Any], asked: str, text: str, addressed: bool = False) -> Reading | None:
    message, scene, speaker = heard(text, {"mention": addressed, "role": "网格员"})
    question = Question(intent, (Doubt("missing", said=asked),), AT, slots)
    return read_answer(message, scene, dataclasses.replace(speaker, question=question))


@pytest.mark.parametrize(("intent", "asked", "text", "value"), [
    ("open_group_buy", "deadline", "明天18点", "2026-11-29T18:00:00+08:00"),
    ("open_demand", "deadline", "那就下周五晚上8点吧", "2026-12-04T20:00:00+08:00"),
    ("award_points", "points", "三分", 3),
    ("award_points", "name", "给沈姐", "沈姐"),
    ("check_in", "names", "老丁、小唐", ["老丁", "小唐"]),
    ("schedule_broadcast", "text", "明早停水，请储水", "明早停水，请储水"),
    ("open_poll", "options", "周三、周四、周五", ["周三", "周四", "周五"]),
    ("close_ticket", "number", "是12号", "12"),
    ("revoke_certificate", "number", "V0003", "V0003"),
    ("grant_role", "role", "志愿者", "志愿者"),
    ("rate_merchant", "stars", "四颗星", 4),
    ("export", "what", "订单", "orders"),
    ("redeem_points", "item", "雨伞", "晴雨伞"),
    ("set_home", "address", "柳岸花园3栋2单元102", "柳岸花园3栋2单元102"),
])
def test_a_short_answer_fills_the_slot_that_was_asked_for(intent: str, asked: str, text: str, value: Any) -> None:
    reading = answer(intent, {"kept": 1}, asked, text)
    assert reading is not None and reading.intent == intent and reading.answers
    assert holds(reading.slots, {asked: value, "kept": 1}), reading.slots


def test_items_are_filled_by_a_line_of_goods() -> None:
    reading = answer("open_group_buy", {"title": "梨团"}, "items", "秋月梨39元/箱 库存50")
    assert reading is not None
    assert reading.slots["items"] == [{"product": "秋月梨", "price": 39, "unit": "箱", "stock": 50}]
    assert [doubt.said for doubt in reading.doubts] == ["deadline"]


@pytest.mark.parametrize("text", ["算了", "好的", "今天真冷啊 风好大", "等一下"])
def test_what_is_no_time_does_not_answer_when(text: str) -> None:
    assert answer("open_activity", {"title": "徒步"}, "when", text) is None


def test_a_whole_command_to_the_bot_is_no_answer() -> None:
    assert answer("open_activity", {"when": "2026-12-01"}, "title", "关闭团购 冬日鲜货团", addressed=True) is None


def test_a_question_about_an_order_is_left_to_others() -> None:
    assert answer("order", {}, "deadline", "明天18点") is None
