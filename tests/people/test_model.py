"""Whatever happens in whatever order: places, waiting lists, points, goods and certificates add up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.people.volunteering import prepare


@pytest.mark.timeout(300)
def test_places_points_goods_and_certificates_always_add_up(
    kind_of_store: str, new_store: Callable[[str, bool], str]
) -> None:
    examples = 40 if kind_of_store == "sqlite" else 10  # many more in the long run (make chaos)
    for model in prepare(new_store(kind_of_store, False)):
        run_state_machine_as_test(model, settings=settings(
            max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck),
        ))
