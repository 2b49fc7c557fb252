"""How a broadcast begins: when, to which rooms, a word of sending, and then the words to send."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from intents.commands.said import Said
from intents.patterns import Sifted
from intents.times import FoundTime

_TIME, _ROOM, _BAD = "\x01", "\x02", "\x03"  # in place of what is said, one for each character
_NO_ROOM = "本|这个?|这里|我们|咱们?|所有|全部|各个?|每个|两个|几个|别的|其他|大|微信|业主|居民|邻居|小区|社区|我|全"
_NAMED_ROOM = re.compile(
    rf"(?:发到|发给|发去|发往|发在|推到|推给|转到|到|在|给|往|跟)\s?(?!(?:{_NO_ROOM})+群)([^\s,，:：。、和与及到在给往发]{{1,12}}?群)(?!里?的?人|众|主|友|体)"
)
_BARE_ROOM = Sifted(r"(?:(?<=^)|(?<=[\s,，、和跟与及群\x01]))([^\s,，:：。、和与及到在给往发\x01]{1,12}?群)")
# 一群二群都发: by its last sign alone, where the words go on as they do behind a room (not 一群人).
_SHORT_ROOM = re.compile(r"(?:[\s,，、。:：和跟与及都全各里内发推播]|[东南西北一二三四五六七八九十0-9A-Za-z]群|通知|提醒|$)")
_GRID = Sifted(
    r"((?:第?[一二三四五六七八九十0-9A-Za-z]{1,4}|[^\s,，:：。、和到在给往发]{1,6})网格)的?(?:所有|全部|各个?|每个)?的?(?:居民|业主)?群"
)
_ODD = re.compile(
    r"隔(?:[一两二三]?个?)?(?:周|天|日|月|年|星期|礼拜)[一二三四五六日天]?|(?:单双|单|双)(?:周|日|月|号)[一二三四五六日天]?"
    r"|每(?:隔|过)?(?:半|[两二三四五六2-9几])个?(?:周|天|日|月|年|小时|星期|礼拜|分钟)|每个?(?:小时|分钟|年|季度?)"
)
_WHENEVER = re.compile(
    r"(?:每逢|每当|每次|逢|每|一到|只要)[^\s,，:：。]{1,8}?(?=的时候|时候?|以后|之后|后|就|都|时?\s?(?:[发推播]|通知|提醒|群发|广播))"
)
_DAY = re.compile(r"(?:[0-9]{4}年)?([0-9]{1,2})月([0-9]{1,2})[日号]")
_LEAP_YEAR = 2024  # 2月29日 may be meant
_BAD_TIME = Sifted(
    r"(?<![0-9:])[0-9]{1,2}(?::[0-9]{2}(?![0-9])|点(?:半|[0-9]{1,2}分?)?|时(?=[发通提群]))"
)
_NOW = re.compile("马上|立刻|立即|现在|即刻")
_NUMBER_OF_ONE = re.compile("(?:广播|群发|通知|促销|推送|消息|公告|提醒)")
_FILLER = (
    r"(?:请|麻烦|辛苦|劳驾|以后|今后|往后|从今往后|帮我们?|帮忙|给我们?|替我们?|帮|你|就|再|都|在|于|到|从|起|开始|那天|的?时候|之间|期间|左右|准时|准点|按时|定时"
    r"|统一|一下|紧急|加急|小邻|我们店|我店|本店|咱们?店|店里|和|跟|与|及|给|往|、|以及|的|这几个|两个|所有|全部|各个?|每个|全|群|里)"
)
_CALLED = r"(?:大家伙?|居民们?|各位(?:居民|邻居|业主)?|邻居们?|业主们?|全体(?:居民|业主)?|所有人|街坊们?|住户们?|大伙儿?)"
_SENDS = re.compile("[发推播喊说]|通知|公告|提醒|告诉|告知")  # what the head of a broadcast says at least
_KIND = r"(?:一?[个条则次遍])?(?:紧急|加急)?(?:通知|公告|消息|提醒|广告|促销|推广|广播|信息)?"
_WHERE = rf"(?:[到给在往]\s?)?(?:(?:{_ROOM}|本|这个|这|我们|咱们|所有|全部|各个?|每个|两个|和|跟|、|群)+[里内]?|{_CALLED})"
_HEAD = re.compile(
    rf"^(?P<before>(?:{_FILLER}|[\s,，。:：{_TIME}{_ROOM}{_BAD}])*?)"
    rf"(?:(?P<plain>群发|发布|发送|推送|广播|播报|通知|公告|提醒|告诉|告知)(?!了|过|单|书|栏|我|一下我|车|器)|(?P<bare>[发推播喊说]))"
    rf"(?P<after>(?:一下|下|一声|声|一次|一遍)?(?:[到至]\s?{_TIME}+(?:为止|截止)?)?{_KIND}(?:{_WHERE}\s?[里内]?)?{_KIND}(?:内容|说|是|为)?)"
    rf"(?P<mark>[\s:：,，{_TIME}{_ROOM}{_BAD}]+|)(?P<text>[^\s].+)$", re.S
)


_ASKED_LAST = Sifted(
    r"^(?P<text>.{4}(?:.*?[^\s,，。!！;；])??)[\s,，。!！;；]+(?:请|麻烦)?(?:帮|给|替)(?:我们店|我店|我们?|忙)(?:在?群里)?(?:发|推|宣传|群发)"
    r"(?:一下|一发|下|到?群里|出去|给大家)*[吧啊哈呗]?[。!！~]*$", re.S
)


TO_ROOMS = r"[到给在往去]\s?[^\s,，。:：]{1,12}群(?:[、和跟与及]?[^\s,，。:：]{1,12}群)*里?"  # at the end: 18:00发到一群
_SENDS_THEN = re.compile("[发推播]")  # one of them stands in the next
_SENT_THEN = re.compile(
    r"^\s?(?:准时|准点|定时|左右)?(?:再|就|帮我们?|给我们?|替我们?|帮忙|麻烦)?(?:发送|发布|群发|推送|广播|播报|[发推播])(?:出去|出来|一下|到?群里)*"
    rf"(?:{TO_ROOMS})?[吧啊哈哦。!！~\s]*$"
)


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms to which something is to go. names: the workbook's, and what was written where there is none of that name.

    grids: all rooms of these. spans: where in the text they stand.
    """

    names: tuple[str, ...] = ()
    grids: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def rooms_said(said: Said, limit: int, begin: int = 0) -> Rooms:
    """The rooms named between `begin` and `limit`, in the order in which they are said."""
    found = {name.start: (name.end, name.full_values("room")[0]) for name in said.names
             if name.values("room") and begin <= name.start and name.end <= limit}
    grids = [match for match in _GRID.finditer(said.text[:limit]) if match.start() >= begin]
    taken = [*((start, end) for start, (end, _) in found.items()), *(match.span() for match in grids)]
    for match in (*_NAMED_ROOM.finditer(said.text[:limit]), *_BARE_ROOM.finditer(said.text[:limit])):
        start, end = match.span(1)
        if start < begin:
            continue
        name, known = _full_name(said, match[1], short=bool(_SHORT_ROOM.match(said.text, end)))
        sure = known or (match.re is _NAMED_ROOM and not said.text.startswith("发", end))  # 给大家群发
        if sure and not any(begin < end and start < stop for begin, stop in taken):
            found[start] = (end, name)
            taken.append((start, end))
    spans = sorted([*((start, end) for start, (end, _) in found.items()), *(match.span() for match in grids)])
    return Rooms(
        tuple(dict.fromkeys(found[start][1] for start in sorted(found))), tuple(match[1] for match in grids), tuple(spans),
    )


