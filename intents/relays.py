"""A #接龙 list that belongs to something open here, as a Reading; a list about anything else is none of the bot's
business.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from intents.heard import Heard, hear
from intents.items import Item, pair, settle_items
from intents.lexicon import Found
from intents.measuring import Amount
from intents.nouns import with_nouns
from intents.numbers import find_quantities
from intents.order_words import order_words
from intents.people_count import read_people
from intents.pieces import Piece, cut
from intents.reading import NOTHING, Reading
from intents.relay import Relay, RelayEntry, entry_slots, read_relay
from intents.scene import Doubt, Message, Product, Scene, Speaker, Talk

_SIGN_UP = re.compile(r"报名|参加|活动|志愿|集合|人数|义诊|讲座|课")
_FIRST_WORD = re.compile(r"[^\s,，、:：]+")
_DONE = re.compile(r"取消|退出|不要了|作废|撤")
# 3. 周师傅 不要了: nothing is wanted any more
_DROPPED = re.compile(
    r"[\s,，:：]*(?:我|我家|这次|还是|全部?|[都先就]){0,3}(?:取消|退出|不要|不订|作废|撤|退)(?:了|掉|吧|啦|哈|谢谢|"
    r"[\s,，。!！]){0,4}"
)


@dataclass(frozen=True, slots=True)
class _About:
    """What a list is about: products of these group buys, or an activity."""

    products: tuple[Product, ...] = ()
    title: str | None = None
    activity: str | None = None


def relay_reading(message: Message, scene: Scene, speaker: Speaker, talk: Talk = Talk()) -> Reading:  # noqa: B008 - immutable
    """The entries of a list for an open group buy or activity; NOTHING for any other list."""

    def begins(text: str) -> int | None:
        names = [found for found in scene.lexicon.find(text) if found.values("product", "activity")]
        name_end = _end_of_name(text, names)
        return min((found.start for found in names if found.start >= name_end), default=None)

    relay = read_relay(message.text, scene, begins=begins, xml=message.relay_xml)
    if relay is None or not relay.entries:
        return NOTHING
    head = hear(
        _saying(message, "\n".join((*relay.title_lines, *(said for _, said in relay.menu)))), scene, speaker, talk
    )
    about = _about(head, relay)
    if about is None:
        return Reading(reasons=("a list that fits nothing open here",))
    entries, doubts = _entries(head, relay, about)
    if not any(entry.get("items") or entry.get("people") for entry in entries):
        return NOTHING
    slots: dict[str, Any] = {"title": relay.title, "entries": entries}
    if about.title:
        slots["group_buy"] = about.title
    if about.activity:
        slots["activity"] = about.activity
    return Reading("relay", slots, 0.95, doubts, reasons=("a list for something open here",))


def _end_of_name(text: str, names: Sequence[Found]) -> int:
    """Where a nickname ends that holds the name of a product (豆豆妈, 豆腐西施); 0 where the row begins with a wish."""
    first = _FIRST_WORD.match(text)
    if first is None or find_quantities(first[0]):
        return 0
    rest = first[0]
    for found in names:
        if found.end <= first.end():
            rest = rest.replace(found.said, "")
    return first.end() if rest != first[0] and order_words()[1].sub("", rest) else 0


def _saying(message: Message, text: str) -> Message:
    return Message(text, message.at, message.sender_id, message.sender_name)


def _about(head: Heard, relay: Relay) -> _About | None:
    scene = head.scene
    titles = {group_buy.title: group_buy for group_buy in scene.group_buys}
    named = [value for found in head.names for value in found.values("group_buy") if value in titles]
    if named:
        return _About(titles[named[0]].products, named[0])
    here = {activity.name for activity in scene.activities}
    activities = [value for found in head.names for value in found.full_values("activity") if value in here]
    products = tuple(dict.fromkeys(p for piece in cut(head)[0] if piece.kind == "product" for p in piece.products))
    if activities and not products:
        return _About(activity=activities[0])
    if products:
        return _About(products)
    rows = [head.about(entry.text) for entry in relay.entries]
    if scene.group_buys and any(piece.kind == "product" for row in rows for piece in cut(row)[0]):
        return _About(scene.products if len(scene.group_buys) == 1 else ())
    if not relay.title and len(scene.group_buys) == 1 and len(scene.products) == 1:
        return _About(scene.products, scene.group_buys[0].title)
    if len(here) == 1 and _SIGN_UP.search(head.text) and not _other_activity(head):
        return _About(activity=next(iter(here)))
    return None


def _other_activity(head: Heard) -> bool:
    """Whether the title names what nothing open here is: 篮球队报名."""
    rest = re.sub(
        r"报名|参加|接龙|活动|志愿者?|请|大家|要|的|人数|统计|本周|这周|周[一二三四五六日天]|[0-9月日号.,，:：!！~ \n]",
        "",
        head.text,
    )
    return len(rest) > 2


def _entries(head: Heard, relay: Relay, about: _About) -> tuple[list[dict[str, Any]], tuple[Doubt, ...]]:
    entries: list[dict[str, Any]] = []
    doubts: list[Doubt] = []
    for row in relay.entries:
        entry = _entry(head, row, about, doubts)
        if row.owner:
            entry["owner"] = row.owner
        if about.products and row.name and row.name == head.message.sender_name.strip():
            doubts += _of_nothing_here(head.about(row.text))
        entries.append(entry)
    return entries, tuple(doubts)


def _entry(head: Heard, row: RelayEntry, about: _About, doubts: list[Doubt]) -> dict[str, Any]:
    if about.activity:
        slots = dict(entry_slots(row, lambda _: []))
        slots["people"] = read_people(row.text) or slots.get("people") or 1
        return slots
    single = {product.name for product in about.products}
    only = about.products[0] if len(single) == 1 else None

    def read_items(text: str) -> list[dict[str, Any]]:
        items = _items(head.about(text), only)
        settled = settle_items(items, about.title)
        doubts.extend(
            Doubt(d.kind, f"{row.name} {d.said}".strip(), d.product, d.quantity, d.choices) for d in settled.doubts
        )
        return [dict(item) for item in settled.items]

    slots = dict(entry_slots(row, read_items, lambda _: None))
    if row.text and _DROPPED.fullmatch(row.text):
        slots["dropped"] = True
    if only and not row.text and not slots.get("items"):
        slots["items"] = read_items("1")
    return slots


def _of_nothing_here(row: Heard) -> list[Doubt]:
    """What the sender wants in their own row that nobody sells here: 盐1包 of 鸡蛋2盒 盐1包. Others' rows ask nothing."""
    if _DONE.search(row.text):
        return []
    items = pair(row.text, with_nouns(row, *cut(row))[0])
    nouns = [item for item in items if item.piece.kind == "noun" and item.amount and not item.negated]
    known = any(item.piece.kind == "product" for item in items)
    return list(settle_items(nouns).doubts) if known else []


def _items(row: Heard, only: Product | None) -> list[Item]:
    """What one row wants; a number alone is of the only product of the list."""
    if _DONE.search(row.text):
        return []
    pieces = [piece for piece in cut(row)[0] if piece.kind in ("product", "amount")]
    items = pair(row.text, pieces)
    if items or only is None:
        return items
    amounts = [piece.amount for piece in pieces if piece.kind == "amount" and piece.amount]
    if not amounts:
        amounts = [Amount(q.value, q.unit, row.text[q.start : q.end], q.vague, q.number) for q in row.quantities]
    if not amounts:
        return []
    return [Item(Piece("product", 0, 0, only.name, (only,)), amounts[0])]
