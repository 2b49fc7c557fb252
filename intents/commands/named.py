"""Which activity or group buy a command names: a known one, one by a short name, or a name that none has.

A name that is none must not be answered with somebody else's list, nor close another group buy.
"""

from __future__ import annotations

import re

from intents.commands.said import Said
from intents.persons import surely_somebody
from intents.short_activities import shortly_named

_NAME = r"(?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,8}?)"
_VERBS = (
    r"(?:取消|停办|不办|关闭|关掉|关了|关|结束|截止|停止|停掉|停|终止|导出|统计|汇总|看看|看一下|看下|看|查一下|查|列一下|列|念一下|把|将|修改|给|帮我|麻烦|请|先"
    r"|延期|推迟|现在|那个?|这个?|一下|了|掉|的|,|，| ){0,8}"
)
_NOT_A_NAME = re.compile(  # 导出名单 names nothing
    "(?:取消|停办|不办|关闭|关掉|结束|截止|停止|停掉|终止|导出|下载|打印|统计|汇总|查|看|列|念|把|将|修改|给|发|帮|麻烦|请|先|延期|推迟|整理|出一份|要一份|全|各"
    "|做|弄|搞|拉|报|签到|取货|提货|自提|领货|配送|送货|付款|积分|商户|店|工单|接单|下单)"
)
_OF_ACTIVITY = (
    re.compile(rf"^{_VERBS}{_NAME}(?:这个|那个)?(?:活动)?(?:的)?(?:都|现在|目前|到底|到现在|今天|一共|总共|有)*(?:报名(?:的?(?:都|有)*)?)?"
               r"(?:谁|哪些人|哪几[个位]|几个人|几位|多少人|报名(?:名单|情况|人数|人员|表|的)|名单|报了)"),
    re.compile(r"^(?:看看|查一?下|那|现在|目前|今天|都|有|,|，| ){0,4}(?:谁|哪些人|哪几[个位]|几个人|几位|多少人)"
               rf"(?:都|已经)?报(?:名|了|上|参加|去)*+{_NAME}(?:这个|那个)?(?:活动)?(?:的|了|啦|呢|呀|啊|[?？])*$"),
    re.compile(rf"^{_VERBS}{_NAME}(?:这个|那个)?(?:的|活动的?)?(?:活动|报名)(?:到此为止|截止|结束|取消|停|关|不办|满了|[吧了啊]|$)"),
    re.compile(rf"^{_VERBS}{_NAME}(?:活动)?(?:取消|不办|停办|不搞了|办不成|到此为止|人满了|人够了|名额满)"),
)
_CHANGED = re.compile(
    rf"^(?:把|将)?{_NAME}(?:这个|那个)?(?:活动)?的?(?:(?:时间|日期)?(?:再|就|先|要)?(?P<time>推迟|延期|顺延|延后|提前|改期|改)到"
    r"|(?:名额|人数)(?:再|就|先|要)?[改加减扩增降])"
)
# What is put off, too, and nobody signs up for.
_NOTHING_TO_JOIN = re.compile(
    "停|检修|维修|施工|消毒|直播|[发到送取提交收]货|配送|自提|上门|快递|缴费|开会|会议|考试|开学|开门|营业|截止|截单|时间|地点|服务|预约|报修|(?<![唱艺蹈剧乐])团|接龙|投票"
)
_NO_ACTIVITY = re.compile(
    r"^[这那本今明后昨上下]|^周|^星期|^礼拜|大家|所有|全部|现在|我|因为|由于|[雨雪风雷冷热]|天气|可以|帮|请|麻烦|活动|报名|人数|名额|志愿者?$|通知"
    r"|投票|团购|[开成]团|接龙|订单|目前|到底|一共|到现在|谁|几|多少|哪|候补|排队|居民|邻居|[0-9]|怎么|已经|还有|都|是|没|不|够"
)
_GROUP_BUYS = (
    re.compile(rf"(?:^|(?<=[\s,，的把将])){_VERBS}(?P<name>[\u4e00-\u9fff]{{1,6}}?团)(?![购长员队结建圆费友])"),
    re.compile(rf"^{_VERBS}{_NAME}的?(?:接龙|团购)(?!点|群)"),
)
_NO_GROUP_BUY = re.compile(
    r"^[这那本哪几每上下各有没开成关截拼跟组参抱]|^一个|个团$|次团$|期团$|所有|全部|现在|大家|新团|老团|我们?|今天|昨天|明天|社团|集团|军团|旅行团|艺术团|合唱团|新的"
    r"|旅游团|小团|大团|团团|什么|邻居|居民|自己|进行|接单|剩下|目前|群里"
)


def activity_meant(said: Said) -> str | None:
    """The activity of a command, by the workbook's name where it is one's; None where none is named."""
    if known := said.value("activity"):
        return known
    lexicon = said.scene.lexicon
    if (short := shortly_named(said.text, lexicon.values("activity"), lexicon.words)) is not None:
        return short
    for pattern in _OF_ACTIVITY:
        found = pattern.match(said.text)
        if found and not _NO_ACTIVITY.search(found["name"]) and not _is_otherwise_known(said, found["name"]):
            return found["name"]
    return None


def unknown_activity_to_change(said: Said) -> str | None:
    """A name that no activity has, where its places or its time are to change (植树名额改成30); None where it may be none."""
    found = _CHANGED.match(said.text)
    if not found or (found["time"] and not said.times) or "截" in said.text:
        return None
    name = found["name"]
    if _NO_ACTIVITY.search(name) or _NOTHING_TO_JOIN.search(name) or _is_otherwise_known(said, name):
        return None
    return name


def group_buy_meant(said: Said) -> str | None:
    """The group buy of a command in the same way: 年货团, though none is called so."""
    if known := said.value("group_buy"):
        return known
    for pattern in _GROUP_BUYS:
        found = pattern.search(said.text)
        if found and not _NO_GROUP_BUY.search(found["name"]) and not _is_otherwise_known(said, found["name"]):
            nearest = said.scene.lexicon.closest(found["name"], ("group_buy",), 70)
            return nearest[0].value if nearest else found["name"]
    return None


def _is_otherwise_known(said: Said, name: str) -> bool:
    """Whether the words are a command's, or name a person or a thing on sale: 鸡蛋的接龙 is no name of a group buy."""
    if _NOT_A_NAME.match(name):
        return True
    known = said.scene.lexicon.exactly(name)
    return surely_somebody(name, said.scene.people) or bool(known and known.values("product", "person", "merchant", "poll"))
