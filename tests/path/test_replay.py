"""linli replay: the transcript's clock, its rooms, its ids; nothing between that should not be."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot.replay import replay
from bot.transcript import TranscriptError, read_transcript
from catalogue.workbook import WorkbookFaulty, WorkbookRefused

SAMPLE = Path(__file__).parents[2] / "catalogue" / "sample"
SOUTH = "青柳湾南区群"
ADVERTISING = "帮我们店明天上午10点推一条：羊毛衫干洗两件九折"


def line(
    number: int, at: str, text: str, sender: str = "wx_new1", room: str | None = SOUTH, **more: Any
) -> dict[str, Any]:
    return {"id": f"m{number}", "at": f"{at}+08:00", "room": room, "sender": sender, "name": sender, "text": text,
            "mention": False, **more}


def play(
    tmp_path: Path, lines: list[dict[str, Any]], *, isolated: bool = False
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    file, state = tmp_path / "talk.jsonl", tmp_path / "state.json"
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in lines) + "\n", encoding="utf-8")
    out = io.StringIO()
    replay(file, SAMPLE, out, isolated=isolated, state=state)
    return [json.loads(one) for one in out.getvalue().splitlines()], json.loads(state.read_text(encoding="utf-8"))


def test_each_line_is_answered_in_order_and_what_falls_due_comes_in_between(tmp_path: Path) -> None:
    out, state = play(tmp_path, [
        line(1, "2026-11-28T14:00:00", "鸡蛋两盒"), line(2, "2026-11-28T15:30:00", "今天太阳真好"),
    ])
    assert [one["id"] for one in out] == ["m1", None, "m2"]
    assert (out[0]["intent"], out[0]["slots"]["items"]) == ("order", [{"product": "散养鸡蛋", "quantity": 2}])
    assert out[0]["replies"][0]["room"] == SOUTH and out[0]["replies"][0]["to"] == "wx_new1"
    assert (out[1]["cause"], out[1]["at"], len(out[1]["replies"])) == ("broadcast", "2026-11-28T15:00:00+08:00", 3)
    assert (out[2]["intent"], out[2]["replies"]) == ("none", [])
    assert {(one["due"], one["status"]) for one in state["broadcasts"]} == {("2026-11-28T15:00:00+08:00", "sent")}


def test_nothing_happens_before_the_first_line_or_after_the_last(tmp_path: Path) -> None:
    out, state = play(tmp_path, [
        line(1, "2026-11-28T15:30:00", "今天太阳真好"), line(2, "2026-11-28T15:31:00", "是啊"),
    ])
    assert [one["id"] for one in out] == ["m1", "m2"]
    assert state["broadcasts"] == []


def test_what_falls_due_at_the_instant_of_the_first_line_comes_before_it(tmp_path: Path) -> None:
    out, _ = play(tmp_path, [line(1, "2026-11-28T15:00:00", "今天太阳真好")])
    assert [one["id"] for one in out] == [None, "m1"]


def test_the_same_id_again_is_nothing(tmp_path: Path) -> None:
    again = line(1, "2026-11-28T10:00:00", "鸡蛋两盒")
    out, state = play(tmp_path, [again, {**again, "at": "2026-11-28T10:01:00+08:00"}])
    assert [(one["intent"], len(one["replies"])) for one in out] == [("order", 1), ("none", 0)]
    assert len(state["orders"]) == 1


def test_isolated_lines_know_nothing_of_each_other_and_nothing_fires(tmp_path: Path) -> None:
    out, state = play(tmp_path, [
        line(1, "2026-11-28T16:00:00", "鸡蛋两盒"), line(2, "2026-11-28T14:00:00", "鸡蛋两盒"),
        line(1, "2026-11-29T16:00:00", "鸡蛋两盒"),
    ], isolated=True)
    assert [one["intent"] for one in out] == ["order"] * 3
    assert state["orders"] == state["broadcasts"] == []


def test_in_an_isolated_line_a_group_buy_is_open_at_its_own_time_only(tmp_path: Path) -> None:
    out, _ = play(tmp_path, [
        line(1, "2026-12-02T18:30:00", "鸡蛋两盒"), line(2, "2026-12-02T17:30:00", "鸡蛋两盒"),
        line(3, "2026-12-02T18:00:00", "鸡蛋两盒"),
    ], isolated=True)
    assert [one["intent"] for one in out] == ["none", "order", "none"]


def test_a_notice_at_once_goes_to_the_room_without_a_word_from_others(tmp_path: Path) -> None:
    out, state = play(tmp_path, [
        line(1, "2026-11-28T09:00:00", "#定时发送 11月28日9:30 南区水箱清洗，请提前接水", "wx_lvxiao"),
        line(2, "2026-11-28T09:40:00", "收到"),
    ])
    assert [(one["id"], one.get("cause")) for one in out] == [("m1", None), (None, "broadcast"), ("m2", None)]
    assert "水箱清洗" in out[1]["replies"][0]["text"] and out[1]["replies"][0]["room"] == SOUTH
    assert [one["number"] is not None for one in state["broadcasts"]] == [True]


def test_a_merchants_text_waits_for_the_word_of_a_grid_worker(tmp_path: Path) -> None:
    out, _ = play(tmp_path, [
        line(1, "2026-11-28T09:00:00", ADVERTISING, "wx_lanxz", None),
        line(2, "2026-11-28T09:10:00", "#定时列表", "wx_lvxiao"),
        line(3, "2026-11-29T10:30:00", "早上好啊"),
    ])
    by_id = {one["id"]: one for one in out if one["id"]}
    assert by_id["m1"]["intent"] == "schedule_broadcast" and not by_id["m1"].get("refused")
    assert "等批准" in by_id["m2"]["replies"][0]["text"]
    sent = [one for one in out if one["id"] is None and one["cause"] == "broadcast"]
    assert not any("羊毛衫" in reply["text"] for one in sent for reply in one["replies"])


def test_an_approved_text_of_a_merchant_goes_out_as_a_promotion(tmp_path: Path) -> None:
    lines = [line(1, "2026-11-28T09:00:00", ADVERTISING, "wx_lanxz", None)]
    out, _ = play(tmp_path, lines)
    asked = next(one for one in out if one.get("cause") == "approval")["replies"][0]
    number = asked["text"].split("第")[-1].split("条")[0]
    out, state = play(tmp_path, [
        *lines, line(2, "2026-11-28T09:10:00", f"#批准第{number}条", "wx_lvxiao"), line(3, "2026-11-29T10:05:00", "早"),
    ])
    sent = [reply for one in out if one.get("cause") == "broadcast" for reply in one["replies"]]
    assert "【广告】羊毛衫干洗两件九折" in [reply["text"] for reply in sent]
    assert {one["status"] for one in state["broadcasts"] if one["number"] == int(number)} == {"sent"}


@pytest.mark.parametrize(
    ("written", "named"),
    [("{", "第2行"), ("[1]", "第2行"), ('{"id": "x"}', "at"), ('{"id": "x", "at": "noon", "sender": "a"}', "noon")],
)
def test_a_broken_line_is_named(tmp_path: Path, written: str, named: str) -> None:
    file = tmp_path / "talk.jsonl"
    file.write_text(json.dumps(line(1, "2026-11-28T10:00:00", "早")) + "\n" + written + "\n", encoding="utf-8")
    with pytest.raises(TranscriptError, match=named):
        read_transcript(file)


def test_a_missing_transcript_and_a_missing_or_faulty_world_are_told(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="找不到"):
        read_transcript(tmp_path / "none.jsonl")
    file = tmp_path / "talk.jsonl"
    file.write_text("", encoding="utf-8")
    with pytest.raises(WorkbookRefused):
        replay(file, tmp_path / "nowhere", io.StringIO(), isolated=True)
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "群.csv").write_text("群名,中心地点\n甲群,没有的地方\n", encoding="utf-8")
    with pytest.raises(WorkbookFaulty, match="没有的地方"):
        replay(file, tmp_path / "world", io.StringIO(), isolated=True)


def test_what_was_cancelled_or_not_approved_stands_in_the_state_once_its_time_has_come(tmp_path: Path) -> None:
    staff = {"sender": "wx_lvxiao", "mention": True}
    _, state = play(tmp_path, [
        line(1, "2026-11-28T16:00:00", "@小邻 今天17:00通知大家：三号楼停水", **staff),
        line(2, "2026-11-28T16:01:00", "@小邻 今天18:30通知大家：五号楼停电", **staff),
        line(3, "2026-11-28T16:02:00", "@小邻 取消定时1", **staff),
        line(4, "2026-11-28T16:03:00", "@小邻 取消定时2", **staff),
        line(5, "2026-11-28T17:30:00", "早"),
    ])
    assert [(one["number"], one["due"], one["status"]) for one in state["broadcasts"]] == [
        (1, "2026-11-28T17:00:00+08:00", "cancelled"),
    ]
