"""The two lists of times by other authors, how an answer to them is judged, and what jionlp answered.

`python -m tests.language.times_lists` prints our score on each list, jionlp's recorded one, and everything that is lost.
`python -m tests.language.times_lists --record` asks jionlp anew and writes its answers; that needs jionlp installed
(Apache-2.0, some 250 MB with what it pulls in, so it is kept out of the project's own dependencies).
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from intents.days import CHINA
from intents.normalise import normalise
from intents.times import find_times

FOLDER = Path(__file__).parent
LISTS = ("a", "b")
RECORDED = FOLDER / "times_jionlp.json"
_STEPS = frozenset(("minute", "hour", "day", "week"))
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Case:
    """A message, when it was said, and the readings that count as right, in the form of `FoundTime.iso`."""

    text: str
    at: datetime
    right: tuple[str, ...]


@dataclass(slots=True)
class Score:
    """How many of a list were read rightly, and the others with what was read."""

    of: int
    right: int = 0
    lost: list[tuple[Case, str]] = field(default_factory=list)


def cases(name: str) -> list[Case]:
    """List `name`."""
    lines = (FOLDER / f"times_list_{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [Case(row["text"], datetime.fromisoformat(row["at"]), _wants(row)) for row in rows]


def _wants(row: Mapping[str, Any]) -> tuple[str, ...]:
    also = row.get("also", [])
    return (row["want"], *([also] if isinstance(also, str) else also))


def our_score(of: Sequence[Case]) -> Score:
    """What `find_times` makes of the messages: the first time that it finds is its answer."""
    score = Score(len(of))
    for case in of:
        found = find_times(normalise(case.text), case.at)
        answer = found[0].iso if found else "nothing"
        if answer in case.right:
            score.right += 1
        else:
            score.lost.append((case, answer))
    return score


def their_score(name: str, of: Sequence[Case]) -> Score:
    """jionlp's recorded answers, judged kindly: any of its answers may be the right one, whatever it calls it."""
    answers = json.loads(RECORDED.read_text(encoding="utf-8"))["answers"][name]
    score = Score(len(of))
    for case in of:
        given = answers.get(f"{case.text} @ {case.at.isoformat()}", [])
        if any(_is_right(answer, right, case.at) for answer in given for right in case.right):
            score.right += 1
        else:
            score.lost.append((case, json.dumps(given, ensure_ascii=False)))
    return score


def _is_right(answer: Mapping[str, Any], right: str, at: datetime) -> bool:
    if answer["type"] == "time_period":
        return _recurs_rightly(answer["time"], right)
    if answer["type"] == "time_delta":
        later = at + timedelta(**{f"{unit}s": count for unit, count in answer["time"].items() if unit in _STEPS})
        return right in (later.isoformat(), later.date().isoformat())
    times = answer["time"]
    if not isinstance(times, list) or len(times) != 2:
        return False
    starts, ends = (_instant(one) for one in times)
    if starts is None and ends is None:
        return False
    if "/" not in right:
        wanted = _point(right)
        if wanted is None:
            return False
        if len(right) == len("2026-01-01"):  # 月底前 may be a span that ends then
            return any(one is not None and one.date() == wanted.date() for one in (starts, ends))
        return any(one is not None and abs(one - wanted) < timedelta(seconds=60) for one in (starts, ends))
    first, last = (_point(one) for one in right.split("/"))
    if first is None or last is None or starts is None or ends is None:
        return False
    if "T" in right:  # it has hours of its own for a part of the day, as good as ours
        return starts.date() == first.date() and starts < last and first < ends
    return starts.date() == first.date() and abs(ends.date() - last.date()) <= timedelta(days=0)


def _instant(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written).replace(tzinfo=CHINA)
    except ValueError:  # inf, blur
        return None


def _point(written: str) -> datetime | None:
    try:
        if "T" in written:
            return datetime.fromisoformat(written)
        day = date.fromisoformat(written)
        return datetime(day.year, day.month, day.day, tzinfo=CHINA)
    except ValueError:
        return None


def _recurs_rightly(answer: Mapping[str, Any], right: str) -> bool:
    point = answer.get("point") or {}
    starts = _instant(point["time"][0]) if point.get("time") else None
    if starts is None or not right.endswith(f"{starts:%H:%M}"):
        return False
    delta = answer.get("delta") or {}
    every = {"每天": {"day": 1}, f"每周{_WEEKDAYS[starts.weekday()]}": {"day": 7}, f"每月{starts.day}日": {"month": 1}}
    return any(right == f"{words} {starts:%H:%M}" and delta == step for words, step in every.items())


def ask_jionlp() -> dict[str, Any]:
    """Its answers to both lists: to the whole text, and to each stretch that it takes for a time. Needs jionlp."""
    import importlib.metadata

    import jionlp

    logging.disable(logging.CRITICAL)  # it logs a trace for each text that is more than a time
    answers: dict[str, dict[str, list[Any]]] = {}
    for name in LISTS:
        asked = answers.setdefault(name, {})
        for case in cases(name):
            given = asked.setdefault(f"{case.text} @ {case.at.isoformat()}", [])
            said = case.at.astimezone(CHINA)
            base = {part: getattr(said, part) for part in ("year", "month", "day", "hour", "minute", "second")}
            text = normalise(case.text)
            for ahead in (False, True):  # a bare 周三 that has passed: this week's or the next
                with suppress(Exception):  # the text is more than a time: what it finds in it counts
                    given.append(jionlp.parse_time(text, time_base=base, ret_future=ahead))
                with suppress(Exception):
                    found = jionlp.ner.extract_time(text, time_base=base, ret_future=ahead, with_parsing=True)
                    given += [one["detail"] for one in found]
            given[:] = [one for number, one in enumerate(given) if one not in given[:number]]
    return {"jionlp": importlib.metadata.version("jionlp"), "answers": answers}


def main() -> None:
    """Record, or compare."""
    asked = argparse.ArgumentParser(prog="python -m tests.language.times_lists", description=__doc__)
    asked.add_argument("--record", action="store_true", help="ask jionlp (it must be installed) and keep its answers")
    if asked.parse_args().record:
        RECORDED.write_text(json.dumps(ask_jionlp(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    version = json.loads(RECORDED.read_text(encoding="utf-8"))["jionlp"]
    for name in LISTS:
        of = cases(name)
        ours, theirs = our_score(of), their_score(name, of)
        print(f"list {name}: linli {ours.right} of {ours.of}, jionlp {version} {theirs.right} of {theirs.of}")
        kept = {case.text for case, _ in theirs.lost}
        for case, answer in ours.lost:
            better = "" if case.text in kept else "   (jionlp has it)"
            print(f"  lost: {case.text} @ {case.at:%Y-%m-%d %H:%M %a}: {answer}, not {' or '.join(case.right)}{better}")


if __name__ == "__main__":
    main()
