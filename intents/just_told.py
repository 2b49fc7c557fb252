"""Orders of what the bot has just told this person of: 鸡蛋还有吗 → 来两盒; and the hour for a service: 那明天上午十点来行吗."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from intents.addresses import find_address
from intents.as_they_say import read_as_they_say, read_for_them_too
from intents.heard import Heard
from intents.measuring import Amount, settle
from intents.numerals import read_number
from intents.party_grows import read_party_change
from intents.patterns import quick
from intents.persons import is_person
from intents.reading import Reading
from intents.scene import Doubt, Product, Shown
from intents.signing import read_sign_up

_TAIL = r"(?:送人|自己吃|够了|就行|就好|就够了|吧|呀|啊|哈|哦|呗|嘛|谢谢你?|麻烦了?|了|试试|尝尝|先|[,，!。~\s]){0,4}$"
_WANTS = quick(
    r"^(?:那就?|那么|好的?|行|嗯+|哦|可以|也|就|先|我|我们|我家|咱家|麻烦|请|给我家?|帮我|替我|想|要|[,，\s]){0,6}"
    r"(?:(?:再|先)?(?:要|来|订|定|拿|买|留|加|带|整|搞|弄|报|团|下单|登记|记)(?:上|个)?)?"
    rf"(?P<rest>[^,，。?？]{{1,6}}?){_TAIL}"
)
_FOR_ANOTHER = quick(
    r"^(?:那|就|再|也|顺便|[,，\s]){0,3}(?:帮|给|替)(?:隔壁的?|楼上的?|楼下的?|对门的?)?(?P<who>[\u4e00-\u9fff]{2,6}?)家?(?:也|再|先){0,2}"
    rf"(?:订|定|带|要|来|拿|买|加|报|留)(?P<rest>[^,，。?？]{{1,6}}?){_TAIL}"
)
_COME = re.compile(r"来|上门|过来|到|修|弄|约|行|可以|成|方便|有空|[?？]")
_NOT_THEN = re.compile(r"[我他她你](?:去|要去|上班|回)|没空|不在|昨|团|订|买")
_BOOKS = quick(
    r"(?:那|就|我|好的?|行|麻烦|[,， ]){0,3}(?:帮我|给我)?预?约(?:一下|一个|个|上|下)?(?:师傅|上门|人)?(?:来)?"
    r"(?:吧|啊|呀|呗|谢谢|[,， ]){0,3}$"
)
LATELY = timedelta(minutes=10)
_MOST_SORTS = 3  # among which one can be asked to choose
_MOST = 16  # characters beside the time


def read_just_told(heard: Heard) -> Reading | None:
    """An order or a booking of the one thing that this speaker was told of last; None where the words say something else.

    What was ordered after it was told goes before it.
    """
    told = heard.speaker.told
    if (theirs := read_as_they_say(heard) or read_for_them_too(heard)) is not None:
        return theirs
    if (joining := read_party_change(heard) or _joined(heard, told) or _by_place(heard) or _party_again(heard)) is not None:
        return joining
    if told is None or not told.names:
        return None
    if told.intent == "book_service":
        return _booked(heard, told)
    act = heard.talk.last_act
    if told.intent != "group_buy_info" or (act is not None and act.sender_id == heard.speaker.id and act.at > told.shown_at):
        return None
    return _ordered(heard, heard.scene.sold_as(set(told.names)))


_JOINS = quick(
    r"报名|报[一二两三四五0-9]|报个|参加|[去来](?:[吧啊呀哈啦了!！。~]|$)|算[我上]|"
    r"改成?(?:一共)?[一二两三四五六七八九十0-9俩仨]"
)
_NO_JOINING = quick(
    r"[?？]|吗|什么|啥|哪|怎么|不|没|别|谁|昨|上次|下次|[买订团要]|店|医院|菜场|超市|上班|"
    r"回家|出去|进去|下去|上去|过去|起来|出来|回来|下来|上来"
)


def _joined(heard: Heard, told: Shown | None) -> Reading | None:
    """我们家三口都去, of the activity just told of; 我家两口子也去, of the one somebody just joined; 改成四个人, of the own."""
    text = heard.text
    if len(text) > 16 or not _JOINS.search(text) or _NO_JOINING.search(text):
        return None
    if any(found.values("activity", "product", "merchant", "option") for found in heard.names):
        return None
    act, mine = heard.talk.last_act, heard.speaker.signed_up
    if told is not None and told.intent == "list_activities":
        name = told.names[0]
    elif "也" in text and act is not None and act.kind == "sign_up" and act.activity and heard.message.at - act.at <= LATELY:
        name = act.activity
    elif heard.addressed and "改" in text and len(mine) == 1:
        name = next(iter(mine))
    else:
        return None
    reading = read_sign_up(heard.about(f"{name} {text}"))
    return reading if reading is not None and reading.intent == "sign_up" and not reading.doubts else None


_BY_PLACE = quick(
    r"(?:那|就|我|我们|给我|帮我|[\s,，]){0,3}(?:要?报名?|参加)?(?:最后|第(?P<n>[一二三四五六1-6]))(?:个|场|项)(?:活动)?(?:的|我|我们|也|就|要|想|给我|帮我|[\s,，]){0,4}"
    r"(?P<rest>[^。?？]{0,14})"
)


def _by_place(heard: Heard) -> Reading | None:
    """第二个报名, 报第一个 两个人: one of the activities that were shown to the speaker, by its place in the list."""
    shown = heard.speaker.shown
    found = _BY_PLACE.fullmatch(heard.text) if shown is not None and shown.intent == "list_activities" else None
    if shown is None or found is None or not _JOINS.search(heard.text) or _NO_JOINING.search(heard.text):
        return None
    place = int(read_number(found["n"]) or 0) - 1 if found["n"] else len(shown.names) - 1
    if place >= len(shown.names):
        return None
    reading = read_sign_up(heard.about(f"{shown.names[place]} 报名 {found['rest']}"))
    return reading if reading is not None and reading.intent == "sign_up" and not reading.doubts else None


_PARTY = quick(
    r"(?:哎|唉|哦|那|算了|不对|对了|[,， ])*"
    r"(?P<out>(?:我们?家?[\u4e00-\u9fff]{1,3}|[他她]们?|孩子们?|老伴|朋友)[^,，]{0,4}?(?:[去来]不了了?|不[去来]了|没空)[,， ]*)?"
    r"(?:那)?(?:就|只有|只剩|还剩|剩)(?:下)?我?(?:自己|们)?(?:[和跟同][\u4e00-\u9fff]{1,4}?)?"
    r"(?P<n>[一二两三四五六七八1-8])个?人?(?:去|来|了|吧|啊|呀|哈|[,，。 ])*"
)


def _party_again(heard: Heard) -> Reading | None:
    """我妈去不了了 就我一个, of what the speaker has just signed up for: the size of the party now."""
    act, mine = heard.talk.last_act, heard.speaker.signed_up
    said = _PARTY.fullmatch(heard.bare) if mine and len(heard.bare) <= 20 else None
    if said is None:
        return None
    just = act is not None and act.kind == "sign_up" and act.sender_id == heard.speaker.id and heard.message.at - act.at <= LATELY
    name = act.activity if act is not None and just else next(iter(mine)) if said["out"] and len(mine) == 1 else None
    if name is None or (people := read_number(said["n"])) is None:
        return None
    return Reading("sign_up", {"activity": name, "people": int(people)}, 0.9, reasons=("the size of the party once more",))


def _ordered(heard: Heard, products: Sequence[Product]) -> Reading | None:
    """So much of the product, where its unit fits; said to the bot with another unit, a question. Of several, the one that
    fits.
    """
    found = _FOR_ANOTHER.match(heard.bare)
    who = found["who"] if found and (is_person(found["who"], heard.scene.people) or found["who"].startswith("我")) else None
    said = found if who else _WANTS.match(heard.bare)
    amount = _amount(heard, said["rest"]) if said else None
    if amount is not None and len(products) > 1:
        products = [product for product in products if product.unit == amount.unit]
    if amount is None or not products:
        return None
    common = {"beneficiary": who} if who and not re.fullmatch("我家?", who) else {}
    reasons = ("so much of what was just told of",)
    if len(products) > 1:  # both sorts of 橙子 were told of
        names = tuple(dict.fromkeys(product.name for product in products))
        few = len(names) <= _MOST_SORTS
        which = Doubt("which_product", "", None, amount.value, names)
        return Reading("order", common, 0.85, (which,), reasons=reasons) if few else None
    quantity, doubt = settle(products[0], amount)
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
    times = [one for one in heard.times if one.recurrence is None]
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
