"""A message as it was heard: its plain text without mentions, what it quotes, the names and numbers that stand in
it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from intents.dialect import in_common_words
from intents.goods_behind_verbs import with_goods_behind_verbs
from intents.hidden_numbers import with_names_hidden
from intents.lexicon import Found
from intents.markers import abstract, name_number
from intents.normalise import normalise, squeeze, strip_emoji
from intents.numbers import Quantity, find_quantities
from intents.once import once
from intents.patterns import Sifted
from intents.scene import Message, Quote, Scene, Speaker, Talk
from intents.times import FoundTime, find_times

MOST_THINGS, MOST_CLAUSES = 60, 240
_SEPARATORS = re.compile(r"[\s,，。;；!！?？、+~…/|:：()（）]")
_OTHER_MENTION = re.compile(r"@(?!所有人|all\b)[^\s@,，。:：]{1,20}")
_ENDS = " \n\t\r,.!~?;:'\"、。，！？…"
_EVERYBODY = re.compile(r"@(?:所有人|all\b)[\s,，]*")
_DESKTOP_QUOTE = re.compile(
    r"\A「(?P<name>[^:：」\n]{1,40})[:：](?P<quoted>[^」]{1,500})」\s*\n[-—–\s]{3,80}\n(?P<rest>.*)\Z",
    re.S,
)
_FORWARD = Sifted(
    r"\A\s*[\[【(]?(?:转发|聊天记录|转|文件|小程序|链接|图片|视频|语音|位置|公告|群公告|转自)[\]】):：]|"
    r"\A\s*转发[:：]|群聊的聊天记录"
)
_HEADLINE = Sifted(r"\A\s*(?:【[^】\n]{1,20}】|\[[^\]\n]{0,8}(?:转|通知|公告|提醒|招|信息|快讯|天气|辟谣|扩散)[^\]\n]{0,6}\])")


@dataclass(unsafe_hash=True)
class Heard:
    """One message with everything that is read from it once. `text` is what the sender says; `quote` what they
    quote. Nobody changes it: frozen, each would take a microsecond longer to make.
    """

    message: Message
    scene: Scene
    speaker: Speaker
    talk: Talk
    text: str
    quote: Quote | None = None
    to_others: bool = False
    forwarded: bool = False
    kept: dict[str, Any] = field(default_factory=dict)  # what readers made of it and others will ask for again

    @once
    def addressed(self) -> bool:
        """Whether the bot is spoken to: mentioned, in private, or by quoting what it or staff said about something
        open.
        """
        return self.message.addressed or self.message.private

    @once
    def to_everybody(self) -> bool:
        """Whether it calls @所有人 without speaking to the bot: an announcement, not what somebody wants for themselves."""
        return not self.addressed and "@" in self.message.text and bool(_EVERYBODY.search(self.message.text))

    @once
    def names(self) -> Sequence[Found]:
        """The known names in the text."""
        found = with_goods_behind_verbs(self.text, self.scene.lexicon.find(self.text, self._squeezed), self.scene.lexicon)
        return found if not any(map(_is_short, found)) else [one for one in found if not self._tears_words(one)]

    def _tears_words(self, found: Found) -> bool:
        """Whether a short name of a shop only stands across two words: 动能 in 哪些活动能报名."""
        first, last = self.text[found.start - 1 : found.start + 1], self.text[found.end - 1 : found.end + 1]
        if not _is_short(found) or len(first) < 2 or len(last) < 2 or not found.values("merchant"):
            return False
        words = self.scene.lexicon.words
        return words.is_word(first) and (last[0] in _SMALL_WORDS or words.is_word(last))

    def named(self, marker: str | None) -> Found | None:
        """The name for which a marker stands, as a slot of a phrase holds it; None where there is none."""
        return self.names[name_number(marker)] if marker else None

    @once
    def quantities(self) -> Sequence[Quantity]:
        """The counted things in the text."""
        text = with_names_hidden(self.text, self.names) if self.names else self.text
        return find_quantities(text, self.scene.rare_units)

    @once
    def times(self) -> Sequence[FoundTime]:
        """The times in the text, resolved against the message's own."""
        return find_times(self.text, self.message.at)

    @once
    def is_long_list(self) -> bool:
        """Whether it names or counts more things, or has more clauses, than anybody orders in one message: a list that was
        pasted, which is read as no order (as `#接龙` it is another matter).
        """
        if len(self.text) <= 2 * MOST_THINGS:
            return False
        parts = len(_SEPARATORS.findall(self.text))
        return parts > MOST_CLAUSES or len(self.names) > MOST_THINGS or len(self.quantities) > MOST_THINGS

    @once
    def abstracted(self) -> str:
        """The text with its known names as markers."""
        return abstract(self.text, self.names)

    @once
    def bare(self) -> str:
        """The text without spaces, emoji and punctuation at its ends: what short answers are compared with."""
        if isinstance(self._squeezed[1], range) and "[" not in self.text:  # it has neither spaces nor emoji
            return self.text.strip(_ENDS)
        return squeeze(strip_emoji(self.text))[0].strip(_ENDS)

    @once
    def _squeezed(self) -> tuple[str, Sequence[int]]:
        return squeeze(self.text)

    def about(self, text: str) -> Heard:
        """The same situation, with another text (what is quoted, a part of the message)."""
        return Heard(self.message, self.scene, self.speaker, self.talk, text)

    def alone(self, text: str) -> Heard:
        """The same situation, in which a part of the message is all that was written: as commands are read."""
        return Heard(replace(self.message, text=text), self.scene, self.speaker, self.talk, text)


_SMALL_WORDS = frozenset("能会可要有在就都也还是不的了去来")


def _is_short(found: Found) -> bool:
    return len(found.said) == 2


@cache
def _mention_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"@{re.escape(name)}(?:[\u2005\s]|(?![\w]))?")


# 附近 有 花 店 吗: somebody who types a space behind each character
_SPELT_OUT = Sifted(r"(?<!\S)[\u4e00-\u9fff](?: [\u4e00-\u9fff](?!\S)){3,}")


def _spelt_together(text: str) -> str:
    return _SPELT_OUT.sub(_without_spaces, text) if " " in text else text


def _without_spaces(found: re.Match[str]) -> str:
    return found[0].replace(" ", "")


def hear(message: Message, scene: Scene, speaker: Speaker, talk: Talk) -> Heard:
    """Take the mentions off, and find out whom the message speaks to."""
    raw, quote = message.text, message.quote
    if quote is None and (desktop := _DESKTOP_QUOTE.match(raw)):
        by_bot = desktop["name"].strip() in scene.bot_names
        quote, raw = Quote(desktop["quoted"], by_bot=by_bot), desktop["rest"]
    if "@" in raw and (message.addressed or message.private):
        for name in scene.bot_names:
            raw = _mention_of(name).sub(" ", raw)
    text = in_common_words(_spelt_together(normalise((_EVERYBODY.sub("", raw) if "@" in raw else raw).replace("➕", "+"))))
    return Heard(
        message,
        scene,
        speaker,
        talk,
        text,
        quote,
        to_others="@" in text and bool(_OTHER_MENTION.search(text)),
        forwarded=bool(_FORWARD.search(text)) or (not (message.addressed or message.private) and bool(_HEADLINE.search(text))),
    )
