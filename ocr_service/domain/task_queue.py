"""What is asked of the queue, in four protocols; ``RedisQueueManager`` implements them all.

Each user takes the one it needs. Every transition is atomic. Times come from the queue's own clock. Methods that take
a ``Claim`` raise ``LeaseLost`` when its token is no longer the task's; all raise ``BackendUnavailable`` when the queue
cannot be reached or takes no writes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from ocr_service.domain.api_key import KeyStore
from ocr_service.domain.audit import AuditReport
from ocr_service.domain.delivery.outbox import Outbox, Subscriptions
from ocr_service.domain.live import Follower, Topic
from ocr_service.domain.queue_values import (
    Batch,
    Completion,
    Enqueued,
    HeartbeatReply,
    Idempotency,
    QueueStats,
    WorkerInfo,
)
from ocr_service.domain.status import Priority
from ocr_service.domain.task import NO_CALLBACK, Callback, Claim, IntakeRecord, Task, TaskError, TaskId
from ocr_service.domain.uploads.upload_session import UploadQueue
from ocr_service.domain.web.page_queue import PageQueue, TaskLists


class SubmissionQueue(Protocol):
    """How documents come in; used by intake and the upload routes."""

    async def enqueue(
        self,
        record: IntakeRecord,
        *,
        idempotency: Idempotency | None = None,
        password: str | None = None,
    ) -> Enqueued:
        """Put a stored document into its queue (or PENDING when ``hold``).

        A known id or a known idempotency key gives the earlier task with ``is_new=False``.
        Raises ``IdempotencyConflict``, ``QueueFull``.
        """
        ...

    async def find_idempotent(self, owner: str, idempotency: Idempotency) -> Task | None:
        """The task an idempotency key already stands for. Raises ``IdempotencyConflict``."""
        ...

    async def find_cached(self, record: IntakeRecord) -> Task | None:
        """A COMPLETED task of the same owner with the same bytes and options whose result is alive."""
        ...

    async def enqueue_cached(
        self, record: IntakeRecord, *, source: Task, idempotency: Idempotency | None = None
    ) -> Enqueued:
        """Add ``record`` as a task that is COMPLETED at once with the result of ``source``.

        Its outputs must already lie under token ``source.token`` of the new task. The new result
        gets a full result TTL. Raises ``IdempotencyConflict``, ``ResultExpired``.
        """
        ...

    async def create_batch(
        self, batch_id: str, *, owner: str, total: int, key_id: str = "", callback: Callback = NO_CALLBACK
    ) -> None:
        """Announce a batch before its tasks are enqueued with its id, or correct its total (0 forgets it).

        ``key_id`` and ``callback`` say who is told when its last document has ended.
        """
        ...

    async def start_pending(self, *, owner: str = "", limit: int | None = None) -> int:
        """Queue what was uploaded with ``process=false``, oldest first; returns how many.

        Raises ``QueueFull`` when not even one found room.
        """
        ...

    async def start(self, task_id: TaskId) -> Task:
        """Queue one document that was uploaded with ``process=false``.

        Raises ``QueueFull``, ``TaskNotFound``, ``TaskStateConflict``.
        """
        ...


class WorkerQueue(Protocol):
    """What a worker does with tasks: claim, report, end, give back; and the upkeep that workers share."""

    async def claim(self, worker_id: str, queues: Sequence[Priority], *, wait_s: float = 0.0) -> Claim | None:
        """The next task under a lease, waiting up to ``wait_s`` for one; None when there is none."""
        ...

    async def password(self, task_id: TaskId) -> str | None:
        """The document's password, if one was sent."""
        ...

    async def heartbeat(self, worker: WorkerInfo) -> HeartbeatReply:
        """Renew the worker's row and the leases of ``worker.current_tasks``."""
        ...

    async def wait_signal(self, worker_id: str, *, timeout_s: float) -> bool:
        """Block until somebody wants this worker's attention (cancel, drain); False on timeout."""
        ...

    async def progress(
        self, claim: Claim, *, percent: int, message: str, pages_done: int = 0, pages_total: int = 0
    ) -> None:
        """Store how far a claimed task is."""
        ...

    async def complete(self, claim: Claim, completion: Completion) -> None:
        """Accept the result, exactly once, and publish the claim's token."""
        ...

    async def enqueue_part(self, record: IntakeRecord) -> None:
        """Put a part of a document that was let in into its queue, whatever its limits; nothing when it is there."""
        ...

    async def retry(self, claim: Claim, error: TaskError, *, delay_s: float) -> None:
        """Count a transient error and put the task back after ``delay_s``."""
        ...

    async def defer(self, claim: Claim, error: TaskError, *, delay_s: float) -> None:
        """Put the task back after ``delay_s``, uncharged: there was no room for its run."""
        ...

    async def crash(self, claim: Claim, error: TaskError, *, delay_s: float) -> None:
        """Count a death of the document's child process and put the task back after ``delay_s``."""
        ...

    async def fail(self, claim: Claim, error: TaskError) -> None:
        """End the task as FAILED: a dead letter."""
        ...

    async def release(self, claim: Claim) -> None:
        """Give the task back to the head of its queue, uncharged."""
        ...

    async def is_cancelled(self, claim: Claim) -> bool:
        """True while the claim's task is CANCELLED and nobody has claimed it since: its files may go."""
        ...

    async def recover(self) -> Sequence[TaskId]:
        """Take back tasks whose lease ran out; those that lost too many become dead letters."""
        ...

    async def unregister(self, worker_id: str) -> None:
        """Remove a worker that stops from the registry."""
        ...

    async def trim(self) -> int:
        """Forget, in bounded steps, what is older than its time; returns how many entries went."""
        ...


