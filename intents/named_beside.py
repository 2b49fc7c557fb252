"""A name beside goods in the ways in which lists are written, put as it is said: a door before it, a bracket behind it."""

from __future__ import annotations

import re
from collections.abc import Callable

from intents.heard import Heard
from intents.patterns import quick
from intents.persons import is_person, surely_somebody

_DOOR = r"(?:[0-9]{1,3}(?:号楼|栋|幢|号|座|单元|楼|室|-)){1,3}[0-9]{0,4}(?:室)?"
_NAME = r"[\u4e00-\u9fff]{2,5}"
# 钱奶奶（3-1-201）鸡蛋1盒
_DOOR_BEHIND = re.compile(rf"(?P<who>{_NAME})\s?[(（]\s?{_DOOR}\s?[)）]\s?[:：]?\s?")
# 5栋2单元601 冯阿姨 鸡蛋两盒
_DOOR_AHEAD = quick(rf"(?:^|(?<=[\s,，;；。]))(?P<door>{_DOOR})[\s,，]+(?P<who>{_NAME}?)(?=[\s:：,，]|[0-9])")
# 鸡蛋1盒（钱奶奶）, 鸡蛋1盒 钱奶奶
_IN_BRACKETS = quick(rf"(?<=[\u4e00-\u9fff0-9])\s?[(（](?:代|帮|给|替)?(?P<who>{_NAME})(?:家)?的?[)）]\s?$")
_AT_THE_END = re.compile(rf"(?<=[\u4e00-\u9fff0-9])[\s,，]+(?P<who>{_NAME})$")
_SIGNED = re.compile(rf"{_DOOR}$")  # 鸡蛋2盒 5-1-302 王阿姨: who orders tells where they live
_NUMBER = re.compile("[0-9一二两俩三四五六七八九十半]")


def with_names_as_said(heard: Heard, is_other: Callable[[str], bool]) -> str:
    """3-1-201钱奶奶 鸡蛋1盒 of 3-1-201 钱奶奶 鸡蛋1盒, 鸡蛋1盒 钱奶奶的 of 鸡蛋1盒（钱奶奶）; other texts as they are.

    is_other: whether a name is neither the speaker's own nor one by which staff are called.
    """
    text = heard.text
    if not _NUMBER.search(text):
        return text

    def is_meant(who: str, surely: bool = False) -> bool:
        known = who in heard.scene.people
        somebody = known or (not surely and (
            surely_somebody(who, heard.scene.people) or (heard.speaker.is_staff and is_person(who, heard.scene.people))
        ))
        return somebody and is_other(who)

    text = _DOOR_BEHIND.sub(lambda found: f"{found['who']} " if is_meant(found["who"]) else found[0], text)
    text = _DOOR_AHEAD.sub(lambda found: f"{found['door']}{found['who']}" if is_meant(found["who"]) else found[0], text)
    if noted := _IN_BRACKETS.search(text):
        text = f"{text[: noted.start()]} {noted['who']}的" if is_meant(noted["who"]) else text
    elif (last := _AT_THE_END.search(text)) and (heard.speaker.is_staff or not _SIGNED.search(text, 0, last.start())):
        text = f"{text[: last.start()]} {last['who']}的" if is_meant(last["who"], surely=True) else text
    return text
