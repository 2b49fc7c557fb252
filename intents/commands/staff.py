"""What staff say besides: exports, roles, and the commands that need no more words (mute, unmute, undo, lists)."""

from __future__ import annotations

import re
from typing import Any

from intents.commands.members import find_people
from intents.commands.named import activity_meant, group_buy_meant
from intents.commands.said import Remainder, Said

_WHAT = (
    ("sign_ups", re.compile(r"报名|签到|参加(?:人员|名单)|活动")),
    ("points", re.compile(r"积分")),
    ("demand", re.compile(r"需求|征集|意向")),
    ("tickets", re.compile(r"工单|报修|投诉|建议|诉求")),
    ("merchants", re.compile(r"商户|商家|店铺|门店")),
    ("orders", re.compile(
        "订单|团购|接龙|供货|取货|提货|自提|领货|发货|送货|配送|分拣|结算|结账|账单|供应商|备货|采购|下单|团的?(?:表|单|名单|清单|明细)"
    )),
)


def export(said: Said) -> dict[str, Any] | None:
    """what (orders, sign_ups, points, demand, merchants, tickets), and the group buy or activity named."""
    slots: dict[str, Any] = {}
    if (group_buy := group_buy_meant(said)) and not said.first("activity"):
        return {"what": "orders", "group_buy": group_buy}
    for what, words in _WHAT:
        if words.search(said.text):
            slots["what"] = what
            break
    if (slots.get("what") in (None, "sign_ups")) and (activity := activity_meant(said)):
        slots.setdefault("what", "sign_ups")
        slots["activity"] = activity
    if said.first("collection"):
        slots["what"] = "demand"
    return slots


_ROLES = {
    "志愿者": "志愿者", "志工": "志愿者", "义工": "志愿者",
    "网格员": "网格员", "网格长": "网格员", "网格管理员": "网格员",
    "管理员": "管理员", "商户": "商户", "商家": "商户", "店主": "商户", "居民": "居民", "普通居民": "居民",
}
_ROLE = re.compile("|".join(sorted(_ROLES, key=len, reverse=True)))
_TAKEN_AWAY = re.compile("撤掉|撤销|撤了|取消|免去|免掉|去掉|收回|解除|不(?:再)?[是当做]|卸任")
_TAKEN_FROM = re.compile(r"(?:撤[掉去]|取消|免[去掉]|去掉|收回|解除)[了掉]?\s?@?(?P<name>[^\s,，的]{2,8})的")
_WHENCE = re.compile(  # @新来的小周
    r"(?<=@)(?:新来|刚来|楼[上下]|隔壁|对面|[0-9一二三四五六七八九十]{1,3}[栋幢号]楼?)的(?=[^\s的]{2})"
)
_ROLE_NAME = re.compile(
    r"(?:把|将|给|让|请|任命|提拔|(?:^|(?<=[请烦我 ]))设(?![置为成])"
    r"|聘请|聘|授权|指定|角色|添加|新增|设置)\s?@?([^\s,，:：\x00@]{1,10}?)(?=设|改|加|升|任"
    r"|当|做|变|提|添|开通|授|聘|定|标|列|为|成|的|是|\x00|\s|$)"
    r"|^@?([^\s,，:：\x00@]{2,10}?)(?=\s|[当做]|担任|以后|现在|今后"
    r"|是|就|的|\x00)"
)


def grant_role(said: Said) -> dict[str, Any] | None:
    """name and role in the workbook's word; `taken`: the role that somebody is to hold no more (they are a 居民 then)."""
    slots: dict[str, Any] = {}
    remainder = Remainder(said.text)
    if people := find_people(said, remainder):
        slots["name"] = people[0]
    roles = _ROLE.findall(remainder.text)
    if roles:
        slots["role"] = _ROLES[roles[-1]]
        if _TAKEN_AWAY.search(said.text):
            slots |= {"taken": slots["role"], "role": "居民"}
    if "name" not in slots and (taken := _TAKEN_FROM.search(said.text)):
        slots["name"] = taken["name"]
    if "name" not in slots:
        remainder.drop(re.compile(r"(?:设置|添加|新增|设)?(?:角色|权限|身份)|" + _ROLE.pattern))
        if named := _ROLE_NAME.search(_WHENCE.sub("", remainder.text)):
            slots["name"] = named[1] or named[2]
    return slots


def no_slots(said: Said) -> dict[str, Any] | None:
    """A command that is complete without more words."""
    return {}
