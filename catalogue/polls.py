"""Polls: one vote a member, the last one counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.activities import is_here
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Member, Poll, Vote

MOST_OPTIONS = 20


def open_here(session: Session, room_ids: Collection[int], now: datetime) -> list[Poll]:
    """The polls that take votes in these rooms now, the one that ends first before others."""
    rows = session.scalars(
        select(Poll).where(Poll.status == "open", Poll.deadline > now).order_by(Poll.deadline, Poll.id)
    )
    return [row for row in rows if is_here(row.rooms, room_ids)]


def last_closed(session: Session, room_ids: Collection[int]) -> Poll | None:
    """The poll of these rooms that ended last; None where none has."""
    rows = session.scalars(select(Poll).where(Poll.status == "closed").order_by(Poll.deadline.desc(), Poll.id.desc()))
    return next((row for row in rows if is_here(row.rooms, room_ids)), None)


def titled(session: Session, title: str) -> Poll | None:
    """The poll of this title that was not cancelled."""
    return session.scalars(select(Poll).where(Poll.title == title, Poll.status != "cancelled")).first()


def tally(session: Session, poll: Poll) -> list[tuple[str, int]]:
    """Every option with its votes, most votes first, then in the order of the poll."""
    counts = dict(
        session.execute(
            select(Vote.option, func.count()).where(Vote.poll_id == poll.id).group_by(Vote.option)
        )
        .tuples()
        .all()
    )
    votes = [(option, counts.get(option, 0)) for option in poll.options]
    return sorted(votes, key=lambda one: -one[1])


def open_poll(
    session: Session, title: str, options: Sequence[str], deadline: datetime, rooms: Sequence[int], act: Act
) -> Poll:
    """Open a poll in these rooms ([]: all).

    Raises: NotPossible for fewer than two or too many options, a past deadline, or a title used before.
    """
    options = list(dict.fromkeys(options))
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise NotPossible("投票要有两个以上不同的选项，比如“选项：周二、周四”，补上再发一次吧。")
    if deadline <= act.at:
        raise NotPossible("投票的截止时间已经过了，改个时间再发一次吧。")
    poll = session.scalars(select(Poll).where(Poll.title == title)).first()
    if poll is not None and poll.status != "cancelled":
        raise NotPossible(f"“{title}”已经投过或正在投，换个题目再发一次吧。")
    if poll is None:
        poll = Poll(title=title, options=[], deadline=deadline, rooms=[])
        session.add(poll)
    poll.options, poll.deadline, poll.rooms, poll.status = options, deadline, list(rooms), "open"
    poll.opened_by, poll.opened_at = act.actor_id, act.at
    session.flush()
    versions.touch(session)
    record(
        session,
        act,
        "open_poll",
        f"poll:{poll.id}",
        command=True,
        undo=[{"op": "poll.opened", "poll": poll.id}],
        after={"title": title, "options": options, "deadline": deadline.isoformat()},
    )
    return poll


def close_poll(session: Session, poll: Poll, act: Act, *, command: bool = True) -> bool:
    """End a poll (`command` False: because its time is over). False where it had ended."""
    if poll.status != "open":
        return False
    poll.status = "closed"
    versions.touch(session)
    record(
        session,
        act,
        "close_poll",
        f"poll:{poll.id}",
        before={"status": "open"},
        after={"status": "closed"},
        undo=[{"op": "poll.closed", "poll": poll.id}] if command else None,
        command=command,
    )
    return True


def vote(session: Session, poll: Poll, member: Member, option: str, act: Act) -> str | None:
    """Give a member's vote, in place of an earlier one; gives back the option voted for before, None: none.

    Raises: NotPossible where the poll has ended or the option is none of it.
    """
    if poll.status != "open" or poll.deadline <= act.at:
        raise NotPossible(f"“{poll.title}”已经结束了。")
    if option not in poll.options:
        raise NotPossible(f"“{poll.title}”的选项是：{'、'.join(poll.options)}，要投哪个？")
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    before = session.scalar(select(Vote.option).where(Vote.poll_id == poll.id, Vote.member_id == member.id))
    if before == option:
        return before
    session.execute(
        dialect.insert(Vote)
        .values(poll_id=poll.id, member_id=member.id, option=option, at=act.at)
        .on_conflict_do_update(
            index_elements=[Vote.poll_id, Vote.member_id], set_={"option": option, "at": act.at}
        ),
        execution_options={"synchronize_session": False},
    )
    step = {"op": "vote.given", "poll": poll.id, "member": member.id, "before": before, "after": option}
    record(
        session,
        act,
        "vote",
        f"poll:{poll.id}",
        before={"option": before},
        after={"option": option},
        undo=[step],
    )
    return before


def _undo_opened(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    poll = session.get_one(Poll, step["poll"])
    if session.scalar(select(Vote.id).where(Vote.poll_id == poll.id).limit(1)) is not None:
        raise BuiltUpon(f"“{poll.title}”已经有人投票了，撤不回来。不想再投，可以说“结束投票 {poll.title}”。")
    poll.status = "cancelled"
    versions.touch(session)


def _undo_closed(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    poll = session.get_one(Poll, step["poll"])
    if poll.status != "closed":
        raise BuiltUpon(f"“{poll.title}”后来又改过了，撤不回来。")
    poll.status = "open"
    versions.touch(session)


def _undo_vote(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    row = session.scalars(
        select(Vote)
        .where(Vote.poll_id == step["poll"], Vote.member_id == step["member"])
        .execution_options(populate_existing=True)
    ).first()
    if row is None or row.option != step["after"]:
        raise BuiltUpon("后来又改投过了，撤不回来。")
    if step["before"] is not None and step["before"] not in session.get_one(Poll, step["poll"]).options:
        raise BuiltUpon(f"“{step['before']}”这个选项后来去掉了，撤不回来。")
    if step["before"] is None:
        session.delete(row)
    else:
        row.option = step["before"]
    session.flush()


UNDO_STEPS: Mapping[str, UndoStep] = {
    "poll.opened": _undo_opened,
    "poll.closed": _undo_closed,
    "vote.given": _undo_vote,
}
