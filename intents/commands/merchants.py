"""What is said to change a shop's entry and to rate a shop."""

from __future__ import annotations

import re
from typing import Any

from intents.commands.numerals import DIGITS
from intents.commands.said import Remainder, Said, tidy
from intents.commands.shut_days import begins_on, closes_early, opening_day, shut_times, weekly_rest
from intents.numbers import read_number
from intents.patterns import quick
from intents.scene import RESIDENT

_FIELDS = (
    ("services", re.compile(r"(?:新增|增加|新加|加上?)(?:了)?(?:一?[个项])?(?:服务(?:项目|内容)?|项目)")),
    ("address", re.compile(r"(?:店里?的?)?(?:新)?地址|搬到|搬去|搬至|迁到|迁至")),
    ("hours", re.compile(r"营业时间|开门时间|关门时间|营业到|开到|打烊时间|时间")),
    ("phone", re.compile(r"联系电话|电话号码?|手机号?码?|号码|联系方式|电话")),
    ("discount", re.compile(
        r"(?:居民卡|大家卡|户卡|会员卡?|志愿者)?(?:的)?(?:折扣|优惠活动|优惠|打折)|居民卡|大家卡|会员卡|志愿者折"
        r"|[0-9.]+折"
    )),
    ("contact", re.compile(r"负责人|店长|老板")),
    ("status", re.compile(
        r"状态|停业|歇业|装修|关门了?|关张|关店|倒闭|不开了|恢复营业|重新开业|正常营业|开张|重新开门|暂停营业"
        r"|开业了|又开门|开门了|打烊|营业中|营业|休息|放假|不开门|店休|盘点|关一天|歇一天|早关|收摊|照常|又开"
    )),
)
_DOING = quick(
    r"(?P<装修>(?<!不)(?<!没)(?:装修|翻新|改造)(?!.{0,3}?(?:完|好|结束|到期|后)))"
    r"|(?P<停业>(?<!不)停业(?!.{0,2}(?:结束|期满|完))|歇业(?!.{0,2}(?:结束|期满))|(?<!不)关门|关张|关店|倒闭|(?<!重新)(?<!又)不开|(?:暂停|停止|不再?)营业|打烊"
    r"|(?<!不)休息|(?<!不)放假|不开门|店休|盘点|关一天|歇一天|早关|收摊|不做了|搬走)|(?P<营业>不(?:装修|休息|停业|放假)|照常|营业(?!时间|到|额|执照)|重新开|又开|开业|开门|开张|恢复正常|不关门)"
)
_LATER = re.compile(r"(?:明|后|大后)[天日早晚]|下?(?:周|星期|礼拜)[一二三四五六日天末]|[0-9]{1,2}[月号日]|(?:天|周|月)后|之后|再")
_SET_STATUS = re.compile(r"(?:状态|改成|改为|变成|变为|换成|设为|设成|更新为)[:：是为成]*\s?$")
_PHONE = re.compile(r"(?<![0-9])(?:0[0-9]{2,3}-?[0-9]{7,8}|1[0-9]{10}|400-?[0-9]{3,4}-?[0-9]{3,4}|[0-9]{7,8})(?![0-9])")
_DISCOUNT = re.compile(r"(?:[0-9](?:\.[0-9])?|[一二三四五六七八九]{1,2}|[0-9]{2})折")
# 居民卡8.8改8.5, 会员8.8折改成8.5折: the number behind is the new one
_TO_SO_MUCH = re.compile(
    r"[0-9一二三四五六七八九](?:\.[0-9])?折?(?:改成|改为|改到|改|变成|换成|降到|调到|调成)(?P<to>[0-9](?:\.[0-9])?|[一二三四五六七八九]{1,2}|[0-9]{2})折?"
    r"(?=[了吧 ,，。!！]|$)"
)
_HOURS = re.compile(
    r"(?:(?:周|星期|每天|工作日|节假日|周末|(?:下午|晚上|中午|夜里|凌晨|傍晚)(?=[0-9一二三四五六七八九十])|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[:点时]|24小时|全天"
    r"|早上|上午).*)$", re.S
)
_SPAN = re.compile(
    r"(早上|上午|早晨|早|凌晨|中午|下午|晚上|晚|夜里)?([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:点|:|时)(半"
    r"|[0-9]{2})?分?(?:\s?开门)?\s?(?:到|至|-|~|—|开到)\s?(次日|第二天|早上|上午|中午|下午|晚上|晚|凌晨|夜里)?"
    r"([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:点|:|时)(半|[0-9]{2})?分?(?:\s?关门|打烊)?"
)
_LASTING_CLOCK = re.compile(
    r"(?:起|以后|开始|每天|平时|冬天|夏天|周末).{0,8}?[0-9一二三四五六七八九十](?:点半?|:[0-9]{2})(?:就|才)?(?:关门|打烊|收摊|开门|开张)"
)
_AFTERTHOUGHT = re.compile(r"[ ,，](?![^ ,，]*(?:[0-9]|周|星期|礼拜|节假日|假期|休|午|早|晚|全天|小时))[^ ,，]{2,}$")
_CHANGE = (
    r"(?:统一|已经|现在|已|要|一下|都)?(?:改成|改为|改到|变更为|变更成|变成|更新为|更新成|换成|换"
    r"|调整为|调整到|调整成|调到|调成|调为|设为|设成|设置为|增加|为|成|是|到|改|变|:)?(?:了)?\s?"
)
_OWN = re.compile(r"我们家?店|本店|我店|我家店|我的店|咱们?店|店里|小店|我们")
_WORDS = re.compile(
    r"(?:帮我|麻烦|请|把|将)|(?:修改|更新|变更|更改|设置|调整|改)(?:一下|下)?(?:商户|商家|店铺|门店)?|商户|商家"
    r"|店铺"
)


