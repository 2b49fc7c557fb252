"""Who mends, washes, sells that? The question of somebody who tells a need instead of naming a kind of shop.

Composed of two halves that may stand in either order: a need (`intents.needs`), and a question of who or where. And the
question in which nothing stands but a kind of shop and words of asking, however they are joined.
"""

from __future__ import annotations

import re
from functools import cache

from intents.heard import Heard
from intents.lexicon import Lexicon
from intents.needs import doings, who_does
from intents.only_asking import only_asks
from intents.patterns import Sifted, quick
from intents.sieved import Together

_WHERE = r"(?:哪里|哪个地方|哪个位置|哪儿|哪边|哪块|哪家|哪个店|哪间|哪有|什么地方|啥地方|何处|哪)"
_MAY = (
    r"(?:可以|能够|能|会|好|有得|有没有|有|得|去|给|帮|到|上|来|找|人|师傅|店|地方|那种|我|还|卖|"
    r"小孩|孩子|娃|宝宝|老人家?|大人|[ ,，])"
)
_THERE = r"(?:有没有|有没得|有木有|有无|有没|有)"
_WHO = r"(?:人|师傅|地方|店家|店|铺子|哪家|谁|上门|那种|会|能|可以|可|帮忙|帮|来|给|附近|我们这|这边|的|[ ,，])"
_YES = r"(?:吗|嘛|么|伐|不|没有|没得|没|有没有|有没|有么|有吗|有伐|有嘛|有不)"
_SOFT = r"(?:一下|下子|下|点|个|些|得了|到|好|的|店|师傅|地方|人|铺子|呀|啊|嘛|呢|哦|吗|哇|哟|噻|咧|勒|了|嗷|哈|得好|好点|合适)"
_PARTICLE = r"[呀啊嘛呢哦吗哇哟噻咧勒嗷哈咯喽嘞]"
_END = rf"(?=[\s,，.。!！?？~～…]|$|(?<={_PARTICLE}))"
_THING = r"[\u4e00-\u9fff]{1,6}?"


@cache
def _frames() -> Together:
    """The ways in which a need is asked about, around what is to be done."""
    do = f"(?P<do>{doings()})"
    return Together(*(
        Sifted(frame)
        for frame in (
            # 哪里可以洗, 哪有修的, 谁会修洗衣机的 (but not 哪里洗的: that asks about what was)
            rf"{_WHERE}(?!(?:{doings()})的){_MAY}{{0,5}}{do}(?!得)(?:{_THING}(?:的|呀|啊|嘛|呢)|{_SOFT}{{0,3}}){_END}",
            # 磨菜刀的哪里有, 卖药的没得, 打印作业的地方有没有
            rf"(?:^|[\s,，]|有|附近|近处|上门|请问|一下|知道|打听|问下|问问){do}(?:{_THING})??的(?:地方|店[子家]?|师傅|人|铺子|摊子?|门店)?(?:那里|还)?"
            rf"(?:{_YES}|在?{_WHERE}(?:有|找|去)?|哪[家个间](?:最|更|比较|离得|离家)?(?:近|好|便宜)(?:些|点|一点)?){_PARTICLE}*{_END}",
            # 买药在哪里, 洗衣服到哪里去
            rf"(?:^|[\s,，]|附近|边上|请问|一下|想|要|知道|打听|问下|问问){do}(?:{_THING})??(?:一般|都|要|得|该)?(?:在|去|到|上|找){_WHERE}(?:去|好|近)?{_PARTICLE}*{_END}",
            # 有疏通的没, 有没有会修的师傅, 有没有人上门收旧报纸的
            rf"{_THERE}{_WHO}{{0,5}}{do}(?:{_THING})??的(?:师傅|人|地方|店|铺子)?(?:{_YES}|{_PARTICLE})*{_END}",
            rf"(?:有没有|有没得|有木有|有无)(?:人|师傅){_WHO}{{0,3}}{do}(?:{_THING})??(?:{_YES}|{_PARTICLE})*{_END}",
            # 谁会修, 找谁修, 找哪个修
            rf"(?:谁家|谁|哪个|哪位|什么人)(?:会|能|可以|有)(?:帮|帮我|帮忙|上门|给|来){{0,2}}{do}(?:{_THING})??{_SOFT}{{0,3}}{_END}",
            rf"(?:找|喊|叫|请)(?:谁|哪个|哪家|什么人)(?:来|去|帮忙|能|可以)?{do}(?:{_THING})??{_SOFT}{{0,3}}{_END}",
        )
    ))


