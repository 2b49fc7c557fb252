"""A large dictionary in little memory: how often each word is used, and whether it can name a thing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

# Tags of words that name nothing one can buy: verbs, adverbs, places, times and the like.
_NO_THING_TAGS = frozenset((
    "v", "vn", "vi", "vg", "d", "a", "ad", "an", "r", "rr", "rz", "c", "p", "u", "y", "e", "o", "z", "m", "mq", "t", "f",
    "s", "b", "i",
))
_NONE: Mapping[str, int | str] = {}


class WordList:
    """Words by their first character and then their second one ("": the first alone is the word).

    A count is kept times two, plus one for a word that names no thing. Where longer words begin with the same two
    characters, a text stands there: how long the longest rest is (as a character), the count of the two alone (0: they
    are no word), then a line for each rest with its count. A dict of all words would take four times the memory.
    """

    def __init__(self, words: Mapping[str, Mapping[str, int | str]], total: int) -> None:
        self._words = words
        self.total = total

    def count(self, word: str) -> int:
        """How often a word is used; 0: the dictionary does not have it."""
        return self._marked(word) >> 1

    def is_no_thing(self, word: str) -> bool:
        """Whether this is a short word that is a verb, an adverb, a place, a time or the like."""
        return bool(1 < len(word) < 5 and self._marked(word) & 1)

    def starting(self, text: str, start: int) -> list[tuple[int, int]]:
        """(end, count) of each word of the dictionary that begins at this place of a text."""
        seconds = self._words.get(text[start], _NONE)
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
        words = self._words.get(word[:1], _NONE).get(word[1:2], 0)
        if isinstance(words, int):
            return words if len(word) <= 2 else 0
        return _of_rest(words, word[2:]) if len(word) > 2 else _of_two(words)


def _of_two(words: str) -> int:
    return int(words[1:words.index("\n", 1)])


def _of_rest(words: str, rest: str) -> int:
    line = f"\n{rest} "
    at = words.find(line)
    return int(words[at + len(line):words.index("\n", at + 1)]) if at >= 0 else 0


def read_word_list(path: Path) -> WordList:
    """A dictionary with a line "word count tag" for each word."""
    words: dict[str, dict[str, int | str]] = {}
    rests: dict[str, str] = {}
    same: dict[str, str] = {}  # one object for each character, however many words have it
    counts: dict[int, int] = {}
    total = 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            word, count, tag = line.split(" ")
            total += int(count)
            marked = int(count) * 2 + (tag.rstrip()[:2] in _NO_THING_TAGS)
            if len(word) > 2:
                rests[word[:2]] = f"{rests.get(word[:2], '')}{word[2:]} {marked}\n"
                continue
            second = word[1:]
            seconds = words.setdefault(same.setdefault(word[0], word[0]), {})
            seconds[same.setdefault(second, second)] = counts.setdefault(marked, marked)
    for head, rest in rests.items():
        longest = max(line.index(" ") for line in rest.splitlines())
        seconds = words.setdefault(head[0], {})
        seconds[same.setdefault(head[1], head[1])] = f"{chr(longest)}{seconds.get(head[1], 0)}\n{rest}"
    return WordList(words, total)
