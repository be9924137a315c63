"""Stand in the registry of workers while Celery's worker reads: one row for it, so that the service is ready and shows who reads.

Each child of the pool has a row of its own for the time of a document. What a vanished worker had is taken back here as well.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from celery import bootsteps

from ocr_service import __version__, errors
from ocr_service.bootstrap.build import build_queue
from ocr_service.celery.documents import SERVER, DocumentsStep
from ocr_service.clock import SystemClock, iso_from_ms
from ocr_service.domain.queue_values import WorkerInfo
from ocr_service.environment import read_settings
from ocr_service.queue.manager import RedisQueueManager
from ocr_service.worker.process_memory import tree_pss_mb

_LOOK_S = 1.0

log = logging.getLogger(__name__)


class Presence:
    """The row of this process."""

    def __init__(self, concurrency: int) -> None:
        self._settings = read_settings()
        self._clock = SystemClock()
        self._next_s = 0.0
        self._row = WorkerInfo(
            id=f"{socket.gethostname()}-celery-{os.getpid()}",
            host=socket.gethostname(),
            pid=os.getpid(),
            version=__version__,
            started_at=iso_from_ms(self._clock.now_ms()),
            queues=self._settings.worker.queues,
            concurrency=concurrency,
        )

    def keep(self) -> None:
        """Renew it, several times a lease, once the program that reads is warm."""
        abilities = SERVER.abilities
        if not abilities or self._clock.monotonic_s() < self._next_s:
            return
        self._next_s = self._clock.monotonic_s() + self._settings.worker.lease_seconds / 3
        row = replace(
            self._row,
            languages=tuple(abilities["languages"]),
            engines=tuple(abilities["engines"]),
            memory_mb=round(tree_pss_mb(self._row.pid), 1),
        )
        self._tell(lambda queue: _beat(queue, row))

    def end(self) -> None:
        """Take it away."""
        self._tell(lambda queue: queue.unregister(self._row.id))

    def _tell(self, what: Callable[[RedisQueueManager], Awaitable[None]]) -> None:
        async def told() -> None:
            queue = build_queue(self._settings)
            try:
                await what(queue)
            finally:
                await queue.close()

        try:
            asyncio.run(told())
        except errors.BackendUnavailable as error:
            log.warning("Heartbeat failed", extra={"code": error.code})


async def _beat(queue: RedisQueueManager, row: WorkerInfo) -> None:
    await queue.heartbeat(row)
    for task_id in await queue.recover():
        log.warning("Task recovered", extra={"task_id": task_id})


class PresenceStep(bootsteps.StartStopStep):  # type: ignore[misc]
    """The part of a Celery worker that keeps the row."""

    requires = (DocumentsStep,)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._presence: Presence | None = None

    def start(self, parent: Any) -> None:
        """From when the pipeline is warm."""
        self._presence = Presence(parent.max_concurrency or parent.concurrency)
        parent.timer.call_repeatedly(_LOOK_S, self._presence.keep)

    def stop(self, parent: Any) -> None:
        """The pool's children, which may still read, have their own."""
        del parent
        if self._presence is not None:
            self._presence.end()
