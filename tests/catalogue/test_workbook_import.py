"""A workbook into the store: all of it or nothing, and the same one again changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue import versions, workbook
from catalogue.tables import (
    Activity,
    AuditEntry,
    Base,
    GroupBuy,
    Job,
    Member,
    MemberRole,
    Merchant,
    Order,
    OrderEntry,
    Outbox,
    Place,
    Poll,
    Product,
    Rating,
    Redemption,
    Reward,
    Room,
    Schedule,
    Vote,
)
from catalogue.workbook import Book, ImportReport, WorkbookFaulty, import_book
from intents.days import CHINA, plain_day_kind
from tests.conftest import NOW, TODAY


def book_with(changes: Callable[[Book], None] | None = None) -> Book:
    """Our neighbourhood, with something changed in it."""
    book = workbook.sample(TODAY)
    if changes:
        changes(book)
    return book


def edit(book: Book, sheet: str, key: str, **cells: object) -> None:
    """Write other words into the cells of the rows whose first or second key is `key`."""
    keys = next(known.keys for known in workbook.SHEETS if known.name == sheet)
    found = [row for row in book.sheets[sheet].rows if key in [row.cells[name] for name in keys]]
    assert found
    for row in found:
        row.cells.update(cells)  # type: ignore[arg-type]


def drop(book: Book, sheet: str, key: str) -> None:
    """Take out the rows whose first or second key is `key`."""
    keys = next(known.keys for known in workbook.SHEETS if known.name == sheet)
    rows = book.sheets[sheet].rows
    book.sheets[sheet].rows = [row for row in rows if key not in [row.cells[name] for name in keys]]


def again(session: Session, changes: Callable[[Book], None] | None = None, *, prune: bool = False) -> ImportReport:
    """Import it once more, an hour later."""
    return import_book(session, book_with(changes), NOW + timedelta(hours=1), prune=prune, day_kind=plain_day_kind)


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    session.flush()
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
        for table in Base.metadata.sorted_tables
    }


def test_every_sheet_of_the_sample_is_in_the_store(neighbourhood: Session) -> None:
    group_buy = neighbourhood.scalars(select(GroupBuy).where(GroupBuy.title == "暖胃羊汤团")).one()
    product = neighbourhood.scalars(select(Product).where(Product.group_buy_id == group_buy.id)).one()
    assert (product.price_fen, product.stock) == (3500, 60000)
    assert (product.household_limit, product.min_quantity) == (4000, 20000)
    assert (product.aliases, product.spec, product.unit) == (["羊肉汤", "羊汤"], "1公斤", "份")
    assert group_buy.if_short == "延期"
    assert group_buy.pickup_points == ["映月苑快递房", "书香雅居门卫室"]
    assert group_buy.deadline == datetime(2026, 12, 1, 12, 30, tzinfo=UTC)
    assert neighbourhood.get_one(Room, group_buy.rooms[0]).name == "青柳湾北区群"
    shop = neighbourhood.scalars(select(Merchant).where(Merchant.name == "晴衣坊洗衣店")).one()
    assert (shop.card_discount, shop.vip_discount, shop.volunteer_discount) == (800, 850, 750)
    assert (shop.alliance, shop.card_shown, shop.joined_on) == (True, True, date(2025, 3, 1))
    weekly = neighbourhood.scalars(select(Activity).where(Activity.name == "周六清洁行动")).one()
    assert (weekly.when, weekly.starts_at, weekly.ends, weekly.capacity, weekly.rooms) == (
        "每周六 08:30", None, "10:30", 20, [],
    )
    poll = neighbourhood.scalars(select(Poll)).one()
    assert poll.options == ["乒乓球桌", "休息长椅", "儿童滑梯", "健身器材"]
    member = neighbourhood.scalars(select(Member).where(Member.channel_id == "wx_qiannn")).one()
    home = neighbourhood.get_one(Place, member.home_place_id)
    assert (member.home, home.name) == ("柳岸花园3栋1单元201", "柳岸花园3栋")
    assert (member.card_no, member.listed) == ("A1001", True)
    roles = neighbourhood.scalars(
        select(MemberRole.role).join(Member, Member.id == MemberRole.member_id).where(Member.nickname == "麦浪小穆")
    )
    assert set(roles) == {"商户", "居民"}


def test_promotions_are_planned_from_now_on_and_numbered(neighbourhood: Session) -> None:
    rows = neighbourhood.scalars(select(Schedule).order_by(Schedule.number)).all()
    assert [row.number for row in rows] == [101, 102, 103, 104, 105]
    assert [row.next_due.astimezone(CHINA).isoformat(" ", "minutes")[:16] for row in rows if row.next_due] == [
        "2026-11-28 15:00", "2026-12-02 10:00", "2026-11-30 10:40", "2026-12-08 09:00", "2026-11-30 18:30",
    ]
    assert {row.kind for row in rows} == {"promotion"}


def test_the_same_file_again_changes_nothing(neighbourhood: Session) -> None:
    before = everything(neighbourhood)
    report = again(neighbourhood, prune=True)
    assert not report.changed_anything
    assert everything(neighbourhood) == before


def test_what_was_changed_in_the_chat_outlives_the_same_file(neighbourhood: Session) -> None:
    shop = neighbourhood.scalars(select(Merchant).where(Merchant.name == "麦浪面包房")).one()
    group_buy = neighbourhood.scalars(select(GroupBuy).where(GroupBuy.title == "冬日鲜货团")).one()
    shop.status, group_buy.status = "装修", "closed"
    again(neighbourhood, lambda book: edit(book, "商户", "麦浪面包房", 电话="0571-55569999"))
    assert (shop.status, shop.phone, group_buy.status) == ("装修", "0571-55569999", "closed")


def test_only_what_changed_is_counted_and_the_scenes_are_told(neighbourhood: Session) -> None:
    version = versions.version(neighbourhood)

    def change(book: Book) -> None:
        edit(book, "团购", "散养鸡蛋", 单价="26.5")
        edit(book, "团购", "腊月粮油团", 截止时间="2026-12-04 20:00")

    report = again(neighbourhood, change)
    assert (report.counts["团购"].changed, report.counts["团购"].unchanged) == (5, 7)
    assert versions.version(neighbourhood) == version + 1
    assert "团购：更新5、没变7" in report.lines()
    assert neighbourhood.scalars(select(AuditEntry.after).order_by(AuditEntry.id.desc())).first() is not None


def order_of_eggs(session: Session) -> tuple[Order, Product]:
    """Somebody ordered two boxes of eggs."""
    product = session.scalars(select(Product).where(Product.name == "散养鸡蛋")).one()
    member = session.scalars(select(Member).where(Member.nickname == "钱奶奶")).one()
    order = Order(group_buy_id=product.group_buy_id, number=1, sender_id=member.id, household="x", placed_at=NOW)
    session.add(order)
    session.flush()
    session.add(OrderEntry(order_id=order.id, product_id=product.id, quantity=2000, unit_price_fen=2980, at=NOW))
    session.flush()
    return order, product


def test_a_placed_order_keeps_its_price_when_the_workbook_changes_it(neighbourhood: Session) -> None:
    order, product = order_of_eggs(neighbourhood)
    again(neighbourhood, lambda book: edit(book, "团购", "散养鸡蛋", 单价="35"))
    assert product.price_fen == 3500
    paid = neighbourhood.scalars(select(OrderEntry.unit_price_fen).where(OrderEntry.order_id == order.id))
    assert paid.all() == [2980]


def test_a_later_deadline_takes_a_closed_group_buy_up_again(neighbourhood: Session) -> None:
    group_buy = neighbourhood.scalars(select(GroupBuy).where(GroupBuy.title == "冬日鲜货团")).one()
    group_buy.status, group_buy.closed_at = "closed", NOW
    again(neighbourhood, lambda book: edit(book, "团购", "冬日鲜货团", 截止时间="2026-12-05 18:00"))
    assert (group_buy.status, group_buy.closed_at) == ("open", None)


def test_a_row_that_is_gone_stays_unless_pruned(neighbourhood: Session) -> None:
    def change(book: Book) -> None:
        drop(book, "招聘", "理货员")

    assert not again(neighbourhood, change).changed_anything
    assert again(neighbourhood, change, prune=True).counts["招聘"].removed == 1
    assert neighbourhood.scalar(select(func.count()).select_from(Job)) == 4


def test_pruning_destroys_no_orders_ratings_or_votes(neighbourhood: Session) -> None:
    order, product = order_of_eggs(neighbourhood)
    member = neighbourhood.scalars(select(Member).where(Member.nickname == "钱奶奶")).one()
    shop = neighbourhood.scalars(select(Merchant).where(Merchant.name == "一碗春面馆")).one()
    poll = neighbourhood.scalars(select(Poll)).one()
    reward = neighbourhood.scalars(select(Reward).where(Reward.name == "洗洁精")).one()
    reward.taken = 2
    neighbourhood.add_all([
        Rating(merchant_id=shop.id, member_id=member.id, year=2026, stars=5, at=NOW),
        Vote(poll_id=poll.id, member_id=member.id, option="休息长椅", at=NOW),
        Redemption(reward_id=reward.id, member_id=member.id, quantity=2, points=6, code="x", at=NOW),
    ])
    neighbourhood.flush()

    def change(book: Book) -> None:
        drop(book, "团购", "冬日鲜货团")
        drop(book, "促销", "一碗春工作日午餐")
        drop(book, "商户", "一碗春面馆")
        drop(book, "投票", "百姓广场添什么")
        drop(book, "积分商品", "洗洁精")
        drop(book, "人员", "wx_qiannn")
        drop(book, "地点", "柳岸花园3栋")
        drop(book, "活动", "冬季便民义诊")

    again(neighbourhood, change, prune=True)
    group_buy = neighbourhood.get_one(GroupBuy, order.group_buy_id)
    assert (group_buy.status, product.closed) == ("closed", True)
    assert neighbourhood.scalars(select(Product.name).where(Product.group_buy_id == group_buy.id)).all() == ["散养鸡蛋"]
    assert (shop.status, shop.alliance) == ("停业", False)
    assert poll.status == "cancelled"
    assert neighbourhood.scalar(select(func.count()).select_from(Vote)) == 1
    assert reward.stock == 2
    assert neighbourhood.scalars(select(MemberRole).where(MemberRole.member_id == member.id)).all() == []
    assert neighbourhood.get_one(Place, member.home_place_id).name == "柳岸花园"
    promotion = neighbourhood.scalars(select(Schedule).where(Schedule.title == "一碗春工作日午餐")).one()
    assert (promotion.status, promotion.next_due) == ("cancelled", None)
    assert neighbourhood.scalars(select(Activity).where(Activity.name == "冬季便民义诊")).first() is None


def test_what_was_pruned_comes_back_with_its_row(neighbourhood: Session) -> None:
    _, product = order_of_eggs(neighbourhood)
    again(neighbourhood, lambda book: drop(book, "团购", "散养鸡蛋"), prune=True)
    assert product.closed
    again(neighbourhood, lambda book: drop(book, "促销", "百家惠会员日"), prune=True)
    again(neighbourhood)
    assert not product.closed
    promotion = neighbourhood.scalars(select(Schedule).where(Schedule.title == "百家惠会员日")).one()
    assert (promotion.status, promotion.number) == ("active", 104)
    assert promotion.next_due is not None


def test_a_missing_sheet_prunes_nothing_and_a_missing_column_clears_nothing(neighbourhood: Session) -> None:
    def change(book: Book) -> None:
        del book.sheets["招聘"]
        guides = book.sheets["办事指南"]
        guides.columns = tuple(name for name in guides.columns if name != "电话")
        guides.rows = [
            replace(row, cells={name: cell for name, cell in row.cells.items() if name != "电话"})
            for row in guides.rows
        ]

    before = everything(neighbourhood)
    again(neighbourhood, change, prune=True)
    assert everything(neighbourhood) == before


def test_an_emptied_cell_is_not_known_any_more(neighbourhood: Session) -> None:
    again(neighbourhood, lambda book: edit(book, "商户", "麦浪面包房", 电话=""))
    assert neighbourhood.scalars(select(Merchant.phone).where(Merchant.name == "麦浪面包房")).one() is None


def test_with_one_bad_cell_nothing_is_written(neighbourhood: Session) -> None:
    before = everything(neighbourhood)

    def change(book: Book) -> None:
        edit(book, "商户", "麦浪面包房", 电话="0571-1")
        edit(book, "地点", "映月苑", 经度="x")

    with pytest.raises(WorkbookFaulty, match="地点, 4, 经度, x, ") as caught:
        again(neighbourhood, change)
    assert len(caught.value.faults) == 1
    assert everything(neighbourhood) == before


def test_a_card_worse_than_the_vip_card_is_a_warning_and_no_ally_until_corrected(neighbourhood: Session) -> None:
    report = again(neighbourhood, lambda book: edit(book, "商户", "晴衣坊洗衣店", 居民卡折扣="9折"))
    shop = neighbourhood.scalars(select(Merchant).where(Merchant.name == "晴衣坊洗衣店")).one()
    assert [fault.column for fault in report.warnings] == ["居民卡折扣"]
    assert (shop.card_discount, shop.card_shown, shop.alliance, shop.alliance_listed) == (900, False, False, True)
    again(neighbourhood)
    assert (shop.card_discount, shop.card_shown, shop.alliance) == (800, True, True)


def test_a_promotion_that_has_gone_out_is_not_planned_again(neighbourhood: Session) -> None:
    promotion = neighbourhood.scalars(select(Schedule).where(Schedule.title == "麦浪周末新烤")).one()
    due = promotion.next_due
    promotion.next_due, promotion.status = None, "done"
    neighbourhood.add(Outbox(
        text="x", mentions=[], kind="promotion", schedule_id=promotion.id, due=due, created_at=NOW, not_before=NOW,
    ))
    later = NOW + timedelta(hours=8)
    for changes in (None, lambda book: edit(book, "促销", "麦浪周末新烤", 内容="换个说法")):
        import_book(neighbourhood, book_with(changes), later, day_kind=plain_day_kind)
        assert (promotion.next_due, promotion.status) == (None, "done")
    moved = book_with(lambda book: edit(
        book, "促销", "麦浪周末新烤", 发送时间="2026-11-29 10:00", 有效期至="2026-11-30"
    ))
    import_book(neighbourhood, moved, later, day_kind=plain_day_kind)
    assert promotion.next_due == datetime(2026, 11, 29, 2, 0, tzinfo=UTC)


def test_a_promotion_that_is_over_is_never_planned(session: Session) -> None:
    import_book(session, workbook.sample(TODAY), NOW + timedelta(days=300), day_kind=plain_day_kind)
    assert set(session.scalars(select(Schedule.next_due))) == {None}
    assert set(session.scalars(select(Schedule.status))) == {"done"}


def test_what_ended_long_before_its_import_is_over_and_nobody_is_told(session: Session) -> None:
    import_book(session, workbook.sample(TODAY), NOW + timedelta(days=30), day_kind=plain_day_kind)
    assert set(session.scalars(select(GroupBuy.status))) == {"settled"}
    assert session.scalars(select(Poll.status)).one() == "closed"


def test_who_was_erased_stays_erased_while_the_row_is_the_same(neighbourhood: Session) -> None:
    member = neighbourhood.scalars(select(Member).where(Member.channel_id == "wx_qiannn")).one()
    member.channel_id, member.nickname, member.home, member.erased_at = None, None, None, NOW
    neighbourhood.flush()
    assert not again(neighbourhood).changed_anything
    again(neighbourhood, lambda book: edit(book, "人员", "wx_qiannn", 昵称="钱阿婆"))
    assert neighbourhood.scalars(select(Member.nickname).where(Member.channel_id == "wx_qiannn")).one() == "钱阿婆"


def test_the_memory_of_imports_holds_no_personal_value(neighbourhood: Session) -> None:
    kept = repr(everything(neighbourhood)["imported_rows"])
    for personal in ("wx_qiannn", "钱奶奶", "柳岸花园3栋1单元201", "A1001"):
        assert personal not in kept


def test_a_later_workbook_may_name_what_only_the_store_knows(neighbourhood: Session) -> None:
    def change(book: Book) -> None:
        del book.sheets["群"], book.sheets["商户"], book.sheets["地点"]

    assert not again(neighbourhood, change).changed_anything


def test_a_room_that_the_bot_met_before_is_the_one_of_the_workbook(session: Session) -> None:
    session.add(Room(name="青柳湾南区群", channel_ref="room@1"))
    session.flush()
    import_book(session, workbook.sample(TODAY), NOW, day_kind=plain_day_kind)
    room = session.scalars(select(Room).where(Room.name == "青柳湾南区群")).one()
    assert (room.channel_ref, room.grid, room.consumption_points) == ("room@1", "南网格", True)
    centre = session.get_one(Place, room.centre_id)
    assert centre.name == "柳岸花园"


def test_a_later_workbook_reopens_nothing_that_was_settled(neighbourhood: Session) -> None:
    group_buy = neighbourhood.scalars(select(GroupBuy).where(GroupBuy.title == "冬日鲜货团")).one()
    group_buy.status = "settled"
    again(neighbourhood, lambda book: edit(book, "团购", "冬日鲜货团", 截止时间="2026-12-05 18:00"))
    assert group_buy.status == "settled"
