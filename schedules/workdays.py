"""China's official working days and holidays, make-up days included."""

from __future__ import annotations

import logging
from datetime import date
from functools import cache

import chinese_calendar

from intents.days import Day, plain_day_kind

log = logging.getLogger(__name__)


def china_day_kind(day: date) -> Day:
    """What kind of day it is in China; in a year whose calendar is not known, Monday to Friday work.

    A year's calendar is published in the November before; an update of `chinesecalendar` brings it.
    """
    try:
        if chinese_calendar.is_workday(day):
            return "working"
        _, holiday = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        _warn_once(day.year)
        return plain_day_kind(day)
    return "holiday" if holiday else "weekend"


def is_known(year: int) -> bool:
    """Whether that year's official holidays are known here."""
    try:
        chinese_calendar.is_workday(date(year, 12, 31))
    except NotImplementedError:
        return False
    return True


def unknown_years(first: date, last: date) -> list[int]:
    """The years of this span whose official holidays are not known: staff should update before they begin."""
    return [year for year in range(first.year, last.year + 1) if not is_known(year)]


@cache
def _warn_once(year: int) -> None:
    log.warning("the official holidays of %d are not known: update the package chinesecalendar", year)
