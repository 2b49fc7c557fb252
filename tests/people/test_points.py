"""Points, certificates and what they are turned into."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from bot.wording.certificates import family_name
from catalogue import rewards
from catalogue.audit import Act
from catalogue.reasons import NotPossible
from catalogue.tables import PointsEntry, Reward, RoomMember, Visit
from tests.people.conftest import NORTH, Street, texts


def test_awarded_points_count_and_earn_a_certificate_at_three(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2, reason="搬桌椅")
    assert street.certificates() == {}
    outcome = street.say("north", "award_points", name="小戴", points=1)
    assert street.balance("a") == 3 and street.certificates() == {"V0001": "valid"}
    assert "V0001" in texts(outcome)
    street.say("north", "award_points", name="小戴", points=5)
    assert street.certificates() == {"V0001": "valid"}


def test_points_are_corrected_but_never_below_nothing(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2)
    street.say("north", "award_points", name="小戴", points=-1)
    assert "不够" in texts(street.say("north", "award_points", name="小戴", points=-2))
    assert street.balance("a") == 1


@pytest.mark.parametrize("points", [0, 0.5, 100_000, -100_000])
def test_absurd_points_are_not_recorded(street: Street, points: float) -> None:
    outcome = street.say("north", "award_points", name="小戴", points=points)
    assert outcome.intent == "award_points" and not outcome.refused
    assert street.balance("a") == 0


def test_points_for_an_unknown_name_go_to_nobody(street: Street) -> None:
    assert "郑板桥" in texts(street.say("north", "award_points", name="郑板桥", points=2))


def test_in_a_group_ones_points_are_not_told(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2)
    outcome = street.say("a", "my_points")
    in_room = [reply for reply in outcome.replies if reply.room is not None]
    assert len(in_room) == 1 and "2" not in in_room[0].text and "私信" in in_room[0].text
    assert any("2分" in reply.text for reply in outcome.replies if reply.room is None)


def test_in_private_ones_points_are_told(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=3, reason="巡楼")
    said = texts(street.say("a", "my_points", None))
    assert "3分" in said and "巡楼" in said and "V0001" in said


def test_below_three_points_no_certificate_is_issued_and_the_reason_told(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2)
    assert "还差1分" in texts(street.say("north", "issue_certificate", name="小戴"))
    assert street.certificates() == {}


def test_issuing_again_changes_nothing(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=3)
    said = texts(street.say("north", "issue_certificate", name="小戴"))
    assert "已经有证书" in said and "V0001" not in said
    assert street.certificates() == {"V0001": "valid"}


def test_redeeming_does_not_count_against_the_certificate(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2)
    street.say("a", "redeem_points", item="抹布套装")
    street.say("north", "award_points", name="小戴", points=1)
    assert street.balance("a") == 1 and street.certificates() == {"V0001": "valid"}


def test_a_revoked_certificate_keeps_the_points_and_can_be_restored(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=3)
    street.say("north", "revoke_certificate", name="小戴", reason="借给别人")
    assert street.certificates() == {"V0001": "revoked"} and street.balance("a") == 3
    assert "无效" in texts(street.say("shop", "verify_certificate", None, number="V0001"))
    street.say("north", "restore_certificate", number="v1")
    assert street.certificates() == {"V0001": "valid"}


def test_a_merchant_learns_only_validity_family_name_and_discount(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=3)
    said = texts(street.say("shop", "verify_certificate", None, number="V0001"))
    assert "有效" in said and "姓戴" in said and "8.5折" in said and "小戴" not in said
    assert "没有V0009" in texts(street.say("shop", "verify_certificate", None, number="V0009"))


def test_a_visit_is_recorded_for_the_merchants_own_shop_in_fen(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=3)
    assert "126.5元" in texts(street.say("shop", "record_visit", None, number="V0001", amount=126.5))
    visit = street.session.query(Visit).one()
    assert (visit.number, visit.amount_fen, visit.merchant_id) == ("V0001", 12650, street.member("shop").merchant_id)


def test_a_household_card_is_recorded_with_its_own_discount(street: Street) -> None:
    street.member("c").card_no = "K0088"
    assert "居民卡9折" in texts(street.say("shop", "record_visit", None, number="K0088", amount=20))


@pytest.mark.parametrize(("number", "amount"), [("V0009", 10), ("K1", 10), ("V0001", -5), ("V0001", 10**9)])
def test_a_visit_that_cannot_be_is_not_recorded(street: Street, number: str, amount: float) -> None:
    street.say("north", "award_points", name="小戴", points=3)
    street.say("shop", "record_visit", None, number=number, amount=amount)
    assert street.session.query(Visit).count() == 0


def test_a_revoked_certificate_earns_no_visit(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=3)
    street.say("north", "revoke_certificate", number="V0001")
    assert "收回" in texts(street.say("shop", "record_visit", None, number="V0001", amount=5))
    assert street.session.query(Visit).count() == 0


def test_goods_are_reserved_under_a_code_within_stock_and_points(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=9)
    assert "取货码" in texts(street.say("a", "redeem_points", None, item="抹布", quantity=2))
    assert street.balance("a") == 5
    assert "只剩1份" in texts(street.say("a", "redeem_points", None, item="抹布套装", quantity=2))
    street.say("a", "redeem_points", None, item="抹布套装")
    assert "换完" in texts(street.say("a", "redeem_points", None, item="抹布套装"))
    assert street.balance("a") == 3 and street.session.query(Reward).one().taken == 3


def test_who_has_too_few_points_is_told_how_many_are_missing(street: Street) -> None:
    assert "还差2分" in texts(street.say("a", "redeem_points", item="抹布套装"))


def test_the_code_of_a_redemption_is_not_shown_in_a_group(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2)
    outcome = street.say("a", "redeem_points", item="抹布套装")
    code = next(reply.text for reply in outcome.replies if reply.room is None)
    assert "取货码是" in code
    assert all("取货码是" not in reply.text for reply in outcome.replies if reply.room is not None)


def test_a_cancelled_redemption_gives_points_and_goods_back_once(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2)
    member, reward = street.member("a"), street.session.query(Reward).one()
    act = Act(street.now, member.id)
    redemption = rewards.redeem(street.session, member, reward, 1, act)
    assert rewards.reserved(street.session, redemption.code) is redemption
    rewards.cancel(street.session, redemption, act)
    with pytest.raises(NotPossible):
        rewards.cancel(street.session, redemption, act)
    assert street.balance("a") == 2 and reward.taken == 0


def test_goods_handed_over_cannot_be_cancelled(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=2)
    act = Act(street.now, street.member("a").id)
    redemption = rewards.redeem(street.session, street.member("a"), street.session.query(Reward).one(), 1, act)
    rewards.hand_over(street.session, redemption, act)
    with pytest.raises(NotPossible):
        rewards.cancel(street.session, redemption, act)


@pytest.mark.parametrize(("nickname", "family"), [
    ("小陈", "陈"), ("李姐", "李"), ("欧阳老师", "欧阳"), ("9-1-301鲁叔", "鲁"), ("🌸向阳花", "向"),
    ("Tony", None), ("阿豪", None), (None, None),
])
def test_the_family_name_is_what_a_nickname_shows(nickname: str | None, family: str | None) -> None:
    assert family_name(nickname) == family


def test_awards_in_a_group_do_not_tell_the_balance(street: Street) -> None:
    street.say("north", "award_points", name="小戴", points=7)
    assert "共" not in texts(street.say("north", "award_points", NORTH, name="小戴", points=1))
    assert "共9分" in texts(street.say("boss", "award_points", None, name="小戴", points=1))


def test_staff_are_told_in_private_who_has_the_most_points_of_those_heard_here(street: Street) -> None:
    for name, points in (("小戴", 2), ("老谭", 7), ("莫阿姨", 4)):
        street.say("north", "award_points", name=name, points=points)
    elsewhere = street.member("d").id
    street.session.execute(delete(RoomMember).where(RoomMember.member_id == elsewhere))
    street.session.add(PointsEntry(member_id=elsewhere, points=50, origin="award", at=street.now))
    outcome = street.say("boss", "member_points")
    (told,) = [reply.text for reply in outcome.replies if reply.room is None]
    assert [told.index(name) for name in ("老谭", "莫阿姨", "小戴")] == sorted(told.index(n) for n in ("老谭", "莫阿姨", "小戴"))
    assert "阿芸" not in told and not any("7分" in reply.text for reply in outcome.replies if reply.room is not None)
