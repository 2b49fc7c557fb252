"""Several processes, one scarce product: never more is out than there is, and nothing is kept back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos.rush import rush_trial


@pytest.mark.timeout(300)
def test_eight_processes_sell_a_scarce_product_wholly_and_never_twice(
    kind_of_store: str, new_store: Callable[[str, bool], str], tmp_path: Path
) -> None:
    assert rush_trial(new_store(kind_of_store, True), tmp_path, units=60, buyers=120) == []
