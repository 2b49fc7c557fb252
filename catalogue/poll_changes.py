"""Changing a poll that is open: its end, and what can be chosen; votes that were given stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.polls import MOST_OPTIONS
from catalogue.reasons import NotPossible
from catalogue.tables import Poll, Vote


def edit_poll(
    session: Session, poll: Poll, deadline: datetime | None, added: Sequence[str], dropped: Sequence[str], act: Act
) -> None:
    """Another end, more options, fewer options, or all of it.

    Raises: NotPossible where it is over, an option to drop has votes or is none, or nothing would change.
    """
    if poll.status != "open" or poll.deadline <= act.at:
        raise NotPossible(f"“{poll.title}”已经结束了，改不了。要再投就换个题目开个新的。")
    if deadline is not None and deadline <= act.at:
        raise NotPossible("这个时间已经过了，改个时间再说一次吧。")
    for option in dropped:
        if option not in poll.options:
            raise NotPossible(f"没有“{option}”这个选项。现在有：{'、'.join(poll.options)}。")
        if _has_votes(session, poll, [option]):
            raise NotPossible(f"“{option}”已经有人投了，去不掉。")
    before = _values(poll)
    options = [option for option in dict.fromkeys((*poll.options, *added)) if option not in dropped]
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise NotPossible(f"选项要在2到{MOST_OPTIONS}个之间，改一下再说一次吧。")
    poll.options, poll.deadline = options, deadline or poll.deadline
    after = _values(poll)
    if after == before:
        raise NotPossible(f"“{poll.title}”本来就是这样，不用改。")
    versions.touch(session)
    record(
        session, act, "edit_poll", f"poll:{poll.id}", before=before, after=after, command=True,
        undo=[{"op": "poll.edited", "poll": poll.id, "before": before, "after": after}],
    )


def _values(poll: Poll) -> dict[str, Any]:
    return {"options": list(poll.options), "deadline": poll.deadline.astimezone(UTC).isoformat()}


def _has_votes(session: Session, poll: Poll, options: Sequence[str]) -> bool:
    found = session.scalar(select(Vote.id).where(Vote.poll_id == poll.id, Vote.option.in_(options)).limit(1))
    return found is not None


def _undo_edited(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    poll = session.get_one(Poll, step["poll"])
    before, after = step["before"], step["after"]
    if poll.status != "open" or _values(poll) != after:
        raise BuiltUpon(f"“{poll.title}”后来又改过了，撤不回来。")
    if _has_votes(session, poll, [option for option in after["options"] if option not in before["options"]]):
        raise BuiltUpon("新加的选项已经有人投了，撤不回来。")
    poll.options, poll.deadline = before["options"], datetime.fromisoformat(before["deadline"])
    versions.touch(session)


UNDO_STEPS: Mapping[str, UndoStep] = {"poll.edited": _undo_edited}