_WHO_ALONE = re.compile(
    rf"(?:找|喊|叫|请)(?:谁|哪个|哪家|什么人|哪里)(?:好|修|弄|来)?{_PARTICLE}*[?？]?$|"
    rf"(?:去|到|上|找|拿到|送到|拿去|送去)(?:哪里|哪儿|哪边|哪家|什么地方|啥地方)(?:去|弄|搞|办|找|方便|好|合适|便宜|可以|行|比较){{0,2}}{_PARTICLE}*[?？]?$|"
    rf"求(?:个|推荐|介绍|附近|靠谱|的|一[个家]){{0,4}}(?:维修|修理)?(?:点|店|铺|地方|师傅){_PARTICLE}*$"
)
# A need that is told without being asked about, or asked about somebody else's.
_NOT_SOUGHT = quick(
    r"[修通洗剪改补换配磨]好了|[修通洗剪改补换配]了(?!没|吗|伐|不|半|好|几|一|两)|还不[修换洗]|不是[修洗换]|我(?:哪里|哪儿|哪)会|"
    r"[你他她]们?家?(?:会|能|那|的|在|家)|[你您](?!好|们好|知|晓)|借我|借用|多久才|怪不得|难道|哪[里儿]?[有]?那么|谁(?:还|敢|家的|的)|"
    r"去哪[里儿]?.{1,6}了|看到|看见|走丢|丢了|不见了|骗|不如|功夫|本事|的钱|公司|单位|学校|酒店|都没|抢钱|[买洗修剪配]的[吧呀啊哟]?[真好]"
)


# 刚搬来 这边快递在哪里取啊: what everybody fetches here, and nobody's own parcel
_PARCELS_HERE = Sifted(
    rf"(?:这边|我们这|咱们?小区|我们小区|小区里?|这里|请问|问一?下|新来的?|刚搬来)[\s,，]?[^\s,，。我你他她]{{0,2}}?(?:快递|包裹)(?:都|一般|是|要|该|得){{0,2}}"
    rf"(?:在|去|到|上)?(?P<where>{_WHERE})(?:可以|能|去)?[取拿领](?:的|呢)?"
)


# 能买到药, 配得着钥匙: as 买药, 配钥匙
_MANAGED = re.compile(r"(?<=[买配修剪洗理补磨])(?:得到|得着|到|着)(?![了过的])")


def sought_by_need(heard: Heard) -> str | None:
    """The category or service that a message asks for by telling a need; None where it does not."""
    text = heard.text
    if len(text) > 60 or (not heard.addressed and _NOT_SOUGHT.search(text)):
        return None
    text = _PARCELS_HERE.sub(r" \g<where>取快递", _MANAGED.sub("", text))
    for asked in _frames().matches(text).values():
        for found in asked:
            if who := who_does(heard.scene.lexicon, text, found["do"]):
                return who
    if _WHO_ALONE.search(text):
        return who_does(heard.scene.lexicon, text, None)
    return None


BROKEN = "something is broken, and what to do"
CRIES = re.compile(
    r"找谁|咋办|怎么办|咋整|咋弄|咋个[办弄整]|怎么[弄搞整]|如何是好|求助|求救|救命|急死|急急|好急|在线等|谁能帮|进不去|有没有办法|有啥办法|"
    r"(?:谁|哪位|有人|有没有人)(?:[家会能可以]|知道)"
)
_OF_ALL = re.compile("楼道|电梯|单元|路灯|小区|公共|大厅|楼下|门口|车库|地库|广场|公园|物业")
_TOLD = re.compile(
    "你们?说|他们?说|她说|上次|上回|昨天|前天|以前|好了|(?<!不)通了(?!没|吗)|修了|别人|人家|"
    "老师|作业|同事|单位|公司|如果|要是|万一"
)


def cries_for_help(heard: Heard) -> str | None:
    """The category that mends what somebody says is broken at home, where they ask what to do (马桶堵了咋办); else None.

    Said to the bot it needs no question. What belongs to the whole house is no shop's affair.
    """
    text = heard.text
    if len(text) > 40 or not (heard.addressed or CRIES.search(text)) or _OF_ALL.search(text) or _TOLD.search(text):
        return None
    return who_does(heard.scene.lexicon, text, None)


def mends(lexicon: Lexicon, text: str) -> str | None:
    """The category that mends what is broken at home; None where it is the whole house's, or nobody's here."""
    return None if _OF_ALL.search(text) or _TOLD.search(text) else who_does(lexicon, text, None)


_TO_ANYBODY = Sifted(r"有人[给帮替]?我(?:订|送|买|寄)[^店]{1,4}[吗嘛么没不]")  # 有人给我送花吗 asks for no shop


def sought_by_form(heard: Heard) -> str | None:
    """The category of which a part of a message asks who or where, with nothing else in that part (剃头的铺子哪里最近沙).

    None where another word stands there: it may ask something else, or tell.
    """
    if len(heard.text) > 40 or (not heard.addressed and _TO_ANYBODY.search(heard.text)):
        return None
    for found in heard.names:
        if not found.exact or found.common or len(found.said) < 2:
            continue
        besides = heard.text[: found.start] + heard.text[found.end :]  # the 公司 of 搬家公司 is no place of work
        if not heard.addressed and _NOT_SOUGHT.search(besides):
            continue
        categories = [name.value for name in found.names if name.kind == "category"]
        if categories and only_asks(heard, found.start, found.end):
            return categories[0]
    return None
