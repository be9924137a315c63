"""Look now and then at what no task tells of: lost workers, thresholds that are passed, entries whose time is over,
and a Redis that forgot who wants to be told."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from ocr_service.domain.delivery.outbox import Outbox
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.task_queue import QueueReader
from ocr_service.errors import OcrServiceError
from ocr_service.notifications.book import WebhookBook
from ocr_service.notifications.thresholds import Thresholds

log = logging.getLogger(__name__)


class Watch:
    """Every ``every_s``; several notifiers may watch, each notice is raised once. ``also`` are other looks, taken as often.

    ``limit_used`` tells which share of the vision service's limit is in use, where there is one.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        queue: QueueReader,
        store: FileStore,
        thresholds: Thresholds,
        book: WebhookBook,
        every_s: float,
        summary_hour: int = -1,
        limit_used: Callable[[], Awaitable[float]] | None = None,
        also: Sequence[Callable[[], Awaitable[object]]] = (),
        monotonic_s: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        self._outbox = outbox
        self._queue = queue
        self._store = store
        self._thresholds = thresholds
        self._book = book
        self._every_s = every_s
        self._summary_hour = summary_hour
        self._limit_used = limit_used
        self._also = also
        self._summed_up = ""
        self._now = now
        self._monotonic_s = monotonic_s
        self._worker_seen_s = monotonic_s()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            for look in (self.look, *self._also):
                try:
                    await look()
                except OcrServiceError as error:
                    log.warning("Watch failed", extra={"code": error.code})
            await asyncio.sleep(self._every_s)

    async def look(self) -> None:
        """One look. Raises ``BackendUnavailable``, ``StorageFailed``."""
        await self._book.try_to_reconcile()
        for worker_id in await self._outbox.lose_workers():
            log.warning("Worker lost", extra={"worker": worker_id})
        if await self._queue.workers():
            self._worker_seen_s = self._monotonic_s()
        free_bytes = await asyncio.to_thread(self._store.free_bytes)
        await self._sum_up(free_bytes)
        passed = self._thresholds.passed(
            await self._queue.stats(),
            free_bytes=free_bytes,
            no_worker_s=self._monotonic_s() - self._worker_seen_s,
            limit_used=await self._limit_used() if self._limit_used else 0.0,
        )
        raised, ended = await self._outbox.set_notices(passed)
        for name in raised:
            log.warning("Notice raised", extra={"notice": name, **passed[name]})
        for name in ended:
            log.info("Notice ended", extra={"notice": name})
        await self._outbox.trim_notifications()

    async def _sum_up(self, free_bytes: int) -> None:
        """Once a day, from the hour on that was named; whichever of several notifiers comes first tells it."""
        now = self._now()
        day = now.strftime("%Y-%m-%d")
        if self._summary_hour < 0 or now.hour < self._summary_hour or self._summed_up == day:
            return
        if await self._outbox.tell_summary(day, free_bytes=free_bytes):
            log.info("Day summed up", extra={"day": day})
        self._summed_up = day
