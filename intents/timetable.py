"""The words that 营业时间 and 发送时间 share: which days, which times of day. `hours` and `recurrences` put them
together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from intents.days import DayKind
from intents.errors import LinliError
from intents.normalise import normalise
from intents.patterns import quick

DAY_MINUTES = 24 * 60
WEEKDAYS = "一二三四五六日"
EVERY, WEEKEND, WORKING, LISTED, HOLIDAY = range(5)  # how closely a rule fits a day; the closest rule decides


class TimetableError(LinliError):
    """A word of a timetable could not be read; `word` is that word."""

    def __init__(self, word: str, message: str) -> None:
        super().__init__(message)
        self.word = word


@dataclass(frozen=True, slots=True)
class Days:
    """Which days. weekdays: 0 is Monday. month_days: 1 to 31. 周末 is Saturday and Sunday, whatever the official
    calendar
    says of them; 工作日 and 节假日 are the official working days and holidays."""

    every: bool = False
    weekend: bool = False
    working: bool = False
    holiday: bool = False
    weekdays: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()

    def fit(self, day: date, day_kind: DayKind) -> int | None:
        """How closely these days fit one: from EVERY to HOLIDAY; None where it is not among them."""
        if self.holiday and day_kind(day) == "holiday":
            return HOLIDAY
        if day.weekday() in self.weekdays or day.day in self.month_days:
            return LISTED
        if self.working and day_kind(day) == "working":
            return WORKING
        if self.weekend and day.weekday() >= 5:
            return WEEKEND
        return EVERY if self.every else None

    def joined(self, other: Days) -> Days:
        """The days of both."""
        return Days(
            self.every or other.every, self.weekend or other.weekend, self.working or other.working,
            self.holiday or other.holiday, self.weekdays | other.weekdays, self.month_days | other.month_days,
        )

    def words(self) -> str:
        """As 发送时间 writes them: 每天, 每周一、三、五, 每月1日、15日, 工作日, 周末, 节假日 (several joined by 、)."""
        parts = ["每天"] if self.every else []
        if self.weekdays:
            parts.append("每周" + "、".join(WEEKDAYS[number] for number in sorted(self.weekdays)))
        if self.month_days:
            parts.append("每月" + "、".join(f"{number}日" for number in sorted(self.month_days)))
        named = (("工作日", self.working), ("周末", self.weekend), ("节假日", self.holiday))
        return "、".join([*parts, *(word for word, is_meant in named if is_meant)])


@dataclass(frozen=True, slots=True)
class Span:
    """A time of day, or from one to another, in minutes after midnight; end > start, past 1440 it is the next day's."""

    start: int
    end: int | None = None

    def words(self) -> str:
        """09:00 or 17:00-02:00."""
        return clock_text(self.start) + (f"-{clock_text(self.end)}" if self.end is not None else "")


@dataclass(frozen=True, slots=True)
class Word:
    """One understood word of a timetable: days, a span, "rest" (休息), "always" (24小时) or "new" (a part ends)."""

    text: str
    days: Days | None = None
    span: Span | None = None
    mark: str = ""


def clock_text(minute: int) -> str:
    """540 → 09:00; 1440 → 24:00; 1560 → 02:00 (of the next day)."""
    if minute > DAY_MINUTES:
        minute -= DAY_MINUTES
    return f"{minute // 60:02d}:{minute % 60:02d}"


_PART = "凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|夜里|晚|次日|第二天"
_CLOCK = (
    rf"(?:(?:{_PART}) ?)*[0-9]{{1,2}}(?::[0-9]{{2}}(?::00)?|[点时](?:半|一刻|三刻|[0-9]{{1,2}}分?)?|(?= ?[-~—至到]))"
)
_DAY = "[一二三四五六日天]"
_WORD = quick(
    rf"(?P<weekdays>每?(?:周|星期|礼拜)(?:{_DAY}|[1-7](?![0-9:点]))"
    rf"(?: ?[、,/和及至到~-]? ?(?:每?(?:周|星期|礼拜))?{_DAY}|[、,至到~-](?:周|星期|礼拜)?[1-7](?![0-9:点]))*)"
    r"|(?P<month_days>每?个?月的?[0-9]{1,2}[日号]?(?: ?[、,和及] ?[0-9]{1,2}[日号])*)"
    r"|(?P<named>每天|每日|天天|工作日|平日|平时|每?周末|双休日?|(?:国家)?(?:法定)?(?:节假日|假日|节日))"
    rf"|(?P<span>{_CLOCK} ?(?:-+|~|—+|至|到) ?{_CLOCK})|(?P<clock>{_CLOCK})"
    r"|(?P<rest>(?:全天)?休息|除外|店休|公休|休息|不营业|闭馆|关门|歇业|休)"
    r"|(?P<always>24 ?小时(?:营业)?|全天(?:营业|候)?|全年无休|无休)"
    r"|(?P<new>[;\n。])|(?P<filler>[ ,、/|和及:()]+|营业|开放|开门|时间)"
)
_ONE_CLOCK = quick(
    rf"(?P<parts>(?:(?:{_PART}) ?)*)(?P<hour>[0-9]{{1,2}})(?::(?P<minute>[0-9]{{2}})(?::00)?|[点时](?:(?P<quarter>半"
    rf"|一刻|三刻)"
    r"|(?P<spoken>[0-9]{1,2})分?)?)?"
)
_SPOKEN_HOUR = re.compile("(?:二?十[一二三四]?|[一二两三四五六七八九])(?=[点时])")
_SPOKEN_DAY = re.compile("(?<=月)(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[日号])")
_WEEKDAY_STEP = re.compile("([至到~-])|([一二三四五六日天1-7])")
_UNREAD = re.compile("[^ ,、;\n0-9]+|[0-9:]+")
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}
_NAMED = {
    "每天": Days(every=True), "每日": Days(every=True), "天天": Days(every=True), "工作日": Days(working=True),
    "平日": Days(working=True), "平时": Days(working=True), "周末": Days(weekend=True), "每周末": Days(weekend=True),
    "双休": Days(weekend=True), "双休日": Days(weekend=True),
}


