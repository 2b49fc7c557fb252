"""Instants and distances in the words that people use."""

from __future__ import annotations

from datetime import datetime

from intents.days import CHINA

WEEKDAYS = "一二三四五六日"


def clock(at: datetime) -> str:
    """20:30, 9:05: the time of day in China."""
    local = at.astimezone(CHINA)
    return f"{local.hour}:{local.minute:02d}"


def day(at: datetime, now: datetime) -> str:
    """今天, 明天, 后天, 周六 within a week, else 12月5日."""
    local, today = at.astimezone(CHINA).date(), now.astimezone(CHINA).date()
    ahead = (local - today).days
    if 0 <= ahead <= 2:
        return ("今天", "明天", "后天")[ahead]
    if 0 < ahead < 7:
        return f"周{WEEKDAYS[local.weekday()]}"
    return f"{local.month}月{local.day}日" if local.year == today.year else f"{local.year}年{local.month}月{local.day}日"


def moment(at: datetime, now: datetime) -> str:
    """今天20:00, 明天9:30, 周日18:00, 12月5日9:00."""
    return f"{day(at, now)}{clock(at)}"


def metres(distance_m: float) -> str:
    """320米, 1.2公里; rounded to 10 metres, because more would not be true on foot."""
    rounded = max(10, round(distance_m / 10) * 10)
    return f"{rounded}米" if rounded < 1000 else f"{rounded / 1000:.1f}公里"
