"""What is said to change a broadcast: right after it was planned (不对，改成周二下午停水, 改到九点发: just that one), or later,
by its number or its words (3号改到9点发, 停水通知改到后天早上8点).
"""

from __future__ import annotations

import re
from typing import Any

from intents.commands.said import Said, tidy

_WRONG = r"(?:不对|错了|[说写打发搞弄]错了|等等|等一下|不是|哦|噢|哎呀|[,，。!！\s]){1,6}"
_THAT = r"(?:刚才|刚刚|那条|这条|那个|这个|上一条|通知|广播|消息|内容|文字|时间|发送|的|[,，\s]){0,6}"
_CHANGES = re.compile(
    rf"^(?P<wrong>{_WRONG})?(?:把|将)?(?P<that>{_THAT})(?:改成|改为|改到|改|换成|换到|应该是|应该|应为|挪到|提前到|推迟到|推后到|延到|延后到)[:：\s]*(?P<new>.{{2,}})$",
    re.S,
)
_SWAPS = re.compile(
    rf"^(?:{_WRONG})?(?:把|将)(?:里面?的?|其中的?)?[“\"]?(?P<old>[^“”\"]{{1,16}}?)[”\"]?(?:改成|改为|换成)[“\"]?(?P<new>[^“”\"]{{1,30}}?)[”\"]?(?:吧|就行)?$"
)
_SENT = re.compile(r"(?:再|就|准时)?(?:发|播|推|群发|发送|通知)?(?:出去|大家)?[吧啊哈呀。!！\s]*$")
_DAY_SAID = re.compile("[今明后昨]|周|星期|礼拜|[0-9一二三四五六七八九十][号日月]|每|工作日")
_ELSE = re.compile("截止|截单|团|活动|报名|库存|价|元|限购|投票|积分|停业|营业|[0-9一二两三四五六七八九十][份盒箱斤袋]")
_CLAUSES = re.compile(r"[,，。;；!！\n]+")
_ALIKE = 0.4
_PUT_OFF = re.compile(
    r"^(?:请|麻烦|帮我|把|将){0,2}(?P<what>[^,，。:：\n]{2,20}?)(?:的?(?:发送|发布)?时间|的)?"
    r"(?P<verb>改到|改成|改为|挪到|换到|推迟到|推后到|延到|延后到|提前到)"
)
_NUMBERED = re.compile("(?:第|编号)?(?P<number>[0-9]{1,4})(?:号|条|号那条|号通知|号定时|条通知|条定时|号广播|条广播)")
_NOTICE = re.compile(
    "(?:的)?(?:那[一个]?条|这条|那个)?(?:通知|公告|广播|消息|定时|播报|群发|推送|提醒)|的?那[一个]?条|这条|第[0-9]{1,4}条"
)
_SAYS_SENT = re.compile(r"(?:再|就|准时)?(?:发|播|推|群发)")


_NOT_AFTER_ALL = re.compile(
    r"^(?:那|算了|先|还是|就|这条|那条|刚才那?条?的?|通知|广告|促销|[\s,，]){0,5}(?:都|就|先)?"
    r"(?:不发了?|别发了?|不用发了?|不要发了?|不推了?|别推了?|撤了?|取消了?)[吧啊哈呀。!！\s]*$"
)
_ADDS = re.compile(
    r"^(?:再|后面|最后|末尾|里面|那条|内容|[\s,，]){0,4}"
    r"(?:加|补|添|加上|补上|添上)(?:一?句话?|一?条|几个字|一?行)[:：\s,，]*(?P<add>[^\s].+)$", re.S
)


def not_after_all(said: Said) -> str | None:
    """The number of the broadcast planned some minutes ago, where its planner says that it shall not go out (不发了)."""
    told = said.speaker.told
    if told is None or told.intent != "schedule_broadcast" or not told.names or said.speaker.question is not None:
        return None
    return told.names[0] if _NOT_AFTER_ALL.match(said.text) else None


