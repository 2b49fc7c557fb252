"""New totals of what somebody ordered, told by what is too much of it or by putting it right: 青菜减两斤, 不对 三块."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from intents.heard import Heard
from intents.items import pair, settle_items
from intents.measuring import Amount, settle
from intents.numerals import read_number
from intents.patterns import quick
from intents.pieces import Piece
from intents.reading import Reading
from intents.scene import Doubt

_LESS = re.compile(r"(?:减|退|去|(?<![多不缺至])少[要订定拿来买留]?)掉?\s*$")
_WRONG = r"(?:啊|哎呀?|哦|噢|呀|我|刚才|不好意思|等等|等下|[,，\s]){0,4}(?:不对|错了|说错|打错|搞错|写错|更正|哦不|不不|弄错)"
_CORRECTS = re.compile(f"^{_WRONG}")
# 不对 三块, 还是三斤吧: right after an order, and nothing besides
_ONLY_A_NUMBER = quick(
    rf"(?:{_WRONG}了?[\s,，。]*(?:应该|我)?(?:是|要|来|改成?|还是|就)?|(?:那|算了|我|[\s,，]){{0,3}}还是(?:要|来|改成?)?(?=[^?？]{{2,5}}(?:吧|算了|得了|好了|就)))"
    r"\s?(?P<number>[0-9]{1,3}|[一二两三四五六七八九十半]{1,3})\s?(?P<unit>[\u4e00-\u9fff])"
    r"(?:就行|就够了?|就好|算了|得了|好了|吧|啊|呀|哈|哦|谢谢|不好意思|[\s,，。!！~]){0,3}"
)
_MISTAKEN = re.compile("[说打写搞弄报订]错")  # 我说错了 是两斤, though a neighbour has ordered since
LATELY = timedelta(minutes=10)


def read_less(heard: Heard, pieces: Sequence[Piece], unaccounted: int) -> Reading | None:
    """青菜减两斤: the new total is what was ordered less the number; unknown, it is asked for."""
    ordered = heard.speaker.ordered
    amounts = [piece for piece in pieces if piece.kind == "amount"]
    if len(amounts) != 1 or not amounts[0].amount or not _LESS.search(heard.text, 0, amounts[0].start):
        return None
    things = [piece for piece in pieces if piece.kind == "product"]
    names = {p.name for thing in things for p in thing.products if p.name in ordered} if things else _spoken_of(heard, amounts[0])
    if len(names) != 1 or unaccounted > 4:
        return None
    name = names.pop()
    product = next(iter(heard.scene.products_by_name.get(name, ())), None)
    less, doubt = settle(product, amounts[0].amount) if product else (None, None)
    left = (heard.speaker.quantities.get(name) or 0) - (less or 0)
    reasons = ("less of what was ordered",)
    if less is None or doubt is not None or name not in heard.speaker.quantities or left < 0:
        return Reading("amend_order", {}, 0.9, (Doubt("how_many", name, name),), reasons=reasons)
    if left == 0:
        return Reading("cancel_order", {"items": [{"product": name}]}, 0.9, reasons=reasons)
    items = [{"product": name, "quantity": int(left) if left == int(left) else left}]
    return Reading("amend_order", {"items": items}, 0.9, reasons=reasons)


_FEWER = re.compile(r"(?<![多不缺至])[减少]掉?\s*$")


def is_less_of_nothing(heard: Heard, pieces: Sequence[Piece]) -> bool:
    """鸡蛋少一盒, in a group, by who ordered no eggs: no order of one."""
    things = [product.name for piece in pieces for product in piece.products]
    if heard.addressed or not things or heard.speaker.ordered.intersection(things):
        return False
    return any(piece.kind == "amount" and _FEWER.search(heard.text, 0, piece.start) for piece in pieces)


def _spoken_of(heard: Heard, amount: Piece) -> set[str]:
    """What of the own goods a number without a name is about: 减一斤 of what is sold by 斤, else of what was ordered last."""
    own, act = heard.scene.sold_as(heard.speaker.ordered), heard.talk.last_act
    fits = {one.name for one in own if amount.amount and settle(one, amount.amount)[1] is None} or {one.name for one in own}
    last = fits & set(act.products) if act and act.sender_id == heard.speaker.id else set()
    return last if len(fits) > 1 and len(last) == 1 else fits


def read_corrected(heard: Heard, pieces: Sequence[Piece]) -> Reading | None:
    """不对 五花肉1斤就够了, of somebody who ordered it: new totals, not more."""
    if (said := _ONLY_A_NUMBER.fullmatch(heard.text)) and (number := read_number(said["number"])):
        return _of_the_last(heard, Amount(number, said["unit"], said["number"], False, number))
    if not _CORRECTS.match(heard.text):
        return None
    items = [item for item in pair(heard.text, pieces) if item.piece.kind == "product" and item.amount]
    names = [{product.name for product in item.piece.products} for item in items]
    if not items or not all(own & heard.speaker.ordered for own in names):
        return None
    settled = settle_items(items)
    slots = {"items": [dict(item) for item in settled.items]} if settled.items else {}
    return Reading("amend_order", slots, 0.95, settled.doubts, reasons=("the own order put right",))


def _of_the_last(heard: Heard, amount: Amount) -> Reading | None:
    """The number of the one thing that can be counted so in what the speaker has just ordered here."""
    act = heard.talk.last_act
    if act is None or act.kind != "order" or heard.message.at - act.at > LATELY:
        return None
    if act.sender_id != heard.speaker.id and not _MISTAKEN.search(heard.text):
        return None
    own = set(act.products) if act.sender_id == heard.speaker.id else set(heard.speaker.quantities)
    last = heard.scene.sold_as(own & heard.speaker.ordered)
    fits = {one.name: quantity for one in last for quantity, doubt in (settle(one, amount),) if doubt is None}
    reasons = ("the own order put right",)
    if len(fits) > 1:
        which = Doubt("which_product", "", None, amount.value, tuple(sorted(fits)))
        return Reading("amend_order", {}, 0.85, (which,), reasons=reasons)
    if not fits:
        return None
    items = [{"product": name, "quantity": quantity} for name, quantity in fits.items()]
    return Reading("amend_order", {"items": items}, 0.9, reasons=reasons)
