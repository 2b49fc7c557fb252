"""Changes and cancellations of what somebody ordered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from intents.evidence import PAST
from intents.heard import Heard
from intents.items import Item, pair, settle_items
from intents.pieces import Clause, Piece
from intents.reading import Reading
from intents.scene import Doubt

_INSTEAD = re.compile(r"不是.{1,8}是")
_AMEND = re.compile(
    r"改成|改为|改到|改一?下|改|变成|变为|换成|换为|调成|调整为|调到|减成|减到|减为|加到|增加到|少[订要]"
)
_CANCEL = re.compile(
    r"不要了|不订了|不定了|不买了|不拿了|取消|退掉|退了|退订|退单|不想要了|作废|撤单|撤掉|删掉|划掉|去掉|全退|帮我退|"
    r"不用了|不要|退款|退吧"
)
_ORDER_WORD = re.compile(r"订单|团购|我的|我订的|我定的|刚才|刚刚|刚订|全部|都|所有|我不要|我那|订的|单子|我家的|先前")
_HARMLESS_REST = re.compile(
    r"其他|其它|别的|其余|剩下|保留|留着|照旧|不变|不动|还是|照样|一样|订单|订的|我的|刚才|刚刚|那个|那份|单子|掉|把|"
    r"数量|刚|改|变|换|成|为|到|取消|退|不|全部|所有|这个|之前|我那|上面|前面|总共|而|只|份数|减|调|整|哦|不好意思|"
    r"对不起|抱歉|错|点|下单|里|吃不完|太多|多了|点多|家里人|说|算|撤|删|划|作废|款|少|能|吗|请|帮忙|行|想|先|因为|"
    r"临时|有事|出差|来不及|用"
)


def read_change(heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]) -> Reading | None:
    """The change or cancellation of somebody who ordered, or who speaks to the bot; None where there is none."""
    mine = bool(heard.speaker.ordered) or heard.addressed
    told = _HARMLESS_REST.sub("", _CANCEL.sub("", heard.text))
    if not mine or (PAST.pattern.search(told) and not heard.addressed):
        return None
    if _AMEND.search(heard.text) or (heard.speaker.ordered and _INSTEAD.search(heard.text)):
        return _read_amendment(heard, pieces, parts)
    if _CANCEL.search(heard.text):
        return _read_cancellation(heard, pieces, parts)
    return None


def _unaccounted(parts: Sequence[Clause]) -> int:
    """How much of the text neither pieces nor the words of a change explain."""
    return sum(len(_HARMLESS_REST.sub("", part.rest)) for part in parts)


def _read_amendment(heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]) -> Reading | None:
    slots: dict[str, Any] = {}
    if pickup := next((piece.pickup for piece in pieces if piece.kind == "pickup"), None):
        slots["pickup"] = pickup
    amounts = [piece for piece in pieces if piece.kind == "amount"]
    things = [piece for piece in pieces if piece.kind == "product"]
    if _unaccounted(parts) > (8 if heard.addressed else 2) or not (amounts or pickup):
        return None
    doubts: tuple[Doubt, ...] = ()
    if amounts:
        items = _amended(heard, pieces, things, amounts)
        if items is None:
            return None
        settled = settle_items(items)
        doubts = settled.doubts
        if settled.items:
            slots["items"] = [dict(item) for item in settled.items]
        if not items:
            doubts = (
                Doubt(
                    "which_product",
                    "",
                    None,
                    amounts[-1].amount.value if amounts[-1].amount else None,
                    tuple(sorted(heard.speaker.ordered)),
                ),
            )
    unmet = None if heard.speaker.ordered else "no_order"
    return Reading(
        "amend_order", slots, 0.95, doubts, unmet=unmet, reasons=("a change of an order, with the new number",)
    )


def _amended(
    heard: Heard, pieces: Sequence[Piece], things: Sequence[Piece], amounts: Sequence[Piece]
) -> list[Item] | None:
    """Each product named with the number that stands after the word of change."""
    if things:
        items = pair(heard.text, pieces)
        changed = [item for item in items if item.piece.kind == "product" and item.amount and not item.negated]
        if len(things) == 1 and amounts:
            changed = [Item(things[0], _new_total(heard.text, amounts).amount)]
        return changed or None
    ordered = [p for p in heard.scene.products if p.name in heard.speaker.ordered]
    if len(ordered) == 1:
        return [Item(Piece("product", 0, 0, ordered[0].name, (ordered[0],)), _new_total(heard.text, amounts).amount)]
    return []


def _new_total(text: str, amounts: Sequence[Piece]) -> Piece:
    """The number after the word of change; without one, the last."""
    change = max((match.end() for match in _AMEND.finditer(text)), default=None)
    return next((amount for amount in amounts if change is not None and amount.start >= change), amounts[-1])


def _read_cancellation(heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]) -> Reading | None:
    items = pair(heard.text, pieces)
    dropped = [item for item in items if item.negated and item.piece.kind == "product"]
    kept = [item for item in items if not item.negated and item.amount]
    if kept:
        return None
    if not dropped and len({item.piece.said for item in items}) >= 1:
        dropped = [item for item in items if item.piece.kind == "product"]
    ordered = heard.speaker.ordered
    sure = heard.addressed or any(product.name in ordered for item in dropped for product in item.piece.products)
    if _unaccounted(parts) > (8 if sure else 1):
        return None
    if dropped:
        names = [name for item in dropped for name in _mine(item, ordered)]
        if ordered and not any(name in ordered for name in names) and not heard.addressed:
            return None
        slots = {"items": [{"product": name} for name in dict.fromkeys(names)]}
    elif ordered or (_ORDER_WORD.search(heard.text) and not re.search(r"报名|活动|预约|参加", heard.text)):
        if not ordered and re.search(r"报名|活动|预约|参加|提醒|广播", heard.text):
            return None
        slots = {}
    else:
        return None
    return Reading("cancel_order", slots, 0.95, unmet=None if ordered else "no_order", reasons=("an order taken back",))


def _mine(item: Item, ordered: frozenset[str]) -> list[str]:
    names = list(dict.fromkeys(product.name for product in item.piece.products))
    return [name for name in names if name in ordered] or names[:1]
