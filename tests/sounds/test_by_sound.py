"""What stands in no known form is read by its names and numbers where the ear hears that it is meant; talk is not."""

from __future__ import annotations

import pytest

from intents.by_sound import read_by_sound
from intents.reading import Reading
from intents.scene import Doubt, Question
from tests.understanding.neighbourhood import NORTH, SATURDAY, SOUTH, read
from tests.understanding.saying import SAID, Said, said

BY_SOUND = [one for one in said(SAID / "by_sound.txt") if one.intent != "none"]
QUESTIONS = {
    "药店远不远嘛 最近的是哪家": ("find_merchant", {"category": "药店"}),
    "头发遮眼睛了 剪头发要走好远嘛 最近是哪家": ("find_merchant", {"category": "理发店"}),
    "想撸串了 哪有烧烤店": ("find_merchant", {"category": "烧烤店"}),
    "豆腐在哪个门取呀 我认不得路": ("group_buy_info", {"product": "卤水老豆腐", "field": "pickup"}),
    "粮油团到底礼拜几结束呀 我要回趟娘家": ("group_buy_info", {"group_buy": "腊月粮油团", "field": "deadline"}),
    "小白牙口腔涂氟多少钱 娃的牙又黑了": ("merchant_info", {"name": "小白牙口腔诊所", "field": "services"}),
}


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intents.understand.read_by_sound", lambda *_: None)


@pytest.mark.parametrize("one", BY_SOUND, ids=lambda one: one.text)
def test_what_names_and_numbers_tell_is_read_by_nothing_else(one: Said, deaf: None) -> None:
    assert one.reading().intent == "none"


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_in_no_known_form_is_answered(text: str) -> None:
    reading = read(text)
    assert (reading.intent, dict(reading.slots)) == QUESTIONS[text]


@pytest.mark.parametrize("text", QUESTIONS)
def test_which_nothing_else_reads(text: str, deaf: None) -> None:
    assert read(text).intent == "none"


@pytest.mark.parametrize(
    "text",
    [
        "哪家药店敢卖假药 举报它", "药店哪有不涨价的", "最近老跑药店 药店的人都认得我了",
        "帮我查查快递到哪了", "豆腐哪里不好了 你说说",
        "替我妈谢谢那三块豆腐 说是下饭得很",
    ],
)
def test_talk_with_the_same_names_is_left_alone(text: str) -> None:
    assert read(text).intent == "none"


def test_an_answer_to_the_bot_is_not_guessed_at() -> None:
    open_question = Question("order", (Doubt("how_many", "", "散养鸡蛋"),), SATURDAY)
    guessed: list[Reading | None] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("intents.understand.read_by_sound", lambda *said: guessed.append(read_by_sound(*said)))
        read("儿子考完我也松口气 豆腐来一块庆祝庆祝", SOUTH, question=open_question)
    assert not any(guessed)


def test_a_wish_needs_a_collection() -> None:
    assert read("娃爱吃车厘子 我登记一箱", NORTH).intent == "express_demand"
    assert read("娃爱吃车厘子 我登记一箱", SOUTH).intent == "none"
