"""The news of the shops in the morning, and once a month what staff should look after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.announce import announce
from bot.messages import Reply
from catalogue import merchants, workbook
from catalogue.audit import Act
from catalogue.ratings import rate
from catalogue.tables import Member, Merchant, Room, ShopNews, Visit
from intents.days import CHINA
from schedules.due import fire, next_due
from schedules.shops import month_due
from schedules.workdays import china_day_kind
from tests.conftest import NOW, TODAY

DECEMBER = datetime(2026, 12, 1, 10, 0, tzinfo=CHINA)


def told(session: Session, now: datetime, cause: str) -> list[Reply]:
    return list(_told(session, now, cause))


def _told(session: Session, now: datetime, cause: str) -> Iterator[Reply]:
    for happened in fire(session, now, china_day_kind):
        yield from (reply for reply in announce(session, happened, now) if reply.cause == cause)


def ids(session: Session, *names: str) -> set[int]:
    return set(session.scalars(select(Member.id).where(Member.channel_id.in_(names))))


def shop(session: Session) -> Merchant:
    return session.scalars(select(Merchant).where(Merchant.name == "晴衣坊洗衣店")).one()


def test_what_changed_is_told_to_each_room_at_ten_and_once(neighbourhood: Session) -> None:
    fire(neighbourhood, NOW, china_day_kind)
    merchants.update(neighbourhood, shop(neighbourhood), "status", "停业", Act(NOW + timedelta(hours=2)))
    assert told(neighbourhood, NOW + timedelta(hours=3), "news") == []
    morning = NOW.replace(hour=10) + timedelta(days=1)
    replies = told(neighbourhood, morning, "news")
    assert {reply.room for reply in replies} == set(neighbourhood.scalars(select(Room.id)))
    assert all("晴衣坊洗衣店停业了" in reply.text and reply.kind == "notice" for reply in replies)
    assert told(neighbourhood, morning + timedelta(days=1), "news") == []


def test_what_is_new_before_ten_is_told_the_same_day(neighbourhood: Session) -> None:
    fire(neighbourhood, NOW, china_day_kind)
    merchants.update(neighbourhood, shop(neighbourhood), "offer", "大衣两件八折", Act(NOW))
    assert told(neighbourhood, NOW.replace(hour=10), "news")


def test_a_workbook_brings_news_of_new_and_shut_shops_but_the_first_one_none(neighbourhood: Session) -> None:
    assert neighbourhood.scalars(select(ShopNews)).first() is None
    book = workbook.sample(TODAY)
    rows = book.sheets["商户"].rows
    rows[0].cells["状态"], rows[4].cells["优惠"] = "停业", "吐司买一送一"
    rows.append(replace(rows[5], cells={**rows[5].cells, "名称": "云边水饺铺", "别名": None, "类别": "饺子馆"}))
    workbook.import_book(neighbourhood, book, NOW, day_kind=china_day_kind)
    lines = told(neighbourhood, NOW.replace(hour=10), "news")[0].text.splitlines()
    assert lines[1:] == ["晴衣坊洗衣店停业了", "新优惠：麦浪面包房，吐司买一送一", "新开：云边水饺铺（饺子馆，青柳路190号）"]


def test_staff_are_reminded_on_the_first_working_day_of_the_month_and_once(neighbourhood: Session) -> None:
    fire(neighbourhood, NOW, china_day_kind)
    assert month_due(NOW, china_day_kind) == DECEMBER
    assert month_due(datetime(2026, 9, 30, tzinfo=CHINA), china_day_kind) == datetime(2026, 10, 8, 10, tzinfo=CHINA)
    replies = told(neighbourhood, DECEMBER, "reminder")
    staff = ids(neighbourhood, "wx_qin", "wx_lvxiao", "wx_luojie")
    visits = [reply for reply in replies if "回访" in reply.text]
    assert {reply.to for reply in visits} == staff and all(reply.room is None for reply in visits)
    assert {reply.to for reply in replies if "没核实" in reply.text} == staff
    assert told(neighbourhood, DECEMBER + timedelta(minutes=1), "reminder") == []


def test_a_reminder_that_was_missed_for_days_waits_for_the_next_month(neighbourhood: Session) -> None:
    assert told(neighbourhood, DECEMBER + timedelta(days=4), "reminder") == []
    assert month_due(DECEMBER + timedelta(days=4), china_day_kind).month == 1
    assert told(neighbourhood, datetime(2027, 1, 2, 10, tzinfo=CHINA), "reminder")


def test_administrators_are_warned_of_holidays_that_are_not_known_from_december_on(neighbourhood: Session) -> None:
    administrators = ids(neighbourhood, "wx_qin")
    warned = [
        reply for reply in told(neighbourhood, datetime(2070, 12, 1, 10, tzinfo=CHINA), "reminder") if "放假" in reply.text
    ]
    assert {reply.to for reply in warned} == administrators
    assert "2070、2071" in warned[0].text and "chinesecalendar" in warned[0].text
    known = told(neighbourhood, datetime(2026, 11, 2, 10, tzinfo=CHINA), "reminder")
    assert known and not [reply for reply in known if "放假" in reply.text]


def test_in_january_the_stars_of_the_year_and_the_cards_of_december_come_to_administrators(
    neighbourhood: Session,
) -> None:
    one = shop(neighbourhood)
    for member in neighbourhood.scalars(select(Member).where(Member.merchant_id.is_(None)).limit(5)):
        rate(neighbourhood, one, member, 2, None, Act(NOW))
    neighbourhood.add(Visit(number="A1001", merchant_id=one.id, amount_fen=100, at=datetime(2026, 12, 9, tzinfo=UTC)))
    neighbourhood.flush()
    replies = told(neighbourhood, month_due(datetime(2027, 1, 1, tzinfo=CHINA), china_day_kind), "reminder")
    texts = [reply.text for reply in replies if reply.to in ids(neighbourhood, "wx_qin")]
    assert any("2026年商户评分" in text and "建议退出：晴衣坊洗衣店2.0星" in text for text in texts)
    assert any("12月居民卡一共用了1次" in text for text in texts)


def test_without_staff_nothing_of_the_shops_is_planned(session: Session) -> None:
    session.add(Merchant(name="阿福修鞋铺", categories=["修鞋"]))
    session.flush()
    assert next_due(session, NOW, china_day_kind) is None
