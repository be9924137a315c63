"""How long tests wait for what must come; no claim of a test hangs on it."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 120.0
"""So long that no loaded machine needs it, so short that somebody sees that a test hangs."""
LONGER_S = 600.0
"""What a test lets somebody wait whom it wakes: without the wake-up, the test's own patience ends first."""


def until(
    is_true: Callable[[], bool],
    said: Callable[[], object] = lambda: "it did not happen",
    *,
    look_s: float = 0.05,
) -> None:
    """Wait until something holds; what ``said`` gives is told when it never does."""
    end_s = time.monotonic() + PATIENCE_S
    while not is_true():
        assert time.monotonic() < end_s, said()
        time.sleep(look_s)