def _full_name(said: Said, called: str, short: bool) -> tuple[str, bool]:
    """南区群 of the only room whose name holds that: the workbook's name; else what was said, and False.

    short: a single sign will do (二群).
    """
    known = said.scene.lexicon.values("room")
    core = called.removesuffix("群")
    if len(core) < (1 if short else 2) and called not in known:
        return called, False
    ways = (lambda name: name == called, lambda name: name.endswith(called), lambda name: core in name)
    for fits in ways if len(core) > 1 else ways[:2]:
        names = [name for name in known if fits(name)]
        if len(names) == 1:
            return names[0], True
    return called, False


# 通知一下 快递柜坏了: an announcement of staff, not a report
_ANNOUNCED = re.compile(
    r"^(?:紧急|群)?(?:通知|公告|群发|广播)(?:一下|下)?(?:大家伙?|各位(?:邻居|居民|业主)?|居民们?|邻居们?|业主们?)?"
    r"(?:\s?[:：]\s?|[\s,，]\s?)(?!\s?[0-9]+$)[^\s].{3,}", re.S
)


def sends_something(said: Said) -> bool:
    """Whether the command says to whom or when something is to be sent, and then what: 明天15点通知:…, 每晚19点发 …"""
    if sent_on(said) is not None or _sent_to_rooms(said) or (said.speaker.is_staff and _ANNOUNCED.match(said.text)):
        return True
    match = _HEAD.match(_veiled(said)) if _SENDS.search(said.text) else None
    if match is None or len(match["text"].strip()) < 2:
        return False
    led = match["before"] + match["after"] + match["mark"]
    if not any(mark in led for mark in (_TIME, _ROOM, _BAD)):
        return False
    if match["bare"] and not (match["after"] or match["mark"]):
        return False
    return _TIME in match["before"] or _BAD in match["before"] or bool(match["mark"])