class QueueControl(Protocol):
    """What a person may do to tasks, queues and workers."""

    async def cancel(self, task_id: TaskId) -> Task:
        """End a task that is not final; a running one is signalled. Raises ``TaskNotFound``, ``TaskStateConflict``."""
        ...

    async def requeue(self, task_id: TaskId) -> Task:
        """Run a FAILED or CANCELLED task again, counters reset. Raises as ``cancel``, and ``QueueFull``."""
        ...

    async def reprioritize(self, task_id: TaskId, priority: Priority) -> Task:
        """Move a task that is not claimed to another queue. Raises as ``cancel``."""
        ...

    async def delete(self, task_id: TaskId) -> None:
        """Forget a task and its result; a running one is cancelled first. Raises ``TaskNotFound``."""
        ...

    async def pause(self, queue: Priority) -> None:
        """Hand out nothing more from a queue."""
        ...

    async def resume(self, queue: Priority) -> None:
        """Hand out tasks of a queue again."""
        ...

    async def drain(self, worker_id: str) -> bool:
        """Ask a worker to finish what it has and to stop; False when there is no such worker."""
        ...


class QueueReader(TaskLists, Protocol):
    """What is known of tasks, batches, workers and the whole queue; nothing here changes a task."""

    async def get(self, task_id: TaskId) -> Task | None:
        """The task, or None."""
        ...

    async def known(self, task_ids: Sequence[TaskId]) -> Mapping[TaskId, Task]:
        """Those of the given tasks that exist, in one round trip."""
        ...

    async def position(self, task: Task) -> int | None:
        """How many tasks are served before this one in its queue; None unless QUEUED."""
        ...

    async def paused(self) -> frozenset[Priority]:
        """The queues of which nothing is handed out."""
        ...

    async def next_in_line(self, limit: int = 1_000) -> Mapping[Priority, Sequence[TaskId]]:
        """Those who are served next, up to ``limit`` in each queue, in one round trip; queues that go first come first."""
        ...

    async def result(self, task_id: TaskId) -> Mapping[str, Any] | None:
        """The head of a result, or None when it is not there (any more)."""
        ...

    async def wait_change(self, task: Task, *, timeout_s: float) -> Task | None:
        """The task as soon as it differs from ``task`` or the time is over; None when it is gone."""
        ...

    def follow(self, topic: Topic, *, after: str | None = None) -> AbstractContextManager[Follower]:
        """What happens to ``topic`` from the event id ``after`` on, or from now on, while the block runs."""
        ...

    def wake_listeners(self) -> None:
        """Let all followers return from ``next`` now: the process is about to stop."""
        ...

    def events(self, *, after: str = "$") -> AsyncIterator[Mapping[str, Any]]:
        """Every transition from the event id ``after`` on, as it happens."""
        ...

    async def batch(self, batch_id: str) -> Batch | None:
        """The batch, or None."""
        ...

    async def workers(self) -> Sequence[WorkerInfo]:
        """The workers that sent a heartbeat lately."""
        ...

    async def stats(self) -> QueueStats:
        """Numbers of the whole queue, in O(1)."""
        ...

    async def audit(
        self,
        *,
        repair: bool = False,
        task_ids_with_files: AsyncIterator[TaskId] | Iterable[TaskId] | None = None,
    ) -> AuditReport:
        """Compare each task with the place its id lies in, and with its files if ids of those are given."""
        ...

    async def now_ms(self) -> int:
        """The queue's own clock, unix milliseconds: the only one that ages are measured by."""
        ...

    async def ping(self) -> None:
        """Raise ``BackendUnavailable`` unless the queue answers and takes writes."""
        ...

    async def take_tokens(self, bucket: str, *, per_minute: int, tokens: int = 1) -> float:
        """Take from a bucket that all processes share; 0, or the seconds to wait before asking again."""
        ...


class IntakeQueue(SubmissionQueue, QueueControl, QueueReader, UploadQueue, Protocol):
    """What those who take documents in need: submitting, and a look at what became of it."""


class ServiceQueue(IntakeQueue, PageQueue, KeyStore, Subscriptions, Outbox, Protocol):
    """What the API needs: everything but a worker's transitions."""


class TaskQueue(IntakeQueue, WorkerQueue, KeyStore, Protocol):
    """The whole queue, for those who put the service together."""
