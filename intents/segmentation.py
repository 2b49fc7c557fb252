"""Word boundaries: jieba with a private cache and the neighbourhood's own names, so that 苹果手机 is no 苹果."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import jieba

_NAME_FREQUENCY = 20_000  # a known name wins over the words that it is made of


class Segmenter:
    """Cuts Chinese text into words. `folder`: where the parsed dictionary is kept; None: a new private folder.

    jieba trusts any cache file that it finds in the system's common folder, hence the private one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        self._jieba.tmp_dir = str(folder or tempfile.mkdtemp(prefix="linli-words-"))
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

    def boundaries(self, text: str) -> frozenset[int]:
        """The places where a word begins or ends, the text's beginning and end included."""
        places, at = {0}, 0
        for word in self.cut(text):
            at += len(word)
            places.add(at)
        return frozenset(places)


@cache
def segmenter() -> Segmenter:
    """The one that all lexicons of this program share: its dictionary is large."""
    return Segmenter()
