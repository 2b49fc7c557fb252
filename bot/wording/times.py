"""Instants and distances in the words that people use."""

from __future__ import annotations

import re
from datetime import datetime

from intents.days import CHINA

WEEKDAYS = "一二三四五六日"


def clock(at: datetime) -> str:
    """20:30, 9:05: the time of day in China."""
    local = at.astimezone(CHINA)
    return f"{local.hour}:{local.minute:02d}"


_TIME = re.compile(r"(?P<hour>[0-2]?[0-9])[:：](?P<minute>[0-5][0-9])")
_SPAN = re.compile(r"(?<=[点半分])\s*(?:-|–|—|~|～|至)\s*(?=[0-9])")
_NEXT = re.compile(r"(?<=[点半分])\s*[,，;；]\s*(?=[0-9])")


def aloud(hours: str) -> str:
    """Opening hours as they are read aloud: 08:30-11:30,13:30-17:00 → 8点半到11点半、13点半到17点."""

    def spoken(found: re.Match[str]) -> str:
        minute = {"00": "", "30": "半"}.get(found["minute"], f"{found['minute']}分")
        return f"{int(found['hour'])}点{minute}"

    return _NEXT.sub("、", _SPAN.sub("到", _TIME.sub(spoken, hours)))


def day(at: datetime, now: datetime) -> str:
    """今天, 明天, 后天, 周六 within a week, else 12月5日."""
    local, today = at.astimezone(CHINA).date(), now.astimezone(CHINA).date()
    ahead = (local - today).days
    if 0 <= ahead <= 2:
        return ("今天", "明天", "后天")[ahead]
    if 0 < ahead < 7:
        return f"周{WEEKDAYS[local.weekday()]}"
    return f"{local.month}月{local.day}日" if local.year == today.year else f"{local.year}年{local.month}月{local.day}日"


def weekday(at: datetime, now: datetime) -> str:
    """As `day`, with the day of the week behind 后天: who asked for 周一 hears it again."""
    named = day(at, now)
    return f"后天（周{WEEKDAYS[at.astimezone(CHINA).weekday()]}）" if named == "后天" else named


def moment(at: datetime, now: datetime) -> str:
    """今天20:00, 明天9:30, 周日18:00, 12月5日9:00."""
    return f"{day(at, now)}{clock(at)}"


def metres(distance_m: float) -> str:
    """320米, 1.2公里; rounded to 10 metres, because more would not be true on foot."""
    rounded = max(10, round(distance_m / 10) * 10)
    return f"{rounded}米" if rounded < 1000 else f"{rounded / 1000:.1f}公里"
