"""The goods of a new or changed group buy: 小青菜3.5元/斤 库存100 限购5, line after line or all in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from intents.commands.numerals import DIGITS
from intents.commands.said import CUT, Remainder, tidy
from intents.numbers import read_number
from intents.patterns import quick
from intents.prices import find_prices, read_price
from intents.units import UNIT, plain_unit

UNITS = UNIT

_AMOUNT = r"[0-9]{1,6}(?:\.[0-9]{1,2})?"
_LABEL = re.compile(r"(?:团购价|优惠价|单价|价格|售价|团价|特价|仅售|仅需|只要|只需|价|卖|拼团价)[:是为]?\s?[¥￥]?$")
_BARE = re.compile(rf"(?:(?<=[^\W0-9_a-zA-Z:月日点号周])|(?<={CUT}))\s?({_AMOUNT})(?=[\s,，、。;；\n{CUT}]|$)")
_STOCK = quick(rf"(?:总?库存|限量|总量|存货|现货|共有|一共|总共|共|备货)(?:有|是|为|:)?\s?({DIGITS})\s?(?:{UNITS})?")
_LIMIT = quick(
    r"(?:每(?:户|人|家|单|号)(?:最多|限购?|限买|只能买|最多买|不超过)|限购|限买|最多买|每家限)(?:是|为|:|每(?:户"
    rf"|人|家))?\s?({DIGITS})\s?(?:{UNITS})?|一户({DIGITS})(?:{UNITS})封顶|(?<![无不上年])限\s?({DIGITS})\s?(?:(?:{UNITS})(?!成团)|(?=[\s,，。;；]|$))"
)
_SPEC = quick(
    rf"(?:规格|净重|每份含?|每箱含?|每盒含?|每袋含?)[是为:]?\s?((?:约)?{_AMOUNT}(?:{UNITS}|g|ml|毫升)(?:装)?)"
    rf"|((?:[两三四五六七八九十]|十[一二三四五六七八九])(?:{UNITS}))装"
    rf"|[(（【]((?:约)?{_AMOUNT}\s?(?:{UNITS}|g|ml|毫升)(?:装|左右)?)(?:/(?:{UNITS}))?[)）】]|({_AMOUNT}(?:{UNITS}"
    r"|g|ml|毫升))装"
    r"|((?:约)?[0-9]{1,5}(?:枚|个|斤|克|g|ml|毫升|升|公斤|只))/(?:份|盒|箱|袋|桶|瓶|提|板|包|件)"
    rf"(?=[\s,，;；{CUT}]|$)"
)
# 5斤一箱 29.9, 30枚/盒 28元: how much one unit holds, and the unit, before the price.
_HELD = quick(
    rf"(?<![0-9.元块])((?:约|大约)?{_AMOUNT}(?:{UNITS}|g|ml|毫升))(?:一|1|每|/)({UNITS})(?=[\s,，、]{{0,2}}(?:卖|只要|要|价格?)?[¥￥]?{_AMOUNT})"
)
_COUNTED = quick(rf"(?<=[\u4e00-\u9fff])\s?(?:一|1|每)({UNITS})(?:是|卖|要|才|只要|就)?$")
# What a unit holds, or which sort it is, as a word of its own: 整箱12盒, 4两公, 大果. It is no name.
_SPEC_WORD = quick(
    rf"(?:整(?:箱|件|盒|袋|桶|提))?(?:约|净重)?(?:{DIGITS}\s?(?:{UNITS}|g|ml|毫升|两|钱|头)(?:装|左右|[公母大中小])?(?:[*x×][0-9]{{1,3}})?){{1,3}}|整(?:箱|件|盒)"
    r"|(?:特?大|中|小)(?:号|果)|特级|[一二]级|(?:家庭|礼盒|试吃|独立)装"
)
_SO_MANY = quick(rf"(?:共|有|一共)?({DIGITS})\s?({UNITS})(?=[\s,，、。;；\n{CUT}]|$)")
_COUNT_WORD = quick(rf"({DIGITS})\s?({UNITS})")
_JUNK = re.compile(
    r"^(?:商品|品名|产品|货品|名称)[:是]|^[(（]?[0-9]{1,2}[)）.、:]\s?(?![0-9])|^(?:其中|另有|还有|以及|和|及"
    r"|跟|另外|价格|单价|售价|有)"
)
_SOLD = re.compile(r"^(?:(?:这次|今天|我们|就|专门|主要)*(?:卖|售卖|出售|上架|团购|团点)|来点|一些|一点)+(?=[^的]{2,})")


@dataclass(slots=True)
class Mark:
    """One thing said of an item and where it stands."""

    start: int
    end: int
    key: str
    value: Any
    unit: str | None = None


def yuan(said: str) -> float | int | None:
    """A price in yuan: 39.9元, 3块5, 十二块半; None where it is none."""
    text = re.sub(r"\s|[¥￥]", "", said)
    half = text.endswith("块半")
    fen = read_price(text.removesuffix("半") if half else text)
    if fen is None:
        value = read_number(text)
        return None if value is None else plain_number(value)
    return plain_number(fen / 100 + (0.5 if half else 0))


def plain_number(value: float) -> float | int:
    """A whole number as int, another rounded to cents."""
    return int(value) if value == int(value) else round(value, 2)


def read_goods(remainder: Remainder) -> list[dict[str, Any]]:
    """The items in what remains of an announcement; they are cut out. An item has a price, a stock or a limit."""
    marks = sorted(_marks(remainder), key=lambda mark: mark.start)
    items: list[dict[str, Any]] = []
    at = 0
    for mark in [*marks, None]:
        end = mark.start if mark else len(remainder.text)
        last = None
        for start, stop, piece in _pieces(remainder.text, at, end):
            if mark is not None:
                last = (start, stop, piece)
        if last and mark:
            remainder.cut(last[0], last[1])
            items.append(_begun(last[2], mark, items[-1]["product"] if items else ""))
        if mark:
            if items and mark.key not in items[-1]:
                items[-1][mark.key] = mark.value
                if mark.unit:
                    items[-1].setdefault("unit", mark.unit)
            at = mark.end
    return _told_apart([item for item in items if item["product"] and len(item) > 1])


def _told_apart(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Goods of one name by what tells them apart: 大闸蟹4两公, 大闸蟹3两母."""
    names = [item["product"] for item in items]
    return [
        {**item, "product": f"{item['product']}{item['spec']}"}
        if names.count(item["product"]) > 1 and item.get("spec") else item
        for item in items
    ]


