"""Take receipts in, start them one by one or all that wait, and find those whose end nobody will tell."""

from __future__ import annotations

import asyncio
import logging
import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr_service.domain.file_store import FileStore
from ocr_service.domain.notification import EventKind
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import Callback, Task, TaskOptions
from ocr_service.domain.task_queue import IntakeQueue
from ocr_service.errors import (
    CapacityError,
    ReceiptStateConflict,
    TaskNotFound,
    TaskStateConflict,
    TooManyRequests,
    UserNotFound,
)
from ocr_service.intake.capabilities import DEFAULT_ENGINE
from ocr_service.intake.rerun import rerun
from ocr_service.intake.submit import Intake, Submission
from ocr_service.intake.upload import Upload
from ocr_service.receipts.receipt import Failure, OcrStatus, Receipt, ReceiptStore, target_of
from ocr_service.receipts.telling import tell_batch

log = logging.getLogger(__name__)

FIRST_USER = "1"
"""Whose receipts they are where nobody says so; this user is always there."""
_ENDS = (EventKind.TASK_COMPLETED, EventKind.TASK_FAILED, EventKind.TASK_CANCELLED)
RECEIPT_FILE_GONE = Failure(
    code="RECEIPT_FILE_GONE", detail="Its document is no longer kept. Upload the receipt again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRules:
    """How many receipts one call may start, how many such calls a user has per minute (0: no limit), and what reads them ('': as ever)."""

    max_batch: int = 1_000
    batches_per_minute: int = 0
    engine: str = ""


class ReceiptDesk:
    """Every method raises ``ReceiptsUnavailable`` and ``BackendUnavailable`` besides what it names.

    A row is written before the queue is asked, and made good by the next ``start_pending`` where a process was killed
    between the two; how a task ends is written back by the outbox's sink alone.
    """

    def __init__(
        self,
        queue: IntakeQueue,
        store: FileStore,
        intake: Intake,
        receipts: ReceiptStore,
        rules: ReceiptRules,
    ) -> None:
        self.rules = rules
        self.receipts = receipts
        self._queue = queue
        self._store = store
        self._intake = intake

    async def take(
        self, upload: Upload, submission: Submission, *, user: str, purchase_date: str = ""
    ) -> tuple[Receipt, tuple[str, ...]]:
        """Keep a finished upload as a pending receipt; returns it with what is odd of the file. Raises as ``Intake.submit``."""
        receipt = await asyncio.to_thread(
            self.receipts.add,
            user=user,
            task_id=upload.task_id,
            filename=upload.filename,
            purchase_date=purchase_date,
        )
        callback = Callback(url=target_of(receipt.id), events=_ENDS)
        wishes = replace(
            submission.wishes, hold=True, callback=callback, options=self._options(submission.wishes.options)
        )
        try:
            accepted = await self._intake.submit(upload, replace(submission, wishes=wishes))
        except Exception:
            await asyncio.to_thread(self.receipts.remove, receipt.id)
            raise
        return receipt, accepted.warnings

    def _options(self, asked: TaskOptions) -> TaskOptions:
        """What was asked for; who named no engine gets the one of the rules."""
        is_open = asked.engine == DEFAULT_ENGINE and self.rules.engine
        return replace(asked, engine=self.rules.engine) if is_open else asked

    async def start_pending(self, *, user: str | None, limit: int | None) -> int:
        """Queue the oldest pending receipts of a user, of everybody when None; returns how many.

        Raises ``UserNotFound``, ``TooManyRequests``, and ``QueueFull`` when there was no room for any.
        """
        await self.require_user(user)
        await self._take_turn(user)
        await self._make_good(user)
        receipts = await asyncio.to_thread(
            self.receipts.claim_pending,
            user=user,
            limit=min(limit or self.rules.max_batch, self.rules.max_batch),
            batch_id=uuid.uuid4().hex,
        )
        started = 0
        for number, receipt in enumerate(receipts):
            try:
                started += await self._start(receipt)
            except CapacityError as error:
                await self._release(receipts[number:])
                log.warning(
                    "Receipts left pending", extra={"code": error.code, "left": len(receipts) - number}
                )
                if not started:
                    raise
                break
        return started

    async def retry(self, receipt: Receipt) -> Receipt:
        """Queue a failed receipt again, or one that waits. Raises ``ReceiptStateConflict``, ``QueueFull``, ``StorageFailed``."""
        if receipt.status is OcrStatus.COMPLETED:
            raise ReceiptStateConflict("It was read already. Upload it again to have it read anew.")
        task = await self._queue.get(receipt.task_id)
        if receipt.status is OcrStatus.PROCESSING and task is not None and not task.status.is_final:
            raise ReceiptStateConflict("It is being read. Ask again for its status.")
        await self._run_again(receipt, task)
        await asyncio.to_thread(self.receipts.begin, receipt)
        return await asyncio.to_thread(self.receipts.get, receipt.id) or receipt

    async def require_user(self, user: str | None) -> None:
        """Raise ``UserNotFound`` for one who has no receipts; the first user may have none yet."""
        if user in (None, FIRST_USER):
            return
        if not await asyncio.to_thread(self.receipts.has_user, user or ""):
            raise UserNotFound

    async def _run_again(self, receipt: Receipt, task: Task | None) -> None:
        if task is None or task.status is TaskStatus.COMPLETED:
            raise ReceiptStateConflict(RECEIPT_FILE_GONE.detail)
        try:
            if task.status is TaskStatus.PENDING:
                await self._queue.start(task.id)
            else:
                await rerun(self._queue, self._store, task.id)
        except TaskNotFound as error:
            raise ReceiptStateConflict(RECEIPT_FILE_GONE.detail) from error
        except TaskStateConflict as error:
            # Another call was faster, or its document is gone.
            raise ReceiptStateConflict(error.detail) from error

    async def _start(self, receipt: Receipt) -> bool:
        """False for a receipt whose document is gone: its row says so."""
        try:
            await self._queue.start(receipt.task_id)
        except TaskStateConflict:
            return True  # somebody started it through the tasks; its end comes to this row all the same
        except TaskNotFound:
            await self._lose(receipt)
            return False
        return True

    async def _make_good(self, user: str | None) -> None:
        """Receipts that a killed process left between row and queue, and those whose task was deleted."""
        rows = await asyncio.to_thread(self.receipts.processing, user=user, limit=self.rules.max_batch)
        tasks = await self._queue.known([each.task_id for each in rows]) if rows else {}
        for receipt in rows:
            task = tasks.get(receipt.task_id)
            if task is None:
                await self._lose(receipt)
            elif task.status is TaskStatus.PENDING:
                await self._start(receipt)

    async def _lose(self, receipt: Receipt) -> None:
        settled = await asyncio.to_thread(self.receipts.lose, receipt, RECEIPT_FILE_GONE)
        if settled.is_stored:
            log.warning(
                "Receipt without a file", extra={"receipt_id": receipt.id, "task_id": receipt.task_id}
            )
        tell_batch(settled)

    async def _release(self, receipts: Sequence[Receipt]) -> None:
        for receipt in receipts:
            await asyncio.to_thread(self.receipts.release, receipt.id)

    async def _take_turn(self, user: str | None) -> None:
        if not self.rules.batches_per_minute:
            return
        wait_s = await self._queue.take_tokens(
            f"receipts:{user or ''}", per_minute=self.rules.batches_per_minute
        )
        if wait_s:
            raise TooManyRequests(retry_after_s=math.ceil(wait_s))
