"""A number that is named only to say that it is another: 火龙果不要一箱 要两箱, 一箱不要 两箱吧, 不要一箱贡柑 来两箱."""

from __future__ import annotations

import re
from datetime import timedelta

from intents.heard import Heard
from intents.patterns import Sifted, quick

LATELY = timedelta(minutes=10)
_N = "(?:[0-9]{1,3}(?:\\.[0-9])?|[一二两三四五六七八九十半]{1,3})"
_NO = "不要|不是要?|不订|不买|不来|别[要订买来拿记写报]"
_NOT_SO_MANY = Sifted(
    rf"(?:要的|的|我)?(?:{_NO})\s?(?P<ahead>{_N}\s?[\u4e00-\u9fff])|"
    rf"(?:要|来|订)?(?P<behind>{_N}\s?[\u4e00-\u9fff])(?:我|的)?(?:不要|不订|不来)"
)
_THEN = re.compile(
    r"(?:了|啦|的|哦|啊|吧|哈){0,2}[\s,，。;；]{0,3}(?:我们?|我家|还是|而是|只是|就是|就|那|只|是|给我|帮我|麻烦|改成?|换成?){0,3}"
    rf"(?:要|来|订|买|拿|记|写|报)?成?\s?(?=(?P<much>{_N}\s?[\u4e00-\u9fff]))"
)
_CHANGED = re.compile("[改换]")
_ORDERED = re.compile("刚才|刚刚|[订定报]的")
_ASKS = quick(r"[?？吗]|谁|[你您他她]们?(?:家|说|要)|昨|上[次回周]|剩")


def with_the_other_number(heard: Heard) -> str:
    """The text with only the number that is wanted, where one of the same unit is said not to be; others as they are.

    By who ordered the thing, the number is its new total.
    """
    text = heard.text
    if _ASKS.search(text):
        return text
    for found in reversed(list(_NOT_SO_MANY.finditer(text))):
        number = "ahead" if found["ahead"] else "behind"
        thing = next((one for one in heard.names if one.start == found.end(number) and one.values("product")), None)
        then = _THEN.match(text, thing.end if thing and number == "ahead" else found.end())
        if then is None or then["much"][-1] != found[number][-1] or then["much"] == found[number]:
            continue
        if any(one.start == then.end("much") and one.values("product") for one in heard.names):
            continue  # 五花肉一斤不要了 要两斤菜心: of something else
        before = heard.about(text[: found.start()])
        named = [thing] if thing else [one for one in before.names if one.values("product")]
        own = any(name in heard.speaker.ordered for one in named for name in one.values("product"))
        said = text[thing.start : thing.end] if thing else ""
        if not named and not before.text.strip():
            said = _just_ordered(heard)
            own = bool(said)
        sets = own or _CHANGED.search(text[found.end() : then.end()]) or _ORDERED.search(before.text)
        text = f"{before.text}{said}{'改成' if sets else '要'}{text[then.end():]}"
    return text


def _just_ordered(heard: Heard) -> str:
    """The one thing that the speaker ordered some minutes ago: 不是两斤 是三斤 is about that; "" where there is none."""
    act = heard.talk.last_act
    if act is None or act.kind != "order" or act.sender_id != heard.speaker.id or heard.message.at - act.at > LATELY:
        return ""
    own = [name for name in act.products if name in heard.speaker.quantities]
    return own[0] if len(act.products) == len(own) == 1 else ""
