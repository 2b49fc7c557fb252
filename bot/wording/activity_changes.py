"""What is said of an activity that was changed."""

from __future__ import annotations

from datetime import datetime

from bot.wording.times import WEEKDAYS, clock, day, moment
from catalogue.activity_changes import Change, Changed, Concerned
from catalogue.tables import Activity
from intents.days import CHINA


def changed(activity: Activity, change: Change, done: Changed, now: datetime) -> str:
    """To staff: what is another now, who is told, and how it is changed for good where only one date was moved."""
    parts = []
    lead = activity.name
    if change.words is not None:
        parts.append(f"以后改到{change.words}，下次{moment(done.starts_at, now)}")
    elif change.starts_at is not None:
        lead = f"{moment(change.of, now)}的{activity.name}"
        parts.append(f"改到{_new(change.of, done.starts_at, now)}")
    parts += _rest(activity, change)
    if change.capacity is not None and done.people > change.capacity:
        parts.append(f"已经报上的{done.people}人都保留")
    text = f"{lead}{'，'.join(parts)}。"
    going = sum(row.people for row in done.rows)
    if going:
        text += f"报了名的{going}人我会告诉到。"
    if done.promoted:
        text += f"候补的{sum(row.people for row in done.promoted)}人有位子了。"
    if change.starts_at is not None and activity.starts_at is None and not _only_another_week(change):
        text += f"\n只改这一次，以后都改就说“{_for_good(activity, change)}”。"
    return f"{text}\n10分钟内回“撤销”可恢复。"


def _new(old: datetime, new: datetime, now: datetime) -> str:
    """8:00 on the same day, else 12月6日（周日）9:00."""
    if old.astimezone(CHINA).date() == new.astimezone(CHINA).date():
        return clock(new)
    named = day(new, now)
    of_week = "" if named.startswith("周") else f"（周{WEEKDAYS[new.astimezone(CHINA).weekday()]}）"
    return f"{named}{of_week}{clock(new)}"


def _rest(activity: Activity, change: Change) -> list[str]:
    parts = []
    if change.place is not None:
        parts.append(f"地点改成{change.place}")
    if change.no_limit:
        parts.append("不限名额了")
    elif change.capacity is not None:
        parts.append(f"名额改成{activity.capacity}个")
    if change.points is not None:
        parts.append(f"每人{activity.points}分")
    return parts


def _only_another_week(change: Change) -> bool:
    """Whether a date keeps its weekday and hour: nothing that all dates could follow."""
    assert change.starts_at is not None
    old, new = change.of.astimezone(CHINA), change.starts_at.astimezone(CHINA)
    return old.date() != new.date() and (old.weekday(), old.time()) == (new.weekday(), new.time())


def _for_good(activity: Activity, change: Change) -> str:
    """What changes all dates as this one was changed."""
    assert change.starts_at is not None
    old, new = change.of.astimezone(CHINA), change.starts_at.astimezone(CHINA)
    if old.date() == new.date():
        return f"{activity.name}以后都改到{clock(new)}"
    return f"{activity.name}以后改到每周{WEEKDAYS[new.weekday()]}{clock(new)}"


def told(activity: Activity, date: Concerned, now: datetime) -> str:
    """To those who signed up for a date: when and where it is now."""
    new = ("时间" if date.moved else "") + ("地点" if date.elsewhere else "")
    place = f"，{activity.place}" if activity.place else ""
    return f"{activity.name}改{new}了：{moment(date.starts_at, now)}{place}。来不了就说“取消{activity.name}报名”。"


def as_it_was(activity: Activity, starts_at: datetime, now: datetime) -> str:
    """To those of a date who had been told of a change that was taken back."""
    place = f"，{activity.place}" if activity.place else ""
    return f"刚才说改了的{activity.name}不改了，还是{moment(starts_at, now)}{place}。"


def what_can_change(activity: Activity) -> str:
    """A command says that something changes, not what."""
    name = activity.name
    return f"{name}要改什么？连名字一起说，比如“{name}改到9点”“{name}换到南门集合”“{name}名额加到30”。"
