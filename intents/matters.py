"""What else people call an official matter: the words of it changed for others of the same group."""

from __future__ import annotations

import re
import tomllib
from collections.abc import ItemsView, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from intents.patterns import Sifted

if TYPE_CHECKING:
    from intents.heard import Heard
    from intents.lexicon import Found

MOST_FORMS = 150  # of one name of the workbook


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    content = tomllib.loads((Path(__file__).parent / "grammar" / "_matters.toml").read_text(encoding="utf-8"))
    return tuple(tuple(group) for group in content["groups"])


def as_people_call_it(matter: str) -> tuple[str, ...]:
    """Other names of a matter, with one of its words or two of them changed: 孩子上户口 → 宝宝落户. At most 150."""
    once = dict.fromkeys(_changed(matter, 0))
    twice = dict.fromkeys(form for changed, after in once for form, _ in _changed(changed, after))
    return tuple(dict.fromkeys((*(form for form, _ in once), *twice)))[:MOST_FORMS]


def _changed(matter: str, first: int) -> Iterator[tuple[str, int]]:
    """The matter with one word changed, of the groups from `first` on; and the group after the one that was used."""
    for number, group in enumerate(_groups()[first:], first):
        said = max((word for word in group if word in matter), key=len, default=None)
        if said is not None:
            for other in group:
                if other not in matter and (len(other) > 2 or said != matter):  # 入户 alone is many matters
                    yield matter.replace(said, other, 1), number + 1


# What is done about a matter, as a name of it begins: 报医药费, 装充电桩, 提公积金.
DOINGS = (
    "报销", "安装", "提取", "申请", "缴纳", "变更", "报", "装", "提", "取", "交", "缴", "迁", "换", "补", "开", "领", "续",
    "转", "改", "上",
)


_TO_BE_DONE = re.compile("办|弄|申|手续|材料|资料|证件|流程|政策|条件|[多几]少钱|什么时候")


def matter_asked(heard: Heard, found: Found) -> str | None:
    """The matter that a known name asks about; where the name is only what it is about (医药费 of 报医药费), the message has
    to say the rest somewhere, else None.
    """
    matters = found.full_values("guide")
    whole = {
        doing: named for doing in DOINGS
        if (named := _named(heard, doing + found.said) or _named(heard, found.said + doing))
    }
    if not whole:
        return matters[0]
    around = heard.text[: found.start] + heard.text[found.end :]
    done = next((named for doing, named in whole.items() if doing in around), None)
    if done:
        return done[0]
    return matters[0] if heard.addressed or any(name.full for name in found.names) or _TO_BE_DONE.search(around) else None


def _named(heard: Heard, surface: str) -> tuple[str, ...]:
    known = heard.scene.lexicon.exactly(surface)
    return known.full_values("guide") if known else ()


_ASKS_HOW = Sifted(
    r"(?:哪里|哪儿|哪|怎么|咋|啷个|如何|什么|啥|几时|要些).{0,6}(?:办|领|备案|认证|年审|申请|弄|交|报|补|登记|手续|材料|资料)|"
    r"(?:办|领|申请)[^,，。]{0,4}(?:吗|么|不|没|伐|[?？])"
)
_FARTHEST = 6  # characters between two words of a name


def matter_by_words(heard: Heard) -> str | None:
    """The one matter whose name stands in a question word by word: 老人公交卡 in 老人家坐公交的卡在哪里办."""
    text = heard.text
    if len(text) > 40:
        return None
    asks_how, may_ask = _ASKS_HOW.search(text), _DONE.search(text) and _MAY_ASK.search(text)
    if not (asks_how or may_ask):
        return None
    names, hits = heard.scene.lexicon.said_for("guide").items(), set()
    if asks_how:
        here = set(text)
        likely = ((name, matter) for name, matter in names if len(name) > 3 and here.issuperset(name) and name not in text)
        hits = {matter for name, matter in likely if _stands_in_parts(name, text)}
    if not hits:
        hits = _by_its_ends(names, text) or (_by_what_is_done(heard, names) if may_ask else set())
    return hits.pop() if len(hits) == 1 else None


_MAY_ASK = Sifted(r"怎么|怎样|如何|咋|哪|[?？吗么嘛伐]|要不要|需不需要|用不用|什么|啥|手续|材料|流程")
_TOLD = re.compile(
    r"[你您他她]|[了过](?:吗|没|么|嘛|[?？])|昨|上次|上个?月|去年|已经|刚刚?[去办]|都说|骗|罚"
)
DONE_ABOUT_IT = frozenset((
    "备案", "上牌", "登记", "入户", "落户", "认证", "年审", "年检", "报名", "入学", "报销", "过户", "迁移", "转移",
    "参保", "缴费", "挂失", "注销", "续签", "公证", "调解", "摇号", "托管", "建档",
))
_DONE = Sifted("|".join(sorted(DONE_ABOUT_IT)))
_WIDEST = 5  # characters between those of what it is about: 租…房 of 房子租出去


def _by_what_is_done(heard: Heard, names: ItemsView[str, str]) -> set[str]:
    """The matters of which what is done stands in a question as a word, and what it is about close together, in whatever
    order: 房子租出去要备案吗, 电瓶车去哪上牌.
    """
    text = heard.text
    if not heard.addressed and _TOLD.search(text):
        return set()
    return {
        matter for name, matter in names
        if len(name) > 3 and name not in text and name[-2:] in DONE_ABOUT_IT and name[-2:] in text
        and _stands_close(name[:-2], text.replace(name[-2:], "\n\n"))
    }


def _stands_close(about: str, text: str) -> bool:
    """Whether all characters of a word stand in a part of the text that is little longer than it."""
    if not set(text).issuperset(about):
        return False
    longest = len(about) + _WIDEST
    return any(set(text[at : at + longest]).issuperset(about) for at in range(max(1, len(text) - longest + 1)))


_HOW_TO = re.compile(r"(?:怎么|怎样|如何|咋|在哪|去哪|到哪)(?:里|儿|去|弄|能|可以|才能){0,2}(?P<do>[\u4e00-\u9fff]{2})")


def _by_its_ends(names: ItemsView[str, str], text: str) -> set[str]:
    """The matters of which the beginning stands in a question and the end is what shall be done: 异地医保怎么备案."""
    if (how := _HOW_TO.search(text)) is None:
        return set()
    before = text[: how.start()]
    return {matter for name, matter in names if len(name) > 4 and name.endswith(how["do"]) and name[:2] in before}


def _stands_in_parts(name: str, text: str) -> bool:
    """Whether pieces of two characters or more (the last one may be single) stand in the text one behind the other."""
    at = done = 0
    while done < len(name):
        ends = range(len(name), done + 1, -1) if done < len(name) - 1 else (len(name),)
        places = ((end, text.find(name[done:end], at)) for end in ends)
        end, place = next(((end, place) for end, place in places if place >= 0), (0, -1))
        if place < 0 or (done and place - at > _FARTHEST):
            return False
        at, done = place + end - done, end
    return True
