"""What a part of a message leaves out because another part said it: 鸡蛋多少钱 豆腐呢; 义诊几点开始 我报名; 鸡蛋和豆腐多少钱."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from intents.heard import Heard
from intents.lexicon import Found
from intents.reading import Reading

Read = Callable[[str], Reading | None]

_AND_THAT = re.compile(r"^(?:那|那么|还有|以及|和|再就是)?(?P<what>[^?？]{1,12}?)(?:呢|咧|嘞|勒)[呀啊哦\s]*$")
_JOINS = re.compile(
    r"^(?:那|就|也|先|帮|给|替|算|加|我|[俺咱]们?家?)[^?？哪吗几]{0,10}?(?:报名|报个名|报一?个|报[两三四五六七八2-9]|参加|算我|加我|占个|[都也要]去|[都也]来)"
    r"[^?？哪吗几]{0,8}$"
)
_ASKS = re.compile("[?？吗嘛伐么]|哪|几|多少|什么|啥|怎|何时")
_AND = re.compile(r"\s?(?:和|跟|与|同|、|还有|以及|以|及)\s?")
LONGEST_PART, MOST_NAMES = 60, 5  # who names more things pastes a list
_ASKED_OF = ("product", "merchant", "guide", "category", "cart", "cart_offering", "offering", "activity", "job")


def as_the_part_before(heard: Heard, part: str, before: Sequence[str], read: Read) -> Iterator[Reading]:
    """What a part may mean with what the parts before it name or ask, the nearest part first."""
    if len(part) > LONGEST_PART:
        return
    if said := _AND_THAT.match(part):
        what = said["what"].strip()
        for asked in reversed(before):
            for text in _about_that_instead(heard, asked, what):
                if (reading := read(text)) is not None:
                    yield reading
    elif _JOINS.match(part):
        here = {activity.name for activity in heard.scene.activities}
        for earlier in reversed(before):
            for found in heard.scene.lexicon.find(earlier):
                if not found.common and here & set(found.values("activity")):
                    reading = read(f"{found.said} {part}")
                    if reading is not None and reading.intent == "sign_up":
                        yield reading
    elif _ASKS.search(part) and not heard.scene.lexicon.find(part):
        for earlier in reversed(before):
            for found in heard.scene.lexicon.find(earlier):
                if not found.common and _kinds(found) & {"product", "merchant"} and (reading := read(f"{found.said}{part}")):
                    yield reading


def _about_that_instead(heard: Heard, asked: str, what: str) -> Iterator[str]:
    """The question of a part, about something else of the same kind."""
    kinds = {name.kind for found in heard.scene.lexicon.find(what) if found.said == what for name in found.names}
    for found in heard.scene.lexicon.find(asked):
        if kinds & {name.kind for name in found.names if name.kind in _ASKED_OF}:
            yield f"{asked[:found.start]}{what}{asked[found.end:]}"


def of_each_named(heard: Heard, part: str, read: Read) -> Iterator[Reading]:
    """The question of a part about each of two things that it names together (鸡蛋和豆腐多少钱); nothing for one thing."""
    names = sorted(heard.scene.lexicon.find(part), key=lambda found: found.start) if len(part) <= LONGEST_PART else []
    if len(names) > MOST_NAMES:
        return
    for one, other in zip(names, names[1:], strict=False):
        if _kinds(one) & _kinds(other) and _AND.fullmatch(part[one.end:other.start]):
            for found in (one, other):
                reading = read(f"{part[:one.start]}{found.said}{part[other.end:]}")
                if reading is not None:
                    yield reading


def _kinds(found: Found) -> set[str]:
    return {name.kind for name in found.names if name.kind in _ASKED_OF}