def _begun(piece: str, mark: Mark, before: str) -> dict[str, Any]:
    """An item with its name; 皇冠梨一箱 before a price has the unit too, 大闸蟹 4两公 what it is like.

    before: the name of the goods told of before, of which 3两母 is another sort.
    """
    *words, last = piece.split(" ")
    if (words or before) and _SPEC_WORD.fullmatch(last):
        name = _name(" ".join(words)) if words else before
        count = _COUNT_WORD.fullmatch(last)
        stock = read_number(count[1]) if count and mark.unit and plain_unit(count[2]) == mark.unit else None
        if name and stock is not None and stock > 1:
            return {"product": name, "stock": plain_number(stock)}
        if name:
            return {"product": name, "spec": last}
    counted = _COUNTED.search(piece) if mark.key == "price" and not mark.unit else None
    if counted is None:
        return {"product": _name(piece)}
    return {"product": _name(piece[: counted.start()]), "unit": plain_unit(counted[1])}


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The runs of words between two marks, with their places."""
    for found in re.finditer(r"[^\x00\n,，。;；:！!?？、]+", text[start:end]):
        if tidy(found[0]):
            yield start + found.start(), start + found.end(), tidy(found[0])


def _name(piece: str) -> str:
    """A product's name without list numbers and the words that lead to it."""
    name = _JUNK.sub("", piece).strip()
    words = name.split(" ")
    return _SOLD.sub("", tidy(words[-1] if len(words) > 1 and len(words[-1]) > 1 else name))


def _marks(remainder: Remainder) -> Iterator[Mark]:
    """What is said of items: each is cut out of the text at once, so that a stock is no price."""
    while held := remainder.take(_HELD):
        yield Mark(held.start(), held.end(), "spec", held[1], plain_unit(held[2]))
    for pattern, key in ((_LIMIT, "limit"), (_STOCK, "stock"), (_SPEC, "spec")):
        while found := remainder.take(pattern):
            value = next(group for group in found.groups() if group)
            number = value if key == "spec" else read_number(value)
            if number is not None:
                yield Mark(found.start(), found.end(), key, number if key == "spec" else plain_number(float(number)))
    units: list[tuple[int, str]] = []
    for price in find_prices(remainder.text):
        if label := _LABEL.search(remainder.text[:price.start]):
            remainder.cut(label.start(), price.start)
        remainder.cut(price.start, price.end)
        unit = price.unit or None
        if unit is None and (after := re.match(rf"\s?(?:/|每|一|1)\s?({UNITS})", remainder.text[price.end:])):
            unit = plain_unit(after[1])
            remainder.cut(price.end, price.end + after.end())
        units.append((price.end, unit or ""))
        yield Mark(price.start, price.end, "price", plain_number(price.fen / 100 / price.per), unit)
    yield from _stocks_behind(remainder, units)
    while found := remainder.take(_BARE):
        yield Mark(found.start(), found.end(), "price", plain_number(float(found[1])))


def _stocks_behind(remainder: Remainder, units: list[tuple[int, str]]) -> Iterator[Mark]:
    """How many there are, told in the unit of the price before it: 35元/箱 100箱."""
    for place, (end, unit) in enumerate(units):
        limit = units[place + 1][0] if place + 1 < len(units) else len(remainder.text)
        found = _SO_MANY.search(remainder.text[:limit], end) if unit else None
        count = read_number(found[1]) if found and plain_unit(found[2]) == unit else None
        if found and count is not None and count > 1 and not remainder.text[end:found.start()].strip(" ,，、" + CUT):
            remainder.cut(*found.span())
            yield Mark(found.start(), found.end(), "stock", plain_number(count))
