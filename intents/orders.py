"""Orders, changes of orders, cancellations, and wishes for what nobody sells yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import Any

from intents.apiece import read_without_goods
from intents.appeals import calls_to_buy
from intents.each_change import read_each_change
from intents.ended import read_of_ended
from intents.evidence import PAST, against
from intents.for_whom import by_person, without_whom_and_where
from intents.heard import Heard
from intents.items import Item, Settled, pair, settle_items
from intents.misheard_numbers import with_unheard_number
from intents.not_on_sale import is_asked_of_nobody_here
from intents.nouns import with_nouns
from intents.order_words import order_words
from intents.own_changes import read_own_change
from intents.own_reasons import without_own_reasons
from intents.persons import both_of
from intents.pieces import Clause, Piece, cut
from intents.placed import tells_of_what_was_placed
from intents.reading import Reading
from intents.received import tells_of_what_is_there
from intents.refusals import refuses
from intents.said_plainly import in_plain_words
from intents.scene import Doubt
from intents.sold_elsewhere import names_of_elsewhere, read_of_elsewhere
from intents.stories import tells_a_story
from intents.taken_back import read_leaving, read_taken_back, read_wish_changed
from intents.talk import is_purpose
from intents.told import goes_on_telling, is_price_talk, tells_of_a_list, tells_of_goods
from intents.wishes import wish

_ASKS_FOR = re.compile(r"要|来|订|定|给我|帮|替|留|报|登记|记一下|记上|加|下单|接|想|买|拿|团|需要|追加|代")
_BEYOND_DOUBT = re.compile(r"下单|我要|我们要|我家要|我订|我定|我来|想要|要|订|帮我|给我|登记|来|买|报|团|需要|加")
_MAY_ORDER = re.compile(
    r"[0-9一二两俩三四五六七八九十半几各]|[来要订定买拿留报加][份箱袋盒瓶桶个斤点些]|取消|不要|退|改|换|撤|划"
)
_HOW_MANY = re.compile(
    r"多少|(?<=[0-9一每][盒箱袋斤桶份瓶板提包罐筐只个条捆打])(?:有|装|是|大概)?(?:好多|几多)|"
    r"(?<![来要买拿订定留带搞整称割十百])几[个枚只盒箱份斤两升克片颗粒张支枝条头尾卷块根棵朵米袋瓶桶包板提罐捆]|(?:能|可以|最多|限|每[家户人]|"
    r"一[家户人])[^,，]{0,4}几"
    r"|[每一][家户人](?:最多|至多|顶多)?(?:就|也|都)?(?:只能|只许|只让|最多|顶多|限购?|不能超过?)[^,，]{0,3}[0-9一二两三四五六七八九十]"
)
_ASKING = re.compile(r"[?？吗嘛]|哪|谁")
_FOR_EACH = re.compile(r"各|每人|一人|都")
_WANTS_MORE = re.compile(
    r"^(?:有的话|有货的话|还有的话|可以的话|能订?的话|来得及的话|还?有就|能就|来得及就|可以就|行就|还有|还|我家?|那|就|还是|先|也|给我|麻烦|帮我|这次|今天|快|赶紧|另外){0,5}(?:再|要|来|订|加|想要|称|留|拿|搞|整|囤|割|切|(?:记|登记|写|报)[我上个]?(?=[0-9一二两三四五六七八九十半])|(?:(?<=[给帮]我)|(?<=这[次回]))(?=[0-9一二两三四五六七八九十半]))[^的]{1,10}(?:[嫩老大小肥瘦甜熟粗细厚薄粉糯脆软硬][一]?点儿?的)?$|"
    r"^(?:还?有货?的话|可以的话|能订?的话|来得及的话|还?有就|能就|可以就|行就)\s?[0-9一二两三四五六七八九十半][^的]{1,6}$"
)

# 家里快没大米了 两袋; 大米不要多 就一袋
_SHORT_OF = re.compile("^[^,，。不]{0,6}快没|没有?了[啊呀]?$|见底了?$|不[要用]太?多了?$")


def read_orders(heard: Heard) -> Reading | None:
    """The order, change, cancellation or demand in a message; None where there is none."""
    scene, speaker = heard.scene, heard.speaker
    may_order = scene.group_buys or scene.collections or speaker.ordered or heard.addressed
    if not may_order or heard.to_everybody or heard.is_long_list or calls_to_buy(heard):
        return None
    if not (_counts_or_drops(heard) or speaker.demanded or speaker.waiting):
        return None  # no other wording brings a number or a thing on sale into it
    if not heard.addressed and tells_of_what_is_there(heard.text) and tells_of_what_is_there(without_own_reasons(heard.text)):
        return Reading(reasons=("it tells of what was",))
    heard = in_plain_words(heard)
    taken_back = (read_wish_changed(heard, _read_all) or read_taken_back(heard)) if speaker.demanded else None
    if taken_back is not None:
        return taken_back
    if speaker.waiting and (leaving := read_leaving(heard)) is not None:
        return leaving
    if not _counts_or_drops(heard):
        return None
    pieces, parts = cut(heard)
    if reason := _why_not(heard, pieces):
        return Reading(reasons=(reason,))
    reading = read_each_change(heard, _read_all) or read_own_change(heard, pieces, parts)
    if reading is None and tells_of_what_was_placed(heard.text):
        return Reading(reasons=("it tells of what was",))
    reading = reading or _read_new(heard, pieces, parts)
    if reading is None or reading.intent == "none":
        reading = read_of_elsewhere(heard) or reading
    return read_of_ended(heard, reading, _read_all) if scene.ended else reading


def _why_not(heard: Heard, pieces: Sequence[Piece]) -> str | None:
    """The reason why a message with goods and numbers asks for nothing; None: there is none."""
    reason = against(without_own_reasons(without_whom_and_where(heard.text, pieces)), heard.addressed)
    if reason is None and tells_a_story(heard.text, heard.addressed):
        return "it tells of what was"
    return "goods that are refused" if reason is None and refuses(heard) else reason


def _counts_or_drops(heard: Heard) -> bool:
    """Whether a number, a thing or a word of calling off stands in it, without which only who ordered can mean an order."""
    if _MAY_ORDER.search(heard.text) or heard.speaker.ordered:
        return True
    return any(found.values("product") for found in heard.names)


def _read_all(heard: Heard) -> Reading | None:
    """A change or an order, whatever speaks against it."""
    pieces, parts = cut(heard)
    return read_own_change(heard, pieces, parts) or _read_new(heard, pieces, parts)


_COUNTED_IN = re.compile(r"算我的?|[给帮]我[记登算]|记上|登记")
_LONGS = re.compile(r"想(?:吃|喝|念)|馋|爱吃|好久没")


def _read_new(heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]) -> Reading | None:
    if heard.addressed and not heard.scene.group_buys:
        return _read_too_late(heard, pieces, parts)
    if (unsaid := read_without_goods(heard)) is not None:
        return unsaid
    pieces, parts = with_nouns(heard, pieces, parts)
    if tells_of_goods(heard, pieces, parts):
        return None
    title = _title(heard)
    first: Reading | None = None
    rest: list[Reading] = []
    for run in _runs(heard, parts):
        for who, stretch in by_person(run):
            for reading in _for_both(heard, stretch, run, title, who):
                if first is None:
                    first = reading
                else:
                    rest.append(reading)
    if first is None:
        return None
    first, rest = _merged(first, rest)
    return replace(first, also=tuple(rest)) if rest else first


def _for_both(
    heard: Heard, pieces: Sequence[Piece], run: Sequence[Clause], title: str | None, who: str | None
) -> list[Reading]:
    """给我和冯阿姨各来一斤 are two orders; without 各 it is the speaker's."""
    other = both_of(who) if who else None
    readings = _read_stretch(heard, pieces, run, title, None if other else who)
    if other and _FOR_EACH.search(heard.text):
        readings += _read_stretch(heard, pieces, run, title, other)
    return readings


