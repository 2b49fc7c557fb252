"""A command as it was said: its text without the bot's name, the names known in it, what remains of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from intents.commands.callings import people_spans, titled_people
from intents.commands.nicknames import with_nicknames
from intents.heard import Heard
from intents.lexicon import Found, Name
from intents.markers import abstract
from intents.normalise import normalise_traced
from intents.once import once
from intents.patterns import Sifted, quick
from intents.scene import Message, Scene, Speaker
from intents.times import FoundTime, find_times

CUT = "\x00"  # stands where something was cut out; no message has it, normalising takes it away
BLOT = "\ue003"  # stands for each character of a proper name; no message has it
_COUNTED = re.compile("[几多两一二三四五六七八九十][单户家人份个]")  # 几单 sounds like 鸡蛋
_PROPER = ("merchant", "room", "activity")
PUNCTUATION = " \n,，、。.;；:：!！?？~～—-/|\"'“”()（）【】[]" + CUT
SENTENCE_MARKS = re.compile(r"[\n,，。;；!！?？]")
_SPACES = re.compile(" {2,}")
_TAIL_PARTICLES = quick(r"(?:[吧呀啊哦呢哈啦嘛咯哟哎喽]|谢谢|一下){1,6}$")
_HEAD_PARTICLES = re.compile(r"^(?:[吧呀啊哦呢哈啦嘛]|一下|因为|由于|原因是?|理由是?|备注)+(?=.)")
_RELAY = re.compile(r"^#\s?(?:接龙|group\s?note|solitaire)", re.I)


@dataclass(eq=False)  # nobody changes it: frozen, it would take two microseconds longer to make
class Said:
    """One command before it is understood. text: normalised, without @name of the bot and the leading `#`.

    heard: the same text, where others read it as well: names and times are then looked for once.
    """

    text: str
    message: Message
    scene: Scene
    speaker: Speaker
    hashed: bool = False
    origin: Sequence[int] = ()
    raw: str = ""
    heard: Heard | None = None

    @once
    def names(self) -> tuple[Found, ...]:
        """The known names in the text that are surely meant: written so, or sounding so and no word of their own."""
        sure = self.scene.lexicon.find(self.text) if self.heard is None else self.heard.names
        if not all(name.exact for name in sure):
            places = self.scene.lexicon.words.boundaries(self.text)
            sure = [name for name in sure if name.exact or (
                not name.common and {name.start, name.end} <= places and not _COUNTED.match(name.said)
            )]
        return with_nicknames(self.text, sure, self.scene)

    @once
    def times(self) -> tuple[FoundTime, ...]:
        """The times in the text, resolved against the message's own."""
        return tuple(find_times(self.text, self.message.at) if self.heard is None else self.heard.times)

    @once
    def abstracted(self) -> str:
        """The text with markers for the known names and for people, on which the phrases are matched."""
        found = list(self.names)
        for start, end in (*self._people, *titled_people(self.text)):
            if not any(one.start < end and start < one.end for one in found):
                called = self.text[start:end]
                found.append(Found(start, end, called, (Name("person", called, True),)))
        return abstract(self.text, sorted(found, key=lambda one: one.start))

    @once
    def masked(self) -> str:
        """The text with people, shops, rooms, group buys and activities blotted out: verbs are looked for in the rest."""
        text = self.text
        spans = [
            (found.start, found.end) for found in self.names
            if any(name.kind == "group_buy" or (name.full and name.kind in _PROPER) for name in found.names)
        ]
        for start, end in (*spans, *self._people):
            text = text[:start] + BLOT * (end - start) + text[end:]
        return text

    @once
    def _people(self) -> Sequence[tuple[int, int]]:
        return tuple(people_spans(self.text, self.scene))

    def first(self, *kinds: str) -> Found | None:
        """The first known name of these kinds; a full name goes before an everyday word."""
        of_kind = [found for found in self.names if found.values(*kinds)]
        full = [found for found in of_kind if any(name.full for name in found.names if name.kind in kinds)]
        return next(iter(full or of_kind), None)

    def value(self, *kinds: str) -> str | None:
        """The workbook's name of the first of these kinds; None where none is said."""
        found = self.first(*kinds)
        return found.full_values(*kinds)[0] if found else None

    def written(self, start: int, end: int) -> str:
        """text[start:end] as its writer wrote it, with their punctuation and characters."""
        if not self.origin:
            return self.text[start:end]
        return self.raw[self.origin[start]:self.origin[end]].strip()

    def as_written(self, part: str) -> str:
        """A stretch of the text as its writer wrote it; `part` itself where it is no stretch of the text."""
        start = self.text.rfind(part) if part else -1
        return part if start < 0 else self.written(start, start + len(part))


