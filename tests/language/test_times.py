from __future__ import annotations

import time
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.days import CHINA
from intents.times import find_times, read_time
from intents.times.festivals import festival
from intents.times.words import LATER, MAY_BE_LATER, MAY_RECUR, RECURRING
from tests.understanding.test_patterns import texts

EARLIEST = datetime(2025, 1, 1, tzinfo=CHINA)
SATURDAY = datetime(2026, 11, 28, 17, 30, tzinfo=CHINA)
ANY_MOMENT = st.integers(0, 14 * 365 * 24 * 60).map(lambda minutes: EARLIEST + timedelta(minutes=minutes))


def iso(text: str, at: datetime = SATURDAY) -> list[str]:
    return [found.iso for found in find_times(text, at)]


@pytest.mark.parametrize(("text", "day"), [
    ("今天", "2026-11-28"), ("明天", "2026-11-29"), ("后天", "2026-11-30"), ("大后天", "2026-12-01"),
    ("昨天", "2026-11-27"), ("周六", "2026-11-28"),
    ("周日", "2026-11-29"), ("星期一", "2026-11-30"), ("这周三", "2026-11-25"), ("下周一", "2026-11-30"),
    ("下周六", "2026-12-05"), ("下下周二", "2026-12-08"),
    ("礼拜天", "2026-11-29"), ("12月1号", "2026-12-01"), ("1月5日", "2027-01-05"), ("11月20日", "2026-11-20"),
    ("3号", "2026-12-03"), ("二十号", "2026-12-20"),
    ("十二月一号", "2026-12-01"), ("2026年12月5日", "2026-12-05"), ("月底前", "2026-11-30"), ("12月底", "2026-12-31"),
    ("年底", "2026-12-31"),
    ("下个月5号", "2026-12-05"), ("元旦", "2027-01-01"), ("除夕", "2027-02-05"), ("春节前", "2027-02-06"),
    ("三天后", "2026-12-01"), ("12月5日(周六)", "2026-12-05"),
])
def test_a_day_is_a_date(text: str, day: str) -> None:
    assert iso(text) == [day]


@pytest.mark.parametrize(("text", "instant"), [
    ("明天下午三点", "2026-11-29T15:00"), ("明晚八点半", "2026-11-29T20:30"), ("今晚8点", "2026-11-28T20:00"),
    ("明早8点", "2026-11-29T08:00"),
    ("12月1日9:00", "2026-12-01T09:00"), ("下周五中午12点", "2026-12-04T12:00"), ("周六下午三点", "2026-12-05T15:00"),
    ("周日18点", "2026-11-29T18:00"),
    ("19:30", "2026-11-28T19:30"), ("9:00", "2026-11-29T09:00"), ("8点", "2026-11-28T20:00"),
    ("11点", "2026-11-29T11:00"), ("明天3点", "2026-11-29T15:00"),
    ("今晚12点", "2026-11-29T00:00"), ("凌晨2点", "2026-11-29T02:00"), ("半小时后", "2026-11-28T18:00"),
    ("两个小时后", "2026-11-28T19:30"),
    ("一个半小时后", "2026-11-28T19:00"), ("十分钟后", "2026-11-28T17:40"), ("周末上午9点", "2026-11-29T09:00"),
    ("2026-12-01 09:00", "2026-12-01T09:00"),
    ("12月5日上午9点30分", "2026-12-05T09:30"), ("后天早上九点", "2026-11-30T09:00"),
    ("明天10点一刻", "2026-11-29T10:15"), ("明天中午1点", "2026-11-29T13:00"),
])
def test_a_day_with_a_time_is_an_instant(text: str, instant: str) -> None:
    assert iso(text) == [f"{instant}:00+08:00"]


def test_a_day_between_two_times_is_that_of_the_one_behind_it() -> None:
    assert iso("七点半 9月13日20:00截止") == ["2026-11-28T19:30:00+08:00", "2027-09-13T20:00:00+08:00"]
    assert iso("八点半 明天早上") == ["2026-11-29T08:30:00+08:00"]


@pytest.mark.parametrize(("text", "span"), [
    ("这周末", "2026-11-28/2026-11-29"), ("下周", "2026-11-30/2026-12-06"), ("12月", "2026-12-01/2026-12-31"),
    ("国庆期间", "2027-10-01/2027-10-07"),
    ("12月5日到7日", "2026-12-05/2026-12-07"),
    ("晚上7点半到9点", "2026-11-28T19:30:00+08:00/2026-11-28T21:00:00+08:00"),
    ("明天14:00-16:00", "2026-11-29T14:00:00+08:00/2026-11-29T16:00:00+08:00"),
    ("下周三上午", "2026-12-02T08:00:00+08:00/2026-12-02T12:00:00+08:00"),
    ("上午9点到下午5点", "2026-11-29T09:00:00+08:00/2026-11-29T17:00:00+08:00"), ("12月中旬", "2026-12-11/2026-12-20"),
])
def test_what_lasts_is_a_span(text: str, span: str) -> None:
    assert iso(text) == [span]


