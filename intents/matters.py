"""What else people call an official matter: the words of it changed for others of the same group."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

MOST_FORMS = 150  # of one name of the workbook


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    content = tomllib.loads((Path(__file__).parent / "grammar" / "_matters.toml").read_text(encoding="utf-8"))
    return tuple(tuple(group) for group in content["groups"])


def as_people_call_it(matter: str) -> tuple[str, ...]:
    """Other names of a matter, with one of its words or two of them changed: 孩子上户口 → 宝宝落户. At most 150."""
    once = dict.fromkeys(_changed(matter, 0))
    twice = dict.fromkeys(form for changed, after in once for form, _ in _changed(changed, after))
    return tuple(dict.fromkeys((*(form for form, _ in once), *twice)))[:MOST_FORMS]


def _changed(matter: str, first: int) -> Iterator[tuple[str, int]]:
    """The matter with one word changed, of the groups from `first` on; and the group after the one that was used."""
    for number, group in enumerate(_groups()[first:], first):
        said = max((word for word in group if word in matter), key=len, default=None)
        if said is not None:
            for other in group:
                if other not in matter and (len(other) > 2 or said != matter):  # 入户 alone is many matters
                    yield matter.replace(said, other, 1), number + 1
