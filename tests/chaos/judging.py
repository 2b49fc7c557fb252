"""What must be true after every trial, judged from the store and from what arrived in the world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.operating.status import status
from bot.sending.pace import UNPACED
from catalogue.database import open_database
from catalogue.state import snapshot
from catalogue.tables import HandledMessage, Member, Order, OrderEntry, Outbox, Schedule
from tests.chaos.lives import Chronicle

WITH_REASON = ("expired", "skipped", "cancelled")


def faults_of_promotions(url: str, chronicle: Chronicle, rooms: int) -> list[str]:
    """What is wrong with the promotions: twice in a room, or silently missing; [] where all is well."""
    arrived = Counter(int(line.split()[0]) for line in chronicle.said("delivered"))
    found: list[str] = []
    database = open_database(url)
    with database.read() as session:
        planned = session.scalars(select(Schedule.id).where(Schedule.status.in_(("active", "done")))).all()
        rows = session.scalars(select(Outbox).where(Outbox.kind == "promotion").order_by(Outbox.id)).all()
        made = Counter((row.schedule_id, row.room_id) for row in rows)
        found += [f"promotion {key} was fired {count} times" for key, count in made.items() if count > 1]
        found += [
            f"promotion {number} reached {count} of {rooms} rooms" for number in planned
            if (count := sum(1 for schedule, _ in made if schedule == number)) != rooms
        ]
        for row in rows:
            found += _faults_of(row, arrived[row.id])
        uncertain = sum(row.status == "uncertain" for row in rows)
        told = " ".join(status(session, Path(chronicle.file.parent), UNPACED, datetime.now(UTC)))
        if uncertain and "不确定发没发出去的：没有" in told:
            found.append("staff are not shown what is uncertain")
    database.close()
    return found


def _faults_of(row: Outbox, arrived: int) -> Iterator[str]:
    if arrived > 1:
        yield f"row {row.id} arrived {arrived} times"
    if row.status == "sent" and not arrived:
        yield f"row {row.id} is silently missing: it stands as sent and never arrived"
    if row.status in WITH_REASON and (not row.reason or arrived):
        yield f"row {row.id} is {row.status} with reason {row.reason} and arrived {arrived} times"
    if row.status not in ("sent", "uncertain", *WITH_REASON):
        yield f"row {row.id} was left {row.status}"


def faults_of_orders(url: str, chronicle: Chronicle) -> list[str]:
    """What is wrong with the orders: acknowledged and not there, recorded twice, told of without being there."""
    done = {line.split()[0] for line in chronicle.said("done") if line.split()[1] == "order"}
    found: list[str] = []
    database = open_database(url)
    with database.read() as session:
        handled = set(session.scalars(select(HandledMessage.id).where(HandledMessage.intent == "order")))
        entries = dict(session.execute(
            select(OrderEntry.message_id, func.count()).where(OrderEntry.message_id.is_not(None))
            .group_by(OrderEntry.message_id)
        ).tuples().all())
        answers = set(session.scalars(select(Outbox.message_id).where(Outbox.kind == "answer")))
        boxes = boxes_in_orders(session)
        answered = dict(session.execute(
            select(Outbox.id, Member.channel_id).join(Member, Member.id == Outbox.to_id)
            .where(Outbox.kind == "answer", Outbox.message_id.is_not(None))
        ).tuples().all())
    database.close()
    if missing := done - handled:
        found.append(f"acknowledged and not recorded: {sorted(missing)[:5]}")
    if handled - set(entries) or handled - answers:
        found.append("effect, record and answer do not stand together")
    found += [f"message {one} was recorded {count} times" for one, count in entries.items() if count > 1]
    told = {answered[row] for line in chronicle.said("delivered") if (row := int(line.split()[0])) in answered}
    if strangers := {who for who in told if not boxes.get(who or "")}:
        found.append(f"told of an order that is not there: {sorted(map(str, strangers))[:5]}")
    return found


def boxes_in_orders(session: Session) -> Counter[str]:
    """How many boxes each sender has in orders that stand."""
    boxes: Counter[str] = Counter()
    for order in snapshot(session)["orders"]:
        if order["status"] != "cancelled":
            for item in order["items"]:
                boxes[order["sender"]] += item["quantity"]
    return boxes


def numbers_of_orders(session: Session) -> list[tuple[int, int]]:
    """(group buy, number) of every order."""
    return list(session.execute(select(Order.group_buy_id, Order.number)).tuples().all())
