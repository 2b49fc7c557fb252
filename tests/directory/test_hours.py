"""Opening hours against what a person reads in them: hours.txt says when each must be open and when shut."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from intents.days import CHINA
from intents.hours import HORIZON_DAYS, read_hours
from schedules.workdays import china_day_kind

YEAR = 2026


def moments(cell: str) -> list[datetime]:
    said = [part.strip() for part in cell.strip(" +-").split(",") if part.strip()]
    return [datetime.strptime(f"{YEAR}-{part}", "%Y-%m-%d %H:%M").replace(tzinfo=CHINA) for part in said]


def rows() -> list[tuple[str, list[datetime], list[datetime]]]:
    lines = Path(__file__).with_name("hours.txt").read_text(encoding="utf-8").splitlines()
    cut = [[cell.strip() for cell in line.split(" | ")] for line in lines if line and not line.startswith("#")]
    return [(text, moments(opened), moments(shut)) for text, opened, shut in cut]


ROWS = rows()


def test_there_are_a_hundred_texts_and_each_says_when_it_is_open() -> None:
    assert len(ROWS) >= 100
    assert len({text for text, _, _ in ROWS}) == len(ROWS)
    assert all(opened for _, opened, _ in ROWS)


@pytest.mark.parametrize(("text", "opened", "shut"), ROWS, ids=[text for text, _, _ in ROWS])
def test_a_place_is_open_when_a_reader_of_its_hours_expects_it(
    text: str, opened: list[datetime], shut: list[datetime]
) -> None:
    hours = read_hours(text)
    assert [at for at in opened if not hours.is_open(at, china_day_kind)] == []
    assert [at for at in shut if hours.is_open(at, china_day_kind)] == []


@pytest.mark.parametrize(("text", "opened", "shut"), ROWS, ids=[text for text, _, _ in ROWS])
def test_closing_and_opening_again_agree_with_being_open(
    text: str, opened: list[datetime], shut: list[datetime]
) -> None:
    hours = read_hours(text)
    minute = timedelta(minutes=1)
    for at in (*opened, *shut):
        if hours.is_open(at, china_day_kind):
            until = hours.closes(at, china_day_kind)
            assert until is None or (hours.is_open(until - minute, china_day_kind) and not hours.is_open(until, china_day_kind))
        else:
            assert hours.closes(at, china_day_kind) is None
            again = hours.opens_next(at, china_day_kind)
            if again is None:
                days = (at.date() + timedelta(days=step) for step in range(1, HORIZON_DAYS))
                assert not any(hours.spans(day, china_day_kind) for day in days)
                continue
            assert again > at
            assert hours.is_open(again, china_day_kind) and not hours.is_open(again - minute, china_day_kind)
