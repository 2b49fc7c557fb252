"""Whom staff take off the list of an activity (包饺子取消报名 周师傅), and one called off by its short name (明天太极取消)."""

from __future__ import annotations

import re
from typing import Any

from intents.commands.members import people_in
from intents.commands.named import activity_meant
from intents.commands.said import Said
from intents.patterns import Sifted
from intents.short_activities import shortly_named

_LEAVES = Sifted(
    r"取消报名|取消参加|报名(?:给|也|就|先|都|全)?(?:取消|退|撤|划|删|去)掉?|退(?:掉|出)?报名|取消[^,，。]{1,14}报名"
    r"|(?:不(?:来|去|参加|报)了|[来去]不了|参加不了|不能[来去])|(?:名字|名额)?(?:划掉|去掉|删掉|撤掉|删了|划了)"
)
_OTHERWISE = re.compile(
    r"[?？吗么]|谁|几|除了?|其他|其余|别人|没来|没到|[我俺咱]|签到|候补|改成|换成|报名表|投票|通知|群发|订单|团购"
)


def taken_off(said: Said) -> dict[str, Any] | None:
    """activity and `names`: whose sign-ups staff take back; None of anything else, and of what the speaker says of themselves."""
    if not said.speaker.is_staff or not _LEAVES.search(said.text) or _OTHERWISE.search(said.text):
        return None
    names = list(dict.fromkeys(name for _, _, name in people_in(said, said.text)))
    activity = activity_meant(said)
    if not names or (activity is None and "报名" not in said.text):
        return None
    return {**({"activity": activity} if activity else {}), "names": names}


_CALLS_OFF = Sifted(r"取消(?!.{0,6}(?:报名|名额|限制|订|预约|关注|静音))|不办了|停办|不搞了|停一[次天回]")


def called_off_by_short_name(said: Said) -> bool:
    """Whether staff call an activity off by a word of its name, where no phrase knows it (明天太极取消 下雨)."""
    if not said.speaker.is_staff or not _CALLS_OFF.search(said.text) or _OTHERWISE.search(said.text):
        return False
    other = any(name.values("product", "service", "group_buy", "poll", "merchant", "person") for name in said.names)
    names = said.scene.lexicon.values("activity")
    return not other and shortly_named(said.text, names, said.scene.lexicon.words) is not None
