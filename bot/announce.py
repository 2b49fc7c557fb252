"""What is said when something has fallen due: to the rooms that it concerns, and to those whose own it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Reply
from bot.wording import announcements as words
from bot.wording import group_buys as group_buy_words
from bot.wording import merchants as merchant_words
from bot.wording import polls as poll_words
from bot.wording import rounds as round_words
from bot.wording import waiting as waiting_words
from catalogue.exports.orders import SUPPLIER, orders_file
from catalogue.settlement import Settlement, live_orders
from catalogue.tables import Closure, GroupBuy, Member, MemberRole, Merchant, Product, Room, ShopNews, SignUp
from catalogue.waiting import queue_for
from intents.scene import ADMINISTRATOR, GRID_WORKER
from schedules.due import ActivityAhead, CollectionClosed, Due, GroupBuyClosed, LiveSaleAhead, PollClosed
from schedules.shops import MonthOfShops, NewsOfShops
from schedules.shortfalls import StillShort

CALLED = 20  # people mentioned in one message
STALE = timedelta(hours=24)  # the end of something that nobody was told of for so long is no news


def announce(session: Session, happened: Due, now: datetime, files: Path | None = None) -> list[Reply]:
    """The messages that follow from something that fell due; none where nobody would want to know any more.

    files: the folder for lists; None: without lists.
    """
    if now - happened.due > STALE and not isinstance(happened, GroupBuyClosed | MonthOfShops):
        return []
    match happened:
        case GroupBuyClosed(settlement):
            return _group_buy_closed(session, settlement, now, files)
        case CollectionClosed(collection, ranking):
            text = words.collection_closed(collection, ranking)
            return _to_rooms(session, collection.rooms, text, "closing") if ranking else []
        case PollClosed(poll, votes):
            voted = any(count for _, count in votes)
            return _to_rooms(session, poll.rooms, poll_words.result(poll, votes), "closing") if voted else []
        case ActivityAhead():
            return _activity_ahead(session, happened, now)
        case LiveSaleAhead(group_buy):
            text = words.live_sale_ahead(group_buy)
            return _to_rooms(session, group_buy.rooms, text, "reminder", kind="reminder")
        case StillShort(group_buy, missing):
            text = words.still_short(group_buy, missing, now)
            return _to_rooms(session, group_buy.rooms, text, "reminder", kind="reminder")
        case NewsOfShops(entries):
            lines = news_lines(session, entries, now)
            return _to_rooms(session, [], merchant_words.for_groups(lines), "news") if lines else []
        case MonthOfShops():
            return _for_staff(session, happened)


def news_lines(
    session: Session, entries: Sequence[tuple[ShopNews, Merchant]], now: datetime
) -> list[str]:
    """The news in words, without those that are out of date."""
    lines = []
    for row, merchant in entries:
        closure = session.get(Closure, row.closure_id) if row.closure_id is not None else None
        if line := merchant_words.news_line(row, merchant, closure, now):
            lines.append(line)
    return lines


def _for_staff(session: Session, month: MonthOfShops) -> list[Reply]:
    """The monthly reminder to all staff, each thing of the whole neighbourhood to administrators alone."""
    rows = session.execute(
        select(Member.id, MemberRole.role).join(MemberRole, MemberRole.member_id == Member.id)
        .where(MemberRole.role.in_((GRID_WORKER, ADMINISTRATOR)), Member.erased_at.is_(None)).order_by(Member.id)
    ).tuples().all()
    everybody = list(dict.fromkeys(one for one, _ in rows))
    administrators = list(dict.fromkeys(one for one, role in rows if role == ADMINISTRATOR)) or everybody
    told = [(text, everybody) for text in round_words.reminder(month.to_visit, month.to_confirm)]
    if month.used:
        told.append((round_words.card_use(month.used, month.due.month - 1 or 12), administrators))
    if any(one.stars is not None for one in month.ranking):
        told.append((round_words.ranking(month.ranking, month.due.year - 1), administrators))
    if month.unknown_years:
        told.append((round_words.unknown_holidays(month.unknown_years), administrators))
    return [Reply(text, to=one, kind="notice", cause="reminder") for text, people in told for one in people]


def _activity_ahead(session: Session, ahead: ActivityAhead, now: datetime) -> list[Reply]:
    """To the rooms of those who signed up, who are mentioned; to whoever did so in private, there."""
    sign_ups = ahead.sign_ups
    people = sum(one.people for one in sign_ups)
    text = words.activity_ahead(ahead.activity, ahead.starts_at, people, now)
    rooms = sorted({one.room_id for one in sign_ups if one.room_id is not None})
    replies = _to_rooms(session, rooms, text, "reminder", kind="reminder") if rooms else []
    for reply in replies:
        here = (one.member_id for one in sign_ups if one.room_id == reply.room and one.member_id is not None)
        reply.mentions = tuple(dict.fromkeys(here))
    return [*replies, *_alone(session, sign_ups, text)]


def _to_rooms(
    session: Session, room_ids: Sequence[int], text: str, cause: str, *, kind: str = "notice"
) -> list[Reply]:
    """The same to each of these rooms (ids, [] for all) in which the bot still is."""
    rooms = session.scalars(select(Room).where(Room.left_at.is_(None)).order_by(Room.id))
    return [
        Reply(text, room=room.id, kind=kind, cause=cause) for room in rooms if not room_ids or room.id in room_ids
    ]


def _alone(session: Session, sign_ups: Sequence[SignUp], text: str) -> list[Reply]:
    """The same in private to those who signed up there."""
    alone = dict.fromkeys(one.member_id for one in sign_ups if one.room_id is None and one.member_id is not None)
    return [Reply(text, to=member_id, kind="reminder", cause="reminder") for member_id in alone]


def _lists(session: Session, settlement: Settlement, now: datetime, files: Path | None) -> list[Reply]:
    """How it ended, with the lists, in private to whoever looks after it."""
    group_buy, sums = settlement.group_buy, settlement.tally
    people = _looks_after(session, group_buy) if sums is not None and sums.orders else []
    if sums is None or not people:
        return []
    text = group_buy_words.tallied(sums, now)
    if files is None or settlement.extended:
        return [Reply(text, to=to, kind="notice", cause="closing") for to in people]
    whole = orders_file(session, group_buy, files, now)
    supplied = orders_file(session, group_buy, files, now, SUPPLIER)
    for_supplier = group_buy_words.for_supplier(group_buy)
    return [
        Reply(told, to=to, file=file, kind="notice", cause="closing")
        for to in people for told, file in ((text, whole), (for_supplier, supplied))
    ]


def _looks_after(session: Session, group_buy: GroupBuy) -> list[int]:
    """Whoever opened it in the chat; else the grid workers of the rooms in which somebody ordered, else the administrators."""
    opener = session.get(Member, group_buy.opened_by) if group_buy.opened_by is not None else None
    if opener is not None and opener.erased_at is None:
        return [opener.id]
    ordered_in = {order.room_id for order in live_orders(session, group_buy)} - {None} or set(group_buy.rooms)
    rooms = session.scalars(select(Room).where(Room.left_at.is_(None)))
    grids = {room.grid for room in rooms if room.grid and (not ordered_in or room.id in ordered_in)}
    held = session.execute(
        select(Member.id, MemberRole.role, MemberRole.grid, Member.grid)
        .join(MemberRole, MemberRole.member_id == Member.id)
        .where(MemberRole.role.in_((GRID_WORKER, ADMINISTRATOR)), Member.erased_at.is_(None)).order_by(Member.id)
    ).all()
    workers = [one for one, role, *own in held if role == GRID_WORKER and grids & set(own)]
    return list(dict.fromkeys(workers or [one for one, role, *_ in held if role == ADMINISTRATOR]))


def _not_served(session: Session, settlement: Settlement) -> list[Reply]:
    """A word to those who still stand in a queue when it ends, room by room."""
    group_buy = settlement.group_buy
    products = session.scalars(select(Product).where(Product.group_buy_id == group_buy.id)).all()
    places = [] if settlement.extended else queue_for(session, [one.id for one in products])
    replies = []
    for room_id in dict.fromkeys(one.wait.room_id for one in places):
        here = [one for one in places if one.wait.room_id == room_id]
        people = list(dict.fromkeys(one.wait.sender_id for one in here))
        names = [session.get_one(Member, one).nickname for one in people[:CALLED]]
        things = list(dict.fromkeys(one.product.name for one in here))
        text = waiting_words.not_served(group_buy.title, names, len(people), things)
        called = tuple(people[:CALLED])
        if room_id is None:
            replies += [Reply(text, to=one, kind="notice", cause="waiting") for one in people]
        else:
            replies.append(Reply(text, room=room_id, kind="notice", cause="waiting", mentions=called))
    return replies


def _group_buy_closed(
    session: Session, settlement: Settlement, now: datetime, files: Path | None
) -> list[Reply]:
    """To the rooms in which somebody ordered; where something was cancelled, to each who ordered it, once."""
    group_buy = settlement.group_buy
    ordered_in = {order.room_id for order in live_orders(session, group_buy)}
    ordered_in |= {line.order.room_id for line in settlement.cancelled}
    rooms = sorted(room for room in ordered_in if room is not None)
    if settlement.extended:
        rooms = group_buy.rooms
    elif not rooms:
        return _not_served(session, settlement)
    replies = _to_rooms(session, rooms, group_buy_words.settled(settlement, now), "closing")
    for member_id, lines in settlement.told().items():
        text = group_buy_words.dropped_for(group_buy, lines)
        replies.append(Reply(text, lines[0].order.room_id, member_id, kind="notice", cause="closing"))
    return [*replies, *_not_served(session, settlement), *_lists(session, settlement, now, files)]
