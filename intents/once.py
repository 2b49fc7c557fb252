"""A property that is worked out when it is first asked for, and kept with its object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


class once(Generic[Value]):  # it is used as `property` is
    """As `functools.cached_property`, without the lock that each first question waits for: for what one thread has alone."""

    def __init__(self, work_out: Callable[[Any], Value]) -> None:
        self._work_out = work_out
        self.__doc__ = work_out.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, its: None, owner: type) -> once[Value]: ...

    @overload
    def __get__(self, its: object, owner: type) -> Value: ...

    def __get__(self, its: object | None, owner: type) -> once[Value] | Value:
        if its is None:
            return self
        value = its.__dict__[self._name] = self._work_out(its)
        return value
