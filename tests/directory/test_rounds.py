"""Staff's round of the shops, the stars of a year, the use of the card."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue import rounds
from catalogue.audit import Act
from catalogue.card_use import card_use
from catalogue.ratings import ranking, rate, shown
from catalogue.reasons import NotPossible
from catalogue.tables import Certificate, Member, Merchant, ReturnVisit, Visit
from intents.days import CHINA
from tests.conftest import NOW

ACT = Act(NOW, actor_id=1)


def shop(session: Session, name: str = "晴衣坊洗衣店") -> Merchant:
    return session.scalars(select(Merchant).where(Merchant.name == name)).one()


def residents(session: Session) -> list[Member]:
    return list(session.scalars(select(Member).where(Member.merchant_id.is_(None)).order_by(Member.id)))


def test_a_visited_shop_is_due_again_next_month(neighbourhood: Session) -> None:
    one = shop(neighbourhood)
    assert one in rounds.to_visit(neighbourhood, NOW)
    rounds.visited(neighbourhood, [one], "灯箱坏了", ACT)
    assert one not in rounds.to_visit(neighbourhood, NOW)
    assert one in rounds.to_visit(neighbourhood, datetime(2026, 12, 1, 9, tzinfo=CHINA))


def test_a_shop_that_closed_down_is_not_to_be_visited_and_one_that_renovates_is(neighbourhood: Session) -> None:
    due = {one.name for one in rounds.to_visit(neighbourhood, NOW)}
    assert "安心跑腿" not in due and "柳湾平价超市" in due


def test_two_visits_of_a_day_are_one_and_the_later_note_counts(neighbourhood: Session) -> None:
    one = shop(neighbourhood)
    rounds.visited(neighbourhood, [one], "灯箱坏了", ACT)
    rounds.visited(neighbourhood, [one], "灯箱修好了", Act(NOW + timedelta(hours=2), actor_id=1))
    assert [row.note for row in neighbourhood.scalars(select(ReturnVisit))] == ["灯箱修好了"]


def test_an_entry_is_old_after_ninety_days_and_those_never_confirmed_come_first(neighbourhood: Session) -> None:
    for name, days in (("晴衣坊洗衣店", 90), ("麦浪面包房", 91)):
        shop(neighbourhood, name).confirmed_on = NOW.date() - timedelta(days=days)
    old = [one.name for one in rounds.to_confirm(neighbourhood, NOW)]
    assert "麦浪面包房" in old and "晴衣坊洗衣店" not in old
    assert old[:3] == ["不打烊便利店", "橘猫奶茶", "花信风花店"]
    rounds.confirm(neighbourhood, [shop(neighbourhood, "麦浪面包房")], ACT)
    assert "麦浪面包房" not in [one.name for one in rounds.to_confirm(neighbourhood, NOW)]


def test_stars_are_shown_from_five_residents_on_and_the_newest_of_each_counts(neighbourhood: Session) -> None:
    one, people = shop(neighbourhood), residents(neighbourhood)
    for member in people[:4]:
        rate(neighbourhood, one, member, 5, None, ACT)
    rate(neighbourhood, one, people[0], 4, None, ACT)
    assert shown(neighbourhood, [one.id], NOW) == {}
    rate(neighbourhood, one, people[4], 1, None, ACT)
    assert shown(neighbourhood, [one.id], NOW) == {one.id: (4.0, 5)}
    next_year = NOW + timedelta(days=60)
    rate(neighbourhood, one, people[4], 5, None, Act(next_year, actor_id=1))
    assert shown(neighbourhood, [one.id], next_year) == {one.id: (4.8, 5)}
    assert shown(neighbourhood, [one.id], NOW + timedelta(days=500)) == {}


def test_the_ranking_marks_who_is_below_the_floor_and_leaves_out_who_has_few_ratings(neighbourhood: Session) -> None:
    good, bad, few = (shop(neighbourhood, name) for name in ("晴衣坊洗衣店", "南巷烧烤", "橘猫奶茶"))
    for member in residents(neighbourhood)[:5]:
        rate(neighbourhood, good, member, 5, None, ACT)
        rate(neighbourhood, bad, member, 2, None, ACT)
    rate(neighbourhood, few, residents(neighbourhood)[0], 1, None, ACT)
    ranked = ranking(neighbourhood, 2026)
    assert [(one.merchant.name, one.stars, one.is_below) for one in ranked[:3]] == [
        ("晴衣坊洗衣店", 5.0, False), ("南巷烧烤", 2.0, True), ("橘猫奶茶", None, False),
    ]
    assert all(one.stars is None for one in ranking(neighbourhood, 2025))


def test_nobody_rates_the_own_shop(neighbourhood: Session) -> None:
    owner = neighbourhood.scalars(select(Member).where(Member.channel_id == "wx_lanxz")).one()
    with pytest.raises(NotPossible):
        rate(neighbourhood, shop(neighbourhood), owner, 5, None, ACT)


def test_cards_are_counted_for_each_month_and_shop_with_the_change_on_the_month_before(neighbourhood: Session) -> None:
    one, other = shop(neighbourhood), shop(neighbourhood, "麦浪面包房")
    member = residents(neighbourhood)[0]
    neighbourhood.add(Certificate(number="V0001", member_id=member.id, status="valid", issued_at=NOW))
    visits = [
        (one, "A1001", "2026-10-31T23:59:00+08:00"), (one, "A1001", "2026-11-01T00:00:00+08:00"),
        (one, "A1002", "2026-11-30T23:59:00+08:00"), (one, "V0001", "2026-11-15T10:00:00+08:00"),
        (other, "A1001", "2026-10-02T10:00:00+08:00"), (one, "A1001", "2026-12-01T00:00:00+08:00"),
    ]
    for merchant, number, at in visits:
        neighbourhood.add(Visit(number=number, merchant_id=merchant.id, amount_fen=1000, at=datetime.fromisoformat(at)))
    neighbourhood.flush()
    used = card_use(neighbourhood, date(2026, 11, 28))
    assert [(use.merchant.name, use.cards, use.certificates, use.change, use.amount_fen) for use in used] == [
        ("晴衣坊洗衣店", 2, 1, 1, 3000), ("麦浪面包房", 0, 0, -1, 0),
    ]
