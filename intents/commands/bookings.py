"""What is said of bookings of services besides asking for one: taking them back, another time, where to come to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from intents.addresses import find_address
from intents.commands.moments import take_when
from intents.commands.numerals import DIGITS, find_number
from intents.commands.personal import address_text, find_service, is_at_once
from intents.commands.said import CUT, Remainder, Said, tidy
from intents.patterns import Sifted, quick

_PARTED = re.compile(r"[、,，和跟与及\s]|还有|以及")
_EVERY = re.compile("全部?|都|所有|统统|通通|一起|一律")
_BUT = re.compile("除了?|只留|留着|保留|其他|其它|别的")


def cancel_booking(said: Said) -> dict[str, Any] | None:
    """service and number, as far as said; `services` where several are named, `all`, `on_day` of the one that is meant."""
    slots: dict[str, Any] = {}
    remainder = Remainder(said.text)
    remainder.cut_all((found.start, found.end) for found in said.times)
    if service := find_service(said):
        slots["service"] = service
        if len(several := list(_services(said))) > 1:
            slots["services"] = several
    if _EVERY.search(said.text) and not _BUT.search(said.text):
        slots["all"] = True
    if len(said.times) == 1 and re.match("[0-9]{4}-", said.times[0].iso):
        slots["on_day"] = said.times[0].iso[:10]
    # 3号预约 and 预约3号取消 are no dates
    named = re.search(rf"{DIGITS}号(?:预约|服务|单)|(?:预约|单)的?{DIGITS}号(?!的|[上下]午|早|晚|那)", said.text)
    if number := find_number(said.text if named else remainder.text):
        slots["number"] = number[0]
    return slots


def _services(said: Said) -> Iterator[str]:
    """The services that a text names, each once: 取消理发和保洁."""
    found = []
    for part in _PARTED.split(said.text):
        service = find_service(Said(part, said.message, said.scene, said.speaker, said.hashed)) if len(part) > 1 else None
        if service is not None and service not in found:
            found.append(service)
            yield service


_MOVES = quick(
    r"^(?:请|麻烦|帮我|把|将|我(?:家|妈|爸)?约?的?|那个|预约的?|约的|能不能|可以|[,， ]){0,4}"
    r"(?P<what>[^,，。:：]{2,16}?)(?:的?时间|的?预约|能不能|可以|能)?(?:再)?"
    r"(?:改到|改成|改为|改约|改在|换到|换成|挪到|推迟到|推到|提前到|延到|延后到|调到)(?=(?P<new>.{2,20}))"
)
_OFF = re.compile("取消|不约|不要|退")
_ELSE = Sifted("团|截止|活动|报名|投票|通知|广播|价|元|号工单|课|讲座|[0-9]分")


def moved_booking(said: Said) -> dict[str, Any] | None:
    """service and when of what was booked for another time (保洁改到周日); None where nothing, or something else, is moved."""
    found = None if said.hashed else _MOVES.search(said.text)
    if found is None or _ELSE.search(said.text):
        return None
    what = Said(found["what"], said.message, said.scene, said.speaker)
    of_else = any(one.exact and one.values("activity", "product", "group_buy", "merchant", "option") for one in what.names)
    named = "约" in said.text or any(one.exact and one.values("service") for one in what.names)
    if of_else or (said.speaker.is_staff and not named):  # 体检改到周日 may be an activity
        return None
    service = find_service(what)
    times = [one for one in said.times if one.start >= found.start("new")]
    another = times and find_service(Said(said.text[times[0].end:], said.message, said.scene, said.speaker))
    if service is None or another or len(times) != 1:
        return None
    if _OFF.search(found["what"]) or said.text[found.start("new"):times[0].start].strip():
        return None
    return {"service": service, "when": times[0].iso}


# 明天九点来修, 明早8点上门来看看
_COMES_THEN = quick(r"[左右前后\s,，]{0,3}(?:过|上门)?来(?:个?人|师傅)?[\s,，]?(?:给我家?|帮我家?)?[修通弄洗换疏](?!过|[好完]了)")
_TOLD_TO = Sifted("[说讲](?:是|好|的|过)?(?:在|要|会|等)?[今明后下周星礼上早晚0-9]|答应|通知|告诉|约好|约了|谁")


def comes_then(said: Said) -> bool:
    """Whether a time is told and that somebody shall come to mend something then."""
    return any(_COMES_THEN.match(said.text, time.end) for time in said.times) and not _TOLD_TO.search(said.text)


_COMES_TO = re.compile("地址|门牌|房号")


def where_to_come(said: Said) -> dict[str, Any] | None:
    """service and address of a booking (换锁地址错了 是2单元103); None where neither is said, or when it is to be."""
    service = said.first("service") if _COMES_TO.search(said.text) else None
    if service is None or not service.exact or said.times:
        return None
    address = find_address(said.text, sorted(said.scene.lexicon.values("place")))
    if address is None:
        return None
    return {"service": service.full_values("service")[0], "address": address_text(said, address)}


_PRICE = quick(
    r"[\s,，。;；]{0,3}(?:(?<![0-9])(?:[0-9]{1,2}|[一二两三四五六]|半)个?半?(?:小时|钟头|次|个人)\s?)?(?:一共|总共|大概|要|是|得|收|需要|它|请问|问下)?"
    r"(?:多少钱|几块钱|什么价格?|怎么收费|收费多少|多少费用?|贵不贵)(?:一次|一小时|一个小时)?[呀啊呢嘛哈?？!！。\s]{0,4}$"
)


_ASKS_PRICE = Sifted("钱|价|收费|费用|贵")


def without_price(said: Said) -> Said:
    """What is booked for an hour at an address, without the question for its price behind it: the answer tells it."""
    found = _PRICE.search(said.text) if _ASKS_PRICE.search(said.text) and said.times else None
    if found is None or not found.start() or find_address(said.text, ()) is None:
        return said
    return Said(said.text[:found.start()], said.message, said.scene, said.speaker, said.hashed)


def booking_answer(said: Said) -> dict[str, Any]:
    """service, when and address of an answer to a question about a booking; {} where it says more than these."""
    remainder = Remainder(said.text)
    slots: dict[str, Any] = {}
    if address := find_address(said.text, sorted(said.scene.lexicon.values("place"))):
        slots["address"] = address_text(said, address)
        remainder.cut(address.start, address.end)
    if when := take_when(said, remainder):
        slots["when"] = when
    elif is_at_once(said.text):
        slots["when"] = said.message.at.isoformat()
    if (service := said.first("service")) and service.exact:
        slots["service"] = service.full_values("service")[0]
        remainder.cut(service.start, service.end)
    remainder.drop(_AROUND)
    return slots if len(tidy(remainder.text.replace(CUT, ""))) <= _MOST_BESIDES else {}


_AROUND = re.compile("现在|马上|立刻|赶紧|尽快|这会儿|就|来|吧|可以|好的?|行|在|我家|地址|是|那|要|约|到|过来|上门|左右|有空")
_MOST_BESIDES = 3
