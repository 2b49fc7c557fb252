"""Prices in a message: 28元/份, 3块5一斤, 39.9元一箱, ¥45, 59一桶, 10块3斤, 每斤48.

Not covered: spans of prices (三四十块, 25-30元), discounts (满100减20, 8折), foreign money, prices without any
sign of money (28).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from intents.numerals import read_number
from intents.patterns import quick
from intents.units import UNIT, plain_unit

MOST_FEN = 100_000_000  # a million yuan: what is more is no price of a neighbourhood

_AMOUNT = r"(?<![0-9.])[0-9]{1,6}(?:\.[0-9]{1,2})?(?![0-9])"
_SPOKEN = "[一二两三四五六七八九十][零一二两三四五六七八九十百千]{0,6}"
_NUMBER = f"(?:{_AMOUNT}|{_SPOKEN})"
_DIGIT = "(?:[0-9](?![0-9])|[一二两三四五六七八九](?![十百千]))"
_UNIT = f"(?:{UNIT})"
# Per what: /份, 每份, 一份, 1份; 10块3斤 names how much of it the money buys.
_PER = rf"(?: ?(?:/|每) ?1?|一|[0-9]{{1,3}}){_UNIT}"
_SMALL = f"(?:{_DIGIT}(?: ?[毛角](?:钱|{_DIGIT}分?)?)?(?! ?{_UNIT})(?![0-9.]))"

# What is certainly money. A bare 2块 may be two pieces: only `find_prices` takes it for a price.
PRICE = (
    rf"[¥￥] ?{_AMOUNT}(?:元|块)?(?:{_PER})?"
    rf"|每{_UNIT} ?{_NUMBER}(?:元|块钱?|块{_DIGIT})?"
    rf"|{_NUMBER} ?(?:元|圆)(?:钱|{_SMALL})?(?:{_PER})?"
    rf"|{_NUMBER} ?块(?:(?:{_SMALL}|钱)(?:{_PER})?|{_PER}|(?=左右|多|出头|起|包邮))"
    rf"|{_NUMBER} ?[毛角](?:钱|{_DIGIT})?(?:{_PER})?"
    rf"|{_AMOUNT} ?(?:/|每|一){_UNIT}"
)
_FOUND = quick(f"(?:{PRICE}|{_NUMBER} ?块(?!儿|头))")
_PARTS = quick(
    rf"(?:每(?P<each>{_UNIT}) ?)?[¥￥]? ?(?P<yuan>{_NUMBER}) ?(?P<coin>元|圆|块|[毛角])?(?:钱)?"
    rf"(?P<jiao>{_DIGIT}(?!{_UNIT}))? ?[毛角]?钱?"
    rf"(?: ?(?:/|每)? ?(?P<per>一|[0-9]{{1,3}})?(?P<unit>{_UNIT}))?"
)
_MONEY_SIGN = re.compile("[元块圆毛角¥￥/每一]")


@dataclass(frozen=True, slots=True)
class Price:
    """A price in fen for `per` of `unit` (unit empty where none is named). sure: False for 2块, maybe two pieces."""

    start: int
    end: int
    fen: int
    unit: str = ""
    per: float = 1.0
    sure: bool = True


def find_prices(text: str) -> list[Price]:
    """All prices in a normalised text, in order."""
    if not _MONEY_SIGN.search(text):
        return []
    return [price for found in _FOUND.finditer(text) if (price := _price(found)) is not None]


def read_price(text: str) -> int | None:
    """The fen of a text that is nothing but a price, the word 元 optional (25.8, 28元, ¥45, 三块五); else None."""
    text = text.strip()
    if re.fullmatch(_AMOUNT, text):
        return _fen(text, None, None)
    found = _FOUND.fullmatch(text)
    price = _price(found) if found else None
    return price.fen if price else None


def _price(found: re.Match[str]) -> Price | None:
    parts = _PARTS.match(found[0])
    if parts is None:
        return None
    fen = _fen(parts["yuan"], parts["coin"], parts["jiao"])
    if fen is None:
        return None
    unit = parts["each"] or parts["unit"] or ""
    per = read_number(parts["per"]) if parts["per"] else None
    is_sure = not (found[0].endswith("块") and not found[0].startswith(("¥", "￥")))
    return Price(found.start(), found.end(), fen, plain_unit(unit), per or 1.0, is_sure)


def _fen(number: str, coin: str | None, jiao: str | None) -> int | None:
    value = read_number(number)
    if value is None:
        return None
    small = read_number(jiao) if jiao else None
    yuan = Decimal(str(value)) / (10 if coin in ("毛", "角") else 1)
    yuan += Decimal(str(small or 0)) / (100 if coin in ("毛", "角") else 10)
    fen = int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))
    return fen if 0 <= fen <= MOST_FEN else None
