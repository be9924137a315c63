"""Keep the worker's leases alive, and pass on what the queue answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from ocr_service import errors
from ocr_service.domain.queue_values import WorkerInfo
from ocr_service.domain.task_queue import WorkerQueue
from ocr_service.worker.process_memory import tree_pss_mb
from ocr_service.worker.processor import Interruption, Processor

log = logging.getLogger(__name__)

_RECONNECT_S = 0.5


class Heartbeat:
    """Renews every third of a lease, and at once when somebody signals the worker."""

    def __init__(
        self,
        *,
        queue: WorkerQueue,
        processor: Processor,
        worker: WorkerInfo,
        lease_s: float,
        on_drain: Callable[[], None],
    ) -> None:
        self._queue = queue
        self._processor = processor
        self._worker = worker
        self._every_s = lease_s / 3
        self._on_drain = on_drain
        # The threads that serve the disk may all stand still for longer than a lease.
        self._measuring = ThreadPoolExecutor(1, thread_name_prefix="memory")

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            try:
                await self.beat()
                await self._queue.wait_signal(self._worker.id, timeout_s=self._every_s)
            except errors.BackendUnavailable as error:
                log.warning("Heartbeat failed", extra={"code": error.code})
                await asyncio.sleep(min(_RECONNECT_S, self._every_s))

    async def beat(self) -> None:
        """Renew once, and end what is no longer ours. Raises ``BackendUnavailable``."""
        loop = asyncio.get_running_loop()
        memory_mb = await loop.run_in_executor(self._measuring, tree_pss_mb, self._worker.pid)
        reply = await self._queue.heartbeat(
            replace(
                self._worker,
                memory_mb=round(memory_mb, 1),
                current_tasks=self._processor.running,
                tasks_done=self._processor.tasks_done,
            )
        )
        for task_id in reply.lost:
            self._processor.interrupt(task_id, Interruption.LEASE_LOST)
        for task_id in reply.cancelled:
            self._processor.interrupt(task_id, Interruption.CANCELLED)
        if reply.is_draining:
            self._on_drain()
