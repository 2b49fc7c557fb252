"""What is asked further of the one thing just told of, without naming it: 几点集合, 要照片吗, 哪里产的, 一份多少钱."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from intents.heard import Heard
from intents.reading import Reading
from intents.scene import Shown

LATELY = timedelta(minutes=5)
_LEAD = r"(?:那|请问|它|这个|那个|这|哦|嗯|对了|还有|到底|[,， ]){0,3}"
_END = r"(?:[呀啊呢哈吗么嘛的哦了伐不]|没有?|来着|谢谢|[?？,， ]){0,4}"
_ONE = "(?:一|每)?(?:盒|斤|份|箱|袋|桶|只|个|条|板|瓶|块|把|提|包|根|次|小时)?"
_PRICE = rf"{_ONE}(?:是|要)?(?:多少钱|几块钱?|什么价钱?|啥价|怎么卖|咋卖|多少钱来着){_ONE}"
_Fields = tuple[tuple[str, re.Pattern[str]], ...]


def _asked(*fields: tuple[str, str]) -> _Fields:
    return tuple((field, re.compile(f"{_LEAD}(?:{words}){_END}")) for field, words in fields)


_OF_GOODS = _asked(
    ("price", _PRICE),
    ("origin", r"(?:是)?(?:哪里|哪儿|哪|什么地方|啥地方)(?:产|来|出)的|产地(?:是)?(?:哪里|哪儿|哪)?|新不新鲜|新鲜"),
    ("spec", rf"{_ONE}(?:有|是|大概)?(?:几个|多少个|几斤|多少斤|几枚|多少枚|多重|多大)|(?:什么|啥)规格"),
    ("stock", r"还有(?:货|多少|没有|得)?|还剩多少|有货|够不够"),
    ("limit", r"(?:每家|一家|一户|每户|一个人|一人)?(?:最多|限购)(?:能|可以)?(?:买|订|要)?(?:几|多少)?[盒斤份箱袋桶只个条]?"),
)
_OF_ACTIVITIES = _asked(
    ("", r"(?:是|要)?(?:几点|什么时候|啥时候|哪天|几号)(?:开始|集合|到|结束|出发|去)?|(?:到|去|在)?"
         r"(?:哪里|哪儿|哪|什么地方|啥地方)(?:集合|集中|办|搞|开|等)?"
         r"|(?:要|用|需要)?(?:带|准备|穿)(?:什么|啥|些什么|点什么)(?:东西)?|还有(?:几个|多少)?(?:名额|位置|位子)"
         r"|(?:要|收)(?:不要)?(?:钱|费)|免费|(?:有|加|算|给)(?:几|多少)?(?:积分|分)|几分"),
)
_OF_MATTERS = _asked(
    ("", r"[^,，]{0,9}?(?:能不能|可不可以|可以|能|有没有)(?:派人|来人|让人)?上门(?:来)?"
         r"(?:给|帮)?(?:[她他我]|老人)?(?:办|弄|办理|认证|拍照)?"
         r"|(?:都|还|要|需要|得|该){0,3}(?:带|准备|交|拿|要)(?:些)?(?:什么|哪些|啥)(?:材料|东西|证件|手续|资料|证)?"
         r"|(?:什么|哪些|啥)(?:材料|手续|证件)"
         r"|(?:在|去|到|上)(?:哪里|哪儿|哪|什么地方)(?:办|弄|办理|交)?"
         r"|(?:周末|周[一二三四五六日天]|星期[一二三四五六日天]|今天|明天|后天|现在|中午|下午|上午|早上){0,3}"
         r"(?:能|可以|还)?(?:开门|上班|办公|开着|办|开|办理)"
         r"|几点(?:钟)?(?:上班|开门|下班|关门|开始|开)"
         r"|(?:办事处|中心|那边)?的?(?:电话|号码)(?:是)?(?:多少|几号)?"
         r"|(?:还|也)?(?:要|用|需要|带)(?:不要)?(?:照片|相片|身份证|户口本|钱|预约|(?:她|他|老人家?)?本人(?:去|来|到场)?|复印件|排队)"
         r"|(?:要)?多少钱|收费|要钱|(?:要|得|大概)?(?:多久|多长时间|几天|多少天)(?:能|可以)?(?:办好|办完|拿到|下来|好)?|(?:能不能|可以|能)(?:找人|让人|让家里人|别人)?(?:代办|帮办)"),
)
_OF_SERVICES = _asked(("", rf"{_PRICE}|(?:怎么|咋)(?:收费|算钱|约|预约|订)|收费|收多少|贵不贵|要钱|几点(?:能|可以)?(?:来|送|约)"))
_WAYS: Mapping[str, tuple[str, _Fields]] = {
    "group_buy_info": ("product", _OF_GOODS),
    "list_activities": ("activity", _OF_ACTIVITIES),
    "ask_guide": ("topic", _OF_MATTERS),
    "book_service": ("service", _OF_SERVICES),
}
ASKED_FURTHER = "a further question about what was just told of"
_QUESTION = re.compile(r"[?？吗么嘛伐不没呢]|几|哪|多|怎么|咋|什么|啥|贵")


def read_asked_further(heard: Heard) -> Reading | None:
    """A further question about what this speaker was told of last, or ordered; None where the words are another one."""
    if len(heard.bare) > 16 or not _QUESTION.search(heard.text) or (told := _spoken_of(heard)) is None:
        return None
    slot, fields = _WAYS[told.intent]
    field = next((field for field, pattern in fields if pattern.fullmatch(heard.bare)), None)
    if field is None:
        return None
    slots = {slot: told.names[0], **({"field": field} if field else {})}
    if told.intent == "ask_guide" and (times := heard.times):
        slots["when"] = times[0].iso
    intent = "list_services" if told.intent == "book_service" else told.intent
    return Reading(intent, slots, 0.9, reasons=(ASKED_FURTHER,))


def _spoken_of(heard: Heard) -> Shown | None:
    """What was told of last, unless a list of shops was shown since; else what the speaker just ordered or joined."""
    told, shown = heard.speaker.told, heard.speaker.shown
    if told is not None and shown is not None and shown.shown_at > told.shown_at and shown.intent != "book_service":
        return None
    if told is not None:
        return told if len(told.names) == 1 and told.intent in _WAYS else None
    act, mine = heard.talk.last_act, heard.speaker.signed_up
    if len(mine) == 1 and "集合" in heard.bare:
        return Shown("list_activities", {}, tuple(mine), heard.message.at)
    if act is None or act.sender_id != heard.speaker.id or heard.message.at - act.at > LATELY:
        return None
    if act.kind == "sign_up" and act.activity:
        return Shown("list_activities", {}, (act.activity,), act.at)
    return Shown("group_buy_info", {}, act.products, act.at) if act.kind == "order" and len(act.products) == 1 else None
