"""Word boundaries: those that jieba would find with the neighbourhood's own names, so that 苹果手机 is no 苹果."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from math import log
from pathlib import Path

from intents.errors import LinliError
from intents.word_list import WordList, read_word_list

_FOOD = frozenset(
    "鱼肉菜瓜果糖饼面米蛋虾蟹豆油酒茶粉笋菇枣梨桃橙橘柚鸡鸭鹅汤圆粽糕醋酱盐奶葱姜蒜椒薯芋藕莓蕉梅杏柿饺馍酪酥丸肠皂巾"
)  # 带鱼 is a verb to the dictionary
_GOODS = frozenset(("可乐", "雪碧", "苹果", "榴莲", "山竹", "螺蛳"))  # 可乐 is an adjective to it
_NAME_FREQUENCY = 20_000  # a known name wins over the words that it is made of
# A stretch in which words are looked for; any other character is a word of its own.
_STRETCH = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+)|\r\n|.", re.S)
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


class Segmenter:
    """Cuts Chinese text into words, as `jieba.lcut(text, HMM=False)` does after the names were added to it.

    The way of cutting is jieba's, on a table of a third of the size; it takes a third of its time and is not imported.
    """

    def __init__(self, words: WordList | None = None) -> None:
        self._words = words or dictionary()
        self._learnt: dict[str, list[str]] = {}  # by their first two characters: tens of thousands may be on sale
        self._added: set[str] = set()
        self._log_total = log(self._words.total)

    def learn(self, words: Iterable[str]) -> None:
        """Know these names as words, besides the dictionary's; a single character is one anyway."""
        for word in words:
            if len(word) > 1 and word not in self._added and not self._words.count(word):
                self._learnt.setdefault(word[:2], []).append(word)
                self._added.add(word)
        self._log_total = log(self._words.total + _NAME_FREQUENCY * len(self._added))

    def cut(self, text: str) -> list[str]:
        """The words of a text, in order; joined they are the text."""
        found: list[str] = []
        for part in _STRETCH.finditer(text):
            if part[1]:
                found += self._words_of(part[1])
            else:
                found.append(part[0])
        return found

    def _words_of(self, stretch: str) -> Iterator[str]:
        """The likeliest words of a stretch; Latin letters and digits that are no word stay together."""
        ends = self._likeliest(stretch)
        at, loose = 0, ""
        while at < len(stretch):
            word, at = stretch[at : ends[at]], ends[at]
            if word in _LATIN:
                loose += word
                continue
            if loose:
                yield loose
                loose = ""
            yield word
        if loose:
            yield loose

    def _likeliest(self, stretch: str) -> list[int]:
        """For each place the end of the word with which the likeliest words of the rest begin; of equals the longer."""
        size, starting, learnt, log_total = len(stretch), self._words.starting, self._learnt, self._log_total
        likelihood, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            words = starting(stretch, start)
            for name in learnt.get(stretch[start : start + 2], ()):
                if stretch.startswith(name, start):
                    words.append((start + len(name), _NAME_FREQUENCY))
            ways = [(log(count or 1) - log_total + likelihood[end], end) for end, count in words]
            likelihood[start], ends[start] = max(ways) if ways else (likelihood[start + 1] - log_total, start + 1)
        return ends

    def is_word(self, text: str) -> bool:
        """Whether the text is one word of the common language (a name that was learnt is none)."""
        return len(text) > 1 and text not in self._added and self.cut(text) == [text]

    def is_thing(self, word: str) -> bool:
        """Whether a word may name something that one can buy: a noun, or a word that the dictionary does not have."""
        return word[-1:] in _FOOD or word in _GOODS or not self._words.is_no_thing(word)

    def boundaries(self, text: str) -> frozenset[int]:
        """The places where a word begins or ends, the text's beginning and end included."""
        places, at = {0}, 0
        for word in self.cut(text):
            at += len(word)
            places.add(at)
        return frozenset(places)


@cache
def dictionary() -> WordList:
    """jieba's dictionary, read once: it is large, and nothing ever changes it."""
    package = find_spec("jieba")
    if package is None or package.origin is None:
        raise LinliError("找不到 jieba 的词典。请重新安装 linli。")
    return read_word_list(Path(package.origin).with_name("dict.txt"))
