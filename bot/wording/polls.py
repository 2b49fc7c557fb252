"""What is said of polls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.wording.activities import choices
from bot.wording.times import moment
from catalogue.tables import Poll

SHOWN_OPTIONS = 6


def opened(poll: Poll, now: datetime) -> str:
    """A poll that takes votes from now on."""
    until = f"{moment(poll.deadline, now)}截止"
    return f"开始投票：{poll.title}\n{choices(poll.options)}\n回选项就行，一人一票，可以改，{until}。"


def changed(poll: Poll, now: datetime) -> str:
    """A poll as it is now."""
    return f"改好了：{poll.title}\n{choices(poll.options)}\n{moment(poll.deadline, now)}截止，投过的票都算，可以改投。"


def earlier(poll: Poll, now: datetime) -> str:
    """That what was told for a later end is an earlier one."""
    return f"“{poll.title}”本来就到{moment(poll.deadline, now)}，说的时间更早，没有改。要早点结束，就说“投票提前到”几号几点。"


def result(poll: Poll, votes: Sequence[tuple[str, int]]) -> str:
    """How a poll ended, most votes first."""
    total = sum(count for _, count in votes)
    if not total:
        return f"“{poll.title}”投票结束了，没有人投票。"
    shown = "，".join(f"{option}{count}票" for option, count in votes[:SHOWN_OPTIONS])
    best = [option for option, count in votes if count == votes[0][1]]
    lead = f"{best[0]}最多" if len(best) == 1 else f"{'、'.join(best)}并列"
    return f"“{poll.title}”投票结束，{lead}。共{total}票：{shown}。"


def so_far(poll: Poll, votes: Sequence[tuple[str, int]], now: datetime) -> str:
    """How an open poll stands, most votes first, and until when votes are taken."""
    total = sum(count for _, count in votes)
    until = f"{moment(poll.deadline, now)}截止"
    if not total:
        return f"“{poll.title}”还没人投票，{until}。\n{choices(poll.options)}\n回选项就行。"
    shown = "，".join(f"{option}{count}票" for option, count in votes[:SHOWN_OPTIONS])
    best = [option for option, count in votes if count == votes[0][1]]
    lead = f"{best[0]}领先" if len(best) == 1 else f"{'、'.join(best)}一样多"
    return f"“{poll.title}”现在{lead}，共{total}票：{shown}。{until}，还没投的回选项就行。"


def voted(option: str, before: str | None, ends: datetime | None, now: datetime) -> str:
    """To somebody who voted; ends: when the poll ends, where they asked for it."""
    until = f"投票{moment(ends, now)}截止。" if ends is not None else ""
    if before == option:
        return f"你投的就是{option}，已经记着了。{until}"
    done = f"改好了，你的票从{before}改投{option}。" if before is not None else f"记下了，你投{option}。"
    return done + until


def still_open(poll: Poll, now: datetime) -> str:
    """Until when a poll takes votes, and for what."""
    return f"“{poll.title}”投票{moment(poll.deadline, now)}截止。\n{choices(poll.options)}\n还没投的，回选项就行。"