def _read_too_late(heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]) -> Reading | None:
    """An order said to the bot where nothing is on sale; a wish is still one where a collection is open."""
    known = [found for found in heard.names if found.exact and found.values("product")]
    if heard.scene.collections or not (known or re.search(r"订|团|下单", heard.text)):
        return _read_wishes(heard, pieces, parts) if heard.scene.collections else None
    if not any(piece.kind == "amount" for piece in pieces) or re.search(r"[?？]|吗|几|多少", heard.text):
        return None
    elsewhere = tuple(Doubt("unknown_product", name) for name in names_of_elsewhere(heard))
    return Reading("order", {}, 0.9, elsewhere, unmet="no_group_buy", reasons=("an order, and nothing is on sale",))


def _read_wishes(heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]) -> Reading | None:
    pieces, parts = with_nouns(heard, pieces, parts)
    stretches = ((run, who, stretch) for run in _runs(heard, parts) for who, stretch in by_person(run))
    readings = (one for run, who, stretch in stretches for one in _read_stretch(heard, stretch, run, None, who))
    return next(readings, None)


def _merged(first: Reading, rest: list[Reading]) -> tuple[Reading, list[Reading]]:
    """Several stretches for the same person are one order."""
    kept: list[Reading] = []
    for reading in rest:
        same = reading.intent == first.intent and reading.slots.get("beneficiary") == first.slots.get("beneficiary")
        if not same:
            kept.append(reading)
            continue
        items = [*first.slots.get("items", ()), *reading.slots.get("items", ())]
        slots = {**reading.slots, **first.slots}
        if items:
            slots["items"] = items
        first = replace(first, slots=slots, doubts=(*first.doubts, *reading.doubts))
    return first, kept


