"""The words of foods.toml: what else people call a food, by the word that a workbook may use for it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LONGEST = 6  # characters of a word in the table
FRUIT = "橙橘桔柚李桃梨杏枣柿柑"  # 伦晚橙 is 橙子 as well
# What everybody says for a sort of which the name ends so: 公大闸蟹 and 梭子蟹 are 螃蟹.
ENDINGS: Mapping[str, tuple[str, ...]] = {
    **{fruit: (f"{fruit}子",) for fruit in FRUIT}, "蟹": ("螃蟹", "蟹子"), "粽": ("粽子",), "饺": ("饺子",), "鸭": ("鸭子",),
    "丸": ("丸子",), "菇": ("蘑菇", "菌菇", "菌子"), "菌": ("菌菇", "菌子"),
}
NO_SUCH_FRUIT = ("核桃", "樱桃", "猕猴桃", "杨桃", "凤梨", "地梨")  # 山核桃 is no 桃子


@cache
def other_words() -> Mapping[str, tuple[str, ...]]:
    """Each word of the table with the words that mean the same, or that are said more loosely for it."""
    content = tomllib.loads(Path(__file__).with_name("foods.toml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, None]] = {}
    for line in content.pop("looser"):
        said, _, kinds = line.partition(" < ")
        for kind in kinds.split():
            found.setdefault(kind, {}).update(dict.fromkeys(said.split()))
    for line in (line for lines in content.values() for line in lines):
        words = line.split()
        for word in words:
            found.setdefault(word, {}).update(dict.fromkeys(other for other in words if other != word))
    return {word: tuple(others) for word, others in found.items()}


@cache
def foods_of_three() -> tuple[str, ...]:
    """The words of the table with three characters and more, whole though no dictionary has them: 车厘子 holds no 梨子."""
    return tuple(word for word in other_words() if len(word) > 2)


def as_others_say(name: str) -> tuple[str, ...]:
    """A name of goods with its last word as other people say it: 本地西红柿 → 本地番茄, 番茄; () where none is known."""
    loosely = ENDINGS.get(name[-1], ()) if len(name) > 1 and not name.endswith(NO_SUCH_FRUIT) else ()
    for length in range(min(len(name), LONGEST), 1, -1):
        word = name[-length:]
        if others := other_words().get(word):
            lead = name[:-length]
            return tuple(dict.fromkeys((*others, *(lead + other for other in others if lead), *loosely)))
    return loosely
