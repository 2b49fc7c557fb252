"""Why somebody changes or takes back what they ordered, said behind it: 青菜还是算了吧家里还有呢, 全部取消吧 我老公买了."""

from __future__ import annotations

import re

from intents.heard import Heard
from intents.patterns import quick

_CHANGES = quick(
    r"[算免]了|不[要订定买用拿]了|取消|退[了掉吧单]|[全都]部?退|[改换]成|[改换](?=[0-9一二两三四五六七八九十])|还是[0-9一二两三四五六七八九十]|"
    r"还是要[0-9一二两三四五六七八九十]|只要|就要|够了|不要那么多|"
    r"[0-9一二两三四五六七八九十][\u4e00-\u9fff](?:就?(?:行|好|够))"
)
# What is told last, behind a pause or a small word that ends what was said before.
_LAST = quick(
    r"(?<=[吧了啊呢呀哦哈的掉\s,，。])(?:因为|主要是?|"
    r"是因为)?(?P<why>(?![吧了啊呢呀哦哈的掉,，。\s])[^\s,，。?？0-9吗谁哪]{2,16})[\s,，。!！~]{0,4}$"
)
_WHY = quick(
    r"(?:买|带|送|寄|拿|捎|拎|囤)(?:来|回来?|过来|给[我俺咱])?(?:好多|很多|不少|一堆|些)?[了的]|(?:家里?|屋里|"
    r"冰箱里?)[^有没]{0,3}(?:还?有|没人)|"
    r"(?:吃|用|喝|搬|拿|拎|放|提)不[完了动下掉]|太[贵重多远沉大]|不(?:爱|喜欢|想|能|让)吃|不吃|(?:要|会)(?:来|回来|"
    r"过来)|回来|来吃|出差|不在家|"
    r"怕|浪费|要(?:做|包|蒸|煮|腌|炖|炒|煲|烧|卤|酿|熬|请客|招待)|来(?:客|人|亲戚)|自[己家]种|生病|住院|不舒服|看病|走不开|加班|搬家|没人|塞满|放满|够吃|够了|买到|有事|吃过|也要吃|一个人|人少|人多|"
    r"(?:买|订|备|弄|做|烧)(?:好|着|重|多)了|下?馆子|出去吃|在外面?吃|外头吃|不(?:开火|做饭|烧饭|烧菜|在家)|吃(?:火锅|席|酒席?|食堂)|坏了|停[电水]|"
    r"旅游|旅行|出门|出远门|度假|回(?:老家|娘家)|(?:寄|捎|带|拎|背|送|塞|拿)(?:来|回来?|过来|给[我俺咱])?了?(?:一|两|几|好几|大半)"
)
# 俺儿捎回来一袋子: so much was brought
_BROUGHT = quick(r"(?:买|发|寄|捎|带|拎|背|送|塞|拿)(?:来|回来?|过来|给)?(?:[我俺咱]们?家?)?了?(?:一大|整整)?$")
_ASKS_FOR = re.compile(
    r"不要|不用|取消|改(?!下?馆子|吃|去|天|在外)|换|退|再|加|[给帮替][我俺咱他她你]们?(?:来|订|要|留|带|报|买(?!了))|算了|[订报]|多少|几"
)


_MAKES = quick("[做包蒸煮腌炖炒煲烧卤酿熬]$")  # 她要做豆腐乳


def without_reason(heard: Heard) -> str:
    """The text of somebody who has ordered without the reason behind a change; other texts as they are."""
    text = heard.text
    if not heard.speaker.ordered or not _CHANGES.search(text):
        return text
    last = _LAST.search(text)
    while last is not None:
        if _is_a_reason(heard, *last.span("why")):
            return text[: last.start()].rstrip(" ,，。")
        last = _LAST.search(text, last.start() + 1)
    return text


def _is_a_reason(heard: Heard, start: int, stop: int) -> bool:
    """Whether what stands there only says why, names nothing on sale and counts nothing; and the change stands before it."""
    text = heard.text
    if not _WHY.search(text, start, stop) or _ASKS_FOR.search(text, start, stop) or not _CHANGES.search(text, 0, start):
        return False
    named = any(
        one.start >= start and one.values("product") and not _MAKES.search(text, start, one.start) for one in heard.names
    )
    counted = (one for one in heard.quantities if one.start >= start and one.unit and not one.implied)
    return not (named or any(not _BROUGHT.search(text, start, one.start) for one in counted))
