"""Claim a task whenever a slot is free."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from ocr_service import errors
from ocr_service.domain.status import Priority
from ocr_service.domain.task_queue import WorkerQueue
from ocr_service.worker.coroutines import first_set
from ocr_service.worker.processor import Processor
from ocr_service.worker.work_hours import WorkHours

log = logging.getLogger(__name__)

_RECONNECT_FIRST_S = 0.1
_RECONNECT_LAST_S = 5.0


class Claimer:
    """Feeds the processor with up to ``concurrency`` tasks; ``high_slots`` of them only from high.

    Outside ``hours`` there are tasks from high only: who marks a document as urgent does not want to wait for the morning.
    """

    def __init__(
        self,
        *,
        queue: WorkerQueue,
        processor: Processor,
        worker_id: str,
        queues: Sequence[Priority],
        concurrency: int,
        high_slots: int,
        poll_interval_s: float,
        max_tasks: int,
        stop: asyncio.Event,
        hours: WorkHours | None = None,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        self._queue = queue
        self._processor = processor
        self._worker_id = worker_id
        self._queues = tuple(queues)
        self._concurrency = concurrency
        self._shared_slots = max(0 if Priority.HIGH in queues else 1, concurrency - high_slots)
        self._poll_interval_s = poll_interval_s
        self._max_tasks = max_tasks
        self._stop = stop
        self._hours = hours or WorkHours()
        self._now = now
        self._slot_freed = asyncio.Event()
        self._claimed = 0

    async def run(self) -> None:
        """Claim until the stop event is set or the worker had its number of tasks."""
        pause_s = _RECONNECT_FIRST_S
        while not self._stop.is_set():
            try:
                await self._step()
                pause_s = _RECONNECT_FIRST_S
            except errors.BackendUnavailable as error:
                log.warning(
                    "Queue unavailable, will claim again", extra={"code": error.code, "pause_s": pause_s}
                )
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, _RECONNECT_LAST_S)

    async def _step(self) -> None:
        queues = self._open_queues()
        if not queues:
            self._slot_freed.clear()
            rest_s = self._hours.wait_s(self._now()) or None
            with suppress(TimeoutError):
                await asyncio.wait_for(first_set(self._stop, self._slot_freed), rest_s)
            return
        claim = await self._queue.claim(self._worker_id, queues, wait_s=self._poll_interval_s)
        if claim is None:
            return
        self._processor.start(claim, on_free=self._slot_freed.set)
        self._claimed += 1
        if self._max_tasks and self._claimed >= self._max_tasks:
            log.info("Worker had its number of tasks", extra={"tasks": self._claimed})
            self._stop.set()

    def _open_queues(self) -> tuple[Priority, ...]:
        running = self._processor.occupied_slots
        if running >= self._concurrency or self._processor.holds_suspect:
            return ()
        if running < self._shared_slots and self._hours.is_open(self._now()):
            return self._queues
        return tuple(queue for queue in self._queues if queue is Priority.HIGH)
