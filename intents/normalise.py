"""The plain form of a message: simplified, half-width, without what cannot be seen; and the views that matchers need.

`normalise` keeps line breaks, single spaces and emoji (a name may be 🌸岁月静好). `squeeze` gives the dense view in
which
"鸡 蛋 1 份" and "草莓🍓三盒" read as one word; spaces do separate items, so readers need both views.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from pathlib import Path

LIMIT = 2000  # characters of a message that are read at all

_TABLES = Path(__file__).parent / "tables"
_SYLLABLE_BASE = 0xE000  # syllables are written as private-use characters, which `normalise` lets nobody else write

_INVISIBLE = (
    *range(0x00, 0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD, 0x34F, 0x61C, 0x115F, 0x1160,
    0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
    0x20E3, 0x3164, *range(0xD800, 0xE000), *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFFC),
    *range(0xE0000, 0xE0200),
)
_SPACES = (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x2800, 0x3000, *range(0xE000, 0xF900))
_BREAKS = (0x0B, 0x0C, 0x85, 0x2028, 0x2029)
_DASHES = (*range(0x2010, 0x2014), 0x2212)
_EMOJI = (
    "\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299\u2122\u2139"
)
_RUN_OF_SPACES = re.compile("  +")
_SPACE_AT_BREAK = re.compile(" *\n *")
_KEYCAP = re.compile("(?m)^([0-9])\ufe0f?\u20e3 ?")
_CIRCLED = {0x2460 + n: f"({n + 1})" for n in range(20)} | {0x2776 + n: f"({n + 1})" for n in range(10)}
_ANY_CIRCLED = re.compile("[\u2460-\u2473\u2776-\u277f]")
_EMOJI_RUN = re.compile(f"[{_EMOJI}]+")
# WeChat writes its own faces as [微笑], [Smile]; a recorded chat may hold them.
_FACE = re.compile(r"\[(?!聊天记录|图片|视频|文件|链接|转发|位置|语音)[\u4e00-\u9fffA-Za-z]{1,6}\]")
# What the dense view leaves out; a space between two digits or two Latin letters stays, it is all that parts them.
_LOOSE = re.compile(
    f"(?<![0-9A-Za-z]) +| +(?![0-9A-Za-z ])|(?<=[0-9]) +(?=[A-Za-z])|(?<=[A-Za-z]) +(?=[0-9])|[{_EMOJI}]+ *"
)
_PARTING_SPACE = re.compile("[0-9] [0-9]|[A-Za-z] [A-Za-z]")  # see `_parted`
# All but the characters for which the table alone gives the dense view: no spaces, emoji, what is composed or unseen.
_USUAL_CLASS = "!-~、。〈-】\u4e00-\u9fff！-～"
_UNUSUAL = re.compile(f"[^{_USUAL_CLASS}]")
_STRANGE = re.compile(f"[^ \n{_USUAL_CLASS}]")  # no emoji is among the others, and these few ranges are told at once


def _rows(name: str) -> list[tuple[str, str]]:
    lines = (_TABLES / name).read_text(encoding="utf-8").splitlines()
    return [(key, characters) for key, _, characters in (line.partition("\t") for line in lines[1:])]


# What texts are made of. `str.translate` raises and catches a KeyError for each character that its table lacks, which
# took half of the time of the gate: so the tables hold these characters even where nothing becomes of them.
_USUAL = (*range(0x20, 0x7F), *range(0x3000, 0x3040), *range(0x4E00, 0xA000), *range(0xFF00, 0xFFF0))


@cache
def _plain_table() -> dict[int, int | str | None]:
    table: dict[int, int | str | None] = {code: code for code in _USUAL}
    table.update(dict.fromkeys(_INVISIBLE))
    table.update(dict.fromkeys(_SPACES, " "))
    table.update(dict.fromkeys(_BREAKS, "\n"))
    table.update(dict.fromkeys(_DASHES, "-"))
    table[0x301C] = "~"
    table.update({0xFEE0 + code: chr(code) for code in range(0x21, 0x7F)})  # the full-width forms
    for plain, traditional in _rows("simplified.tsv"):
        table.update(dict.fromkeys(map(ord, traditional), plain))
    return table


@cache
def _not_plain() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Any character that is not its own plain form; any such character that is no space either."""
    table, usual = _plain_table(), re.compile(f"[{_USUAL_CLASS}]")
    plain = re.escape("".join(chr(code) for code in _USUAL if table[code] == code and usual.match(chr(code))))
    return re.compile(f"[^{plain}]"), re.compile(f"[^ {plain}]")


