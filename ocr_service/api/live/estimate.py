"""How long will a task still take? A guess from the tasks of the last hour, corrected by its own pages."""

from __future__ import annotations

from dataclasses import dataclass

_SHARE_LEFT_OF_THOSE_RUNNING = 0.5
"""Of the tasks that run when somebody asks, half is left on average."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds that a task ran on average within the last hour (None: none did), and tasks that run at once."""

    run_s: float | None
    slots: int


def queued_s(pace: Pace, position: int) -> float | None:
    """Seconds until a task is done that ``position`` others are served before; None when nothing is known."""
    if pace.run_s is None or not pace.slots:
        return None
    turns = position // pace.slots + _SHARE_LEFT_OF_THOSE_RUNNING
    return (turns + 1) * pace.run_s


def running_s(pace: Pace, *, spent_s: float, pages_done: int, pages_total: int) -> float | None:
    """Seconds until a running task is done; None when nothing is known.

    Its own pages tell most. Before the first one is done it is an average task.
    """
    if pages_done and pages_total:
        return max(0.0, spent_s / pages_done * (pages_total - pages_done))
    return None if pace.run_s is None else max(0.0, pace.run_s - spent_s)
