"""What is said when something has fallen due: to the rooms that it concerns, and to those whose own it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Reply
from bot.wording import announcements as words
from bot.wording import group_buys as group_buy_words
from bot.wording import polls as poll_words
from catalogue.settlement import Settlement, live_orders
from catalogue.tables import Room
from schedules.due import ActivityAhead, CollectionClosed, Due, GroupBuyClosed, LiveSaleAhead, PollClosed

STALE = timedelta(hours=24)  # the end of something that nobody was told of for so long is no news


def announce(session: Session, happened: Due, now: datetime) -> list[Reply]:
    """The messages that follow from something that fell due; none where nobody would want to know any more."""
    if now - happened.due > STALE and not isinstance(happened, GroupBuyClosed):
        return []
    match happened:
        case GroupBuyClosed(settlement):
            return _group_buy_closed(session, settlement, now)
        case CollectionClosed(collection, ranking):
            text = words.collection_closed(collection, ranking)
            return _to_rooms(session, collection.rooms, text, "closing") if ranking else []
        case PollClosed(poll, votes):
            voted = any(count for _, count in votes)
            return _to_rooms(session, poll.rooms, poll_words.result(poll, votes), "closing") if voted else []
        case ActivityAhead(activity, starts_at, sign_ups):
            people = sum(one.people for one in sign_ups)
            text = words.activity_ahead(activity, starts_at, people, now)
            rooms = sorted({one.room_id for one in sign_ups if one.room_id is not None})
            return _to_rooms(session, rooms, text, "reminder", kind="reminder") if rooms else []
        case LiveSaleAhead(group_buy):
            text = words.live_sale_ahead(group_buy)
            return _to_rooms(session, group_buy.rooms, text, "reminder", kind="reminder")


def _to_rooms(
    session: Session, room_ids: Sequence[int], text: str, cause: str, *, kind: str = "notice"
) -> list[Reply]:
    """The same to each of these rooms (ids, [] for all) in which the bot still is."""
    rooms = session.scalars(select(Room).where(Room.left_at.is_(None)).order_by(Room.id))
    return [
        Reply(text, room=room.id, kind=kind, cause=cause) for room in rooms if not room_ids or room.id in room_ids
    ]


def _group_buy_closed(session: Session, settlement: Settlement, now: datetime) -> list[Reply]:
    """To the rooms in which somebody ordered; where something was cancelled, to each who ordered it, once."""
    group_buy = settlement.group_buy
    ordered_in = {order.room_id for order in live_orders(session, group_buy)}
    ordered_in |= {line.order.room_id for line in settlement.cancelled}
    rooms = sorted(room for room in ordered_in if room is not None)
    if settlement.extended:
        rooms = group_buy.rooms
    elif not rooms:
        return []
    replies = _to_rooms(session, rooms, group_buy_words.settled(settlement, now), "closing")
    for member_id, lines in settlement.told().items():
        text = group_buy_words.dropped_for(group_buy, lines)
        replies.append(Reply(text, lines[0].order.room_id, member_id, kind="notice", cause="closing"))
    if group_buy.opened_by is not None and settlement.tally is not None and settlement.tally.orders:
        text = group_buy_words.tallied(settlement.tally, now)
        replies.append(Reply(text, to=group_buy.opened_by, kind="notice", cause="closing"))
    return replies
