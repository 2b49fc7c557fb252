"""Who is called by @ and name, where a channel has the words only and no ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping

SEPARATOR = "\u2005"  # WeChat writes it after the name in a mention
_ENDS = frozenset(f"{SEPARATOR} \u3000\t\n,，。.!！?？:：;；、)）(（\"”“'‘’~～")


def called_in(
    text: str, people: Mapping[str, Collection[str]], but: Collection[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Id and name of each person called in a text, in order; `people`: ids by name, `but`: ids that do not count.

    The longest name counts, and only one that a single person carries: on two of one name nobody is guessed.
    """
    text = text.replace("＠", "@")
    found: dict[str, str] = {}
    at = text.find("@")
    while at >= 0:
        name = _name_at(text, at + 1, people)
        ids = set(people[name]) if name is not None else set()
        if name is not None and len(ids) == 1 and not ids & set(but):
            found.setdefault(ids.pop(), name)
        at = text.find("@", at + 1)
    return tuple(found.items())


def _name_at(text: str, begin: int, people: Mapping[str, Collection[str]]) -> str | None:
    fitting = (
        name for name in people
        if name and text.startswith(name, begin) and (text[begin + len(name):][:1] or SEPARATOR) in _ENDS
    )
    return max(fitting, key=len, default=None)
