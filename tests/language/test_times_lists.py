from __future__ import annotations

import json

import pytest

from tests.language.times_lists import CORRECTED, LISTS, cases, our_score, their_score

FLOOR = 0.9  # of each list; what is lost is printed by `python -m tests.language.times_lists`


@pytest.mark.parametrize("name", LISTS)
def test_times_listed_by_others_are_read_better_than_by_jionlp(name: str) -> None:
    of = cases(name)
    ours, theirs = our_score(of), their_score(name, of)
    assert len(of) >= 60
    assert ours.right > theirs.right
    assert ours.right >= FLOOR * ours.of, [f"{case.text}: {answer}" for case, answer in ours.lost]


@pytest.mark.parametrize("name", LISTS)
def test_times_are_read_better_than_by_jionlp_by_the_labels_as_they_came_too(name: str) -> None:
    of = cases(name, corrected=False)
    assert our_score(of).right > their_score(name, of).right


def test_a_corrected_label_names_its_reason() -> None:
    if CORRECTED.exists():
        for name, rows in json.loads(CORRECTED.read_text(encoding="utf-8")).items():
            texts = {case.text for case in cases(name, corrected=False)}
            assert all(text in texts and row["right"] and row["reason"] for text, row in rows.items())
