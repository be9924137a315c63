"""Take back tasks whose worker stopped sending heartbeats."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from ocr_service import errors
from ocr_service.domain.task_queue import WorkerQueue

log = logging.getLogger(__name__)


class Recoverer:
    """Looks for leases that ran out, several times a lease."""

    def __init__(
        self, *, queue: WorkerQueue, lease_s: float, on_look: Callable[[], None] = lambda: None
    ) -> None:
        self._queue = queue
        self._on_look = on_look
        self._every_s = lease_s / 6

    async def run(self) -> None:
        """Recover until cancelled."""
        while True:
            self._on_look()
            try:
                for task_id in await self._queue.recover():
                    log.warning("Task recovered", extra={"task_id": task_id})
            except errors.BackendUnavailable as error:
                log.warning("Recovery failed", extra={"code": error.code})
            await asyncio.sleep(self._every_s)
