"""Find receipts whose end nobody will tell, because the outbox was full or Redis forgot it, and tell it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from ocr_service.domain.delivery.outbox import Outbox
from ocr_service.domain.notification import UPLOAD_SUBSCRIPTION, Event, EventKind, Subscription, sink_of
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import Task
from ocr_service.domain.task_queue import QueueReader
from ocr_service.intake.receipt_desk import RECEIPT_FILE_GONE
from ocr_service.notifications.untold import is_untold, waiting_in_outbox
from ocr_service.notifier.courier import Courier
from ocr_service.receipts.receipt import Receipt, ReceiptStore, target_of
from ocr_service.receipts.telling import tell_batch

log = logging.getLogger(__name__)

_EVERY_S = 60.0
_MOST = 1_000
_KINDS = {
    TaskStatus.COMPLETED: EventKind.TASK_COMPLETED,
    TaskStatus.FAILED: EventKind.TASK_FAILED,
    TaskStatus.CANCELLED: EventKind.TASK_CANCELLED,
}


class UntoldReceipts:
    """The oldest thousand that are processing are looked at; what is found twice, a minute apart, is told."""

    def __init__(
        self,
        receipts: ReceiptStore,
        queue: QueueReader,
        outbox: Outbox,
        courier: Courier,
        *,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._receipts = receipts
        self._queue = queue
        self._outbox = outbox
        self._courier = courier
        self._monotonic_s = monotonic_s
        self._looked_s = float("-inf")
        self._untold: frozenset[tuple[int, int]] = frozenset()

    async def look(self) -> None:
        """Look, when it is time to. Raises ``ReceiptsUnavailable``, ``BackendUnavailable``."""
        now_s = self._monotonic_s()
        if now_s < self._looked_s + _EVERY_S:
            return
        self._looked_s = now_s
        if not await asyncio.to_thread(self._receipts.is_made):
            return
        rows = await asyncio.to_thread(self._receipts.processing, user=None, limit=_MOST)
        tasks = await self._queue.known([row.task_id for row in rows]) if rows else {}
        over = [row for row in rows if (task := tasks.get(row.task_id)) is None or task.status.is_final]
        waiting = await waiting_in_outbox(self._outbox) if over else set()
        untold = {(row.id, row.sequence): row for row in over if is_untold(tasks.get(row.task_id), waiting)}
        twice, self._untold = untold.keys() & self._untold, frozenset(untold)
        for name in twice:
            await self._tell(untold[name], tasks.get(untold[name].task_id))

    async def _tell(self, row: Receipt, task: Task | None) -> None:
        log.warning("Receipt untold", extra={"receipt_id": row.id, "task_id": row.task_id})
        if task is None:
            tell_batch(await asyncio.to_thread(self._receipts.lose, row, RECEIPT_FILE_GONE))
            return
        # Above what the row was told of last, and below what its task will be told of next.
        event = Event(id="", kind=_KINDS[task.status], sequence=row.sequence + 1, at="", task_id=row.task_id)
        target = target_of(row.id)
        subscription = Subscription(id=UPLOAD_SUBSCRIPTION, sink=sink_of(target), target=target)
        await self._courier.tell(event, subscription)
