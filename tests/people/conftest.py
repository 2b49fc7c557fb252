"""A street of our own, 榆荫里: rooms, eight people, a shop, rewards, services; readings are acted on there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.context import Context, Handler
from bot.conversation import Memory
from bot.handlers import (
    activities,
    activity_changes,
    attendance,
    bookings,
    cases,
    certificates,
    misuse,
    people,
    points,
    poll_changes,
    polls,
    ratings,
    rooms,
    services,
    tickets,
    undo,
)
from bot.messages import Incoming, Outcome
from bot.rights import Standing, Verdict, judge, staff_rooms, standing_of
from catalogue.points import balance
from catalogue.tables import (
    Activity,
    Certificate,
    Member,
    MemberRole,
    Merchant,
    Occurrence,
    Place,
    Reward,
    Room,
    RoomMember,
    Service,
    SignUp,
)
from intents.days import CHINA, plain_day_kind
from intents.lexicon import Lexicon
from intents.reading import Reading
from intents.scene import Scene, Speaker, Talk

START = datetime(2026, 11, 27, 19, 0, tzinfo=CHINA)  # a Friday evening
NORTH, SOUTH = "榆荫北群", "榆荫南群"
HANDLERS: dict[str, Handler] = {
    intent: handler
    for part in (
        activities.PART, activity_changes.PART, attendance.PART, cases.PART, misuse.PART, certificates.PART, people.PART,
        points.PART, poll_changes.PART, polls.PART, ratings.PART, rooms.PART, bookings.PART, services.PART, tickets.PART,
        undo.PART,
    )
    for intent, handler in part.handlers.items()
}


@dataclass
class Street:
    """The street, its clock, and what was said."""

    session: Session
    files: Path
    now: datetime = START
    heard: int = 0
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def later(self, **delta: float) -> Street:
        """Let time pass."""
        self.now += timedelta(**delta)
        return self

    def member(self, who: str) -> Member:
        """The row of a channel id."""
        return self.session.scalars(select(Member).where(Member.channel_id == who)).one()

    def room(self, name: str) -> Room:
        """The row of a room."""
        return self.session.scalars(select(Room).where(Room.name == name)).one()

    def balance(self, who: str) -> int:
        """The points of somebody."""
        return balance(self.session, self.member(who).id)

    def sign_ups(self, activity: str) -> dict[str | None, tuple[int, str]]:
        """Who is signed up for an activity: id → people and status."""
        rows = self.session.execute(
            select(Member.channel_id, SignUp.people, SignUp.status)
            .join(SignUp, SignUp.member_id == Member.id)
            .join(Occurrence, SignUp.occurrence_id == Occurrence.id)
            .join(Activity, Occurrence.activity_id == Activity.id)
            .where(Activity.name == activity)
        )
        return {who: (people, status) for who, people, status in rows}

    def certificates(self) -> dict[str, str]:
        """All certificates by number, with their status."""
        rows = self.session.execute(select(Certificate.number, Certificate.status).order_by(Certificate.number))
        return dict(rows.tuples().all())

    def say(
        self, who: str, intent: str, room: str | None = NORTH, *, hash_command: bool = False,
        reading: Reading | None = None, **slots: Any,
    ) -> Outcome:
        """Have somebody's reading judged and handled; an answer to an open question is marked as one."""
        self.heard += 1
        sender = self.member(who)
        standing = standing_of(self.session, sender)
        here = self.room(room) if room is not None else None
        memory = Memory(self.session, here, sender, self.now)
        question = memory.question()
        answers = question is not None and question.intent == intent
        reading = reading or Reading(intent, slots, answers=answers, hash_command=hash_command)
        verdict = judge(reading.intent, standing, here, slots=reading.slots, unasked=hash_command)
        if verdict is not Verdict.ALLOWED:
            return Outcome(reading.intent if verdict is Verdict.REFUSED else "none", refused=verdict is Verdict.REFUSED)
        ctx = self._context(sender, standing, here, memory, Speaker(
            id=who, roles=standing.roles, merchant=standing.merchant, question=question
        ))
        outcome = HANDLERS[intent](ctx, reading)
        for reply in outcome.replies:
            outbox.write(self.session, reply, outbox.Rules(), self.now, ctx.incoming.id)
        return outcome

    def recall(self, who: str, message: int, room: str | None = NORTH) -> Outcome:
        """Somebody takes back their n-th message."""
        sender = self.member(who)
        here = self.room(room) if room is not None else None
        memory = Memory(self.session, here, sender, self.now)
        ctx = self._context(sender, standing_of(self.session, sender), here, memory, Speaker(id=who))
        return undo.undo_message(ctx, f"m{message}")

    def _context(
        self, sender: Member, standing: Standing, here: Room | None, memory: Memory, speaker: Speaker
    ) -> Context:
        around = [here] if here is not None else (
            list(staff_rooms(self.session, standing)) or list(self.session.scalars(select(Room).order_by(Room.id)))
        )
        incoming = Incoming(f"m{self.heard}", self.now, here.name if here else None, speaker.id, sender.nickname or "")
        scene = Scene(Lexicon.build(()), people=self.names)
        return Context(
            self.session, self.now, incoming, scene, speaker, Talk(), here, around, sender, memory, plain_day_kind,
            self.files,
        )


