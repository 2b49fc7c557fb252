"""The same thing for somebody else, named once: 山药给我四斤 再给郝伯两斤, 帮我妈订三块豆腐 我自己两块: an order for each."""

from __future__ import annotations

import re

from intents.heard import Heard
from intents.patterns import quick
from intents.persons import find_beneficiaries, is_person, surely_somebody

_JOINED = quick(
    r"(?:[吧啊呀的]{0,2}[\s,，。;；]{1,4}|然后|另外|还有|再|同时){1,3}(?:再|然后|也|还要|麻烦){0,2}(?:[给帮替])?(?:楼上|楼下|隔壁|对门|对面)?的?(?P<who>[\u4e00-\u9fff]{1,6}?)(?:家|那边)?"
    r"(?:也|就|再)?(?:要|来|订|带|拿|留|称|记|加)?$"
)
# 帮我妈订三块豆腐 我自己两块
_MYSELF = quick(
    r"(?:[吧啊呀的]{0,2}[\s,，。;；]{1,4}|然后|另外|还有|同时){1,3}(?:给)?[我俺咱](?:自己|自家|们?家|们)?(?:也|就|再|只|还){0,2}"
    r"[要来订带拿留称记加报买]?$"
)
_NONE_AT_ALL = re.compile("[都也]?(?:不|没|有|钱)")
_HOUSEHOLD = re.compile("[我俺咱](?:们?家|自己)?")
# Kin who keep house elsewhere, called without 我: 米给我妈一袋，给丈母娘一袋
_KIN = re.compile(
    "丈母娘|老丈人|岳[父母]|婆婆|公公|公婆|外[婆公]|姥[姥爷]|奶奶|爷爷|姑[姑妈]|[姨舅]妈|[大小]姨|舅舅|叔叔|婶婶|嫂子|亲家(?:母|公)?|婆家|娘家"
)
_NOT_SO = re.compile(r"不对|不是|错|改|换|还是|算了|[?？吗]|昨|上[次回]")


def with_the_thing_again(heard: Heard) -> str:
    """The text with the one thing that it names said again before the number of another person; else as it is."""
    text = heard.text
    here = heard.scene.products_by_name
    named = [found for found in heard.names if any(name in here for name in found.values("product"))]
    counted = [one for one in heard.quantities if one.value and one.unit and not (one.vague or one.implied)]
    if len(named) != 1 or len(counted) != 2 or counted[0].unit != counted[1].unit or _NOT_SO.search(text):
        return text
    first, second = counted
    begins = max(first.end, named[0].end) if named[0].end <= second.start else second.end
    thing = text[named[0].start : named[0].end]
    if begins < second.start and _MYSELF.fullmatch(text, begins, second.start):
        own = _is_for_another(heard, begins) and not _NONE_AT_ALL.match(text, second.end)
        return f"{text[:begins]}，我要{thing}{text[second.start :]}" if own else text
    joined = _JOINED.fullmatch(text, begins, second.start) if begins < second.start else None
    if joined is None or not _is_another(heard, joined["who"]):
        return text
    return f"{text[:begins]}，帮{joined['who']}{thing}{text[second.start :]}"


def _is_for_another(heard: Heard, end: int) -> bool:
    """Whether the first number is somebody else's: 帮我妈订三块豆腐."""
    covered = [(one.start, one.end) for one in heard.names if one.values("product") and one.end <= end]
    return any(not _HOUSEHOLD.fullmatch(who) for _, _, who in find_beneficiaries(heard.text[:end], covered, heard.scene.people))


def _is_another(heard: Heard, who: str) -> bool:
    """Whether it is surely somebody: a known name, a title, one's own kin; 白的 is a sort."""
    if surely_somebody(who, heard.scene.people) or _KIN.fullmatch(who):
        return True
    return len(who) > 1 and who[0] in "我俺咱" and is_person(who, heard.scene.people)
