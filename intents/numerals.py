"""Numbers as people write them: 12, 1.5, 十二, 一百二, 俩, 半; also the patterns that find them."""

from __future__ import annotations

import re

ARABIC = r"(?<![0-9.])[0-9]{1,5}(?:\.[0-9]{1,3})?(?![0-9])"
CHINESE = "[一二两三四五六七八九十俩仨][零〇一二两三四五六七八九十百千]{0,7}"

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_WORDS = {"俩": 2.0, "仨": 3.0, "半": 0.5, "十": 10.0} | {word: float(digit) for word, digit in _DIGITS.items()}
_ARABIC_WHOLE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")


def read_number(text: str) -> float | None:
    """The value of a whole number word (up to 9 figures); None where it is none, or says no single number (两三,
    几)."""
    if (value := _WORDS.get(text)) is not None:
        return value
    if _ARABIC_WHOLE.fullmatch(text):
        return float(text)
    total, digit, power = 0, None, 1
    for character in text[:10]:
        if character in _POWERS:
            power = _POWERS[character]
            if power == 10_000:
                total = (total + (digit or 0)) * power
            else:
                total += (1 if digit is None else digit) * power
            digit = None
        elif character in "零〇":
            power, digit = 1, None
        elif character in _DIGITS and digit is None:
            digit = _DIGITS[character]
        else:
            return None
    if not text or len(text) > 10:
        return None
    return float(total + (digit or 0) * (power // 10 if power >= 100 else 1))
