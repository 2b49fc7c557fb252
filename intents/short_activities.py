"""An activity by a short name: 晨练 of 百姓广场晨练, 义诊 of 冬季便民义诊; only where one activity alone can be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intents.heard import Heard
from intents.lexicon import Found
from intents.segmentation import Segmenter

_GENERAL_END = re.compile("(?:活动|行动|大会|聚会|课堂|讲座|培训班?|比赛|大赛|[日节会场课班赛队])$")
_GENERAL = re.compile(
    "活动|行动|志愿者?|服务|社区|居民|邻[里居]|小区|街道|公益|手机|电脑|健康|便民|爱心|文化|体验|学习|老[人年]|长者|儿童|亲子|青年|家庭|周末"
    "|[上下]午|晚上|广场|公园"
)

_DOES = "下打跳唱看学听练弹拉写画做"


def shortly_named(text: str, names: Iterable[str], words: Segmenter) -> str | None:
    """The one activity that has a telling word of two or three characters which stands in the text as a word; else None."""
    hits = {name for name in names if telling_word(text, name, words)}
    return hits.pop() if len(hits) == 1 else None


def telling_word(text: str, name: str, words: Segmenter) -> str | None:
    """The word in the text by which that activity may be meant; None where there is none."""
    core = name
    while len(core) > 3 and (shorter := _GENERAL_END.sub("", core)) != core:
        core = shorter
    for part in (core[-3:], core[-2:]):
        if part != name and part in text and not _GENERAL.fullmatch(part) and words.is_word(part):
            start, ends = text.find(part), words.boundaries(text)
            begins = start in ends or (text[start - 1] in _DOES and start - 1 in ends)  # 下象棋 is a word, too
            if begins and start + len(part) in ends:
                return part
    return None


_DONE_TO_THINGS = re.compile("[收倒扔丢运投修卖买拉]")  # 垃圾几点收
_OF_ACTIVITIES = re.compile("活动|报名|参加|名额|集合|积分")


def says_more(heard: Heard, found: Found) -> bool:
    """Whether a part of an activity's name stands in a message about something else: 垃圾那个事处理了吗, for 捡垃圾."""
    full = any(name.full for name in found.names if name.kind == "activity")
    rest = heard.bare.replace(found.said.replace(" ", ""), "", 1)
    return not full and (len(rest) > 4 or bool(_DONE_TO_THINGS.search(rest))) and not _OF_ACTIVITIES.search(rest)
