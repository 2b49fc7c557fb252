"""A large dictionary in little memory: how often each word is used, and whether it can name a thing."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

# Tags of words that name nothing one can buy: verbs, adverbs, places, times and the like.
_NO_THING_TAGS = frozenset((
    "v", "vn", "vi", "vg", "d", "a", "ad", "an", "r", "rr", "rz", "c", "p", "u", "y", "e", "o", "z", "m", "mq", "t", "f",
    "s", "b", "i",
))
_NONE: Mapping[str, int | str] = {}
# Neighbouring lines that begin with the same character, however many bytes it takes.
_SAME_FIRST = re.compile(rb"([\x00-\x7f]|[\xc0-\xdf].|[\xe0-\xef]..|[\xf0-\xf7]...)[^\n]*\n(?:\1[^\n]*\n)*")


class _Words(dict[str, Mapping[str, int | str]]):
    """The words by their first character; those of a character are read when a text first has it."""

    def __init__(self, unread: dict[str, bytes]) -> None:
        super().__init__()
        self._unread = unread

    def __missing__(self, first: str) -> Mapping[str, int | str]:
        lines = self._unread.get(first)
        if lines is None:
            return self.get(first, _NONE)  # another thread may just have read them
        self[first] = seconds = _read_lines(lines.decode())
        self._unread.pop(first, None)
        return seconds


class WordList:
    """Words by their first character and then their second one ("": the first alone is the word).

    A count is kept times two, plus one for a word that names no thing. Where longer words begin with the same two
    characters, a text stands there: how long the longest rest is (as a character), the count of the two alone (0: they
    are no word), then a line for each rest with its count. A dict of all words would take four times the memory.
    """

    def __init__(self, lines: Mapping[str, bytes], total: int) -> None:
        """lines: all lines "word count tag" of the words with the same first character, by that character."""
        self._words = _Words(dict(lines))
        self.total = total

    def count(self, word: str) -> int:
        """How often a word is used; 0: the dictionary does not have it."""
        return self._marked(word) >> 1

    def is_no_thing(self, word: str) -> bool:
        """Whether this is a short word that is a verb, an adverb, a place, a time or the like."""
        return bool(1 < len(word) < 5 and self._marked(word) & 1)

    def starting(self, text: str, start: int) -> list[tuple[int, int]]:
        """(end, count) of each word of the dictionary that begins at this place of a text."""
        seconds = self._words[text[start]]
        found = [(start + 1, int(single) >> 1)] if (single := seconds.get("")) else []
        rest_at = start + 2
        words = seconds.get(text[start + 1]) if rest_at <= len(text) else None
        if words is None:
            return found
        if isinstance(words, int):
            found.append((rest_at, words >> 1))
            return found
        if own := _of_two(words) >> 1:
            found.append((rest_at, own))
        if f"\n{text[rest_at : rest_at + 1]}" not in words:
            return found
        for end in range(rest_at + 1, min(rest_at + ord(words[0]), len(text)) + 1):
            if marked := _of_rest(words, text[rest_at:end]):
                found.append((end, marked >> 1))
        return found

    def _marked(self, word: str) -> int:
        words = self._words[word[:1]].get(word[1:2], 0)
        if isinstance(words, int):
            return words if len(word) <= 2 else 0
        return _of_rest(words, word[2:]) if len(word) > 2 else _of_two(words)


def _of_two(words: str) -> int:
    return int(words[1:words.index("\n", 1)])


def _of_rest(words: str, rest: str) -> int:
    line = f"\n{rest} "
    at = words.find(line)
    return int(words[at + len(line):words.index("\n", at + 1)]) if at >= 0 else 0


def read_word_list(path: Path, total: int | None = None) -> WordList:
    """A dictionary with a line "word count tag" for each word. total: of all counts, where it is known."""
    text = path.read_bytes()
    text += b"" if text.endswith(b"\n") else b"\n"
    lines: dict[str, bytes] = {}
    for same in _SAME_FIRST.finditer(text):
        first = same[1].decode()
        lines[first] = lines.get(first, b"") + same[0]
    if total is None:
        total = sum(int(line.split(b" ")[1]) for line in text.splitlines())
    return WordList(lines, total)


def _read_lines(lines: str) -> Mapping[str, int | str]:
    """The words of these lines, which all begin with the same character, by their second one."""
    seconds: dict[str, int | str] = {}
    rests: dict[str, str] = {}
    for line in lines[:-1].split("\n"):
        word, count, tag = line.split(" ")
        marked = int(count) * 2 + (tag.rstrip()[:2] in _NO_THING_TAGS)
        second = sys.intern(word[1:2])  # one object for each character, however many words have it
        if len(word) > 2:
            rests[second] = f"{rests.get(second, '')}{word[2:]} {marked}\n"
        else:
            seconds[second] = marked
    for second, rest in rests.items():
        longest = max(line.index(" ") for line in rest.splitlines())
        seconds[second] = f"{chr(longest)}{seconds.get(second, 0)}\n{rest}"
    return seconds
