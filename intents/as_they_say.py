"""What somebody for whom one has just ordered says to it: 孙爷爷说要三块, 我妈说不要了, 婆婆讲还是两盒."""

from __future__ import annotations

from collections.abc import Set
from datetime import timedelta

from intents.heard import Heard
from intents.measuring import Amount, settle
from intents.patterns import quick
from intents.persons import is_person
from intents.reading import Reading
from intents.scene import Doubt

LATELY = timedelta(minutes=10)
_SAYS = quick(
    r"(?:刚才?|不好意思|哎[呀哟]?|对了|[\s,，]){0,3}(?P<who>(?!我说|我讲)[\u4e00-\u9fff]{1,6}?)家?(?:刚才?|刚刚|又|现在|这会儿?|打电话来?|来电话|回话|改主意了?|[\s,，]){0,3}"
    r"(?:说|讲)(?:了|是|他|她|家|们|想|还是|其实|不对|那|[\s,，]){0,4}"
    r"(?:(?P<more>再|还|也)?(?:要|只要|就要|来|改成?|换成?|拿|订|加)?(?:个)?(?P<rest>[0-9一二两三四五六七八九十半]{1,3}\s?[\u4e00-\u9fff])(?:就?(?:行|够|好)了?)?|"
    r"(?P<none>不要了|不用了|不订了|算了|取消吧?))(?:吧|啊|呀|哈|哦|谢谢|[\s,，。!！~]){0,3}"
)


def read_as_they_say(heard: Heard) -> Reading | None:
    """A new total of the one thing that the speaker has just ordered for that person, more of it, or none; else None."""
    act, said = heard.talk.last_act, _SAYS.fullmatch(heard.text)
    if said is None or act is None or act.kind != "order" or act.sender_id != heard.speaker.id:
        return None
    who, just = said["who"], set(act.products) & heard.speaker.ordered
    if heard.message.at - act.at > LATELY or not (is_person(who, heard.scene.people) or who[0] in "我俺咱"):
        return None
    others = heard.speaker.ordered - set(heard.speaker.quantities)  # what is not the speaker's own
    theirs = just & others or others
    if said["none"]:
        slots, reasons = {"beneficiary": who}, ("what the person for whom it was ordered says",)
        return Reading("cancel_order", slots, 0.9, reasons=reasons) if theirs else None
    if not _counted(heard):
        return None
    return _so_many(heard, who, theirs or just, bool(said["more"]) or not theirs)


_THEM_TOO = quick(
    r"(?:那|再|[\s,，]){0,3}(?:给|帮|替)(?P<who>[\u4e00-\u9fff]{1,6}?)家?也(?:来|要|订|带|拿|留|加)(?P<rest>[0-9一二两三四五六七八九十半]{1,3}\s?[\u4e00-\u9fff])"
    r"(?:吧|啊|呀|哈|谢谢|[\s,，。!！~]+[他她]们?(?:就|也|最|都)?(?:爱吃|喜欢|要|想吃)[^\s,，。]{0,4}|[\s,，。!！~]){0,3}"
)


def read_for_them_too(heard: Heard) -> Reading | None:
    """给我妈也来两斤, right after an order of whomever: so much of the same for them; None otherwise."""
    act, said = heard.talk.last_act, _THEM_TOO.fullmatch(heard.text)
    if said is None or act is None or act.kind != "order" or heard.message.at - act.at > LATELY:
        return None
    if not (is_person(said["who"], heard.scene.people) or said["who"][0] in "我俺咱") or not _counted(heard):
        return None
    return _so_many(heard, said["who"], set(act.products), more=True)


def _counted(heard: Heard) -> bool:
    """Whether one number with a unit stands in it, and nothing else that counts."""
    return len([one for one in heard.quantities if one.value and one.unit and not (one.vague or one.implied)]) == 1


def _so_many(heard: Heard, who: str, names: Set[str], more: bool) -> Reading | None:
    """So much for them: a new total, or (more) an order; of several things that could be counted so it is asked which."""
    one = next(one for one in heard.quantities if one.value and one.unit)
    amount = Amount(one.value, one.unit, heard.text[one.start : one.end], False, one.number)
    fits = {
        product.name: quantity for product in heard.scene.sold_as(names)
        for quantity, doubt in (settle(product, amount),) if doubt is None
    }
    intent, reasons = ("order" if more else "amend_order"), ("what the person for whom it was ordered says",)
    if not fits:
        return None
    if len(fits) > 1:
        which = Doubt("which_product", "", None, one.value, tuple(fits))
        return Reading(intent, {"beneficiary": who}, 0.85, (which,), reasons=reasons)
    items = [{"product": name, "quantity": quantity} for name, quantity in fits.items()]
    return Reading(intent, {"items": items, "beneficiary": who}, 0.9, reasons=reasons)
