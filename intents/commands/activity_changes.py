"""What is said to change an activity that was announced: its time, its place, how many may come, what it is worth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from intents.commands.activities import known_place, sounds_like_a_place
from intents.commands.goods import plain_number
from intents.commands.named import activity_meant, unknown_activity_to_change
from intents.commands.numerals import DIGITS
from intents.commands.said import CUT, Remainder, Said, tidy
from intents.numbers import read_number
from intents.patterns import Sifted, quick
from intents.times import FoundTime

_TO = (
    r"(?:改[到成为在]?|换[到成在]?|调[到成整]?[到为]?|挪[到在]?|移[到在]?|搬[到在去]?|[推延]迟?[后期]?[到至]|顺延[到至]"
    r"|提[前早][到至]|放[到在]|定[在到为]?)"
)
# 往后推半小时, 提前一天: by how much, where no new time is told.
_BY = quick(
    r"(?P<how>推迟|延后|延期|顺延|推后|往后(?:推|挪|延|改)|晚|后移|提前|提早|往前(?:提|挪|改)|早)(?:开始|举行|集合|办)?(?:个|了|上)?\s?"
    rf"(?P<count>{DIGITS})?(?P<half>个?半)?(?:个)?\s?(?P<unit>小时|钟头|刻钟|分钟|天|周|星期|礼拜)(?P<after>半)?(?!前)"
)
_EARLIER = re.compile("提|早|前")
_MINUTES = {"小时": 60, "钟头": 60, "刻钟": 15, "分钟": 1, "天": 1440, "周": 10080, "星期": 10080, "礼拜": 10080}
_MOVES = Sifted(
    rf"{_TO}[\s{CUT}]*$|(?:时间|日期|开始|集合)(?:是|为|在|:|：|定在|统一|就|都)*[\s{CUT}]*$|{_TO}[^,，。;；]{{0,6}}$"
)
_PART_OF_DAY = re.compile("早|上午|清晨|凌晨|中午|下午|傍晚|晚|夜|[ap]m", re.I)
_NAMES_A_DAY = re.compile("[今明后昨当]|[日号天周月年]|星期|礼拜|[0-9][./-][0-9]")
_BARE_WEEKDAY = re.compile("周|星期|礼拜")
_FOR_GOOD = re.compile("以后|今后|往后(?![推挪延改])|从.{1,6}起|每[次周天月]|都改|长期|一律|固定")
_PLACE_TOLD = quick(
    r"(?:活动|集合|碰头|举办)?(?:地点|地址|场地|位置|地方)(?:就|也)?(?:改[到成为在]?|换[到成在]?|定[在到]|挪到|移到|搬到|放在|是|为|在|:|：|,|，|\s)+"
    r"(?P<place>[^\s,，。;；:\x00]{2,20}?)(?:集合|举行|举办|碰头|开展|进行|见|办)?(?:了|吧|啦|哈)*(?=[\s,，。;；\x00]|$)"
)
_PLACE_TO = quick(
    r"(?P<verb>改到|改在|改去|改成|改为|换到|换成|换在|挪到|移到|搬到|搬去|转到|放到|放在|定在|调到|[在去到])\s?"
    r"(?P<place>[^\s,，。;；:\x000-9]{1,16}?)(?P<there>集合|举行|举办|碰头|开展|进行|集中|见面?|办|报到|活动)?(?:了|吧|啦|哈)*(?=[\s,，。;；\x00]|$)"
)
_NO_PLACE = re.compile("名额|人数|积分|时间|[名个]?人|几点|不限|这里|那里|那边|别的|其他|时候|日子|下雨|点儿?|半|全天|了|办")
_CAPACITY = quick(
    rf"(?:名额|人数|上限|限额|人)(?:再|就|也|先|要|都)*(?:改[成为到]?|加[到成]?|增[加到]+|扩[大充]?[到成]?|放[宽开到]+|调[到成整为]*|减[少到]*|降到|提[高到]+|定[为在]|限制?[在到为]?|是|为|到|:|：|\s)*\s?"
    rf"(?P<to>{DIGITS})\s?(?:个|名|位|人|组)*"
    rf"|(?:只?限|最多|招|只?收|限制|可以来|放|扩[大充]?[到成])(?:名额|人数|收|招|来|报|到|[在为])*\s?(?P<only>{DIGITS})\s?(?:个|名|位|人|组)+"
)
_MORE = quick(
    rf"(?:名额|人数)?(?:再|多|另外?)*(?P<sign>增加|加|添|多|放|放出|放开|减少|减|少)(?:了|出|招|收|放|来)*\s?(?P<count>{DIGITS})\s?个?(?P<of>名额|人|位)"
    rf"|名额(?:再|多|另外?)*(?P<sign2>增加|加|添|多|减少|减|少)(?:了|出|放)?\s?(?P<count2>{DIGITS})\s?(?:个|人|名|位)?(?![到成为])"
)
_NO_LIMIT = re.compile(
    r"(?:名额|人数)?(?:不限(?:人数|名额|制)?|没有?(?:人数|名额)?限制|放开|敞开)(?:了)?(?:名额|人数)?|(?:取消|去掉)(?:名额|人数)的?限制"
)
_POINTS = quick(
    rf"(?:积分|分数|每人|一次|参加|奖励|计|记|给|得|加){{0,4}}(?:积分|每人|奖励|计|记|给|得|加|分)(?:再|就|也)?(?:改[成为到]?|加[到成]?|提[高到]+|调[到成为整]*|降到|涨到|是|为|到|:|：|\s){{0,4}}\s?"
    rf"({DIGITS})\s?(?:个|点)?(?:积分|分)?(?![钟店组人号日月点个位名0-9])"
)
_POINTS_SAID = re.compile("积分|分(?!钟|店|组|享|会|为|成|批)")


_ANNOUNCED = re.compile(
    r"^(?:(?:修改|调整|改一?下?)(?:活动|[^\s,，]{2,10}(?:活动|课堂|义诊))"
    r"|活动(?:时间|地点|名额)?(?:要|得|想)?(?:改|调整|变更|换)(?:期|一?下|时间|地点)?)"
)


def edit_activity(said: Said) -> dict[str, Any] | None:
    """activity; of the new time day (`weekday`: a bare 周日), clock (`loose`: no part of the day), within, later_min,
    towards, recurrence, `on` (which date of a recurring one), for_good; place; capacity, more_places or no_limit; points.

    None where no change is told, or where somebody else than staff may speak of their own sign-up.
    """
    remainder = Remainder(said.text)
    named = activity_meant(said) or unknown_activity_to_change(said)
    if named is None and "活动" not in said.text:
        return None
    changes = _when(said, remainder)
    if points := _points(remainder):
        changes["points"] = points
    changes.update(_places_left(said, remainder))
    if place := _place(said, remainder):
        changes["place"] = place
    if not changes.keys() - {"on", "for_good"} and not _ANNOUNCED.match(said.text):
        return None
    return {**({"activity": named} if named else {}), **changes}


def _when(said: Said, remainder: Remainder) -> dict[str, Any]:
    """The new time; the times that only say which date is meant, and the place's, are left out."""
    slots: dict[str, Any] = {}
    text = said.text
    moved = [found for found in said.times if _is_new(text, found, said.times)]
    for found in said.times:
        remainder.cut(found.start, found.end)
    if moved:
        slots.update(_new_time(text, moved))
        before = [found.day for found in said.times if found.day and found.end <= moved[0].start and found not in moved]
        if before:
            slots["on"] = before[-1].isoformat()
    elif (by := remainder.take(_BY)) and (minutes := _minutes(by)):
        slots["later_min"] = -minutes if _EARLIER.search(by["how"]) else minutes
        if days := [found.day for found in said.times if found.day]:
            slots["on"] = days[0].isoformat()
    if slots and _FOR_GOOD.search(text):
        slots["for_good"] = True
    return slots


