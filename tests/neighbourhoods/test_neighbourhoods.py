"""Other people's messages are read as their authors meant them, and talk is met with silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.neighbourhoods.judging import HERE, play, read, right_intent, right_slots

WORLDS = sorted(folder.parent for folder in HERE.glob("*/world"))
CHATTER = [folder for folder in WORLDS if (folder / "chatter.txt").is_file()]
INTENT, SLOTS, SILENCE = 0.97, 0.95, 0.995


@pytest.mark.parametrize("folder", WORLDS, ids=lambda folder: folder.name)
def test_single_messages_are_understood(folder: Path) -> None:
    cases = read(folder / "cases.jsonl")
    shown = {one["id"]: one for one in play(folder / "world", cases, isolated=True)}
    assert len(shown) == len(cases)
    judged = [(case, shown[case["id"]], right_intent(case["expect"], shown[case["id"]])) for case in cases]
    talk = [(case, got, good) for case, got, good in judged if case["expect"]["intent"] == "none"]
    broken = [f"{case['text']!r} → {got['intent']} {got['slots']}" for case, got, good in talk if not good]
    assert len(broken) <= (1 - SILENCE) * len(talk), "spoke where silence is right:\n" + "\n".join(broken)
    wrong = [f"{case['text']!r}: {case['expect']['intent']} → {got['intent']}" for case, got, good in judged if not good]
    assert len(wrong) <= (1 - INTENT) * len(cases), "wrong intents:\n" + "\n".join(wrong)
    held = [(case, got) for case, got, good in judged if good and case["expect"].get("slots")]
    off = [
        f"{case['text']!r}: {case['expect']['slots']} → {got['slots']}"
        for case, got in held if not right_slots(case["expect"], got)
    ]
    assert len(off) <= (1 - SLOTS) * len(held), "wrong slots:\n" + "\n".join(off)


@pytest.mark.parametrize("folder", CHATTER, ids=lambda folder: folder.name)
def test_chatter_is_met_with_silence_in_every_room(folder: Path) -> None:
    rooms = [line.split(",")[0] for line in (folder / "world" / "群.csv").read_text(encoding="utf-8-sig").splitlines()[1:]]
    texts = [line for line in (folder / "chatter.txt").read_text(encoding="utf-8").splitlines() if line.strip()]
    lines = [
        {"id": f"{room}{i}", "at": f"2026-11-28T{8 + i % 14:02d}:30:00+08:00", "room": room, "sender": f"u{i}",
         "name": f"邻居{i}", "text": text, "mention": False}
        for room in rooms if room for i, text in enumerate(texts)
    ]
    texts_by_id = {line["id"]: line["text"] for line in lines}
    spoken = [
        f"{texts_by_id[one['id']]!r} → {one['intent']}" for one in play(folder / "world", lines, isolated=True)
        if one["intent"] != "none" or one["replies"]
    ]
    assert not spoken, "\n".join(spoken)