def _sent_to_rooms(said: Said) -> bool:
    """Whether it ends with when and to which room it is to go: …请储水 今天18:00发到南区群."""
    sending = sent_last(said)
    return sending is not None and bool(rooms_said(said, len(said.text), sending.end).names)


def unreadable_time(said: Said, begin: int | None) -> str | None:
    """The words of a recurrence or a time that nobody can plan by (每逢刮风, 隔周五, 25点); None where there are none."""
    found = _unread(said, begin if begin is not None else 40)
    return found[0] if found else None


def _unread(said: Said, limit: int) -> re.Match[str] | None:
    head = said.text[:limit]
    if odd := _ODD.search(head):
        return odd
    times = [(one.start, one.end) for one in said.times]
    for match in _DAY.finditer(head):
        if not _is_day(int(match[1]), int(match[2])):
            return match
    for match in _WHENEVER.finditer(head):
        if not any(start < match.end() and match.start() < end for start, end in times):
            return match
    bad = None if times else _BAD_TIME.search(head)
    return bad if bad and bad.start() < 12 else None


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(_LEAP_YEAR, month)[1]


def _veiled(said: Said) -> str:
    """The text in which times, rooms and times that cannot be read are marks, as long as what they stand for."""
    text = said.text
    spans = [(one.start, one.end, _TIME) for one in said.times if not _numbers_one(said, one)]
    spans += [(start, end, _ROOM) for start, end in rooms_said(said, len(text)).spans]
    if now := _NOW.search(text[:8]):
        spans.append((*now.span(), _TIME))
    if unread := _unread(said, 40):
        spans.append((*unread.span(), _BAD))
    for start, end, mark in spans:
        text = text[:start] + mark * (end - start) + text[end:]
    return text


def _numbers_one(said: Said, time: FoundTime) -> bool:
    """6号广播, 7号群发: which one, not when."""
    return time.kind == "date" and bool(_NUMBER_OF_ONE.match(said.text[time.end:].lstrip()))


def sent_last(said: Said) -> FoundTime | None:
    """The time of sending where it stands behind the text (停水一天，请储水 今天18:00发); None where it does not."""
    if not _SENDS_THEN.search(said.text):
        return None
    last = max(said.times, key=lambda found: found.end, default=None)
    if last is None or not _SENT_THEN.match(said.text[last.end:]) or not re.search("T|[0-9]:[0-9]", last.iso):
        return None
    first = min(said.times, key=lambda found: found.start)
    if first is not last and first.start <= 12 and re.match(r".?[\s,，:：]", said.written(first.end - 1, len(said.text))):
        return None  # 明天8:00 米面到了，下午三点发: what is sent tells when the goods are given out
    before = said.text[:last.start]
    return last if len(before.strip()) > 5 and re.search(r"[\s,，。;；!！]$", before) else None


def sent_on(said: Said) -> str | None:
    """The words of somebody who asks at the end that they be sent (明天全场8折，帮我们发一下); None where nobody does."""
    match = _ASKED_LAST.match(said.text)
    return match["text"].strip() if match else None
