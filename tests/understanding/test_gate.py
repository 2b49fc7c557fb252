"""The gate lets through what may concern the bot, and little else; nothing that anybody writes breaks the reader."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.gate import may_concern
from intents.grammar import grammars
from intents.scene import Message
from tests.security.patterns import MOST_S, Used
from tests.understanding.neighbourhood import NORTH, SATURDAY, SOUTH, read, scene_of


def passes(text: str, room: str = SOUTH) -> bool:
    return may_concern(Message(text, SATURDAY, "wx_somebody"), scene_of(room, SATURDAY))


@pytest.mark.parametrize(
    "text",
    [
        "鸡蛋两盒",
        "基蛋两合",
        "雞蛋兩盒",
        "鸡\u200b蛋 2盒",
        "+1",
        "我也要",
        "报名",
        "最近的药店在哪",
        "刚下夜班 还有面馆开着没 饿扁了",
        "群里能订些什么",
        "长椅投一票",
        "要店哪家近啊",
        "算了",
        "两斤",
        "#统计",
        "休息长椅",
        "#接龙\n1. 老丁",
        "第二家电话",
        "还有吗",
        "五花肉不要了",
        "社保卡丢了怎么补",
        "附近有什么店",
    ],
)
def test_what_may_concern_the_bot_passes(text: str) -> None:
    assert passes(text)


def test_a_wish_passes_where_a_collection_is_open() -> None:
    assert passes("想要两箱橘子", NORTH)


@pytest.mark.parametrize(
    "text",
    [
        "今天真冷 出门要多穿一件才行啊",
        "哈哈哈哈",
        "孩子们放学了吗",
        "昨晚睡得不好",
        "谢谢大家的关心",
        "路上堵车了 晚点到",
    ],
)
def test_chatter_ends_at_the_gate(text: str) -> None:
    assert not passes(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    passes(text)
    for mention in (False, True):
        read(text, mention=mention)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "鸡蛋",
                "豆腐",
                "两",
                "3",
                "盒",
                "块",
                "斤",
                "要",
                "不",
                "对",
                "改成",
                "各",
                "帮",
                "钱奶奶",
                "，",
                " ",
                "\n",
                "+",
                "1",
                "报名",
                "@",
                "最近",
                "药店",
                "在哪",
                "？",
                "半",
                "的",
                "了",
                "第",
                "个",
                "投",
                "#",
                "「",
                "」",
                "\ud800",
                "\x00",
                "²",
            ]
        ),
        max_size=30,
    )
)
def test_no_mixture_of_the_words_that_matter_raises(words: list[str]) -> None:
    read("".join(words))


HOSTILE = (
    "鸡蛋" * 1000,
    "要" * 2000,
    "3" * 2000,
    "1-" * 1000,
    "附近" * 1000,
    "有没有" * 666,
    "最近的" * 666,
    "{[(" * 666,
    "哪里能" * 666,
    " " * 2000,
    "一" * 2000,
)


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:3] for text in HOSTILE])
def test_every_pattern_takes_less_than_ten_milliseconds_on_hostile_input(text: str) -> None:
    for grammar in grammars().values():
        for pattern in (*(phrase.pattern for phrase in grammar.phrases), *(veto.pattern for veto in grammar.veto)):
            assert Used(pattern, "search").best_s(text) < MOST_S, (grammar.intent, pattern.pattern[:80])


def test_random_characters_of_all_planes_do_no_harm() -> None:
    dice = random.Random(7)
    for _ in range(200):
        read(
            "".join(
                chr(
                    dice.choice(
                        (dice.randrange(0x20, 0x3000), dice.randrange(0x4E00, 0x9FFF), dice.randrange(0xD800, 0x10FFFF))
                    )
                )
                for _ in range(40)
            )
        )
