"""Values that go in and out of the queue: what is asked of it, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task, TaskId


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """A caller's key and the fingerprint of what it was sent with."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueued:
    """The task that now stands for an upload; ``is_new`` is False when it stood there before."""

    task: Task
    is_new: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NotClaimed:
    """Why a task could not be claimed: its status (None: it is not known), who has it, seconds until that may change."""

    status: TaskStatus | None
    worker_id: str = ""
    wait_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartbeatReply:
    """Claims of this worker that are no longer its own, and those whose task was cancelled."""

    lost: frozenset[TaskId] = frozenset()
    cancelled: frozenset[TaskId] = frozenset()
    is_draining: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerInfo:
    """One row of the registry. ``memory_mb`` is the PSS of the worker and its children."""

    id: str
    host: str
    pid: int
    version: str
    started_at: str
    queues: tuple[Priority, ...]
    concurrency: int = 1
    languages: tuple[str, ...] = ()
    engines: tuple[str, ...] = ()
    memory_mb: float = 0.0
    current_tasks: tuple[TaskId, ...] = ()
    tasks_done: int = 0
    heartbeat_at: str = ""
    is_draining: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch: its size, its tasks' number per state, and when the last one ended."""

    id: str
    owner: str
    total: int
    task_ids: tuple[TaskId, ...]
    counts: Mapping[TaskStatus, int]
    progress: int
    created_at: str
    finished_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage:
    """A page of a listing; ``cursor`` is empty at the end."""

    tasks: tuple[Task, ...]
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxStats:
    """Numbers of the outbox: entries that wait and dead ones that are kept, and for ever: entries by how they ended,
    tries by outcome and their seconds together.
    """

    waiting: int = 0
    dead: int = 0
    oldest_due_s: float = 0.0
    notifiers: int = 0
    ended_total: Mapping[str, int] = field(default_factory=dict)
    tries_total: Mapping[str, int] = field(default_factory=dict)
    seconds_total: float = 0.0


BOUNDS_S = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800)
"""Upper bounds of the intervals that times are counted in: from a page with a text layer to the longest document."""


def bound_of(seconds: float) -> str:
    """The name of the interval that a time is counted in: its upper bound in ms, or ``inf``."""
    return next((str(round(bound_s * 1000)) for bound_s in BOUNDS_S if seconds <= bound_s), "inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """How long something took, all together: seconds, and how many fell into each interval (``bound_of``)."""

    sum_s: float = 0.0
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueStats:
    """Numbers of the whole queue. ``waiting`` per queue; ``durations_s`` sums by stage, ``times`` the same in intervals,
    and of completed tasks also how long they waited (``wait``) and ran (``run``).

    ``delayed_by`` parts ``delayed`` by the queue that tasks go back to; beyond a hundred by the shares of the first hundred.
    ``finished`` tasks are those completed or cancelled that are still kept, ``cancelled`` a part of them; what ends in
    ``_total`` counts for ever.
    """

    waiting: Mapping[Priority, int]
    paused: frozenset[Priority]
    delayed: int
    pending: int
    processing: int
    dead: int
    finished: int
    cancelled: int
    completed_total: int
    failed_total: int
    cancelled_total: int
    retried_total: int
    pages_total: int
    delayed_by: Mapping[Priority, float] = field(default_factory=dict)
    oldest_waiting_s: Mapping[Priority, float] = field(default_factory=dict)
    durations_s: Mapping[str, float] = field(default_factory=dict)
    scorecards_total: int = 0
    deliveries_total: int = 0
    completed_last_hour: int = 0
    failed_last_hour: int = 0
    pages_last_hour: int = 0
    runs_last_hour: int = 0
    run_s_last_hour: float = 0.0
    times: Mapping[str, Histogram] = field(default_factory=dict)
    outbox: OutboxStats = field(default_factory=OutboxStats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What ``complete`` stores: the head of the result as JSON, and numbers for the statistics.

    ``text`` goes with the head while both are small; None when it is known to be large. ``deliveries`` are those found in
    a scorecard; None for any other document.
    """

    head: Mapping[str, Any]
    pages: int
    text: str | None = None
    stage_s: Mapping[str, float] = field(default_factory=dict)
    message: str = "Completed"
    deliveries: int | None = None

    @property
    def needs_review(self) -> bool:
        """True when a person should look."""
        return bool(self.head.get("needs_review"))
