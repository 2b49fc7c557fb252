"""What came of a promotion: whom it could reach, and who of them asked about that shop or ordered what it named within a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.assembly import assemble
from catalogue.database import Database
from catalogue.reach import Reach, reached
from catalogue.tables import Merchant, Outbox, Room, Schedule
from intents.days import plain_day_kind
from tests.conftest import NOW
from tests.path.conftest import NORTH, SOUTH, Bot

BAKERY, LAUNDRY = "麦浪面包房", "晴衣坊洗衣店"
A, B, C = ("wx_a", "阿芬"), ("wx_b", "老严"), ("wx_c", "小戚")


@pytest.fixture
def bot(neighbourhood_store: Database, tmp_path: Path) -> Bot:
    return Bot(assemble(neighbourhood_store, files=tmp_path, day_kind=plain_day_kind))


@pytest.fixture
def sent(bot: Bot) -> Callable[..., None]:
    """Lets a promotion have gone out in the south room at NOW."""

    def send(text: str, shop: str | None) -> None:
        with bot.parts.database.transaction() as session:
            merchant = session.scalar(select(Merchant.id).where(Merchant.name == shop))
            room = session.scalars(select(Room.id).where(Room.name == SOUTH)).one()
            schedule = Schedule(
                kind="promotion", title=text[:20], text=text, when="立即", rooms=[room], status="done", merchant_id=merchant,
                number=300,
            )
            session.add(schedule)
            session.flush()
            session.add(Outbox(
                room_id=room, text=text, mentions=[], kind="promotion", created_at=NOW, not_before=NOW, status="sent",
                schedule_id=schedule.id, due=NOW, sent_at=NOW,
            ))

    return send


def effect(bot: Bot) -> Reach:
    with bot.parts.database.read() as session:
        rooms = session.scalars(select(Room.id)).all()
        schedule = session.scalars(select(Schedule.id).where(Schedule.number == 300)).one()
        found, = reached(session, rooms, bot.at + timedelta(days=3), schedule_id=schedule)
        return found


def test_who_asks_about_that_shop_counts_once_and_other_shops_do_not(bot: Bot, sent: Callable[..., None]) -> None:
    sent("今天面包八折", BAKERY)
    bot.says("麦浪面包房几点关门", A)
    bot.says("麦浪面包房电话多少", A)
    bot.says("晴衣坊洗衣店几点关门", B)
    assert (effect(bot).asked, effect(bot).ordered) == (1, 0)


def test_a_shop_that_was_shown_in_answer_to_a_question_of_its_kind_was_asked_for(bot: Bot, sent: Callable[..., None]) -> None:
    sent("今天面包八折", BAKERY)
    bot.says("最近的面包店在哪", A)
    bot.says("最近的洗衣店在哪", B)
    assert effect(bot).asked == 1


def test_orders_count_where_the_text_names_the_goods(bot: Bot, sent: Callable[..., None]) -> None:
    sent("散养鸡蛋到货，快来团", None)
    bot.says("鸡蛋两盒", A)
    bot.says("玉米三根", B)
    assert effect(bot).ordered == 1


def test_a_text_that_names_nothing_may_have_brought_any_question(bot: Bot, sent: Callable[..., None]) -> None:
    sent("年底大家都来看看", None)
    bot.says("麦浪面包房几点关门", A)
    bot.says("鸡蛋两盒", B)
    assert (effect(bot).asked, effect(bot).ordered) == (1, 1)


def test_another_room_and_another_day_do_not_count_but_private_questions_of_members_do(
    bot: Bot, sent: Callable[..., None]
) -> None:
    sent("今天面包八折", BAKERY)
    bot.says("麦浪面包房几点关门", A, NORTH)
    assert effect(bot).asked == 0
    bot.says("散养鸡蛋多少钱", B)  # known in the south room from now on
    bot.says("麦浪面包房几点关门", B, None)
    bot.says("麦浪面包房几点关门", C, None)
    assert (effect(bot).asked, effect(bot).members > 0) == (1, True)
    bot.at = NOW + timedelta(hours=25)
    bot.says("麦浪面包房几点关门", ("wx_d", "小丁"))
    assert effect(bot).asked == 1