def update_merchant(said: Said) -> dict[str, Any] | None:
    """name, field (status, discount, hours, phone; offer, address, contact, services), value; `of` for a discount: 居民卡,
    会员 or 志愿者; `since` and `until` for the days on which a shop is shut, `early` where it is not said when it closes.
    """
    remainder = Remainder(said.text)
    slots: dict[str, Any] = {}
    name = _shop(said, remainder)
    if name is None and not _OF_A_SHOP.search(said.text):
        return None
    remainder.drop(_OWN)
    found = _field(remainder.text)
    if name is None:
        name = _unknown_name(remainder, found[1].start() if found else None)
    if name is not None:
        slots["name"] = name
    elif not said.speaker.is_staff:
        return None
    if not found:
        return slots if re.match(r"(?:修改|更新|变更|更改|设置|调整)(?:商户|商家|店铺|门店)", said.text) else None
    field, at = found
    if field == "address" and RESIDENT in said.speaker.roles and not re.search("[店铺]", said.text):
        return None  # who lives here as well has moved house
    if field == "status" and (weekly := weekly_rest(remainder.text)):
        return {**slots, "field": "hours", "value": weekly}
    return {**slots, "field": field, **_change(said, remainder, field, at)}


def _shop(said: Said, remainder: Remainder) -> str | None:
    if merchant := said.first("merchant"):
        remainder.cut(merchant.start, merchant.end)
        return merchant.full_values("merchant")[0]
    return said.speaker.merchant if not said.hashed or _OWN.search(said.text) else None


def _change(said: Said, remainder: Remainder, field: str, at: re.Match[str]) -> dict[str, Any]:
    """value, and what belongs to it."""
    slots: dict[str, Any] = {}
    if value := _value(field, remainder.text, at, said):
        slots["value"] = value
    if field == "status" and value:
        slots |= opening_day(said) if value == "营业" else shut_times(said)
        if "until" not in slots and closes_early(said.text):
            slots["early"] = True
    elif value and (since := begins_on(said)) is not None:
        slots["since"] = since
    if field == "discount" and (of := re.search("居民卡|大家卡|户卡|会员|志愿者", remainder.text)):
        slots["of"] = {"大家卡": "居民卡", "户卡": "居民卡"}.get(of[0], of[0])
    return slots


