"""Any string is read without an exception and in little time: random ones, and ones made to be slow."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from functools import cache

from intents.grammar import grammars
from tests.understanding.neighbourhood import read

PIECES = (
    "鸡蛋", "两盒", "3-2-502", "+1", "#接龙\n1. 张姐 鸡蛋2盒\n", "给王奶奶", "不要了", "改成", "最近的", "在哪", "吗",
    "报名", "我和", "周六下午三点", "每周五10点", "截止", "12.5元一斤", "@小邻\u2005", "@李姐 ", "哪里有", "多少钱", "还有吗",
    "\x00", "\ud800", "\u202e", "\u200b", "\u0301", "²", "①", "½", "-3", "1_0", "👨‍👩‍👧", "<b>", "。", "，", " ", "\n",
    "一二三四", "半斤", "9" * 9,
)
HOSTILE = (
    "鸡蛋", "1", "一", "鸡蛋2盒 ", "a", " ", "我和", "给", "不要", "3-", "周", "+1 ", "#", "：", "\n1. ", "哪", "的", "\u0301",
    "12.", "改成",
)
SLOW_S = 0.010
PAUSES_S = (0.0, 0.0, 0.0, 0.1, 0.3, 0.6, 1.0)  # before each reading of what seems to be slow
LONGEST, SLOW_WHEN_LONGEST_S = 2_000, 0.020  # 10 ms on a machine that has nothing else to do


def _random(chance: random.Random) -> str:
    parts = [
        chance.choice(PIECES) if chance.random() < 0.7 else chr(chance.randrange(0x110000)) for _ in range(chance.randint(0, 12))
    ]
    return "".join(parts)


def _seconds(text: str, addressed: bool, enough_s: float = SLOW_S) -> float:
    """The least processor time of some readings: what the text takes, whatever else the machine does for a second or two."""
    took = []
    for pause_s in PAUSES_S:
        time.sleep(pause_s)
        begin = time.thread_time()
        read(text, mention=addressed)
        took.append(time.thread_time() - begin)
        if took[-1] <= enough_s:
            break
    return min(took)


@cache
def _words() -> tuple[str, ...]:
    """What the patterns themselves look for: the words of all phrases and vetoes."""
    needs = [one.said.needs for grammar in grammars().values() for one in (*grammar.phrases, *grammar.addressed)]
    needs += [veto.needs for grammar in grammars().values() for veto in grammar.veto]
    return tuple(sorted({word for clauses in needs for clause in clauses for word in clause if word.isprintable()}))


def _hostile(chance: random.Random, length: int, units: Sequence[str] = HOSTILE) -> str:
    unit = "".join(chance.choice(units) for _ in range(chance.randint(1, 3)))
    return (unit * length)[: length - 4] + chance.choice(("x", "盒", "吗", "不要了", "在哪"))


def test_ten_thousand_random_strings_are_read_in_no_more_than_10_ms_each() -> None:
    chance = random.Random(20261122)
    slow = [(text, took) for n in range(10_000) if (took := _seconds(text := _random(chance), n % 3 == 0)) > SLOW_S]
    assert not slow


def test_two_thousand_hostile_strings_are_read_in_no_more_than_10_ms_each() -> None:
    chance = random.Random(7)
    slow = [(text, took) for n in range(2_000) if (took := _seconds(text := _hostile(chance, 300), n % 2 == 0)) > SLOW_S]
    assert not slow


def test_two_thousand_hostile_strings_of_the_full_length_are_read_in_no_more_than_10_ms_each() -> None:
    chance = random.Random(8)
    slow = []
    for n in range(2_000):
        text = _hostile(chance, LONGEST, HOSTILE if n % 4 else _words())
        if (took := _seconds(text, n % 2 == 0, SLOW_S)) > SLOW_WHEN_LONGEST_S:
            slow.append((text[:20], took))
    assert not slow


def test_a_pasted_list_of_a_hundred_things_is_no_order() -> None:
    rows = [f"{number}号 鸡蛋{number % 3 + 1}盒" for number in range(100)]
    assert read("\n".join(rows)).intent == "none"
    assert read(" ".join(rows[:1])).intent == "order"
