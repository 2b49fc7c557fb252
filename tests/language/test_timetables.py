from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.days import CHINA, Day, DayKind, plain_day_kind
from intents.hours import HoursError, read_hours
from intents.recurrences import RecurrenceError, read_recurrence

# 2026-11-28 is a Saturday.


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


def holidays(*days: date) -> DayKind:
    def kind(day: date) -> Day:
        return "holiday" if day in days else plain_day_kind(day)

    return kind


@pytest.mark.parametrize(("text", "open_at", "shut_at"), [
    ("09:00-21:00", at(28, 9), at(28, 21)),
    ("24小时", at(28, 3), None),
    ("全天", at(28, 3), None),
    ("17:00-02:00", at(28, 1, 59), at(28, 2)),
    ("10:00-21:00；周二休息", at(23, 10), at(24, 12)),
    ("周三至周日 10:00-19:00", at(25, 10), at(24, 12)),
    ("08:30-12:00,13:30-20:00", at(28, 13, 30), at(28, 12)),
    ("08:00-11:30、13:30-17:30", at(28, 8), at(28, 12)),
    ("周一至周五 08:30-17:30；周末 09:00-16:00", at(28, 9), at(28, 16)),
    ("周一至周五 08:30-17:30\n周末 09:00-16:00", at(27, 17), at(28, 17)),
    ("周一、三、五 9：00—18：00，周日休息", at(27, 9), at(26, 10)),
    ("每天 上午8:30-11:30 下午1:30-5:30", at(28, 17), at(28, 12)),
    ("早上九点到晚上九点半", at(28, 21, 29), at(28, 21, 30)),
    ("工作日 9点-18点", at(27, 9), at(28, 12)),
    ("周日 22:00-06:00", at(30, 5), at(30, 22)),
    ("周五至周一 10:00-12:00", at(29, 11), at(26, 11)),
    ("09:00-21:00 全年无休", at(28, 12), at(28, 22)),
])
def test_a_shop_is_open_and_shut_as_its_hours_say(text: str, open_at: datetime, shut_at: datetime | None) -> None:
    hours = read_hours(text)
    assert hours.is_open(open_at, plain_day_kind)
    assert shut_at is None or not hours.is_open(shut_at, plain_day_kind)


def test_holidays_go_before_weekdays() -> None:
    kind = holidays(date(2026, 11, 27))
    assert not read_hours("周一至周五 09:00-17:00；法定节假日休息").is_open(at(27, 12), kind)
    assert read_hours("工作日 09:00-17:00；节假日 10:00-12:00").is_open(at(27, 11), kind)
    assert not read_hours("周一至周五 9:00-17:00（节假日除外）").is_open(at(27, 12), kind)
    assert read_hours("周一至周五 9:00-17:00（节假日除外）").is_open(at(26, 12), kind)


def test_a_named_weekday_goes_before_every_day() -> None:
    hours = read_hours("每天 08:00-20:00；周日 10:00-12:00")
    assert not hours.is_open(at(29, 9), plain_day_kind)
    assert hours.is_open(at(29, 11), plain_day_kind)


def test_the_time_of_closing_and_of_opening_again() -> None:
    hours = read_hours("17:00-02:00；周一休息")
    assert hours.closes(at(28, 18), plain_day_kind) == at(29, 2)
    assert hours.opens_next(at(30, 1), plain_day_kind) == datetime(2026, 12, 1, 17, tzinfo=CHINA)
    assert hours.closes(at(30, 3), plain_day_kind) is None
    assert read_hours("24小时").closes(at(28, 3), plain_day_kind) is None
    assert read_hours("周六 24小时").closes(at(28, 3), plain_day_kind) == at(29, 0)
    assert read_hours("周六、周日 24小时").closes(at(28, 3), plain_day_kind) == at(30, 0)


@pytest.mark.parametrize(("text", "word"), [
    ("夏季 8:00-21:00", "夏季"), ("看心情", "看心情"), ("25:00-26:00", "25:00-26:00"), ("9:00", "9:00"),
    ("休息", "休息"), ("周一", "每周一"), ("", ""),
])
def test_hours_that_cannot_be_read_name_the_word(text: str, word: str) -> None:
    with pytest.raises(HoursError) as caught:
        read_hours(text)
    assert caught.value.word == word
    assert "请写成" in str(caught.value)


