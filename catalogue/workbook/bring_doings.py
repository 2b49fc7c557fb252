"""团购, 活动, 促销, 投票 and 需求征集 into the store: what goes on in the groups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sqlalchemy import select

from catalogue.counters import WORKBOOK_NUMBERS_AFTER, next_number
from catalogue.tables import Activity, Collection, GroupBuy, Merchant, Place, Poll, Product, Room, Schedule
from catalogue.workbook.checking import Row
from catalogue.workbook.ledger import CHANGED, NEW, UNCHANGED, Field, Ledger, fields_of
from intents.days import CHINA
from intents.recurrences import read_recurrence

PRODUCT = {
    "aliases": "别名", "spec": "规格", "unit": "单位", "price_fen": "单价", "stock": "库存",
    "household_limit": "每户限购", "min_quantity": "成团数量", "origin": "产地", "batch": "批次",
}
GROUP_BUY = {
    "starts_at": "开始时间", "deadline": "截止时间", "pickup_points": "自提点", "live_at": "直播时间",
}
ACTIVITY = {
    "aliases": "别名", "kind": "类型", "when": "开始时间", "ends": "结束时间", "place": "地点", "capacity": "名额",
    "contact": "负责人",
}
PROMOTION = {"text": "内容", "when": "发送时间", "valid_until": "有效期至"}
WITHDRAWN = "cancelled"
# What ended so long before its first import is history: no group is told now that it has closed.
LONG_OVER = timedelta(days=2)
Whole = TypeVar("Whole", GroupBuy, Poll, Collection)


def bring_group_buys(ledger: Ledger) -> None:
    """团购: group buys by title, their products by name. Placed orders keep their price: it stands in their entries."""
    session = ledger.session
    known = {group_buy.title: group_buy for group_buy in session.scalars(select(GroupBuy))}
    products = {(product.group_buy_id, product.name): product for product in session.scalars(select(Product))}
    rooms = _room_ids(ledger)
    for title, rows in _together(ledger, "团购", "团购"):
        fields = fields_of(rows[0], GROUP_BUY) | _rooms(ledger, rows[0], rooms)
        if "未成团" in rows[0].values:
            fields["if_short"] = Field(rows[0].text("未成团") or "取消", ("未成团",))
        group_buy, whole = _bring_whole(
            ledger, "团购", rows, known.get(title), GroupBuy(title=title, rooms=[], from_workbook=True), fields
        )
        if whole == CHANGED and group_buy.status == "closed" and group_buy.deadline > ledger.now:
            group_buy.status, group_buy.closed_at = "open", None  # a later deadline takes it up again
        session.flush()
        for row in rows:
            name = str(row.text("商品"))
            found = products.get((group_buy.id, name))
            back = found is not None and not ledger.was_imported("团购", row) and found.closed
            product, outcome = ledger.bring(
                "团购", row, found,
                lambda name=name, buy=group_buy.id: Product(name=name, group_buy_id=buy, aliases=[]),  # type: ignore[misc]
                fields_of(row, PRODUCT),
            )
            if back:
                product.closed, outcome = False, CHANGED
            ledger.note("团购", row, whole if outcome == UNCHANGED else outcome)
    session.flush()


def bring_polls(ledger: Ledger) -> None:
    """投票: polls by title; an option that is no longer there stays until pruned."""
    known = {poll.title: poll for poll in ledger.session.scalars(select(Poll))}
    rooms = _room_ids(ledger)
    for title, rows in _together(ledger, "投票", "投票"):
        fields = fields_of(rows[0], {"deadline": "截止时间"}) | _rooms(ledger, rows[0], rooms)
        found = known.get(title)
        had = list(found.options) if found else []
        poll, whole = _bring_whole(
            ledger, "投票", rows, found, Poll(title=title, options=[], rooms=[], from_workbook=True), fields
        )
        if whole == CHANGED and poll.status == "closed" and poll.deadline > ledger.now:
            poll.status = "open"
        fresh = [option for row in rows if (option := str(row.text("选项"))) not in had
                 and not ledger.was_imported("投票", row)]
        if fresh:
            poll.options = [*had, *fresh]
        for row in rows:
            ledger.note("投票", row, NEW if row.text("选项") in fresh else whole)
    ledger.session.flush()


def bring_collections(ledger: Ledger) -> None:
    """需求征集: collections by title."""
    known = {collection.title: collection for collection in ledger.session.scalars(select(Collection))}
    rooms = _room_ids(ledger)
    for title, rows in _together(ledger, "需求征集", "征集"):
        fields = fields_of(rows[0], {"starts_at": "开始时间", "deadline": "截止时间"}) | _rooms(ledger, rows[0], rooms)
        collection, outcome = _bring_whole(
            ledger, "需求征集", rows, known.get(title), Collection(title=title, rooms=[], from_workbook=True), fields
        )
        if outcome == CHANGED and collection.status == "closed" and collection.deadline > ledger.now:
            collection.status = "open"
        for row in rows:
            ledger.note("需求征集", row, outcome)
    ledger.session.flush()


def bring_activities(ledger: Ledger) -> None:
    """活动: activities by name, once or recurring."""
    known = {activity.name: activity for activity in ledger.session.scalars(select(Activity))}
    rooms = _room_ids(ledger)
    place_ids = dict(ledger.session.execute(select(Place.name, Place.id)).tuples().all())
    for row in ledger.rows("活动"):
        name, when = str(row.text("活动")), str(row.text("开始时间"))
        fields = fields_of(row, ACTIVITY) | _rooms(ledger, row, rooms)
        fields["starts_at"] = Field(_only_start(when), ("开始时间",))
        if "积分" in row.values:
            fields["points"] = Field(row.values["积分"] or 0, ("积分",))
        if "地点" in row.values:
            place = ledger.own_name("地点", row.text("地点"))
            fields["place_id"] = Field(place_ids.get(place or ""), ("地点",))
        found = known.get(name)
        _revive(ledger, "活动", row, found, fields)
        _, outcome = ledger.bring(
            "活动", row, found,
            lambda name=name: Activity(name=name, when="", aliases=[], rooms=[], from_workbook=True), fields,  # type: ignore[misc]
        )
        ledger.note("活动", row, outcome)
    ledger.session.flush()


def bring_promotions(ledger: Ledger) -> None:
    """促销: broadcasts by title, numbered from 101 as they come. What has been sent is not sent again by another import."""
    session = ledger.session
    known = {row.title: row for row in session.scalars(select(Schedule).where(Schedule.from_workbook))}
    rooms = _room_ids(ledger)
    merchants = dict(session.execute(select(Merchant.name, Merchant.id)).tuples().all())
    for row in ledger.rows("促销"):
        title = str(row.text("标题"))
        fields = fields_of(row, PROMOTION) | _rooms(ledger, row, rooms)
        if "商户" in row.values:
            merchant = ledger.own_name("商户", row.text("商户"))
            fields["merchant_id"] = Field(merchants.get(merchant or ""), ("商户",))
        found = known.get(title)
        back = found is not None and found.status == WITHDRAWN and not ledger.was_imported("促销", row)
        schedule, outcome = ledger.bring("促销", row, found, lambda title=title: Schedule(  # type: ignore[misc]
            kind="promotion", title=title, text="", when="", rooms=[], from_workbook=True,
            number=WORKBOOK_NUMBERS_AFTER + next_number(session, "promotions"), status="active",
        ), fields)
        if back:
            schedule.status, outcome = "active", CHANGED
        moved = ledger.changed_columns("促销", row) & {"发送时间", "有效期至"}
        if outcome == NEW or (outcome == CHANGED and (back or moved) and schedule.status in ("active", "done")):
            _plan(ledger, schedule)
        ledger.note("促销", row, outcome)
    session.flush()


def _plan(ledger: Ledger, schedule: Schedule) -> None:
    """The first firing from now on (this minute's too), unless the validity is over by then."""
    just_before = ledger.now - timedelta(seconds=1)
    due = next(iter(read_recurrence(schedule.when).starts(just_before, ledger.day_kind)), None)
    if due is not None and schedule.valid_until is not None and due > _end_of(schedule.valid_until):
        due = None
    schedule.next_due, schedule.status = due, "active" if due else "done"


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, CHINA)


