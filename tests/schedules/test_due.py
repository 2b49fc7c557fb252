"""Deadlines, reminders and closings: each once, worded for those whom they concern."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.announce import announce
from bot.messages import Reply
from catalogue.tables import (
    Activity,
    Collection,
    Demand,
    GroupBuy,
    Member,
    Occurrence,
    Order,
    OrderEntry,
    Poll,
    Product,
    Room,
    SignUp,
    Vote,
)
from intents.days import CHINA, plain_day_kind
from schedules.due import fire, next_due

DAY = datetime(2026, 12, 1, 18, 0, tzinfo=CHINA)


def street(session: Session) -> tuple[Room, Member]:
    room, member = Room(name="甲群"), Member(channel_id="a", nickname="阿芬")
    session.add_all([room, member, Room(name="乙群")])
    session.flush()
    return room, member


def told(session: Session, now: datetime) -> list[Reply]:
    return [reply for happened in fire(session, now, plain_day_kind) for reply in announce(session, happened, now)]


def test_a_group_buy_that_misses_its_minimum_is_cancelled_and_told_once_to_those_who_ordered(
    session: Session,
) -> None:
    room, member = street(session)
    group_buy = GroupBuy(title="柿子团", rooms=[], deadline=DAY)
    session.add(group_buy)
    session.flush()
    product = Product(
        group_buy_id=group_buy.id, name="火晶柿子", unit="箱", price_fen=3000, min_quantity=5000, sold=2000,
    )
    order = Order(
        group_buy_id=group_buy.id, number=1, room_id=room.id, sender_id=member.id, household="x", placed_at=DAY,
    )
    session.add_all([product, order])
    session.flush()
    session.add(OrderEntry(order_id=order.id, product_id=product.id, quantity=2000, unit_price_fen=3000, at=DAY))
    session.flush()
    before = told(session, DAY - timedelta(hours=2))  # while it can still be mended
    assert {reply.cause for reply in before} == {"reminder"} and any("还差" in reply.text for reply in before)
    assert next_due(session, DAY - timedelta(hours=1)) == DAY
    replies = told(session, DAY)
    assert [(reply.room, reply.to) for reply in replies] == [(room.id, None), (room.id, member.id)]
    assert all("火晶柿子" in reply.text and reply.cause == "closing" for reply in replies)
    assert order.status == "cancelled"
    assert told(session, DAY + timedelta(minutes=1)) == []
    assert next_due(session, DAY) is None


def test_a_group_buy_in_which_nobody_ordered_ends_in_silence(session: Session) -> None:
    street(session)
    session.add(GroupBuy(title="柿子团", rooms=[], deadline=DAY))
    session.flush()
    assert told(session, DAY) == []


def test_a_collection_ends_with_what_was_wished_most(session: Session) -> None:
    room, member = street(session)
    collection = Collection(title="年货征集", rooms=[room.id], deadline=DAY)
    session.add(collection)
    session.flush()
    session.add(Demand(
        collection_id=collection.id, member_id=member.id, product="带鱼", quantity=5000, unit="斤", at=DAY,
    ))
    session.flush()
    reply, = told(session, DAY)
    assert reply.room == room.id and "带鱼" in reply.text and "5斤" in reply.text


def test_a_poll_ends_with_its_result_and_one_without_votes_in_silence(session: Session) -> None:
    room, member = street(session)
    polls = [Poll(title=title, options=["甲", "乙"], deadline=DAY, rooms=[room.id]) for title in ("桌椅", "花坛")]
    session.add_all(polls)
    session.flush()
    session.add(Vote(poll_id=polls[0].id, member_id=member.id, option="乙", at=DAY))
    session.flush()
    reply, = told(session, DAY)
    assert "桌椅" in reply.text and "乙" in reply.text
    assert {poll.status for poll in polls} == {"closed"}


def test_those_who_signed_up_are_reminded_on_the_evening_before_once(session: Session) -> None:
    room, member = street(session)
    starts = datetime(2026, 12, 5, 9, 0, tzinfo=CHINA)
    activity = Activity(name="扫楼道", when="2026-12-05 09:00", starts_at=starts, rooms=[], place="南门")
    session.add(activity)
    session.flush()
    occurrence = Occurrence(activity_id=activity.id, starts_at=starts)
    session.add(occurrence)
    session.flush()
    sign_up = SignUp(
        occurrence_id=occurrence.id, member_id=member.id, room_id=room.id, people=2, status="confirmed", queued_at=DAY,
    )
    session.add(sign_up)
    session.flush()
    evening = datetime(2026, 12, 4, 19, 0, tzinfo=CHINA)
    assert next_due(session, DAY) == evening
    assert told(session, evening - timedelta(minutes=1)) == []
    reply, = told(session, evening)
    assert (reply.room, reply.kind, reply.cause) == (room.id, "reminder", "reminder")
    assert "扫楼道" in reply.text and "2位" in reply.text
    assert told(session, evening + timedelta(minutes=5)) == []
    session.delete(sign_up)
    late = SignUp(
        occurrence_id=occurrence.id, member_id=member.id, party="阿芳", room_id=room.id, status="confirmed",
        queued_at=evening + timedelta(minutes=30),
    )
    session.add(late)
    session.flush()
    assert told(session, evening + timedelta(hours=1)) == []  # who signs up after the reminder needs none


def test_a_live_sale_is_announced_half_an_hour_before(session: Session) -> None:
    street(session)
    session.add(GroupBuy(title="柿子团", rooms=[], deadline=DAY + timedelta(days=1), live_at=DAY + timedelta(hours=1)))
    session.flush()
    assert told(session, DAY) == []
    replies = told(session, DAY + timedelta(minutes=30))
    assert len(replies) == len(session.scalars(select(Room)).all())
    assert "直播" in replies[0].text
    assert told(session, DAY + timedelta(minutes=31)) == []


def test_what_ended_while_nothing_ran_for_days_is_no_news(session: Session) -> None:
    room, member = street(session)
    poll = Poll(title="桌椅", options=["甲", "乙"], deadline=DAY, rooms=[room.id])
    session.add(poll)
    session.flush()
    session.add(Vote(poll_id=poll.id, member_id=member.id, option="乙", at=DAY))
    session.flush()
    assert told(session, DAY + timedelta(days=3)) == []
    assert poll.status == "closed"
