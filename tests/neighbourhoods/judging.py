"""Judges readings of labelled messages: which intent, which slots, asking or not, silence where silence is right."""

from __future__ import annotations

import io
import json
import tempfile
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.replay import replay

HERE = Path(__file__).parent
SAID = ("id", "at", "room", "sender", "name", "text", "mention", "quote", "location", "self", "recall")
MUST_NOT_ASK = {"order", "relay", "express_demand", "sign_up", "vote"}


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def play(world: Path, lines: Iterable[dict[str, Any]], *, isolated: bool) -> list[dict[str, Any]]:
    """The replay's output lines that answer a line (not what the bot says by itself)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.jsonl"
        file.write_text(
            "".join(json.dumps({key: line[key] for key in SAID if key in line}, ensure_ascii=False) + "\n" for line in lines),
            encoding="utf-8",
        )
        out = io.StringIO()
        replay(file, world, out, isolated=isolated)
    return [shown for shown in map(json.loads, out.getvalue().splitlines()) if shown["id"] is not None]


def plain(value: Any) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value)).lower().split())


def same(wanted: Any, got: Any) -> bool:
    """A dict is a subset; lists hold the same in any order; numbers and times by value."""
    if isinstance(wanted, dict):
        if set(wanted) == {"contains"}:
            return plain(wanted["contains"]) in plain(got)
        if set(wanted) == {"digits"}:
            digits = "".join(c if c.isdigit() else " " for c in plain(got)).split()
            return " ".join(wanted["digits"].split()) in " ".join(digits)
        if set(wanted) == {"any_of"}:
            return any(same(one, got) for one in wanted["any_of"])
        return isinstance(got, dict) and all(same(value, got.get(key)) for key, value in wanted.items())
    if isinstance(wanted, list):
        left = list(got) if isinstance(got, list) else [got]
        if len(left) != len(wanted):
            return False
        for one in wanted:
            found = next((other for other in left if same(one, other)), None)
            if found is None:
                return False
            left.remove(found)
        return True
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        try:
            return abs(float(got) - wanted) < 1e-6
        except (TypeError, ValueError):
            return False
    if isinstance(wanted, str) and "T" in wanted and isinstance(got, str) and "T" in got:
        try:
            return datetime.fromisoformat(wanted) == datetime.fromisoformat(got)
        except ValueError:
            pass
    return got is not None and plain(wanted) == plain(got)


def right_intent(expect: dict[str, Any], shown: dict[str, Any]) -> bool:
    """Whether the intent is one of those that are right; where it is none, nothing may be said either."""
    intents = {expect["intent"], *(one["intent"] for one in expect.get("alternatives", ()))}
    if shown["intent"] == "none" and shown["replies"] and not expect.get("reply_ok") and "none" in intents:
        return False
    return shown["intent"] in intents


def right_slots(expect: dict[str, Any], shown: dict[str, Any]) -> bool:
    """Whether slots, asking and refusing are right for one of the readings that are accepted."""
    for accepted in (expect, *expect.get("alternatives", ())):
        if accepted["intent"] != shown["intent"]:
            continue
        asking = accepted.get("asking", "any" if accepted is not expect and "slots" not in accepted else False)
        if asking is True:
            if shown.get("asking"):
                return True
            continue
        if asking is False and shown.get("asking") and shown["intent"] in MUST_NOT_ASK:
            continue
        refused = expect.get("refused", False)
        if shown["intent"] != "none" and bool(refused) != bool(shown.get("refused")):
            continue
        if all(same(value, shown["slots"].get(slot)) for slot, value in accepted.get("slots", {}).items()):
            return True
    return False
