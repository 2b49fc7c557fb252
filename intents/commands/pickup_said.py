"""Where goods are to be fetched, as a command of staff says it: 服务中心取, 到门卫室拿, 自提点 北门岗亭."""

from __future__ import annotations

import re

from intents.commands.said import Remainder, Said, tidy

_LED = re.compile(
    r"(?:自提点|自提地点|自提地址|取货点|取货地点|取货地址|提货点|提货地点|提货地址|领取地点|自提|取货|提货)"
    r"(?:[:是为在到 ]|地点)\s?([^\n,，。;；\x00]{2,30})"
)
_FETCHED = re.compile(
    r"(?:(?<=^)|(?<=[\s,，。;；:\n\x00]))(?:货?到了?(?:以后|之后|后)?|到时候?|统一|大家|都|一律|请|自己)*(?:到|在|去|上|往|来)?"
    r"(?P<place>[^\s,，。;；:\n\x00]{2,16}?)(?:那边|那里|那儿|里)?(?:自提|自取|取货|提货|领货|领取|交货|发货|[取拿领提](?:东西|菜|货)?)"
    r"(?=[吧哈啊呀哦的]*(?:[\s,，。;；!！\n\x00]|$))"
)
_NO_PLACE = re.compile(r"上门|下班|随时|当天|次日|自己|谁|过来|凭|需要?|可以|不|没|来|送|先|晚点|抓紧|尽快|及时|按时|[0-9]$")
_OTHER_WORDS = re.compile(
    r"(?:自提点?|取货点?|提货点?|自取|领取|领货)(?:地点|地址)?(?:[:是为在])?|[到在去](?=\x00)"
    r"|(?<=\x00)(?:那边|那里)?[取拿领提](?=[吧哈啊呀哦]*(?:[\s,，。;；!！\n\x00]|$))"
)
_NOWHERE = re.compile(r"(?:送货上门|上门配送|送到家|自提|自取)")


def read_pickup(said: Said, remainder: Remainder) -> str | None:
    """The place, cut out with its words, by the workbook's name where it has one; several points parted by 、."""
    known = [found for found in said.names if found.values("pickup")]
    if known:
        remainder.cut_all((found.start, found.end) for found in known)
        remainder.drop(_OTHER_WORDS)
        return "、".join(dict.fromkeys(found.full_values("pickup")[0] for found in known))
    if found := remainder.take(_LED):
        return pickup_called(said, tidy(found[1]))
    untimed = Remainder(remainder.text)
    untimed.cut_all((time.start, time.end) for time in said.times)
    for fetched in _FETCHED.finditer(untimed.text):
        place = tidy(fetched["place"])
        if len(place) > 1 and not _NO_PLACE.search(place):
            remainder.cut(*fetched.span())
            return pickup_called(said, place)
    remainder.drop(_NOWHERE)
    return None


def pickup_called(said: Said, place: str) -> str:
    """The pick-up point meant: the one that begins or ends so (服务中心 of 服务中心一楼), or nearly so; else the place itself."""
    points = list(dict.fromkeys(said.scene.lexicon.values("pickup")))
    parts = [point for point in points if point.startswith(place) or point.endswith(place)]
    if len(parts) == 1:
        return parts[0]
    nearest = said.scene.lexicon.closest(place, ("pickup",), 75)
    if nearest:
        return nearest[0].value
    named = [found for found in said.scene.lexicon.find(place) if found.exact and found.values("place")]
    whole = [found for found in named if (found.start, found.end) == (0, len(place))]
    return whole[0].full_values("place")[0] if whole else said.as_written(place)