@cache
def _syllable_tables() -> tuple[list[int], list[int]]:
    """By a character's number, for the first 65,536: `str.translate` takes a list in less time than a dict."""
    exact = list(range(0x10000))
    loose = exact.copy()
    codes: dict[str, int] = {}
    for number, (syllable, characters) in enumerate(_rows("syllables.tsv")):
        code = _SYLLABLE_BASE + number
        alike = codes.setdefault(_southern(syllable), code)
        for point in map(ord, characters):
            exact[point], loose[point] = code, alike
    return exact, loose


def _southern(syllable: str) -> str:
    """A syllable as it is typed where zh, ch, sh, l, ing and eng are not told from z, c, s, n, in and en."""
    for full, flat in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(full):
            syllable = flat + syllable[2:]
    if syllable.endswith(("ing", "eng")):
        syllable = syllable[:-1]
    return "n" + syllable[1:] if syllable.startswith("l") else syllable


def dense(text: str) -> str:
    """`squeeze(normalise(text))[0]`: what the gate looks at. Most messages need nothing but four marks made half-width and
    single spaces taken out: the large table, each time out of the processor's cache, is left alone.
    """
    half = text.replace("，", ",").replace("！", "!").replace("？", "?").replace("…", "...")
    if len(half) <= LIMIT:
        if not _not_plain()[1].search(half):
            if " " not in half:
                return half
            if "  " not in half and not _PARTING_SPACE.search(half):
                return half.replace(" ", "")
        elif not _UNUSUAL.search(half):
            return half.translate(_plain_table())
    return squeeze(normalise(text))[0]


def normalise(text: str) -> str:
    """The first 2,000 characters, simplified and half-width, without invisible characters; any string is taken.

    Line breaks stay; runs of spaces become one; spaces at the ends and around line breaks go. ①⑵ become (1)(2), a
    keycap digit at the head of a line "1. ". Lone surrogates and controls are dropped. Emoji stay (see `strip_emoji`).
    """
    half = text.replace("，", ",").replace("！", "!").replace("？", "?")
    if len(half) <= LIMIT and "  " not in half and not _not_plain()[1].search(half):
        return half.strip(" ")
    text = text[:LIMIT]
    if not text.isascii():
        if "\u20e3" in text:
            text = _KEYCAP.sub(r"\1. ", text)
        if _ANY_CIRCLED.search(text):
            text = text.translate(_CIRCLED)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.translate(_plain_table())
    if not unicodedata.is_normalized("NFKC", text):  # the table has dealt with what is common, this takes the rest
        text = unicodedata.normalize("NFKC", text)[:LIMIT].translate(_plain_table())
    if "  " in text:
        text = _RUN_OF_SPACES.sub(" ", text)
    if "\n" in text:
        text = _SPACE_AT_BREAK.sub("\n", text)
    return text.strip()


