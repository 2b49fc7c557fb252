"""How many people a sign-up for others names one by one: 帮彭奶奶和胡爷爷报个名 is for 2, 帮王姐跟她女儿还有我报 for 3."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from intents.patterns import Sifted, quick
from intents.people_count import KIN, PAIRS
from intents.persons import SURNAMES, is_person

_LONGEST = 40
_FOR = Sifted(
    r"(?:^|[\s,，。]|麻烦|顺便|想|要|就|请|让我|[赛课班动会诊○])(?:帮忙?|替|给|代|为)(?P<who>[^,，。?？0-9]{3,30}?)[\s,，]{0,2}"
    r"(?:也|都|各|一起|一块儿?|先|占|留){0,3}(?=[报占留]|登记|参加)(?!报[道到告])"
)
_NAMES = Sifted(
    r"(?:^|[\s,，。○])(?P<who>(?!我|帮|给|替)[^\s,，。?？0-9○]{3,20}?)(?:两位|两个人?|俩|也|都|想|要){1,4}(?=报名|报(?:个|上|$)|参加|去)"
)
_AND = re.compile(r"[\s、,，&+]+|还有|以及|[和跟与同]")
_ME = re.compile("我(?:自己|本人)?")
_THEIRS = quick(rf"(?:[我俺咱他她](?:们|家|们家)?的?)?(?P<kin>{KIN}|他|她|老头子|老太婆)")
_CALLED = re.compile(
    rf"(?:[小老阿][{''.join(sorted(SURNAMES))}]|[{''.join(sorted(SURNAMES))}](?:[\u4e00-\u9fff]?)"
    r"(?:奶奶|爷爷|阿姨|叔叔|伯伯|婆婆|大[爷妈娘叔姐哥]|师傅|老师|[婶嫂姐哥姨叔伯]))"
)
_COUNTED = quick("(?<!各[报占留])(?<!各)[0-9一二两三四五六七八九十俩仨](?:个|人|位|口|名)|[俩仨]|一家|全家")


def named_party(text: str, people: Mapping[str, Sequence[str]]) -> int | None:
    """The number of people whom a sign-up names, the speaker only if named too; None where it names not two or more alone.

    A number that is said goes before it: then None as well.
    """
    found = _FOR.search(text[: 2 * _LONGEST]) or _NAMES.search(text[:_LONGEST])
    if found is None or _COUNTED.search(text):
        return None
    total = 0
    for part in _AND.split(found["who"].strip()):
        if not part:
            continue
        many = _who(part, people)
        if many is None:
            return None
        total += many
    return total if total > 1 else None


def _who(part: str, people: Mapping[str, Sequence[str]]) -> int | None:
    """How many people a name stands for: 彭奶奶 1, 我爸妈 2, 彭奶奶胡爷爷 2; None where it is nobody's."""
    if _ME.fullmatch(part):
        return 1
    if (kin := _THEIRS.fullmatch(part)) is not None:
        return 2 if kin["kin"].endswith(PAIRS) else 1
    if (several := _in_a_row(part, people)) > 1:
        return several
    return 1 if is_person(part, people) else None


def _in_a_row(part: str, people: Mapping[str, Sequence[str]]) -> int:
    """How many names stand side by side without anything between them; 0 where something else does."""
    at, count = 0, 0
    while at < len(part):
        known = max((name for name in people if len(name) > 1 and part.startswith(name, at)), key=len, default="")
        called = _CALLED.match(part, at) or _THEIRS.match(part, at)
        length = max(len(known), called.end() - at if called else 0)
        if not length:
            return 0
        at, count = at + length, count + 1
    return count
