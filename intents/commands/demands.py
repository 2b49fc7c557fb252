"""What is said to open a collection of demand and to ask how it stands."""

from __future__ import annotations

import re
from typing import Any

from intents.commands.moments import take_deadline
from intents.commands.said import Remainder, Said, plain_title
from intents.patterns import quick

_OPENING = quick(
    r"(?:帮我们?|帮忙|麻烦|劳驾|辛苦|请|我要|咱们?|我们){0,4}(?:发起|开始|开启|开放|启动|新建|创建|组织|发布|开|搞|做|来|弄)?(?:一下|一次|一轮"
    r"|一个|个|次|轮|一)?新?的?"
    r"(?:需求征集|征集需求|意向征集|征集意向|需求收集|收集需求|意向收集|意向调查|需求调查|需求摸底|需求登记"
    r"|征求需求|收需求|征集|收集|征求|摸底|问问|统计)(?:一下|下)?(?:大家|居民们?|邻居们?)?(?:的|对|想要?买?|想)*"
    r"(?:需求|意向)?"
)
_COURTESY = re.compile(r"^(?:帮我们?|帮忙|麻烦|劳驾|辛苦|请){1,3}")
_ROOM_FRAME = re.compile(r"(?:在|到|去|往)(?=\x00)|(?<=\x00)(?:群?里面?|群)")
_NEED = re.compile(
    r"(?:^|(?<=\x00))(?:(?:现在|可以|开始|来)*(?:收|征|登记|统计)(?:一下|一哈|下|哈|一波|一收|个)?|需求|意向)(?=.{2})"
    r"|的?(?:需求|意向)(?:(?:现在|可以|开始|这就)*(?:征集|收|登记|报)?[哈嘛咯了]?)(?=[\s,，。\x00]|$)"
)
# 发起征集 暖冬需求征集: what is called so by whoever opens it
_CALLED_SO = re.compile(
    r"(?<=[\s\x00:：「“《])(?P<title>[^\s\x00,，。;；:：]{1,12}(?:需求|意向)(?:征集|收集|调查|登记))(?=[\s\x00,，。;；」”》]|$)"
)
_FIELDS = re.compile(r"(?:征集)?(?:主题|标题|名称|内容)(?:是|为|叫|:)\s?|(?<=\x00)(?:叫|关于)")


def open_demand(said: Said) -> dict[str, Any] | None:
    """title and deadline."""
    remainder = Remainder(said.text)
    slots: dict[str, Any] = {}
    if deadline := take_deadline(said, remainder):
        slots["deadline"] = deadline
    remainder.drop(_COURTESY)
    remainder.cut_all((name.start, name.end) for name in said.names if name.values("room"))
    remainder.drop(_ROOM_FRAME)
    remainder.take(_OPENING)
    remainder.drop(_FIELDS)
    if called := _CALLED_SO.search(remainder.text):
        return {**slots, "title": plain_title(called["title"])}
    remainder.drop(_NEED)
    pieces = [piece for piece in remainder.pieces(r"[\x00\n,，。;；:!！?？]+") if len(piece) > 1]
    if pieces:
        slots["title"] = plain_title(pieces[0])
    return slots


def demand_tally(said: Said) -> dict[str, Any] | None:
    """A tally of the demand; `collection` where one is named."""
    collection = said.value("collection")
    return {"collection": collection} if collection else {}
