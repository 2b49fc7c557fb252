"""Which of the choices a word of order picks: 第一个, ②, 后面那种, 便宜的."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intents.numerals import read_number

_ORDINAL = re.compile(
    r"(?:第|选|要|就|那|来|我选|我要|就要|^)?\(?(?P<n>[0-9]{1,2}|[一二三四五六七八九十]{1,2})\)?(?:个|种|款|号|家|样|"
    r"那个|那种|项)?(?:的|吧|呀|啊|那个)*$"
)
_LATTER = (
    (re.compile(r"前(?:者|面那?[个种款])|头一[个种]|第一"), 0),
    (re.compile(r"后(?:者|面那?[个种款])|最后"), -1),
    (re.compile(r"中间"), 1),
)
_CHEAP = re.compile(r"便宜|实惠")
_DEAR = re.compile(r"贵一?点?的|贵的|好一点的")


def by_order(bare: str, choices: Sequence[str], prices: dict[str, int]) -> str | None:
    """The choice that a word of order picks: 第一个, ②, 2, 后面那种, 便宜的."""
    if not choices or bare.startswith("+"):  # +1 asks for one, it picks none
        return None
    if len(bare) <= 8 and (match := _ORDINAL.search(bare)) and not re.search(r"[箱份盒袋斤根瓶桶只枚块把]", bare):
        number = read_number(match["n"])
        if number is not None and 1 <= number <= len(choices):
            return choices[int(number) - 1]
    if len(bare) <= 10:
        for pattern, index in _LATTER:
            if pattern.search(bare):
                return choices[index] if -len(choices) <= index < len(choices) else None
        ranked = sorted((name for name in choices if name in prices), key=lambda name: prices[name])
        if ranked and _CHEAP.search(bare):
            return ranked[0]
        if ranked and _DEAR.search(bare):
            return ranked[-1]
    return None
