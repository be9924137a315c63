"""Which environment may claim now: the first one that has rows goes first, unless it has come to a halt."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

_FRESH_S = 5.0
"""So long others wait for one that had a row; longer it does not keep them, whatever became of it."""


class Order:
    """``names`` are the environments, the one that goes first first."""

    def __init__(self, names: Sequence[str], monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._names = names
        self._monotonic_s = monotonic_s
        self._found_s: dict[str, float] = {}

    def found(self, name: str) -> None:
        """It had a row just now, and may have more."""
        self._found_s[name] = self._monotonic_s()

    def found_none(self, name: str) -> None:
        """It has none, or cannot be asked."""
        self._found_s.pop(name, None)

    def goes_first(self, name: str) -> bool:
        """True unless another that comes before it has rows."""
        since_s = self._monotonic_s() - _FRESH_S
        before = self._names[: self._names.index(name)]
        return not any(self._found_s.get(each, float("-inf")) > since_s for each in before)
