"""How linli explain reads: what was recognised, what it was taken for, and what spoke against it, in plain Chinese."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from intents.grammar import grammars
from intents.lexicon import Found
from intents.reading import Reading
from intents.scene import Doubt

CHATTER = "闲聊：没有一处和我有关，不看第二眼。"
SILENT = "听成：不是对我说的，我不出声。"
THANKED = "听成：客气话，我不回。"
HINTED = "听成：没听懂。我只回一句我会什么（10分钟里最多一次）。"
REFUSED = "这件事要网格员或管理员才能办，这位不是，我只回一句办不了。"
REFUSED_IN_SILENCE = "这件事要网格员或管理员才能办，这位不是，我不出声。"
NO_SIGN = "没有认出店名、商品、活动，也不像命令。"
NO_WISH = "说到了认识的名字，可没有说要订、要报名、要改，也没有在问。"
_SURE = ((0.93, "很大"), (0.86, "比较大"), (0.0, "一般"))
_PHRASE = re.compile(r"(?:a phrase|phrase [0-9]+) of ([a-z_]+)")
_SLIP = re.compile(r"a slip: (.+)", re.S)
_TALK = re.compile(r"sounds like talk: (.*)", re.S)
_DATED = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}:[0-9]{2})[^/]*)?")


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).parent / "explained_words.toml"
    content: Mapping[str, Mapping[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return content


def understood(reading: Reading) -> Iterator[str]:
    """What a message was taken for, and what is done with it, line by line."""
    sure = next(word for least, word in _SURE if reading.confidence >= least)
    yield f"听成：{intent(reading.intent)}（把握{sure}）"
    if reading.slots:
        yield f"说了：{'；'.join(_slots(reading.slots))}"
    for doubt in reading.doubts:
        yield f"我会问：{_asked(doubt)}"
    for further in reading.also:
        said = f"（{'；'.join(_slots(further.slots))}）" if further.slots else ""
        yield f"还有：{intent(further.intent)}{said}"
    if reading.unmet is not None:
        yield f"办不成：{_words()['unmet'].get(reading.unmet, '条件还不够')}。我会说明原因。"


def because(reasons: Iterable[str], text: str) -> Iterator[str]:
    """The reasons of a reading of this text, a line each."""
    for reason in reasons:
        yield f"因为：{_reason(reason, text)}"


def recognised(names: Iterable[Found]) -> str | None:
    """The known names in a message and what they are; None where there is none."""
    parts = []
    for found in names:
        kinds = dict.fromkeys(_words()["kinds"].get(name.kind, "名字") for name in found.names)
        values = dict.fromkeys(name.value for name in found.names if name.value != found.said)
        meant = f"，就是{'、'.join(list(values)[:2])}" if values else ""
        parts.append(f"“{found.said}”是{'、'.join(kinds)}{meant}")
    return f"认出：{'；'.join(parts)}" if parts else None


def intent(name: str) -> str:
    """What a community worker calls an intent; where there is no word for it, one of its examples."""
    if (word := _words()["intents"].get(name)) is not None:
        return word
    grammar = grammars().get(name)
    return f"像“{grammar.examples[0].text}”这样的话" if grammar is not None and grammar.examples else "一件我会办的事"


def _reason(reason: str, text: str) -> str:
    if (word := _words()["reasons"].get(reason)) is not None:
        return word
    if found := _PHRASE.fullmatch(reason):
        grammar = grammars().get(found[1])
        examples = [one.text.splitlines()[0] for one in grammar.examples] if grammar is not None else []
        nearest = max(examples, key=lambda one: fuzz.ratio(one, text), default="")
        return f"和“{nearest}”是一类说法" if nearest else f"是“{intent(found[1])}”的说法"
    if found := _SLIP.fullmatch(reason):
        return f"有错别字，当成“{found[1]}”来看"
    if found := _TALK.fullmatch(reason):
        return "整句听着像邻居在聊天" + (f"，比如“{found[1].replace('、', '”“')}”这样的话" if found[1] else "")
    return "整句的说法像"


def _slots(slots: Mapping[str, Any]) -> Iterator[str]:
    for name, value in slots.items():
        yield f"{_words()['slots'].get(name, '别的')}：{_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "不是"
    if isinstance(value, Mapping):
        return " ".join(_entry(name, one) for name, one in value.items() if one is not None)
    if isinstance(value, list | tuple):
        return "、".join(_value(one) for one in value)
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    return _words()["values"].get(text) or _DATED.sub(_date, text)


def _entry(name: str, value: Any) -> str:
    return _value(value) if name in ("product", "name", "quantity") else f"{_words()['slots'].get(name, '别的')}{_value(value)}"


def _date(found: re.Match[str]) -> str:
    clock = f" {found[4]}" if found[4] else ""
    return f"{found[1]}年{int(found[2])}月{int(found[3])}日{clock}"


def _asked(doubt: Doubt) -> str:
    question = _words()["doubts"].get(doubt.kind, "这里没说清")
    if doubt.kind == "missing":
        return f"还缺{_words()['slots'].get(doubt.said, '一样')}"
    said = f"（{doubt.said}）" if doubt.said else ""
    choices = f"：{'、'.join(doubt.choices)}" if doubt.choices else ""
    return f"{question}{said}{choices}"
