"""Comings and goings: what becomes of rooms, members and kept messages when a channel tells that something happened."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from bot import outbox
from bot.channels.happenings import (
    Befriended,
    Entered,
    Happening,
    Invited,
    LookedAround,
    Parted,
    Removed,
    Renamed,
    Returned,
)
from bot.conversation import Memory
from bot.messages import Reply
from bot.outbox import Rules
from bot.rights import standing_of
from bot.scenes import Scenes
from bot.wording import comings as words
from bot.wording.points import ADD_ME
from catalogue import members, rooms
from catalogue.audit import Act
from catalogue.tables import HandledMessage, Member, MemberRole, Outbox, Room, Schedule
from intents.scene import ADMINISTRATOR, GRID_WORKER

log = logging.getLogger(__name__)

LONG_AWAY = timedelta(minutes=2)  # a shorter absence is told to nobody
NOT_SOONER = timedelta(hours=1)  # between two words on absences in one room
OFFLINE, STILL_OF_USE = "offline", timedelta(hours=2)
KEPT = timedelta(days=7)  # what could not be delivered in private
UNDELIVERED = "not_sent"
MOST_TOLD = 3  # of staff, of one thing
INVITED, MOST_INVITED = "invited", 5  # strangers' invitations of which staff are told in a day
ASK_AFTER = 2  # refusals of a private message before its receiver is asked to become a friend


def take_in(session: Session, scenes: Scenes, rules: Rules, happening: Happening, now: datetime) -> int:
    """Make it true in the store; how many messages are to be sent because of it."""
    match happening:
        case Entered(ref, topic):
            return _entered(session, rules, ref, topic, now)
        case Invited(_, who, name, topic):
            return _invited(session, rules, who, name, topic, now)
        case Removed(ref):
            return _removed(session, rules, ref, now)
        case Parted(ref, who):
            room = rooms.room_with(session, ref)
            if room is not None:
                rooms.part(session, room, who)
        case Renamed(ref, topic):
            return _renamed(session, rules, ref, topic, now)
        case Befriended(who, name):
            member = members.find_or_make(session, who, name, None)
            member.is_friend = True
            return deliver_kept(session, who, now)
        case Returned(since, until):
            return _returned(session, scenes, rules, since, until, now)
        case LookedAround(found):
            return sum(_renamed(session, rules, ref, topic, now) for ref, topic in sorted(found.items()))
    return 0


def is_staff(session: Session, channel_id: str) -> bool:
    """Whether whoever has this id on the channel is a grid worker or an administrator."""
    member = session.scalars(select(Member).where(Member.channel_id == channel_id)).first()
    return member is not None and bool(standing_of(session, member).roles & {GRID_WORKER, ADMINISTRATOR})


def unreached(session: Session, now: datetime) -> set[str]:
    """The channel's ids of those for whom something waits that could not be delivered."""
    ids = session.scalars(
        select(Member.channel_id).join(Outbox, Outbox.to_id == Member.id)
        .where(Member.channel_id.is_not(None), *_kept(now)).distinct()
    )
    return {one for one in ids if one is not None}


def deliver_kept(session: Session, channel_id: str, now: datetime) -> int:
    """Let what could not be delivered to this person in 7 days leave again; how many messages that is."""
    member = session.scalars(select(Member).where(Member.channel_id == channel_id)).first()
    if member is None:
        return 0
    again = session.execute(
        update(Outbox).where(Outbox.to_id == member.id, *_kept(now))
        .values(status="pending", reason=None, attempts=0, not_before=now, expires_at=Outbox.created_at)
        .returning(Outbox.id)
    ).all()
    ids = [row.id for row in again]
    for row in session.scalars(select(Outbox).where(Outbox.id.in_(ids)).execution_options(populate_existing=True)):
        row.expires_at = row.created_at + KEPT
    session.flush()
    return len(ids)


def _kept(now: datetime) -> tuple[ColumnElement[bool], ...]:
    refused_for_good = (Outbox.status == "expired") & (Outbox.reason == UNDELIVERED)
    refused = (Outbox.status == "pending") & (Outbox.attempts > 0)
    return Outbox.room_id.is_(None), or_(refused_for_good, refused), Outbox.created_at > now - KEPT


def ask_to_be_friends(session: Session, row: Outbox, rules: Rules, now: datetime) -> bool:
    """Say once in 7 days, in the group in which they asked, how a private message can reach somebody."""
    if row.room_id is not None or row.to_id is None or row.message_id is None or row.attempts < ASK_AFTER:
        return False
    heard = session.get(HandledMessage, row.message_id)
    room = session.get(Room, heard.room_id) if heard is not None and heard.room_id is not None else None
    member = session.get_one(Member, row.to_id)
    if room is None or heard is None or heard.member_id != member.id:
        return False
    if not Memory(session, None, member, now).may_ask_to_be_friends():
        return False
    outbox.write(session, Reply(ADD_ME, room.id, member.id), rules, now)
    return True