@pytest.mark.parametrize(("text", "words"), [
    ("每周五10点", "每周五 10:00"), ("工作日12点", "工作日 12:00"), ("每周一三五 19:30", "每周一、三、五 19:30"),
    ("每天早上8点", "每天 08:00"),
    ("每月1号上午9点", "每月1日 09:00"), ("每晚8点", "每天 20:00"), ("每周三 09:00-11:00", "每周三 09:00-11:00"),
    ("每个周末下午2点", "周末 14:00"),
])
def test_what_recurs_comes_in_the_words_of_the_workbook(text: str, words: str) -> None:
    (found,) = find_times(text, SATURDAY)
    assert (found.iso, found.kind) == (words, "recurrence")
    assert found.recurrence is not None and found.recurrence.words() == words


@pytest.mark.parametrize("text", [
    "三点建议", "有一点贵", "3号楼", "3号定时消息", "2月30日", "25点", "腊月三十一", "农历十月初一", "元旦联欢会",
    "早上好", "晚上没空",
    "早上吃了3个鸡蛋", "1.5斤", "每周五聚会",
    "13900001234", "3-2-502", "第3号", "3小时", "月饼", "一时半会", "", "鸡蛋12.5元", "12.8元一斤",
    "8.5-9.5折", "3/4", "12-18-502",
    "过两天", "过几天再说", "路过两个小时", "三天后来了", "今年初三了", "三年初中", "这周边有什么", "两三点", "每天一斤",
    "中秋月饼两盒",
    "国庆团", "端午粽子三个", "一点点", "一个月", "差一点", "差点忘了",
])
def test_what_is_no_time_is_left_alone(text: str) -> None:
    assert iso(text) == []


@pytest.mark.parametrize(("text", "read"), [
    # parts of the day as they are called in the north, the south and the villages
    ("后天晌午十二点", "2026-11-30T12:00"), ("明儿后晌3点", "2026-11-29T15:00"), ("大后儿头晌九点", "2026-12-01T09:00"),
    ("周一一大早7点", "2026-11-30T07:00"), ("明天后半夜两点", "2026-11-29T02:00"), ("听日早上8点", "2026-11-29T08:00"),
    # clocks short of or past the hour, with a point, of twelve hours
    ("明早差一刻九点", "2026-11-29T08:45"), ("晚上九点差五分", "2026-11-28T20:55"), ("今晚八点过十分", "2026-11-28T20:10"),
    ("晚上7.30", "2026-11-28T19:30"), ("8:30pm", "2026-11-28T20:30"), ("明天九点零五", "2026-11-29T09:05"),
    ("周一3点3刻", "2026-11-30T15:45"), ("2点", "2026-11-29T14:00"),
    # dates in figures, where something shows them to be dates
    ("12.20晚上十点", "2026-12-20T22:00"), ("12/18 18:00", "2026-12-18T18:00"), ("12-18 18:00", "2026-12-18T18:00"),
    ("26年12月5日9点", "2026-12-05T09:00"), ("下月初一号8点", "2026-12-01T08:00"),
    # the day after the clock, days beside another day
    ("八点半 后天早上", "2026-11-30T08:30"), ("元旦前一天中午12点", "2026-12-31T12:00"), ("除夕夜八点", "2027-02-05T20:00"),
    ("三天后下午两点", "2026-12-01T14:00"), ("明天(周日)下午3点", "2026-11-29T15:00"),
    # counted from now
    ("俩钟头以后", "2026-11-28T19:30"), ("再过四十分钟", "2026-11-28T18:10"), ("1小时10分后", "2026-11-28T18:40"),
    ("24小时内", "2026-11-29T17:30"), ("半个钟后", "2026-11-28T18:00"),
])
def test_other_ways_to_say_an_instant(text: str, read: str) -> None:
    assert iso(text) == [f"{read}:00+08:00"]


@pytest.mark.parametrize(("text", "read"), [
    ("过一个礼拜", "2026-12-05"), ("一周内", "2026-12-05"), ("两个月后", "2027-01-28"), ("半个月后", "2026-12-13"),
    ("腊月二十三", "2027-01-30"), ("腊月廿三", "2027-01-30"), ("正月十六", "2027-02-21"), ("大年初八", "2027-02-13"),
    ("年初三", "2027-02-08"), ("冬至包饺子", "2026-12-22"), ("截止到12.20", "2026-12-20"), ("再下周三", "2026-12-09"),
    ("这个月末", "2026-11-30"), ("下个月月底", "2026-12-31"), ("上周五", "2026-11-20"), ("后年3月5号", "2028-03-05"),
    ("下周有什么活动", "2026-11-30/2026-12-06"), ("12.19~12.21", "2026-12-19/2026-12-21"),
    ("3到5号", "2026-12-03/2026-12-05"), ("12月5-7日", "2026-12-05/2026-12-07"),
    ("即日起到月底", "2026-11-28/2026-11-30"), ("现在到周五", "2026-11-28/2026-12-04"),
    ("12月下半月", "2026-12-16/2026-12-31"), ("十月份", "2026-10-01/2026-10-31"),
])
def test_other_ways_to_say_a_day(text: str, read: str) -> None:
    assert iso(text) == [read]