class Remainder:
    """A text from which known things are cut, piece by piece; what remains is the free text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def cut(self, start: int, end: int) -> None:
        """Take out text[start:end]; positions of the rest stay."""
        self.text = self.text[:start] + CUT * (end - start) + self.text[end:]

    def cut_all(self, spans: Iterable[tuple[int, int]]) -> None:
        """Take out several stretches."""
        for start, end in spans:
            self.cut(start, end)

    def take(self, pattern: re.Pattern[str] | Sifted) -> re.Match[str] | None:
        """Take out the first match of a pattern and give it; None where there is none."""
        found = pattern.search(self.text)
        if found:
            self.cut(*found.span())
        return found

    def drop(self, pattern: re.Pattern[str]) -> None:
        """Take out every match of a pattern."""
        self.text = pattern.sub(lambda found: CUT * len(found[0]), self.text)

    def pieces(self, separators: str = r"[\x00\n,，。;；!！?？]+") -> list[str]:
        """What remains, parted at cuts and marks, tidied; nothing empty."""
        return [piece for part in re.split(separators, self.text) if (piece := tidy(part))]

    def rest(self) -> str:
        """What remains as one text: from the first word that remains to the last, cuts dropped, tidied."""
        return tidy(re.sub(r"\x00+", " ", self.text))


_CALLED = re.compile(
    r"^(?:(?:活动|征集|投票|团购?)?的?(?:名字|名称|标题|主题|题目|内容)(?:就|暂?定)?(?:叫做?|是|为|:)?|就?(?:叫做|名叫|名为|叫)"
    r"|(?:主题|标题|名字|名称|题目)(?= ))[\s:：]*(?=.{2})"
)
_QUOTED = re.compile(r"^[「『“\"《〈【'‘](.{2,40}?)[」』”\"》〉】'’]")


def plain_title(text: str) -> str:
    """A title without the words that lead to it (名字叫) and the quotation marks around it."""
    words = _CALLED.sub("", text.strip())
    quoted = _QUOTED.match(words)
    return tidy(quoted[1] if quoted else words)


def tidy(text: str) -> str:
    """A free text without marks, particles and spaces at its ends."""
    text = _SPACES.sub(" ", text.replace(CUT, " ")).strip(PUNCTUATION)
    text = _HEAD_PARTICLES.sub("", text).strip(PUNCTUATION)
    return _TAIL_PARTICLES.sub("", text).strip(PUNCTUATION)


def said(message: Message, scene: Scene, speaker: Speaker, heard: Heard | None = None) -> Said | None:
    """The command in a message; None where there can be none: neither addressed nor `#`, or a #接龙 list.

    heard: the same message, where others read it as well.
    """
    raw = without_mention(message.text, scene.bot_names)
    plain, origin = normalise_traced(raw)
    if not plain or _RELAY.search(plain):
        return None
    hashed = plain.startswith("#")
    start = len(plain) - len(plain.lstrip("# \n")) if hashed else 0
    if not (message.addressed or hashed) or start == len(plain):
        return None
    text = plain[start:]
    same = heard if heard is not None and heard.text == text and heard.message.at == message.at else None
    return Said(text, message, scene, speaker, hashed, origin[start:], raw, same)


@cache
def _mention_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"[@＠]{re.escape(name)}(?:[\u2005\u2002\u00a0\u200b \u3000]|(?=[^A-Za-z0-9])|$)")


def without_mention(text: str, bot_names: Sequence[str]) -> str:
    """The text without one @name of the bot, wherever it stands."""
    if "@" not in text and "＠" not in text:
        return text
    for name in sorted(bot_names, key=len, reverse=True):
        taken, count = _mention_of(name).subn(" ", text, count=1)
        if count:
            return taken.strip(" \u2005\u3000")
    return text


Slots = Mapping[str, Any]
