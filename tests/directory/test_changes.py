"""What changes of a shop: fields, discounts under the rule card ≤ VIP, days on which it is shut, its news, told once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handlers.undo import all_undo_steps
from catalogue import closures, merchants, news
from catalogue.audit import Act, BuiltUpon, last_command, take_back
from catalogue.directory import load_directory
from catalogue.reasons import NotPossible
from catalogue.tables import Merchant, ShopNews
from tests.conftest import NOW

ACT = Act(NOW, actor_id=1, message_id="m1")
TOMORROW = NOW.replace(hour=0) + timedelta(days=1)


def shop(session: Session, name: str = "晴衣坊洗衣店") -> Merchant:
    return session.scalars(select(Merchant).where(Merchant.name == name)).one()


def undo(session: Session) -> None:
    entry = last_command(session, Act(NOW + timedelta(minutes=1), actor_id=1))
    assert entry is not None
    take_back(session, entry, all_undo_steps(), NOW + timedelta(minutes=1))
    session.flush()


@pytest.mark.parametrize(
    ("field", "value", "column", "after"),
    [
        ("hours", "09:00-19:00", "hours", "09:00-19:00"),
        ("phone", "0571-55569999", "phone", "0571-55569999"),
        ("discount", "7折", "card_discount", 700),
        ("vip", "9折", "vip_discount", 900),
        ("volunteer", "6.5折", "volunteer_discount", 650),
        ("offer", "大衣两件八折", "offer", "大衣两件八折"),
        ("contact", "蓝小妹", "contact", "蓝小妹"),
        ("services", "皮衣护理", "offerings", ["干洗", "水洗", "羽绒服清洗", "窗帘清洗", "皮衣护理"]),
    ],
)
def test_a_field_is_changed_and_brought_back(
    neighbourhood: Session, field: str, value: str, column: str, after: object
) -> None:
    one = shop(neighbourhood)
    before, confirmed = getattr(one, column), one.confirmed_on
    merchants.update(neighbourhood, one, field, value, ACT)
    assert getattr(one, column) == after and one.confirmed_on == NOW.date()
    undo(neighbourhood)
    assert getattr(one, column) == before and one.confirmed_on == confirmed


def test_a_card_is_never_worse_than_the_vip_card_whichever_of_them_is_changed(neighbourhood: Session) -> None:
    one = shop(neighbourhood)  # card 8折, VIP 8.5折
    for field, value in (("discount", "9折"), ("vip", "7.5折")):
        with pytest.raises(NotPossible, match="没有改"):
            merchants.update(neighbourhood, one, field, value, ACT)
    assert (one.card_discount, one.vip_discount) == (800, 850)


def test_a_card_that_was_worse_is_shown_again_when_the_vip_price_rises(neighbourhood: Session) -> None:
    one = shop(neighbourhood)
    one.card_discount, one.vip_discount, one.card_shown, one.alliance = 900, 800, False, False
    merchants.update(neighbourhood, one, "vip", "9折", ACT)
    assert one.card_shown and one.alliance
    undo(neighbourhood)
    assert not one.card_shown and not one.alliance


def test_an_address_that_is_known_takes_the_shop_to_its_place_on_the_map(neighbourhood: Session) -> None:
    one = shop(neighbourhood)
    stood = (one.lng, one.lat)
    merchants.update(neighbourhood, one, "address", "望月街55号东门", ACT)
    assert (one.lng, one.lat) == (120.1079, 30.1840)
    undo(neighbourhood)
    assert (one.lng, one.lat) == stood and one.address == "柳荫路12号"


def test_a_rest_is_planned_taken_back_and_not_news_when_it_lasts_a_day(neighbourhood: Session) -> None:
    one = shop(neighbourhood)
    closures.plan(neighbourhood, one, "停业", TOMORROW, TOMORROW + timedelta(days=1), ACT)
    resting = load_directory(neighbourhood).named(one.name)
    assert resting is not None and resting.shut_at(TOMORROW + timedelta(hours=9)) is not None
    assert news.oldest_untold(neighbourhood) is None
    undo(neighbourhood)
    assert closures.of(neighbourhood, one, NOW) == []


def test_a_new_plan_takes_the_place_of_the_old_one_and_undo_brings_that_back(neighbourhood: Session) -> None:
    one = shop(neighbourhood)
    closures.plan(neighbourhood, one, "装修", TOMORROW, None, ACT)
    closures.plan(neighbourhood, one, "装修", TOMORROW, TOMORROW + timedelta(days=9), ACT)
    assert [row.ends_at for row in closures.of(neighbourhood, one, NOW)] == [TOMORROW + timedelta(days=9)]
    undo(neighbourhood)
    assert [row.ends_at for row in closures.of(neighbourhood, one, NOW)] == [None]


@pytest.mark.parametrize("ends", [NOW - timedelta(days=1), NOW + timedelta(days=500)])
def test_a_time_that_is_over_or_absurdly_far_is_refused(neighbourhood: Session, ends: datetime) -> None:
    with pytest.raises(NotPossible):
        closures.plan(neighbourhood, shop(neighbourhood), "停业", NOW - timedelta(days=3), ends, ACT)


def test_opening_again_ends_what_shut_the_shop_and_undo_shuts_it_again(neighbourhood: Session) -> None:
    one = shop(neighbourhood)
    closures.plan(neighbourhood, one, "装修", NOW, TOMORROW + timedelta(days=9), ACT)
    later = Act(NOW + timedelta(minutes=1), actor_id=1)
    merchants.update(neighbourhood, one, "status", "营业", later)
    assert closures.of(neighbourhood, one, later.at) == []
    undo(neighbourhood)
    assert [row.status for row in closures.of(neighbourhood, one, later.at)] == ["装修"]


def test_a_shut_shop_that_opens_on_a_day_to_come_stays_shut_till_then(neighbourhood: Session) -> None:
    one = shop(neighbourhood, "柳湾平价超市")  # 装修
    opens = TOMORROW + timedelta(days=2)
    merchants.update(neighbourhood, one, "status", "营业", ACT, begins_at=opens)
    known = load_directory(neighbourhood).named(one.name)
    assert known is not None and not known.is_named_at(NOW + timedelta(hours=1)) and known.is_named_at(opens)
    undo(neighbourhood)
    assert one.status == "装修" and closures.of(neighbourhood, one, NOW) == []


def test_news_are_told_once_and_what_went_back_and_forth_is_none(neighbourhood: Session) -> None:
    one, other = shop(neighbourhood), shop(neighbourhood, "南巷烧烤")
    merchants.update(neighbourhood, one, "status", "停业", ACT)
    merchants.update(neighbourhood, other, "status", "停业", ACT)
    merchants.update(neighbourhood, other, "status", "营业", ACT)
    morning = NOW + timedelta(hours=1)
    assert [(row.kind, merchant.name) for row, merchant in news.tell(neighbourhood, morning, morning)] == [
        ("status", one.name)
    ]
    assert news.tell(neighbourhood, morning, morning) == []


def test_what_is_undone_before_it_was_told_is_no_news_and_afterwards_it_is_told_back(neighbourhood: Session) -> None:
    one = shop(neighbourhood)
    merchants.update(neighbourhood, one, "status", "停业", ACT)
    undo(neighbourhood)
    assert news.oldest_untold(neighbourhood) is None
    merchants.update(neighbourhood, one, "status", "停业", ACT)
    news.tell(neighbourhood, NOW, NOW)
    undo(neighbourhood)
    row = neighbourhood.scalars(select(ShopNews).where(ShopNews.told_at.is_(None))).one()
    assert (row.before, row.after) == ("停业", "营业")


def test_what_a_shop_says_of_its_own_offer_waits_to_be_asked_for(neighbourhood: Session) -> None:
    one = shop(neighbourhood)
    merchants.update(neighbourhood, one, "offer", "大衣两件八折", ACT, by_shop=True)
    assert news.oldest_untold(neighbourhood) is None
    assert [row.after for row, _ in news.lately(neighbourhood, NOW + timedelta(hours=1))] == ["大衣两件八折"]


def test_a_change_that_something_was_built_on_stays(neighbourhood: Session) -> None:
    one = shop(neighbourhood)
    merchants.update(neighbourhood, one, "phone", "0571-55560001", ACT)
    merchants.update(neighbourhood, one, "phone", "0571-55560002", Act(NOW, actor_id=2))
    with pytest.raises(BuiltUpon):
        undo(neighbourhood)


