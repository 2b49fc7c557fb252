"""What staff taught: whole messages that mean another one, and questions that have a ready answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from intents.normalise import normalise, squeeze, strip_emoji, syllables

NEARLY = 84.0  # of 100: 垃圾几点来收 for 垃圾几点收, not 车费几点收
_MARKS = re.compile(r"[\s,.!~?;:'\"、。，！？…“”‘’「」()（）]+")
_POLITE = re.compile(
    r"^(?:小邻|请问|问一下|问下|想问一下|想问下|想问|麻烦问一下|请教一下|请教|那个|那|你好|您好)+(?=..)|"
    r"(?<![吗嘛么啊呀呢哦哈啦吧呐哇谢])(?:[吗嘛么啊呀呢哦哈啦吧呐哇]|谢谢)+$"
)


@dataclass(frozen=True, slots=True)
class Taught:
    """sayings: a plain saying to the message that it stands for. answered: a plain question to the question as taught."""

    sayings: Mapping[str, str] = field(default_factory=dict)
    answered: Mapping[str, str] = field(default_factory=dict)

    def meaning(self, text: str) -> str | None:
        """The message that this one stands for; None where nothing was taught of it."""
        return self.sayings.get(plain_saying(text)) if self.sayings else None

    def question(self, text: str) -> str | None:
        """The taught question that this text is, word for word (particles and marks aside)."""
        return self.answered.get(plain_saying(text)) if self.answered else None

    def question_like(self, text: str) -> str | None:
        """The one taught question that this text nearly is, by letters or by sound; None where none or several are."""
        if not self.answered or len(said := plain_saying(text)) < 4:
            return None
        near = [
            question for key, question in self.answered.items()
            if max(fuzz.ratio(said, key), fuzz.ratio(syllables(said), syllables(key))) >= NEARLY
        ]
        return near[0] if len(near) == 1 else None


def plain_saying(text: str) -> str:
    """A saying without what makes no difference: marks, spaces, emoji, particles at its end, 请问 at its beginning."""
    bare = _MARKS.sub("", squeeze(strip_emoji(normalise(text)))[0])
    return _POLITE.sub("", bare) or bare


def taught_from(sayings: Iterable[tuple[str, str]], questions: Iterable[str]) -> Taught:
    """What was taught, from (said, meant) and the questions that have an answer."""
    return Taught(
        {plain_saying(said): meant for said, meant in sayings}, {plain_saying(one): one for one in questions}
    )
