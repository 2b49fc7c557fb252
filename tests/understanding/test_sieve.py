"""The sieve in front of the phrases never holds back one that fits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.commands.recognise import ORDER, candidates
from intents.commands.said import Said
from intents.grammar import Grammar, Phrase, grammars
from intents.grammar.phrases import PhraseError, read_phrase
from intents.grammar.sieve import Sieve, numbers
from intents.lexicon import Lexicon
from intents.markers import abstract
from intents.scene import Message, Scene, Speaker
from tests.neighbourhoods import judging
from tests.understanding.neighbourhood import SATURDAY, lexicon

WORDS = {"open": ("开个", "开", "发起"), "thing": ("团", "团购")}


@cache
def texts() -> tuple[str, ...]:
    """What people say, in all grammar files and neighbourhoods, with names as markers and as words."""
    said = [one.text for grammar in grammars().values() for one in (*grammar.examples, *grammar.near_misses)]
    said += [case["text"] for file in judging.HERE.glob("*/cases.jsonl") for case in judging.read(file)]
    known = lexicon()
    return tuple(dict.fromkeys(view for text in said for view in (text, abstract(text, known.find(text)))))


def patterns(grammar: Grammar) -> Iterator[tuple[int, Phrase]]:
    yield from enumerate((*grammar.phrases, *grammar.addressed))


@pytest.mark.parametrize("intent", sorted(grammars()))
def test_what_fits_a_text_passes_the_sieve(intent: str) -> None:
    grammar = grammars()[intent]
    vetoes = len(grammar.phrases) + len(grammar.addressed)
    for text in texts():
        passed = set(numbers(grammar.sieve.sift(text)))
        fits = {number for number, phrase in patterns(grammar) if phrase.pattern.search(text)}
        fits |= {vetoes + number for number, veto in enumerate(grammar.veto) if veto.pattern.search(text)}
        assert fits <= passed, text


def test_commands_are_found_as_if_each_phrase_were_searched_for() -> None:
    for text in texts():
        said = Said(text, Message(text, SATURDAY), Scene(Lexicon()), Speaker())
        begins = []
        for place, intent in enumerate(ORDER):
            found = [m.start() for view in (said.abstracted, said.masked) for phrase in grammars()[intent].phrases
                     if (m := phrase.pattern.search(view))]
            if found and not any(veto.pattern.search(said.abstracted) for veto in grammars()[intent].veto):
                begins.append((min(found), place, intent))
        assert list(candidates(said)) == [intent for _, _, intent in sorted(begins)], text


PARTS = st.sampled_from((
    "开", "团", "鸡蛋", "(开|关|关一下)", "(团[购]|接龙)", "[吗|呢]", "…", " ", "<open>", "<thing>", "^", "$", "{number}",
    "(|帮我)", "((我|我家)[的]单|订单)", "[(甲|乙)丙]",
))


@settings(max_examples=100)
@given(st.lists(st.lists(PARTS, min_size=1, max_size=6).map("".join), min_size=1, max_size=6),
       st.text("开团购鸡蛋关一下接龙吗我家的订单甲乙丙2 ", max_size=20))
def test_no_phrase_is_held_back_that_fits(phrases: list[str], text: str) -> None:
    read = [read_phrase(phrase, WORDS) for phrase in phrases if phrase.count("{number}") < 2]
    passed = set(numbers(Sieve([phrase.needs for phrase in read]).sift(text)))
    assert {number for number, phrase in enumerate(read) if phrase.pattern.search(text)} <= passed


@pytest.mark.parametrize(("phrase", "needs"), [
    ("我的积分", [{"我的积分"}]),
    ("(查|看)…(订单|单子)", [{"订单", "单子"}, {"查", "看"}]),
    ("(我|我家)[的]", [{"我"}]),
    ("[我的] 积分|分数", [{"积分", "分数"}]),
    ("(开|[关])", []),
    ("<thing>{number}", [{"团"}]),
])
def test_what_a_phrase_needs(phrase: str, needs: list[set[str]]) -> None:
    assert [set(clause) for clause in read_phrase(phrase, WORDS).needs] == needs


def test_hardly_any_phrase_is_searched_for_in_talk_that_asks_for_nothing() -> None:
    sieve = Sieve([phrase.said.needs for grammar in grammars().values() for _, phrase in patterns(grammar)])
    assert sieve.sift("哈哈哈昨天晚上那个电影真不错").bit_count() <= 10


@pytest.mark.parametrize("phrase", ["(a|b", "a]", "(a]", "{number:n}{text:n}", "{number:3}"])
def test_a_phrase_with_a_mistake_is_refused_before_it_is_used(phrase: str) -> None:
    with pytest.raises(PhraseError):
        read_phrase(phrase, WORDS)
