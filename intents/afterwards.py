"""What is said right after something was booked or reported: 取消吧, 改到四点, 就在3栋门口. It is about just that."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from intents.heard import Heard
from intents.patterns import quick
from intents.reading import Reading
from intents.scene import Shown

LONGEST = 30
MOVED = "another time for what was just booked"
_OFF = (
    r"(?:取消|算了|退了|撤了|推了|不用了?|不约了?|不要了?|别约了?|不用(?:再)?(?:上门|过来|来|修|送|弄|约)了?|"
    r"别(?:上门|过来|来|修|送)了?|(?:不|先不)(?:修|弄|约|来|做|要)了?)(?:掉|预约|了|吧|哈|啊|呀|啦|谢谢|[,， ]){0,4}"
)
_CALLS_OFF = re.compile(
    rf"(?:那|还是|嗯|哦|这个|刚才那个|刚才的|那个|我|先|麻烦|请|帮我|给我|[,， ]){{0,4}}{_OFF}(?:{_OFF})?"
)
_ALL_OFF = re.compile(
    r"(?:那|还是|嗯|哦|算了|麻烦|请|帮我|给我|把|[,， ]){0,3}(?:剩下|其余|其他|其它|别|另外|还有)?(?:的|那几?个|几个|预约){0,2}"
    r"(?:也)?(?:全部?|全都|都|统统|通通|一起)(?:给我|帮我)?"
    r"(?:取消|退|撤|推|不约|不要|不用来|算)(?:掉|了|吧|啊|呀|啦|[,， ]){0,4}"
)
_LEAST_BEFORE = 2  # 换锁地址错了 is of the locksmith: its 换 moves nothing
_MOVES = quick(
    r"^(?:那|还是|我想|想|麻烦|请|帮我|能不能|可以|能|可不可以|[,， ]){0,4}(?:时间)?(?:再)?"
    r"(?:改|换|挪|推迟|提前|调|推|往后|早|晚)(?:一点|点儿?|一下|下|个时间)?(?:成|到|在|为|去)?[,， ]?"
)
_IF_IT_SUITS = quick("(?:行不行|可不可以|可以吗?|好不好|行吗|好吗|成不成|方便吗)$")
_NOT_NEEDED = quick("不用|不必|不要|取消|别来|修好|弄[好通]了?$")  # 师傅不用来了 我自己弄通了 tells no lane
_DAY = quick(r"[今明后昨]|周|星期|礼拜|[0-9一二三四五六七八九十][号日月天]")
_PART_OF_DAY = quick(r"[早上下中]午|早上|早晨|晚上|傍晚|夜里|凌晨|[0-9]{2}[:：]")
_WHERE = re.compile(
    r"(?:地址|位置|地点|我家|我住|家|就|是|还是|补充一下|补充|忘了说|哦|[:：,， ]){0,5}(?:在|住在|是|住)?"
    r"[^,，。?？!！加建装放报想要买订约有没投请能修换个]{0,16}"
    r"(?:栋|幢|单元|号楼|楼|门口|路口|院|弄|坊|苑|花园|小区|室|旁边|对面|边上?|前面|后面|拐角|楼道|地下|车库|广场|公园|厅)"
    r"[^,，?？加建装放报想要买订约有没投请能修换个]{0,8}(?:[,，]? ?(?:电话)?1[0-9]{10})?"
)
_ANOTHER_MATTER = re.compile("坏|爆|漏|堵|断|裂|塌|倒|掉|吵|臭|丢|停[水电气]|着火|积水|不亮|打不开|没[水电气人]")
_ROOM_ALONE = re.compile(
    r"(?:地址|我家|我住|家|在|是|[:：,， ]){0,4}[\u4e00-\u9fff]{0,6}[0-9]{1,3}(?:栋|幢|号楼|号|-)"
    r"(?:[0-9]{1,2}(?:单元|-))?[0-9]{2,4}(?:室|号)?"
)
_REASON = re.compile(r"[,， ]*(?:我|我们|家里|自己|师傅|邻居|儿子|他|她|已经|不坏|好了)[^?？订单团报]{0,12}")
_OTHER_DAY = re.compile(
    r"(?:算了|还是|那|就|要不|不行|[,， ])+(?P<day>后天|大后天|明天|今天|"
    r"(?:下?(?:周|星期|礼拜))[一二三四五六日天]|[0-9]{1,2}[号日])(?:来|再来)?"
    r"(?:吧|行吗|好吗|可以吗|哈|啊|[,， ])*"
)
_HOUR_ALONE = re.compile(
    r"(?:那|就|嗯|大概|[,， ]){0,3}(?:早上|上午|中午|下午|晚上|傍晚)?(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,3})点"
    r"(?:半|钟|一刻|[0-9]{1,2}分?)?"
    r"(?:来|到|吧|左右|送来|行吗|可以吗|好吗|哈|[,， ]){0,3}"
)
_ASKS = quick(r"[?？]|吗|多少|几|怎么|哪|什么|啥|谁")


def read_afterwards(heard: Heard, read: Callable[[str], Reading | None]) -> Reading | None:
    """About the booking or the ticket that was made just now, said to the bot; None where the words say more.

    read: what another text would mean as a command.
    """
    shown = heard.speaker.shown
    if shown is None or len(heard.bare) > LONGEST or not (heard.addressed or _is_an_address(heard, shown)):
        return None
    act = heard.talk.last_act
    if act is not None and act.sender_id == heard.speaker.id and act.at > shown.shown_at:
        return None  # they have ordered or joined something since: it is about that
    if shown.intent in ("book_service", "cancel_booking") and _ALL_OFF.fullmatch(heard.bare):
        return Reading("cancel_booking", {"all": True}, 0.9, reasons=("takes back all that is booked",))
    if shown.intent == "book_service":
        return _about_booking(heard, shown, read)
    where = _WHERE.fullmatch(heard.bare) and not _ASKS.search(heard.text)
    if shown.intent == "report_issue" and where and not _ANOTHER_MATTER.search(heard.bare):
        if (whole := read(heard.text)) is not None and whole.intent != "set_home":
            return None  # 噪音扰民 5栋楼上 is reported by itself, 晴衣坊四颗星 rates a shop
        slots = {"number": shown.slots.get("number"), "text": heard.text}
        return Reading("add_to_ticket", slots, 0.85, reasons=("where the thing is that was just reported",))
    return None


def _is_an_address(heard: Heard, shown: Shown) -> bool:
    """5栋302, and nothing else, right after a booking: it need not be said to the bot."""
    return shown.intent == "book_service" and bool(_ROOM_ALONE.fullmatch(heard.bare))


def _about_booking(heard: Heard, shown: Shown, read: Callable[[str], Reading | None]) -> Reading | None:
    service = str(shown.slots.get("service") or "")
    named = [found.values("service") for found in heard.names if found.exact and found.values("service")]
    if named and not any(service in services for services in named):
        return None  # 换锁 明天上午, of another service
    if _CALLS_OFF.fullmatch(heard.bare) or _is_called_off_with_a_reason(heard):
        return Reading("cancel_booking", {"service": service}, 0.9, reasons=("takes back what was just booked",))
    if _MOVES.search(heard.bare) and not any(found.start < _LEAST_BEFORE and found.values("service") for found in heard.names):
        moved = read(f"预约{service} {_on_that_day(shown, _IF_IT_SUITS.sub('', _MOVES.sub('', heard.bare)))}")
        if moved is not None and moved.intent == "book_service" and moved.slots.get("when"):
            return replace(moved, reasons=(MOVED,))
        return None
    if (day := _another_day(shown, heard.bare)) is not None:
        moved = read(f"预约{service} {day}")
        if moved is not None and moved.intent == "book_service" and moved.slots.get("when"):
            return replace(moved, reasons=(MOVED,))
    if len(str(shown.slots.get("when") or "")) == len("2026-11-28") and _HOUR_ALONE.fullmatch(heard.bare):
        hour = read(f"预约{service} {_on_that_day(shown, heard.bare)}")  # of a booking that has only its day
        if hour is not None and hour.intent == "book_service" and hour.slots.get("when"):
            return replace(hour, reasons=(MOVED,))
    if _WHERE.fullmatch(heard.bare) and not (_ASKS.search(heard.text) or _NOT_NEEDED.search(heard.bare)):
        return Reading(
            "book_service", {"service": service, "address": heard.text}, 0.85, reasons=("where to come to",),
        )
    return None


def _is_called_off_with_a_reason(heard: Heard) -> bool:
    """取消吧我自己修好了, right after the booking: nothing else is named that could be taken back."""
    begun = _CALLS_OFF.match(heard.bare)
    if begun is None or not _REASON.fullmatch(heard.bare, begun.end()):
        return False
    return not any(found.values("product", "activity", "reward") for found in heard.names)


def _another_day(shown: Shown, said: str) -> str | None:
    """The day of 算了后天吧, with the hour of the booking; None where no day alone is said."""
    found = _OTHER_DAY.fullmatch(said)
    booked = str(shown.slots.get("when") or "")
    if found is None or not booked:
        return None
    if "T" not in booked or "/" in booked:
        return found["day"]
    at = datetime.fromisoformat(booked)
    return f"{found['day']}{at.hour}点" + (f"{at.minute}分" if at.minute else "")


def _on_that_day(shown: Shown, said: str) -> str:
    """The time that is said, with the day and half of the day of the booking where it has none of its own."""
    booked = datetime.fromisoformat(str(shown.slots["when"])) if shown.slots.get("when") else None
    if booked is None or _DAY.search(said):
        return said
    half = "" if _PART_OF_DAY.search(said) or "T" not in str(shown.slots["when"]) else "上午" if booked.hour < 12 else "下午"
    return f"{booked.month}月{booked.day}日{half}{said}"