def texts(outcome: Outcome) -> str:
    """All that was said, one reply a line."""
    return "\n".join(reply.text for reply in outcome.replies)


def fill(session: Session) -> None:
    """榆荫里, as it is before anything happens."""
    centre = Place(name="榆荫里", kind="小区", lng=120.1, lat=30.2)
    building = Place(name="榆荫里6栋", kind="楼栋", lng=120.11, lat=30.21)
    shop = Merchant(name="阿福修鞋铺", volunteer_discount=850, card_discount=900)
    other_shop = Merchant(name="桥头面馆")
    session.add_all([centre, building, shop, other_shop])
    session.flush()
    north = Room(name=NORTH, channel_ref="north", grid="北格", centre_id=centre.id)
    south = Room(name=SOUTH, channel_ref="south", grid="南格", centre_id=centre.id)
    session.add_all([north, south, Room(name="榆荫闲聊", channel_ref="free", centre_id=centre.id)])
    session.flush()
    for who, nickname, grid, roles in (
        ("boss", "葛主任", None, ("管理员",)), ("north", "小纪", "北格", ("网格员",)),
        ("south", "小骆", "南格", ("网格员",)), ("shop", "阿福", None, ("商户",)),
        ("a", "小戴", "北格", ("居民", "志愿者")), ("b", "老谭", "北格", ("居民",)),
        ("c", "莫阿姨", "北格", ("居民",)), ("d", "阿芸", "南格", ()),
    ):
        member = Member(channel_id=who, nickname=nickname, grid=grid, listed=who != "d")
        if who == "shop":
            member.merchant_id = shop.id
        session.add(member)
        session.flush()
        session.add_all(MemberRole(member_id=member.id, role=role) for role in roles)
        session.add(RoomMember(room_id=north.id, member_id=member.id, alias=nickname))
    session.add_all([
        Reward(name="抹布套装", aliases=["抹布"], points=2, stock=3),
        Service(name="磨刀", provider="巷口师傅", price="5元一把", hours="周一至周五 09:00-17:00"),
        Service(name="陪诊", price="60元一次"),
        Activity(name="河岸清扫", when="每周六 09:00", rooms=[north.id], capacity=3, points=2, place="河岸"),
    ])
    session.flush()


@pytest.fixture
def street(session: Session, tmp_path: Path) -> Street:
    """The street on a Friday evening, on both kinds of store."""
    fill(session)
    names: dict[str, tuple[str, ...]] = {}
    for member in session.scalars(select(Member)):
        names[member.nickname or ""] = (member.channel_id or "",)
    return Street(session, tmp_path, names=names)
