"""Look-ups remembered for a while, so that a name costs one call an hour and not one for each message."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """At most `size` values, each for `seconds`; the oldest is dropped first."""

    def __init__(self, seconds: float, size: int, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._size, self._now = seconds, size, now
        self._values: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value while it is fresh, else None."""
        held = self._values.get(key)
        return held[1] if held is not None and held[0] > self._now() else None

    def last(self, key: K) -> V | None:
        """The value even where it is not fresh any more, else None."""
        held = self._values.get(key)
        return held[1] if held is not None else None

    def items(self) -> list[tuple[K, V]]:
        """All that is still fresh."""
        now = self._now()
        return [(key, value) for key, (until, value) in self._values.items() if until > now]

    def put(self, key: K, value: V) -> V:
        """Remember and give back."""
        self._values[key] = (self._now() + self._seconds, value)
        self._values.move_to_end(key)
        while len(self._values) > self._size:
            self._values.popitem(last=False)
        return value

    def forget(self, about: Callable[[K], bool]) -> None:
        """Drop every value whose key is about something that changed."""
        for key in [key for key in self._values if about(key)]:
            del self._values[key]

    def expire(self) -> None:
        """None of them is fresh any more."""
        self._values = OrderedDict((key, (float("-inf"), value)) for key, (_, value) in self._values.items())

    def clear(self) -> None:
        """Forget everything."""
        self._values.clear()
