"""Word boundaries: jieba with the neighbourhood's own names, so that 苹果手机 is no 苹果."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from math import log
from pathlib import Path

from intents.errors import LinliError
from intents.word_list import WordList, read_word_list

# jieba looks for setuptools to open its files: 10 MB for nothing, since the dictionary is read here.
_loaded = sys.modules.setdefault("pkg_resources", None)  # type: ignore[arg-type]
import jieba  # noqa: E402

if _loaded is None:
    del sys.modules["pkg_resources"]

_FOOD = frozenset(
    "鱼肉菜瓜果糖饼面米蛋虾蟹豆油酒茶粉笋菇枣梨桃橙橘柚鸡鸭鹅汤圆粽糕醋酱盐奶葱姜蒜椒薯芋藕莓蕉梅杏柿饺馍酪酥丸肠皂巾"
)  # 带鱼 is a verb to the dictionary
_GOODS = frozenset(("可乐", "雪碧", "苹果", "榴莲", "山竹", "螺蛳", "元宵"))  # 可乐 is an adjective to it
# Not 鸭 alone, as in 冲鸭: one cut from it leaves 脖, which is nothing that anybody wants.
_CUTS = (
    "鸡脖", "鸡胗", "鸡架", "鸡排", "鸡肠", "鸡肫", "鸭脖", "鸭爪", "鸭翅", "鸭腿", "鸭胗", "鸭肫", "鸭肠", "鸭血",
    "鸭肝", "鸭心", "鸭架", "鸭骨", "鸭杂", "鸭货", "鸭胸", "鸭皮", "鹅腿", "鹅翅", "鹅掌", "鹅肝", "鹅肠", "鹅胗",
    "猪腿", "猪骨", "猪舌", "牛骨", "牛腱", "羊骨", "羊腰", "羊血", "兔头", "兔腿", "鱼杂", "鱼骨",
)
# The 团 of these is no group buy, and what begins with 剁 or 切 is nothing to be done with it.
UNLISTED = ("青团", "饭团", "麻团", "艾团", "米团", "剁椒", "剁辣椒", "切面", "切糕", *_CUTS)
_JIEBA_TOTAL = 60_101_967  # of the counts in the dictionary of the one version that is installed; adding takes 60 ms
_NAME_FREQUENCY = 20_000  # a known name wins over the words that it is made of


class _Tokenizer(jieba.Tokenizer):  # type: ignore[misc]  # jieba has no types
    """jieba on a compact table. Its own table of all words and all their beginnings takes 60 MB, ours a third and half
    the time to read, and no cache file is left behind for others to tamper with."""

    def __init__(self, words: WordList) -> None:
        super().__init__()
        self.words = words
        self.learnt: dict[str, list[str]] = {}  # by their first two characters: tens of thousands may be on sale
        self.log_total = log(words.total)
        self.initialized = True  # nothing is to be read: the table is here

    def get_DAG(self, sentence: str) -> dict[int, list[int]]:
        """Nothing: `calc` looks the words up as it goes, which spares jieba's second look at each of them."""
        return {}

    def calc(self, sentence: str, DAG: dict[int, list[int]], route: dict[int, tuple[float, int]]) -> None:
        """For each place the last place of the word with which the likeliest words of the rest begin; of equals the longer."""
        size, starting, learnt, log_total = len(sentence), self.words.starting, self.learnt, self.log_total
        likelihood = [0.0] * (size + 1)
        for start in range(size - 1, -1, -1):
            words = starting(sentence, start)
            for name in learnt.get(sentence[start : start + 2], ()):
                if sentence.startswith(name, start):
                    words.append((start + len(name), _NAME_FREQUENCY))
            ways = [(log(count or 1) - log_total + likelihood[end], end) for end, count in words]
            likelihood[start], end = max(ways) if ways else (likelihood[start + 1] - log_total, start + 1)
            route[start] = (likelihood[start], end - 1)


class Segmenter:
    """Cuts Chinese text into words, as `jieba.lcut(text, HMM=False)` does after the names were added to it."""

    def __init__(self, words: WordList | None = None) -> None:
        self._words = words or dictionary()
        self._tokenizer = _Tokenizer(self._words)
        self._added: set[str] = set()

    def learn(self, words: Iterable[str]) -> None:
        """Know these names as words, besides the dictionary's; a single character is one anyway."""
        for word in words:
            if len(word) > 1 and word not in self._added and not self._words.count(word):
                self._tokenizer.learnt.setdefault(word[:2], []).append(word)
                self._added.add(word)
        self._tokenizer.log_total = log(self._words.total + _NAME_FREQUENCY * len(self._added))

    def cut(self, text: str) -> list[str]:
        """The words of a text, in order; joined they are the text."""
        found: list[str] = self._tokenizer.lcut(text, HMM=False)
        return found

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
    """jieba's dictionary, opened once: it is large, and nothing ever changes it."""
    package = find_spec("jieba")
    if package is None or package.origin is None:
        raise LinliError("找不到 jieba 的词典。请重新安装 linli。")
    return read_word_list(Path(package.origin).with_name("dict.txt"), _JIEBA_TOTAL)
