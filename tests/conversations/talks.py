"""Reads `.talk` files and plays them: conversations written as people would write them down."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.replay import replay

SAMPLE = Path(__file__).parents[2] / "catalogue" / "sample"
LINE = re.compile(r"^(?P<time>\d{1,2}:\d\d(?::\d\d)?) (?P<who>[^：@]+?)(?P<mention> @)?：(?P<text>.*)$")
DAY = re.compile(r"^\d{4}-\d\d-\d\d$")


@dataclass
class Expectation:
    """What is written under a message: about its answer, or (own) about what comes by itself afterwards."""

    words: str
    own: bool
    line: int


@dataclass
class Spoken:
    """A message with what must come of it."""

    line: int
    message: dict[str, Any]
    expected: list[Expectation] = field(default_factory=list)


@dataclass
class Talk:
    """A whole conversation."""

    title: str
    spoken: list[Spoken]
    records: list[tuple[int, str]]


def _rows(sheet: str) -> list[dict[str, str]]:
    with (SAMPLE / f"{sheet}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def member_ids() -> dict[str, str]:
    return {row["昵称"]: row["微信标识"] for row in _rows("人员")}


def read_talk(file: Path) -> Talk:
    """Read a talk; an unreadable line is an error that names it."""
    ids, places = member_ids(), {row["名称"]: row for row in _rows("地点")}
    title, *lines = file.read_text(encoding="utf-8").splitlines()
    talk, day, room = Talk(title, [], []), "2026-11-28", None
    in_records = False
    for number, line in enumerate(lines, start=2):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("=="):
            in_records = True
        elif in_records:
            talk.records.append((number, line))
        elif DAY.match(line.strip()):
            day = line.strip()
        elif line.startswith("["):
            room = None if line.strip() == "[私聊]" else line.strip()[1:-1]
        elif line.lstrip().startswith("<"):
            own = line.lstrip().startswith("<<")
            talk.spoken[-1].expected.append(Expectation(line.lstrip().lstrip("<").strip(), own, number))
        elif found := LINE.match(line):
            message = _message(found, day, room, ids, places, talk)
            talk.spoken.append(Spoken(number, message))
        else:
            raise AssertionError(f"{file.name}:{number}: cannot be read: {line}")
    return talk


def _message(
    found: re.Match[str], day: str, room: str | None, ids: dict[str, str], places: dict[str, dict[str, str]], talk: Talk
) -> dict[str, Any]:
    name, text = found["who"].strip(), found["text"].replace("\\n", "\n")
    time = found["time"] if found["time"].count(":") == 2 else found["time"] + ":00"
    message: dict[str, Any] = {
        "id": f"t{len(talk.spoken) + 1}", "at": f"{day}T{time.zfill(8)}+08:00", "room": room,
        "sender": ids.get(name, f"new_{name}"), "name": name, "mention": bool(found["mention"]),
    }
    if before := re.match(r"^引用 ([^：]+)：(.+?) \| ?", text):
        quoted = ids.get(before[1], "wx_bot" if before[1] == "小邻" else f"new_{before[1]}")
        message["quote"] = {"sender": quoted, "text": before[2]}
        text = text[before.end():]
    elif before := re.match(r"^撤回 (\d+) \|", text):
        message["recall"], text = f"t{before[1]}", ""
    elif before := re.match(r"^位置 (\S+) \| ?", text):
        place = places[before[1]]
        message["location"] = {"lng": float(place["经度"]), "lat": float(place["纬度"]), "label": before[1]}
        text = text[before.end():]
    message["text"] = f"@小邻\u2005{text}" if message["mention"] else text
    return message


def play(talk: Talk, world: Path = SAMPLE) -> list[str]:
    """Play it; gives what did not come out as written, [] where all did."""
    with tempfile.TemporaryDirectory() as folder:
        transcript, state = Path(folder) / "talk.jsonl", Path(folder) / "state.json"
        transcript.write_text("".join(json.dumps(one.message, ensure_ascii=False) + "\n" for one in talk.spoken))
        out = io.StringIO()
        replay(transcript, world, out, isolated=False, state=state)
        recorded = json.loads(state.read_text(encoding="utf-8"))
    answers: dict[str, dict[str, Any]] = {}
    by_itself: dict[str, list[str]] = {}
    last = ""
    for shown in map(json.loads, out.getvalue().splitlines()):
        if shown["id"] is None:
            by_itself.setdefault(last, []).extend(reply["text"] for reply in shown["replies"])
        else:
            last = shown["id"]
            answers[last] = shown
    faults = [
        fault
        for one in talk.spoken
        for expected in one.expected
        if (fault := _judge(expected, answers[one.message["id"]], by_itself.get(one.message["id"], []), one))
    ]
    return faults + [fault for number, line in talk.records if (fault := _judge_record(number, line, recorded))]


def _judge(expected: Expectation, answer: dict[str, Any], by_itself: list[str], one: Spoken) -> str | None:
    words, texts = expected.words, [reply["text"] or "" for reply in answer["replies"]]
    if expected.own:
        texts = by_itself
    if words == "-":
        good = not texts and (expected.own or answer["intent"] == "none")
    elif not expected.own and words in ("asking", "refused"):
        good = bool(answer.get(words))
    elif not expected.own and words.startswith("intent "):
        good = answer["intent"] == words.removeprefix("intent ").strip()
    else:
        wanted = [part.strip() for part in words.split(" / ")]
        joined = "\n".join(texts)
        good = all((part[1:] not in joined) if part.startswith("!") else (part in joined) for part in wanted)
    if good:
        return None
    said = "" if expected.own else f" [{answer['intent']}]"
    return f"line {expected.line}: wanted “{words}” after “{one.message['text']}”, got{said} {texts}"


def _judge_record(number: int, line: str, recorded: dict[str, Any]) -> str | None:
    unwanted = line.startswith("no ")
    kind, _, pattern = line.removeprefix("no ").partition(" ")
    ids = member_ids()
    wanted = json.loads(pattern or "{}")
    held = recorded[kind]
    if isinstance(held, dict):
        good = all(held.get(ids.get(key, key), 0) == value for key, value in wanted.items())
    else:
        found = [row for row in held if all(_same(value, row.get(key), ids) for key, value in wanted.items())]
        good = bool(found) != unwanted
    return None if good else f"line {number}: “{line}” does not hold; recorded: {held}"


def _same(wanted: Any, got: Any, ids: dict[str, str]) -> bool:
    if isinstance(wanted, list):
        return isinstance(got, list) and len(wanted) == len(got) and all(
            any(_same(one, other, ids) for other in got) for one in wanted
        )
    if isinstance(wanted, dict):
        return isinstance(got, dict) and all(_same(value, got.get(key), ids) for key, value in wanted.items())
    if isinstance(wanted, str) and wanted.startswith("…"):
        return wanted[1:] in str(got)
    return wanted == got or (isinstance(wanted, str) and (ids.get(wanted, f"new_{wanted}") == got))
