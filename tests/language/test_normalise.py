from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.normalise import (
    LIMIT,
    dense,
    loose_syllables,
    normalise,
    normalise_traced,
    squeeze,
    strip_emoji,
    syllables,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)


@pytest.mark.parametrize(("written", "plain"), [
    ("請問最近的洗衣店在哪裡？", "请问最近的洗衣店在哪里?"),
    ("鸡蛋２份　玉米１０根", "鸡蛋2份 玉米10根"),
    ("鸡\u200b蛋\ufeff2份", "鸡蛋2份"),
    ("@小邻\u2005关团", "@小邻 关团"),
    ("\u202e关团\u202c", "关团"),
    ("⼤米 ㎏", "大米 kg"),
    ("一行\r\n二行\r三行", "一行\n二行\n三行"),
    ("  多   个\t空格  ", "多 个 空格"),
    ("①苹果 ②梨", "(1)苹果 (2)梨"),
    ("1️⃣ 苹果\n2️⃣ 梨", "1. 苹果\n2. 梨"),
    ("3–2−502", "3-2-502"),
    ("a\x00b\ud800c", "abc"),
    ("🌸岁月静好", "🌸岁月静好"),
])
def test_the_plain_form_of_a_text(written: str, plain: str) -> None:
    assert normalise(written) == plain


@settings(max_examples=100)
@given(ANY_TEXT)
def test_any_string_is_normalised_without_exception_and_can_be_stored(text: str) -> None:
    plain = normalise(text)
    plain.encode("utf-8")
    assert "\x00" not in plain
    assert len(plain) <= LIMIT
    squeeze(plain), syllables(plain), loose_syllables(plain), strip_emoji(plain)


@settings(max_examples=100)
@given(ANY_TEXT)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_what_is_longer_than_the_limit_is_cut() -> None:
    assert len(normalise("鸡" * 5000)) == LIMIT
    assert len(normalise("\ufdfa" * 5000)) <= LIMIT


@pytest.mark.parametrize("text", [
    "a" + "\u0301\u0316" * 5000, "ａ" * 9000, " \n" * 3000, "１️⃣" * 900, "[" * 2000, "🍓 " * 2000,
])
def test_hostile_text_is_normalised_quickly(text: str) -> None:
    normalise(text)
    begin = time.thread_time()
    squeeze(normalise(text)), strip_emoji(normalise(text))
    assert time.thread_time() - begin < 0.1


@pytest.mark.parametrize(("text", "dense"), [
    ("鸡 蛋 1 份", "鸡蛋1份"), ("草莓🍓三盒", "草莓三盒"), ("3 2 5斤", "3 2 5斤"), ("Amy Wang 2份", "Amy Wang2份"),
    ("一行\n二行", "一行\n二行"),
])
def test_the_dense_view_joins_what_spaces_and_emoji_part(text: str, dense: str) -> None:
    assert squeeze(text)[0] == dense


@settings(max_examples=100)
@given(st.text("鸡蛋2份a 🍓\n9", max_size=40))
def test_offsets_of_the_dense_view_point_to_the_same_characters(text: str) -> None:
    dense, offsets = squeeze(text)
    assert len(offsets) == len(dense) + 1
    assert [text[offset] for offset in offsets[:-1]] == list(dense)
    assert list(offsets) == sorted(offsets)


def test_emoji_and_wechat_faces_give_way_to_a_space() -> None:
    assert strip_emoji("鸡蛋2份🍎苹果1箱[微笑]") == "鸡蛋2份 苹果1箱"
    assert strip_emoji("[聊天记录] 李姐") == "[聊天记录] 李姐"


@pytest.mark.parametrize(("typed", "meant"), [
    ("机蛋", "鸡蛋"), ("洗衣电", "洗衣店"), ("理法店", "理发店"), ("广场午", "广场舞"), ("烘培课", "烘焙课"),
    ("优惠卷", "优惠券"),
])
def test_homophones_have_the_same_syllables(typed: str, meant: str) -> None:
    assert syllables(typed) == syllables(meant)


def test_what_sounds_different_has_different_syllables() -> None:
    assert syllables("苹果") != syllables("香蕉")
    assert syllables("三份") != syllables("山份")
    assert loose_syllables("三份") == loose_syllables("山份")
    assert len(syllables("鸡蛋abc")) == 5


def test_a_stretch_is_found_again_as_it_was_written() -> None:
    written = "＃定时發送：明天停水，请㎏储水！"
    plain, offsets = normalise_traced(written)
    start = plain.index("明天停水")
    assert written[offsets[start] : offsets[start + 4]] == "明天停水"
    assert written[offsets[plain.index("请")] : offsets[len(plain)]] == "请㎏储水！"


@settings(max_examples=100)
@given(ANY_TEXT)
def test_traced_offsets_never_leave_the_text(text: str) -> None:
    plain, offsets = normalise_traced(text)
    assert plain == normalise(text)
    assert len(offsets) == len(plain) + 1
    assert list(offsets) == sorted(offsets)
    assert all(0 <= offset <= len(text) for offset in offsets)


@pytest.mark.parametrize("block", [range(0x20, 0x3100), range(0x4E00, 0xA000), range(0xF900, 0x10000), range(0x1F000, 0x20000)])
def test_the_quick_dense_view_is_the_dense_view(block: range) -> None:
    for code in block:
        for text in (chr(code), f"鸡{chr(code)}蛋", f"e{chr(code)} 2"):
            assert dense(text) == squeeze(normalise(text))[0], hex(code)


@given(ANY_TEXT)
def test_the_quick_dense_view_is_the_dense_view_of_any_text(text: str) -> None:
    assert dense(text) == squeeze(normalise(text))[0]


@pytest.mark.parametrize("text", ["好吧…明天再说", "…" * 700, "鸡蛋…２盒！", "～…？", "e…\u0301", "…" * 1_999 + "好"])
def test_dots_are_as_dense_on_the_quick_way_as_on_the_long_one(text: str) -> None:
    assert dense(text) == squeeze(normalise(text))[0]


@given(st.text("鸡蛋12aB ，！\n😂。", max_size=14))
def test_a_text_of_usual_characters_is_made_plain_and_dense_as_any_other(text: str) -> None:
    odd = f"{text}\u200b"  # what cannot be seen sends a text the long way
    assert normalise(text) == normalise(odd)
    plain = normalise(text)
    dense, offsets = squeeze(plain)
    slow, places = squeeze(f"{plain} 😂") if plain else ("", (0,))
    assert dense == slow
    assert [plain[at] for at in offsets[:-1]] == [plain[at] for at in places[:-1]]


@given(st.text("一b3 　，。!…🙏", max_size=12))
@settings(max_examples=100)
def test_spaces_leave_the_quick_dense_view_as_they_leave_the_dense_view(text: str) -> None:
    assert dense(text) == squeeze(normalise(text))[0]