def replanned(said: Said) -> dict[str, Any] | None:
    """text or when of the broadcast that this speaker planned some minutes ago, and its number as `instead`; else None."""
    told = said.speaker.told
    if told is None or told.intent != "schedule_broadcast" or not told.names or _ELSE.search(said.text):
        return None
    text, when = str(told.slots.get("text") or ""), str(told.slots.get("when") or "")
    if when and not re.search("[0-9]", when):
        when = said.message.at.isoformat()  # it was to go out at once, and still is
    number = {"instead": told.names[0], "text": text, "when": when}
    if text and (further := _ADDS.match(said.text)):
        joint = "" if re.search(r"[,，。;；!！~～\s]$", text) else "，"
        return {**number, "text": f"{text}{joint}{said.as_written(tidy(further['add']))}"}
    if (swap := _SWAPS.match(said.text)) and swap["old"] in text:
        return {**number, "text": text.replace(swap["old"], said.as_written(swap["new"]), 1)}
    found = _CHANGES.match(said.text)
    if found is None:
        return None
    if (moved := _moved(said, found.start("new"), when)) is not None:
        return {**number, "when": moved}
    new = said.as_written(tidy(found["new"]))
    changed = _with_clause(text, new)
    if changed is None and not (found["wrong"] or re.search("内容|文字|通知", found["that"])):
        return None
    return {**number, "text": changed or new}


def put_off(said: Said) -> dict[str, Any] | None:
    """when of a broadcast that is called by its number (`instead`) or its words (`about`); `clock` where only the hour
    changes and the day stays, `half` where that may be of either half of the day. None where nothing is said of the time
    of one, and of a merchant's words: those were approved with their time.
    """
    if (said.speaker.merchant and not said.speaker.is_staff) or (found := _PUT_OFF.match(said.text)) is None:
        return None
    times = [one for one in said.times if one.start >= found.end("verb")]
    if len(times) != 1 or said.text[found.end("verb") : times[0].start].strip():
        return None
    is_sent, what = _SAYS_SENT.match(said.text, times[0].end), found["what"]
    if not _SENT.match(said.text, times[0].end) or not (is_sent or _NOTICE.search(what)) or _ELSE.search(what):
        return None
    number = _NUMBERED.fullmatch(what)
    about = tidy(_NOTICE.sub(" ", what))
    if not number and len(about.replace(" ", "")) < 2:
        return None
    slots: dict[str, Any] = {"instead": number["number"]} if number else {"about": about}
    slots["when"], words = times[0].iso, said.text[times[0].start : times[0].end]
    clock = re.search("[0-9]{2}:[0-9]{2}", times[0].iso)
    if clock is not None and not _DAY_SAID.search(words):
        slots["clock"] = clock[0]
        if not re.search("[早上下晚午夜]|凌晨|1[2-9]|2[0-9]|十二", words):
            slots["half"] = True
    return slots


def _moved(said: Said, start: int, when: str) -> str | None:
    """The new time, where nothing else is said: on the day that was planned, if no other is named; None of anything else."""
    times = [one for one in said.times if one.start >= start]
    if len(times) != 1 or said.text[start : times[0].start].strip() or not _SENT.match(said.text, times[0].end):
        return None
    words, iso = said.text[times[0].start : times[0].end], times[0].iso
    clock = re.search("([0-9]{2}):([0-9]{2})", iso)
    if _DAY_SAID.search(words) or clock is None:
        return iso if clock else None
    before = re.search("([0-9]{2}):[0-9]{2}", when)
    hour = int(clock[1]) % 12 if re.search("[早上]|凌晨", words) else int(clock[1])
    if before and not re.search("[早上下晚午夜]|凌晨|[0-9]{2}[:：]", words):
        hour = hour % 12 + (12 if int(before[1]) >= 12 else 0)
    at = f"{hour:02}:{clock[2]}"
    if re.match("[0-9]{4}-", when):
        return f"{when[:10]}T{at}:00+08:00"
    return re.sub("[0-9]{2}:[0-9]{2}", at, when, count=1) if before else iso


def _with_clause(text: str, new: str) -> str | None:
    """The text with the clause that is most like the new one replaced: the rest of it stays; None where none is like it."""
    if len(_CLAUSES.split(new)) > 1:
        return new if _likeness(text, new) >= _ALIKE else None
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    best = max(clauses, key=lambda clause: _likeness(clause, new), default="")
    return text.replace(best, new, 1) if best and _likeness(best, new) >= _ALIKE else None


def _likeness(one: str, other: str) -> float:
    """Which part of the shorter text's characters stands in the other."""
    shorter, longer = sorted((one, other), key=len)
    return sum(character in longer for character in shorter) / max(len(shorter), 1)
