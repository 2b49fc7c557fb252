"""A second opinion on a message nobody addressed to the bot: whether it sounds like an order or a question at all, or like
people talking, whatever names and numbers stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from intents.markers import CLOSE, OPEN, kind_codes
from intents.patterns import quick

LONGEST_RUN = 3
LONGEST = 300  # characters that are listened to; nobody tells the bot more in a breath
SHORTEST = 7  # characters, a name counting four or more; what is shorter lives by what was said before it (我也要, 改成两盒)
# Below this a message is talk. Of the messages that mean something to the bot some 0.6 % sound so to weights that never
# saw their neighbourhood, of the deliberately hard ones some 3 % (five times a fifth of the neighbourhoods held out).
TALK = -1.2
TALK_TO_ASK_ABOUT = -0.8  # a question of the bot's into people's talk is worse than none to a half order
# Above this it sounds just as what the bot is asked sounds; where a shop is sought it must sound so more, for small talk is
# full of kinds of shops (最近还在健身？).
ASKED, SOUGHT = 1.8, 3.0
SHORTEST_ASKED = 4
# A change of what somebody has ordered is told like any news (鸡蛋不要了，儿子送来了); what they have says that it is one.
IN_PASSING = frozenset(("amend_order", "cancel_order", "cancel_sign_up"))

# What a name is to this ear: the first of these kinds that it has.
_LETTERS = (
    ("product", "G"), ("activity", "A"), ("service", "S"), ("collection", "D"), ("group_buy", "B"), ("pickup", "L"),
    ("place", "L"), ("person", "P"), ("category", "C"), ("merchant", "M"), ("offering", "O"), ("cart_offering", "O"),
)
_LETTER_OF = tuple((kind_codes((kind,)), letter) for kind, letter in _LETTERS)
_NAME = re.compile(f"{OPEN}([\ue010-\ue02f]*){CLOSE}[\ue100-\ue4ff]")
_PACKED = "份箱盒袋瓶桶板提包罐听筐"
_COUNTS = "一二两三四五六七八九十半俩仨几"
_NUMBER = quick(f"[0-9]+(?:\\.[0-9]+)?|(?<![{_COUNTS}])[{_COUNTS}]+(?=[{_PACKED}斤个只条根块把件打对颗棵])")
_SO_MANY_PACKED = re.compile(f"(?<=0)[{_PACKED}]")
_PAUSE = re.compile(r"[\s,，。.!！~;；、:：]+")
_WEIGHTS = Path(__file__).parent / "tables" / "sounds.tsv"


def as_heard(abstracted: str) -> str:
    """What the ear hears of a text with names as markers: a letter for each name, 0 for a number, U for a packet, a space for
    a pause, ^ and $ for beginning and end. Of a long text, its beginning.
    """
    text = _NUMBER.sub("0", _NAME.sub(_letter, abstracted[:LONGEST]))
    return f"^{_PAUSE.sub(' ', _SO_MANY_PACKED.sub('U', text)).strip()}$"


def _letter(name: re.Match[str]) -> str:
    return _letter_of(name[1])


@cache
def _letter_of(codes: str) -> str:
    return next((letter for code, letter in _LETTER_OF if code in codes), "N")


def runs(heard: str) -> set[str]:
    """All runs of one to three characters."""
    last = len(heard)
    return {heard[at:end] for at in range(last) for end in range(at + 1, min(at + LONGEST_RUN, last) + 1)}


def likeness(abstracted: str) -> float:
    """How much it sounds like something meant for the bot: the logarithm of the odds, were half of all messages meant for it."""
    weights = _weights()
    # In hundredths, as the table has them: the order in which a set is gone through must not tell at a threshold.
    return round(sum([weights.get(run, 0.0) for run in runs(as_heard(abstracted))], weights[""]), 2)


def is_talk(abstracted: str, would_ask: bool = False) -> bool:
    """Whether it sounds like people talking and not like anything that the bot is asked or told; would_ask: the bot would
    have to ask what is meant.
    """
    return len(abstracted) >= SHORTEST and likeness(abstracted) < (TALK_TO_ASK_ABOUT if would_ask else TALK)


def is_asked(abstracted: str, seeks: bool = False) -> bool:
    """Whether it sounds just like what the bot is asked or told; seeks: a shop is sought."""
    return len(abstracted) >= SHORTEST_ASKED and likeness(abstracted) > (SOUGHT if seeks else ASKED)


def telling(abstracted: str, most: int = 3) -> list[str]:
    """The runs that speak most for its being talk, the strongest first, none inside another; as the ear hears them."""
    weights = _weights()
    found: list[str] = []
    for run in sorted(runs(as_heard(abstracted)) & weights.keys(), key=weights.__getitem__):
        plain = run.strip("^$ ")
        if len(plain) > 1 and plain.isalpha() and not plain.isascii() and not any(plain in one or one in plain for one in found):
            found.append(plain)
        if weights[run] > 0 or len(found) == most:
            break
    return found


@cache
def _weights() -> Mapping[str, float]:
    """The weight of each run that tells anything; of "" what all messages begin with."""
    return dict(_read(_WEIGHTS.read_text(encoding="utf-8").splitlines()))


def _read(lines: list[str]) -> Iterator[tuple[str, float]]:
    for line in lines:
        if not line.startswith("#"):
            weight, run = line.split("\t")
            yield run, int(weight) / 100
