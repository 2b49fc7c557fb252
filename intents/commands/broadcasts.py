"""What is said to schedule, cancel and approve a broadcast: the hour of sending, the rooms, and the words to send."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from intents.commands.broadcast_heads import TO_ROOMS, Rooms, rooms_said, sent_last, sent_on, unreadable_time
from intents.commands.hiring import job_offered
from intents.commands.said import CUT, Remainder, Said, tidy
from intents.commands.told_to_all import told_to_all
from intents.commands.two_times import either, tells_of_dealing_out
from intents.patterns import quick
from intents.times import FoundTime

_FRAME = quick(
    r"(?:帮|给|替|请|麻烦)?(?:我们店|我店|本店|我们|我|忙)?(?:在|往|到|给|跟|向)?(?:本|这个|这|两个|各个?|所有"
    r"|全部|大)?(?:微信)?(?:群|大群)?(?:里面?|内)?(?:都)?"
    r"(?:定时|预约|预定|安排|设置)?(?:一?[个条则次下])?的?(?:紧急|加急)?(?:发送|发布|群发|转发|广播|播报|推送|发|推|播"
    r"|提醒|通知|告诉|告知|说|喊)(?:一?[个条则次下])?(?:紧急|加急)?(?:的)?"
    r"(?:通知|公告|广播|消息|提醒|促销|推广|广告|信息)?(?:一下|下)?(?:给|到)?(?:大家伙?|居民们?|各位(?:居民|邻居)?"
    r"|邻居们?|业主们?|全体(?:居民|业主)?|所有人|街坊们?|住户们?|大伙儿?|(?:各|所有|全部)个?群)?(?:说|内容)?(?:是|为)?"
)
_HEAD = re.compile(
    r"^[\s\x00]*(?:马上|立刻|立即|现在|以后|今后|往后|帮我|麻烦|请|我要|我想|新建|设个|添加|加个|另外|再|还要)*(?:一?[个条])?(?:紧急|加急)?(?:定时|预约|定点)?"
    r"(?:发送|群发|群公告|群通知|广播|通知|发布|消息|推送|任务|公告|发)*(?:一下|下|一[条个则次])?(?:到|在|给|往)?(?:大家伙?|居民们?|各位"
    r"(?:居民|邻居)?|邻居们?|业主们?|所有人|街坊们?|住户们?|(?:各|所有|全部)个?群)?"
)
_ROOM_WORDS = re.compile(r"(?:所有|全部|各个?|每个)群")
_URGENT = re.compile(r"紧急|加急|十万火急|马上群发")
_URGENT_FIRST = re.compile(
    r"^(?:[【\[(（「]\s?(?:紧急|加急|特急)\s?[】\])）」]|(?:紧急|加急|特急)(?:[\s:：,，!！]+|(?=通知|公告|提醒|停[水电气])))[\s:：,，]*"
)
_NOW = re.compile(r"马上|立刻|立即|现在就?|即刻|这就")
_SENT_THEN = re.compile(
    rf"\s?(?:准时|再|统一|帮我|给我)?(?:发|发出|发送|推|推送|播|广播)(?:出去|一下|到?群里)?(?:{TO_ROOMS})?[吧了哈嘛啊。!！]*"
)
_NOW_AT_THE_END = re.compile(
    r"(?<![\s,，。;；!！])[\s,，。;；!！]+(?:现在|马上|立刻|立即|即刻)就?(?:发|推|播|群发|广播)(?:出去|一下|到?群里)?[吧了哈啊。!！]*$"
)
MOST_OF_A_FRAME = 4  # characters before a time at the end that are no text yet
_NOW_FIRST = re.compile(r"^(?:马上|立刻|立即|现在)[\s:：,，]+")
_BEGINS_NOW = re.compile(r"^(?:现在|马上|立刻|立即|即刻)")
_UNTIL = re.compile(r"(?:一直|连续)?(?:发|推|播)?[到至] ?$")
_UNTIL_AFTER = re.compile(r"^ ?(?:为止|截止|结束)")
_VERB = re.compile(r"发送|发布|群发|转发|广播|播报|推送|提醒|通知|公告|告诉|告知|发|推|说|喊|播")
_CALLING = re.compile(rf"{_VERB.pattern}|大家|居民|内容|各位|群|邻居|业主")
_FRAME_WORDS = quick(
    rf"{_VERB.pattern}|大家|居民|内容|各位|群|邻居|业主|促销|推广|广告|消息|紧急|一[条个下则]|给|到|在|里|请"
    r"|[条个]"
)
_SKIPPED = re.compile(rf"[{CUT}\s,，、和与及跟]*(?:之间|期间|左右|的时候|时候|准时|就|都|在|往|到|给|里|群里|内)*[{CUT}\s,，]*")
_TEXT_FIELD = re.compile(r"(?:内容|文字|正文|消息内容|通知内容)[是为:]\s?")


def schedule_broadcast(said: Said) -> dict[str, Any] | None:
    """text as its writer wrote it, when, rooms, urgent. The time of sending stands before the text.

    Besides the specification's: `grids` (all their rooms), `since`, `until` (the days from and until which it may go out),
    `unread` (words of a time that cannot be read), `at_once` (staff gave no hour),
    `either` (two ways to read it, where either time may be that of sending).
    """
    if (text := _sent_as_it_is(said)) is not None:
        return {"text": text}
    if ways := either(said, _frame_end(said)):
        return _in_doubt(said, ways)
    if (sending := sent_last(said)) is not None:
        return _sent_at_its_end(said, sending)
    if now := _NOW_AT_THE_END.search(said.text):
        return _sent_now(said, now.start())
    return _with_an_hour(said)


def _with_an_hour(said: Said) -> dict[str, Any] | None:
    """What is told to all at once, or what goes out at the hour that stands before the text."""
    begin = _text_begin(said)
    at_the_end = _time_at_the_end(said) if begin is None else None
    if begin is None and at_the_end is None and (told := told_to_all(said)) is not None:
        return told
    sending = at_the_end or _sending_time(said, begin)
    limit = begin if begin is not None else len(said.text)
    rooms = rooms_said(said, limit)
    slots = _when_and_where(said, begin, sending, rooms)
    text = said.written(begin, len(said.text)) if begin is not None else _text_without_colon(said, sending, rooms)
    if at_the_end:
        text = text.removesuffix(said.written(at_the_end.start, len(said.text)))
    text = _NOW_FIRST.sub("", text.strip(" \n:：,，。" if begin is None else " \n:：,，"))
    if begins := _URGENT_FIRST.match(text):
        slots["urgent"] = True
        text = text[begins.end():] or text
    if text:
        slots["text"] = text
    if _BEGINS_NOW.match(text) and "when" not in slots and "unread" not in slots:
        slots["when"] = said.message.at.isoformat()
    if not (_VERB.search(said.text) or "定时" in said.text):
        return None
    return {**slots, **_without_an_hour(said, slots, begin)}


def _sent_as_it_is(said: Said) -> str | None:
    """A job that a shop offers, or what is to be passed on whole; None where something else is said."""
    if (job := job_offered(said)) is not None:
        return job
    passed_on = sent_on(said)
    return said.as_written(passed_on) if passed_on is not None else None


def _without_an_hour(said: Said, slots: Mapping[str, Any], begin: int | None) -> dict[str, bool]:
    """`at_once`, where staff announce something and say no hour; else nothing."""
    hour = slots.keys() & {"when", "unread", "urgent"}
    return {"at_once": True} if "text" in slots and not hour and _is_for_now(said, slots, begin) else {}


_NO_NEWS = re.compile(
    r"^(?:功能|消息|通知|列表|记录)?(?:怎么|如何|咋|怎样|能不能|可以|会不会|有没有|有哪些|是什么)|[吗么呢?？]$|"
    r"^(?:列|看|查|取消|停|删)"
)
_TO_ALL = re.compile("[ ,，]|大家|各位|邻居们?|居民们?")
LEAST_NEWS = 4  # characters of an announcement that goes out without an hour
_PLANNED = re.compile(r"定时|预约|预定|安排|设置|设个|定点")
_ANNOUNCES = re.compile(
    r"^(?:请|麻烦|帮我|帮忙|\s)*(?:群?(?:通知|公告)|群发|广播|发布|发(?:一?[个条下则])?(?:通知|公告|消息|广播)|转发|提醒|告知|告诉)"
)


def _is_for_now(said: Said, slots: Mapping[str, Any], begin: int | None) -> bool:
    """Whether staff announce something without an hour (#通知：快递柜坏了): it waits a minute, so that it can be taken back."""
    to_a_room = not said.message.private or slots.keys() & {"rooms", "grids"}
    planned = _PLANNED.search(said.text[: begin if begin is not None else 12])
    if begin is None:
        hours = [one for one in said.times if "T" in one.iso]
        led = said.text[: hours[0].start] if hours else ""
        if _NO_NEWS.search(str(slots["text"])) or len(str(slots["text"])) < LEAST_NEWS:
            return False  # 群发消息怎么用
        if not _ANNOUNCES.match(said.text) or (hours and not _TO_ALL.sub("", _ANNOUNCES.sub("", led))):
            return False  # 广播 下午3点发放体检卡: perhaps to be sent then
    return bool(said.speaker.is_staff and to_a_room and not planned)


def _sent_now(said: Said, end: int) -> dict[str, Any] | None:
    """The text that stands before 马上发, with the times that it tells of."""
    head = _text_begin(said)
    begin = head if head is not None else _frame_end(said)
    rooms = rooms_said(said, begin)
    text = said.written(begin, end).strip(" \n:：,，")
    if len(text) < MOST_OF_A_FRAME:
        return None
    urgent = {"urgent": True} if _URGENT.search(said.text[:begin]) else {}
    named = {"rooms": list(rooms.names)} if rooms.names else {}
    return {"when": said.message.at.isoformat(), "text": text, **named, **urgent}


def _frame_end(said: Said) -> int:
    """Where the words of commanding end, as far as they lead: #广播, 群发."""
    led = _HEAD.match(said.text)
    return led.end() if led else 0


def _in_doubt(said: Said, ways: list[dict[str, str]]) -> dict[str, Any]:
    """What is certain of a broadcast of which it must be asked when it goes out."""
    rooms = rooms_said(said, _frame_end(said))
    urgent = {"urgent": True} if _URGENT.search(said.text[:_frame_end(said)]) else {}
    return {"either": ways, **({"rooms": list(rooms.names)} if rooms.names else {}), **urgent}


def _sent_at_its_end(said: Said, sending: FoundTime) -> dict[str, Any] | None:
    """The text that stands before its time of sending, and keeps the times of its own: 今天下午两点量血压 13:00发."""
    head = _text_begin(said)
    led = _HEAD.match(said.text)
    begin = head if head is not None else led.end() if led else 0
    ahead, behind = rooms_said(said, begin), rooms_said(said, len(said.text), sending.end)
    rooms = ahead if ahead.names else behind
    text = said.written(begin, sending.start).strip(" \n:：,，")
    if len(text) < MOST_OF_A_FRAME:
        return None
    urgent = {"urgent": True} if _URGENT.search(said.text[:begin]) else {}
    return {"when": sending.iso, "text": text, **({"rooms": list(rooms.names)} if rooms.names else {}), **urgent}


def _when_and_where(said: Said, begin: int | None, sending: FoundTime | None, rooms: Rooms) -> dict[str, Any]:
    """when, until, unread, rooms, grids, urgent, as the words before the text say them."""
    slots: dict[str, Any] = {}
    head_end = begin if begin is not None else (sending.end if sending else 0)
    if unread := unreadable_time(said, begin if begin is not None else head_end or None):
        slots["unread"] = unread
    elif sending:
        slots["when"] = sending.iso
        slots |= _validity(said, sending, begin)
    elif _NOW.search(said.text[:head_end or 12]):
        slots["when"] = said.message.at.isoformat()
    names = list(rooms.names)
    if not names and not rooms.grids and _ROOM_WORDS.search(said.text[:begin if begin is not None else len(said.text)]):
        names = sorted(said.scene.lexicon.values("room"))
    if names:
        slots["rooms"] = names
    if rooms.grids:
        slots["grids"] = list(rooms.grids)
    if _URGENT.search(said.text[:head_end or len(said.text)]):
        slots["urgent"] = True
    return slots


def _validity(said: Said, sending: FoundTime, begin: int | None) -> dict[str, str]:
    """下周一到周五每天8点, 每天9点发到12月5日为止: since and until which day something that recurs goes out."""
    for found in _days_of(said, sending, begin):
        assert found.day is not None
        if isinstance(found.ends, date):
            return {"since": found.day.isoformat(), "until": _day(found.ends).isoformat()}
        if _UNTIL_AFTER.match(said.text[found.end:]) or (begin is not None and _UNTIL.search(said.text[:found.start])):
            return {"until": found.day.isoformat()}
    return {}


def _days_of(said: Said, sending: FoundTime, begin: int | None) -> list[FoundTime]:
    """What may say from and until which day something that recurs goes out: all before the text, or right before the hour."""
    if sending.kind != "recurrence":
        return []
    limit = begin if begin is not None else len(said.text)
    days = [found for found in said.times if found is not sending and found.end <= limit and found.day is not None]
    if begin is not None:
        return days
    return [
        one for one in days if _UNTIL_AFTER.match(said.text[one.end:])
        or (isinstance(one.ends, date) and not said.text[one.end : sending.start].strip(" ,，的"))
    ]


def _day(found: date) -> date:
    return found.date() if isinstance(found, datetime) else found


def _text_begin(said: Said) -> int | None:
    """Where the words to send begin, if a colon or a line break says so: the first that follows a word of sending."""
    if field := _TEXT_FIELD.search(said.text):
        return field.end()
    for mark in re.finditer(r"[:：\n]", said.text):
        before, after = said.text[:mark.start()], said.text[mark.end():]
        if re.search("[0-9]$", before) and re.match("[0-9]", after):
            continue  # a time of day
        if _VERB.search(before) and mark.start() <= 60 and not _within_text(said, mark.start()):
            return mark.end()
        return None
    return None


def _within_text(said: Said, mark: int) -> bool:
    """Whether the words before a colon are already the text: 定时发送 明天8:00 请注意:…"""
    known = [found.end for found in said.times if found.end <= mark]
    known += [name.end for name in said.names if name.values("room") and name.end <= mark]
    last = max(known, default=0)
    between = re.sub("^ ?(?:为止|截止|结束)", "", said.text[last:mark]).strip()
    words = tidy(_FRAME_WORDS.sub("", between))
    framed = bool(last and between and _VERB.search(said.text[:last]))
    return framed and (len(words) > 2 or not _CALLING.search(between))


def _time_at_the_end(said: Said) -> FoundTime | None:
    """The hour that stands last with the word of sending (…请接好水 今天18:00发), whatever hours the words tell of."""
    last = said.times[-1] if said.times else None
    if last is None or "T" not in last.iso or last.start < len(said.text) // 2:
        return None
    return last if _SENT_THEN.fullmatch(said.text[last.end:]) else None


def _sending_time(said: Said, begin: int | None) -> FoundTime | None:
    """The time that stands before the text; without a colon the first one that stands near the head."""
    limit = begin if begin is not None else len(said.text)
    before = [found for found in said.times if found.end <= limit and not tells_of_dealing_out(said, found)]
    again = [found for found in before if found.kind == "recurrence"]
    if begin is None and before:
        verb = _VERB.search(said.text)
        led = [found for found in before if "T" in found.iso or not re.match(r"[0-9]{4}-", found.iso)]
        near = [found for found in led if found.start <= (verb.end() if verb else 0) + 12]
        return next(iter(near), None)
    return next(iter(again or before), None)


def _text_without_colon(said: Said, sending: FoundTime | None, rooms: Rooms) -> str:
    """The words after the command's frame: time, rooms and verb, in any order, stand before them."""
    remainder = Remainder(said.text)
    if sending:
        remainder.cut(sending.start, sending.end)
        remainder.cut_all((found.start, found.end) for found in _days_of(said, sending, None))
    remainder.cut_all(rooms.spans)
    if unread := unreadable_time(said, None):
        start = said.text.index(unread)
        remainder.cut(start, start + len(unread))
    text = remainder.text
    at = 0
    if head := _HEAD.match(text):
        at = head.end()
    for _ in range(4):
        skipped = _SKIPPED.match(text, at)
        at = skipped.end() if skipped else at
        frame = _FRAME.match(text, at)
        if frame and frame.end() > at and (_VERB.search(frame[0]) or "群" in frame[0]):
            at = frame.end()
    last = max((found.end() for found in re.finditer(CUT, text[: at + 1])), default=0)
    start = max(at, last)
    words = said.written(start, len(said.text)) if start < len(said.text) else ""
    if words or not sending or sending.end < len(said.text) - 1:
        return words
    middle = tidy(_HEAD.sub("", text))
    return said.as_written(middle) if len(middle) > 2 else ""
