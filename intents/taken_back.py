"""What somebody takes back who wished or waits for something: a wish (腊肠不要了), a place in the queue (不等了)."""

from __future__ import annotations

import re

from intents.heard import Heard
from intents.reading import Reading

_LEAVES_QUEUE = re.compile(r"(?:不|别|不用|不想|不再)(?:等|排队?|候补)了|退出排队|不排队")
_TAKEN_BACK = re.compile(r"不要了|不用了|不需要了|取消|算了|不想要了|撤了|删掉")

# What else may be called off, besides an order.
OTHER_MATTERS = re.compile(
    r"报名|活动|预约|参加|提醒|广播|维修|保洁|理发|静音|禁言|促销|推广|推送|广告|优惠|通知|定时|投票|联盟|退群|群聊|出群|关注|工单|投诉|报修|"
    r"建议|意见|证书|积分|兑换|授权|权限|管理员|网格员|数据|资料|信息|记录|地址|征集|店铺|休息|停业|关门|招工|招聘"
)


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