@pytest.mark.parametrize(("text", "first", "last"), [
    ("下午3到5点", "2026-11-29T15:00", "2026-11-29T17:00"), ("明天9-11点半", "2026-11-29T09:00", "2026-11-29T11:30"),
    ("晚上10点到凌晨2点", "2026-11-28T22:00", "2026-11-29T02:00"), ("22:00-02:00", "2026-11-28T22:00", "2026-11-29T02:00"),
    ("十到十二点", "2026-11-28T22:00", "2026-11-29T00:00"), ("7点半开始到9点", "2026-11-28T19:30", "2026-11-28T21:00"),
])
def test_a_span_takes_its_hours_from_both_ends(text: str, first: str, last: str) -> None:
    assert iso(text) == [f"{first}:00+08:00/{last}:00+08:00"]


@pytest.mark.parametrize(("text", "words"), [
    ("每月1号15号上午9点", "每月1日、15日 09:00"), ("每逢星期一晚八点半", "每周一 20:30"), ("逢周末早上9点", "周末 09:00"),
    ("每个工作日早9点", "工作日 09:00"), ("天天早上7点", "每天 07:00"), ("每周一三点", "每周一 15:00"),
    ("周一到周五早上八点", "每周一、二、三、四、五 08:00"), ("周一三五晚上七点半", "每周一、三、五 19:30"),
    ("周末早上八点 每周都发", "周末 08:00"), ("晚上八点 每天发一遍", "每天 20:00"), ("周五10点 每周重复", "每周五 10:00"),
    ("每周六上午9点到11点半", "每周六 09:00-11:30"), ("每天8-10点", "每天 08:00-10:00"), ("每天晚上差一刻八点", "每天 19:45"),
])
def test_other_ways_to_say_that_it_recurs(text: str, words: str) -> None:
    assert iso(text) == [words]


def test_a_festival_with_a_verb_is_a_time_only_where_no_other_is() -> None:
    assert iso("国庆包饺子 12月5日上午9点") == ["2026-12-05T09:00:00+08:00"]
    assert iso("今晚8点截单 明天发货") == ["2026-11-28T20:00:00+08:00", "2026-11-29"]


def test_times_are_found_where_they_stand() -> None:
    text = "明天下午4点半在群里发:12月5日19:00放电影"
    found = find_times(text, SATURDAY)
    assert [text[time.start : time.end] for time in found] == ["明天下午4点半", "12月5日19:00"]
    assert found[0].day == date(2026, 11, 29)


def test_the_whole_text_is_a_time_or_it_is_none() -> None:
    assert read_time(" 明天9:00 ", SATURDAY) is not None
    assert read_time("明天9:00见", SATURDAY) is None
    whole = read_time("上午", SATURDAY)
    assert whole is not None and whole.iso == "2026-11-28T08:00:00+08:00/2026-11-28T12:00:00+08:00"


def test_an_instant_in_another_zone_is_read_as_china_time() -> None:
    at = datetime.fromisoformat("2026-11-28T20:00:00+00:00")  # 04:00 on Sunday in China
    assert iso("今天", at) == ["2026-11-29"]


def test_festivals_of_the_moon_and_the_sun() -> None:
    assert festival("中秋", 2026) == date(2026, 9, 25)
    assert festival("端午", 2027) == date(2027, 6, 9)
    assert festival("腊八", 2027) == date(2027, 1, 15)
    assert festival("清明", 2026) == date(2026, 4, 5)
    assert festival("冬至", 2026) == date(2026, 12, 22)
    assert festival("春节", 2099) is None


@settings(max_examples=100)
@given(ANY_MOMENT, st.integers(1, 50), st.integers(0, 23), st.integers(0, 59))
def test_a_date_written_out_is_read_whenever_it_is_said(said: datetime, days: int, hour: int, minute: int) -> None:
    meant = (said + timedelta(days=days)).replace(hour=hour, minute=minute, second=0)
    assert iso(f"{meant.month}月{meant.day}日{hour}:{minute:02d}", said) == [meant.isoformat()]
    assert iso(f"{meant:%Y-%m-%d %H:%M}截止", said) == [meant.isoformat()]


