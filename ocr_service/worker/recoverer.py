"""Take back tasks whose worker stopped sending heartbeats."""

from __future__ import annotations

import asyncio
import logging

from ocr_service import errors
from ocr_service.domain.task_queue import WorkerQueue

log = logging.getLogger(__name__)


class Recoverer:
    """Looks for leases that ran out, several times a lease."""

    def __init__(self, *, queue: WorkerQueue, lease_s: float) -> None:
        self._queue = queue
        self._every_s = lease_s / 6

    async def run(self) -> None:
        """Recover until cancelled."""
        while True:
            try:
                for task_id in await self._queue.recover():
                    log.warning("Task recovered", extra={"task_id": task_id})
            except errors.BackendUnavailable as error:
                log.warning("Recovery failed", extra={"code": error.code})
            await asyncio.sleep(self._every_s)
