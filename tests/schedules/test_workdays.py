"""China's working days."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from schedules.workdays import china_day_kind, unknown_years


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 10, 1), "holiday"),   # National Day
        (date(2026, 10, 10), "working"),  # a Saturday that makes up for it
        (date(2026, 11, 28), "weekend"),  # an ordinary Saturday
        (date(2026, 11, 30), "working"),
    ],
)
def test_a_day_is_what_the_state_council_says(day: date, kind: str) -> None:
    assert china_day_kind(day) == kind


def test_a_year_without_a_calendar_falls_back_to_weekdays_and_is_reported(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        assert china_day_kind(date(2071, 1, 3)) == "weekend"  # a Saturday
        assert china_day_kind(date(2071, 1, 1)) == "working"  # a Thursday; the holiday is not known
    assert "2071" in caplog.text
    assert unknown_years(date(2026, 12, 1), date(2026, 12, 31)) == []
    assert unknown_years(date(2070, 12, 1), date(2071, 1, 5)) == [2070, 2071]