def _runs(heard: Heard, parts: Sequence[Clause]) -> list[list[Clause]]:
    """Neighbouring clauses in which everything is accounted for; a clause of narrative parts them."""
    runs: list[list[Clause]] = [[]]
    spoken_of: Piece | None = None
    telling = short_of = False
    for part in parts:
        product = next((piece for piece in part.pieces if piece.kind == "product"), None)
        telling = tells_of_a_list(part) or (telling and goes_on_telling(part))
        if not telling and _is_order_like(part):
            if not runs[-1] and spoken_of and not product and part.has("amount") and (_WANTS_MORE.search(part.text) or short_of):
                part = replace(part, pieces=(replace(spoken_of, start=part.start, end=part.start), *part.pieces))
            runs[-1].append(part)
        else:
            spoken_of = product or spoken_of
            short_of = product is not None and bool(_SHORT_OF.search(part.text))
            if runs[-1]:
                runs.append([])
    return [run for run in runs if run]


def _is_order_like(part: Clause) -> bool:
    told = part.text
    for piece in part.pieces:
        if piece.kind == "other":
            told = told.replace(piece.said, " ", 1)
    if PAST.pattern.search(part.text) or _HOW_MANY.search(told):
        return False
    if is_price_talk(part):
        return False
    if part.clean:
        return True
    return part.verb and len(part.rest) <= 3 and _side_by_side(part)


def _side_by_side(part: Clause) -> bool:
    """Whether a product stands beside a number, with nothing but words of an order between: 糯米十斤做汤圆 counts no 汤圆."""
    words = order_words()[1]
    counted = [piece for piece in part.pieces if piece.kind in ("product", "amount")]
    for first, second in pairwise(counted):
        gap = part.text[first.end - part.start : second.start - part.start]
        if first.kind != second.kind and len(words.sub("", gap).strip()) <= (2 if first.kind == "product" else 0):
            return True
    return False


_COURTESY = re.compile("谢谢|麻烦|劳驾|辛苦|[0-9][栋幢座]|号楼|单元|[0-9]-[0-9]")


def _read_stretch(
    heard: Heard, pieces: Sequence[Piece], run: Sequence[Clause], title: str | None, who: str | None
) -> list[Reading]:
    text = heard.text
    items = [with_unheard_number(text, item) for item in pair(text, pieces) if not item.negated]
    asked = " ".join(part.text for part in run)
    asks = bool(_ASKS_FOR.search(_outside(asked, pieces, text)) or _COUNTED_IN.search(text))
    whole = _is_whole(heard, run)
    beside = whole and any(item.amount for item in items)  # 鸡蛋两盒 豆腐
    known = [
        item for item in items
        if item.piece.kind == "product" and (item.amount or asks or beside) and _heard_well(item, asks or beside)
    ]
    nouns = [item for item in items if item.piece.kind == "noun" and item.amount]
    if nouns and not heard.addressed and is_asked_of_nobody_here(text):
        nouns = []
    if not any(item.amount for item in known) and (not asks or _LONGS.search(text)):
        known = []
    mostly_others = 1 < len(nouns) > len(known) > 0 and not heard.scene.collections
    if mostly_others and not (asks or whole or heard.addressed or _is_asked(heard) or _COURTESY.search(text)):
        return []  # 羊肉两斤 木炭一袋 烤架一个: what goes into the boot of a car
    common: dict[str, Any] = {"beneficiary": who} if who else {}
    readings = []
    if known:
        readings.append(_order(heard, known, pieces, title, common))
    wished = any(item.piece.said in heard.speaker.demanded for item in nouns)  # 水蜜桃改成6斤吧 吃不完
    if nouns and heard.scene.collections and (asks or wished or whole or _comes_first(heard, run)):
        readings.append(wish(nouns, common))
        return readings
    sure = _BEYOND_DOUBT.search(_outside(asked, pieces, text)) or ((known or heard.addressed or _is_asked(heard)) and whole)
    if nouns and heard.scene.group_buys and sure and not _ASKING.search(heard.text):
        readings[:1] = [_with_unknown(heard, readings, nouns, common)]
    return readings


