"""The hand-rolled queue on Redis: ``RedisQueueManager``, put together from its parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace

from ocr_service.domain.audit import AuditReport
from ocr_service.domain.task import TaskId
from ocr_service.queue.audit import Audit
from ocr_service.queue.batches import Batches
from ocr_service.queue.callers.api_keys import ApiKeys
from ocr_service.queue.callers.rate_limit import RateLimit
from ocr_service.queue.claims import Claims
from ocr_service.queue.connection import open_clients
from ocr_service.queue.events.changes import Changes
from ocr_service.queue.figures import Figures
from ocr_service.queue.keys import Keys
from ocr_service.queue.limits.shared_limit import SharedLimits
from ocr_service.queue.listing import Listing
from ocr_service.queue.outbox.audit import OutboxAudit
from ocr_service.queue.outbox.notifications import Notifications
from ocr_service.queue.policy import QueuePolicy
from ocr_service.queue.source_rows import SourceRows
from ocr_service.queue.statistics import Statistics
from ocr_service.queue.steering import Steering
from ocr_service.queue.submissions import Submissions
from ocr_service.queue.uploads import Uploads
from ocr_service.queue.workers import Workers

_DEFAULT_POLICY = QueuePolicy()


class RedisQueueManager(
    Submissions,
    Claims,
    Workers,
    Steering,
    Listing,
    Batches,
    Changes,
    Statistics,
    Figures,
    RateLimit,
    Audit,
    ApiKeys,
    Notifications,
    OutboxAudit,
    Uploads,
    SharedLimits,
    SourceRows,
):
    """Implements ``domain.task_queue.TaskQueue`` and both protocols of ``domain.delivery.outbox``; see docs/task-lifecycle.md for keys and states.

    ==================== ==================================================================================
    file                 methods
    ==================== ==================================================================================
    ``submissions``      enqueue, find_idempotent, find_cached, enqueue_cached, start_pending, start
    ``batches``          create_batch, batch
    ``claims``           claim, claim_task, password, progress, complete, retry, defer, crash, fail, release, recover
    ``workers``          heartbeat, wait_signal, unregister, workers, drain
    ``steering``         cancel, requeue, reprioritize, correct, delete, pause, resume, trim, clear_finished
    ``listing``          known, position, next_in_line, result, list_tasks
    ``events.changes``   wait_change, follow, events, latest_events, wake_listeners
    ``statistics``       stats
    ``figures``          failed_by_code, course, next_tries, redis_use
    ``rate_limit``       take_tokens
    ``audit``            audit
    ``api_keys``         api_keys, api_key, put_api_keys, count_call, key_usage
    ``outbox/``          the protocols of ``domain.delivery.outbox``
    ``uploads``          open_upload, upload, known_uploads, uploads_of, begin_completion,
                         end_completion, close_upload
    ``shared_limit``     reserve, settle_reservation, refused, hold, limit_use, set_limits, reset_limits
    ``source_rows``      tell_sources, count_moves, sources
    ``base``             get, now_ms
    here                 connect, close, ping
    ==================== ==================================================================================

    Make one per process with ``connect`` and end it with ``close``. It reconnects by itself.
    """

    @classmethod
    def connect(
        cls,
        url: str,
        *,
        key_prefix: str = "",
        timeout_s: float = 5.0,
        max_connections: int = 64,
        policy: QueuePolicy = _DEFAULT_POLICY,
    ) -> RedisQueueManager:
        """A manager for the server at ``url``; does no I/O yet.

        ``redis://``, ``rediss://``, ``unix://``, ``redis+sentinel://host:port,…/service/db`` or
        ``redis+cluster://host:port`` (then ``key_prefix`` needs a hash tag such as ``{ocr}:``).
        """
        clients = open_clients(url, timeout_s=timeout_s, max_connections=max_connections)
        return cls(clients, Keys(key_prefix), policy)

    async def close(self) -> None:
        """Close all connections; calls that wait end with an error."""
        await self.stop_feed()
        await self.scripts.close()
        await self._clients.close()

    async def audit(
        self,
        *,
        repair: bool = False,
        task_ids_with_files: AsyncIterator[TaskId] | Iterable[TaskId] | None = None,
    ) -> AuditReport:
        """Compare every task with its place (and its files if ids of those are given), and the outbox with its own."""
        report = await super().audit(repair=repair, task_ids_with_files=task_ids_with_files)
        outbox = await self.audit_outbox(repair=repair)
        return replace(report, findings=(*report.findings, *outbox))

    async def trim(self) -> int:
        """Forget what is older than its time, in the queue and in the outbox; returns how many entries went."""
        return await super().trim() + await self.trim_notifications()

    async def ping(self) -> None:
        """Raise ``BackendUnavailable`` unless the queue answers and takes writes."""
        await self.scripts.run("ping")
