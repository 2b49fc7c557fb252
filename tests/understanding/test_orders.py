"""What is ordered, for whom, how much, and what has to be asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intents.heard import hear
from intents.scene import Message
from intents.understand import NOBODY, SILENCE, understand
from intents.wishes import in_plain_wishes
from tests.understanding.neighbourhood import CLUB, NORTH, SATURDAY, SOUTH, items, read, scene_of

EGGS, GREENS, YAM, PORK, TOFU = "散养鸡蛋", "小青菜", "铁棍山药", "黑猪五花肉", "卤水老豆腐"
RICE, NOODLES, SOUP = "稻花香大米", "荞麦挂面", "鲜羊肉汤"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("鸡蛋要2盒", {EGGS: 2}),
        ("２盒鸡蛋", {EGGS: 2}),
        ("雞蛋兩盒,豆腐三塊", {EGGS: 2, TOFU: 3}),
        ("鸡 蛋 两 盒", {EGGS: 2}),
        ("鸡\u200b蛋2盒🙏", {EGGS: 2}),
        ("豆付三块", {TOFU: 3}),
        ("鸡蛋*2 豆腐*3", {EGGS: 2, TOFU: 3}),
        ("1.鸡蛋2盒\n2.青菜3斤", {EGGS: 2, GREENS: 3}),
        ("鸡蛋:2盒\n豆腐:4块\n姓名:刘芳\n电话:13900001234", {EGGS: 2, TOFU: 4}),
        ("青菜五斤,5栋1单元302", {GREENS: 5}),
        ("麻烦帮我登记一盒散养鸡蛋,谢谢小吕", {EGGS: 1}),
        ("家里来客人了 鸡蛋帮我留两盒", {EGGS: 2}),
        ("上次的鸡蛋不错 再来一盒", {EGGS: 1}),
        ("鸡蛋一盒 橙子这次不要了", {EGGS: 1}),
        ("豆腐两块 再来一块", {TOFU: 3}),
        ("鸡蛋1盒 青菜2斤 不对 青菜3斤", {EGGS: 1, GREENS: 3}),
        ("29.8元的鸡蛋来两盒", {EGGS: 2}),
        ("我要订鸡蛋", {EGGS: 1}),
        ("豆腐来块", {TOFU: 1}),
    ],
)
def test_an_order_is_read_with_its_numbers(text: str, wanted: dict[str, float]) -> None:
    reading = read(text)
    assert reading.intent == "order", reading.reasons
    assert items(reading) == wanted
    assert not reading.doubts


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("五花肉半斤", 0.5),
        ("五花肉一斤半", 1.5),
        ("五花肉斤半", 1.5),
        ("五花肉1公斤", 2),
        ("五花肉八两", 0.8),
        ("五花肉俩斤", 2),
    ],
)
def test_weights_become_the_unit_of_the_product(text: str, quantity: float) -> None:
    assert items(read(text)) == {PORK: quantity}


@pytest.mark.parametrize(("text", "quantity"), [("鸡蛋三十个", 1), ("鸡蛋要60枚", 2)])
def test_pieces_that_fill_whole_boxes_are_boxes(text: str, quantity: float) -> None:
    assert items(read(text)) == {EGGS: quantity}


def test_rice_by_weight_is_counted_in_bags() -> None:
    assert items(read("大米20斤", NORTH)) == {RICE: 2}
    assert read("大米15斤", NORTH).doubts[0].kind == "unit"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("橙子一箱", "which_product"),
        ("鸡蛋要五个", "unit"),
        ("青菜来点", "vague_quantity"),
        ("五花肉要两三斤", "vague_quantity"),
        ("我要青菜", "how_many"),
        ("我订三箱车厘子", "unknown_product"),
    ],
)
def test_what_is_not_clear_is_asked(text: str, kind: str) -> None:
    reading = read(text)
    assert reading.intent == "order"
    assert [doubt.kind for doubt in reading.doubts] == [kind]
    assert "items" not in reading.slots


def test_the_clear_part_stands_beside_the_question() -> None:
    reading = read("鸡蛋两盒 橙子一箱")
    assert items(reading) == {EGGS: 2}
    assert reading.doubts[0].choices == ("赣南脐橙", "纽荷尔脐橙")


def test_each_of_several_gets_the_same_number() -> None:
    assert items(read("青菜山药各要两斤")) == {GREENS: 2, YAM: 2}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("帮钱奶奶带三块豆腐 她腿脚不方便", "钱奶奶"),
        ("替我婆婆要三块豆腐", "我婆婆"),
        ("给3栋李奶奶带三块豆腐", "3栋李奶奶"),
    ],
)
def test_an_order_for_somebody_names_them_as_written(text: str, who: str) -> None:
    reading = read(text)
    assert items(reading) == {TOFU: 3}
    assert reading.slots["beneficiary"] == who


def test_an_order_for_oneself_and_one_for_a_neighbour_are_two() -> None:
    reading = read("我要两盒鸡蛋 帮钱奶奶也订一盒鸡蛋")
    assert items(reading) == {EGGS: 2}
    assert "beneficiary" not in reading.slots
    assert [(items(other), other.slots["beneficiary"]) for other in reading.also] == [({EGGS: 1}, "钱奶奶")]


def test_where_it_is_to_be_picked_up_is_a_slot() -> None:
    assert read("鸡蛋一盒 放南门驿站").slots["pickup"] == "柳岸南门驿站"


def test_products_of_several_group_buys_make_one_order() -> None:
    assert items(read("大米一袋 挂面两把 鸡蛋一盒", CLUB)) == {RICE: 1, NOODLES: 2, EGGS: 1}


def test_a_question_beside_an_order_is_answered_too() -> None:
    reading = read("鸡蛋两盒 山药多少钱一斤")
    assert items(reading) == {EGGS: 2}
    assert [other.intent for other in reading.also] == ["group_buy_info"]


def test_an_order_where_nothing_is_on_sale_is_explained_only_to_who_speaks_to_the_bot() -> None:
    late = "2026-12-20T10:00:00+08:00"
    assert read("鸡蛋两盒", at=late).intent == "none"
    assert read("@小邻\u2005鸡蛋两盒", at=late, mention=True).unmet == "no_group_buy"


def test_one_more_is_an_order_and_a_new_number_a_change() -> None:
    more = read("鸡蛋再加一盒", ordered=[EGGS])
    changed = read("鸡蛋改成三盒", ordered=[EGGS])
    assert (more.intent, items(more)) == ("order", {EGGS: 1})
    assert (changed.intent, items(changed)) == ("amend_order", {EGGS: 3})


def test_who_ordered_one_thing_need_not_name_it_to_change_it() -> None:
    assert items(read("改成三盒", ordered=[EGGS])) == {EGGS: 3}


def test_everything_is_cancelled_where_nothing_is_named() -> None:
    reading = read("我订的都不要了", ordered=[EGGS])
    assert reading.intent == "cancel_order"
    assert "items" not in reading.slots
    assert read("我订的都不要了").intent == "none"


@pytest.mark.parametrize("text", ["不用了", "不用了 谢谢", "我不要了", "算了", "不要了"])
def test_a_refusal_that_does_not_speak_of_the_order_cancels_nothing(text: str) -> None:
    assert read(text, ordered=[EGGS, GREENS]).intent == "none"


def test_all_but_one_are_cancelled_and_the_one_is_kept() -> None:
    reading = read("除了鸡蛋其他都不要了", ordered=[EGGS, GREENS])
    assert (reading.intent, reading.slots) == ("cancel_order", {"items": [{"product": GREENS}]})


@pytest.mark.parametrize("text", ["鸡蛋不要了 儿子送来了", "要退鸡蛋", "鸡蛋退了吧", "我老公说鸡蛋别买了 家里还有 取消吧"])
def test_an_own_product_is_cancelled_with_its_reason(text: str) -> None:
    reading = read(text, ordered=[EGGS, GREENS])
    assert (reading.intent, reading.slots) == ("cancel_order", {"items": [{"product": EGGS}]})


def test_an_own_order_put_right_sets_new_totals() -> None:
    reading = read("不对 鸡蛋1盒就够了 青菜2斤", ordered=[EGGS, GREENS])
    assert (reading.intent, items(reading)) == ("amend_order", {EGGS: 1, GREENS: 2})


def test_less_of_it_is_asked_about_where_the_total_is_unknown() -> None:
    reading = read("鸡蛋减两盒", ordered=[EGGS])
    assert (reading.intent, [doubt.kind for doubt in reading.doubts]) == ("amend_order", ["how_many"])


def test_each_for_me_and_a_neighbour_are_two_orders() -> None:
    reading = read("给我和冯阿姨各来一斤青菜")
    assert items(reading) == {GREENS: 1} and "beneficiary" not in reading.slots
    assert [further.slots["beneficiary"] for further in reading.also] == ["冯阿姨"]


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("帮隔壁302的王老师订一盒鸡蛋", "王老师"),
        ("钱奶奶让我帮她订一盒鸡蛋", "钱奶奶"),
        ("帮孙爷爷也带一份 他要一盒鸡蛋", "孙爷爷"),
    ],
)
def test_for_whom_it_is_comes_out_of_roundabout_words(text: str, whom: str) -> None:
    reading = read(text)
    assert (items(reading), reading.slots.get("beneficiary")) == ({EGGS: 1}, whom)


def test_a_call_to_order_by_staff_is_no_order() -> None:
    assert read("鸡蛋29.8一盒，要的接龙").intent == "none"


def test_a_question_word_in_the_title_of_a_collection_is_no_name() -> None:
    assert read("冬日鲜货团什么时候截止啊").slots == {"field": "deadline", "group_buy": "冬日鲜货团"}


def test_called_off_and_said_anew_is_the_new_number() -> None:
    assert items(read("鸡蛋2盒吧 算了1盒")) == {EGGS: 1}


@pytest.mark.parametrize(
    "text",
    [
        "昨晚做的红烧肉用了三斤五花肉",
        "鸡蛋打碎了两个 心疼",
        "这鸡蛋30一盒有点贵",
        "冯阿姨你订的两盒鸡蛋放我这了",
        "谁家的一箱橙子放门口了",
        "我吃了两块豆腐就饱了",
        "邻居送了我五斤青菜 吃不完",
        "要不要买两盒鸡蛋呢",
        "要是便宜点我就买两盒鸡蛋",
        "不订了 上回的青菜太老",
        "鸡蛋匀两盒 30一盒",
        "@冯阿姨\u2005给我带两盒鸡蛋",
        "【转发】鸡蛋两盒 豆腐三块",
        "鸡蛋还剩20盒 要的抓紧",
        "5-1-302",
        "2",
    ],
)
def test_talk_about_things_is_no_order(text: str) -> None:
    assert read(text).intent == "none"


def test_a_product_inside_a_longer_word_is_no_product(monkeypatch: pytest.MonkeyPatch) -> None:
    """青菜头 is no 青菜: only a segmenter that knows words can tell. 豆腐脑 is known as well for what breakfast shops sell."""
    from intents.segmentation import Segmenter

    assert read("豆腐脑来3块").intent == "none"
    assert read("青菜头来2斤").intent == "none"
    monkeypatch.setattr(Segmenter, "cut", lambda self, text: list(text))
    assert read("青菜头来2斤").intent == "order"


def test_the_soup_is_no_soup_bowl() -> None:
    assert items(read("羊汤来两份", NORTH)) == {SOUP: 2}
    assert read("羊汤喝了两碗 舒服", NORTH).intent == "none"


def test_goods_that_are_called_as_a_collection_keep_their_name() -> None:
    scene = replace(scene_of(NORTH, SATURDAY), collections=("稻花香征集",))
    plain = [
        in_plain_wishes(hear(Message(text, SATURDAY), scene, NOBODY, SILENCE)) for text in ("稻花香大米2袋", "稻花香我要麻糖2袋")
    ]
    assert plain == ["稻花香大米2袋", "我要麻糖2袋"]


def test_who_is_called_as_goods_are_may_be_ordered_for() -> None:
    here = scene_of(SOUTH, SATURDAY)
    scene = replace(here, people={**here.people, "豆腐": ("wx_doufu",)})
    reading = understand(Message("给豆腐订两块豆腐", SATURDAY, "wx_somebody", "某人"), scene, NOBODY, SILENCE)
    assert (items(reading), reading.slots["beneficiary"]) == ({TOFU: 2}, "豆腐")
    reading = understand(Message("豆腐订两块", SATURDAY, "wx_somebody", "某人"), scene, NOBODY, SILENCE)
    assert (items(reading), reading.slots.get("beneficiary")) == ({TOFU: 2}, None)
