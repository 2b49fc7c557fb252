"""A pattern that is tried only where it may fit finds what it finds when it is tried everywhere."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import intents
from intents.grammar import grammars
from intents.patterns import OF_A_PATTERN, Quick, Sifted, firsts_of, needs_of, quick
from tests.neighbourhoods import judging

_HEAD = re.compile(r"\(\?=\[(?:[^\]\\]|\\.)+\]\)\(\?:(?P<plain>.*)\)", re.S)


@cache
def texts() -> tuple[str, ...]:
    """What people say, in all grammar files and neighbourhoods."""
    said = [one.text for grammar in grammars().values() for one in (*grammar.examples, *grammar.near_misses)]
    said += [case["text"] for file in judging.HERE.glob("*/cases.jsonl") for case in judging.read(file)]
    return tuple(dict.fromkeys(said))


def used() -> Iterator[tuple[str, Quick | Sifted]]:
    """The patterns of the readers, by name."""
    for module in walk_packages(intents.__path__, "intents."):
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, Sifted | Quick):
                yield f"{module.name}.{name}", value


def test_every_hastened_pattern_of_the_readers_finds_in_every_text_what_it_finds_alone() -> None:
    found = list(used())
    assert len(found) > 50
    for name, one in found:
        pattern = one.pattern if isinstance(one, Sifted) else one
        head = _HEAD.fullmatch(pattern.pattern)
        plain = re.compile(head["plain"] if head else pattern.pattern, pattern.flags & ~re.UNICODE)
        for text in texts():
            alone, hastened = plain.finditer(text), one.finditer(text)
            assert [match.regs for match in alone] == [match.regs for match in hastened], (name, text)


def test_a_pattern_is_compiled_when_it_is_first_asked() -> None:
    pattern = Quick("一[二三]")
    assert not any(_is_there(pattern, name) for name in OF_A_PATTERN)
    assert pattern.search("零一三")[0] == "一三"
    assert all(_is_there(pattern, name) for name in OF_A_PATTERN)
    assert isinstance(pattern.search.__self__, re.Pattern), "from now on nothing stands between"


def test_a_sifted_pattern_is_compiled_when_a_text_first_may_have_a_match() -> None:
    sifted = Sifted("好的?(?:鸡蛋|鸭蛋)")
    assert sifted.search("好的苹果") is None
    assert not _is_there(sifted.pattern, "search")
    assert sifted.search("好鸭蛋") and _is_there(sifted.pattern, "search")


def test_a_match_is_compared_only_with_patterns_that_are_compiled_at_once() -> None:
    """A match knows the compiled pattern, never the `Quick` around it: of that, `.pattern` is compared."""
    for info in walk_packages(intents.__path__, "intents."):
        module = import_module(info.name)
        for name in re.findall(r"\.re (?:is|==) (\w+)", inspect.getsource(module)):
            assert isinstance(vars(module)[name], re.Pattern), (info.name, name)


def _is_there(value: object, name: str) -> bool:
    try:
        object.__getattribute__(value, name)
    except AttributeError:
        return False
    return True


PARTS = st.sampled_from((
    "开", "[团购]", "(?:关|关一下)", "(?:鸡蛋)?", "[^吗]", "(?<!开)团", "(?<=关)一", "(?=.*吗)", "$", "^", "一{2}",
    "(?:甲|乙[丙丁])+", ".{0,3}?", "[0-9]{1,2}", "(?P<n>两份)", "(?i:OK)", "(?:|三)", r"\s", "[一-龥]",
))


@settings(max_examples=100)
@given(st.lists(PARTS, min_size=1, max_size=5, unique=True).map("".join),
       st.lists(st.text("开团购关一下鸡蛋吗甲乙丙丁12两份oOkK 三", max_size=12), min_size=1, max_size=6))
def test_no_match_is_held_back_or_added(pattern: str, said: list[str]) -> None:
    plain, hastened, sifted = re.compile(pattern), quick(pattern), Sifted(pattern)
    for text in said:
        alone = [match.regs for match in plain.finditer(text)]
        assert [match.regs for match in hastened.finditer(text)] == alone
        assert [match.regs for match in sifted.finditer(text)] == alone
        assert sifted.sub("x", text) == plain.sub("x", text)
        for found, wanted in ((sifted.search(text), plain.search(text)), (sifted.match(text), plain.match(text))):
            assert (found and found.regs) == (wanted and wanted.regs)


@pytest.mark.parametrize(("pattern", "needs"), [
    ("你(?:订|要)|听说", [{"你订", "你要", "听说"}]),
    ("(?<!差点)忘了|(?=.*每箱)", [{"忘了", "每箱"}]),
    ("[^吗]+团购?", [{"团"}]),
    ("(?:甲|乙[^丙])(?:丁)?", [{"甲", "乙"}]),
    ("(?i)ok", []),
    ("好?", []),
])
def test_what_a_pattern_needs(pattern: str, needs: list[set[str]]) -> None:
    assert [set(clause) for clause in needs_of(pattern)][: len(needs)] == needs


@pytest.mark.parametrize(("pattern", "firsts"), [
    ("(?<=订)一?份|[来要]个", "一份来要"), ("好?", ""), (".好|你", ""), ("(?:[甲乙]|丙)*丁", "甲乙丙丁"),
])
def test_with_what_a_match_may_begin(pattern: str, firsts: str) -> None:
    assert firsts_of(pattern) == set(firsts)