_OF_A_SHOP = re.compile(r"店|商户|商家|营业|电话|号码|折|优惠|居民卡|大家卡|会员|负责人|状态|停业|装修")
_NEW_OFFER = re.compile(
    r"(?:出|开|搞|推出|做)(?:了|起)?(?:一?[个次])?(?P<offer>(?!一?[个次])[^,，。]{2,40}?)的?(?:优惠活动|活动|优惠|特价)"
)


def _field(text: str) -> tuple[str, re.Match[str]] | None:
    if lasting := _LASTING_CLOCK.search(text):
        return "hours", lasting
    if (offer := _NEW_OFFER.search(text)) and not re.search("折扣|卡|会员", text):
        return "discount", offer
    for field, pattern in _FIELDS:
        if found := pattern.search(text):
            if field == "hours" and found[0] == "时间" and not re.search(r"[0-9点时全]", text):
                continue
            if field == "status" and found[0] in ("营业", "休息") and _SPAN.search(text) and (hours := _HOURS.search(text)):
                return "hours", hours
            return field, found
    span = _SPAN.search(text)  # 冬天改成9点到20点
    return ("hours", span) if span and re.search("改[成为到]|调[整成为到]|变[成为]", text[:span.start()]) else None


def _unknown_name(remainder: Remainder, before: int | None) -> str | None:
    text = _WORDS.sub(" ", remainder.text[:before])
    name = tidy(re.split(r"[\s\x00,，。:]+", text.strip(" \x00"))[0]).removesuffix("的")
    return name if 1 < len(name) < 16 and not _NO_SHOP.search(name) else None


# 3号工单关闭 is no shop that shuts
_NO_SHOP = re.compile("工单|单子|报修|投诉|广播|通知|活动|报名|投票|征集|[0-9]号")


def _value(field: str, text: str, at: re.Match[str], said: Said) -> str | None:
    after = re.sub(rf"^{_CHANGE}", "", text[at.end():].replace("\x00", " ").strip())
    if field == "phone":
        phone = _PHONE.search(text)
        return phone[0] if phone else None
    if field == "status":
        return _status(text)
    if field == "discount" and (offer := _NEW_OFFER.search(text)):
        return tidy(said.as_written(tidy(offer["offer"])))
    if field in ("address", "contact", "services"):
        return tidy(said.as_written(tidy(re.sub(r"^[的:： ]+|了$", "", after)))) or None
    if field == "discount":
        if bare := _TO_SO_MUCH.search(text):
            return _plain_discount(f"{bare['to']}折")
        discount = _DISCOUNT.search(text)
        if discount and re.search(r"居民卡|大家卡|会员|志愿者|折扣", text):
            return _plain_discount(discount[0])
        return tidy(said.as_written(tidy(after))) or (discount[0] if discount else None)
    return _hours(text[at.start():]) or _hours(text)


def _status(text: str) -> str | None:
    """The workbook's word for what a shop does now: what is set, else what is said last, without what comes later."""
    said_of_it = list(_DOING.finditer(text))
    if not said_of_it:
        return None
    for found in reversed(said_of_it):
        if _SET_STATUS.search(text[:found.start()]):
            return found.lastgroup
    if any(found.lastgroup == "装修" for found in said_of_it) and said_of_it[-1].lastgroup == "停业":
        return "装修"
    last = said_of_it[-1]
    if len(said_of_it) > 1 and last.lastgroup == "营业" and _LATER.search(text[said_of_it[-2].end():last.start()]):
        return said_of_it[-2].lastgroup
    return last.lastgroup