PARTS = (("凌晨", 0), ("早上", 0), ("上午", 0), ("中午", 0), ("下午", 12), ("傍晚", 12), ("晚上", 12))
SMALL = "零一二三四五六七八九十"


def spoken(number: int) -> str:
    tens, ones = divmod(number, 10)
    return SMALL[number] if number <= 10 else ("" if tens == 1 else SMALL[tens]) + "十" + (SMALL[ones] if ones else "")


@settings(max_examples=100)
@given(ANY_MOMENT, st.integers(0, 6), st.sampled_from(PARTS), st.integers(6, 11), st.integers(0, 59), st.booleans())
def test_a_weekday_of_next_week_is_that_day_in_any_spelling(
    said: datetime, weekday: int, part: tuple[str, int], hour: int, minute: int, in_figures: bool
) -> None:
    monday = said.date() - timedelta(days=said.weekday()) + timedelta(weeks=1)
    write = str if in_figures else spoken
    rest = "" if not minute else f"{minute:02d}分" if in_figures else f"{'零' if minute < 10 else ''}{spoken(minute)}分"
    text = f"下周{'一二三四五六日'[weekday]}{part[0]}{write(hour)}点{rest}"
    meant = datetime.combine(monday + timedelta(days=weekday), datetime.min.time(), CHINA)
    assert iso(text, said) == [(meant + timedelta(hours=hour + part[1], minutes=minute)).isoformat()], text


@settings(max_examples=100)
@given(ANY_MOMENT, st.integers(1, 48), st.sampled_from([("小时", 60), ("个小时", 60), ("分钟", 1), ("刻钟", 15)]),
       st.sampled_from(["{}后", "{}以后", "再过{}", "{}之内"]))
def test_so_much_later_is_so_much_later(said: datetime, count: int, unit: tuple[str, int], form: str) -> None:
    for number in (str(count), spoken(count)):
        assert iso(form.format(number + unit[0]), said) == [(said + timedelta(minutes=count * unit[1])).isoformat()]


@settings(max_examples=100)
@given(ANY_MOMENT, st.sampled_from(["周一", "周六", "周日", "5号", "二十号", "8点", "早上7点", "19:30", "晚上九点半", "元旦"]))
def test_what_is_left_open_is_ahead_and_within_reach(said: datetime, text: str) -> None:
    (found,) = find_times(text, said)
    assert found.starts is not None
    day = found.starts.date() if isinstance(found.starts, datetime) else found.starts
    assert said.date() <= day <= said.date() + timedelta(days=366)
    assert not isinstance(found.starts, datetime) or found.starts > said


@settings(max_examples=100)
@given(st.text("今明后天下周一三六日号月点半到12:0- 早晚上午每年底", max_size=30), ANY_MOMENT)
def test_any_text_is_searched_without_exception(text: str, said: datetime) -> None:
    position = 0
    for found in find_times(text, said):
        assert position <= found.start < found.end <= len(text)
        position = found.end


@pytest.mark.parametrize("text", [
    "1月" * 1000, "周一" * 1000, "今天" * 1000, "每周一" * 600, "1:00-" * 400, "十" * 2000, "三点" * 1000, "半" * 2000,
    "1号" * 1000, "差一刻" * 600, "12.1~" * 400, "1-" * 1000, "再过" * 1000, "周一至" * 600,
    "3到" * 1000, "年初" * 1000, "每逢周" * 600,
])
def test_hostile_text_is_searched_quickly(text: str) -> None:
    begin = time.thread_time()
    find_times(text, SATURDAY)
    assert time.thread_time() - begin < 0.25


def test_a_month_and_a_morning_span_nothing() -> None:
    (found,) = find_times("1月-今早", EARLIEST)
    assert (found.start, found.end) == (3, 5)


def test_whatever_recurs_or_comes_later_says_one_of_the_words_that_are_looked_for_first() -> None:
    for text in texts():
        assert not RECURRING.search(text) or MAY_RECUR.search(text), text
        assert not LATER.search(text) or MAY_BE_LATER.search(text), text


@pytest.mark.parametrize(("text", "span"), [
    ("1月5日至8日", "2027-01-05/2027-01-08"), ("元旦1号到3号休息", "2027-01-01/2027-01-03"),
    ("元旦1-3号休息", "2027-01-01/2027-01-03"), ("五一1号到5号", "2027-05-01/2027-05-05"),
    ("12月28号到3号", "2026-12-28/2027-01-03"), ("28号到3号", "2026-11-28/2026-12-03"),
])
def test_the_second_day_of_a_span_is_the_next_one_after_the_first(text: str, span: str) -> None:
    assert iso(text) == [span]


def test_a_day_of_a_festivals_month_is_no_day_of_this_month() -> None:
    assert iso("元旦3号开门") == ["2027-01-03"]
    assert iso("十五一号楼停水") == []
