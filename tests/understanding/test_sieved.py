"""Several patterns behind one sieve find what each of them finds alone; replacements do what they do one by one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.commands.broadcast_heads import _SENDS_THEN, _SENT_THEN
from intents.dialect import _AROUND
from intents.evidence import AGAINST_ALL, against
from intents.once import once
from intents.sieved import Rewrites, Sieved
from intents.signing import _COUNT_ME_IN, _MAY_JOIN, _SIGN_UP_ONLY
from intents.wishes import _SHAPES
from tests.understanding.test_patterns import PARTS, texts

RULES = st.lists(st.tuples(st.lists(PARTS, min_size=1, max_size=3, unique=True).map("".join), st.sampled_from("团购鸡蛋一")),
                 min_size=1, max_size=5)
SAID = st.text("开团购关一下鸡蛋吗甲乙丙丁12两份oOkK 三", max_size=14)


@settings(max_examples=100)
@given(RULES, SAID)
def test_every_pattern_that_fits_is_among_those_that_may(rules: list[tuple[str, str]], text: str) -> None:
    bits = Sieved(pattern for pattern, _ in rules).fitting(text)
    fits = {number for number, (pattern, _) in enumerate(rules) if re.search(pattern, text)}
    assert fits <= {number for number in range(len(rules)) if bits >> number & 1}


@settings(max_examples=100)
@given(RULES, SAID)
def test_replacements_do_what_they_do_one_after_the_other(rules: list[tuple[str, str]], text: str) -> None:
    plain = text
    for pattern, by in rules:
        plain = re.sub(pattern, by, plain)
    assert Rewrites(rules).of(text) == plain


@pytest.mark.parametrize("rewrites", [_SHAPES, _AROUND], ids=["wishes", "dialect"])
def test_what_people_say_is_rewritten_as_rule_by_rule(rewrites: Rewrites) -> None:
    for text in texts():
        plain = text
        for pattern, by in rewrites.rules:
            plain = pattern.sub(by, plain)
        assert rewrites.of(text) == plain, text


def test_what_speaks_against_a_message_is_found_as_sign_by_sign() -> None:
    for text in texts():
        if not any(sign.pattern.pattern.search(text) for sign in AGAINST_ALL):
            assert against(text) is None, text


def test_what_was_worked_out_once_is_kept() -> None:
    asked = []

    class Thing:
        @once
        def size(self) -> int:
            """How large it is."""
            asked.append(self)
            return 3

    thing = Thing()
    assert (thing.size, thing.size, len(asked)) == (3, 3, 1)
    assert Thing.size.__doc__ == "How large it is."


def test_what_signs_up_without_naming_an_activity_says_one_of_the_words_that_are_looked_for_first() -> None:
    for text in texts():
        for bare in (text, text.replace(" ", "")):
            if _SIGN_UP_ONLY.match(bare) or _COUNT_ME_IN.match(bare):
                assert _MAY_JOIN.search(bare), text


def test_what_is_sent_then_says_so() -> None:
    for text in texts():
        for at in range(len(text)):
            if _SENT_THEN.match(text[at:]):
                assert _SENDS_THEN.search(text), text
