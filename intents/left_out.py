"""What a part of a message leaves out because another part said it: 鸡蛋多少钱 豆腐呢; 义诊几点开始 我报名; 鸡蛋和豆腐多少钱."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

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
    for text in _completed(heard, part, before):
        if (reading := read(text)) is not None:
            yield reading


def _completed(heard: Heard, part: str, before: Sequence[str]) -> Iterator[str]:
    if said := _AND_THAT.match(part):
        for asked in reversed(before):
            yield from _about_that_instead(heard, asked, said["what"].strip())
    elif _JOINS.match(part):
        here = {activity.name for activity in heard.scene.activities}
        yield from (f"{found.said} {part}" for found in _named(heard, before) if here & set(found.values("activity")))
    elif _ASKS.search(part) and not heard.scene.lexicon.find(part):
        yield from (f"{found.said}{part}" for found in _named(heard, before) if _kinds(found) & {"product", "merchant"})


def _named(heard: Heard, before: Sequence[str]) -> Iterator[Found]:
    for earlier in reversed(before):
        yield from (found for found in heard.scene.lexicon.find(earlier) if not found.common)


def _about_that_instead(heard: Heard, asked: str, what: str) -> Iterator[str]:
    """The question of a part, about something else of the same kind."""
    kinds = {name.kind for found in heard.scene.lexicon.find(what) if found.said == what for name in found.names}
    for found in heard.scene.lexicon.find(asked):
        if kinds & {name.kind for name in found.names if name.kind in _ASKED_OF}:
            yield f"{asked[:found.start]}{what}{asked[found.end:]}"


def of_each_named(heard: Heard, part: str, read: Read) -> Iterator[Reading]:
    """The question of a part about each of two things that it names together (鸡蛋和豆腐多少钱); nothing for one thing."""
    if len(part) > LONGEST_PART:
        return
    names = heard.names if part == heard.text else heard.scene.lexicon.find(part)
    if len(names) > MOST_NAMES:
        return
    for one, other in pairwise(names):
        if _kinds(one) & _kinds(other) and _AND.fullmatch(part[one.end:other.start]):
            for found in (one, other):
                reading = read(f"{part[:one.start]}{found.said}{part[other.end:]}")
                if reading is not None:
                    yield reading


def _kinds(found: Found) -> set[str]:
    return {name.kind for name in found.names if name.kind in _ASKED_OF}
