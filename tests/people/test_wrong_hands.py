"""A certificate at two shops far apart within minutes, or in somebody else's hands: before staff, and only then."""

from __future__ import annotations

import pytest

from bot.messages import Outcome
from catalogue.tables import Member, MemberRole, Merchant, RoomMember
from tests.people.conftest import Street, texts

NEAR_M, FAR_M = 150, 6000
DEGREE_M = 111_000


def two_shops(street: Street, apart_m: float, *, known: bool = True) -> None:
    """The shoe-mender and a noodle shop so far north of it, each with somebody who writes; 小戴 holds V0001."""
    session = street.session
    here = session.get_one(Merchant, street.member("shop").merchant_id)
    there = session.query(Merchant).filter_by(name="桥头面馆").one()
    here.lng, here.lat = 120.1, 30.2
    if known:
        there.lng, there.lat = 120.1, 30.2 + apart_m / DEGREE_M
    cook = Member(channel_id="cook", nickname="面馆大姐", merchant_id=there.id, listed=True)
    session.add(cook)
    session.flush()
    session.add_all([MemberRole(member_id=cook.id, role="商户"), RoomMember(room_id=1, member_id=cook.id, alias="面馆大姐")])
    session.flush()
    street.say("north", "award_points", name="小戴", points=3)


def to_staff(outcome: Outcome) -> list[str]:
    """What was told to staff of misuse."""
    return [reply.text for reply in outcome.replies if reply.cause == "misuse"]


def show(street: Street, who: str, number: str = "V0001") -> Outcome:
    return street.say(who, "verify_certificate", room=None, number=number)


def test_two_shops_far_apart_within_minutes_come_before_staff(street: Street) -> None:
    two_shops(street, FAR_M)
    assert to_staff(show(street, "shop")) == []
    outcome = show(street.later(minutes=2), "cook")
    assert len(to_staff(outcome)) == 1 and "阿福修鞋铺" in to_staff(outcome)[0] and "桥头面馆" in to_staff(outcome)[0]
    told = next(reply for reply in outcome.replies if reply.cause == "misuse")
    assert (told.room, told.to) == (None, street.member("north").id), "the grid worker of the holder, in private"
    assert "有效" in outcome.replies[0].text and "面馆" in outcome.replies[0].text, "the shop hears nothing of it"
    assert street.certificates() == {"V0001": "valid"}, "nothing is revoked by itself"


def test_a_visit_counts_as_shown(street: Street) -> None:
    two_shops(street, FAR_M)
    street.say("shop", "record_visit", room=None, number="V0001", amount=12)
    outcome = street.later(minutes=3).say("cook", "record_visit", room=None, number="V0001", amount=20)
    assert len(to_staff(outcome)) == 1


@pytest.mark.parametrize(("apart_m", "minutes", "known"), [
    (NEAR_M, 1, True), (FAR_M, 60, True), (FAR_M, 31, True), (FAR_M, 1, False),
], ids=["shops next door", "an hour later", "half an hour later", "where the shop is nobody knows"])
def test_what_one_person_can_well_have_done_is_nobodys_business(
    street: Street, apart_m: float, minutes: int, known: bool
) -> None:
    two_shops(street, apart_m, known=known)
    show(street, "shop")
    assert to_staff(show(street.later(minutes=minutes), "cook")) == []


def test_the_same_shop_may_look_twice_and_a_revoked_one_is_only_invalid(street: Street) -> None:
    two_shops(street, FAR_M)
    show(street, "shop")
    assert to_staff(show(street.later(minutes=1), "shop")) == []
    street.say("north", "revoke_certificate", name="小戴", reason="借人")
    outcome = show(street.later(minutes=1), "cook")
    assert to_staff(outcome) == [] and "无效" in texts(outcome)


def test_a_made_up_number_tells_nobody_anything(street: Street) -> None:
    two_shops(street, FAR_M)
    outcome = show(street, "cook", "V0404")
    assert "没有V0404" in texts(outcome) and len(outcome.replies) == 1


def test_what_a_shop_reports_is_told_to_staff_and_changes_nothing(street: Street) -> None:
    two_shops(street, FAR_M)
    outcome = street.say("cook", "report_misuse", room=None, number="V0001")
    assert len(to_staff(outcome)) == 1 and "桥头面馆" in to_staff(outcome)[0]
    assert "小戴" not in outcome.replies[0].text
    assert street.certificates() == {"V0001": "valid"}
    assert street.say("b", "report_misuse", number="V0001").refused
