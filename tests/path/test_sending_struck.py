"""Processes killed or paused between every two steps of a send: no promotion twice, none silently missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos.sends import CLOCKS_OFF_S, clocks_trial, pause_trial, sends_trial


@pytest.mark.timeout(300)
def test_kills_between_any_two_steps_of_a_send_send_nothing_twice_and_lose_nothing(
    kind_of_store: str, new_store: Callable[[str, bool], str], tmp_path: Path
) -> None:
    assert sends_trial(new_store(kind_of_store, True), tmp_path, loses=0.02) == []


@pytest.mark.timeout(200)
@pytest.mark.parametrize(("strategy", "point", "found"), [
    ("send, then mark", "send: before sent", "arrived [2-9] times"),
    ("mark, then send", "send: after marking", "silently missing"),
])
def test_the_harness_finds_out_who_marks_at_the_wrong_moment(
    kind_of_store: str, new_store: Callable[[str, bool], str], tmp_path: Path, strategy: str, point: str, found: str
) -> None:
    faults = sends_trial(new_store(kind_of_store, True), tmp_path, (point,), strategy=strategy)
    assert any(re.search(found, fault) for fault in faults), "the harness would prove nothing"


@pytest.mark.timeout(200)
@pytest.mark.parametrize("point", ["send: after marking", "send: before sent"])
def test_a_paused_process_that_goes_on_sends_nothing_twice(
    kind_of_store: str, new_store: Callable[[str, bool], str], tmp_path: Path, point: str
) -> None:
    assert pause_trial(new_store(kind_of_store, True), tmp_path, point, takeover=kind_of_store == "postgres") == []


@pytest.mark.timeout(200)
@pytest.mark.parametrize("off_s", CLOCKS_OFF_S)
def test_two_schedulers_of_which_one_has_a_wrong_clock_fire_once(
    kind_of_store: str, new_store: Callable[[str, bool], str], tmp_path: Path, off_s: float
) -> None:
    assert clocks_trial(new_store(kind_of_store, True), tmp_path, off_s) == []
