"""kill -9 between receipt and acknowledgement: what was acknowledged is there, once; no promotion twice or missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.kills import Told, Trial, kill_trial
from tests.chaos.stores import own_postgres, sample_on

KILLS = 10


@pytest.mark.timeout(300)
def test_no_acknowledged_order_is_lost_or_doubled_by_kills(lite_url: str, tmp_path: Path) -> None:
    _well(kill_trial(lite_url, tmp_path, kills=KILLS, processes=1, seed=20261128))


@pytest.mark.timeout(300)
def test_three_processes_on_one_postgres_survive_kills_and_a_crash_of_the_database(tmp_path: Path) -> None:
    with own_postgres() as own:
        url = sample_on(own.server.url(own.server.make()))

        def crash(trial: Trial) -> None:
            trial.speak()
            own.crash()
            trial.speak()
            own.start()

        told = kill_trial(url, tmp_path, kills=KILLS, processes=3, seed=7, crash=crash, crashes=1)
    _well(told)


def _well(told: Told) -> None:
    assert told.faults == []
    assert told.kills == KILLS and told.in_between >= KILLS / 2
