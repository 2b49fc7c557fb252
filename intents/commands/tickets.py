"""What is said to report something, to ask how a ticket stands, and to close it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from intents.commands.bookings import comes_then
from intents.commands.numerals import DIGITS, find_number, number_text
from intents.commands.personal import find_service
from intents.commands.said import Remainder, Said, tidy
from intents.grammar import load_words
from intents.grammar.phrases import alternatives
from intents.patterns import quick

COMPLAINT, SUGGESTION, REPAIR = "complaint", "suggestion", "repair"
_STATED = (
    (COMPLAINT, re.compile(r"投诉|举报|吐槽|不肯?赔|不认账|[洗染][坏丢]|弄丢|修坏")),
    (REPAIR, re.compile(r"报修|报个修|维修|来修|修一下|修修|找人修|叫人修|修理")),
    (SUGGESTION, re.compile(r"建议|意见|希望|盼望?|能不能|能否|可不可以|可否|是不是可以|呼吁")),
)
_BROKEN = re.compile(
    r"坏|漏|滴水|淌水|堵|不亮|断|裂|掉下?|塌|倒了|松了|破|失灵|故障|卡住|卡在|卡了|关不上|关不严|打不开|刷不开|抬不|升不|降不|锁不|合不上|溢|冒水|不动|停运"
    r"|停了|不好使|不灵|没反应|积水|渗|熄|爆|没电|没水|停水|停电|跳闸|脱落|生锈|不走|爆管|短路|闪"
)
_ANNOYING = re.compile(
    r"吵|噪|扰民|乱停|乱堆|乱扔|乱丢|占道|占用|堆杂物|高空抛物|不牵绳|不拴绳|狗|臭|油烟|没人(?:管|打扫|收|清)|态度"
    r"|服务差|不讲理|骗|宰客|坑|打折|优惠|不认|缺斤|短斤|过期|变质|假货|乱收费|多收"
)
_BOOKING = re.compile(
    r"预约|上门|约(?:个|一个|一下|[今明后][天早晚日儿]|大后天|[上下]午|早上|中午|晚上|下?周|星期|礼拜|[0-9一二三四五六七八九十]{1,2}[点号])|派(?:个|人|一个)|叫个|找个|请个|来个?(?:师傅|人)"
)
_SENT_FOR = re.compile(
    r"(?:能|可以|可)(?:不能|不可以)?(?:派|叫|喊)?个?(?:人|师傅)?(?:来|上门)个?(?:人|师傅)?[^,，。]{0,3}[修通看弄洗换疏]"
)
_HEAD = re.compile(
    r"^(?:帮我|麻烦|请|我要|我想|想|要|你好|您好)*(?:投诉|举报|报修|报个修|建议|反映|反应|吐槽|提[一个点条]{0,2}"
    r"(?:意见|建议)|有[个点条一]{0,2}(?:意见|建议)|意见)(?:一下|下|一个|个|的?问题|一件事)?[\s:：,，]*(?=.{2})"
)

# 咣咣响: what sounds so wants mending, whoever else is blamed for it
_SOUNDS = "(?:[咣哐嘎吱嗡轰咔咚嘭砰呲滋哗啦隆嘶呼叮当咯噔吭]{2,4}[地的]?(?:作|直|乱|一直|老)*[响叫抖晃]|异响|怪响|怪声|抖得)"


def report_issue(said: Said) -> dict[str, Any] | None:
    """kind (complaint, suggestion, repair) and text; None where a service is to be booked."""
    goods = said.first("product") or _CLAIMED.search(said.text)
    kind = COMPLAINT if goods and not re.search("报修|建议", said.text) else issue_kind(said.text)
    stated = re.search("投诉|举报|报修|建议|反映", said.text)
    if not stated and _BOOKING.search(said.text) and (find_service(said) or "约" in said.text):
        return None
    sent_for = said.times and (_SENT_FOR.search(said.text) or comes_then(said))
    if not stated and sent_for and _at_home(said.text) and find_service(said):
        return None  # 明早8点能来通吗, 明早8点来通
    slots: dict[str, Any] = {"kind": kind}
    text = _HEAD.sub("", said.text)
    bare = re.fullmatch(
        r"(?:我要|我想|想|要|帮我)?(?:投诉|举报|报修|报个修|建议|反映|吐槽|提(?:个|点|条)?(?:意见|建议)|有(?:个|点"
        r"|条)?(?:意见|建议))(?:一下|一个|问题)?",
        tidy(said.text))
    if text and not bare and not _CANNOT.fullmatch(text):
        slots["text"] = said.as_written(text.strip())
    return slots


_CLAIMED = re.compile("退钱|退款|要退|想退|给退|能退|补发|赔")  # goods that came spoilt, though nobody knows them any more
_CANNOT = re.compile("(?:不了|不上|不成|不进去|不到|不通|没用|没门)[啊呀了吗嘛?？。! ]{0,4}")  # 投诉不了 tells of nothing yet


@cache
def _house_is_broken() -> re.Pattern[str]:
    """A thing of the house and, shortly behind it, what is wrong with it: 路灯黑了, 单元门关不拢."""
    words = load_words()
    broken = f"(?:{alternatives(words['out_of_order'])}|{_SOUNDS})"
    return re.compile(rf"{alternatives(words['of_the_house'])}[^,，。;；!！?？]{{0,8}}?{broken}")


def _at_home(text: str) -> bool:
    """Whether what is broken is in somebody's own rooms, where a service may come."""
    return not _house_is_broken().search(text) or bool(re.search("厨房|卫生间|我家|家里|屋里|屋头|浴室|阳台", text))