RECURRING = [
    ("2026-11-28 10:00", "2026-11-28 10:00", at(28, 10)), ("每天 08:00", "每天 08:00", at(29, 8)),
    ("每周五 10:00", "每周五 10:00", at(27, 10)),
    ("每周一、三、五 19:30", "每周一、三、五 19:30", at(27, 19, 30)),
    ("每周一三五 19:30", "每周一、三、五 19:30", at(30, 19, 30)),
    ("工作日 12:00", "工作日 12:00", at(27, 12)), ("周末 09:00", "周末 09:00", at(28, 9)),
    ("每月1日、15日 09:00", "每月1日、15日 09:00", at(15, 9)),
    ("每月1号 9点", "每月1日 09:00", at(1, 9)), ("每周三 09:00-11:00", "每周三 09:00-11:00", at(25, 9)),
    ("每天早上8点", "每天 08:00", at(28, 8)),
    ("每周六晚上七点半", "每周六 19:30", at(28, 19, 30)), ("2026年11月28日 10:00", "2026-11-28 10:00", at(28, 10)),
    ("2026-11-28 10:00:00", "2026-11-28 10:00", at(28, 10)), ("每天 8:00、18:00", "每天 08:00、18:00", at(28, 18)),
]


@pytest.mark.parametrize(("text", "words", "start"), RECURRING)
def test_a_recurrence_is_read_and_written_again(text: str, words: str, start: datetime) -> None:
    recurrence = read_recurrence(text)
    assert recurrence.words() == words
    assert read_recurrence(words) == recurrence
    assert next(recurrence.starts(start - timedelta(minutes=1), plain_day_kind)) == start


@pytest.mark.parametrize(("text", "words", "start"), RECURRING)
def test_a_start_comes_strictly_after(text: str, words: str, start: datetime) -> None:
    assert next(read_recurrence(text).starts(start, plain_day_kind), None) != start


def test_the_end_of_an_occurrence() -> None:
    recurrence = read_recurrence("每周三 09:00-11:00")
    assert recurrence.end_of(at(25, 9)) == at(25, 11)
    assert read_recurrence("每周三 09:00").end_of(at(25, 9)) is None


def test_holidays_recur_only_where_there_are_any() -> None:
    recurrence = read_recurrence("节假日 10:00")
    assert next(recurrence.starts(at(28, 0), plain_day_kind), None) is None
    kind = holidays(date(2027, 1, 1))
    assert next(recurrence.starts(at(28, 0), kind)) == datetime(2027, 1, 1, 10, tzinfo=CHINA)


def test_a_month_without_the_31st_is_passed_over() -> None:
    starts = read_recurrence("每月31日 09:00").starts(datetime(2027, 1, 1, tzinfo=CHINA), plain_day_kind)
    assert [next(starts).date() for _ in range(2)] == [date(2027, 1, 31), date(2027, 3, 31)]


@pytest.mark.parametrize(("text", "word"), [
    ("每周 10:00", "每周"), ("每周五", "每周五"), ("10:00", "10:00"), ("2026-02-30 10:00", "2026-02-30 "),
    ("明天 10:00", "明天"), ("每月32日 9:00", "每月32日"),
    ("每周五 25:00", "25:00"),
])
def test_a_recurrence_that_cannot_be_read_names_the_word(text: str, word: str) -> None:
    with pytest.raises(RecurrenceError) as caught:
        read_recurrence(text)
    assert caught.value.word == word


CLOCKS = st.integers(0, 23 * 60 + 59)


@settings(max_examples=100)
@given(st.sets(st.integers(0, 6), min_size=1), CLOCKS, CLOCKS)
def test_any_weekdays_and_span_are_read_as_written(weekdays: set[int], first: int, last: int) -> None:
    if first == last:
        return
    days = "、".join("一二三四五六日"[number] for number in sorted(weekdays))
    text = f"每周{days} {first // 60:02d}:{first % 60:02d}-{last // 60:02d}:{last % 60:02d}"
    start = next(read_recurrence(text).starts(at(1, 0), plain_day_kind))
    assert start.weekday() in weekdays and (start.hour, start.minute) == divmod(first, 60)
    hours = read_hours(text)
    assert hours.is_open(start, plain_day_kind)
    assert hours.closes(start, plain_day_kind) is not None


@settings(max_examples=100)
@given(st.text("周一五至每天日末工作24小时休息:-;、,0129 点晚", max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read, error in ((read_hours, HoursError), (read_recurrence, RecurrenceError)):
        with suppress(error):
            read(text)
