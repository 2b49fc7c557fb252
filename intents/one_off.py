"""Names of which one sound differs: looked up by what is left of them without it, not searched for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import product


def less_one(sounds: str) -> set[str]:
    """The sounds as they are and without each of them: two texts of which one sound differs have one of these in common."""
    return {sounds, *(sounds[:at] + sounds[at + 1 :] for at in range(len(sounds)) if len(sounds) > 1)}


def one_off(kinds_of: Iterable[Collection[str]], sounds: Sequence[str]) -> dict[int, int | tuple[int, ...]]:
    """Whose the sounds are with one left out (see `less_one`), by kind and sounds (as one number, which takes a third of the
    room). kinds_of: the kinds of each of them. Looking up costs hardly more of 100,000 names than of 300.
    """
    found: dict[int, int | list[int]] = {}
    for index, kinds in enumerate(kinds_of):
        for key in map(hash, product(kinds, less_one(sounds[index]))):
            others = found.setdefault(key, index)
            if isinstance(others, list):
                others.append(index)
            elif others != index:
                found[key] = [others, index]
    return {key: others if isinstance(others, int) else tuple(others) for key, others in found.items()}
