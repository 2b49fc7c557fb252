"""What somebody who has just ordered says next without naming it again: 再来一只, 帮刘奶奶也订一箱, 算了不要了."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from intents.heard import Heard
from intents.measuring import Amount, settle
from intents.numbers import Quantity
from intents.persons import is_person
from intents.reading import Reading
from intents.scene import Doubt, Product

LATELY = timedelta(minutes=10)
_TAIL = r"(?:送人|自己吃|够了|就行|就好|吧|呀|啊|哈|哦|谢谢|麻烦了?|了|[,，!。\s]){0,4}$"
_MORE = re.compile(
    r"^(?:那|我|我们|我家|就|给我|帮我|麻烦|忘了|对了|[,，\s]){0,4}(?:(?:再|另外再?)(?:给我|帮我)?(?:加|来|要|订|定|拿|添|带|追加)|(?:给我|帮我)?(?:多(?:加|来|要|订|拿|添)|[加添]多))"
    rf"(?P<rest>[^,，。?？]{{1,6}}?){_TAIL}"
)
_FOR_ANOTHER = re.compile(
    r"^(?:再|也|顺便|还有|[,，\s]){0,3}(?:帮|给|替)(?:隔壁的?|楼上的?|楼下的?|对门的?)?(?P<who>[\u4e00-\u9fff]{2,6}?)家?(?:也|再|顺便){0,2}"
    rf"(?:订|定|带|要|来|拿|加|报)(?P<rest>[^,，。?？]{{1,6}}?){_TAIL}"
)
# 我奶奶也要一份
_ANOTHER_TOO = re.compile(
    rf"^(?:哦|对了|还有|那|[,，\s]){{0,3}}(?P<who>(?![他她它你您谁大咱我们]也|[我俺咱]们?家?也)(?:[我俺咱](?:们家?)?)?[\u4e00-\u9fff]{{1,4}}?)(?:家|那边)?(?:说|讲)?[他她]?也(?:想)?(?:要|来|订|拿|带|买)(?P<rest>[^,，。?？]{{1,6}}?){_TAIL}"
)
_GIVEN_UP = re.compile(r"^(?:哎呀?|唉|算了|那|我|还是|又|先|[,，\s]){0,5}不(?:要|订|买)了(?:吧|啊|呀|哈|谢谢|[,，!。\s]){0,3}$")


def read_next(heard: Heard) -> Reading | None:
    """More of what the speaker ordered last, for themselves or somebody else, or none of it after all; None: neither."""
    if not heard.scene.group_buys or not heard.speaker.ordered:
        return None
    if _GIVEN_UP.match(heard.bare):
        names = tuple(product.name for product in _ordered_last(heard))
        if len(names) == 1 and heard.speaker.ordered == heard.speaker.quantities.keys() == set(names):
            return Reading("cancel_order", {"items": [{"product": names[0]}]}, 0.9, reasons=("what was just ordered, given up",))
        # Perhaps it was ordered for somebody else: which goods, and whose, has to be said.
        doubt = Doubt("which_product", "", choices=names)
        return Reading("cancel_order", {}, 0.9, (doubt,), reasons=("what was just ordered, given up",)) if names else None
    found = _MORE.match(heard.bare)
    another = None if found else _FOR_ANOTHER.match(heard.bare) or _ANOTHER_TOO.match(heard.bare)
    said = found or another
    amount = _the_amount(heard, said["rest"]) if said else None
    if amount is None or (another and not (is_person(another["who"], heard.scene.people) or another["who"].startswith("我"))):
        return None
    who = another["who"] if another else None
    return _order(_ordered_last(heard), amount, who) or _order(_own(heard), amount, who)


def _the_amount(heard: Heard, rest: str) -> Amount | None:
    """The one number with a unit that is all of what is said."""
    counted: list[Quantity] = [one for one in heard.quantities if one.value and one.unit and not one.vague and not one.implied]
    if len(counted) != 1:
        return None
    one = counted[0]
    said = heard.text[one.start : one.end].replace(" ", "")
    return Amount(one.value, one.unit, said, False, one.number) if said == rest.replace(" ", "") else None


def _ordered_last(heard: Heard) -> list[Product]:
    act = heard.talk.last_act
    if act is None or act.kind != "order" or act.sender_id != heard.speaker.id or heard.message.at - act.at > LATELY:
        return []
    return heard.scene.sold_as(set(act.products) & heard.speaker.ordered)


def _own(heard: Heard) -> list[Product]:
    return heard.scene.sold_as(heard.speaker.ordered)


def _order(products: Sequence[Product], amount: Amount, who: str | None) -> Reading | None:
    """An order of what is sold by that unit; a question where several are."""
    fits = {one.name: quantity for one in products for quantity, doubt in (settle(one, amount),) if doubt is None}
    common = {"beneficiary": who} if who else {}
    reasons = ("more of what was ordered last",)
    if len(fits) > 1:
        doubt = Doubt("which_product", "", None, amount.value, tuple(fits))
        return Reading("order", common, 0.9, (doubt,), reasons=reasons)
    items = [{"product": name, "quantity": quantity} for name, quantity in fits.items() if quantity is not None]
    return Reading("order", {"items": items, **common}, 0.9, reasons=reasons) if items else None
