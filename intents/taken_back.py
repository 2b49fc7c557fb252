"""What somebody takes back who wished or waits for something: a wish (腊肠不要了), a place in the queue (不等了)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from intents.heard import Heard
from intents.reading import Reading

_LEAVES_QUEUE = re.compile(r"(?:不|别|不用|不想|不再)(?:等|排队?|候补)了|退出排队|不排队")
_TAKEN_BACK = re.compile(r"不要了|不用了|不需要了|取消|算了|不想要了|撤了|删掉")

# What else may be called off, besides an order.
OTHER_MATTERS = re.compile(
    r"报名|活动|预约|参加|提醒|广播|维修|保洁|理发|静音|禁言|促销|推广|推送|广告|优惠|通知|定时|投票|联盟|退群|群聊|出群|关注|工单|投诉|报修|"
    r"建议|意见|证书|积分|兑换|授权|权限|管理员|网格员|数据|资料|信息|记录|地址|征集|店铺|休息|停业|关门|招工|招聘"
)


_TOO_MUCH = re.compile(
    r"(?:要|报|登记)?(?:得)?(?:有点|好像|实在)?太?多了?[\s,，]*(?:就|那|那就|改成?|还是|来|要){0,2}"
    r"(?P<much>[0-9一二两三四五六七八九十半]{1,3}\s?[\u4e00-\u9fff])(?:吧|就行|就够了?|够了|好了|[\s,，。!！~]){0,3}"
)
_IN_ITS_STEAD = re.compile(
    r"(?<![\s,，。;；])[\s,，。;；]{1,8}(?:那就?|就|我|给我|还是|再){0,3}(?:[换改](?:成|为|要|点|个)?|来|要|加)?(?=[^\s,，。;；])"
)
Read = Callable[[Heard], Reading | None]


def read_wish_changed(heard: Heard, read: Read) -> Reading | None:
    """腊肠太多了 3斤吧, 车厘子不要了 换草莓三盒, by who wished for it: so much of it, or none and something else; else None.

    read: the wish in a text.
    """
    for product in heard.speaker.demanded:
        if heard.text.startswith(product) and (less := _TOO_MUCH.fullmatch(heard.text, len(product))) is not None:
            return read(heard.about(f"{product}要{less['much']}"))
    pause = _IN_ITS_STEAD.search(heard.text)
    gone = read_taken_back(heard.about(heard.text[: pause.start()])) if pause is not None else None
    wished = read(heard.about(f"要{heard.text[pause.end() :]}")) if pause is not None and gone is not None else None
    if gone is None or wished is None or wished.intent != gone.intent or wished.doubts:
        return None
    return replace(gone, slots={**wished.slots, "items": [*gone.slots["items"], *wished.slots.get("items", ())]})


def read_taken_back(heard: Heard) -> Reading | None:
    """腊肠不要了, said by who wished for it: a wish for none of it."""
    named = [product for product in sorted(heard.speaker.demanded) if product in heard.text]
    rest = _TAKEN_BACK.sub("", heard.bare)
    for product in named:
        rest = rest.replace(product, "")
    if not named or not _TAKEN_BACK.search(heard.text) or len(rest) > 6:
        return None
    items = [{"product": product, "quantity": 0} for product in named]
    return Reading("express_demand", {"items": items}, 0.9, reasons=("a wish taken back",))


def read_leaving(heard: Heard) -> Reading | None:
    """不等了, said by who stands in a queue: for the thing named, else for all."""
    if not _LEAVES_QUEUE.search(heard.text) or len(heard.bare) > 16:
        return None
    named = {value for found in heard.names for value in found.values("product")} & heard.speaker.waiting
    if not named and len(heard.bare) > 8:
        return None
    items = [{"product": product} for product in sorted(named or heard.speaker.waiting)]
    return Reading("cancel_order", {"items": items}, 0.9, reasons=("a place in the queue given up",))