def _is_asked(heard: Heard) -> bool:
    """Whether the bot waits to hear what the speaker orders: 苹果两箱 is no talk then."""
    return heard.speaker.question is not None and heard.speaker.question.intent == "order"


def _with_unknown(heard: Heard, readings: Sequence[Reading], nouns: Sequence[Item], common: dict[str, Any]) -> Reading:
    """The order with the question about what nobody sells here; an order of that alone where there is no other."""
    doubts = tuple(replace(doubt, choices=_choices(heard, doubt.said)) for doubt in settle_items(nouns).doubts)
    if readings:
        return replace(readings[0], doubts=(*readings[0].doubts, *doubts))
    return Reading("order", common, 0.85, doubts, reasons=("it orders beyond doubt what nobody sells here",))


def _is_whole(heard: Heard, run: Sequence[Clause]) -> bool:
    """Whether the message says nothing besides: 橙子两箱."""
    letters = sum(character.isalnum() for character in heard.bare)
    return sum(len(part.text) for part in run) >= letters and all(part.clean for part in run)


def _comes_first(heard: Heard, run: Sequence[Clause]) -> bool:
    """Whether what is said behind a thing and its number is only what it is for: 菊花三盆 扫墓用."""
    head, behind = heard.text[: run[0].start], heard.text[run[-1].end :]
    return not head.strip() and all(part.clean for part in run) and is_purpose(behind)


def _order(
    heard: Heard, items: Sequence[Item], pieces: Sequence[Piece], title: str | None, common: dict[str, Any]
) -> Reading:
    settled: Settled = settle_items(items, title, text=heard.text)
    slots = dict(common)
    if settled.items:
        slots["items"] = [dict(item) for item in settled.items]
    if (pickup := next((piece.pickup for piece in pieces if piece.kind == "pickup"), None)) or (
        pickup := next((piece.pickup for piece in cut(heard)[0] if piece.kind == "pickup"), None)
    ):
        slots["pickup"] = pickup
    if title:
        slots["group_buy"] = title
    exact = all(item.piece.found is None or item.piece.found.exact for item in items)
    return Reading(
        "order", slots, 0.97 if exact else 0.9, settled.doubts, reasons=("product and number of an open group buy",)
    )


def _heard_well(item: Item, asks: bool) -> bool:
    """A name that only sounds so needs a number beside it, with the product's own unit if it is a common word
    besides.
    """
    found = item.piece.found
    if found is None or found.exact:
        return True
    if item.amount is None:
        return asks and len(found.said) > 2 and not found.common
    if found.common:
        units = {product.unit for product in item.piece.products}
        return item.amount.unit in units
    return True


def _outside(asked: str, pieces: Sequence[Piece], text: str) -> str:
    for piece in pieces:
        if piece.kind in ("product", "noun", "pickup"):
            asked = asked.replace(text[piece.start : piece.end], " ") if piece.end > piece.start else asked
    return asked


def _title(heard: Heard) -> str | None:
    """The open group buy that the message names."""
    titles = {group_buy.title for group_buy in heard.scene.group_buys}
    named = {value for found in heard.names if found.exact for value in found.values("group_buy") if value in titles}
    return named.pop() if len(named) == 1 else None


def _choices(heard: Heard, said: str) -> tuple[str, ...]:
    names = heard.scene.products_by_name
    near = [name.value for name in heard.scene.lexicon.closest(said, ("product",), 50.0) if name.value in names]
    return tuple(islice(dict.fromkeys((*near, *islice(names, 4 + len(near)))), 4))
