"""Several linli share one PostgreSQL: whoever sends may be killed at any moment, another takes over, nothing is lost or twice."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from catalogue.tables import Outbox
from tests.chaos.stores import own_postgres
from tests.chaos.takeovers import faults_of_promotions, takeover_trial
from tests.gateway.conftest import OTHER_ROOM, ROOM, TestGateway

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


WORDS = "P1 今天八折"
HERE, THERE = {"place": ROOM, "text": WORDS}, {"place": OTHER_ROOM, "text": WORDS}


def row(room: int, status: str, reason: str | None = None) -> Outbox:
    return Outbox(room_id=room, text=WORDS, status=status, reason=reason)


@pytest.mark.parametrize(("rows", "sent", "fault"), [
    ([row(1, "sent"), row(2, "sent")], [HERE, THERE], None),
    ([row(1, "uncertain"), row(2, "expired", "late")], [HERE], None),
    ([row(1, "sent"), row(2, "sent")], [HERE, HERE, THERE], "arrived 2 times"),
    ([row(1, "sent"), row(2, "sent")], [HERE], "never arrived"),
    ([row(1, "sent")], [HERE], "was made 0 times"),
    ([row(1, "sent"), row(2, "expired")], [HERE], "with reason None"),
], ids=["well", "told to staff", "twice", "lost", "forgotten", "without a reason"])
def test_the_trial_would_notice(rows: list[Outbox], sent: list[dict[str, str]], fault: str | None) -> None:
    found = list(faults_of_promotions(1, rows, {1: ROOM, 2: OTHER_ROOM}, sent))
    assert (found == []) if fault is None else any(fault in one for one in found), found
