"""Orders of what the bot has just told this person of: 鸡蛋还有吗 → 来两盒; and the hour for a service: 那明天上午十点来行吗."""

from __future__ import annotations

import re

from intents.addresses import find_address
from intents.heard import Heard
from intents.measuring import Amount, settle
from intents.persons import is_person
from intents.reading import Reading
from intents.scene import Product, Shown
from intents.times import find_times

_TAIL = r"(?:送人|自己吃|够了|就行|就好|就够了|吧|呀|啊|哈|哦|呗|嘛|谢谢你?|麻烦了?|了|试试|尝尝|先|[,，!。~\s]){0,4}$"
_WANTS = re.compile(
    r"^(?:那就?|那么|好的?|行|嗯+|哦|可以|也|就|先|我|我们|我家|咱家|麻烦|请|给我家?|帮我|替我|想|要|[,，\s]){0,6}"
    r"(?:(?:再|先)?(?:要|来|订|定|拿|买|留|加|带|整|搞|弄|报|团|下单|登记|记)(?:上|个)?)?"
    rf"(?P<rest>[^,，。?？]{{1,6}}?){_TAIL}"
)
_FOR_ANOTHER = re.compile(
    r"^(?:那|就|再|也|顺便|[,，\s]){0,3}(?:帮|给|替)(?:隔壁的?|楼上的?|楼下的?|对门的?)?(?P<who>[\u4e00-\u9fff]{2,6}?)家?(?:也|再|先){0,2}"
    rf"(?:订|定|带|要|来|拿|买|加|报|留)(?P<rest>[^,，。?？]{{1,6}}?){_TAIL}"
)
_COME = re.compile(r"来|上门|过来|到|修|弄|约|行|可以|成|方便|有空|[?？]")
_NOT_THEN = re.compile(r"[我他她你](?:去|要去|上班|回)|没空|不在|昨|团|订|买")
_BOOKS = re.compile(
    r"(?:那|就|我|好的?|行|麻烦|[,， ]){0,3}(?:帮我|给我)?预?约(?:一下|一个|个|上|下)?(?:师傅|上门|人)?(?:来)?"
    r"(?:吧|啊|呀|呗|谢谢|[,， ]){0,3}$"
)
_MOST = 16  # characters beside the time


def read_just_told(heard: Heard) -> Reading | None:
    """An order or a booking of the one thing that this speaker was told of last; None where the words say something else.

    What was ordered after it was told goes before it.
    """
    told = heard.speaker.told
    if told is None or not told.names:
        return None
    if told.intent == "book_service":
        return _booked(heard, told)
    act = heard.talk.last_act
    if act is not None and act.sender_id == heard.speaker.id and act.at > told.shown_at:
        return None
    return _ordered(heard, heard.scene.products_by_name.get(told.names[0], ()))


def _ordered(heard: Heard, products: tuple[Product, ...]) -> Reading | None:
    """So much of the product, where its unit fits; said to the bot with another unit, a question."""
    found = _FOR_ANOTHER.match(heard.bare)
    who = found["who"] if found and (is_person(found["who"], heard.scene.people) or found["who"].startswith("我")) else None
    said = found if who else _WANTS.match(heard.bare)
    amount = _amount(heard, said["rest"]) if said else None
    if amount is None or len(products) != 1:
        return None
    common = {"beneficiary": who} if who and not re.fullmatch("我家?", who) else {}
    quantity, doubt = settle(products[0], amount)
    reasons = ("so much of what was just told of",)
    if doubt is not None:
        return Reading("order", common, 0.85, (doubt,), reasons=reasons) if heard.addressed else None
    items = [{"product": products[0].name, "quantity": quantity}]
    return Reading("order", {"items": items, **common}, 0.93, reasons=reasons)


def _amount(heard: Heard, rest: str) -> Amount | None:
    """The one number with a unit that is all of what is said."""
    counted = [one for one in heard.quantities if one.value and one.unit and not one.vague and not one.implied]
    if len(counted) != 1:
        return None
    one = counted[0]
    said = heard.text[one.start : one.end].replace(" ", "")
    return Amount(one.value, one.unit, said, False, one.number) if said == rest.replace(" ", "") else None


def _booked(heard: Heard, told: Shown) -> Reading | None:
    """The service that was offered, for the time that is said; the address, where one is."""
    if _BOOKS.match(heard.bare) or re.fullmatch(rf"(?:那|就|我)*(?:预?约|要){told.names[0]}吧?", heard.bare):
        return Reading("book_service", {"service": told.names[0]}, 0.9, reasons=("the service that was just told of",))
    times = [one for one in find_times(heard.text, heard.message.at) if one.recurrence is None]
    address = find_address(heard.text, ())
    of_else = any(found.values("product", "activity") for found in heard.names)
    if len(times) != 1 or of_else or _NOT_THEN.search(heard.text):
        return None
    rest = heard.text[: times[0].start] + heard.text[times[0].end :]
    if len(rest) > _MOST or not (_COME.search(rest) or not rest.strip(" ,，。吧呀啊")):
        return None
    slots = {"service": told.names[0], "when": times[0].iso}
    if address is not None and (address.room or address.building):
        slots["address"] = address.text()
    return Reading("book_service", slots, 0.9, reasons=("a time for the service that was just told of",))
