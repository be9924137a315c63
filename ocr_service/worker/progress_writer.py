"""Store a task's progress, but not more often than anybody looks."""

from __future__ import annotations

import logging

from ocr_service.clock import Clock
from ocr_service.domain.document import Progress
from ocr_service.domain.task import Claim
from ocr_service.domain.task_queue import WorkerQueue
from ocr_service.errors import BackendUnavailable

log = logging.getLogger(__name__)

_EVERY_S = 0.2


class ProgressWriter:
    """Passes progress on, at most five times a second: a text layer gives 100 pages in that time."""

    def __init__(self, queue: WorkerQueue, claim: Claim, clock: Clock) -> None:
        self._queue = queue
        self._claim = claim
        self._clock = clock
        self._written_s = float("-inf")

    async def __call__(self, progress: Progress) -> None:
        """Store it, unless the last one was stored a moment ago; one that Redis does not take is logged."""
        now_s = self._clock.monotonic_s()
        if now_s - self._written_s < _EVERY_S:
            return
        self._written_s = now_s
        try:
            await self._queue.progress(
                self._claim,
                percent=progress.percent,
                message=progress.message,
                pages_done=progress.pages_done,
                pages_total=progress.pages_total,
            )
        except BackendUnavailable as error:
            log.warning("Progress not written", extra={"code": error.code})
