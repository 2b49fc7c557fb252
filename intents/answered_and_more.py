"""What an answer to the bot's question says besides: a further thing (那就5桶 鸡蛋也来一份), or another in its stead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from intents.heard import Heard
from intents.measuring import Amount, settle
from intents.orders import read_orders
from intents.patterns import quick
from intents.pieces import cut
from intents.reading import Reading
from intents.scene import Question

Answer = Callable[[Heard, Question], Reading | None]
_PAUSE = re.compile(r"[\s,，。;；、]+")
_MOST_PAUSES = 6
_INSTEAD = quick(
    r"(?:(?:那|就|好的?|行|算了|没有?(?:就|的话)?|我|给我|帮我|[\s,，]){0,5})(?:换|改)(?:成|为|做|要|订|拿|个|点|一下)?(?!个?时间|地方|一家)"
    r"(?P<rest>[^?？]{2,14})"
)


def read_answer_and_more(heard: Heard, question: Question, answer: Answer) -> Reading | None:
    """An answer with an order of something else behind it, both done; None where the message is not made of these two."""
    if question.intent != "order":
        return None
    asked = {name for doubt in question.doubts for name in (*doubt.choices, doubt.product)}
    named = [piece for piece in cut(heard)[0] if piece.kind == "product"]
    further = next((piece for piece in named if asked.isdisjoint(one.name for one in piece.products)), None)
    pauses = [found for found in _PAUSE.finditer(heard.text) if further is not None and found.end() <= further.start]
    for pause in reversed(pauses[-_MOST_PAUSES:]):
        head, tail = heard.text[: pause.start()], heard.text[pause.end() :]
        more = read_orders(heard.about(tail)) if head else None
        if more is None or more.intent != "order" or more.doubts or more.unmet or not _each_is_counted(heard, tail):
            continue
        reading = answer(heard.about(head), question)
        if reading is not None and reading.answers and reading.intent == "order" and not reading.doubts:
            return _both(reading, more)
    return None


def _each_is_counted(heard: Heard, tail: str) -> bool:
    """Whether each thing has a number of its own: in 两盒 青菜 the number is the greens'."""
    pieces = cut(heard.about(tail))[0]
    things = [piece for piece in pieces if piece.kind == "product"]
    return 0 < len(things) <= sum(piece.kind == "amount" for piece in pieces)


def _both(reading: Reading, more: Reading) -> Reading:
    whom = more.slots.get("beneficiary")
    if whom and whom != reading.slots.get("beneficiary"):
        return replace(reading, also=(*reading.also, more))
    items = [*reading.slots.get("items", ()), *more.slots.get("items", ())]
    return replace(reading, slots={**more.slots, **reading.slots, "items": items}, also=(*reading.also, *more.also))


def read_another_instead(heard: Heard, question: Question) -> Reading | None:
    """那换虾仁馄饨一份, asked about what is sold out or too much: an order of the other thing, which ends the question.

    Without a number it is as much as was wanted of the first.
    """
    if question.intent != "order" or not (said := _INSTEAD.fullmatch(heard.text)):
        return None
    asked = {doubt.product for doubt in question.doubts} | {name for doubt in question.doubts for name in doubt.choices}
    there = heard.about(said["rest"])
    pieces, _ = cut(there)
    things = [piece for piece in pieces if piece.kind == "product"]
    if len(things) != 1 or any(product.name in asked for product in things[0].products):
        return None
    common = {name: question.slots[name] for name in ("beneficiary", "pickup") if name in question.slots}
    if any(piece.kind == "amount" for piece in pieces):
        reading = read_orders(there)
        if reading is None or reading.intent != "order":
            return None
        return replace(reading, slots={**common, **reading.slots}, ends_question=True)
    wanted = question.doubts[0].quantity
    names = {product.name for product in things[0].products}
    if len(names) != 1 or not wanted:
        return None
    quantity, doubt = settle(things[0].products[0], Amount(wanted))
    slots = {**common, **({"items": [{"product": names.pop(), "quantity": quantity}]} if doubt is None else {})}
    reasons = ("another thing in the stead of what was asked about",)
    return Reading("order", slots, 0.9, (doubt,) if doubt else (), ends_question=True, reasons=reasons)
