"""Word boundaries: jieba with a private cache and the neighbourhood's own names, so that 苹果手机 is no 苹果."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable
from contextlib import nullcontext
from functools import cache
from pathlib import Path

import jieba

_NO_THING_TAGS = frozenset(
    (
        "v",
        "vn",
        "vi",
        "vg",
        "d",
        "a",
        "ad",
        "an",
        "r",
        "rr",
        "rz",
        "c",
        "p",
        "u",
        "y",
        "e",
        "o",
        "z",
        "m",
        "mq",
        "t",
        "f",
        "s",
        "b",
        "i",
    )
)
_FOOD = frozenset(
    "鱼肉菜瓜果糖饼面米蛋虾蟹豆油酒茶粉笋菇枣梨桃橙橘柚鸡鸭鹅汤圆粽糕醋酱盐奶"
)  # 带鱼 is a verb to the dictionary
_NAME_FREQUENCY = 20_000  # a known name wins over the words that it is made of


class Segmenter:
    """Cuts Chinese text into words. `folder`: where the parsed dictionary is kept; None: a new private folder.

    jieba trusts any cache file that it finds in the system's common folder, hence the private one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        # A private folder is of no use once the dictionary is in memory; left behind, each start would leave some megabytes.
        with nullcontext(folder) if folder else tempfile.TemporaryDirectory(prefix="linli-words-") as place:
            self._jieba.tmp_dir = str(place)
            self._jieba.initialize()
        self._added: set[str] = set()

    def learn(self, words: Iterable[str]) -> None:
        """Know these names as words, besides the dictionary's."""
        for word in words:
            if not self._jieba.FREQ.get(word):
                self._jieba.add_word(word, _NAME_FREQUENCY)
                self._added.add(word)

    def cut(self, text: str) -> list[str]:
        """The words of a text, in order; joined they are the text."""
        return list(self._jieba.lcut(text, HMM=False))

    def is_word(self, text: str) -> bool:
        """Whether the text is one word of the common language (a name that was learnt is none)."""
        return len(text) > 1 and text not in self._added and self.cut(text) == [text]

    def is_thing(self, word: str) -> bool:
        """Whether a word may name something that one can buy: a noun, or a word that the dictionary does not have."""
        return word[-1:] in _FOOD or word not in _no_things()

    def boundaries(self, text: str) -> frozenset[int]:
        """The places where a word begins or ends, the text's beginning and end included."""
        places, at = {0}, 0
        for word in self.cut(text):
            at += len(word)
            places.add(at)
        return frozenset(places)


@cache
def _no_things() -> frozenset[str]:
    """The short words of the dictionary that are verbs, adverbs, places, times and the like."""
    with jieba.get_dict_file() as lines:
        rows = (line.decode("utf-8").split(" ") for line in lines)
        return frozenset(word for word, _, tag in rows if 1 < len(word) < 5 and tag.strip()[:2] in _NO_THING_TAGS)


@cache
def segmenter() -> Segmenter:
    """The one that all lexicons of this program share: its dictionary is large."""
    return Segmenter()