def normalise_traced(text: str) -> tuple[str, Sequence[int]]:
    """`normalise(text)` and, for each of its characters and its end, the offset in `text` that it came from.

    For taking a stretch out as it was written (the words of a notice): `text[offsets[start]:offsets[end]]`. Slower than
    `normalise`, so for commands only. Offsets are non-decreasing.
    """
    plain = normalise(text)
    raw = text[:LIMIT]
    if plain == raw or plain == raw.replace("，", ",").replace("！", "!").replace("？", "?"):
        return plain, range(len(plain) + 1)
    spelled = [_spelled(character) for character in raw]
    places: dict[str, list[int]] = {}  # where each character of the plain text may come from
    for place, becomes in enumerate(spelled):
        for character in becomes:
            places.setdefault(character, []).append(place)
    offsets: list[int] = []
    at = 0
    for character in plain:
        possible = places.get(character, [])
        found = bisect_left(possible, at)
        if found == len(possible):  # made by composing two characters: stay where we are
            origin = min(at, max(len(raw) - 1, 0))
        else:
            origin = possible[found]
            at = origin if len(spelled[origin]) > 1 and character != spelled[origin][-1] else origin + 1
        offsets.append(origin)
    offsets.append(offsets[-1] + 1 if offsets else 0)
    return plain, offsets


def _spelled(character: str) -> str:
    """What one character alone becomes; a carriage return counts as the line break that it may stand for."""
    if character in " \n\r":
        return "\n" if character == "\r" else character
    circled = _CIRCLED.get(ord(character))
    return circled or unicodedata.normalize("NFKC", character).translate(_plain_table())


def squeeze(text: str) -> tuple[str, Sequence[int]]:
    """The dense view of a normalised text: no emoji, no spaces except those between two digits or two Latin words.

    The second value gives for each character of the dense view, and for its end, the offset in `text`.
    """
    if not _has_emoji(text):
        if " " not in text:
            return text, range(len(text) + 1)
        if "  " not in text:
            return _without_single_spaces(text)
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    for loose in _LOOSE.finditer(text):
        pieces.append(text[at : loose.start()])
        offsets.extend(range(at, loose.start()))
        at = loose.end()
    pieces.append(text[at:])
    offsets.extend(range(at, len(text) + 1))
    return "".join(pieces), offsets


def _has_emoji(text: str) -> bool:
    return bool(_STRANGE.search(text) and _EMOJI_RUN.search(text))


def _without_single_spaces(text: str) -> tuple[str, Sequence[int]]:
    """`squeeze` of a text without emoji in which no two spaces stand together, as in nearly all that have a space."""
    loose, kept = [], 0
    at = text.find(" ")
    while at >= 0:
        if _parted(text[at - 1 : at], text[at + 1 : at + 2]):
            kept += 1
        else:
            loose.append(at)
        at = text.find(" ", at + 1)
    offsets = list(range(len(text) + 1))
    if len(loose) > 20:  # what is taken out singly moves all that follows
        gone = frozenset(loose)
        offsets = [at for at in offsets if at not in gone]
    else:
        for at in reversed(loose):
            del offsets[at]
    return "".join(map(text.__getitem__, offsets[:-1])) if kept else text.replace(" ", ""), offsets


def _parted(last: str, first: str) -> bool:
    """Whether a space between these characters is all that parts two numbers or two Latin words."""
    if not (last.isascii() and first.isascii()):
        return False
    return (last.isdigit() and first.isdigit()) or (last.isalpha() and first.isalpha())


def strip_emoji(text: str) -> str:
    """The text with each run of emoji, and each WeChat face such as [微笑], made one space; none at the ends."""
    if "[" in text:
        text = _FACE.sub(" ", text)
    if _has_emoji(text):
        text = _EMOJI_RUN.sub(" ", text)
    return (_RUN_OF_SPACES.sub(" ", text) if "  " in text else text).strip()


def meaningful(text: str) -> str:
    """The letters and digits of a text, without emoji."""
    if text.isalnum() and max(text) < "\U0001f000":  # some emoji are digits
        return text
    return "".join([c for c in text if c.isalnum() and not "\U0001f000" <= c <= "\U0001ffff"])


def syllables(text: str) -> str:
    """One character for each character's syllable without tone: homophones are equal, offsets are those of `text`."""
    return text.translate(_syllable_tables()[0])


def loose_syllables(text: str) -> str:
    """As `syllables`, with zh=z, ch=c, sh=s, l=n, ing=in, eng=en as well: for ranking, too coarse for finding."""
    return text.translate(_syllable_tables()[1])
