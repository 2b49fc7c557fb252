"""What sounds like people talking is left alone, also in neighbourhoods that the ear has never heard; what is meant is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.wording.explaining import because
from intents.markers import abstract
from intents.scene import Shown
from intents.sounds_like import TALK, TALK_TO_ASK_ABOUT, as_heard, is_talk, likeness, telling
from tests.bench.corpora import NEIGHBOURHOODS
from tests.neighbourhoods.judging import play
from tests.neighbourhoods.judging import read as lines_of
from tests.sounds.examples import examples_of, examples_of_our_own
from tests.sounds.learn import TABLE, learn, table_lines
from tests.understanding.neighbourhood import SATURDAY, lexicon, read

HARD = [folder for folder in NEIGHBOURHOODS if (folder / "heard.jsonl").is_file()]
STRANGE = [folder for folder in NEIGHBOURHOODS if folder not in HARD][:6]
KNOWN = [folder for folder in NEIGHBOURHOODS if folder not in STRANGE][::2]
SILENT = [folder for folder in NEIGHBOURHOODS if (folder / "silence.jsonl").is_file()]
HEARD = 0.75  # all of them are written to be hard
LARD = "五花肉两斤炼出来一碗油 剩的渣拌饭香"


def test_the_likeness_of_a_message_is_the_same_however_its_runs_are_gone_through() -> None:
    found = [likeness(text) for text in (LARD, "义诊帮我留个位子 我老公不去了", "鸡蛋两盒", "后天谁去体育馆")]
    assert all(one == round(one, 2) for one in found)


def test_an_ear_that_never_heard_a_neighbourhood_tells_its_talk_from_what_is_meant() -> None:
    weights = learn([*examples_of_our_own(), *(one for folder in KNOWN for one in examples_of(folder))])
    heard = [
        (sum(weights.get(run, 0.0) for run in runs) + weights[""] < TALK, meant)
        for folder in STRANGE for runs, meant in examples_of(folder)
    ]
    meant = [talk for talk, means in heard if means]
    others = [talk for talk, means in heard if not means]
    assert len(meant) > 150 and len(others) > 100
    assert sum(meant) <= 0.02 * len(meant)
    assert sum(others) >= 0.6 * len(others)


def test_a_table_that_is_written_is_the_one_that_is_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    lines = list(table_lines({"": 0.5, "谢谢": -1.234, "要0": 2.0}, 3))
    assert lines[0].startswith("#") and "3 labelled messages" in lines[0]
    assert lines[1:] == ["50\t", "200\t要0", "-123\t谢谢"]
    assert sum(1 for _ in TABLE.open(encoding="utf-8")) > 3_000


@pytest.mark.parametrize("folder", SILENT, ids=lambda folder: folder.name)
def test_what_is_said_in_the_words_of_orders_and_means_none_is_left_alone(folder) -> None:  # type: ignore[no-untyped-def]
    lines = lines_of(folder / "silence.jsonl")
    texts = {line["id"]: line["text"] for line in lines}
    spoken = [f"{texts[one['id']]!r} → {one['intent']}" for one in play(folder / "world", lines, isolated=True)
              if one["intent"] != "none"]
    assert len(spoken) <= 0.005 * len(lines), "\n".join(spoken)


@pytest.mark.parametrize("folder", HARD, ids=lambda folder: folder.name)
def test_what_is_meant_is_heard_beside_stories_reasons_and_jokes(folder) -> None:  # type: ignore[no-untyped-def]
    lines = lines_of(folder / "heard.jsonl")
    shown = {one["id"]: one["intent"] for one in play(folder / "world", lines, isolated=True)}
    broken = [line["text"] for line in lines if line["expect"]["intent"] == "none" and shown[line["id"]] != "none"]
    assert len(broken) <= 2, "\n".join(broken)
    meant = [line for line in lines if line["expect"]["intent"] != "none"]
    missed = [line["text"] for line in meant if shown[line["id"]] != line["expect"]["intent"]]
    assert len(missed) <= (1 - HEARD) * len(meant), "\n".join(missed)


def test_goods_and_numbers_in_a_story_order_nothing_and_the_reason_is_told() -> None:
    reading = read(LARD)
    assert reading.intent == "none"
    assert reading.reasons[0].startswith("sounds like talk: ")
    said = "".join(because(reading.reasons, LARD))
    assert "听着像邻居在聊天" in said and "出来" in said


def test_to_ask_what_is_meant_a_message_must_sound_better_than_to_record_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intents.sounds_like.likeness", lambda _: (TALK + TALK_TO_ASK_ABOUT) / 2)
    assert is_talk("有人要一点豆腐么", would_ask=True) and not is_talk("有人要一点豆腐么")
    assert read("豆腐来一点").doubts == () and read("豆腐来两块尝尝看").intent == "order"


def test_to_the_bot_itself_nothing_sounds_like_talk() -> None:
    assert not any(reason.startswith("sounds like talk") for reason in read(LARD, mention=True).reasons)


def test_who_was_just_shown_something_is_not_judged_by_the_sound() -> None:
    shown = Shown("find_merchant", {}, ("晴衣坊",), SATURDAY - timedelta(minutes=1))
    assert read(LARD, shown=shown).intent == "order"


def test_a_change_of_what_is_ones_own_is_not_judged_by_the_sound() -> None:
    text = "鸡蛋不要了 儿子昨天送来一大筐"
    assert is_talk(abstract(text, lexicon().find(text)))
    assert read(text, ordered=["散养鸡蛋"]).intent == "cancel_order"


def test_what_sounds_just_like_a_question_to_the_bot_is_read_as_if_it_were_called() -> None:
    reading = read("晴衣坊在柳岸花园哪个位置？")
    assert (reading.intent, reading.slots["field"]) == ("merchant_info", "address")
    assert "整句听着就是在问我" in "".join(because(reading.reasons, ""))
    assert read("晴衣坊在柳岸花园哪个位置你知道不").intent == "none"
    assert read("晴衣坊在柳岸花园那个位置好得很").intent == "none"


def test_names_numbers_and_packets_sound_alike_wherever_they_are_sold() -> None:
    assert as_heard("鸡蛋，来3盒。") == as_heard("鸡蛋  来十二袋") == "^鸡蛋 来0U$"


def test_an_order_sounds_like_one_and_a_story_does_not() -> None:
    assert likeness("给我来两盒，谢谢") > 0 > TALK > likeness("昨天我婆婆买回来三盒，结果坏了一半，气死人了")
    assert telling("昨天我婆婆买回来三盒，结果坏了一半，气死人了")
