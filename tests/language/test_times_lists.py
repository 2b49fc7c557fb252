from __future__ import annotations

import pytest

from tests.language.times_lists import LISTS, cases, our_score, their_score

FLOOR = 0.9  # of each list; what is lost is printed by `python -m tests.language.times_lists`


@pytest.mark.parametrize("name", LISTS)
def test_times_listed_by_others_are_read_better_than_by_jionlp(name: str) -> None:
    of = cases(name)
    ours, theirs = our_score(of), their_score(name, of)
    assert len(of) >= 60
    assert ours.right > theirs.right
    assert ours.right >= FLOOR * ours.of, [f"{case.text}: {answer}" for case, answer in ours.lost]
