"""What is ordered for the family and goes under the speaker's own name: 我妈一袋 丈母娘也来一袋 都记我名下 is two of one's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from intents.heard import Heard
from intents.patterns import Sifted, quick
from intents.reading import Reading

_MINE = Sifted(
    r"[\s,，、;；]{0,4}(?:最后|就|先|统统|通通)?(?:(?P<all>[都全]部?|一起|一块儿?|一并)(?:给我|就|先)?)?(?:登记|[记算写挂登归报填])(?:在|到|上|进)?"
    r"(?:[我俺咱](?:们?家)?(?:一个人)?的?(?:名下|名字|账上|帐上|账|头上|单子?[上里]?)|(?(all)[我俺咱](?:们?家)?(?:的|这[儿里]?|一个人的)|(?!)))"
    r"(?:就行|就好|吧|啊|哈|呗|谢谢|麻烦了?|[\s,，。!！~]){0,4}$"
)
_KIN = (
    "(?:妈妈?|爸爸?|爸妈|爹|娘|婆婆|公公|公婆|岳父|岳母|丈母娘|老丈人|奶奶?|爷爷?|外婆|外公|姥姥|姥爷|姐姐?|妹妹?|哥哥?|弟弟?|"
    "嫂子|姑姑?|姑妈|姨妈?|大姨|小姨|舅舅?|舅妈|叔叔?|婶婶|女儿|闺女|儿子|亲家|婆家|娘家)"
)
# 我妈一袋小站米: what is theirs, without a word of asking
_THEIRS = quick(
    rf"(?:^|(?<=[\s,，、;；●]))(?P<who>[我俺咱]?(?:们?家)?{_KIN})(?:家|那边|那儿|那)?(?=(?:也|再|还|要|来|订|拿){{0,3}}(?:●|[0-9一二两俩三四五六七八九十半]))"
)
# 小站米两袋怎么都记我名下: somebody wonders at what was written down
_TOLD = Sifted(
    r"(?:怎么|咋|为什么|为啥|凭什么)[^,，。]{0,6}[记算写挂登](?:在|到)?[我俺咱]|[记算写挂登](?:在|到)?[我俺咱]的?(?:名下|名字|账上|帐上|头上)了"
)
_THING = "●"
_ASKS = Sifted("[?？吗]|谁|哪|你|您")


def read_under_my_name(heard: Heard, read: Callable[[Heard], Reading | None]) -> Reading | None:
    """The one order of what is said for oneself and others and goes under the own name; None where nothing does."""
    if _TOLD.search(heard.text):
        return Reading(reasons=("it tells of what was",))
    mine = _MINE.search(heard.text)
    if mine is None or not mine.start() or _ASKS.search(heard.text):
        return None
    reading = read(heard.about(_for_each_of_them(heard, mine.start())))
    if reading is None or reading.intent != "order" or any(one.intent != "order" for one in reading.also):
        return None
    whole = [reading, *reading.also]
    items: dict[str, dict[str, Any]] = {}
    for item in (item for one in whole for item in one.slots.get("items", ())):
        _add(items, item)
    slots = {slot: value for one in reversed(whole) for slot, value in one.slots.items() if slot != "beneficiary"}
    doubts = tuple(doubt for one in whole for doubt in one.doubts)
    return replace(reading, slots={**slots, "items": list(items.values())} if items else slots, doubts=doubts, also=())


def _for_each_of_them(heard: Heard, end: int) -> str:
    """What stands before, with 给 ahead of those of the family of whom only a number is told."""
    masked = heard.text[:end]
    for found in heard.names:
        if found.values("product") and found.end <= end:
            masked = masked[: found.start] + _THING * (found.end - found.start) + masked[found.end :]
    text = heard.text[:end]
    for theirs in reversed(list(_THEIRS.finditer(masked))):
        whose = "" if theirs["who"][0] in "我俺咱" else "我"
        text = f"{text[: theirs.start('who')]}给{whose}{text[theirs.start('who') :]}"
    return text


def _add(items: dict[str, dict[str, Any]], item: Mapping[str, Any]) -> None:
    """Put an item to those that there are, its number to the one of the same product."""
    before = items.get(item["product"])
    if before is None:
        items[item["product"]] = dict(item)
    elif before.get("quantity") is not None and item.get("quantity") is not None:
        before["quantity"] += item["quantity"]