def _is_new(text: str, found: FoundTime, times: Sequence[FoundTime]) -> bool:
    """Whether a word of moving leads to a time: 改到周日, 时间:八点; what follows such a time at once is part of it."""
    before = text[: found.start]
    if _MOVES.search(before):
        return True
    return any(
        other.end <= found.start and not text[other.end : found.start].strip(" 的,，") and _MOVES.search(text[: other.start])
        for other in times if other is not found
    )


def _new_time(text: str, moved: Sequence[FoundTime]) -> dict[str, Any]:
    slots: dict[str, Any] = {}
    if towards := _towards(text[: moved[0].start]):
        slots["towards"] = towards
    for found in moved:
        words = text[found.start : found.end]
        if found.recurrence is not None:
            return {"recurrence": found.iso, "for_good": True}
        first, _, last = found.iso.partition("/")
        if _NAMES_A_DAY.search(words):
            slots["day"] = first[:10]
            if _BARE_WEEKDAY.match(words) and not re.search("[这本下上]个?$", text[: found.start]):
                slots["weekday"] = True
        if "T" not in first:
            continue
        if last and not re.search("[点时:：]", words):
            slots["within"] = f"{first[11:16]}/{last[11:16]}"
            continue
        slots["clock"] = first[11:16]
        if not _PART_OF_DAY.search(words):
            slots["loose"] = True
    return slots


