"""Group buys by the names that people make up for them: 羊汤团 for 暖胃羊汤团, or for the one that sells 羊汤."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intents.lexicon import Found, Name
from intents.patterns import Sifted
from intents.scene import Scene

_NICKNAME = Sifted(r"[\u4e00-\u9fffA-Za-z0-9]{1,9}团购?(?![长员队建圆聚])")
_LEADING = re.compile(r"(?:[把将的给从在关开截停]|这个|那个|统计|汇总|导出|结束|关闭|关掉|修改|我们|今天|本周)")
_ENDINGS = re.compile(r"团购?$")


def with_nicknames(text: str, names: Sequence[Found], scene: Scene) -> tuple[Found, ...]:
    """The names of a text, and in their order the group buys that it calls by a name of its own."""
    added = []
    titles = [found for found in names if found.values("group_buy")]
    for said in _NICKNAME.finditer(text):
        if any(found.start < said.end() and said.start() < found.end for found in titles):
            continue
        if found := _nicknamed(said, scene):
            added.append(found)
    if not added:
        return tuple(names)
    kept = [name for name in names if not any(name.start < new.end and new.start < name.end for new in added)]
    return tuple(sorted((*kept, *added), key=lambda found: found.start))


def _nicknamed(said: re.Match[str], scene: Scene) -> Found | None:
    """The one group buy whose title has these words, or which alone sells what they name; the longest words count."""
    stem = _ENDINGS.sub("", said[0])
    titles = scene.lexicon.values("group_buy")
    for start in range(len(stem) - 1):
        part = stem[start:]
        if _LEADING.match(part):
            continue
        fitting = {title for title in titles if part in title}
        if not fitting:
            selling = [one for one in scene.ending_in(part) if part in one.aliases or one.name.endswith(part)]
            fitting = {product.group_buy for product in selling}
        if len(fitting) == 1:
            first = said.start() + start
            return Found(first, said.end(), said.string[first:said.end()], (Name("group_buy", fitting.pop(), False),))
    return None
