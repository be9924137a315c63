"""How much time a piece of work has left."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ocr_service.errors import PageTimeout

_FULL_PRICE_PIXELS = 10_000_000


@dataclass(frozen=True, slots=True)
class Deadline:
    """An end on the monotonic clock."""

    end_s: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def within(self, seconds: float) -> Deadline:
        """The deadline of a part: so many seconds from now, and no later than this."""
        return Deadline(min(self.end_s, Deadline.after(seconds).end_s))

    def later(self, seconds: float) -> Deadline:
        """The deadline of work that was kept waiting so long."""
        return Deadline(self.end_s + seconds)

    def left_s(self, at_most_s: float = float("inf")) -> float:
        """Seconds left, at most ``at_most_s``. Raises ``PageTimeout`` when there are none."""
        left = self.end_s - time.monotonic()
        if left <= 0:
            raise PageTimeout
        return min(left, at_most_s)


def page_time_s(page_timeout_s: float, pixels: float) -> float:
    """The time one page may take: ``page_timeout_s`` up to 10 million pixels, in proportion above."""
    return page_timeout_s * max(1.0, pixels / _FULL_PRICE_PIXELS)
