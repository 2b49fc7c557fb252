"""Word boundaries: jieba's dictionary and the neighbourhood's own names, so that 苹果手机 is no 苹果."""

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
    "鱼肉菜瓜果糖饼面米蛋虾蟹豆油酒茶粉笋菇枣梨桃橙橘柚鸡鸭鹅汤圆粽糕醋酱盐奶"
)  # 带鱼 is a verb to the dictionary
_NAME_FREQUENCY = 20_000  # a known name wins over the words that it is made of
_RUN = re.compile("([\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+)")
_MARK = re.compile("\r\n|.", re.S)  # what stands between words goes character by character
_LETTER = re.compile("[a-zA-Z0-9]")


class Segmenter:
    """Cuts Chinese text into words, exactly as `jieba.lcut(text, HMM=False)` does after the names were added to it.

    jieba's own table of all words and all their beginnings takes 60 MB; ours takes a third, is read in half the time,
    and leaves no cache file behind for others to tamper with.
    """

    def __init__(self, words: WordList | None = None) -> None:
        self._words = words or dictionary()
        self._total = self._words.total
        self._learnt: dict[str, dict[str, int]] = {}  # by their first character
        self._added: set[str] = set()

    def learn(self, words: Iterable[str]) -> None:
        """Know these names as words, besides the dictionary's."""
        for word in words:
            if word and word not in self._added and not self._words.count(word):
                self._learnt.setdefault(word[0], {})[word] = _NAME_FREQUENCY
                self._total += _NAME_FREQUENCY
                self._added.add(word)

    def cut(self, text: str) -> list[str]:
        """The words of a text, in order; joined they are the text."""
        found: list[str] = []
        for number, part in enumerate(_RUN.split(text)):
            if number % 2:
                found += self._cut_run(part)
            elif part:
                found += _MARK.findall(part)
        return found

    def is_word(self, text: str) -> bool:
        """Whether the text is one word of the common language (a name that was learnt is none)."""
        return len(text) > 1 and text not in self._added and self.cut(text) == [text]

    def is_thing(self, word: str) -> bool:
        """Whether a word may name something that one can buy: a noun, or a word that the dictionary does not have."""
        return word[-1:] in _FOOD or not self._words.is_no_thing(word)

    def boundaries(self, text: str) -> frozenset[int]:
        """The places where a word begins or ends, the text's beginning and end included."""
        places, at = {0}, 0
        for word in self.cut(text):
            at += len(word)
            places.add(at)
        return frozenset(places)

    def _cut_run(self, run: str) -> Iterator[str]:
        """The likeliest words; single letters and digits that stand side by side are one."""
        ends = self._likeliest(run)
        start = at = 0
        while at < len(run):
            end = ends[at]
            if end - at == 1 and _LETTER.match(run, at):
                at = end
                continue
            if start < at:
                yield run[start:at]
            yield run[at:end]
            start = at = end
        if start < at:
            yield run[start:at]

    def _likeliest(self, run: str) -> list[int]:
        """For each place where the likeliest word from there ends, the most common words counted from the end."""
        size, whole, learnt = len(run), log(self._total), self._learnt
        score, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            options = self._words.starting(run, start)
            for name, count in learnt.get(run[start], {}).items() if learnt else ():
                if run.startswith(name, start):
                    options.append((start + len(name), count))
            best, last = max((log(count) - whole + score[end], end) for end, count in options or ((start + 1, 1),))
            score[start], ends[start] = best, last
        return ends


@cache
def dictionary() -> WordList:
    """jieba's dictionary, read once: it is large. jieba itself is not imported: 7 MB of tables for guessing new words."""
    package = find_spec("jieba")
    if package is None or package.origin is None:
        raise LinliError("找不到 jieba 的词典。请重新安装 linli。")
    return read_word_list(Path(package.origin).with_name("dict.txt"))


@cache
def segmenter() -> Segmenter:
    """The one that all lexicons of this program share."""
    return Segmenter()
