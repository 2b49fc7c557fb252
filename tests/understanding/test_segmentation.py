"""Words are cut as plain jieba cuts them, though its table is ours."""

from __future__ import annotations

import logging
import tempfile
from functools import cache
from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.segmentation import Segmenter, dictionary
from intents.word_list import read_word_list
from tests.neighbourhoods import judging

NAMES = ("土鸡蛋", "王记包子铺", "T恤衫", "今天晚", "海鸭蛋", "我去", "鲜货团")


@cache
def cutters() -> tuple[Segmenter, jieba.Tokenizer]:
    """Ours and jieba's, with the same names learnt."""
    jieba.setLogLevel(logging.WARNING)
    theirs = jieba.Tokenizer()
    with tempfile.TemporaryDirectory() as folder:  # jieba trusts any cache that lies in the common one
        theirs.tmp_dir = folder
        theirs.initialize()
    ours = Segmenter()
    ours.learn((*NAMES, *NAMES))
    for name in NAMES:
        if not theirs.FREQ.get(name):
            theirs.add_word(name, 20_000)
    return ours, theirs


def both(text: str) -> tuple[list[str], list[str]]:
    ours, theirs = cutters()
    return ours.cut(text), theirs.lcut(text, HMM=False)


def test_what_people_say_is_cut_as_jieba_cuts_it() -> None:
    for file in judging.HERE.glob("*/cases.jsonl"):
        for case in judging.read(file):
            ours, theirs = both(case["text"])
            assert ours == theirs


@pytest.mark.parametrize("text", [
    "", " ", "a\r\nb c\n\nd", "T恤2件 iPhone15 1.5斤", "㐀鸡🍓", "中华人民共和国万岁", "一" * 50, "3-2-502",
])
def test_rare_texts_are_cut_as_jieba_cuts_them(text: str) -> None:
    ours, theirs = both(text)
    assert ours == theirs


@settings(max_examples=100)
@given(st.text("今天晚上王记包子铺土鸡蛋海鸭鲜货团购我去中华人民共和国T恤12.5a\n ，", max_size=30))
def test_any_text_is_cut_as_jieba_cuts_it(text: str) -> None:
    ours, theirs = both(text)
    assert ours == theirs
    assert "".join(ours) == text


def test_a_name_that_was_learnt_is_no_word_of_the_common_language() -> None:
    ours, _ = cutters()
    assert ours.cut("要王记包子铺") == ["要", "王记包子铺"]
    assert not ours.is_word("王记包子铺")
    assert ours.is_word("苹果") and not ours.is_word("苹果好") and not ours.is_word("我")


def test_what_can_be_bought_is_told_from_verbs_and_times() -> None:
    ours, _ = cutters()
    assert all(map(ours.is_thing, ("苹果", "带鱼", "某种新玩意")))
    assert not any(map(ours.is_thing, ("今天", "昨天", "非常")))


def test_counts_and_tags_of_the_dictionary_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    rest = "长" * 10  # a rest of ten characters: its length is a line break when written as a character
    file.write_text(f"吃 5 v\n吃饭 7 v\n吃饭去 2 v\n饭碗 3 n\n饭碗{rest} 1 n\n好{rest}吗 4 n\n", encoding="utf-8")
    words = read_word_list(file)
    assert [words.count(w) for w in ("吃", "吃饭", "吃饭去", "饭", "饭碗", f"饭碗{rest}", f"好{rest}吗", "好长", "")] == [
        5, 7, 2, 0, 3, 1, 4, 0, 0]
    assert words.is_no_thing("吃饭") and not words.is_no_thing("饭碗") and not words.is_no_thing("吃")
    assert words.starting("吃饭去", 0) == [(1, 5), (2, 7), (3, 2)]
    assert words.starting(f"饭碗{rest}", 0) == [(2, 3), (12, 1)]
    assert words.total == 22


def test_the_words_of_a_character_are_found_wherever_their_lines_stand(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_bytes("小S 3 nz\n大S 3 nz\nT恤 4 n\n小 9 a\n小区 7 n\nγ射线 2 n\n𠮷野 1 nz".encode())
    words = read_word_list(file)
    assert [words.count(w) for w in ("小S", "小", "小区", "大S", "T恤", "γ射线", "𠮷野", "区")] == [3, 9, 7, 3, 4, 2, 1, 0]
    assert words.starting("小区", 0) == [(1, 9), (2, 7)]


def test_the_dictionary_has_the_words_and_counts_of_jieba() -> None:
    file = Path(jieba.__file__).with_name("dict.txt")
    lines = [line.split(" ") for line in file.read_text(encoding="utf-8").splitlines()]
    assert dictionary().total == sum(int(count) for _, count, _ in lines)
    assert all(dictionary().count(word) == int(count) for word, count, _ in lines[::7])


def test_the_dictionary_is_opened_once() -> None:
    assert dictionary() is dictionary()
