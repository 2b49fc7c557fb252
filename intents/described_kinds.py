"""A kind of shop that is sought with a description before it: 哪里有24小时的药店, 哪里能接娃放学的托管班, 哪有卖灯泡的五金店.

The description may hold any words but those of somebody who tells; the kind has to end that part of the message.
"""

from __future__ import annotations

import re

from intents.grammar import grammars
from intents.heard import Heard
from intents.lexicon import Found

_LONGEST = 40
_PLEASE = (
    r"(?:请问|求问|求助|请教|想问一?下?|问一?下|打听一?下|麻烦问一?下|谁知道|谁晓得|有人知道|有谁知道|大家知道|各位|邻居们?|大家|急|跪求|弱弱问一?句"
    r"|[我俺咱](?:们|家)?|小区|社区|附近|周边|周围|这边|这里|这儿|这附近|这一?片|一带|楼下|门口|里|的|还|现在|到底|[\s,，~])"
)
_ASKS = re.compile(
    rf"(?:^|[\s,，。!！~])(?P<head>{_PLEASE}{{0,6}}(?:(?:哪里|哪儿|哪边|哪块|哪点|哪个地方|什么地方|啥地方|哪)(?:可以|能够?|好|还|会)?(?:有|找得?到|找)?(?:一?[家个间])?"
    r"|有没有|有无|有木有|可有|有没|找得到))$"
)
# Around which a question for a shop is none: who tells, jokes, complains or speaks of somebody.
_TELLS = re.compile(
    r"[你您他她它]|昨|上[次回周]|去年|以前|那么|这么(?!晚)|(?<!不)是|怎么|为什么|谁|吗|说|像|比|黑心|骗|坑|敢|缺德|不要钱|倒闭|[买吃去洗剪修][过了]|好意思|时间|[功工]夫|心思|闲|事|人(?:多|在|吗|没)"
)
_HERE_IS = re.compile(r"(?:附近|周边|周围|[这那](?:边|里|儿|块|一?片)|小区里?|一带|楼下|门口)(?:里|的)?(?:还|现在|都)?有$")
_WHETHER = re.compile(r"^(?:店|的)?(?:吗|嘛|么|没有?|不|伐)")
_BEHIND = re.compile(
    r"^(?:店|铺子?|师傅)?(?:[呀啊哦哟呢嘛吗么哈哇咧嘞噻]|有吗|没有?|推荐一?下?|谢谢|多谢|求推荐|介绍一?下?)*"
    r"(?=[\s,，.。!！?？~～…]|$)"
)
_ENDS_AS_A_SHOP = re.compile(r"[店馆铺所院房厅站行场室班吧楼摊社堂园政修锁市科医]$")
_FARTHEST = 16


def kind_described(heard: Heard) -> str | None:
    """The kind of shop that is asked for with a description; None where none is."""
    text = heard.text
    if len(text) > _LONGEST or not ("哪" in text or "有" in text or "地方" in text or "找" in text):
        return None
    for found in heard.names:
        kinds = found.full_values("category")
        if kinds and found.exact and not found.common and _described(heard, found):
            return None if grammars()["find_merchant"].vetoed(heard.abstracted) else kinds[0]
    return None


def _described(heard: Heard, found: Found) -> bool:
    text = heard.text
    if not _ENDS_AS_A_SHOP.search(found.said) or not _BEHIND.match(text[found.end :]):
        return False
    for start in range(max(0, found.start - _FARTHEST), found.start):
        described = text[start : found.start]
        if re.search(r"[\s,，。!！?？]", described) or len(described) < 2:
            continue
        if (head := _ASKS.search(text[:start])) and _is_description(described, head["head"]):
            return True
        if _WHETHER.match(text[found.end :]) and _HERE_IS.search(text[:start]) and _is_description(described, "有"):
            return True  # 文昌苑那边有大一点的超市吗
    return False


def _is_description(described: str, head: str) -> bool:
    """Whether these words tell which shop is meant: behind 有 with or without 的, behind 哪里能 with it."""
    return not _TELLS.search(described) and (described.endswith("的") or head.endswith("有"))