def _only_start(when: str) -> datetime | None:
    recurrence = read_recurrence(when)
    if not recurrence.is_once:
        return None
    return next(recurrence.starts(datetime(1970, 1, 1, tzinfo=CHINA), lambda _day: "working"))


def _together(ledger: Ledger, sheet: str, key: str) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each whole, in the order of the sheet."""
    wholes: dict[str, list[Row]] = {}
    for row in ledger.rows(sheet):
        wholes.setdefault(str(row.text(key)), []).append(row)
    yield from wholes.items()


def _bring_whole(
    ledger: Ledger, sheet: str, rows: list[Row], found: Whole | None, fresh: Whole, fields: dict[str, Field]
) -> tuple[Whole, str]:
    """Make or change what several rows describe together; a row that was imported before tells what changed."""
    telling = next((row for row in rows if ledger.was_imported(sheet, row)), rows[0])
    deadline = rows[0].values.get("截止时间")
    if found is None:
        long_over = isinstance(deadline, datetime) and deadline < ledger.now - LONG_OVER
        fresh.status = ("settled" if isinstance(fresh, GroupBuy) else "closed") if long_over else "open"
    _revive(ledger, sheet, telling, found, fields)
    return ledger.bring(sheet, telling, found, lambda: fresh, fields)


def _revive(ledger: Ledger, sheet: str, row: Row, found: object, fields: dict[str, Field]) -> None:
    """What was withdrawn and stands in the workbook anew is open again."""
    if getattr(found, "status", None) == WITHDRAWN and not ledger.was_imported(sheet, row):
        fields["status"] = Field("open", tuple(row.values))


def _room_ids(ledger: Ledger) -> dict[str, int]:
    """By the name now, else by one that the room had before: the workbook may still carry that."""
    rows = ledger.session.execute(select(Room.id, Room.name, Room.former_names)).all()
    former = {name: room_id for room_id, _, names in rows for name in names}
    return former | {name: room_id for room_id, name, _ in rows}


def _rooms(ledger: Ledger, row: Row, ids: dict[str, int]) -> dict[str, Field]:
    return {"rooms": Field([ids[name] for name in row.texts("群")], ("群",))} if "群" in row.values else {}
