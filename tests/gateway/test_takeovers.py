"""Several linli share one PostgreSQL: whoever sends may be killed at any moment, another takes over, nothing is lost or twice."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from tests.chaos.stores import own_postgres
from tests.chaos.takeovers import takeover_trial
from tests.gateway.conftest import TestGateway

KILLS = 4  # `make chaos` kills more often


@pytest.mark.timeout(600)
def test_another_program_takes_over_from_a_killed_sender_within_seconds_and_nothing_is_lost_or_twice(
    gateway: TestGateway, tmp_path: Path
) -> None:
    with own_postgres() as own:
        told = takeover_trial(own, tmp_path, gateway, kills=KILLS, crashes=1, seed=20261128)
    print(told)
    assert told.faults == []
    assert told.acknowledged >= 2 * KILLS and told.promotions == len(told.took_s) == KILLS
    assert statistics.median(told.took_s) < 10, told.took_s
