"""When a shop is shut or opens again, in what its people say: 明天休息一天, 12月1号到10号装修, 今晚8点打烊."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from intents.commands.said import Said
from intents.days import CHINA
from intents.numbers import read_number
from intents.times import FoundTime

_OPENS_AGAIN = re.compile(
    r"^\s?(?:早上|上午|中午|下午)?[^,，。;；]{0,4}?(?:恢复|开门|正常|重新|再开|再来|复工|开张|开业|继续营业)"
)
_UNTIL = re.compile(r"(?:到|至|截止到?|一直到)\s?$")
_ONWARD = re.compile(r"^\s?(?:起|开始|以后|之后|后|就?不(?:做|干))")
_FROM = re.compile(r"(?:从|自|打)\s?$")
_REST = re.compile(r"休息|放假|不开门|不营业|店休|歇一|关一|盘点|停一天|关门|打烊|临时|早关|收摊")
_LASTS = re.compile(
    r"(?P<count>[0-9]{1,3}|半|[一二两三四五六七八九十]{1,3})\s?(?P<unit>个半?月|个?星期|个?礼拜|周|天)"
)
_UNIT_DAYS = {"天": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}
_EARLIER = re.compile(r"提前|早点|早些|早关")  # 今天下午提前关门: nobody knows when
_CLOSED_NOW = re.compile(r"(?:提前|早早)(?:关门|打烊|收摊|下班)了")
_TWO_DAYS = re.compile(r"这两天|今明两天")
_CLOSES_AT = re.compile(r"关门|打烊|收摊|下班|歇业|早关|(?<=[点半分0-9])\s?(?:就|要|才)?关(?=[了啦吧哈。!！\s]*$|[,，])")


def shut_times(said: Said) -> dict[str, str]:
    """since, until: a date (the last one included) or an instant; nothing of what is not said."""
    text, today = said.text, said.message.at.astimezone(CHINA).date()
    times = [one for one in said.times if one.recurrence is None and one.starts is not None]
    span = next((one for one in reversed(times) if one.kind == "span"), None)
    if _CLOSED_NOW.search(text):
        now = said.message.at.astimezone(CHINA)
        return {"since": now.isoformat(), "until": _midnight_after(now).isoformat()}
    if span is not None:
        return _of_span(text, span, times)
    if _EARLIER.search(text) and not any(isinstance(one.starts, datetime) for one in times):
        return {}
    since, until = _ends(text, times, today)
    if (closing := _closing(text, times)) is not None:
        since, until = closing, None
    if since is None and _TWO_DAYS.search(text):
        since, until = today, until or today + timedelta(days=1)
    if isinstance(until, datetime) and _CLOSES_AT.search(text):
        since, until = until, None  # 今天提前到6点关门
    if isinstance(since, datetime) and _CLOSES_AT.search(text):
        return {"since": since.isoformat(), "until": _midnight_after(since).isoformat()}
    if until is None and (lasts := _days(text)):
        until = (_day(since) or today) + timedelta(days=lasts - 1)
    if until is None and since is not None and _REST.search(text) and not _goes_on(text, times):
        until = _day(since)
    return {name: value.isoformat() for name, value in (("since", since), ("until", until)) if value is not None}


_WEEKDAY = "(?:周|星期|礼拜)"
_WEEKLY_REST = re.compile(
    rf"(?<![这下本上个到至~-])(?P<days>{_WEEKDAY}[一二三四五六日天](?:[、和,，]{_WEEKDAY}?[一二三四五六日天])*"
    rf"|(?<=每){_WEEKDAY}[一二三四五六日天][至到-]{_WEEKDAY}?[一二三四五六日天])"
    r"(?:都|固定|店里|我们)?(?:休息|店休|不开门|不营业|关门)(?!一天|到|至)"
)


def weekly_rest(text: str) -> str | None:
    """周二休息 as a part of the hours; None for one Tuesday (这周二休息, 周二休息一天)."""
    found = _WEEKLY_REST.search(text)
    return f"{found['days']}休息" if found else None


def closes_early(text: str) -> bool:
    """Whether a shop closes earlier than usual, and it is not said when."""
    return bool(_EARLIER.search(text))


_BEGINS = re.compile(r"^\s?(?:起|开始|以后|之后|后)")


def begins_on(said: Said) -> str | None:
    """The day from which something is to be so, where it is still to come (周一开始改成8点开门); None where it is so now."""
    today = said.message.at.astimezone(CHINA).date()
    days = [one.day for one in said.times if one.day is not None and one.recurrence is None and (
        _BEGINS.match(said.text[one.end:]) or _FROM.search(said.text[:one.start]))]
    return days[0].isoformat() if days and days[0] is not None and days[0] > today else None


def _midnight_after(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(CHINA).date() + timedelta(days=1), time(0), CHINA)


def opening_day(said: Said) -> dict[str, str]:
    """since: the day from which a shop that is shut opens again; nothing where it is today."""
    today = said.message.at.astimezone(CHINA).date()
    days = [one.day for one in said.times if one.day is not None and one.day > today]
    return {"since": days[-1].isoformat()} if days else {}


def _of_span(text: str, span: FoundTime, times: list[FoundTime]) -> dict[str, str]:
    if (closing := _later_that_day(text, span, times)) is not None:
        return {"since": closing.isoformat(), "until": _midnight_after(closing).isoformat()}
    if _EARLIER.search(text):
        return {}
    assert span.starts is not None and span.ends is not None
    return {"since": span.starts.isoformat(), "until": span.ends.isoformat()}


_CHANGED_TO = re.compile(r"(?:改|调|变|挪|换|提前|推迟|延长?)[成到为至]?|(?:营业|开)到|(?:晚上|要|就|的)")


_SHUTS_THEN = re.compile(r"\s?(?:就|要|才)?(?:关门?|打烊|收摊)[了啦吧哈。!！\s]*$")  # 今天卖完了早关门 6点关
MOST_BETWEEN = 14  # characters between the day and that hour


def _closing(text: str, times: list[FoundTime]) -> datetime | None:
    """今天改成九点关门: the hour of a day that was named before it; None where no shop closes then."""
    days = [one for one in times if not isinstance(one.starts, datetime)]
    hours = [one for one in times if isinstance(one.starts, datetime)]
    if len(days) != 1 or len(hours) != 1 or not _CLOSES_AT.search(text, hours[0].end):
        return None
    between = text[days[0].end : hours[0].start].strip()
    day, hour = days[0].starts, hours[0].starts
    leads = _CHANGED_TO.fullmatch(between) or (_SHUTS_THEN.match(text, hours[0].end) and len(between) <= MOST_BETWEEN)
    if days[0].end > hours[0].start or not leads or day is None or not isinstance(hour, datetime):
        return None
    return datetime.combine(day, hour.astimezone(CHINA).time(), CHINA)


def _later_that_day(text: str, span: FoundTime, times: list[FoundTime]) -> datetime | None:
    """今天晚上盘点 七点就关门: the hour said behind a part of the day; None where no shop closes then."""
    hours = [one.starts for one in times if one.start >= span.end and _SHUTS_THEN.match(text, one.end)]
    if len(hours) != 1 or not isinstance(hours[0], datetime) or not isinstance(span.starts, datetime):
        return None
    begins, hour = span.starts.astimezone(CHINA), hours[0].astimezone(CHINA).time()
    at = datetime.combine(begins.date(), hour, CHINA)
    return at + timedelta(hours=12) if at.hour < 12 <= begins.hour else at


def _ends(
    text: str, times: list[FoundTime], today: date
) -> tuple[date | datetime | None, date | datetime | None]:
    since: date | datetime | None = None
    until: date | datetime | None = None
    for one in times:
        if _OPENS_AGAIN.match(text[one.end:]) and one.day is not None and one.day > today:
            until = one.day - timedelta(days=1)
        elif _UNTIL.search(text[:one.start]):
            until = one.starts
        elif since is None:
            since = one.starts
    return since, until


def _goes_on(text: str, times: list[FoundTime]) -> bool:
    return any(_ONWARD.match(text[one.end:]) or _FROM.search(text[:one.start]) for one in times)


def _day(at: date | datetime | None) -> date | None:
    return at.astimezone(CHINA).date() if isinstance(at, datetime) else at


def _days(text: str) -> int | None:
    found = _LASTS.search(text)
    if found is None or re.search(r"[0-9]\s?$", text[:found.start()]):
        return None
    unit = next(days for word, days in _UNIT_DAYS.items() if found["unit"].endswith(word))
    count = 0.5 if found["count"] == "半" else float(read_number(found["count"]) or 0)
    if found["unit"] == "个半月":
        count += 0.5
    return max(1, round(count * unit)) if 0 < count <= 120 else None