def issue_kind(text: str) -> str:
    """What kind of ticket a text makes: what it says itself, else what it tells of."""
    for kind, stated in _STATED:
        found = stated.search(text)
        if found and not (kind == SUGGESTION and found.start() > 2 and _ANNOYING.search(text[:found.start()])):
            if kind == REPAIR and found[0] in ("维修", "来修", "修一下", "修理") and not _BROKEN.search(text):
                continue
            wish = found[0] in ("能不能", "能否", "可不可以", "希望")
            if wish and _BROKEN.search(text[:found.start()]):
                return REPAIR
            return kind
    if _house_is_broken().search(text):
        return REPAIR
    if _ANNOYING.search(text) and not re.search(r"坏了|漏水|堵了|不亮", text):
        return COMPLAINT
    return REPAIR if _BROKEN.search(text) else COMPLAINT


def ticket_status(said: Said) -> dict[str, Any] | None:
    """number, where one is said (without: the sender's own latest)."""
    number = find_number(said.text)
    return {"number": number[0]} if number else {}


_CLOSING = re.compile(
    r"^(?:帮我|麻烦|请|把|将)*(?:办结|结单|完结|结案|销单|关单|已办结|(?:关闭|关掉|关|结束|完成|办完|处理完|了结)"
    rf"(?:一下|了|掉)?)?(?:工单|单子|报修|投诉|建议)?(?:第|编号|号|:|：)?\s?({DIGITS})?(?:号|条|单)?(?:的)?(?:工单"
    r"|单子|报修|投诉|建议|单)?"
)
_DONE = re.compile(
    r"^[\s,，:：。]*(?:已经|已|都|全部?|可以|现在){0,2}(?:处理完毕?|办结|处理好|处理|[整搞弄]好|[整搞弄]完|[结销](?:完|案)?|[整搞弄]妥|办完|办好|搞定|关闭|关掉|关|结束|完成"
    r"|完结|结案|弄好|解决|修复|修好|可以关)(?:了|掉|吧|咯|啦)*(?=[\s,，。:：;；]|$)[\s,，。:：;；]*"
)
_LISTED = rf"(?:工单|报修|投诉|建议)?第?({DIGITS})(?:号(?:工单|单子|报修|投诉|建议|单)?)?"
# 2号和3号都处理完了, 2、3、5号办结; 2号 3号楼的灯换好了 is one
_SEVERAL = quick(
    rf"^[^0-9零一二两三四五六七八九十]{{0,6}}?(?P<list>(?:{_LISTED}(?:[、,，和跟与及\s]|还有|以及){{1,3}}){{1,6}}第?{DIGITS}号(?:工单|单子|报修|投诉|建议|单)?)"
    r"(?![楼栋幢院线店门点])"
)
_RESULT = re.compile(r"(?:处理结果|结果|答复|回复|备注|说明)[是为:：]\s?")