def _towards(before: str) -> int:
    """1 where something is put off, -1 where it is brought forward, 0 where the words leave it open."""
    if re.search("推迟|推后|延|顺|往后", before):
        return 1
    return -1 if re.search("提前|提早|往前", before) else 0


def _minutes(by: re.Match[str]) -> int:
    """How many minutes are said: 半小时 30, 一个半小时 90, 两天 2,880; 0 where none can be made out."""
    count = read_number(by["count"]) if by["count"] else None
    half = 0.5 if by["half"] or by["after"] else 0.0
    if count is None and not half:
        return 0
    return int(((count or 0) + half) * _MINUTES[by["unit"]])


def _places_left(said: Said, remainder: Remainder) -> dict[str, Any]:
    """capacity, more_places (negative: fewer) or no_limit. 人数 of somebody who is no staff is their own party's."""
    if not said.speaker.is_staff and not re.search("名额|上限|限", said.text):
        return {}
    if remainder.take(_NO_LIMIT):
        return {"no_limit": True}
    if (more := remainder.take(_MORE)) and (count := read_number(more["count"] or more["count2"])):
        fewer = re.match("减|少", more["sign"] or more["sign2"])
        return {"more_places": plain_number(-count if fewer else count)}
    if (told := remainder.take(_CAPACITY)) and (count := read_number(told["to"] or told["only"])):
        return {"capacity": plain_number(count)}
    return {}


def _points(remainder: Remainder) -> float | int | None:
    if not _POINTS_SAID.search(remainder.text) or not (found := remainder.take(_POINTS)):
        return None
    value = read_number(found[1])
    return plain_number(value) if value is not None else None


def _place(said: Said, remainder: Remainder) -> str | None:
    """Where it is held from now on: a place of the workbook, what is called the place, or what sounds like one."""
    if (told := _PLACE_TOLD.search(remainder.text)) and not _NO_PLACE.fullmatch(told["place"]):
        return known_place(said, tidy(re.sub("^[到在]", "", told["place"])))
    for led in _PLACE_TO.finditer(remainder.text):
        words = tidy(led["place"])
        if len(words) < 2 or _NO_PLACE.search(words):
            continue
        place = known_place(said, words)
        moved = len(led["verb"]) > 1 and led["verb"] not in ("改成", "改为", "换成")
        if place != words or led["there"] or moved or sounds_like_a_place(words):
            return place
    return _place_alone(said, remainder)


_BESIDES = re.compile("因为|由于|[要在没不]|停|修|坏|太|有|的")


def _place_alone(said: Said, remainder: Remainder) -> str | None:
    """A place that stands by itself behind the rest: 改到4号下午两点半 服务中心二楼; 名额40 地点百姓广场."""
    for piece in remainder.pieces(r"[\x00\n,，。;；: ]+"):
        words = _CALLED_PLACE.sub("", piece)
        named = len(words) < len(piece)
        if len(words) < 2 or len(words) > 12 or _NO_PLACE.search(words):
            continue
        place = known_place(said, words)
        found = said.scene.lexicon.exactly(words)
        known = place != words or bool(found and found.values("place", "pickup"))
        if known or (sounds_like_a_place(words) and not _BESIDES.search(words)) or named:
            return place
    return None


_CALLED_PLACE = re.compile(r"^(?:活动|集合|碰头|举办)?(?:地点|地址|场地)(?!不|没|有|待|另|再|还)")
