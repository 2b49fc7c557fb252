"""How much is wanted in all of the one thing that was ordered, without its name: 只要2盒, 总共三份, 一份不够 三份, 两份 两份."""

from __future__ import annotations

from collections.abc import Set
from datetime import timedelta

from intents.heard import Heard
from intents.measuring import Amount, settle
from intents.numbers import Quantity
from intents.patterns import quick
from intents.reading import Reading
from intents.scene import Doubt

LATELY = timedelta(minutes=10)
_MUCH = "◆"  # stands for each number with its unit
_LEAD = r"(?:不好意思|那|我们家?|我家?|还是|算了|想了想|嗯|哦|啊|先|就|给我|帮我|麻烦|[\s,，]){0,5}"
_WITH_THEM = r"(?:算上|加上|连上?|连同|包括)[\u4e00-\u9fff]{1,5}?(?:的|那份|那一份)?"
_TAIL = r"(?:就?(?:行|好|可以|够)了?|够吃了?|吧|啊|呀|哈|哦|谢谢|[\s,，。!！~]){0,4}"
# Said of one's own order at any time; what else is said right after it only.
_SAYS_SO = quick("只|总共|一共|拢共|合计|加起来|不够|够|行|好|算上|加上|连|包括|◆[ ,，]{0,2}◆")
_AT_ANY_TIME = quick(
    rf"{_LEAD}(?:只(?:要|需要|来|订|拿|留)|(?:总共|一共|拢共|合计|加起来)(?:就|只)?(?:是|要|来|订)?){_MUCH}{_TAIL}"
)
_JUST_NOW = quick(
    rf"{_LEAD}(?:就要|要|来|改|订)?{_MUCH}就?(?:够|行|好|可以)了?{_TAIL}|(?P<first>{_MUCH})[\s,，]{{1,2}}{_MUCH}{_TAIL}|"
    rf"{_LEAD}{_MUCH}(?:怕|好像|可能)?不够(?:吃|用|分)?的?[\s,，。]{{0,2}}{_LEAD}(?:要|来|得|改成?|订|加到)?{_MUCH}{_TAIL}|"
    rf"{_LEAD}(?:要|来|改成?|订)?{_MUCH}[\s,，]{{0,2}}{_WITH_THEM}{_TAIL}|{_LEAD}{_WITH_THEM}[\s,，]{{0,2}}(?:一共|总共)?(?:要|来|是|得)?{_MUCH}{_TAIL}"
)
_LONGEST = 24


def read_bare_total(heard: Heard) -> Reading | None:
    """The new total of what the speaker has ordered last, else of the one thing of theirs that is counted so; else None."""
    if len(heard.text) > _LONGEST or any(one.values("product") for one in heard.names):
        return None
    much = [one for one in heard.quantities if one.unit and one.value and not (one.vague or one.implied)]
    if not 1 <= len(much) <= 2:
        return None
    masked = heard.text
    for one in reversed(much):
        masked = f"{masked[: one.start]}{_MUCH}{masked[one.end :]}"
    if not _SAYS_SO.search(masked):
        return None
    just = _ordered_just_now(heard)
    if _AT_ANY_TIME.fullmatch(masked):
        return _of(heard, just or heard.speaker.quantities.keys(), much[-1])
    said = _JUST_NOW.fullmatch(masked) if just else None
    if said is None or (said["first"] and much[0].value != much[-1].value):
        return None
    return _of(heard, just, much[-1])


def _ordered_just_now(heard: Heard) -> Set[str]:
    act = heard.talk.last_act
    if act is None or act.kind != "order" or act.sender_id != heard.speaker.id or heard.message.at - act.at > LATELY:
        return frozenset()
    return heard.speaker.quantities.keys() & set(act.products)


def _of(heard: Heard, names: Set[str], said: Quantity) -> Reading | None:
    amount = Amount(said.value, said.unit, heard.text[said.start : said.end], False, said.number)
    fits = {
        one.name: quantity for one in heard.scene.sold_as(set(names))
        for quantity, doubt in (settle(one, amount),) if doubt is None
    }
    reasons = ("a new total of what was ordered",)
    if len(fits) > 1:
        which = Doubt("which_product", "", None, said.value, tuple(sorted(fits)))
        return Reading("amend_order", {}, 0.85, (which,), reasons=reasons)
    if not fits:
        return None
    items = [{"product": name, "quantity": quantity} for name, quantity in fits.items()]
    return Reading("amend_order", {"items": items}, 0.9, reasons=reasons)
