"""Numbers that are named only because they are too many or too few: 5盒都多 两盒, 用不了10斤 改8斤."""

from __future__ import annotations

import re

from intents.heard import Heard
from intents.patterns import Sifted

_N = "(?:[0-9]{1,3}(?:\\.[0-9])?|[一二两三四五六七八九十半]{1,3})"
_TOO_MUCH = "(?:吃|用|喝|要|拿|装|放|拎|使)不[完了下着动掉]"
_REFUSED = Sifted(
    rf"(?:哪|根本|实在|其实|我家?|我们家?|一家|家里)?(?:{_TOO_MUCH}|哪?[用要吃]?不着|[用要吃]不到)(?:那么|这么)?(?P<before>{_N}\s?[\u4e00-\u9fff])(?:的|那么多|这么多|了)?|"
    rf"(?<![改成到为要来订])(?P<behind>{_N}\s?[\u4e00-\u9fff])(?:都|也|还|实在|真的|真|有点|好像|确实|是|我家?|一个人|[嫌怕]){{0,3}}"
    rf"(?:太?多|{_TOO_MUCH})(?:了|啦|点)?(?=[\s,，。;；、]|就|那|[要来改]{_N})"
)
_OF_OTHERS = re.compile(r"[?？吗]|谁|[你您他她]|[分匀送让]给|昨|上[次回周]|剩")


_THEN = re.compile(rf"[\s,，。;；]*(?:那|就|那就|还是|来|要|留|只要){{0,3}}(?={_N})")


def without_refused(heard: Heard, text: str = "", by: str = "") -> str:
    """The text without numbers that it calls too many, where another number of the same unit stands; else as it is.

    text: what the message says, where it was put otherwise already. by: a word for a number that another follows (改成).
    """
    text = text or heard.text
    if _OF_OTHERS.search(text):
        return text
    for found in reversed(list(_REFUSED.finditer(text))):
        said = found["before"] or found["behind"]
        unit = said[-1]
        start, end = found.span("before" if found["before"] else "behind")
        if any(one.unit == unit and not start <= one.start < end for one in heard.quantities):
            then = _THEN.match(text, found.end()) if by else None
            rest = f"{by}{text[then.end() :]}" if then else text[found.end() :]
            text = f"{text[: found.start()]} {rest}".strip(" ,，。")
    return text
