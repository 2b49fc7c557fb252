"""How a number is shared out among the kinds that fit a word: 公母各一半, 三公三母, 两种各一箱."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from intents.measuring import Amount, settle
from intents.numerals import read_number
from intents.patterns import Sifted
from intents.scene import Doubt, Product

_NUMBER = "(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3})"
_KINDS = "[公母红白黑黄肥瘦甜辣咸荤素生熟大小]"
_MEASURE = "[个只条袋盒箱份斤瓶桶包板提枚根颗块罐把]"
HALVES = Sifted(
    rf"{_KINDS}{{0,2}}各(?:自|要|来|拿|占|订|给我|给)?[一1]?半(?!{_MEASURE})|对半分?|[一1]半[一1]半|"
    rf"[一1]样[一1]?半|[平均]分(?![钟享])|五五开|半{_KINDS}半{_KINDS}|"
    rf"[一1]半[^一1半\s]{{1,4}}[\s,，]?(?:另)?[一1]半(?:{_KINDS}的?)?|"
    rf"(?<![0-9一二两三四五六七八九十]){_NUMBER}[个只]?{_KINDS}[\s,，、和]?{_NUMBER}[个只]?{_KINDS}(?=[的吧啊呀哈\s,，。!！]|$)|"
    rf"(?P<every>[两二2三3四4每几][种样款])(?:口味|颜色)?的?(?:[都全]?[要来])?"
    rf"(?=[^,，。\s]{{0,6}}[\s,，]?(?:各|一样|每样|[都全](?=[要来拿订])){{1,2}}[要来拿订]?{_NUMBER}{_MEASURE})"
)
_OF_EACH = re.compile("各|一样|每样|[都全][要来拿订]")
_EVERY_KIND = Sifted("(?P<kinds>[两二2三3四4每几])[种样款]")


def says_halves(text: str) -> bool:
    """Whether a number that was said is to be parted equally: 各一半, 对半."""
    return any(found["every"] is None for found in HALVES.finditer(text))


def shared_out(text: str, choices: Sequence[str], quantity: float | None) -> Mapping[str, float | None]:
    """How much of each of the choices (workbook names) a text wants, where it tells by halves or by one character of each; {}
    where it does not. None: halves of a quantity that cannot be halved, or that nobody said.
    """
    marks = _marks(choices)
    if counted := _counted(text, marks) if marks else {}:
        return dict(counted)
    halves = says_halves(text)
    if not halves and quantity and (every := _EVERY_KIND.search(text)) and _OF_EACH.search(text, every.start()):
        kinds = read_number(every["kinds"])
        return dict.fromkeys(choices, quantity) if kinds in (None, len(choices)) else {}
    if len(choices) != 2 or not halves:
        return {}
    half = quantity / 2 if quantity and quantity % 2 == 0 else None
    return dict.fromkeys(choices, half)


def of_each(
    products: Sequence[Product], amount: Amount | None, doubt: Doubt, text: str
) -> list[tuple[Product, float | None, Doubt | None]]:
    """How much of each of the products that a word may mean, with the doubt about it; [] where the text shares nothing out."""
    shares = shared_out(text, doubt.choices, doubt.quantity)
    known = [number for number in shares.values() if number is not None]
    if shares and None in shares.values() and doubt.quantity:
        return [(products[0], None, replace(doubt, kind="how_many_each"))]
    if not known or len(known) < len(shares) or (doubt.quantity and doubt.quantity not in (sum(known), known[0])):
        return []
    unit = amount.unit if amount else ""
    named = {product.name: product for product in reversed(products)}
    return [(named[name], *settle(named[name], Amount(number, unit, doubt.said))) for name, number in shares.items()]


def _marks(choices: Sequence[str]) -> Mapping[str, str]:
    """The one character that tells each of them from the others (公 of 公大闸蟹), where each has just one."""
    marks: dict[str, str] = {}
    for name in choices:
        own = [one for one in dict.fromkeys(name) if not any(one in other for other in choices if other != name)]
        if len(own) != 1 or not re.match("[\u4e00-\u9fff]", own[0]) or read_number(own[0]) is not None:
            return {}
        marks[own[0]] = name
    return marks if len(marks) > 1 else {}


def _counted(text: str, marks: Mapping[str, str]) -> Mapping[str, float]:
    """三公三母, 公的两只母的四只: each mark with the number beside it; {} where one has none."""
    any_mark = f"[{''.join(marks)}]"
    ahead = rf"(?P<n>{_NUMBER}){_MEASURE}?(?P<mark>{any_mark})"
    behind = rf"(?P<mark>{any_mark})[^\s,，0-9一二两三四五六七八九十]{{0,4}}?(?P<n>{_NUMBER})(?![0-9一二两三四五六七八九十半])"
    for shape in (behind, ahead) if re.search(any_mark, text[:2]) else (ahead, behind):
        found = [(marks[one["mark"]], read_number(one["n"])) for one in re.finditer(shape, text)]
        if len(found) == len(marks) == len({name for name, _ in found}):
            return {name: number for name, number in found if number is not None}
    return {}


def in_all(settled: Iterable[Mapping[str, Any]], names: Sequence[str]) -> float | None:
    """How much of these goods is settled, of several of them: 橙子两箱 一箱赣南一箱纽荷尔 leaves nothing to ask; else None."""
    parts = [one["quantity"] for one in settled if one["product"] in names]
    return sum(parts) if len(parts) > 1 else None
