"""How many seconds of work wait: what workers are added by, as the length of a list is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ocr_service.domain.queue_values import QueueStats
from ocr_service.domain.status import Priority

FIRST_TASK_S = 10.0
"""What a task is taken to last before the first has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Seconds that one page-slot would read, by queue: lists, what owners have beyond their share, and retries that wait.

    ``waiting_s`` leaves out queues that are paused, for no worker more would empty them.
    """

    task_s: float
    by_queue_s: Mapping[Priority, float]
    waiting_s: float


def work_waiting(stats: QueueStats) -> Work:
    """Tasks times what one lasted lately."""
    task_s = mean_task_s(stats)
    by_queue_s = {
        queue: task_s * (stats.waiting.get(queue, 0) + stats.delayed_by.get(queue, 0.0)) for queue in Priority
    }
    waiting_s = sum(seconds for queue, seconds in by_queue_s.items() if queue not in stats.paused)
    return Work(task_s=task_s, by_queue_s=by_queue_s, waiting_s=waiting_s)


def mean_task_s(stats: QueueStats) -> float:
    """What a run lasted on average: in the last hour, else ever, else ``FIRST_TASK_S``."""
    if stats.runs_last_hour:
        return stats.run_s_last_hour / stats.runs_last_hour
    runs = stats.times.get("run")
    count = sum(runs.counts.values()) if runs else 0
    return runs.sum_s / count if runs and count else FIRST_TASK_S
