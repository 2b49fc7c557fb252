"""What somebody has ordered and keeps, beside what goes or alone: 豆腐留着，豆腐我还是要的. It orders nothing."""

from __future__ import annotations

import re

from intents.heard import Heard
from intents.lexicon import Found
from intents.patterns import quick
from intents.reading import Reading

_NOT = r"(?:(?<!要)不(?!要)|[别莫甭]|不用|不必)(?:给我|帮我|想|用|要|再)?"
_DROP = r"(?:取消|退掉?|删掉?|撤掉?|划掉?|去掉|改(?![成到为换做0-9一二两三四五六七八九十半]))"
_KEEP = quick(
    r"(?:的话|那个|的(?=[留保照不])|[呢嘛就都也还先我]|我们|我家|[给帮]我|要(?=留|保)|[\s,，]){0,5}"
    rf"(?:留着|留下|留到(?:今[天晚]|明[天早晚]|后天|周末|[周星期礼拜]{{1,2}}[一二三四五六日天]|[下上]午|晚上|[0-9]{{1,2}}[号日]){{1,2}}(?:我?再?[来去]?(?:拿|取|提))?|留到起?|留起|保留|照旧|照常|照样要?|(?:先|就)?这样|不变|不用?动|别动|还是要的?(?=$|[\s,，。!！~啊呀吧哈哦呢嘛])|"
    rf"还要的|(?<!想)要的(?!是|话|多|少)|{_NOT}{_DROP}|"
    r"[我俺]?(?:没|没有|可没)说过?(?:要|我要)?(?:不要|不订|不买|取消|退|改)|没错|对的|是对的|没问题|没记错|没有?不要|"
    r"不要(?:取消|退|删|撤)(?=[啊呀哦哈\s,，。!！~]|$))"
    r"(?:我?还是要的?|[掉了着的啊呀吧哈哦嘛呢]|[\s,，。!！~]){0,6}"
)
_SAYS_SO = quick(
    r"留着|留下|留到|留起|保留|照旧|照常|照样|不变|[不别莫甭必][用]?动|还是要|还要的|要的|[不别莫甭][^,，。\s]{0,3}(?:取消|退|删|"
    r"撤|划|去掉|改)|这样|没有?说|没有?不要|没错|对的|没问题|没记错"
)
_ASKS = re.compile("[?？吗]|谁|哪")
# 先别取消我的订单, 我的不用退: nothing is named, and nothing goes
_NOTHING_GOES = quick(
    rf"(?:那|先|等等|等下|等一下|哎|我的?|订单|单子|东西|的|全部|[都就还]|小邻|[\s,，]){{0,6}}{_NOT}{_DROP}"
    r"(?:了|掉|我的?|订单|单子|东西|啊|呀|吧|哈|哦|谢谢|[\s,，。!！~]){0,6}"
)
_BEFORE = re.compile(r"(?:那个|我的|我订的|[把那就]|[\s,，。]){0,3}$")


def read_kept(heard: Heard) -> Reading | None:
    """Silence where all that is said is that something stays as it was ordered (said to the bot: what is ordered); else None."""
    if without_kept(heard):
        return None
    if heard.addressed:
        return Reading("my_orders", {}, 0.85, reasons=("what was ordered stays",))
    return Reading(reasons=("what was ordered stays",))


def without_kept(heard: Heard) -> str:
    """The text without what the speaker has ordered and keeps; "" where nothing else is said; other texts as they are."""
    text = heard.text
    if not heard.speaker.ordered or not _SAYS_SO.search(text) or _ASKS.search(text):
        return text
    if _NOTHING_GOES.fullmatch(text):
        return ""
    for found in reversed(heard.names):
        if not any(name in heard.speaker.ordered for name in found.values("product")):
            continue
        stop = _behind_its_number(heard, found)
        kept = _KEEP.match(text, stop) if stop is not None else None
        if kept is not None and not _goes_on(text, kept.end()):
            before = _BEFORE.search(text, 0, found.start)
            text = f"{text[: before.start() if before else found.start]} {text[kept.end() :]}"
    return text.strip(" ,，。!！~")


def _behind_its_number(heard: Heard, found: Found) -> int | None:
    """Where what is said of a thing begins: behind its number, if that is what was ordered; None where it is another one."""
    behind = next((one for one in heard.quantities if found.end <= one.start <= found.end + 1), None)
    if behind is None:
        return found.end
    had = [heard.speaker.quantities.get(name) for name in found.values("product")]
    return behind.end if behind.value in had else None


def _goes_on(text: str, end: int) -> bool:
    """Whether something follows without a pause that the words belong to: 豆腐要的两块 is no 豆腐要的."""
    return text[end : end + 1].isalnum() and text[end - 1] not in " ,，。!！~啊呀吧哈哦呢嘛了"
