"""Demands, sign-ups, votes, questions, relays, thanks: everything besides orders that residents say."""

from __future__ import annotations

import pytest

from intents.scene import Quote
from intents.short_activities import telling_word
from tests.understanding.neighbourhood import NORTH, items, lexicon, read


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("最近的早点铺在哪", "早餐店"),
        ("附近哪里能配钥匙", "配钥匙"),
        ("哪儿能洗牙啊", "口腔诊所"),
        ("谁知道哪里可以换拉链", "裁缝店"),
        ("半夜了还有药店开门吗", "药店"),
        ("头髮長了 哪裡可以剪頭髮", "理发店"),
        ("最近的理法店是哪家", "理发店"),
        ("求推荐靠谱的保洁", "家政"),
        ("马桶堵了 附近有通下水道的吗", "管道疏通"),
        ("手机屏碎了哪里能换屏", "手机维修"),
        ("哪里可以磨剪刀", "磨剪刀"),
    ],
)
def test_a_shop_is_found_by_what_people_call_it(text: str, category: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.slots.get("category")) == ("find_merchant", category)


def test_open_now_near_and_discount_are_slots() -> None:
    assert read("现在还有药店开着吗").slots["open_now"] is True
    assert read("公园附近有奶茶店吗").slots["near"] == "柳湾公园"
    assert read("哪家餐馆能打折", mention=True).slots["discount"] is True


@pytest.mark.parametrize(
    ("text", "name", "field"),
    [
        ("小白牙电话是多少", "小白牙口腔诊所", "phone"),
        ("麦浪几点关门", "麦浪面包房", "hours"),
        ("百家惠在哪里呀", "百家惠超市", "address"),
        ("剪时光居民卡打几折", "剪时光发艺", "discount"),
        ("帮帮家政都有啥服务", "帮帮家政", "services"),
        ("夜灯药房的老板是谁", "夜灯药房", "contact"),
        ("柳湾平价是不是关掉了", "柳湾平价超市", "status"),
        ("磨刀补锅车哪天来", "磨刀补锅车", "hours"),
    ],
)
def test_a_question_about_a_shop_names_the_field(text: str, name: str, field: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.slots) == ("merchant_info", {"name": name, "field": field})


@pytest.mark.parametrize(
    "text",
    [
        "药店的阿姨人真好",
        "理发店老板又涨价了",
        "最近的天气真冷",
        "百家惠今天人真多",
        "你去百家惠看看有没有",
        "哪有这么好的事",
        "活动一下筋骨",
        "工作太忙了",
        "居住证终于办下来了",
        "物业电话多少",
        "最近的那家洗衣店关掉了 现在都拿到外面洗",
        "问了三家药店都没有 白跑一趟",
    ],
)
def test_talk_that_looks_like_a_question_is_left_alone(text: str) -> None:
    assert read(text).intent == "none"


def test_what_nobody_sells_is_a_demand_only_where_a_collection_is_open() -> None:
    wish = "我想要两箱砂糖橘"
    assert items(read(wish, NORTH)) == {"砂糖橘": 2}
    assert read(wish, NORTH).intent == "express_demand"
    assert read(wish).doubts[0].kind == "unknown_product"


def test_a_sign_up_without_activity_asks_which() -> None:
    reading = read("我要报名")
    assert reading.intent == "sign_up"
    assert "冬季便民义诊" in reading.doubts[0].choices


def test_leaving_needs_a_sign_up() -> None:
    assert read("清洁行动我去不了了").intent == "none"
    assert read("清洁行动我去不了了", signed_up=["周六清洁行动"]).intent == "cancel_sign_up"
    assert read("清洁行动我去不了了", mention=True).unmet == "not_signed_up"


def test_a_misheard_option_is_a_vote_beside_a_word_of_voting() -> None:
    assert read("我选儿童华梯").slots == {"option": "儿童滑梯"}
    assert read("投第二个").slots == {"option": "休息长椅"}


def test_thanks_are_answered_by_nobody() -> None:
    reading = read("@小邻\u2005谢谢你呀", mention=True)
    assert reading.intent == "none"
    assert reading.silent


def test_what_is_said_to_another_member_is_left_alone_unless_the_bot_is_mentioned_too() -> None:
    assert read("@冯阿姨\u2005最近的药店在哪").intent == "none"
    assert read("@冯阿姨\u2005@小邻\u2005最近的药店在哪", mention=True).intent == "find_merchant"


def test_a_name_that_is_nearly_right_is_found_by_the_likeness_of_its_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """麦浪面报坊 shares most syllables with 麦浪面包房; equality would find nothing."""
    import intents.lexicon
    from tests.understanding.neighbourhood import lexicon

    assert [name.value for name in lexicon().closest("白云多自住洗衣点", ("merchant",))] == ["白云朵自助洗衣"]
    monkeypatch.setattr(intents.lexicon.fuzz, "ratio", lambda a, b, **_: 100.0 * (a == b))
    assert lexicon().closest("白云多自住洗衣点", ("merchant",)) == ()


def test_a_quote_of_talk_is_talk() -> None:
    assert read("+1", quote=Quote("电梯里的广告太吵了 建议撤掉", "wx_other")).intent == "none"
    assert read("「老丁：鸡蛋2盒」\n- - - - - - - - - -\n你家几口人啊吃这么多").intent == "none"


def test_a_list_about_something_else_is_none_of_our_business() -> None:
    assert read("#接龙\n周五晚上打篮球\n1. 大伟哥\n2. 小唐").intent == "none"


def test_a_list_of_a_group_buy_with_one_product_counts_numbers_alone() -> None:
    reading = read("#接龙\n暖胃羊汤团 35一份\n\n例 姓名 数量\n1. 郝伯 2份\n2. 芸芸 1份(晚点拿)", NORTH)
    assert [(entry["name"], entry["items"]) for entry in reading.slots["entries"]] == [
        ("郝伯", [{"product": "鲜羊肉汤", "quantity": 2}]),
        ("芸芸", [{"product": "鲜羊肉汤", "quantity": 1}]),
    ]


def test_an_activity_is_meant_by_a_word_of_its_name_behind_what_one_does() -> None:
    words = lexicon().words
    assert telling_word("老丁也要下象棋", "邻里象棋赛", words) == "象棋"
    assert telling_word("帮老丁报象棋", "邻里象棋赛", words) == "象棋"
    assert telling_word("看中国象棋棋谱", "邻里象棋赛", words) is None
