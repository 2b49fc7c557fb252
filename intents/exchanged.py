"""What is wanted in the stead of what one has just ordered, which nobody names again: 换成纽荷尔的, 还是要富士吧."""

from __future__ import annotations

import re
from datetime import timedelta

from intents.heard import Heard
from intents.items import Item, settle_items
from intents.patterns import quick
from intents.pieces import Piece, cut
from intents.reading import Reading
from intents.scene import Doubt, Product

LATELY = timedelta(minutes=10)
_LEAD = r"(?:那|算了|哎|不好意思|麻烦|我想了想|想了想|我|给我|帮我|还是|都|全|就|[\s,，]){0,5}"
_EXCHANGED = quick(rf"{_LEAD}[换改](?:成|为|做|要|订|一下)\s?(?P<wanted>[^\s,，。?？]{{2,14}})")
_TAIL = re.compile(r"(?:的|那种|那个|吧|啊|呀|哈|了|谢谢|行|就行|就好|[\s,，。!！~]){0,5}")


def read_exchanged(heard: Heard) -> Reading | None:
    """A thing for the one that it takes the place of (slot `instead_of`): of the same kind, else just ordered; else None."""
    said = _EXCHANGED.fullmatch(heard.text.strip(" ,，。!！~")) if heard.speaker.ordered else None
    if said is None:
        return None
    there = heard.about(said["wanted"])
    pieces = cut(there)[0]
    things = [piece for piece in pieces if piece.kind == "product"]
    if len(things) != 1 or things[0].start or not _is_all(there.text, pieces):
        return None
    wanted = {product.name: product for product in things[0].products if product.name not in heard.speaker.ordered}
    given = _given(heard, next(iter(wanted.values()))) if len(wanted) == 1 else None
    if given is None:
        return None
    amount = next((piece.amount for piece in pieces if piece.kind == "amount"), None)
    return _in_its_stead(heard, next(iter(wanted)), given, Item(things[0], amount))


def _is_all(text: str, pieces: list[Piece]) -> bool:
    rest = text
    for piece in reversed(pieces):
        if piece.kind in ("product", "amount"):
            rest = rest[: piece.start] + rest[piece.end :]
    return _TAIL.fullmatch(rest) is not None


def _given(heard: Heard, wanted: Product) -> str | None:
    """What it takes the place of: the one thing of the speaker's that is called as it is, else the one just ordered."""
    own = heard.scene.sold_as(heard.speaker.ordered)
    called = {wanted.name, *wanted.aliases}
    alike = {one.name for one in own if called & {one.name, *one.aliases} or one.name[-2:] == wanted.name[-2:]}
    act = heard.talk.last_act
    just = act is not None and act.kind == "order" and act.sender_id == heard.speaker.id and heard.message.at - act.at <= LATELY
    last = set(act.products) & heard.speaker.ordered if act is not None and just else set()
    for names in (alike, last):
        if len(names) == 1:
            return next(iter(names))
    return None


def _in_its_stead(heard: Heard, wanted: str, given: str, item: Item) -> Reading:
    reasons = ("one thing exchanged for another",)
    slots: dict[str, object] = {"instead_of": given}
    if item.amount is not None:
        settled = settle_items([item])
        items = [dict(one) for one in settled.items]
        return Reading("amend_order", {**slots, **({"items": items} if items else {})}, 0.9, settled.doubts, reasons=reasons)
    if (quantity := heard.speaker.quantities.get(given)) is None:
        return Reading("amend_order", slots, 0.9, (Doubt("how_many", wanted, wanted),), reasons=reasons)
    items = [{"product": wanted, "quantity": int(quantity) if quantity == int(quantity) else quantity}]
    return Reading("amend_order", {"items": items, **slots}, 0.9, reasons=reasons)