def _plain_discount(words: str) -> str:
    """八五折 and 85折 as 8.5折."""
    digits = words.removesuffix("折")
    if not re.match("[0-9]", digits):
        digits = "".join(str("零一二三四五六七八九".index(character)) for character in digits)
    if len(digits) == 2 and digits.isdecimal():
        digits = f"{digits[0]}.{digits[1]}" if digits[1] != "0" else digits[0]
    return f"{digits}折"


def _hours(text: str) -> str | None:
    """Opening hours as written, with spoken spans (早上八点到晚上9点半) as 08:00-21:30."""
    set_to = re.match(r".*(?:改成|改为|改到|变更为|更新为|换成|调整为|调到|设为)", text, re.S)
    found = _HOURS.search((text[set_to.end():] if set_to else text).replace("\x00", " "))
    if not found:
        return None
    words = tidy(re.split(r"[\n。]", _SPAN.sub(_span, found[0]))[0]).removesuffix("营业")
    return re.sub(r"(?:营业)?(?:谢谢.*|了)$", "", _AFTERTHOUGHT.sub("", words)) or None


def _span(found: re.Match[str]) -> str:
    opens = _clock(found[1], found[2], found[3], None)
    closes = _clock(found[4], found[5], found[6], opens)
    return f"{opens}-{closes}"


def _clock(part: str | None, hour_said: str, minute_said: str | None, opens: str | None) -> str:
    hour = int(read_number(hour_said) or 0)
    minute = 30 if minute_said == "半" else int(minute_said or 0)
    if hour < 12 and (part in ("下午", "晚上", "晚", "夜里") or (part == "中午" and hour < 4)):
        hour += 12
    if part is None and opens and hour < 12 and not minute_said and f"{hour:02d}:{minute:02d}" <= opens:
        hour += 12  # 9点到8点: open until the evening
    return f"{hour:02d}:{minute:02d}"


_OWN_SHOP = re.compile(r"我们家?店|本店|我店|我家店|我的店|自己的?店|我们")
_STARS = re.compile(rf"({DIGITS})(?:\.0)?\s?(?:颗|个)?(?:小)?(?:星级?|分)(?!钟|之)")
_RATING_WORDS = quick(
    r"(?<=\x00)(?:改成|改为|换成|改)(?=\x00)|(?:帮我|麻烦|请|我要|我想|我)?(?:给|评价|点评|打分|打星|评分|评)(?:一下|下|个|了)?(?:[:：])?|(?:打|给|评|得"
    r"|值|必须|只有|只给|最多|来)(?:个|了|他|她|它|它们|他们家|他们)?(?=\x00|好评|差评|中评|满分|五星)|(?:五星)?"
    r"(?:好评|差评|中评|满分|满星)(?:吧)?|(?<=\x00)(?:的|家|那里|给|打)(?=\x00|$|[\s,，])"
)


def rate_merchant(said: Said) -> dict[str, Any] | None:
    """name, stars (1 to 5), comment."""
    remainder = Remainder(said.text)
    slots: dict[str, Any] = {}
    if merchant := said.first("merchant"):
        slots["name"] = merchant.full_values("merchant")[0]
        remainder.cut(merchant.start, merchant.end)
    elif said.speaker.merchant and remainder.take(_OWN_SHOP):
        slots["name"] = said.speaker.merchant
    stars = remainder.take(_STARS)
    if stars:
        value = read_number(stars[1])
        if value is None or value != int(value) or not 1 <= value <= 5:
            return {**slots}
        slots["stars"] = int(value)
    elif found := re.search("好评|满分|满星|差评|中评", said.text):
        slots["stars"] = {"差评": 1, "中评": 3}.get(found[0], 5)
    remainder.drop(_RATING_WORDS)
    pieces = [piece for piece in remainder.pieces() if len(piece) > 1]
    if pieces:
        slots["comment"] = said.as_written(" ".join(pieces))
    return slots
