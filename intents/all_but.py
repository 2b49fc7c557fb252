"""All of one's own order taken back but what is named: 都不要了 只留鸡蛋, 除了豆腐其他都不要."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from intents.heard import Heard
from intents.lexicon import Found
from intents.measuring import Amount, settle
from intents.numbers import Quantity
from intents.patterns import quick
from intents.reading import Reading

_THING, _MUCH = "●", "◆"  # stand for what is kept and for how much of it
_SO_SAID = quick(r"[只光单仅就][要留剩买订保]|除了?|留[着下个]?|保留")
_SMALL = r"(?:[我俺咱](?:们|家)?|就|都|也|先|还|全|的|那|把|东西|给我|帮我|麻烦|这次|想想|算了|[\s,，])"
_REST = (
    rf"(?:(?:全部?|统统|所有|其他|其它|其余|别的|剩下|剩余|另外|都){_SMALL}{{0,4}}(?:不要|不用|不订|不买|不拿|取消|退|撤|删|划|去)(?:掉|单)?[了吧啦哈啊]{{0,2}}|"
    rf"(?:不要|取消|退|撤|删|划|去)掉?(?:全部|所有|其他|其它|其余|别的|剩下)(?:的|东西)?[了吧啦哈啊]{{0,2}})"
)
_KEPT = rf"{_THING}\s?{_MUCH}?(?:[\s,，、和跟与]{{0,2}}{_THING}\s?{_MUCH}?){{0,4}}"
_ONLY = rf"(?:就|我|还是|先|那)?(?:只|光|单|仅|就)(?:是|想)?(?:留|要|保留|剩|买|订)(?:下|着|个|我的|那个?|一个)?\s?{_KEPT}"
_STAYS = rf"{_KEPT}(?:那个|我|还是|就|先|给我|[\s,，]){{0,3}}(?:留着|留下|保留|还要|要的|不动|照旧|留)"
_BUT = rf"除了?{_KEPT}(?:以外|之外|外|留着|留下|还要|[\s,，]){{0,2}}"
_TAIL = r"(?:就?[行好够可][了以]?|得了|吧|哈|啊|呀|啦|了|谢谢|麻烦了?|[\s,，。!！~]){0,4}"
_ALL_BUT = quick(
    rf"{_SMALL}{{0,4}}(?:{_REST}[\s,，。]{{0,2}}(?:{_ONLY}|{_STAYS})|(?:{_ONLY}|{_STAYS}){_TAIL}[\s,，。]{{0,2}}{_SMALL}{{0,2}}{_REST}|{_BUT}{_SMALL}{{0,2}}{_REST}|"
    rf"(?:就|我|还是|先|那)?(?:只|光|单|仅)(?:是|想)?(?:留|保留|剩)(?:下|着|个|我的|那个?|一个)?\s?{_KEPT}){_TAIL}"
)
_PERHAPS = quick(rf"(?:就|我|还是|先|那)?(?:只|光|单|仅)(?:要|想要){_THING}(?:[\s,，、和跟与]{{0,2}}{_THING}){{0,4}}{_TAIL}")
_ANOTHER = quick(
    rf"{_SMALL}{{0,4}}{_REST}[\s,，。]{{0,2}}(?:就|我|还是|先|那)?(?:只|光|单|仅|就)(?:是|想)?要{_THING}\s?{_MUCH}{_TAIL}"
)
# 大家都不要了 只留鸡蛋: whatever it says, the one that is kept is not the one that goes
_TAKEN_FOR_THE_REST = re.compile(rf"{_REST}[\s,，。]{{0,2}}(?:就|我|还是|先|那)?(?:只|光|单|仅)(?:留|要|剩|保留)[下着]?{_THING}")
_LONGEST = 40
_REASONS = ("all but one taken back",)


def read_all_but(heard: Heard) -> Reading | None:
    """The rest cancelled, and of what is kept the number that is said; None where something else is said, or nothing would go."""
    own = heard.speaker.ordered
    if not own or len(heard.text) > _LONGEST or not _SO_SAID.search(heard.text):
        return None
    kept = [one for one in heard.names if one.values("product")]
    named = {name for one in kept for name in one.values("product")} & own
    much = [one for one in heard.quantities if one.unit and one.value and not (one.vague or one.implied)]
    masked = _masked(heard.text, kept, much)
    if not named:
        return _another(heard, kept, much) if kept and _ANOTHER.fullmatch(masked) else None
    if not all(own.intersection(one.values("product")) for one in kept):
        return None
    if _PERHAPS.fullmatch(masked) and not heard.addressed:
        return Reading(reasons=("what was ordered stays",))  # 只要豆腐: whether the rest shall go is not said
    if not _ALL_BUT.fullmatch(masked) and not _PERHAPS.fullmatch(masked):
        return Reading(reasons=("what was ordered stays",)) if _TAKEN_FOR_THE_REST.search(masked) else None
    theirs = frozenset(heard.speaker.quantities) if named <= heard.speaker.quantities.keys() else own
    gone = [{"product": name} for name in sorted(theirs - named)]
    if not gone:
        return None
    also = tuple(_so_much(heard, kept, much))
    return Reading("cancel_order", {"items": gone}, 0.95, also=also, reasons=_REASONS)


def _another(heard: Heard, kept: Sequence[Found], much: Sequence[Quantity]) -> Reading | None:
    """都不要了 只要山药2斤, of who has ordered none of it: all of it goes, and that is ordered."""
    names = [name for name in kept[0].values("product") if name in heard.scene.products_by_name]
    if len(kept) != 1 or len(much) != 1 or len(set(names)) != 1:
        return None
    quantity, doubt = settle(heard.scene.products_by_name[names[0]][0], _amount(heard, much[0]))
    if doubt is not None:
        return None
    gone = [{"product": name} for name in sorted(heard.speaker.quantities or heard.speaker.ordered)]
    order = Reading("order", {"items": [{"product": names[0], "quantity": quantity}]}, 0.9, reasons=_REASONS)
    return Reading("cancel_order", {"items": gone}, 0.9, also=(order,), reasons=_REASONS)


def _amount(heard: Heard, said: Quantity) -> Amount:
    return Amount(said.value, said.unit, heard.text[said.start : said.end], False, said.number)


def _masked(text: str, kept: Sequence[Found], much: Sequence[Quantity]) -> str:
    spans = [(one.start, one.end, _THING) for one in kept] + [(one.start, one.end, _MUCH) for one in much]
    for start, end, sign in sorted(spans, reverse=True):
        text = f"{text[:start]}{sign}{text[end:]}"
    return text


def _so_much(heard: Heard, kept: Sequence[Found], much: Sequence[Quantity]) -> list[Reading]:
    """The new total of what is kept, where a number that differs stands right behind it: 只留鸡蛋一盒."""
    items: list[dict[str, Any]] = []
    for thing in kept:
        said = next((one for one in much if 0 <= one.start - thing.end <= 1), None)
        name = next((name for name in thing.values("product") if name in heard.speaker.quantities), None)
        product = next(iter(heard.scene.products_by_name.get(name, ())), None) if name else None
        if said is None or name is None or product is None:
            continue
        quantity, doubt = settle(product, _amount(heard, said))
        if doubt is None and quantity != heard.speaker.quantities[name]:
            items.append({"product": name, "quantity": quantity})
    return [Reading("amend_order", {"items": items}, 0.9, reasons=_REASONS)] if items else []
