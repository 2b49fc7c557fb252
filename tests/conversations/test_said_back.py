"""Whatever the bot tells people to say is understood when they say it."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from bot.replay import replay
from tests.conversations.talks import SAMPLE, member_ids

ROOMS = ("青柳湾南区群", "青柳湾北区群", "青柳湾团购群", None)
TOPICS = ("", "积分", "服务", "报修", "办事", "优惠", "改单", "找店", "报名", "兑换", "预约", "投票", "团购")
LONGEST = 6  # lines of an answer in a group
ON_THE_SPOT = ("好", "排队", "还有吗")  # answers to what the bot just said, which alone mean nothing


def answers(folder: Path, said: list[tuple[str | None, str]], who: str = "老丁") -> list[dict]:
    """What the bot made of each text alone, said to it in that room."""
    lines = [
        {
            "id": f"h{number}", "at": "2026-11-28T09:00:00+08:00", "room": room, "sender": member_ids()[who], "name": who,
            "mention": room is not None, "text": f"@小邻\u2005{text}" if room else text,
        }
        for number, (room, text) in enumerate(said)
    ]
    transcript, out = folder / "said.jsonl", io.StringIO()
    transcript.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    replay(transcript, SAMPLE, out, isolated=True, state=None)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def told_to_say(answer: dict) -> list[str]:
    return [words for reply in answer["replies"] for words in re.findall("“([^”]{2,40})”", reply["text"] or "")]


@pytest.mark.parametrize("room", ROOMS)
def test_what_the_help_tells_to_say_is_understood(room: str | None, tmp_path: Path) -> None:
    helped = answers(tmp_path, [(room, f"帮助 {topic}".strip()) for topic in TOPICS])
    assert all(one["intent"] == "help" for one in helped)
    assert all((one["replies"][0]["text"] or "").count("\n") < LONGEST for one in helped)
    said = list(dict.fromkeys(words for one in helped for words in told_to_say(one)))
    understood = answers(tmp_path, [(room, words) for words in said])
    assert [words for words, one in zip(said, understood, strict=True) if one["intent"] == "none"] == []


def test_the_plain_help_names_what_there_is_besides_and_each_topic_is_taught(tmp_path: Path) -> None:
    (plain,) = answers(tmp_path, [(ROOMS[0], "帮助")])
    topics = re.search("还有([^，]+)，", plain["replies"][0]["text"])
    assert topics is not None and {"积分", "服务", "报修"} <= set(topics[1].split("、"))
    taught = answers(tmp_path, [(ROOMS[0], f"帮助 {topic}") for topic in topics[1].split("、")])
    assert len({one["replies"][0]["text"].splitlines()[1] for one in taught}) == len(taught)


QUESTIONS = (
    "家电维修怎么预约", "通下水道多少钱", "义诊几点开始", "赣南橙多少钱", "我的订单", "我的积分", "鸡蛋2盒", "大米1袋", "约保洁",
    "附近有什么店", "修鞋的在哪", "谁会修手表", "什么时候能提货", "汤圆还有吗", "腊八粥几点开始", "有什么优惠", "老年卡怎么办",
)


def test_what_other_answers_tell_to_say_is_understood(tmp_path: Path) -> None:
    for room in ROOMS[:3]:
        said = list(dict.fromkeys(w for one in answers(tmp_path, [(room, q) for q in QUESTIONS]) for w in told_to_say(one)))
        understood = answers(tmp_path, [(room, words) for words in said if words not in ON_THE_SPOT])
        assert [one for one in understood if one["intent"] == "none"] == []
