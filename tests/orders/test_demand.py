"""Collections of demand."""

from __future__ import annotations

from datetime import timedelta

from catalogue.audit import Act
from catalogue.demand import close_collection, due_collections
from catalogue.state import snapshot
from intents.scene import Doubt
from tests.orders.conftest import START, Street, items_slot
from tests.orders.test_group_buys import undo


def wishes(street: Street) -> dict[str, dict[str, float]]:
    """Who wishes for how much of what."""
    return {
        row["sender"]: {item["product"]: item["quantity"] for item in row["items"]}
        for row in snapshot(street.session)["demand"]
    }


def wish(street: Street, who: str, name: str, quantity: float, text: str = "") -> str:
    """Express one wish; gives the answer."""
    outcome = street.say(who, "express_demand", {"items": items_slot((name, quantity))}, text=text)
    return outcome.replies[0].text


def test_a_later_wish_for_the_same_thing_replaces_the_earlier(street: Street) -> None:
    assert wish(street, "a", "年糕", 2, "想要两斤年糕") == "登记好了：年糕2斤。开团了我在群里说。"
    wish(street, "a", "年糕", 3, "年糕改三斤")
    wish(street, "a", "腊肠", 1, "腊肠一斤")
    assert wishes(street) == {"a": {"年糕": 3, "腊肠": 1}}


def test_a_wish_is_taken_back_by_not_wanting_it(street: Street) -> None:
    wish(street, "a", "年糕", 2)
    assert street.say("a", "cancel_order", {"items": [{"product": "年糕"}]}).replies[0].text == "好的，年糕不登记了。"
    wish(street, "a", "腊肠", 2)
    assert wish(street, "a", "腊肠", 0) == "好的，腊肠不登记了。"
    assert wishes(street) == {}


def test_a_wish_for_a_neighbour_stands_beside_ones_own(street: Street) -> None:
    street.say("a", "express_demand", {"items": items_slot(("年糕", 2)), "beneficiary": "鲍奶奶"}, text="帮鲍奶奶登记年糕2斤")
    wish(street, "a", "年糕", 3, "年糕3斤")
    rows = [(row["beneficiary"], row["items"][0]["quantity"]) for row in snapshot(street.session)["demand"]]
    assert rows == [("g", 2), (None, 3)]
    assert "年糕 2户，5斤" in street.say("staff", "demand_tally").replies[0].text
    assert wish(street, "a", "年糕", 0) == "好的，年糕不登记了。"
    assert [row["beneficiary"] for row in snapshot(street.session)["demand"]] == ["g"]


def test_a_wish_for_a_name_that_is_nobodys_keeps_the_name(street: Street) -> None:
    outcome = street.say("a", "express_demand", {"items": items_slot(("年糕", 2)), "beneficiary": "我舅妈"})
    assert outcome.replies[0].text.startswith("帮我舅妈登记好了：年糕2")
    assert snapshot(street.session)["demand"][0]["beneficiary"] == "我舅妈"
    street.say("a", "cancel_order", {"items": [{"product": "年糕"}]})
    assert snapshot(street.session)["demand"] == []


def test_the_tally_ranks_by_households(street: Street) -> None:
    wish(street, "a", "年糕", 9, "年糕9斤")
    wish(street, "b", "年糕", 9, "年糕9斤")
    wish(street, "c", "腊肠", 1, "腊肠1斤")
    wish(street, "d", "腊肠", 2, "腊肠2斤")
    text = street.say("staff", "demand_tally").replies[0].text
    assert text == "年货征集到现在，大家想要的有2样：\n1. 腊肠 2户，3斤\n2. 年糕 1户，18斤"


def test_a_long_tally_has_at_most_six_lines(street: Street) -> None:
    for number in range(12):
        wish(street, "a", f"年货{'甲乙丙丁戊己庚辛壬癸子丑'[number]}", 1)
    assert len(street.say("staff", "demand_tally").replies[0].text.split("\n")) == 6


def test_after_its_deadline_a_collection_is_closed_with_its_ranking(street: Street) -> None:
    wish(street, "a", "年糕", 2)
    later = START + timedelta(days=3)
    [due] = due_collections(street.session, later)
    assert [one.product for one in close_collection(street.session, due, Act(later))] == ["年糕"]
    street.minute = 60 * 72
    assert wish(street, "a", "年糕", 3) == "现在没有在征集需求，有了我会在群里说。"
    assert due_collections(street.session, later) == []


def test_a_collection_is_opened_by_staff_and_taken_back_until_somebody_spoke(street: Street) -> None:
    slots = {"title": "元宵征集", "deadline": "2026-11-29T18:00:00+08:00"}
    assert street.say("staff", "open_demand", slots).replies[0].text.startswith("元宵征集开始了")
    undo(street)
    assert "元宵征集" not in street.say("staff", "demand_tally").replies[0].text
    street.say("staff", "open_demand", slots)
    wish(street, "a", "汤圆", 1)
    assert "已经有人登记了" in undo(street).replies[0].text


def test_no_room_number_in_a_wish_is_repeated_to_all(street: Street) -> None:
    assert "3-2-502" not in wish(street, "a", "3-2-502年糕", 1)


def test_a_vague_wish_is_asked_about(street: Street) -> None:
    outcome = street.say("a", "express_demand", {}, doubts=(Doubt("vague_quantity", "年糕", "年糕"),))
    assert outcome.asking
    assert outcome.replies[0].text == "年糕要多少？说个数就行。"
    assert wishes(street) == {}