def _entered(session: Session, rules: Rules, ref: str, topic: str, now: datetime) -> int:
    if rooms.enter(session, ref, topic, Act(now)) is not None or not topic:
        return 0
    log.warning("the account is in room %s, which is not in the workbook", ref)
    return _tell(session, rules, _administrators(session), words.unknown_room(topic), "new_room", now)


def _invited(session: Session, rules: Rules, who: str, name: str, topic: str, now: datetime) -> int:
    """Staff are followed without a word; of anybody else the administrators hear, of the same invitation once a day."""
    if is_staff(session, who):
        return 0
    log.info("an invitation into a room by somebody who is not of the staff was not accepted")
    text = words.invited(name, topic)
    told = session.execute(
        select(Outbox.text).where(Outbox.cause == INVITED, Outbox.created_at > now - timedelta(days=1))
    ).scalars().all()
    if text in told or len(set(told)) >= MOST_INVITED:
        return 0
    return _tell(session, rules, _administrators(session), text, INVITED, now)


def _removed(session: Session, rules: Rules, ref: str, now: datetime) -> int:
    room = rooms.room_with(session, ref)
    if room is None or not rooms.leave(session, room, Act(now)):
        return 0
    log.warning("the account was taken out of room %s: nothing is sent there", ref)
    waiting = sum(
        not one.rooms or room.id in one.rooms
        for one in session.scalars(select(Schedule).where(Schedule.status == "active"))
    )
    return _tell(session, rules, _staff_of(session, room), words.removed(room.name, waiting), "left_room", now)


def _renamed(session: Session, rules: Rules, ref: str, topic: str, now: datetime) -> int:
    room = rooms.room_with(session, ref)
    if room is None or room.removed:
        rooms.enter(session, ref, topic, Act(now))  # perhaps one of ours, that is called so only now, or again
        return 0
    if rooms.rename(session, room, topic, Act(now)):
        return 0
    log.warning("room %s has the name of another room now; its former name is kept", ref)
    text = words.same_name(topic, room.name)
    if session.scalar(select(Outbox.id).where(Outbox.cause == "same_name", Outbox.text == text).limit(1)) is not None:
        return 0
    return _tell(session, rules, _administrators(session), text, "same_name", now)


def _returned(
    session: Session, scenes: Scenes, rules: Rules, since: datetime, until: datetime, now: datetime
) -> int:
    """One word to each group with something open: at most once an hour, and in the morning for a whole night."""
    if until - since <= LONG_AWAY:
        return 0
    scenes.refresh(session)
    told = 0
    found = session.scalars(
        select(Room).where(Room.left_at.is_(None), Room.channel_ref.is_not(None), ~Room.muted).order_by(Room.id)
    ).all()
    for room in found:
        scene = scenes.of((room.id,), now)
        if scene.group_buys or scene.activities or scene.polls or scene.collections:
            _say_offline(session, room, rules, since, until, now)
            told += 1
    return told


def _say_offline(
    session: Session, room: Room, rules: Rules, since: datetime, until: datetime, now: datetime
) -> None:
    said = session.scalars(
        select(Outbox).where(Outbox.room_id == room.id, Outbox.cause == OFFLINE).order_by(Outbox.id.desc()).limit(1)
    ).first()
    if said is not None and said.status == "pending" and said.due is not None:  # not told yet: one word for both
        said.text, said.expires_at = words.offline(said.due, until, now), said.not_before + STILL_OF_USE
        return
    begins = now
    if said is not None and said.sent_at is not None:
        begins = max(now, said.sent_at + NOT_SOONER)
    begins = rules.quiet.ends_after(begins)
    session.add(Outbox(
        room_id=room.id, text=words.offline(since, until, now), mentions=[], kind="notice", cause=OFFLINE, due=since,
        created_at=now, not_before=begins, expires_at=begins + STILL_OF_USE,
    ))
    session.flush()


def _tell(
    session: Session, rules: Rules, people: Sequence[Member], text: str, cause: str, now: datetime
) -> int:
    for member in people[:MOST_TOLD]:
        outbox.write(session, Reply(text, to=member.id, kind="notice", cause=cause), rules, now)
    return len(people[:MOST_TOLD])


def _staff_of(session: Session, room: Room) -> list[Member]:
    """The room's grid workers, else the administrators."""
    workers = [
        member for member in _holding(session, GRID_WORKER) if standing_of(session, member).is_staff_in(room)
    ]
    return workers or _administrators(session)


def _administrators(session: Session) -> list[Member]:
    return _holding(session, ADMINISTRATOR)


def _holding(session: Session, role: str) -> list[Member]:
    return list(session.scalars(
        select(Member).join(MemberRole, MemberRole.member_id == Member.id)
        .where(MemberRole.role == role, Member.channel_id.is_not(None)).order_by(Member.id)
    ))


def skipped_since(session: Session, since: datetime) -> int:
    """How many messages were skipped since then because the bot is not in their room any more."""
    return session.scalar(
        select(func.count()).select_from(Outbox)
        .where(Outbox.status == "skipped", Outbox.reason == "removed", Outbox.created_at >= since)
    ) or 0
