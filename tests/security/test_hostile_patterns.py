"""No pattern of the program can be made slow by what somebody writes."""

from __future__ import annotations

import re

import pytest

from tests.security.patterns import Used, every_pattern, slow


@pytest.mark.timeout(300)
def test_no_pattern_takes_more_than_ten_milliseconds_on_two_thousand_hostile_characters() -> None:
    every = every_pattern()
    assert len(every) > 400, "the patterns must have been found"
    assert {where: text for where, used in every.items() if (text := slow(used))} == {}


@pytest.mark.parametrize("bad", [r"(?:\s*,?\s*)*\s*#", r"(?:一|十|一十)+号", r"\s*,?\s*x?\s*#", r"[0-9]+(?:\.[0-9]+)?[a-z]?元"])
def test_a_pattern_that_grows_too_fast_is_found_out(bad: str) -> None:
    assert slow(Used(re.compile(bad), "search"))


def test_a_pattern_that_is_only_asked_at_one_place_is_measured_there() -> None:
    steep = re.compile(r"\s*\s?\s?#")
    assert slow(Used(steep, "search")) and not slow(Used(steep, "match"))
