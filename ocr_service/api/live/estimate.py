"""How long will a task still take? A guess from the tasks of the last hour, corrected by its own pages.

What the guesses are worth is measured by ``python -m bench.live.estimate`` (docs/live-events.md).
"""

from __future__ import annotations

from dataclasses import dataclass

_SHARE_LEFT_OF_THOSE_RUNNING = 0.6
"""Of the tasks that run when somebody asks, so much is left on average: a long one is met more often than a short one."""
_TYPICAL = 0.8
"""What a task takes in the middle of all, in parts of their mean, which a few long ones pull up."""
_PAGES_OF_EXPERIENCE = 1.0
"""The last hour counts as much as so many pages of one's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds that a task and a page of it took on average within the last hour (None: none did), how many tasks can run
    at once, and how many do.
    """

    run_s: float | None
    page_s: float | None
    slots: int
    running: int


def queued_s(pace: Pace, ahead: int) -> float | None:
    """Seconds until a task is done that ``ahead`` others are served before; None when nothing is known."""
    if pace.run_s is None or not pace.slots:
        return None
    ends_before = ahead + 1 - max(0, pace.slots - pace.running)
    wait_s = (
        (ends_before - 1 + _SHARE_LEFT_OF_THOSE_RUNNING) * pace.run_s / pace.slots if ends_before > 0 else 0.0
    )
    return wait_s + _TYPICAL * pace.run_s


def running_s(pace: Pace, *, spent_s: float, pages_done: int, pages_total: int) -> float | None:
    """Seconds until a running task is done; None when nothing is known.

    Its own pages tell most, together with those of others while they are few. Until its number of pages is known it is a
    task like any other.
    """
    if pages_total and pages_done:
        return max(0.0, _page_s(pace, spent_s, pages_done) * (pages_total - pages_done))
    if pages_total and pace.page_s is not None:
        return max(0.0, pace.page_s * pages_total - spent_s)
    return None if pace.run_s is None else max(0.0, _TYPICAL * pace.run_s - spent_s)


def _page_s(pace: Pace, spent_s: float, pages_done: int) -> float:
    if pace.page_s is None:
        return spent_s / pages_done
    return (spent_s + _PAGES_OF_EXPERIENCE * pace.page_s) / (pages_done + _PAGES_OF_EXPERIENCE)