def read_words(text: str) -> list[Word]:
    """The words of a timetable in order. Raises: TimetableError at the first that cannot be read."""
    text = _SPOKEN_HOUR.sub(lambda hour: str(spoken_small(hour[0])), normalise(text))
    text = _SPOKEN_DAY.sub(lambda day: str(spoken_small(day[0])), text)
    words: list[Word] = []
    at = 0
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None:
            unread = _UNREAD.match(text, at)
            word = (unread[0] if unread else text[at:])[:12]
            raise TimetableError(word, f"“{word}”看不懂")
        if found.lastgroup != "filler":
            words.append(_word(found.lastgroup or "", found[0]))
        at = found.end()
    return words


def _word(kind: str, text: str) -> Word:
    if kind == "weekdays":
        return Word(text, days=Days(weekdays=_weekdays(text)))
    if kind == "month_days":
        numbers = frozenset(int(number) for number in re.findall("[0-9]+", text))
        if not numbers <= frozenset(range(1, 32)):
            raise TimetableError(text, f"“{text}”里没有这一天")
        return Word(text, days=Days(month_days=numbers))
    if kind == "named":
        return Word(text, days=_NAMED.get(text, Days(holiday=True)))
    if kind in ("span", "clock"):
        return Word(text, span=_span(text))
    return Word(text, mark=kind)


def _weekdays(text: str) -> frozenset[int]:
    days: set[int] = set()
    last: int | None = None
    is_range = False
    for until, name in _WEEKDAY_STEP.findall(text):
        if until:
            is_range = True
            continue
        number = 6 if name in "天7" else (int(name) - 1 if name.isascii() else WEEKDAYS.index(name))
        if is_range and last is not None:
            days.update((last + step) % 7 for step in range((number - last) % 7 + 1))
        days.add(number)
        last, is_range = number, False
    return frozenset(days)


def _span(text: str) -> Span:
    clocks = list(_ONE_CLOCK.finditer(text))
    start = _minute(clocks[0], text)
    if len(clocks) == 1:
        return Span(start)
    end = _minute(clocks[1], text)
    inherits = clocks[0]["parts"].strip() in ("下午", "晚上", "晚", "傍晚") and not clocks[1]["parts"]
    if inherits and end <= DAY_MINUTES // 2 and end + DAY_MINUTES // 2 > start:
        end += DAY_MINUTES // 2  # 下午1:30-5:30
    if end == start:
        raise TimetableError(text, f"“{text}”从头到尾是同一个时间")
    return Span(start, end if end > start else end + DAY_MINUTES)


def _minute(clock: re.Match[str], text: str) -> int:
    hour = int(clock["hour"])
    minute = int(clock["minute"] or clock["spoken"] or _QUARTERS.get(clock["quarter"] or "", 0))
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise TimetableError(text, f"“{text}”没有这个时间")
    parts = clock["parts"]
    if hour < 12 and any(part in parts for part in ("下午", "晚", "傍晚", "夜")) and "次日" not in parts:
        hour += 12
    if hour < 3 and "中午" in parts:
        hour += 12
    return hour * 60 + minute


def spoken_small(text: str) -> int:
    """A Chinese number below 100 in figures: 十二 → 12, 二十 → 20, 两 → 2."""
    digits = "零一二三四五六七八九"
    tens, ten, ones = text.replace("两", "二").partition("十")
    if not ten:
        return digits.index(tens)
    return (digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0)
