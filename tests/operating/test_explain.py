"""linli explain tells a community worker in plain Chinese what a message was taken for, and why."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from bot.explain import explain
from intents.commands.table import SLOTS
from intents.errors import LinliError
from intents.grammar import grammars
from tests.path.conftest import SOUTH, STAFF, Bot

SOURCES = Path(__file__).parents[2]
WORDS = tomllib.loads((SOURCES / "bot" / "wording" / "explained_words.toml").read_text(encoding="utf-8"))

TOLD = [
    ("鸡蛋两盒", False, "wx_new1", ["听成：订货", "商品：散养鸡蛋 2", "“鸡蛋”是", "正在团的商品和数量"]),
    ("我刚买了两盒鸡蛋", False, "wx_new1", ["不是对我说的", "“鸡蛋”是", "以前的事"]),
    ("鸡蛋要不要再来两盒呢 纠结", False, "wx_new1", ["不是对我说的", "还在犹豫"]),
    ("今天天气不错", False, "wx_new1", ["闲聊"]),
    ("鸡蛋五六盒", False, "wx_new1", ["听成：订货", "我会问：到底要多少"]),
    ("离得最近的药店在哪", False, "wx_new1", ["听成：找店", "类别：药店", "是一类说法"]),
    ("麦浪面包房几点关门", False, "wx_new1", ["听成：问一家店的事", "问的是：时间", "名字：麦浪面包房", "是一类说法"]),
    ("手机课给我报个名", False, "wx_new1", ["听成：报名", "活动：长者手机课堂"]),
    ("截团 冬日鲜货团", True, "wx_new1", ["听成：截团", "网格员", "回一句办不了"]),
    ("截团 冬日鲜货团", True, STAFF[0], ["听成：截团", "团购：冬日鲜货团"]),
    ("#截团 冬日鲜货团", False, "wx_new1", ["听成：截团", "我不出声"]),
    ("给冯阿姨加两分", True, STAFF[0], ["听成：加减积分", "名字：冯阿姨", "积分：2"]),
    ("后天早上7点半通知大家:今天测核酸", True, STAFF[0], ["听成：定时通知", "时间：", "日 07:30"]),
    ("3号楼电梯坏了", True, "wx_new1", ["听成：报修、投诉或建议", "种类：报修"]),
    ("3号楼电梯坏了", False, "wx_new1", ["要是@我说，我会当成：报修、投诉或建议"]),
    ("谢谢", True, "wx_new1", ["客气话"]),
    ("人生的意义是什么", True, "wx_new1", ["没听懂", "我会什么"]),
    ("预约理发", True, "wx_new1", ["听成：预约服务", "我会问：还缺时间"]),
    ("三十箱苹果什么时候到站台", False, "wx_new1", ["："]),
    ("#接龙\n周五打篮球\n1. 大伟哥\n2. 小唐", False, "wx_new1", ["对不上"]),
]


@pytest.mark.parametrize(("text", "mention", "sender", "said"), TOLD, ids=[f"{one[0][:12]}{n}" for n, one in enumerate(TOLD)])
def test_it_says_in_plain_words_what_was_understood_and_why(
    bot: Bot, text: str, mention: bool, sender: str, said: list[str]
) -> None:
    lines = "\n".join(explain(bot.parts, text, SOUTH, sender, mention=mention, now=bot.at))
    assert not [part for part in said if part not in lines], lines
    assert not re.search("[A-Za-z_]{3,}", lines.replace(text, "")), lines


def test_a_room_that_is_not_there_is_named_with_those_that_are(bot: Bot) -> None:
    with pytest.raises(LinliError, match=f"没有“月球群”.*{SOUTH}"):
        list(explain(bot.parts, "鸡蛋两盒", "月球群", "wx_new1", mention=False, now=bot.at))


def test_every_intent_has_a_word() -> None:
    assert not {*SLOTS, *grammars()} - set(WORDS["intents"])


def test_every_reason_that_a_reading_gives_has_words() -> None:
    given = {
        constant.value
        for path in (SOURCES / "intents").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "reasons" and isinstance(keyword.value, ast.Tuple)
        for constant in keyword.value.elts
        if isinstance(constant, ast.Constant)
    }
    assert len(given) > 30
    assert not given - set(WORDS["reasons"])


def test_what_speaks_against_a_message_has_words() -> None:
    from intents.evidence import AGAINST_ALL, PAST

    assert not {sign.reason for sign in (*AGAINST_ALL, PAST)} - set(WORDS["reasons"])