def close_ticket(said: Said) -> dict[str, Any] | None:
    """number and text (what was done); several: `numbers` besides."""
    if (several := _SEVERAL.search(said.text)) and len(numbers := _numbers_in(several["list"])) > 1:
        text = _RESULT.sub("", _DONE.sub("", said.text[several.end():])).strip(" ,，。:：;；\n")
        return {"number": numbers[0], "numbers": numbers, **({"text": said.as_written(text)} if text else {})}
    slots: dict[str, Any] = {}
    found = _CLOSING.match(said.text)
    rest = said.text
    if found and found[1]:
        slots["number"] = number_text(found[1]) or found[1]
        rest = said.text[found.end():]
    elif number := find_number(said.text):
        slots["number"] = number[0]
        remainder = Remainder(said.text)
        remainder.cut(*number[1])
        rest = tidy(re.sub(r"^[\x00\s]*(?:工单|单子|报修|投诉)?", "", remainder.text))
    else:
        rest = rest[found.end():] if found else rest
    text = _RESULT.sub("", _DONE.sub("", rest)).strip(" ,，。:：;；\n")
    text = re.sub(r"^(?:了|吧)\s?", "", text)
    if text:
        slots["text"] = said.as_written(text)
    return slots


def _numbers_in(listed: str) -> list[str]:
    """The numbers of a list, each once: 2号和3号."""
    found = (number_text(one) for one in re.findall(DIGITS, listed))
    return list(dict.fromkeys(number for number in found if number))


_UNHAPPY = re.compile(r"不太满意|不怎么满意|不大满意")
_LEVELS = (
    (2, _UNHAPPY), (1, re.compile("不满意|没满意|很差|太差|不行|没修|没弄好|没解决|没办好|没搞好|没处理好|没人来")),
    (4, re.compile("(?:比较|还算|基本|还|挺)满意|还可以|还行")), (3, re.compile("一般")), (5, re.compile("满意|很好|真好")),
)
_MARK = re.compile(rf"({DIGITS})\s?(?:分|星|颗星)")


def rate_ticket(said: Said) -> dict[str, Any] | None:
    """satisfaction (1 to 5), and the number of the ticket where it is said."""
    slots: dict[str, Any] = {}
    mark = _MARK.search(said.text)
    if mark and (value := number_text(mark[1])) is not None:
        slots["satisfaction"] = int(value)
    else:
        slots["satisfaction"] = next((level for level, words in _LEVELS if words.search(said.text)), 5)
    if (number := find_number(_MARK.sub("", said.text))) and "号" in said.text:
        slots["number"] = number[0]
    return slots


_TOLD = re.compile("上门|过去|过来|来修|去修|来看|去看")


def start_ticket(said: Said) -> dict[str, Any] | None:
    """number, and text where it is told who comes, or when."""
    number = find_number(said.text)
    if number is None:
        return {}
    rest = _ADDED_NUMBER.sub("", said.text).strip(" ,，。:：")
    told = said.times and _TOLD.search(rest) and rest != said.text
    return {"number": number[0], **({"text": said.as_written(rest)} if told else {})}


_ADDING = re.compile(
    r"^.*?(?:补充一?[点句下]?|情况说明|说明一?下?|解释一?下?|回复|申诉)(?:说|是|如下)?[\s:：,，]*"
)
_ADDED_NUMBER = re.compile(
    rf"^(?:给|对|关于)?(?:工单|投诉|报修|建议|单子)?第?{DIGITS}号的?(?:工单|投诉|报修|建议|单子)?[\s:：,，]*"
)


def add_to_ticket(said: Said) -> dict[str, Any] | None:
    """number and text: what the reporter adds, or a merchant's side of a case."""
    if said.speaker.is_staff and not re.search("补充|号[^,，]{0,3}(?:又|还是)", said.text):
        return None  # 回复3号 of staff answers it
    slots: dict[str, Any] = {}
    if number := find_number(said.text):
        slots["number"] = number[0]
    text = _ADDED_NUMBER.sub("", _ADDING.sub("", said.text, count=1)).strip(" ,，。:：")
    if len(text) > 1:
        slots["text"] = said.as_written(text)
    return slots
