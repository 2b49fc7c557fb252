"""Names that differ from what was said by one sound: all of them are found, though few are looked at."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from intents.lexicon import Entry, Lexicon
from intents.normalise import loose_syllables, syllables
from intents.order_words import order_words, without_order_words

WORDS = st.text("鸡蛋机单牛奶流来张章家加厘离梨里南兰", min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=12, unique=True), WORDS)
def test_every_name_that_is_one_sound_off_is_found(names: list[str], said: str) -> None:
    lexicon = Lexicon.build(Entry(name, "product", name) for name in names)
    near = {
        name for name in lexicon.surfaces
        if set(syllables(name)) & set(syllables(said)) and OSA.distance(loose_syllables(name), loose_syllables(said)) <= 1
    }
    assert set(lexicon.alike(said, ("product",))) == near
    assert lexicon.alike(said, ("guide",)) == ()


def test_a_name_is_found_among_tens_of_thousands_that_share_its_first_sounds() -> None:
    many = [f"鸡蛋{chr(0x4E00 + at % 5000)}{chr(0x5E00 + at // 10)}" for at in range(20_000)]
    lexicon = Lexicon.build([*(Entry(name, "merchant", name) for name in many), Entry("鸡蛋加单离", "product", "鸡蛋加单离")])
    assert lexicon.alike("鸡蛋家但里", ("product",)) == ("鸡蛋加单离",)
    assert lexicon.alike("鸡蛋家但里", ("guide",)) == ()


@settings(max_examples=100)
@given(st.lists(
    st.sampled_from(("我", "我要", "要", "帮我订", "给我来", "谢谢", "谢谢啦", "一个", "鸡蛋", "啦", "好吃")), max_size=8
))
def test_words_of_an_order_are_taken_out_as_their_pattern_takes_them_out(said: list[str]) -> None:
    text = "".join(said)
    assert without_order_words(text) == order_words()[1].sub("", text)


def test_the_surfaces_of_one_kind_are_told_with_what_they_mean() -> None:
    lexicon = Lexicon.build((Entry("陪诊", "service", "陪诊服务"), Entry("土鸡蛋", "product", "土鸡蛋")))
    assert lexicon.said_for("service") == {"陪诊": "陪诊服务"}
    assert lexicon.said_for("job") == {}
