"""Two people of one name: the question names where they live, never a room, and takes the place as the answer."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.messages import Outcome
from catalogue.tables import Order
from intents.addresses import chosen_by_place
from tests.orders.conftest import Street, items_slot

COMPOUNDS = ("梧桐里的鲍奶奶", "银杏苑的鲍奶奶")


def namesake(street: Street, home: str | None) -> None:
    """阿桃 is called 鲍奶奶 too, and lives there."""
    street.member("d").nickname = "鲍奶奶"
    street.member("d").home = home
    street.session.flush()


def answered(street: Street, name: str) -> Outcome:
    return street.say("a", "order", {"items": items_slot(("豆角", 1)), "beneficiary": name}, answers=True)


def receivers(street: Street) -> list[str | None]:
    """The channel ids of those for whom something was ordered."""
    ids = street.session.scalars(select(Order.beneficiary_id)).all()
    return [next((who for who in ("a", "b", "c", "d", "g") if street.member(who).id == one), None) for one in ids]


def test_they_are_told_apart_by_their_compounds(street: Street) -> None:
    namesake(street, "银杏苑2栋1单元402")
    outcome = street.order("a", ("豆角", 1), beneficiary="鲍奶奶")
    assert outcome.asking
    assert "银杏苑的鲍奶奶" in outcome.replies[0].text
    assert "梧桐里的鲍奶奶" in outcome.replies[0].text
    answered(street, "银杏苑的鲍奶奶")
    assert receivers(street) == ["d"]


def test_in_one_compound_they_are_told_apart_by_their_buildings_and_no_room_is_said(street: Street) -> None:
    namesake(street, "梧桐里2栋1单元402")
    text = street.order("a", ("豆角", 1), beneficiary="鲍奶奶").replies[0].text
    assert "梧桐里2栋的鲍奶奶" in text
    assert "402" not in text
    assert "101" not in text
    answered(street, "梧桐里9栋的鲍奶奶")
    assert receivers(street) == ["g"]


def test_whose_address_nobody_knows_is_one_of_them(street: Street) -> None:
    namesake(street, None)
    assert "没登记住址的鲍奶奶" in street.order("a", ("豆角", 1), beneficiary="鲍奶奶").replies[0].text
    answered(street, "没登记住址的鲍奶奶")
    assert receivers(street) == ["d"]


def test_two_in_one_building_are_not_guessed_between(street: Street) -> None:
    namesake(street, "梧桐里9栋1单元702")
    outcome = street.order("a", ("豆角", 1), beneficiary="鲍奶奶")
    assert outcome.asking
    assert "①" not in outcome.replies[0].text
    answered(street, "梧桐里9栋的鲍奶奶")
    assert "g" not in receivers(street)
    assert "d" not in receivers(street)


def test_a_place_said_with_the_name_at_once_needs_no_question(street: Street) -> None:
    namesake(street, "银杏苑2栋1单元402")
    assert not street.order("a", ("豆角", 1), beneficiary="银杏苑鲍奶奶").asking
    assert receivers(street) == ["d"]


@pytest.mark.parametrize("said", ["银杏苑那位", "银杏苑的", "住银杏苑的那个", "银杏的", "引杏苑的鲍奶奶"])
def test_the_place_alone_is_an_answer(said: str) -> None:
    assert chosen_by_place(said, COMPOUNDS) == ["银杏苑的鲍奶奶"]


@pytest.mark.parametrize("said", ["你好哦", "随便哪个", "桃园的"])
def test_what_names_none_of_the_places_chooses_nobody(said: str) -> None:
    assert chosen_by_place(said, COMPOUNDS) == []
