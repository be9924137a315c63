"""Decide what becomes of a task whose run ended with an error."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ocr_service.domain.backoff import full_jitter_s
from ocr_service.domain.task import Task
from ocr_service.errors import CapacityError, DocumentCrashed, OcrServiceError


class RetryAction(StrEnum):
    """End the task; try again; try again and count a death of its child; or wait for room, uncharged."""

    FAIL = "fail"
    RETRY = "retry"
    DEFER = "defer"
    CRASH = "crash"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryDecision:
    """The action, and the seconds before the next run."""

    action: RetryAction
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Permanent errors fail at once; transient ones and deaths of the child are counted apart.

    A lack of room (a full disk) is nobody's fault: the task waits for it as long as it takes.

    The delay is exponential with full jitter: uniform between 0 and ``backoff_s`` x 2^n, at most ``backoff_max_s``.
    """

    max_retries: int = 3
    max_child_crashes: int = 2
    backoff_s: float = 2.0
    backoff_max_s: float = 300.0

    def decide(self, error: OcrServiceError, task: Task, *, jitter: float) -> RetryDecision:
        """What to do after ``error`` ended a run of ``task``; ``jitter`` is drawn from [0, 1)."""
        if isinstance(error, DocumentCrashed):
            if task.child_crashes + 1 >= self.max_child_crashes:
                return RetryDecision(action=RetryAction.FAIL)
            return RetryDecision(action=RetryAction.CRASH, delay_s=self._delay_s(task.child_crashes, jitter))
        if isinstance(error, CapacityError):
            waits = sum(entry.get("reason") == error.code for entry in task.history)
            return RetryDecision(action=RetryAction.DEFER, delay_s=self._delay_s(waits, jitter))
        if error.is_transient and task.retry_count < self.max_retries:
            return RetryDecision(action=RetryAction.RETRY, delay_s=self._delay_s(task.retry_count, jitter))
        return RetryDecision(action=RetryAction.FAIL)

    def _delay_s(self, runs: int, jitter: float) -> float:
        return full_jitter_s(runs, first_s=self.backoff_s, most_s=self.backoff_max_s, jitter=jitter)
