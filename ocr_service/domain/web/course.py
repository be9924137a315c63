"""How things went: what ended in each span of the last hour, day or week, and how long it took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ocr_service.domain.queue_values import BOUNDS_S

BUCKET_S = 300
"""How finely the queue counts what ends."""
_BOUNDS = (*(str(round(bound_s * 1000)) for bound_s in BOUNDS_S), "inf")
_LOWER_S = (0.0, *BOUNDS_S)
_LONGEST_S = 2 * BOUNDS_S[-1]


class Window(StrEnum):
    """How far back one looks."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"

    @property
    def span_s(self) -> int:
        """The length of one point of a plot: between 12 and 84 of them."""
        return {Window.HOUR: BUCKET_S, Window.DAY: 1_800, Window.WEEK: 7_200}[self]

    @property
    def points(self) -> int:
        """How many spans there are, the one that is not over included."""
        return {Window.HOUR: 3_600, Window.DAY: 86_400, Window.WEEK: 604_800}[self] // self.span_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What ended in one span, and in how many cases it took how long (``bound_of``)."""

    begins_ms: int
    completed: int = 0
    failed: int = 0
    pages: int = 0
    waited: Mapping[str, int] = field(default_factory=dict)
    ran: Mapping[str, int] = field(default_factory=dict)

    @property
    def failed_share(self) -> float | None:
        """The share of what ended that failed; None when nothing did."""
        ended = self.completed + self.failed
        return self.failed / ended if ended else None


def quantile_s(counts: Mapping[str, int], share: float) -> float | None:
    """The time within which this share stayed, in seconds; None without any.

    Between the bounds of an interval it is taken to grow evenly, so that it is right to the interval and no finer.
    """
    total = sum(counts.values())
    if not total:
        return None
    wanted, passed = share * total, 0
    for place, bound in enumerate(_BOUNDS):
        inside = counts.get(bound, 0)
        if inside and passed + inside >= wanted:
            lower = _LOWER_S[place]
            upper = BOUNDS_S[place] if place < len(BOUNDS_S) else _LONGEST_S
            return lower + (upper - lower) * (wanted - passed) / inside
        passed += inside
    return _LONGEST_S
