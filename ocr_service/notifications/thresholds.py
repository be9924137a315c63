"""Which thresholds are passed, so that somebody should look: for those who have no Prometheus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ocr_service.domain.queue_values import QueueStats

Notices = Mapping[str, Mapping[str, Any]]
"""Name of a threshold that is passed -> the value that passed it, and the threshold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From when on a notice is raised; 0 turns one off.

    ``error_rate`` is the share of FAILED among the tasks that ended in the last hour, looked at from ``least_ended`` on;
    ``queue_age_s`` the age of the oldest waiting task, ``free_bytes`` the room left for documents, ``no_worker_s`` how
    long there was no worker, ``limit_use`` the share of the vision service's limit that is in use.
    """

    error_rate: float = 0.2
    least_ended: int = 10
    queue_age_s: float = 900.0
    free_bytes: int = 500_000_000
    no_worker_s: float = 60.0
    limit_use: float = 0.8

    def passed(
        self, stats: QueueStats, *, free_bytes: int, no_worker_s: float, limit_used: float = 0.0
    ) -> Notices:
        """The thresholds that these numbers pass."""
        ended = stats.completed_last_hour + stats.failed_last_hour
        error_rate = round(stats.failed_last_hour / ended, 3) if ended >= self.least_ended else 0.0
        age_s = round(max(stats.oldest_waiting_s.values(), default=0.0))
        seen: dict[str, tuple[bool, float, float]] = {
            "error_rate": (error_rate > self.error_rate, error_rate, self.error_rate),
            "queue_age": (age_s > self.queue_age_s, age_s, self.queue_age_s),
            "disk": (free_bytes < self.free_bytes, free_bytes, self.free_bytes),
            "limit_use": (limit_used > self.limit_use, round(limit_used, 3), self.limit_use),
            "no_worker": (no_worker_s > self.no_worker_s, round(no_worker_s), self.no_worker_s),
        }
        return {
            name: {"value": value, "threshold": threshold}
            for name, (is_passed, value, threshold) in seen.items()
            if is_passed and threshold
        }
