"""A correction that comes as a message of its own: 等等 豆腐是四块, by whoever has just ordered tofu."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intents.heard import Heard
from intents.pieces import cut
from intents.scene import Product

_CORRECTS = re.compile(
    r"^(?:[啊哎呀哦噢唉诶]|[,，。!！~\s])*(?:等等|等一?下|不对不对|不对|不是|错了|(?:说|打|写|搞|弄|报|发|订|点|记)错了?|更正|口误|手误)"
    r"(?:了|哈|啊|呀|[,，。!！~\s])*"
)
_BETWEEN = re.compile(r"(?:的)?(?:应该)?(?:是|要|订|来|就)?(?:要)?\s?")
_BEHIND = re.compile(r"(?:才对|吧|啊|呀|哈|谢谢|就行|就够了|[,，。!！~\s])*$")


def as_a_change(heard: Heard) -> str:
    """豆腐改成四块 of 等等 豆腐是四块, where the speaker has ordered tofu; other texts come back as they are."""
    corrects = _CORRECTS.match(heard.text) if heard.speaker.ordered else None
    if corrects is None:
        return heard.text
    rest = heard.about(heard.text[corrects.end() :])
    counted = [piece for piece in cut(rest)[0] if piece.kind in ("product", "amount")]
    if [piece.kind for piece in counted] != ["product", "amount"] or _is_not_theirs(heard, counted[0].products):
        return heard.text
    product, amount = counted
    between = rest.text[product.end : amount.start]
    if rest.text[: product.start].strip() or not (_BETWEEN.fullmatch(between) and _BEHIND.fullmatch(rest.text, amount.end)):
        return heard.text
    unit = product.products[0].unit if amount.said.isdigit() else ""
    return f"{product.said}改成{amount.said}{unit}"


def _is_not_theirs(heard: Heard, products: Sequence[Product]) -> bool:
    return not any(product.name in heard.speaker.ordered for product in products)
