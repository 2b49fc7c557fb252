"""Days on which a shop is shut besides its hours: when it is open then, when it closes, when it opens again."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.directory import Shop, Shut
from intents.days import CHINA, plain_day_kind

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=CHINA)  # a Saturday
MORROW = datetime(2026, 11, 29, tzinfo=CHINA)


def shop(hours: str | None, *shut: Shut) -> Shop:
    return Shop(1, "阿福修鞋铺", ("修鞋",), hours_text=hours, shut=shut)


def test_a_rest_of_one_day_is_over_the_morning_after() -> None:
    resting = shop("09:00-18:00", Shut("停业", MORROW, MORROW + timedelta(days=1)))
    assert resting.is_open(NOON, plain_day_kind)
    assert not resting.is_open(NOON + timedelta(days=1), plain_day_kind)
    assert resting.opens_next(NOON + timedelta(days=1), plain_day_kind) == datetime(2026, 11, 30, 9, 0, tzinfo=CHINA)
    assert resting.opens_next(NOON + timedelta(hours=8), plain_day_kind) == datetime(2026, 11, 30, 9, 0, tzinfo=CHINA)


def test_a_shop_that_closes_earlier_today_says_so() -> None:
    tonight = datetime(2026, 11, 28, 16, 0, tzinfo=CHINA)
    leaving = shop("09:00-18:00", Shut("停业", tonight, MORROW))
    assert leaving.closes(NOON, plain_day_kind) == tonight
    assert not leaving.is_open(tonight, plain_day_kind)


def test_a_shop_that_never_shuts_closes_when_its_rest_begins() -> None:
    resting = shop("24小时", Shut("停业", MORROW, MORROW + timedelta(days=3)))
    assert resting.closes(NOON, plain_day_kind) == MORROW
    assert resting.closes(NOON - timedelta(days=5), plain_day_kind) is None
    assert resting.opens_next(MORROW, plain_day_kind) == MORROW + timedelta(days=3)


def test_a_renovation_is_not_named_and_a_rest_is() -> None:
    renovating = shop("09:00-18:00", Shut("装修", NOON, NOON + timedelta(days=20)))
    assert not renovating.is_named_at(NOON) and renovating.is_named_at(NOON - timedelta(hours=1))
    gone = shop("09:00-18:00", Shut("停业", NOON))
    assert not gone.is_named_at(NOON) and gone.opens_next(NOON, plain_day_kind) is None
    assert shop("09:00-18:00", Shut("停业", NOON, NOON + timedelta(days=1))).is_named_at(NOON)


def test_a_shop_of_unknown_hours_opens_when_its_rest_is_over() -> None:
    resting = shop(None, Shut("停业", NOON, MORROW))
    assert not resting.is_open(NOON, plain_day_kind)
    assert resting.opens_next(NOON, plain_day_kind) == MORROW


_TIMES = st.integers(min_value=0, max_value=10 * 24 * 2).map(lambda half: NOON + timedelta(minutes=30 * half))
_HOURS = st.sampled_from([
    "09:00-18:00", "24小时", "17:00-02:00", "周一至周五 08:00-11:30,13:30-17:00", "08:00-20:00；周二休息", None,
])


@given(_HOURS, st.lists(st.tuples(_TIMES, st.integers(1, 60)), max_size=3), _TIMES)
@settings(max_examples=100, deadline=None)
def test_when_it_opens_next_is_the_first_half_hour_at_which_it_is_open(
    hours: str | None, spans: list[tuple[datetime, int]], at: datetime
) -> None:
    shut = (Shut("停业", begins, begins + timedelta(minutes=30 * halves)) for begins, halves in spans)
    one = shop(hours, *sorted(shut, key=lambda span: span.begins_at))
    if one.is_open(at, plain_day_kind):
        return
    opens = one.opens_next(at, plain_day_kind)
    halves = (at + timedelta(minutes=30 * step) for step in range(24 * 2 * 16))
    assert opens == next((half for half in halves if one.is_open(half, plain_day_kind)), None)
