"""Which of the choices a word of order picks: 第一个, ②, 后面那种, 便宜的."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intents.numerals import read_number
from intents.patterns import quick

_ORDINAL = quick(
    r"(?:第|选|要|就|那|来|我选|我要|就要|^)?\(?(?P<n>[0-9]{1,2}|[一二三四五六七八九十]{1,2})\)?(?:个|种|款|号|家|样|"
    r"那个|那种|项)?(?:的|吧|呀|啊|那个)*$"
)
_LATTER = (
    (re.compile(r"前(?:者|面那?[个种款])|头一[个种]|第一"), 0),
    (re.compile(r"后(?:者|面那?[个种款])|最后"), -1),
    (re.compile(r"中间"), 1),
)
# 68的, 58块那种: by what it costs
_PRICED = quick(
    r"(?:那个|这个|那|就|要|来|我|还是|选|给我){0,4}(?P<yuan>[0-9]{1,3}(?:\.[0-9]{1,2})?)(?:元|块钱?)?(?:一?[箱份盒袋斤瓶桶只枚把]|那个|那种|那款|的){1,3}(?:吧|呀|啊|哈|那个|那种|好了)*"
)
_CHEAP = re.compile(r"便宜|实惠")
_DEAR = re.compile(r"贵一?点?的|贵的|好一点的")


_SIGNS = str.maketrans("①②③④⑤⑥⑦⑧⑨", "123456789")
_PLACE = r"(?:第)?\(?(?:[0-9]{1,2}|[一二三四五六七八九]|[①-⑨])\)?(?:个|种|号|款)?"
_SEVERAL = quick(
    rf"(?:那|我|就|要|来|选|给我|都|[,，\s]){{0,4}}(?P<places>{_PLACE}(?:[和跟与同、,，+加]|还有|以及|\s){{1,2}}{_PLACE}(?:(?:[和跟与同、,，+加]|还有|以及|\s){{1,2}}{_PLACE}){{0,4}})"
    r"(?P<each>\s?(?:都|全|各|每[个种样]|一样|一起|两[个种样]){0,2}(?:要|来|订|选|加|报|行|可以|一?[箱份盒袋斤根瓶桶只枚块把提个])?)(?:了|的|吧|啊|呀|哈|谢谢|[,，\s]){0,3}"
)
_ALL_TOGETHER = quick(
    r"(?:那|我|就|要|来|给我|[,，\s]){0,4}(?:两[个种样款]|[二三]者|全部)(?:都|一起|一块儿?|全|各|我){1,2}(?:要|来|订|选|报)?(?:了|的|吧|啊|呀|哈|谢谢|[,，\s]){0,3}|"
    r"(?:那|我|就){0,2}(?:一起|一块儿?)(?:要|来|订)(?:了|的|吧|啊|呀|哈|[,，\s]){0,3}"
)
_NUMBER = re.compile("[0-9]{1,2}|[一二三四五六七八九]")


def several_by_order(text: str, choices: Sequence[str]) -> list[str]:
    """The choices that several numbers pick: 1和2, ①②都要, 第一个和第三个; all of 两个一起; [] where it says something else."""
    if len(text) > 20:
        return []
    if _ALL_TOGETHER.fullmatch(text) and (len(choices) == 2 or "两" not in text):
        return list(choices)
    plain = re.sub("(?<=[①-⑨])(?=[①-⑨])", "、", text).translate(_SIGNS)
    said = _SEVERAL.fullmatch(plain)
    if said is None:
        return []
    numbers = [int(read_number(one[0]) or 0) for one in _NUMBER.finditer(said["places"])]
    if len(set(numbers)) < len(numbers) or not all(1 <= number <= len(choices) for number in numbers):
        return []
    return [choices[number - 1] for number in numbers]


def by_order(bare: str, choices: Sequence[str], prices: dict[str, int]) -> str | None:
    """The choice that a word of order picks: 第一个, ②, 2, 后面那种, 便宜的."""
    if not choices or bare.startswith("+"):  # +1 asks for one, it picks none
        return None
    if len(bare) <= 8 and (match := _ORDINAL.search(bare)) and not re.search(r"[箱份盒袋斤根瓶桶只枚块把]", bare):
        number = read_number(match["n"])
        if number is not None and 1 <= number <= len(choices):
            return choices[int(number) - 1]
    if (priced := _PRICED.fullmatch(bare)) is not None:
        fen = round(float(priced["yuan"]) * 100)
        meant = [name for name in choices if prices.get(name) == fen]
        return meant[0] if len(meant) == 1 else None
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
