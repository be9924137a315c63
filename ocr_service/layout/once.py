"""A property that is worked out once.

``functools.cached_property`` of Python 3.11 takes a lock for each first look; a document's rows have tens of thousands of them,
and none is shared between threads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


class once(Generic[Value]):  # noqa: N801 - read as a decorator, as `property` is
    """As ``cached_property``, without its lock."""

    def __init__(self, work_out: Callable[[Any], Value]) -> None:
        self._work_out = work_out
        self._name = work_out.__name__
        self.__doc__ = work_out.__doc__

    @overload
    def __get__(self, owner: None, kind: type | None = None) -> once[Value]: ...

    @overload
    def __get__(self, owner: object, kind: type | None = None) -> Value: ...

    def __get__(self, owner: object, kind: type | None = None) -> once[Value] | Value:
        if owner is None:
            return self
        # Found there by the next look, which comes here no more.
        value = owner.__dict__[self._name] = self._work_out(owner)
        return value
