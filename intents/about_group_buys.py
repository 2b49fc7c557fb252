"""Questions about a group buy: which goods, which of several group buys, and whether one is spoken of at all."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from intents.grammar import PhraseMatch, grammars
from intents.heard import Heard
from intents.lexicon import Found
from intents.reading import Reading

_LEFT_OUT = re.compile("除[了开去]?(?:这个|那个)?$")  # 除了鸡蛋还卖啥 asks for the others


def group_buy_info(heard: Heard, match: PhraseMatch) -> dict[str, Any] | None:
    """product, group_buy and field of a question about a group buy; None where none is spoken of."""
    here = heard.scene.products_by_name
    slots: dict[str, Any] = dict(match.settled)
    if (found := heard.named(match.said.get("product"))) is not None and not _LEFT_OUT.search(heard.text, 0, found.start):
        names = [name for name in found.full_values("product") if name in here]
        names = names or [name for name in found.values("product") if name in here]
        titles = found.values("group_buy") or _title_of(heard, found)
        if titles and heard.text.startswith("团", found.end):  # 月饼团哪天截止 asks about the group buy
            slots["group_buy"] = titles[0]
        elif names:
            if not found.exact and found.common:
                return None
            slots["product"] = names[0]
        elif titles:
            slots["group_buy"] = titles[0]
        elif not heard.addressed:
            return None
        else:
            slots["product"] = found.values("product")[0]
    title = heard.named(match.said.get("group_buy"))
    if title is not None and (titles := title.full_values("group_buy")):
        slots["group_buy"] = titles[0]
    if (
        found is None
        and title is None
        and (named := [v for f in heard.names if f.exact for v in f.values("group_buy")])
    ):
        slots["group_buy"] = named[0]
    return slots if slots.keys() & {"product", "group_buy"} else _of_some_group_buy(heard, slots)


def _title_of(heard: Heard, found: Found) -> tuple[str, ...]:
    """The one group buy that is called after what is named: 中秋月饼团 of 月饼(团)."""
    said = f"{found.said}团"
    called = tuple(group_buy.title for group_buy in heard.scene.group_buys if said in group_buy.title)
    return called if len(called) == 1 else ()


# 海鲜几号截, where one group buy is called 周末海鲜团.
_BEFORE_CLOSING = re.compile(
    r"^(?:请问)?[ ]?(?:这个|那个|今天|今晚|明天|本次|这[次回期周批]|咱们?|我们|群里|现在){0,2}的?"
    r"(?P<about>(?!团购|接龙|拼团|下单|这|那|今|本|的)[\u4e00-\u9fff]{2,6}?)的?(?:到底|一般|是)?"
    r"(?:几点|什么时候|啥时候|哪天|几号)(?:前|就|要|会|才)?(?:截|收单|封团)"
)


def _of_some_group_buy(heard: Heard, slots: dict[str, Any]) -> dict[str, Any] | None:
    """The same where no group buy is named in full: the one that a word of its title names, or the one spoken of."""
    titles = [group_buy.title for group_buy in heard.scene.group_buys]
    ends = [title for title in titles if any(title[at:] in heard.text for at in range(1, len(title) - 2))]
    if len(ends) == 1:  # 年味团, where one is called 巴渝年味团
        return {**slots, "group_buy": ends[0]}
    if (said := _BEFORE_CLOSING.match(heard.text)) is None:
        return slots if _is_spoken_of(heard) else None
    about = [title for title in titles if said["about"] in title]
    return {**slots, "group_buy": about[0]} if len(about) == 1 else None


_WHEN_WHERE_WHAT = re.compile(r"[取拿领提到截]|收单|封团|有(?:什么|啥|哪|些)")
_OF_ALL = ("周末", "本周", "今日", "每日", "冬日", "夏日", "春日", "秋日", "年货", "社区", "邻里")


def with_full_title(heard: Heard) -> Heard | None:
    """The message with the title of the one group buy that it names without its 团 (粮油上哪取, where 腊月粮油团 is open).

    None where it names none so, or asks for neither a time, a place nor what there is.
    """
    if not _WHEN_WHERE_WHAT.search(heard.text):
        return None
    called: dict[str, str] = {}
    for title in (group_buy.title for group_buy in heard.scene.group_buys):
        stem = title.removesuffix("团")
        parts = (stem, stem[-2:]) if len(stem) > 3 else (stem,)
        said = next((part for part in parts if len(part) > 1 and part not in _OF_ALL and part in heard.text), None)
        if said and title not in heard.text and _is_named_alone(heard, said):
            called[title] = said
    if len(called) != 1:
        return None
    (title, said), = called.items()
    return heard.about(heard.text.replace(said, title, 1))


_ELSE = re.compile("团|店|铺|行|站|市场|超市|摊|馆|公司")


def _is_named_alone(heard: Heard, said: str) -> bool:
    """Whether these words stand for no thing, shop or activity, and begin no longer word (粮油店)."""
    if _ELSE.match(heard.text, heard.text.index(said) + len(said)):
        return False
    return not any(
        said in found.said and found.exact and found.values("product", "merchant", "activity", "guide", "place")
        for found in heard.names
    )


_ASKED_OF_TITLES = frozenset(("pickup", "deadline", "items"))


def by_short_title(heard: Heard) -> Reading | None:
    """Where, when and what of a group buy that is called without its 团; None where nothing of that is asked."""
    named = with_full_title(heard)
    match = grammars()["group_buy_info"].match(named.abstracted, False, named.text) if named is not None else None
    if named is None or match is None or match.settled.get("field") not in _ASKED_OF_TITLES:
        return None
    slots = group_buy_info(named, match)
    return Reading("group_buy_info", slots, 0.9, reasons=("a group buy called by a part of its title",)) if slots else None


_ABOUT_A_GROUP_BUY = re.compile(r"团|群(?:里|头).{0,4}[能以在有][买卖订]|接龙|拼|[订定]|下单|自提|提货|取货|截单")


def _is_spoken_of(heard: Heard) -> bool:
    """到哪里拿呢 is about the group buy for who ordered, or where it was just spoken of."""
    if heard.addressed or _ABOUT_A_GROUP_BUY.search(heard.text) or heard.speaker.ordered:
        return True
    if any(name in heard.scene.products_by_name for found in heard.names if found.exact for name in found.values("product")):
        return True  # 除了鸡蛋还卖啥
    spoken = heard.talk.group_buy_spoken_at
    return spoken is not None and heard.message.at - spoken <= timedelta(minutes=30)
